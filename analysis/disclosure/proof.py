"""Proofs that cells are protected: tables that look the same from outside, in which a cell is far from its value.

One such table for each sensitive cell and direction shows that nobody can narrow it further. They change as
little as possible, so that most of them still hold when one more cell becomes known, to everybody (``prune``) or to
those who contributed to it (``insiders``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from analysis.disclosure.moves import Moves
from analysis.disclosure.program import Unsolved
from analysis.disclosure.relations import TOLERANCE, Bounds, Floats, Ints, Relations


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

    def reached(self, changes: Floats, values: Floats) -> Ints:
        """The goals that changes of all cells reach."""
        slack = 10 * TOLERANCE * np.maximum(1.0, np.abs(values[self.cells]))
        change = changes[self.cells]
        up = 2 * np.flatnonzero(change >= self.level_up - slack)
        return np.concatenate([up, 2 * np.flatnonzero(-change >= self.level_down - slack) + 1])


@dataclass(frozen=True, slots=True)
class Witness:
    """Another table that fits what is known: it differs in ``cells`` by ``changes`` and reaches ``goals``."""

    cells: Ints
    changes: Floats
    goals: Ints


class Proof:
    """Witnesses for goals; ``missing`` are the goals without. Only open cells are moved, within ``limits``."""

    def __init__(self, relations: Relations, values: Floats, limits: Bounds, goals: Goals) -> None:
        self.values, self.limits, self.goals = values, limits, goals
        self._moves = Moves(relations, values, limits.is_open)
        self._price = limits.is_open.astype(np.float64)
        self._witnesses: list[Witness | None] = []
        self._movers: dict[int, set[int]] = {}
        self._reached = np.zeros(goals.count, dtype=np.int64)
        self.programmes = 0
        self.missing: list[int] = []
        for goal in np.argsort(-np.repeat(goals.level_up, 2), kind="stable").tolist():
            if not self._reached[goal] and self.witness(goal, limits) is None:
                self.missing.append(goal)

    def witness(self, goal: int, limits: Bounds, distance: float | None = None) -> Witness | None:
        """A new witness within ``limits`` for a goal (or a shorter distance), which is kept; None if there is none."""
        cell = np.array([self.goals.cell(goal)])
        distances = np.array([self.goals.distance(goal) if distance is None else distance])
        self.programmes += 1
        try:
            values = self._moves.move(cell, distances, self._price, limits)
        except Unsolved:
            return None
        changes = values - self.values
        cells = np.flatnonzero(np.abs(changes) > TOLERANCE)
        found = Witness(cells, changes[cells], self.goals.reached(changes, self.values))
        for one in cells.tolist():
            self._movers.setdefault(one, set()).add(len(self._witnesses))
        self._reached[found.goals] += 1
        self._witnesses.append(found)
        return found

    def against(self, cells: Iterable[int], limits: Bounds) -> set[int]:
        """The witnesses that leave ``limits`` in one of the cells."""
        return {
            number
            for cell in cells
            for number in self._movers.get(cell, ())
            if not limits.low[cell] - TOLERANCE <= self._value(number, cell) <= limits.high[cell] + TOLERANCE
        }

    def resting_on(self, witnesses: Iterable[int]) -> list[int]:
        """The goals that nothing reaches without these witnesses."""
        lost = np.zeros(self.goals.count, dtype=np.int64)
        for number in witnesses:
            lost[self._known(number).goals] += 1
        return np.flatnonzero((lost > 0) & (self._reached == lost)).tolist()

    def renew(self, goals: Mapping[int, float | None], limits: Bounds) -> Iterator[int]:
        """Find witnesses within ``limits`` for goals (or shorter distances), as far as it is iterated.

        Gives the goals without.
        """
        done: set[int] = set()
        for goal, distance in goals.items():
            if goal not in done:
                found = self.witness(goal, limits, distance)
                if found is None:
                    yield goal
                else:
                    done.update(found.goals.tolist())

    def narrow(self, cells: Ints, limits: Bounds, against: Iterable[int]) -> None:
        """From now on ``limits`` hold for the cells; witnesses ``against`` them are forgotten."""
        self.limits.low[cells], self.limits.high[cells] = limits.low[cells], limits.high[cells]
        for number in against:
            witness = self._known(number)
            self._reached[witness.goals] -= 1
            for cell in witness.cells.tolist():
                self._movers[cell].discard(number)
            self._witnesses[number] = None

    def _known(self, number: int) -> Witness:
        witness = self._witnesses[number]
        if witness is None:
            raise KeyError(number)
        return witness

    def _value(self, number: int, cell: int) -> float:
        witness = self._known(number)
        return float(self.values[cell] + witness.changes[np.searchsorted(witness.cells, cell)])
