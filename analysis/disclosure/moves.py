"""The cheapest change of a table that moves some cells by given distances."""

from __future__ import annotations

import numpy as np

from analysis.disclosure.program import DUAL, Program, Unsolved, columns
from analysis.disclosure.relations import Bounds, Flags, Floats, Ints, Relations


class Moves:
    """Changes that satisfy the relations: how much each cell grows and, apart from that, how much it shrinks.

    ``values`` are the cells before the change; only those that ``is_free`` can change.
    """

    def __init__(self, relations: Relations, values: Floats, is_free: Flags) -> None:
        self._values = values
        free = self._free = np.flatnonzero(is_free)
        count = self._count = len(free)
        self._place = columns(free, len(values))
        among, _rows = relations.among(is_free)
        zero, none = np.zeros(len(among)), np.zeros(2 * count)
        doubled = among.renumbered(self._place).doubled(count)
        self._program = Program(doubled, Bounds(none, none), (zero, zero), DUAL)

    def move(self, cells: Ints, distances: Floats, prices: Floats, limits: Bounds) -> Floats:
        """Values of all cells within ``limits`` at the least price, with ``cells`` at ``distances`` from theirs.

        The price of a cell is paid for each unit it changes. All distances have the same sign. Raises ``Unsolved``
        when there is no such change.
        """
        free, count = self._free, self._count
        low = np.zeros(2 * count)
        room = np.concatenate([limits.high[free] - self._values[free], self._values[free] - limits.low[free]])
        high = np.maximum(room, 0.0)
        places = self._place[cells]
        there, back = (places, places + count) if distances[0] > 0 else (places + count, places)
        low[there] = np.abs(distances)
        high[back] = 0.0
        if (low > high).any() or (places < 0).any():
            raise Unsolved("a cell has no room")
        self._program.forget()
        self._program.bound_all(low, high)
        self._program.cost_all(np.tile(prices[free], 2))
        found = self._program.cheapest()
        if found is None:
            raise Unsolved("a change without end")
        values = self._values.copy()
        values[free] += found[:count] - found[count:]
        return values
