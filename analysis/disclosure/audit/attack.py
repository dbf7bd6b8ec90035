"""Tables attacked piece by piece, with what is known of them: by those outside and by any two who contributed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from analysis.disclosure.audit.collusion import NOBODY, Attack, Breach, Even, Piece, Prices, Secrets, pieces
from analysis.disclosure.audit.intervals import intervals
from analysis.disclosure.cells.lattice import Parts
from analysis.disclosure.cells.program import columns
from analysis.disclosure.cells.relations import TOLERANCE, Bounds, Flags, Floats, Ints, Relations
from analysis.disclosure.rules import PrimaryRules


@dataclass(frozen=True, slots=True)
class Scene:
    """Cells as attackers see them: one element each, and who contributed what, cell by cell.

    ``limits`` are what is known of each cell; how far up and down it must stay open is 0 where nobody minds. ``is_net``
    cells may be negative.
    """

    relations: Relations
    values: Floats
    limits: Bounds
    level_up: Floats
    level_down: Floats
    parts: Parts
    is_net: Flags

    def split(self, is_free: Flags, wanted: Flags) -> Iterator[tuple[Scene, Ints]]:
        """The free cells that hang together with wanted ones: each piece as a scene of its own, and its cells."""
        among, _rows = self.relations.among(is_free)
        for cells in pieces(self.relations, is_free, np.flatnonzero(wanted & is_free).tolist()):
            yield replace(self, relations=among)._within(cells), cells

    def _within(self, cells: Ints) -> Scene:
        """These cells, numbered from 0, and what is between them."""
        place = columns(cells, len(self.values))
        relations, _rows = self.relations.among(place >= 0)
        starts, ends = (np.searchsorted(self.parts.cell, cells, side=side) for side in ("left", "right"))
        entries = np.concatenate([np.arange(start, end) for start, end in zip(starts, ends, strict=True)])
        return Scene(
            relations=relations.renumbered(place),
            values=self.values[cells],
            limits=Bounds(self.limits.low[cells], self.limits.high[cells]),
            level_up=self.level_up[cells],
            level_down=self.level_down[cells],
            parts=_taken(self.parts, entries, place),
            is_net=self.is_net[cells],
        )

    def attack(self, prices: Prices, rules: PrimaryRules) -> Attack:
        """The attack on a piece."""
        piece = Piece(self.relations, self.values, self.limits, self.parts, self.is_net)
        return Attack(piece, prices, rules)

    def secrets(self, wanted: Flags) -> Secrets:
        """What must stay open of the wanted cells."""
        cells = np.flatnonzero(wanted & (self.level_up > 0))
        return Secrets(cells, self.level_up[cells], self.level_down[cells])

    def breaches(self, rules: PrimaryRules) -> Iterator[Breach]:
        """Who could find out too much about which cell."""
        wanted, is_open = self.level_up > 0, self.limits.is_open
        for cell in np.flatnonzero(wanted & ~is_open).tolist():
            yield Breach(NOBODY, cell, float(self.level_up[cell]))
        for piece, cells in self.split(is_open, wanted):
            for breach in piece.attack(Even(len(cells)), rules).breaches(piece.secrets(wanted[cells])):
                yield Breach(breach.coalition, int(cells[breach.cell]), breach.distance)

    def seen_from_outside(self) -> Outside:
        """What those outside can find out, by another way than ``breaches``: the interval of every cell.

        Each is followed to its level, and where nobody minds to where it is more than one number.
        """
        some = _SOME * np.maximum(1.0, np.abs(self.values))
        is_minded = self.level_up > 0
        down, up = np.where(is_minded, self.level_down, 0.0), np.where(is_minded, self.level_up, 0.0)
        goal = Bounds(self.values - np.maximum(down, some), self.values + np.maximum(up, some))
        left = intervals(self.relations, self.limits, goal)
        slack = _NEAR * np.maximum(1.0, np.abs(self.values))
        is_low = (self.values - left.low < self.level_down - slack) | (left.high - self.values < self.level_up - slack)
        return Outside(left, left.high - left.low <= slack, is_low)


_NEAR = 100 * TOLERANCE
"""What programmes over large sums leave open, relative to a cell; far below the least level, which is one unit."""


_SOME = 1e-3
"""Far more than what programmes leave open; so much of a cell that nobody minds is followed."""


@dataclass(frozen=True, slots=True)
class Outside:
    """For each cell how far it was followed, whether it is one number, and whether it is open less than its level."""

    intervals: Bounds
    is_exact: Flags
    is_below_level: Flags


def _taken(parts: Parts, entries: Ints, place: Ints) -> Parts:
    """Some of the contributions, with ``place`` as numbers of the cells."""
    cells, who = place[parts.cell[entries]], parts.contributor[entries]
    return Parts(cells, who, parts.amount[entries], parts.weighted[entries])
