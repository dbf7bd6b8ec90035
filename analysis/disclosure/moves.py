"""The cheapest change of a table that moves some cells by given distances."""

from __future__ import annotations

import numpy as np

from analysis.disclosure.program import DUAL, Program, Unsolved
from analysis.disclosure.relations import Bounds, Flags, Floats, Ints, Relations, summed
from analysis.disclosure.same import merged


class Moves:
    """Changes that satisfy the relations: how much each cell grows and, apart from that, how much it shrinks.

    ``values`` are the cells before the change; only those that ``is_free`` can change.
    """

    def __init__(self, relations: Relations, values: Floats, is_free: Flags) -> None:
        self._values = values
        among, _rows = relations.among(is_free)
        free = self._free = np.flatnonzero(is_free)
        same = self._same = merged(among, np.zeros(len(among)), free, len(values))
        count = self._count = len(same.keepers)
        doubled = same.relations.doubled(count)
        zero, none = np.zeros(len(same.relations)), np.zeros(2 * count)
        self._program = Program(doubled, Bounds(none, none), (zero, zero), DUAL)

    def move(self, cells: Ints, distances: Floats, prices: Floats, limits: Bounds) -> Floats:
        """Values of all cells within ``limits`` at the least price, with ``cells`` at ``distances`` from theirs.

        The price of a cell is paid for each unit it changes. Raises ``Unsolved`` when there is no such change.
        """
        same, free, count = self._same, self._free, self._count
        room = same.bounds(
            free,
            Bounds(
                np.minimum(limits.low[free] - self._values[free], 0.0),
                np.maximum(limits.high[free] - self._values[free], 0.0),
            ),
        )
        low, high = np.zeros(2 * count), np.concatenate([room.high, -room.low])
        places = same.keeper[cells]
        asked = distances / same.factor[cells]
        there, back = np.where(asked > 0, places, places + count), np.where(asked > 0, places + count, places)
        low[there] = np.abs(asked)
        high[back] = 0.0
        if (low > high).any() or (places < 0).any():
            raise Unsolved("a cell has no room")
        self._program.forget()
        self._program.bound_all(low, high)
        self._program.cost_all(np.tile(summed(same.keeper[free], np.abs(same.factor[free]) * prices[free], count), 2))
        found = self._program.cheapest()
        if found is None:
            raise Unsolved("a change without end")
        values = self._values.copy()
        values[free] += same.values(free, found[:count] - found[count:])
        return values
