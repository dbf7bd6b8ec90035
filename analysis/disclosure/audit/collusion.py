"""Attacks by any two contributors who tell each other everything, and by everybody else.

Whoever contributed knows the own part of each cell, and a cell wholly when nobody else is in it (the singleton
problem, Handbook on Statistical Disclosure Control, chapter 4). For each sensitive cell and direction, witnesses are
sought: other tables that look the same to those who attack. One that moves no cell of two contributors or fewer, and
takes from no cell more than all but its two largest can lose, holds against any two, whoever they are; where there is
none, each coalition that could tell is tried by itself. Nobody is asked about own answers, and nobody but those outside
about cells without contributors: who is supposed to know that a cell is all its own knows that others are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np

from analysis.disclosure.audit.moves import Moves
from analysis.disclosure.cells.lattice import Parts
from analysis.disclosure.cells.program import Unsolved
from analysis.disclosure.cells.relations import TOLERANCE, Bounds, Flags, Floats, Ints, Relations
from analysis.disclosure.rules import PrimaryRules, gap_of_rest

MOST = 2
"""How many contributors tell each other what they know."""

Coalition: TypeAlias = frozenset[int]

NOBODY: Coalition = frozenset()
"""Those outside, who contributed nothing."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must stay open: cells, and how far up and down."""

    cells: Ints
    level_up: Floats
    level_down: Floats


@dataclass(frozen=True, slots=True)
class Breach:
    """A coalition (nobody: those outside) for which a cell cannot be at a ``distance`` from its value."""

    coalition: Coalition
    cell: int
    distance: float


