"""Attacks by those who contributed: each knows its own part of every cell, and some cells wholly.

Attacked are, as the rules of the house say, everybody who is alone in a hidden cell, each two who are alone in one,
and the two largest of each hidden cell (the singleton problem, Handbook on Statistical Disclosure Control, chapter
4). Together they must not come nearer to what others contributed than the levels allow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from analysis.disclosure.audit.proof import Insight, Proof
from analysis.disclosure.cells.lattice import Parts
from analysis.disclosure.cells.relations import Bounds, Flags, Floats, Ints, summed
from analysis.disclosure.rules import PrimaryRules, gap_of_rest

Coalition = tuple[int, ...]
"""The numbers of contributors that tell each other what they know."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A coalition for which a cell cannot be at a ``distance`` from its value, where it should be."""

    coalition: Coalition
    cell: int
    distance: float


class Insiders:
    """Who contributed what to which of ``count`` cells; of those that are not ``is_shown`` no pairs are attacked."""

    def __init__(self, parts: Parts, count: int, is_shown: Flags | None = None) -> None:
        self._is_shown = np.ones(count, dtype=bool) if is_shown is None else is_shown
        order = np.lexsort((-parts.amount, parts.cell))
        self._cell, self._who = parts.cell[order], parts.contributor[order]
        self._amount = parts.weighted[order]
        self._counts = np.bincount(self._cell, minlength=count)
        self._starts = np.cumsum(self._counts) - self._counts
        self._by_who = np.argsort(self._who, kind="stable")
        last = int(self._who.max(initial=-1)) + 2
        self._bounds = np.searchsorted(self._who[self._by_who], np.arange(last))

    def coalitions(self, is_open: Flags) -> list[Coalition]:
        """All that are attacked where these cells are hidden, each once, in a fixed order."""
        one = self._who[self._starts[is_open & (self._counts == 1)]]
        many = self._starts[is_open & self._is_shown & (self._counts > 1)]
        pairs = np.sort(np.stack([self._who[many], self._who[many + 1]], axis=1), axis=1)
        return [(who,) for who in np.unique(one).tolist()] + [(a, b) for a, b in np.unique(pairs, axis=0).tolist()]

    def insight(self, coalition: Coalition, values: Floats, rules: PrimaryRules) -> Insight:
        """What a coalition knows: its part, which nobody can take away, and cells that are wholly its own.

        It must be kept from them as far as ``levels`` says.
        """
        cells, own, is_whole = self.own(coalition)
        limits = Bounds(np.where(is_whole, values[cells], own), np.where(is_whole, values[cells], np.inf))
        levels = self.levels(coalition, values, rules)
        up, down = (np.array([levels[cell][side] for cell in cells.tolist()]) for side in (0, 1))
        return Insight(cells, limits, up, down)

    def levels(self, coalition: Coalition, values: Floats, rules: PrimaryRules) -> dict[int, tuple[float, float]]:
        """How far, up and down, the coalition must be kept from the cells it is part of: 0 where nobody else is.

        Down not more than what remains without the coalition.
        """
        cells, own, is_whole = self.own(coalition)
        found = dict.fromkeys(cells[is_whole].tolist(), (0.0, 0.0))
        for cell, mine in zip(cells[~is_whole].tolist(), own[~is_whole].tolist(), strict=True):
            first = int(self._starts[cell])
            others = (place for place in range(first, first + len(coalition) + 1) if self._who[place] not in coalition)
            largest = float(self._amount[next(others)])
            rest = float(values[cell]) - mine
            level = gap_of_rest(rest, largest, rules)
            found[cell] = (level, min(level, rest))
        return found

    def own(self, coalition: Coalition) -> tuple[Ints, Floats, Flags]:
        """The open cells a coalition is part of, how much of each is its own, and which are wholly."""
        entries = np.concatenate([self._by_who[self._bounds[one] : self._bounds[one + 1]] for one in coalition])
        cells, place = np.unique(self._cell[entries], return_inverse=True)
        own = summed(place, self._amount[entries], len(cells))
        is_whole: Flags = np.bincount(place, minlength=len(cells)) == self._counts[cells]
        return cells, own, is_whole


def breaches(
    proof: Proof, insiders: Insiders, rules: PrimaryRules, step: Callable[[float], None] = lambda _part: None
) -> Iterator[Breach]:
    """The coalitions for which a sensitive cell is not open enough, given a proof for everybody else.

    ``step`` is told which part of them is done.
    """
    coalitions = insiders.coalitions(proof.limits.is_open)
    for number, coalition in enumerate(coalitions):
        step(number / len(coalitions))
        yield from breaches_of(coalition, proof, insiders, rules)


def breaches_of(coalition: Coalition, proof: Proof, insiders: Insiders, rules: PrimaryRules) -> Iterator[Breach]:
    """``breaches`` of one coalition."""
    insight = insiders.insight(coalition, proof.values, rules)
    lost = proof.lost(insight)
    if lost:
        for goal in proof.renew(lost, insight.within(proof.limits)):
            yield Breach(coalition, proof.goals.cell(goal), lost[goal])
