"""Tables attacked piece by piece, with what is known of them: by those outside and by any two who contributed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.disclosure.audit.collusion import NOBODY, Attack, Breach, Even, Piece, Secrets, pieces
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

    def split(self, is_free: Flags, wanted: Flags) -> Iterator[tuple[Piece, Ints, Secrets]]:
        """The free cells that hang together with wanted ones: each piece, its cells, and its wanted cells."""
        starts = np.searchsorted(self.parts.cell, np.arange(len(is_free) + 1))
        among, _rows = self.relations.among(is_free)
        for cells in pieces(self.relations, is_free, np.flatnonzero(wanted & is_free).tolist()):
            place = columns(cells, len(is_free))
            relations, _rows = among.among(place >= 0)
            entries = np.concatenate([np.arange(starts[cell], starts[cell + 1]) for cell in cells])
            limits = Bounds(self.limits.low[cells], self.limits.high[cells])
            parts = _taken(self.parts, entries, place)
            piece = Piece(relations.renumbered(place), self.values[cells], limits, parts, self.is_net[cells])
            kept = cells[wanted[cells]]
            yield piece, cells, Secrets(place[kept], self.level_up[kept], self.level_down[kept])

    def breaches(self, rules: PrimaryRules) -> Iterator[Breach]:
        """Who could find out too much about which cell."""
        wanted, is_open = self.level_up > 0, self.limits.is_open
        for cell in np.flatnonzero(wanted & ~is_open).tolist():
            yield Breach(NOBODY, cell, float(self.level_up[cell]))
        for piece, cells, secrets in self.split(is_open, wanted):
            for breach in Attack(piece, Even(len(cells)), rules).breaches(secrets):
                yield Breach(breach.coalition, int(cells[breach.cell]), breach.distance)

    def seen_from_outside(self) -> Outside:
        """What those outside can find out, by another way than ``breaches``: the interval of every cell."""
        left = intervals(self.relations, self.limits)
        slack = _NEAR * np.maximum(1.0, np.abs(self.values))
        is_low = (self.values - left.low < self.level_down - slack) | (left.high - self.values < self.level_up - slack)
        return Outside(left, left.high - left.low <= slack, is_low)


_NEAR = 100 * TOLERANCE
"""What programmes over large sums leave open, relative to a cell; far below the least level, which is one unit."""


@dataclass(frozen=True, slots=True)
class Outside:
    """For each cell what is left open, whether that is one number, and whether it is less than its level."""

    intervals: Bounds
    is_exact: Flags
    is_below_level: Flags


def _taken(parts: Parts, entries: Ints, place: Ints) -> Parts:
    """Some of the contributions, with ``place`` as numbers of the cells."""
    cells, who = place[parts.cell[entries]], parts.contributor[entries]
    return Parts(cells, who, parts.amount[entries], parts.weighted[entries])