class Piece:
    """Cells that hang together: relations, values and limits, numbered from 0, and who contributed what to each.

    ``is_net`` cells may be negative; what anybody contributed to them limits nothing.
    """

    def __init__(self, relations: Relations, values: Floats, limits: Bounds, parts: Parts, is_net: Flags) -> None:
        self.values, self.limits = values, limits
        self._is_net = is_net
        self._moves = Moves(relations, values, np.ones(len(values), dtype=bool))
        order = np.lexsort((-parts.amount, parts.cell))
        self._cell, self._who, self._amount = parts.cell[order], parts.contributor[order], parts.amount[order]
        self.counts = np.bincount(self._cell, minlength=len(values))
        self._starts = np.cumsum(self.counts) - self.counts
        self._of: dict[int, tuple[Ints, Floats]] = {}
        # The largest in each cell: two, and who takes the place of one of them that is left out.
        self._top = np.zeros((len(values), MOST + 1))
        rank = np.arange(len(self._cell)) - self._starts[self._cell]
        is_top = rank <= MOST
        self._top[self._cell[is_top], rank[is_top]] = self._amount[is_top]
        # A number for each set of contributors to a cell of few.
        is_whole = (self.counts > 0) & (self.counts <= MOST)
        self._owners = np.full(len(values), -1, dtype=np.int64)
        start, count = self._starts[is_whole], self.counts[is_whole]
        low, high = np.sort([self._who[start], self._who[start + count - 1]], axis=0)
        self._owners[is_whole] = low * (1 + self._who.max(initial=0)) + high
        least = self._least(np.arange(len(values)), self._top[:, :MOST].sum(axis=1))
        self._any_two = Bounds(np.where(is_whole, values, least), np.where(is_whole, values, limits.high))

    def contributors(self, cell: int) -> Ints:
        """Who is in a cell, the largest first."""
        start = self._starts[cell]
        found: Ints = self._who[start : start + self.counts[cell]]
        return found

    def amounts(self, cell: int) -> list[float]:
        """What they gave, in the same order."""
        start = self._starts[cell]
        found: list[float] = self._amount[start : start + self.counts[cell]].tolist()
        return found

    def own(self, who: int) -> tuple[Ints, Floats]:
        """The cells a contributor is part of, and how much of each is its own."""
        if who not in self._of:
            mine = np.flatnonzero(self._who == who)
            self._of[who] = self._cell[mine], self._amount[mine]
        return self._of[who]

    def own_of(self, cell: int, who: int) -> float:
        """What one of its contributors gave to a cell."""
        cells, amounts = self.own(who)
        return float(amounts[np.searchsorted(cells, cell)])

    def known_to(self, coalition: Coalition) -> Bounds:
        """The limits of the cells as a coalition knows them."""
        own, members = np.zeros(len(self.values)), np.zeros(len(self.values), dtype=np.int64)
        for one in coalition:
            cells, amounts = self.own(one)
            own[cells] += amounts
            members[cells] += 1
        is_whole = (members > 0) & (members == self.counts)
        low = np.where(self._is_net, self.limits.low, np.maximum(self.limits.low, own))
        return Bounds(np.where(is_whole, self.values, low), np.where(is_whole, self.values, self.limits.high))

    def known_to_any_two(self, without: int) -> Bounds:
        """Limits narrower than those of any two contributors of whom none is ``without``."""
        mine, amounts = self.own(without)
        low, high = self._any_two.low.copy(), self._any_two.high.copy()
        two = self._top[mine].sum(axis=1) - np.maximum(amounts, self._top[mine, MOST])
        low[mine], high[mine] = self._least(mine, two), self.limits.high[mine]
        return Bounds(low, high)

    def _least(self, cells: Ints, own: Floats) -> Floats:
        """The least that is left of cells, for those who gave so much of them."""
        least = np.minimum(np.maximum(self.limits.low[cells], own), self.values[cells])
        return np.where(self._is_net[cells], self.limits.low[cells], least)

    def tells_of(self, changes: Floats, besides: int) -> Ints:
        """The cells ``besides`` one whose change any two contributors could see, each two by its own once.

        Those of no more than two, or left less than two, or the larger of two, gave.
        """
        left = self.values + changes + TOLERANCE * np.maximum(1.0, self.values)
        most = np.where(self.counts > MOST, self._top[:, :MOST].sum(axis=1), self._top[:, 0])
        is_told = (changes < 0) & (most > left) & (self.counts >= MOST)
        is_told[besides] = False
        own = np.flatnonzero((changes != 0) & (self.counts <= MOST) & (self.counts > 0))
        own = own[own != besides]
        is_told[own[np.unique(self._owners[own], return_index=True)[1]]] = True
        return np.flatnonzero(is_told)

    def move(self, cell: int, distance: float, limits: Bounds, prices: Floats) -> Floats | None:
        """The changes of all cells that move one by a distance at the least price; None where that cannot be."""
        low, high = limits.low.copy(), limits.high.copy()
        low[cell], high[cell] = self.limits.low[cell], self.limits.high[cell]
        try:
            moved = self._moves.move(np.array([cell]), np.array([distance]), prices, Bounds(low, high))
        except Unsolved:
            return None
        changes = moved - self.values
        changes[np.abs(changes) <= TOLERANCE] = 0.0
        return changes


