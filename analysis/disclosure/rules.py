"""Primary rules in one place: which totals are unsafe, and how far from them an attacker must be kept.

Sources: Handbook on Statistical Disclosure Control, chapter 4 (minimum of contributors, p % rule, (n, k)
dominance, prior-posterior rule and the protection levels that follow from each).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from analysis.disclosure.cells.lattice import Totals
from analysis.disclosure.cells.relations import Floats

UNIT = 1.0
"""The least distance to be kept from any unsafe total: one person, one establishment, one euro."""

TOLERANCE = 1e-9
"""What rounding may add to a shortfall of nothing."""

Number = TypeVar("Number", float, Floats)


@dataclass(frozen=True, slots=True)
class PrimaryRules:
    """What makes a total unsafe.

    ``minimum`` is the least number of contributors (1: off). ``p_percent`` and ``q_percent``: the second largest
    contributor, who knows the others within q % (100: nothing but that they are not negative), must not learn the
    largest within p % (0: off). ``dominance`` (n, k): the n largest must not make more than k % of the total.
    """

    minimum: int = 3
    p_percent: float = 10.0
    q_percent: float = 100.0
    dominance: tuple[int, float] | None = None

    @property
    def top(self) -> int:
        """How many largest contributions the rules look at together."""
        return self.dominance[0] if self.dominance else 1


def shortfall(total: Number, largest: Number, second: Number, p_percent: float, q_percent: float = 100.0) -> Number:
    """By how much the second largest contributor comes too near to the largest; not above 0 where it is safe.

    p % and (p, q) rule: ``p/q · x1 - (X - x1 - x2)``.
    """
    return p_percent / q_percent * largest - (total - largest - second)


def gap_of_rest(rest: Number, largest: Number, rules: PrimaryRules) -> Number:
    """How far those who know all the others must be kept from what these leave, given the largest part of it.

    The rule of everybody for a total whose second largest contributor gave nothing: at least ``UNIT``.
    """
    needed: Number = np.maximum(shortfall(rest, largest, 0.0 * rest, rules.p_percent, rules.q_percent), UNIT)
    return needed


def gap(totals: Totals, rules: PrimaryRules) -> Floats:
    """How far an attacker must be kept from each total; 0 for the safe ones, which hide nothing.

    The ``shortfall``; (n, k): ``100/k · (x1 + … + xn) - X``; too few contributors: the same, at least ``UNIT``.
    """
    needed = np.full(len(totals.value), -np.inf)
    if rules.p_percent:
        needed = shortfall(totals.value, totals.largest, totals.second, rules.p_percent, rules.q_percent)
    if rules.dominance:
        needed = np.maximum(needed, 100.0 / rules.dominance[1] * totals.top - totals.value)
    is_there = totals.contributors > 0
    is_near = needed > TOLERANCE * np.maximum(1.0, totals.value)
    is_unsafe = is_there & (is_near | (totals.contributors < rules.minimum))
    gaps: Floats = np.where(is_unsafe, np.maximum(needed, UNIT), 0.0)
    return gaps
