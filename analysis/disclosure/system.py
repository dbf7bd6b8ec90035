"""Cells, equations between them and the figures that give them away: tables of any shape as one problem."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

from analysis.disclosure.lattice import Parts, Totals
from analysis.disclosure.problem import Problem
from analysis.disclosure.relations import Bounds, Flags, Floats, Ints, Relations
from analysis.disclosure.rules import UNIT, PrimaryRules, gap
from analysis.tallies import Contributions, Part

SAME_FROM = 3
"""Cells with the same contributions from so many contributors are one cell; smaller ones may be so by chance."""


class Kind(StrEnum):
    """What a cell counts: everybody, those whom earlier answers led to a question, who said what, amounts, or none."""

    ASKED = "asked"
    ROUTED = "routed"
    SAID = "said"
    AMOUNT = "amount"
    OTHER = "other"


SAME = frozenset(
    {
        frozenset({Kind.ASKED}),
        frozenset({Kind.ROUTED}),
        frozenset({Kind.ROUTED, Kind.SAID}),
        frozenset({Kind.AMOUNT}),
    }
)
"""Kinds of cells that are one when the same contributors gave the same: who said yes was asked the next question."""

Name = Hashable
"""What a cell or a figure is called while a system is put together."""


def part_of(given: Contributions) -> Part:
    """The total of these contributions."""
    return Part.of(given.amounts.tolist(), lambda: given)


def combined(terms: Iterable[tuple[float, Contributions]]) -> Contributions:
    """Contributions times factors, added up."""
    listed = list(terms)
    who = np.concatenate([given.who for _factor, given in listed])
    return Contributions.of(who, np.concatenate([factor * given.amounts for factor, given in listed]))


@dataclass
class System:
    """What is known of tables before anything is printed.

    A cell is a total of what contributors gave; an equation says that cells, times their coefficients, add up to
    zero. A figure, printed, gives cells away.
    """

    parts: list[Part] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    is_secret: list[bool] = field(default_factory=list)
    is_net: list[bool] = field(default_factory=list)
    is_base: list[bool] = field(default_factory=list)
    figures: dict[tuple[str, Any], int] = field(default_factory=dict)
    _named: dict[Name, int] = field(default_factory=dict)
    _alike: dict[Hashable, list[tuple[int, Kind]]] = field(default_factory=dict)
    _digests: dict[int, bytes] = field(default_factory=dict)
    _equations: list[Mapping[int, float]] = field(default_factory=list)
    _said: set[Hashable] = field(default_factory=set)
    _cells_of: list[tuple[int, ...]] = field(default_factory=list)
    _costs: list[float] = field(default_factory=list)
    _forced: dict[int, int] = field(default_factory=dict)

    # --- putting it together ---------------------------------------------------------------------------

    def cell(
        self, name: Name, part: Part, kind: Kind = Kind.OTHER, scope: Hashable = None, *, is_secret: bool = True
    ) -> int:
        """The number of a cell: of the one with this name, of one that is the same in this scope, or of a new one.

        What is not ``is_secret`` needs no protection of its own. A total to which some gave less than nothing is a net
        sum, whose sizes its part has.
        """
        found = self._named.get(name)
        if found is None:
            found = self._found(part, kind, scope)
        if found is None:
            found = self._new(part, kind, scope, is_secret=is_secret)
        self._named[name] = found
        return found

    def known(self, name: Name) -> int | None:
        """The number of the cell with this name, where there is one."""
        return self._named.get(name)

    def equation(self, coefficients: Mapping[int, float]) -> None:
        """Cells, times their coefficients, add up to zero."""
        kept = {cell: factor for cell, factor in coefficients.items() if factor}
        said = frozenset(kept.items())
        if len(kept) > 1 and said not in self._said:
            self._said.add(said)
            self._equations.append(kept)

    def addition(self, name: Name, whole: int, parts: Mapping[int, float]) -> None:
        """``whole`` is the sum of ``parts`` times their factors and of a rest, which nobody prints, if there is one."""
        coefficients = {whole: -1.0}
        for cell, factor in parts.items():
            coefficients[cell] = coefficients.get(cell, 0.0) + factor
        left = self.values[whole] - sum(factor * self.values[cell] for cell, factor in parts.items())
        if self.is_net[whole] or abs(left) > _NOTHING * max(1.0, self.parts[whole].total):
            terms = [(1.0, self.parts[whole].given())]
            terms += [(-factor, self.parts[cell].given()) for cell, factor in parts.items()]
            part = part_of(combined(terms))
            if part.contributors:
                rest = self.cell((name, "rest"), part)
                coefficients[rest] = coefficients.get(rest, 0.0) + 1.0
        self.equation(coefficients)

    def sum_of(self, cells: Sequence[int]) -> Part:
        """The total of some cells."""
        return part_of(combined((1.0, self.parts[cell].given()) for cell in cells))

    def figure(self, name: tuple[str, Any], cells: Sequence[int], cost: float, *, is_forced: bool = False) -> None:
        """A figure that may be printed unless it ``is_forced`` to be hidden; its first cell then has a level."""
        number = self.figures.setdefault(name, len(self.figures))
        if number == len(self._costs):
            self._cells_of.append(tuple(dict.fromkeys(cells)))
            self._costs.append(cost)
        if is_forced:
            self._forced[number] = cells[0]

    def _new(self, part: Part, kind: Kind, scope: Hashable, *, is_secret: bool) -> int:
        number = len(self.parts)
        amounts = part.given().amounts if kind in (Kind.AMOUNT, Kind.OTHER) else np.zeros(0)
        is_net = bool((amounts < 0).any())
        self.parts.append(part)
        self.values.append(float(amounts.sum()) if is_net else part.total)
        self.is_secret.append(is_secret)
        self.is_net.append(is_net)
        self.is_base.append(kind in (Kind.ASKED, Kind.ROUTED))
        if part.contributors >= SAME_FROM and kind is not Kind.OTHER:
            self._alike.setdefault(_looks(scope, part), []).append((number, kind))
        return number

    def _found(self, part: Part, kind: Kind, scope: Hashable) -> int | None:
        alike = self._alike.get(_looks(scope, part), ())
        candidates = [cell for cell, other in alike if frozenset({kind, other}) in SAME]
        digest = _digest(part) if candidates else b""
        for cell in candidates:
            if cell not in self._digests:
                self._digests[cell] = _digest(self.parts[cell])
            if self._digests[cell] == digest:
                return cell
        return None

    # --- the problem -----------------------------------------------------------------------------------

    def problem(self, rules: PrimaryRules) -> Problem:
        """The problem of hiding figures so that every unsafe total stays open as far as its level."""
        values, is_net = np.array(self.values), np.array(self.is_net, dtype=bool)
        figure, cell = self.pairs
        level = self._levels(rules, figure, cell)
        most = 2 * (np.abs(values).max(initial=0.0) + level.max(initial=0.0) + 1)
        is_forced = np.zeros(len(self._costs), dtype=bool)
        is_forced[list(self._forced)] = True
        is_forced[figure[level[cell] > 0]] = True
        return Problem(
            relations=Relations.of(self._equations),
            values=values,
            limits=Bounds(np.where(is_net, -most, 0.0), np.full(len(values), most)),
            level_down=np.where(is_net, level, np.minimum(level, values)),
            level_up=level,
            costs=np.array(self._costs),
            is_forced=is_forced,
            figure=figure,
            cell=cell,
        )

    @property
    def pairs(self) -> tuple[Ints, Ints]:
        """Each figure with each cell it gives away."""
        sizes = [len(cells) for cells in self._cells_of]
        figure = np.repeat(np.arange(len(sizes)), sizes)
        return figure, np.array([cell for cells in self._cells_of for cell in cells], dtype=np.int64)

    def _levels(self, rules: PrimaryRules, figure: Ints, cell: Ints) -> Floats:
        level = gap(self.totals(), rules)
        level[~np.array(self.is_secret, dtype=bool)] = 0.0
        forced = np.zeros(len(self._costs), dtype=bool)
        forced[list(self._forced)] = True
        # What is zero and hidden must not be known to be zero.
        is_zero = np.array([not part.contributors for part in self.parts], dtype=bool)
        hidden = cell[forced[figure]]
        level[hidden[is_zero[hidden]]] = UNIT
        is_covered = np.zeros(len(forced), dtype=bool)
        is_covered[figure[level[cell] > 0]] = True
        for number, first in self._forced.items():
            if not is_covered[number]:
                level[first] = UNIT
        return level

    def totals(self) -> Totals:
        """The cells as arrays."""
        columns = (
            [getattr(part, name) for part in self.parts] for name in ("total", "contributors", "largest", "second")
        )
        total, contributors, largest, second = (np.array(column) for column in columns)
        return Totals(total.astype(np.float64), contributors.astype(np.int64), largest, second, largest)

    def contributions(self, chosen: Flags) -> Parts:
        """Who gave how much to the chosen cells, net sums left out: cell by cell, the largest first.

        Contributors are numbered from 0.
        """
        cells = np.flatnonzero(chosen & ~np.array(self.is_net, dtype=bool))
        given = [self.parts[cell].given() for cell in cells.tolist()]
        if not given:
            nothing = np.zeros(0, dtype=np.int64)
            return Parts(nothing, nothing, np.zeros(0), np.zeros(0))
        who = np.concatenate([one.who for one in given])
        amounts = np.concatenate([one.amounts for one in given])
        _names, numbers = np.unique(who, return_inverse=True)
        cell = np.repeat(cells, [len(one.who) for one in given])
        order = np.lexsort((-amounts, cell))
        return Parts(cell[order], numbers[order], amounts[order], amounts[order])


_NOTHING = 1e-9


def _looks(scope: Hashable, part: Part) -> Hashable:
    return scope, part.contributors, round(part.total, 6), round(part.largest, 6), round(part.second, 6)


def _digest(part: Part) -> bytes:
    given = part.given()
    amounts = np.round(given.amounts, 6) + 0.0
    return hashlib.blake2b(given.who.tobytes() + amounts.tobytes(), digest_size=16).digest()
