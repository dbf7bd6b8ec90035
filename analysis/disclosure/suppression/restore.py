"""Figures hidden besides are printed again, the dearest first, as far as nobody finds out more.

What is hidden for one total at a time is more than is needed for all of them together.
"""

from __future__ import annotations

import numpy as np

from analysis.disclosure.audit.attack import Scene
from analysis.disclosure.audit.collusion import Even
from analysis.disclosure.cells.relations import Flags, Ints
from analysis.disclosure.rules import PrimaryRules
from analysis.disclosure.suppression.problem import Problem

LARGEST = 40
"""Cells of a piece that is gone through in a large report: with twice as many it takes twice the time for a fifth more
figures."""

ALL_BELOW = 3_000
"""Reports of fewer cells are gone through completely: a small wave has little to publish, and its time is short."""


def restored(problem: Problem, everything: Scene, hidden: Flags, rules: PrimaryRules) -> Flags:
    """Fewer figures hidden, so that outsiders and any two contributors still find out nothing.

    ``everything`` are the cells as they are known before anything is printed.
    """
    hidden = hidden.copy()
    is_free = problem.knowledge(hidden).is_open
    largest = LARGEST if len(is_free) > ALL_BELOW else len(is_free)
    number, place = np.full(len(is_free), -1), np.full(len(is_free), -1)
    pieces: list[_Piece] = []
    for scene, cells in everything.split(is_free, problem.level_up > 0):
        number[cells], place[cells] = len(pieces), np.arange(len(cells))
        pieces.append(_Piece(scene, rules))
    figures = np.flatnonzero(hidden & ~problem.is_forced)
    for figure in figures[np.argsort(-problem.costs[figures], kind="stable")].tolist():
        cells = problem.cell[problem.figure == figure]
        parts = [(pieces[one], place[cells[number[cells] == one]]) for one in sorted({*number[cells].tolist()} - {-1})]
        if all(piece.size <= largest and piece.is_safe_without(inside) for piece, inside in parts):
            hidden[figure] = False
            for piece, inside in parts:
                piece.know(inside)
    return hidden


class _Piece:
    """Cells that hang together, of which more and more become known."""

    def __init__(self, scene: Scene, rules: PrimaryRules) -> None:
        self._scene, self._rules = scene, rules
        self._is_open = np.ones(len(scene.values), dtype=bool)
        self._rows = scene.relations.rows

    @property
    def size(self) -> int:
        """How many cells it has."""
        return len(self._is_open)

    def know(self, cells: Ints) -> None:
        """Cells are known from now on."""
        self._is_open[cells] = False

    def is_safe_without(self, cells: Ints) -> bool:
        """Whether nobody finds out more once these cells are known too."""
        scene, is_open = self._scene, self._is_open.copy()
        new = cells[is_open[cells]]
        is_open[new] = False
        near = self._near(new)
        wanted = scene.level_up > 0
        if wanted[new].any() or wanted[self._told(is_open)].any():
            return False
        # What no longer hangs together with them is as it was.
        for part, inside in scene.split(is_open, wanted & is_open):
            if near[inside].any():
                attack = part.attack(Even(len(inside)), self._rules)
                for chosen in (near[inside], ~near[inside]):  # most attempts fail nearby
                    if next(attack.breaches(part.secrets(chosen)), None) is not None:
                        return False
        return True

    def _near(self, cells: Ints) -> Flags:
        """The cells that stand in an equation with one of these."""
        found = np.zeros(self.size, dtype=bool)
        is_touched = np.zeros(len(self._scene.relations), dtype=bool)
        is_touched[self._rows[np.isin(self._scene.relations.cells, cells)]] = True
        found[self._scene.relations.cells[is_touched[self._rows]]] = True
        return found

    def _told(self, is_open: Flags) -> Ints:
        """The cells that are the only open one of an equation."""
        among = self._scene.relations.among(is_open)[0]
        told: Ints = among.cells[among.starts[:-1][np.diff(among.starts) == 1]]
        return told
