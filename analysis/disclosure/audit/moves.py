"""The cheapest change of a table that moves some cells by given distances."""

from __future__ import annotations

import numpy as np

from analysis.disclosure.audit.nearby import Nearby, Wanted
from analysis.disclosure.cells.program import DUAL, Program, Unsolved, columns
from analysis.disclosure.cells.relations import TOLERANCE, Bounds, Flags, Floats, Ints, Relations, summed
from analysis.disclosure.cells.same import Merged, merged

_ALL_OF = 200
"""Of so few cells that hang together one programme takes all."""


class Moves:
    """Changes that satisfy the relations: how much each cell grows and, apart from that, how much it shrinks.

    ``values`` are the cells before the change; only those that ``is_free`` can change. ``same`` says which of them
    are one; ``part`` has a number for each keeper, the same for those that hang together.
    """

    def __init__(self, relations: Relations, values: Floats, is_free: Flags) -> None:
        self._values = values
        self._free = np.flatnonzero(is_free)
        among, _rows = relations.among(is_free)
        self.same: Merged = merged(among, np.zeros(len(among)), self._free, len(values))
        self.part = self.same.relations.components(len(self.same.keepers))
        self._is_tied = np.bincount(self.same.relations.cells, minlength=len(self.part)) > 0
        self._nearby = Nearby(self.same.relations, len(self.part))
        self._programs: dict[int, tuple[Ints, Program]] = {}

    def room(self, limits: Bounds) -> Bounds:
        """How far each keeper can be moved within limits of all cells: down (not above 0) and up."""
        free = self._free
        low, high = (end[free] - self._values[free] for end in (limits.low, limits.high))
        return self.same.bounds(free, Bounds(np.minimum(low, 0.0), np.maximum(high, 0.0)), is_change=True)

    def move(self, cells: Ints, distances: Floats, prices: Floats, limits: Bounds) -> Floats:
        """Values of all cells within ``limits`` at the least price, with ``cells`` at ``distances`` from theirs.

        The price of a cell is paid for each unit it changes. Raises ``Unsolved`` when there is no such change.
        """
        same, free = self.same, self._free
        places = same.keeper[cells]
        if (places < 0).any():
            raise Unsolved("a cell has no room")
        room = self.room(limits)
        price = summed(same.keeper[free], np.abs(same.factor[free]) * prices[free], len(same.keepers))
        asked = distances / same.factor[cells]
        found = np.zeros(len(same.keepers))
        for part in sorted(set(self.part[places].tolist())):
            chosen = self.part[places] == part
            inside, moved = self._cheapest(part, places[chosen], asked[chosen], (price, room))
            found[inside] = moved
        values = self._values.copy()
        values[free] += same.factor[free] * found[same.keeper[free]]
        return values

    def _cheapest(self, part: int, places: Ints, asked: Floats, terms: tuple[Floats, Bounds]) -> tuple[Ints, Floats]:
        """The keepers of a part and how far each moves, when those at ``places`` move as far as ``asked``."""
        price, room = terms
        inside = np.flatnonzero(self.part == part)
        if not self._is_tied[inside].any():
            return self._alone(inside, asked, room)
        if len(places) == 1 and len(inside) > _ALL_OF:
            wanted = Wanted(int(places[0]), float(asked[0]), price, room)
            return inside, self._nearby.move(wanted)[inside]
        inside, program = self._program(part)
        count = len(inside)
        low, high = np.zeros(2 * count), np.concatenate([room.high[inside], -room.low[inside]])
        places = np.searchsorted(inside, places)
        there, back = np.where(asked > 0, places, places + count), np.where(asked > 0, places + count, places)
        np.maximum.at(low, there, np.abs(asked))
        high[back] = 0.0
        if (low - high > TOLERANCE * np.maximum(1.0, low)).any():
            raise Unsolved("a cell has no room")
        np.minimum(low, high, out=low)
        program.forget()
        program.bound_all(low, high)
        program.cost_all(np.tile(price[inside], 2))
        found = program.cheapest()
        if found is None:
            raise Unsolved("a change without end")
        return inside, found[:count] - found[count:]

    @staticmethod
    def _alone(inside: Ints, asked: Floats, room: Bounds) -> tuple[Ints, Floats]:
        """A keeper that nothing depends on moves by itself; asked for twice, it cannot be at two places."""
        if (asked != asked[0]).any() or not room.low[inside[0]] <= asked[0] <= room.high[inside[0]]:
            raise Unsolved("a cell has no room")
        return inside, asked[:1]

    def _program(self, part: int) -> tuple[Ints, Program]:
        """The programme of a part, made when it is first asked for: growth of each keeper, then its decrease."""
        if part not in self._programs:
            inside, equations = np.flatnonzero(self.part == part), self.equations(part)
            zero, none = np.zeros(len(equations)), np.zeros(2 * len(inside))
            program = Program(equations.doubled(len(inside)), Bounds(none, none), (zero, zero), DUAL)
            self._programs[part] = (inside, program)
        return self._programs[part]

    def equations(self, part: int) -> Relations:
        """What the keepers of a part, numbered from 0 in their order, have to satisfy."""
        is_inside = self.part == part
        among, _rows = self.same.relations.among(is_inside)
        return among.renumbered(columns(np.flatnonzero(is_inside), len(self.part)))
