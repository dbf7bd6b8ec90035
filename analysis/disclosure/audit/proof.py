"""Proofs that cells are protected: tables that look the same from outside, in which a cell is far from its value.

One such table for each sensitive cell and direction shows that nobody can narrow it further. They change as
little as possible, so that most of them still hold when one more cell becomes known, to everybody (``prune``) or to
those who contributed to it (``insiders``); where they do not, sums of them often do (``changes``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from analysis.disclosure.audit.changes import Changes
from analysis.disclosure.audit.moves import Moves
from analysis.disclosure.cells.program import Unsolved
from analysis.disclosure.cells.relations import TOLERANCE, Bounds, Flags, Floats, Ints, Relations


@dataclass(frozen=True, slots=True)
class Goals:
    """Sensitive cells and how far each must be movable, one element per cell.

    A goal is a cell and a direction: numbers 0, 2, 4 … are up, 1, 3, 5 … down.
    """

    cells: Ints
    level_down: Floats
    level_up: Floats

    @property
    def count(self) -> int:
        """Two for each cell."""
        return 2 * len(self.cells)

    def cell(self, goal: int) -> int:
        """The cell of a goal."""
        return int(self.cells[goal // 2])

    def distance(self, goal: int) -> float:
        """How far its cell must be movable; negative downwards."""
        place, is_down = divmod(goal, 2)
        return -float(self.level_down[place]) if is_down else float(self.level_up[place])

    def distances(self) -> Floats:
        """``distance`` of every goal."""
        return np.stack([self.level_up, -self.level_down], axis=1).ravel()


@dataclass(frozen=True, slots=True)
class Insight:
    """What somebody knows besides everybody else: narrower limits of some cells, one element per cell.

    ``up`` and ``down``: how far this one must be kept from them, if that is less than for everybody.
    """

    cells: Ints
    limits: Bounds
    up: Floats
    down: Floats

    def within(self, limits: Bounds) -> Bounds:
        """What everybody knows of all cells, narrowed by it."""
        low, high = limits.low.copy(), limits.high.copy()
        low[self.cells] = np.maximum(low[self.cells], self.limits.low)
        high[self.cells] = np.minimum(high[self.cells], self.limits.high)
        return Bounds(low, high)

    def distances(self, cells: Ints, distances: Floats) -> Floats:
        """How far, of the distances that hold for everybody, cells must be movable for this one."""
        place = np.minimum(np.searchsorted(self.cells, cells), len(self.cells) - 1)
        level = np.where(distances > 0, self.up[place], self.down[place])
        is_own = self.cells[place] == cells
        return np.where(is_own, np.copysign(np.minimum(level, np.abs(distances)), distances), distances)


class Proof:
    """Changes of a table that reach goals; ``missing`` are the goals that none reaches.

    Only open cells are moved, within ``limits``. ``start`` are changes known from before (one element per cell).
    """

    def __init__(
        self, relations: Relations, values: Floats, limits: Bounds, goals: Goals, start: Iterable[Floats] = ()
    ) -> None:
        self.values, self.limits, self.goals = values, limits, goals
        self.programmes = 0
        self._relations = relations
        self._moves = Moves(relations, values, limits.is_open)
        self._price = limits.is_open.astype(np.float64)
        self._cells, self._distances = np.repeat(goals.cells, 2), goals.distances()
        self._slack = 10 * TOLERANCE * np.maximum(1.0, np.abs(values[self._cells]))
        self._parts = self._divided()
        for changes in start:
            self._keep(changes)
        self.missing = list(self.renew(self._unreached(), limits))

    def _divided(self) -> dict[int, _Part]:
        """The goals by the part of the table they are in; those of cells that cannot move are in none."""
        same, part, room = self._moves.same, self._moves.part, self._moves.room(self.limits)
        keeper = same.keeper[self._cells]
        label = np.where((keeper >= 0) & (np.abs(self._distances) > self._slack), part[keeper], -1)
        found = {}
        for one in np.unique(label[label >= 0]).tolist():
            inside, goals = np.flatnonzero(part == one), np.flatnonzero(label == one)
            places, factor = np.searchsorted(inside, keeper[goals]), same.factor[self._cells[goals]]
            distances, slack = self._distances[goals] / factor, self._slack[goals] / np.abs(factor)
            changes = Changes(_at(room, inside), places, distances, slack)
            found[one] = _Part(inside, goals, factor, self._moves.equations(one), changes)
        return found

    def _unreached(self) -> dict[int, float]:
        """Goals that nothing reaches, the farthest first."""
        is_lost = np.abs(self._distances) > self._slack
        for part in self._parts.values():
            is_lost[part.goals] = False
            is_lost[part.goals[part.changes.lost]] = True
        order = np.argsort(-np.repeat(self.goals.level_up, 2), kind="stable")
        return {int(goal): float(self._distances[goal]) for goal in order[is_lost[order]]}

    def changes(self) -> Iterator[Floats]:
        """All changes found so far, one element per cell each."""
        same = self._moves.same
        for part in self._parts.values():
            is_inside = np.isin(same.keeper, part.inside)
            column = np.searchsorted(part.inside, same.keeper[is_inside])
            for row in part.changes.rows:
                found = np.zeros(len(self.values))
                found[is_inside] = row[column] * same.factor[is_inside]
                yield found

    def _keep(self, changes: Floats) -> None:
        """Note a change; one of cells that everybody knows is none."""
        if np.abs(changes[~self.limits.is_open]).max(initial=0.0) > TOLERANCE:
            return
        moved = changes[self._moves.same.keepers]
        for label in np.unique(self._moves.part[np.abs(moved) > TOLERANCE]).tolist():
            part = self._parts.get(label)
            if part is not None:
                part.changes.add(moved[part.inside][None, :])

    def witness(self, goal: int, limits: Bounds, distance: float) -> Floats | None:
        """A new change within ``limits`` that moves the cell of a goal by ``distance``; None if there is none."""
        self.programmes += 1
        try:
            values = self._moves.move(self._cells[[goal]], np.array([distance]), self._price, limits)
        except Unsolved:
            return None
        changes = values - self.values
        self._keep(changes)
        return changes

    def lost(self, insight: Insight, *, is_kept: bool = False) -> dict[int, float]:
        """The goals, with their distances, that no known change or sum of two reaches for somebody with an insight.

        ``is_kept``: what was found for the others is kept, for an insight that everybody will have.
        """
        same = self._moves.same
        moved = same.keeper[insight.cells]
        moved = moved[moved >= 0]
        room = self._moves.room(insight.within(self.limits))
        found: dict[int, float] = {}
        for label in np.unique(self._moves.part[moved]).tolist():
            if (part := self._parts.get(label)) is not None:
                columns = np.unique(moved[self._moves.part[moved] == label])
                columns = np.searchsorted(part.inside, columns)
                found |= self._lost(part, insight, (columns, _at(room, part.inside)), is_kept=is_kept)
        return found

    def _lost(self, part: _Part, insight: Insight, known: tuple[Ints, Bounds], *, is_kept: bool) -> dict[int, float]:
        columns, room = known
        places = part.changes.resting_on(columns)
        goals = part.goals[places]
        distances = insight.distances(self._cells[goals], self._distances[goals])
        is_asked = np.abs(distances) > self._slack[goals]
        places, goals, distances = places[is_asked], goals[is_asked], distances[is_asked]
        changes = part.changes.reaching(places, distances / part.factor[places], columns, room)
        is_found = changes.any(axis=1) & self._fits(part, changes, room)
        if is_kept and is_found.any():
            part.changes.add(np.unique(changes[is_found], axis=0))
        return dict(zip(goals[~is_found].tolist(), distances[~is_found].tolist(), strict=True))

    def _fits(self, part: _Part, changes: Floats, room: Bounds) -> Flags:
        """Whether changes of a part satisfy its equations and stay within their room: looked at, not taken for sure."""
        off = np.array([np.abs(part.equations.sums(row)).max(initial=0.0) for row in changes])
        beyond = np.maximum(room.low - changes, changes - room.high).max(axis=1, initial=0.0)
        fits: Flags = np.maximum(off, beyond) <= 10 * TOLERANCE * np.maximum(
            1.0, np.abs(changes).max(axis=1, initial=0.0)
        )
        return fits

    def renew(self, goals: Mapping[int, float], limits: Bounds) -> Iterator[int]:
        """Find changes within ``limits`` for goals at their distances, as far as it is iterated.

        Gives the goals without.
        """
        left = dict(goals)
        while left:
            goal, distance = next(iter(left.items()))
            found = self.witness(goal, limits, distance)
            if found is None:
                del left[goal]
                yield goal
            else:
                is_left = self._is_short(left, found)
                left = {
                    one: far for (one, far), short in zip(left.items(), is_left, strict=True) if short and one != goal
                }

    def _is_short(self, goals: Mapping[int, float], changes: Floats) -> list[bool]:
        numbers = np.fromiter(goals, dtype=np.int64)
        distances = np.fromiter(goals.values(), dtype=np.float64)
        change = changes[self._cells[numbers]] * np.sign(distances)
        short: list[bool] = (change < np.abs(distances) - self._slack[numbers]).tolist()
        return short

    def narrow(self, insight: Insight) -> None:
        """From now on everybody has this insight."""
        self.limits = insight.within(self.limits)
        room, same = self._moves.room(self.limits), self._moves.same
        moved = same.keeper[insight.cells]
        moved = moved[moved >= 0]
        for label in np.unique(self._moves.part[moved]).tolist():
            if (part := self._parts.get(label)) is not None:
                columns = np.unique(moved[self._moves.part[moved] == label])
                part.changes.narrow(_at(room, part.inside), np.searchsorted(part.inside, columns))


@dataclass(frozen=True, slots=True)
class _Part:
    """What hangs together: keepers, the goals among them, the factor of each goal's cell, and known changes."""

    inside: Ints
    goals: Ints
    factor: Floats
    equations: Relations
    changes: Changes


def _at(bounds: Bounds, places: Ints) -> Bounds:
    return Bounds(bounds.low[places], bounds.high[places])
