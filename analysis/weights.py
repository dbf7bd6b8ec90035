"""Weights: how many establishments of the frame, or how many of their employees, an answer stands for.

The terms are those of Särndal, Swensson, Wretman: Model Assisted Survey Sampling (1992), and Lohr: Sampling (2022).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FEWEST = 3
"""A stratum with fewer answers is merged with the next one of its chain."""

HEAVIEST = 5.0
"""No weight may be more than this many times the median weight."""

_ROUNDS = 10_000
"""Raking that has not come to an end by then never will."""


class Unweightable(ValueError):
    """Answers and known totals do not go together; ``args`` are a code for the message and the group at fault."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights that were fitted to known totals, group by group: what a variance has to know of it.

    ``margins`` holds for each margin the group of each answer (n,); ``size`` (n,) is what was added up: one each for
    establishments, else their employees.
    """

    margins: tuple[Ints, ...]
    size: Floats


@dataclass(frozen=True)
class Design:
    """A stratified random sample without replacement, with weights.

    ``strata`` (n,) are the numbers of the strata, ``population`` (H,) their establishments in the frame, ``weights``
    (n,) what each answer stands for, ``fit`` how these were fitted to known totals.
    """

    strata: Ints
    population: Floats
    weights: Floats
    fit: Fit | None = None

    @cached_property
    def answers(self) -> Ints:
        """The answers of each stratum (H,)."""
        return np.bincount(self.strata, minlength=len(self.population))

    @cached_property
    def cells(self) -> tuple[Ints, Ints]:
        """Which answers share stratum and groups: the cell of each (n,), and the first answer of each cell (K,)."""
        groups = self.strata
        for margin in self.fit.margins if self.fit else ():
            groups = groups * (int(margin.max(initial=0)) + 1) + margin
        _groups, first, number = np.unique(groups, return_index=True, return_inverse=True)
        return number.reshape(-1), first

    @cached_property
    def carried(self) -> Floats:
        """What all answers of each cell carry, the squares of it, and how many there are (3, K)."""
        cells, first = self.cells
        carried = self.weights if self.fit is None else self.weights * self.fit.size
        amounts = (carried, carried**2, np.ones_like(carried))
        return np.array([np.bincount(cells, given, minlength=len(first)) for given in amounts])


@dataclass(frozen=True, slots=True)
class Sample:
    """How responses stand for all establishments, and, fitted to their employees, for all employees.

    All of a stratum stand for as many establishments: shares and counts are made of numbers of answers by stratum
    (``analysis.shares``). Raises ValueError for others.
    """

    establishments: Design
    employees: Design

    def __post_init__(self) -> None:
        if self.establishments.fit is not None:
            raise ValueError("establishments have the weights of their strata")


def merged_strata(
    answers: Mapping[str, int], chains: Sequence[Sequence[str]], fewest: int = FEWEST
) -> dict[str, tuple[str, ...]]:
    """What each stratum is merged with so that every group has enough answers: neighbours in its chain.

    A chain lists strata that are alike, such as the sectors of one size class. A stratum with too few answers goes
    together with the next one, the last with the one before. Raises Unweightable when a chain has no answer at all.
    """
    found: dict[str, tuple[str, ...]] = {}
    for chain in chains:
        groups: list[list[str]] = [[]]
        for stratum in chain:
            groups[-1].append(stratum)
            if answered(groups[-1], answers) >= fewest:
                groups.append([])
        rest = groups.pop()
        if groups:
            groups[-1].extend(rest)
        elif answered(rest, answers):
            groups = [rest]
        else:
            raise Unweightable("nobody_answered", " + ".join(rest))
        found |= {stratum: tuple(group) for group in groups for stratum in group}
    return found


def answered(group: Iterable[str], answers: Mapping[str, int]) -> int:
    """How many answers the strata of a group have."""
    return sum(answers.get(stratum, 0) for stratum in group)


def designed(strata: ArrayLike, population: ArrayLike, names: Sequence[Hashable] = ()) -> Design:
    """The design whose weights are w_h = N_h / n_h (Särndal et al. 1992, 3.7).

    ``strata`` (n,) are numbers of strata, ``population`` (H,) their establishments. Raises Unweightable, with the name
    of the stratum, when a stratum with establishments has no answer or more answers than establishments.
    """
    where, known = np.asarray(strata, dtype=np.int64), np.asarray(population, dtype=np.float64)
    answers = np.bincount(where, minlength=len(known))
    for code, is_wrong in (("nobody_answered", (known > 0) & (answers == 0)), ("more_answers", answers > known)):
        if is_wrong.any():
            raise Unweightable(code, _named(names, int(np.argmax(is_wrong))))
    return Design(where, known, (known / np.maximum(answers, 1))[where])


def _named(names: Sequence[Hashable], number: int) -> str:
    return str(names[number]) if names else str(number)


def response_factors(weights: ArrayLike, classes: ArrayLike, has_answered: ArrayLike) -> Floats:
    """By what the weights of those who answered grow so that they stand for their class (response homogeneity groups).

    The factor of a class is the sum of weights of all selected over that of those who answered (Särndal et al. 1992,
    15.6). ``weights``, ``classes`` and ``has_answered`` are (m,) over all who were selected, the factors (m,) are 0 for
    those who did not answer. Raises Unweightable when nobody of a class answered.
    """
    selected, group = np.asarray(weights, dtype=np.float64), np.asarray(classes, dtype=np.int64)
    answered = np.asarray(has_answered, dtype=np.bool_)
    whole = np.bincount(group, selected)
    kept = np.bincount(group, selected * answered)
    if ((whole > 0) & (kept == 0)).any():
        raise Unweightable("nobody_answered", str(int(np.argmax((whole > 0) & (kept == 0)))))
    return np.where(answered, (whole / np.where(kept > 0, kept, 1.0))[group], 0.0)


def poststratified(
    design: Design, groups: ArrayLike, totals: ArrayLike, size: ArrayLike | None = None, names: Sequence[Hashable] = ()
) -> Design:
    """Weights whose sum in each group is its known total (Holt and Smith 1979).

    ``groups`` (n,) are numbers of groups, ``totals`` (G,) their establishments; with ``size`` (n,) the total of what
    was added up, so that employees as size and strata as groups give the ratio weight g_h = E_h / sum of employees.
    Raises Unweightable for a group with a total and nothing to carry it.
    """
    return raked(design, [groups], [totals], size, names=[names])


def raked(
    design: Design,
    margins: Sequence[ArrayLike],
    totals: Sequence[ArrayLike],
    size: ArrayLike | None = None,
    *,
    names: Sequence[Sequence[Hashable]] = (),
    tolerance: float = 1e-12,
) -> Design:
    """Weights that meet several margins, each fitted in turn (iterative proportional fitting; Deming, Stephan 1940).

    ``margins`` are (n,) numbers of groups, ``totals`` (G,) their known totals. The end is reached when no sum is off by
    more than ``tolerance`` of its total. Raises Unweightable when margins contradict each other or a group is empty.
    """
    groups = tuple(np.asarray(margin, dtype=np.int64) for margin in margins)
    wanted = [np.asarray(total, dtype=np.float64) for total in totals]
    amounts = np.ones_like(design.weights) if size is None else np.asarray(size, dtype=np.float64)
    _check_margins(groups, wanted, design.weights * amounts, names, tolerance)
    weights = design.weights
    for _round in range(_ROUNDS):
        for group, total in zip(groups, wanted, strict=True):
            weights = weights * _factors(group, total, weights * amounts)[group]
        if all(
            _is_met(group, total, weights * amounts, tolerance) for group, total in zip(groups, wanted, strict=True)
        ):
            return replace(design, weights=weights, fit=Fit(groups, amounts))
    raise Unweightable("no_end", "")


def _factors(group: Ints, total: Floats, carried: Floats) -> Floats:
    there = np.bincount(group, carried, minlength=len(total))
    return total / np.where(there > 0, there, 1.0)


def _is_met(group: Ints, total: Floats, carried: Floats, tolerance: float) -> bool:
    return bool((np.abs(np.bincount(group, carried, minlength=len(total)) - total) <= tolerance * total).all())


def _check_margins(
    groups: Sequence[Ints],
    totals: Sequence[Floats],
    carried: Floats,
    names: Sequence[Sequence[Hashable]],
    tolerance: float,
) -> None:
    for number, (group, total) in enumerate(zip(groups, totals, strict=True)):
        there = np.bincount(group, carried, minlength=len(total))
        is_empty = (total > 0) & (there <= 0)
        if is_empty.any():
            raise Unweightable("nobody_answered", _named(names[number] if names else (), int(np.argmax(is_empty))))
        if abs(total.sum() - totals[0].sum()) > max(tolerance, 1e-9) * totals[0].sum():
            raise Unweightable("margins_differ", f"{totals[0].sum():g} ≠ {total.sum():g}")


def trimmed(
    design: Design, heaviest: float = HEAVIEST, *, drawn: Floats | None = None, size: Floats | None = None
) -> Design:
    """No weight above ``heaviest`` times the median; what is cut off goes to the others, so that the sum stays.

    After Potter (1990). ``drawn`` (n,) are weights that follow from how many were asked on purpose; then it is what
    fitting made of them, the weight for each of these, that has the limit. ``size`` (n,) is what was added up. A known
    total of those that were cut is met no more, that of all together is.
    """
    base = np.ones_like(design.weights) if drawn is None else drawn
    carried = base if size is None else base * size
    factors = fitted = design.weights / base
    limit = heaviest * float(np.median(fitted))
    is_capped = np.zeros(len(fitted), dtype=np.bool_)
    while (factors > limit * (1 + 1e-12)).any():
        is_capped |= factors > limit
        free = (fitted * carried)[~is_capped].sum()
        left = (fitted * carried).sum() - limit * carried[is_capped].sum()
        factors = np.where(is_capped, limit, fitted * (left / free if free else 1.0))
    return replace(design, weights=base * factors)