class Attack:
    """Looks for witnesses cell by cell; ``prices`` is asked for before each move and told of it afterwards."""

    def __init__(self, piece: Piece, prices: Prices, rules: PrimaryRules) -> None:
        self._piece, self._prices, self._rules = piece, prices, rules
        self._levels: dict[int, tuple[float, float]] = {}
        self._seen: dict[tuple[int, bool], list[Floats]] = {}
        self._any_two: dict[int, Bounds] = {}

    def breaches(self, secrets: Secrets) -> Iterator[Breach]:
        """Who could find out too much about which cell."""
        ends = zip(secrets.level_up.tolist(), secrets.level_down.tolist(), strict=True)
        self._levels = dict(zip(secrets.cells.tolist(), ends, strict=True))
        for place in np.argsort(-secrets.level_up, kind="stable").tolist():
            cell = int(secrets.cells[place])
            for distance in (float(secrets.level_up[place]), -float(secrets.level_down[place])):
                if abs(distance) > TOLERANCE:
                    yield from self._secret(cell, distance)

    def _secret(self, cell: int, distance: float) -> Iterator[Breach]:
        whom = self._piece.contributors(cell)
        if self._holds_against_any_two(cell, distance, whom[: MOST + 1].tolist()):
            return
        goal = _Goal(cell, distance, frozenset(whom.tolist()) if len(whom) <= MOST else frozenset())
        goal.found += self._seen.get((cell, distance > 0), ())
        changes = self._witness(goal, NOBODY)
        if changes is None:
            yield Breach(NOBODY, cell, distance)
            return
        if not len(whom):
            return
        for one in self._who_sees(changes, NOBODY, goal):
            other = self._witness(goal, one)
            if other is None:
                yield Breach(one, cell, distance)
                continue
            for two in (*self._who_sees(other, one, goal), *self._who_asks_more(other, one, goal)):
                if len(one) < MOST and self._witness(goal, two) is None:
                    yield Breach(two, cell, distance)

    def _holds_against_any_two(self, cell: int, distance: float, whom: list[int]) -> bool:
        """Whether a witness each holds for any two without one of those the cell tells of."""
        if not whom:
            return False
        found = list(self._seen.get((cell, distance > 0), ()))  # one holds for each, or one for several
        for one in whom:
            if one not in self._any_two:
                self._any_two[one] = self._piece.known_to_any_two(one)
            limits = self._any_two[one]
            if any(self._fits(changes, limits, cell) for changes in found):
                continue
            moved = self._piece.move(cell, distance, limits, self._prices.now(distance))
            if moved is None:
                return False
            found.append(moved)
            self._take(moved)
        return True

    def _witness(self, goal: _Goal, coalition: Coalition) -> Floats | None:
        limits = self._piece.known_to(coalition)
        for known in goal.found:
            if self._fits(known, limits, goal.cell):
                return known
        distance = self._distance(goal, coalition)
        changes = self._piece.move(goal.cell, distance, limits, self._prices.now(distance))
        if changes is not None:
            self._take(changes)
            if distance == goal.distance:
                goal.found.append(changes)
        return changes

    def _take(self, changes: Floats) -> None:
        """Changes are a witness, for other cells too that they move far enough."""
        self._prices.moved(changes)
        for cell in np.flatnonzero(changes).tolist():
            up, down = self._levels.get(cell, (np.inf, np.inf))
            far = abs(float(changes[cell])) + TOLERANCE * max(1.0, abs(float(changes[cell])))
            if far >= (up if changes[cell] > 0 else down):
                self._seen.setdefault((cell, bool(changes[cell] > 0)), []).append(changes)

    def _distance(self, goal: _Goal, coalition: Coalition) -> float:
        """How far a coalition must be kept from what a cell is without it: the rule of everybody for the rest."""
        there = self._piece.contributors(goal.cell).tolist()
        if not coalition & set(there):
            return goal.distance
        others = [self._piece.own_of(goal.cell, who) for who in there if who not in coalition]
        rest, largest = sum(others), max(others, default=0.0)
        level = gap_of_rest(rest, largest, self._rules)
        least = min(level, rest) if goal.distance < 0 else level
        return float(np.copysign(min(least, abs(goal.distance)), goal.distance))

    def _who_asks_more(self, changes: Floats, known: Coalition, goal: _Goal) -> Iterator[Coalition]:
        """With whom of the cell others must be kept further away than changes do that were enough for one alone.

        The less the rest hides among many, the wider it must be.
        """
        moved = abs(float(changes[goal.cell])) + TOLERANCE
        if moved >= abs(goal.distance) or len(known) >= MOST:
            return
        others = [who for who in self._piece.contributors(goal.cell).tolist() if who not in known]
        amounts = np.array([*(self._piece.own_of(goal.cell, who) for who in others), 0.0])
        rest, largest = amounts.sum() - amounts, np.where(np.arange(len(amounts)) > 0, amounts[0], amounts[1:2].sum())
        level = gap_of_rest(rest, largest, self._rules)
        asked = np.minimum(level, rest) if goal.distance < 0 else level
        for place in np.flatnonzero(np.minimum(asked, abs(goal.distance))[:-1] > moved).tolist():
            both = known | {others[place]}
            if not goal.is_own(both):
                yield both

    def _fits(self, changes: Floats, limits: Bounds, cell: int) -> bool:
        """Whether changes keep to limits everywhere but at the cell in question; what does not move does."""
        cells = np.flatnonzero(changes)
        cells = cells[cells != cell]
        moved = self._piece.values[cells] + changes[cells]
        slack = 10 * TOLERANCE * np.maximum(1.0, np.abs(moved))
        return not ((moved < limits.low[cells] - slack) | (moved > limits.high[cells] + slack)).any()

    def _who_sees(self, changes: Floats, known: Coalition, goal: _Goal) -> Iterator[Coalition]:
        """The coalitions, of one or two more, to whom these changes do not look like the table they know."""
        seen: set[Coalition] = set()
        for cell in self._piece.tells_of(changes, goal.cell).tolist():
            for coalition in self._in_cell(cell, float(changes[cell]), known):
                if coalition not in seen and len(coalition) <= MOST and not goal.is_own(coalition):
                    seen.add(coalition)
                    yield coalition

    def _in_cell(self, cell: int, change: float, known: Coalition) -> Iterator[Coalition]:
        piece = self._piece
        there = piece.contributors(cell).tolist()
        if len(there) <= MOST:
            yield from self._alone(there, known)
        if change < 0:
            yield from self._too_much(cell, change, there, known)

    def _alone(self, there: list[int], known: Coalition) -> Iterator[Coalition]:
        whole = known | frozenset(there)
        if there and whole != known:
            yield whole

    def _too_much(self, cell: int, change: float, there: list[int], known: Coalition) -> Iterator[Coalition]:
        """Those whose own part is more than what the cell would have left."""
        left = self._piece.values[cell] + change + TOLERANCE * max(1.0, self._piece.values[cell])
        amount = dict(zip(there, self._piece.amounts(cell), strict=True))
        mine = sum(amount.get(who, 0.0) for who in known)
        rest = [who for who in amount if who not in known]
        for place, first in enumerate(rest):
            if mine + amount[first] > left:
                yield known | {first}
                continue
            for second in rest[place + 1 :]:
                if mine + amount[first] + amount[second] <= left:
                    break  # the others give less
                yield known | {first, second}


