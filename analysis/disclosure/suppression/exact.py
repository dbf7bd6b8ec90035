"""The cheapest safe pattern of a small table, or how far from it at most a pattern is.

Method: Fischetti and Salazar-González (Management Science 2001). A master programme chooses which figures to hide at
the least cost; for each sensitive cell and direction a second one asks whether the choice lets it move far enough, and
if not, its prices give an inequality that every safe choice satisfies. First over fractions, then over whole numbers.
Capped by rounds and by nodes of the master, never by the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import highspy
import numpy as np

from analysis.disclosure.cells.program import PRIMAL, Program
from analysis.disclosure.cells.relations import TOLERANCE, Bounds, Flags, Floats, Ints
from analysis.disclosure.suppression.problem import Problem

MOST_CELLS = 350
MOST_ROUNDS = 200
MOST_NODES = 20_000


@dataclass(frozen=True, slots=True)
class Pattern:
    """Hidden figures; no safe pattern costs less than ``bound``, without the forced figures (None: not known)."""

    hidden: Flags
    bound: float | None


def cheapest(problem: Problem, start: Flags) -> Pattern:
    """The cheapest safe pattern found; ``start`` is one to begin with, and the answer when nothing better is found.

    For tables in which each figure gives away one cell of its own.
    """
    best, bound = start, 0.0
    master = _Master(problem)
    tester = _Tester(problem)
    is_whole = False
    for _round in range(MOST_ROUNDS):
        found = master.solve(whole=is_whole)
        if found is None:
            break
        chosen, lowest = found
        bound = max(bound, lowest)
        cuts = list(tester.cuts(chosen))
        for cut in cuts:
            master.add(cut)
        if cuts:
            continue
        if is_whole:
            best = problem.is_forced | (chosen > 1 / 2)
            break
        is_whole = True
    return Pattern(best, min(bound, cost(problem, best)))


def cost(problem: Problem, hidden: Flags) -> float:
    """What a pattern costs besides the forced figures."""
    return float(problem.costs[hidden & ~problem.is_forced].sum())


@dataclass(frozen=True, slots=True)
class _Cut:
    """``weights`` of the figures hidden must add up to 1 at least."""

    figures: Ints
    weights: Floats


class _Master:
    """Which figures to hide, given the inequalities so far."""

    def __init__(self, problem: Problem) -> None:
        is_there = problem.limits.is_open
        self._free = np.flatnonzero(~problem.is_forced & is_there[problem.cell])
        self._count = len(problem.costs)
        self._is_forced = problem.is_forced
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.silent()
        for option, value in (("threads", 1), ("random_seed", 0), ("mip_max_nodes", MOST_NODES)):
            self._solver.setOptionValue(option, value)
        for figure in self._free:
            self._solver.addCol(float(problem.costs[figure]), 0.0, 1.0, 0, np.array([]), np.array([]))
        self._place = np.full(self._count, -1, dtype=np.int64)
        self._place[self._free] = np.arange(len(self._free))

    def add(self, cut: _Cut) -> None:
        """One more inequality."""
        places = self._place[cut.figures].astype(np.int32)
        self._solver.addRow(1.0, highspy.kHighsInf, len(places), places, cut.weights)

    def solve(self, *, whole: bool) -> tuple[Floats, float] | None:
        """How much of each figure to hide (0 to 1, forced ones 1) and the least cost; None when the cap is reached."""
        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        count = len(self._free)
        self._solver.changeColsIntegrality(count, np.arange(count, dtype=np.int32), np.array([kind] * count))
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        chosen = self._is_forced.astype(np.float64)
        chosen[self._free] = np.clip(self._solver.getSolution().col_value, 0.0, 1.0)
        info = self._solver.getInfo()
        return chosen, float(info.mip_dual_bound if whole else info.objective_function_value)


class _Tester:
    """Whether a choice lets every sensitive cell move far enough."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        none = np.zeros(len(problem.values))
        sides = np.zeros(len(problem.relations))
        self._program = Program(problem.relations, Bounds(none, none), (sides, sides), PRIMAL)
        self._down = problem.values - problem.limits.low
        self._up = problem.limits.high - problem.values
        self._figure = np.full(len(problem.values), -1, dtype=np.int64)
        self._figure[problem.cell] = problem.figure

    def cuts(self, chosen: Floats) -> Iterator[_Cut]:
        """An inequality for each cell and direction that cannot move far enough."""
        problem = self._problem
        room = np.where(self._figure >= 0, chosen[self._figure], 1.0)
        self._program.bound_all(-self._down * room, self._up * room)
        for cell in np.flatnonzero(problem.level_up > 0).tolist():
            for sign, level in ((1, float(problem.level_up[cell])), (-1, float(problem.level_down[cell]))):
                moved = self._program.extreme(cell, sign)
                if moved is not None and sign * moved[cell] < level - TOLERANCE * max(1.0, level) * 10:
                    cut = self._cut(level)
                    if cut is not None:
                        yield cut

    def _cut(self, level: float) -> _Cut | None:
        """From the prices of the limits in the last programme: what each figure, hidden, would add."""
        price = -self._program.prices()
        gain = np.where(price > 0, price * self._up, -price * self._down)
        gain[np.abs(price) < TOLERANCE] = 0.0
        is_forced = self._problem.is_forced[self._figure]
        missing = level - float(gain[is_forced].sum())
        if missing <= TOLERANCE:
            return None
        cells = np.flatnonzero(~is_forced & (gain > TOLERANCE * missing))
        return _Cut(self._figure[cells], np.minimum(gain[cells], missing) / missing)
