"""All tables of a report protected as one system, from everybody outside and from any two who contributed."""

from __future__ import annotations

import numpy as np

from analysis.disclosure.audit.attack import Scene
from analysis.disclosure.audit.intervals import intervals
from analysis.disclosure.cells.program import columns
from analysis.disclosure.cells.relations import TOLERANCE, Bounds, Flags, Floats, Ints, summed
from analysis.disclosure.report.system import System
from analysis.disclosure.rules import PrimaryRules
from analysis.disclosure.suppression.elimination import eliminated
from analysis.disclosure.suppression.problem import Problem
from analysis.disclosure.suppression.repair import repaired
from analysis.disclosure.suppression.restore import restored

RELUCTANCE = 0.3
"""What a figure costs that elimination would hide, of its whole price: it is taken first, not for nothing."""


def hide(system: System, problem: Problem, rules: PrimaryRules) -> Flags:
    """The figures of a system to hide; the same system gives the same ones. Raises ``Unsolved`` when nothing helps.

    What an attack finds in spite of it has no remedy either.
    """
    start = repaired(problem, eliminated(problem))
    hidden = problem.is_forced.copy()
    wanted = problem.level_up > 0
    everything = scene(system, problem, problem.limits)
    # Many figures give a base away, so that it costs too much to hide, and it holds many tables together: those that
    # are known anyway are left alone at first.
    bases = ~problem.knowledge(start).is_open & np.array(system.is_base, dtype=bool)
    for fixed in (bases, np.zeros(len(bases), dtype=bool)):
        left = np.zeros(len(wanted), dtype=bool)
        for piece, cells in everything.split(~fixed, wanted):
            attack = piece.attack(_Hiding(problem, cells, hidden, start), rules)
            left[[cells[breach.cell] for breach in attack.breaches(piece.secrets(wanted[cells]))]] = True
        wanted = left
    hidden &= ~_known_all_the_same(problem, hidden)
    return hidden if wanted.any() else restored(problem, everything, hidden, rules)


def scene(system: System, problem: Problem, limits: Bounds) -> Scene:
    """The cells as those see them who know ``limits``."""
    parts = system.contributions(limits.is_open)
    levels = problem.level_up, problem.level_down
    return Scene(problem.relations, problem.values, limits, *levels, parts, np.array(system.is_net, dtype=bool))


def _known_all_the_same(problem: Problem, hidden: Flags) -> Flags:
    """Figures hidden in vain: all that they give away follows from what is printed, and nobody minds."""
    asked = np.zeros(len(problem.values), dtype=bool)
    asked[problem.cell[(hidden & ~problem.is_forced)[problem.figure]]] = True
    # Any room at all is enough: nothing is followed to its end.
    room = np.where(asked, _SOME * np.maximum(1.0, np.abs(problem.values)), -1.0)
    left = intervals(problem.relations, problem.knowledge(hidden), Bounds(problem.values - room, problem.values + room))
    return ~problem.is_forced & ~problem.given_away(left.high - left.low > TOLERANCE)


class _Hiding:
    """Prices by the figures that would have to be hidden; what a witness moves is hidden."""

    def __init__(self, problem: Problem, cells: Ints, hidden: Flags, start: Flags) -> None:
        place = columns(cells, len(problem.values))
        mine = place[problem.cell] >= 0
        self._figure, self._cell = problem.figure[mine], place[problem.cell[mine]]
        self._costs = np.where(start, RELUCTANCE, 1.0) * problem.costs
        self._values, self._hidden = problem.values[cells], hidden

    def now(self, distance: float) -> Floats:
        """The whole price should be paid for about this distance; a little for every change, so that few cells move."""
        price = np.where(self._hidden, 0.0, self._costs)[self._figure]
        whole = summed(self._cell, price, len(self._values))
        prices: Floats = (whole + _LEAST) / np.clip(np.abs(self._values), 1.0, max(1.0, abs(distance)))
        return prices

    def moved(self, changes: Floats) -> None:
        """Hide all figures that give away a cell that moves."""
        self._hidden[self._figure[np.abs(changes[self._cell]) > TOLERANCE]] = True


_SOME = 1e-3
_LEAST = 1e-3
