"""What is to be protected: figures to print or hide, the cells each gives away, and how these hang together."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from analysis.disclosure.audit.intervals import intervals
from analysis.disclosure.audit.proof import Goals
from analysis.disclosure.cells.relations import TOLERANCE, Bounds, Flags, Floats, Ints, Relations, summed
from analysis.disclosure.rules import UNIT


@dataclass(frozen=True, slots=True)
class Problem:
    """Figures, the cells that each gives away when it is printed, and what must not become known of them.

    ``values``, ``limits`` (what everybody knows from the start) and ``level_down``, ``level_up`` (how far an
    attacker must be kept from a cell, 0 if it is not sensitive) have one element per cell; ``costs`` and
    ``is_forced`` (cannot be printed) one per figure. ``figure`` and ``cell`` are pairs: the figure, printed, gives
    the cell away. A cell that no figure gives away is hidden always.
    """

    relations: Relations
    values: Floats
    limits: Bounds
    level_down: Floats
    level_up: Floats
    costs: Floats
    is_forced: Flags
    figure: Ints
    cell: Ints

    def knowledge(self, hidden: Flags) -> Bounds:
        """What everybody knows once the other figures are printed."""
        is_known = np.zeros(len(self.values), dtype=bool)
        is_known[self.cell[~hidden[self.figure]]] = True
        low, high = self.limits.low, self.limits.high
        return Bounds(np.where(is_known, self.values, low), np.where(is_known, self.values, high))

    @property
    def goals(self) -> Goals:
        """How far sensitive cells must be movable."""
        cells = np.flatnonzero(self.level_up > 0)
        return Goals(cells, self.level_down[cells], self.level_up[cells])

    def reach(self, hidden: Flags) -> Bounds:
        """How far sensitive cells are open, followed up to their levels."""
        is_sensitive = self.level_up > 0
        low, high = self.values - self.level_down, self.values + self.level_up
        goal = Bounds(np.where(is_sensitive, low, np.inf), np.where(is_sensitive, high, -np.inf))
        return intervals(self.relations, self.knowledge(hidden), goal)

    def short(self, reached: Bounds) -> Ints:
        """The sensitive cells that are not open as far as their levels, those with the highest level first."""
        slack = 10 * TOLERANCE * np.maximum(1.0, np.abs(self.values))
        down, up = self.values - reached.low, reached.high - self.values
        is_short = (down < self.level_down - slack) | (up < self.level_up - slack)
        places = np.flatnonzero(is_short & (self.level_up > 0))
        return places[np.argsort(-self.level_up[places], kind="stable")]

    def as_far_as_possible(self) -> Problem:
        """The same with levels that can be kept when every figure is hidden: what is known already stays known."""
        reached = self.reach(np.ones(len(self.costs), dtype=bool))
        short = np.isin(np.arange(len(self.values)), self.short(reached))
        up, down = np.maximum(reached.high - self.values, 0.0), np.maximum(self.values - reached.low, 0.0)
        return replace(
            self,
            level_up=np.where(short, np.minimum(self.level_up, up), self.level_up),
            level_down=np.where(short, np.minimum(self.level_down, down), self.level_down),
        )

    def lost(self) -> Flags:
        """The cells that are not open as far as their levels even when every figure is hidden."""
        lost = np.zeros(len(self.values), dtype=bool)
        lost[self.short(self.reach(np.ones(len(self.costs), dtype=bool)))] = True
        return lost

    def without(self, lost: Flags) -> Problem:
        """The same without figures that tell of ``lost`` cells: none of their other totals is printed anywhere either.

        An attacker is credited with knowing lost cells before anything is printed, by more equations than anybody can
        be sure of. Who has fewer of them finds a lost cell through the totals beside it, so that these are kept open.
        """
        beside = np.zeros(len(self.values), dtype=bool)
        beside[self.cell[self.given_away(lost)[self.figure]]] = True
        beside &= self.limits.is_open
        raised = np.where(beside & ~lost, UNIT, 0.0)
        return replace(
            self,
            level_up=np.maximum(self.level_up, raised),
            level_down=np.maximum(self.level_down, np.minimum(raised, np.abs(self.values))),
            is_forced=self.is_forced | self.given_away(beside),
        ).as_far_as_possible()

    def opened_by(self, figure: int, known: Bounds) -> Ints:
        """The cells that become known when a figure is printed."""
        cells = self.cell[self.figure == figure]
        opened: Ints = cells[known.high[cells] > known.low[cells]]
        return opened

    def given_away(self, cells: Flags) -> Flags:
        """The figures that give away one of the cells."""
        figures = np.zeros(len(self.costs), dtype=bool)
        figures[self.figure[cells[self.cell]]] = True
        return figures

    def prices(self, hidden: Flags) -> Floats:
        """What it costs to hide each cell: all figures still printed that give it away."""
        price = np.where(hidden, 0.0, self.costs)[self.figure]
        return summed(self.cell, price, len(self.values))
