"""The cheapest change that moves one cell, looked for among the cells near it.

Few cells move with one, so that a programme over all that hang together does next to nothing. What is the only open
cell of an equation cannot move, and is left out first. A programme takes the equations near the cell; its prices show
which cells beyond them would make the change cheaper, and these join in until there is none: then no change of all
cells is cheaper (column generation).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.disclosure.cells.program import DUAL, Program, Unsolved, columns
from analysis.disclosure.cells.relations import TOLERANCE, Bounds, Flags, Floats, Ints, Relations

_FIRST = 60
"""About so many cells the first programme looks at."""

_TIMES = 16
"""How many times more the next one does, where these cannot move as far."""

_NO_GAIN = 1e-9
"""What rounding leaves of prices, relative to them: no cell joins in for less."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A cell that is to move by a distance, the price of each unit that cells change, and the room of each."""

    cell: int
    distance: float
    price: Floats
    room: Bounds


class Nearby:
    """Equations over ``count`` cells, of which one is to move at a time."""

    def __init__(self, relations: Relations, count: int) -> None:
        self._entries = _Entries(relations.rows, relations.cells, relations.coefficients)
        self._rows, self._count = len(relations), count
        self._program: Program | None = None

    def move(self, wanted: Wanted) -> Floats:
        """How far each cell moves, at the least price. Raises ``Unsolved`` when one cannot move as far."""
        far, room = abs(wanted.distance), wanted.room
        most = room.high[wanted.cell] if wanted.distance > 0 else -room.low[wanted.cell]
        if far - most > TOLERANCE * max(1.0, far):
            raise Unsolved("a cell has no room")
        is_open, entries = self._movable((room.high > 0) | (room.low < 0))
        if not is_open[wanted.cell]:
            raise Unsolved("a cell has no room")
        degree = np.bincount(entries.cells, minlength=self._count)
        is_near = np.zeros(self._rows, dtype=bool)
        is_near[entries.rows[entries.cells == wanted.cell]] = True
        least = _FIRST
        while True:
            is_all = self._grow(is_near, entries, least)
            part = self._part(entries.of(is_near[entries.rows]), degree)
            try:
                found = self._solved(part, wanted)
            except Unsolved:
                if is_all:
                    raise
                least *= _TIMES
                continue
            missed = self._missed(part, wanted)
            if not missed.any():
                return found
            is_near[entries.rows[missed[entries.cells]]] = True

    def _movable(self, is_open: Flags) -> tuple[Flags, _Entries]:
        """The open cells without those that an equation holds, because no other of its cells is open."""
        entries = self._entries.of(is_open[self._entries.cells])
        while True:
            is_held = np.bincount(entries.rows, minlength=self._rows)[entries.rows] == 1
            if not is_held.any():
                return is_open, entries
            is_open[entries.cells[is_held]] = False
            entries = entries.of(is_open[entries.cells])

    def _grow(self, is_near: Flags, entries: _Entries, least: int) -> bool:
        """Take more equations near, until so many cells are in them; whether these are all that hang together."""
        while True:
            is_touched = np.zeros(self._count, dtype=bool)
            is_touched[entries.cells[is_near[entries.rows]]] = True
            rows = entries.rows[is_touched[entries.cells]]
            if is_near[rows].all():
                return True
            if np.count_nonzero(is_touched) >= least:
                return False
            is_near[rows] = True

    def _part(self, entries: _Entries, degree: Ints) -> _Part:
        """The equations of some entries; cells that stand in others too do not move."""
        here = np.bincount(entries.cells, minlength=self._count)
        inside = np.flatnonzero((here > 0) & (here == degree))
        place = columns(inside, self._count)
        taken = entries.of(place[entries.cells] >= 0)
        rows, sizes = np.unique(taken.rows, return_counts=True)
        starts = np.concatenate([[0], np.cumsum(sizes)])
        relations = Relations(starts, place[taken.cells], taken.coefficients)
        return _Part(entries, (here > 0) & (here < degree), inside, rows, relations)

    def _solved(self, part: _Part, wanted: Wanted) -> Floats:
        inside, count = part.cells, len(part.cells)
        low, high = np.zeros(2 * count), np.concatenate([wanted.room.high[inside], -wanted.room.low[inside]])
        place = int(np.searchsorted(inside, wanted.cell))
        there, back = (place, place + count) if wanted.distance > 0 else (place + count, place)
        low[there] = min(abs(wanted.distance), high[there])
        high[back] = 0.0
        zero = np.zeros(len(part.rows))
        asked = part.relations.doubled(count), Bounds(low, high), (zero, zero)
        if self._program is None:
            self._program = Program(*asked, DUAL)
        self._program.load(*asked, np.tile(wanted.price[inside], 2))
        moved = self._program.cheapest()
        if moved is None:
            raise Unsolved("a change without end")
        found = np.zeros(self._count)
        found[inside] = moved[:count] - moved[count:]
        return found

    def _missed(self, part: _Part, wanted: Wanted) -> Flags:
        """The cells at the edge that would make the change cheaper, if the equations beyond it allow."""
        if self._program is None or not part.is_edge.any():
            return np.zeros(self._count, dtype=bool)
        price = np.zeros(self._rows)
        price[part.rows] = self._program.row_prices()
        entries = part.entries
        gain = np.bincount(entries.cells, weights=entries.coefficients * price[entries.rows], minlength=self._count)
        least = wanted.price + _NO_GAIN * (1.0 + np.abs(price).max())
        is_cheaper = ((gain > least) & (wanted.room.high > 0)) | ((-gain > least) & (wanted.room.low < 0))
        missed: Flags = part.is_edge & is_cheaper
        return missed


@dataclass(frozen=True, slots=True)
class _Entries:
    """Entries of equations: row, cell and coefficient of each, row by row."""

    rows: Ints
    cells: Ints
    coefficients: Floats

    def of(self, kept: Flags) -> _Entries:
        """Some of them."""
        return _Entries(self.rows[kept], self.cells[kept], self.coefficients[kept])


@dataclass(frozen=True, slots=True)
class _Part:
    """Equations near a cell: their entries, the cells that stand in others too, and those that do not.

    The latter can move; ``relations`` number them from 0 and ``rows`` are theirs.
    """

    entries: _Entries
    is_edge: Flags
    cells: Ints
    rows: Ints
    relations: Relations