@dataclass
class _Goal:
    """A cell that must be movable; ``owners`` are those it tells of, when so few that they could be a coalition."""

    cell: int
    distance: float
    owners: Coalition

    def __post_init__(self) -> None:
        self.found: list[Floats] = []

    def is_own(self, coalition: Coalition) -> bool:
        """Whether the cell tells a coalition about nobody else."""
        return bool(self.owners) and self.owners <= coalition


class Prices(Protocol):
    """What a unit of change costs in each cell."""

    def now(self, distance: float) -> Floats:
        """The prices for the next move, by a distance."""
        ...

    def moved(self, changes: Floats) -> None:
        """A move was taken as a witness."""
        ...


class Even:
    """The same price for all cells."""

    def __init__(self, count: int) -> None:
        self._prices = np.ones(count)

    def now(self, _distance: float) -> Floats:
        """One for each cell."""
        return self._prices

    def moved(self, changes: Floats) -> None:
        """Nothing to be done."""


def pieces(relations: Relations, is_free: Flags, wanted: Iterable[int]) -> Iterator[Ints]:
    """The free cells that hang together with each of the wanted ones, each piece once."""
    among, _rows = relations.among(is_free)
    label = among.components(len(is_free))
    free = np.flatnonzero(is_free)
    if not len(free):
        return
    order = np.argsort(label[free], kind="stable")
    found, starts = np.unique(label[free][order], return_index=True)
    parts = dict(zip(found.tolist(), np.split(free[order], starts[1:]), strict=True))
    for one in dict.fromkeys(label[list(wanted)].tolist()):
        yield parts[one]
