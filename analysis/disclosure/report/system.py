"""Cells, equations between them and the figures that give them away: tables of any shape as one problem."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.disclosure.cells.lattice import Parts, Totals
from analysis.disclosure.cells.relations import Bounds, Flags, Floats, Ints, Relations
from analysis.disclosure.rules import UNIT, PrimaryRules, gap, shortfall
from analysis.disclosure.suppression.problem import Problem
from analysis.tallies import Contributions, Part

SAME_FROM = 3
"""Cells with the same contributions from so many contributors are one cell; smaller ones may be so by chance."""


class Kind(StrEnum):
    """What a cell counts: everybody, those whom earlier answers led to a question, amounts, or something of its own.

    Cells of the same kind, unless it is the last one, are one cell when the same contributors gave the same.
    """

    ASKED = "asked"
    ROUTED = "routed"
    AMOUNT = "amount"
    OTHER = "other"


Name = Hashable
"""What a cell is called while a system is put together."""

FigureName = tuple[str, Any]
"""A figure: its table and its key."""

Term = tuple[int, float]
"""A cell and its factor; one that is named twice counts twice."""


def part_of(given: Contributions) -> Part:
    """The total of these contributions."""
    return Part.of(given.amounts.tolist(), lambda: given)


def combined(terms: Iterable[tuple[float, Contributions]]) -> Contributions:
    """Contributions times factors, added up."""
    listed = list(terms)
    who = np.concatenate([given.who for _factor, given in listed])
    return Contributions.of(who, np.concatenate([factor * given.amounts for factor, given in listed]))


@dataclass(slots=True)
class _Figure:
    """What becomes known when a figure is printed, what hiding it costs, and what was decided on it before.

    What ``is_sum`` can be computed from its cells. One that ``is_forced`` breaks a rule; one ``is_kept`` hidden, or
    ``is_printed``, since it was so before.
    """

    cells: tuple[int, ...]
    cost: float
    is_sum: bool
    is_forced: bool
    is_kept: bool = False
    is_printed: bool = False


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
    figures: dict[FigureName, int] = field(default_factory=dict)
    _named: dict[Name, int] = field(default_factory=dict)
    _alike: dict[Hashable, list[int]] = field(default_factory=dict)
    _digests: dict[int, bytes] = field(default_factory=dict)
    _equations: list[Mapping[int, float]] = field(default_factory=list)
    _said: set[Hashable] = field(default_factory=set)
    _rows: list[_Figure] = field(default_factory=list)

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

    def call(self, name: Name, cell: int) -> None:
        """Another name of a cell."""
        self._named.setdefault(name, cell)

    def known(self, name: Name) -> int | None:
        """The number of the cell with this name, where there is one."""
        return self._named.get(name)

    def equation(self, terms: Iterable[Term]) -> None:
        """Cells, times their factors, add up to zero."""
        coefficients: dict[int, float] = {}
        for cell, factor in terms:
            coefficients[cell] = coefficients.get(cell, 0.0) + factor
        kept = {cell: factor for cell, factor in coefficients.items() if factor}
        said = frozenset(kept.items())
        if len(kept) > 1 and said not in self._said:
            self._said.add(said)
            self._equations.append(kept)

    def addition(self, name: Name, whole: int, parts: Iterable[Term], *, is_open: bool = False) -> None:
        """``whole`` is the sum of ``parts`` and of a rest, which nobody prints, if there is one.

        Where it ``is_open`` nobody outside knows that there is none.
        """
        terms = [(whole, -1.0), *parts]
        left = -sum(factor * self.values[cell] for cell, factor in terms)
        if self.is_net[whole] or abs(left) > _NOTHING * max(1.0, self.parts[whole].total):
            rest = part_of(combined((-factor, self.parts[cell].given()) for cell, factor in terms))
            if rest.contributors:
                terms.append((self.cell((name, "rest"), rest), 1.0))
                is_open = False
        if is_open:
            terms.append((self.cell((name, "rest"), Part.of(()), is_secret=False), 1.0))
        self.equation(terms)

    def sum_of(self, cells: Sequence[int]) -> Part:
        """The total of some cells."""
        return part_of(combined((1.0, self.parts[cell].given()) for cell in cells))

    def figure(
        self, name: FigureName, cells: Sequence[int], cost: float, *, is_forced: bool = False, is_sum: bool = True
    ) -> None:
        """A figure that may be printed unless it ``is_forced`` to be hidden; its first cell then has a level.

        What is no sum cannot be computed from its cells: whether it is hidden itself concerns nothing else.
        """
        if name not in self.figures:
            self.figures[name] = len(self._rows)
            self._rows.append(_Figure(tuple(dict.fromkeys(cells)), cost, is_sum, is_sum and is_forced))

    # --- what was published before ---------------------------------------------------------------------

    def publish(self, name: FigureName) -> None:
        """A figure was printed before: everybody knows what it gives away, and no rule can take that back."""
        if name in self.figures:
            self._rows[self.figures[name]].is_printed = True

    def keep_hidden(self, name: FigureName) -> None:
        """A figure was not printed before, so it stays hidden."""
        if name in self.figures and self._rows[self.figures[name]].is_sum:
            self._rows[self.figures[name]].is_kept = True

    def connect(self, era: str) -> None:
        """Cells of other data, whose names begin with ``era``, differ from those of the same name by a change."""
        for name, old in list(self._named.items()):
            if isinstance(name, tuple) and isinstance(name[0], str) and name[0].startswith(era):
                new = self._named.get((name[0].removeprefix(era), *name[1:]))
                if new is not None and new != old:
                    self._change(("change", name), old, new)

    def _change(self, name: Name, old: int, new: int) -> None:
        change = part_of(combined([(1.0, self.parts[new].given()), (-1.0, self.parts[old].given())]))
        terms = [(new, 1.0), (old, -1.0)]
        if change.contributors:
            terms.append((self.signed(name, change), -1.0))
        self.equation(terms)

    def compare(self, prefix: str, other: str, rules: PrimaryRules) -> None:
        """Cells of two groups of tables that differ by few people of one of them, if those in both said the same.

        Then the difference is a total of these few.
        """
        for name, cell in list(self._named.items()):
            if isinstance(name, tuple) and isinstance(name[0], str) and name[0].startswith(prefix):
                twin = self._named.get((other + name[0].removeprefix(prefix), *name[1:]))
                if twin is not None and self._differs_by_few(cell, twin, rules):
                    self._change(("difference", name), twin, cell)

    def _differs_by_few(self, cell: int, twin: int, rules: PrimaryRules) -> bool:
        mine, theirs = self.parts[cell], self.parts[twin]
        if self.is_base[cell] or min(mine.contributors, theirs.contributors) < SAME_FROM:
            return False
        left = combined([(1.0, mine.given()), (-1.0, theirs.given())])
        is_one_sided = (left.amounts > 0).all() or (left.amounts < 0).all()
        return bool(is_one_sided) and len(left.who) > 0 and _is_unsafe(part_of(left), rules)

    def signed(self, name: Name, part: Part, kind: Kind = Kind.OTHER, scope: Hashable = None) -> int:
        """The cell of a total that may be negative: what was gained less what was lost."""
        is_known = name in self._named
        cell = self.cell(name, part, kind, scope)
        if not is_known and self.is_net[cell]:
            given, terms = part.given(), [(cell, -1.0)]
            for sign, word in ((1.0, "gain"), (-1.0, "loss")):
                is_side = sign * given.amounts > 0
                one = Contributions(given.who[is_side], sign * given.amounts[is_side])
                terms.append((self.cell((name, word), part_of(one), is_secret=False), sign))
            self.equation(terms)
        return cell

    def tells_of_change(self, name: FigureName, era: str, rules: PrimaryRules) -> bool:
        """Whether a figure, printed beside the one of other data, would tell too much about those who changed."""
        before = self.figures.get((era + name[0], name[1]))
        if before is None:
            return False
        old, new = self._rows[before].cells, self._rows[self.figures[name]].cells
        if len(old) != len(new):
            return True
        changes = (
            part_of(combined([(1.0, self.parts[after].given()), (-1.0, self.parts[cell].given())]))
            for cell, after in zip(old, new, strict=True)
            if cell != after
        )
        return any(change.contributors and _is_unsafe(change, rules) for change in changes)

    def _new(self, part: Part, kind: Kind, scope: Hashable, *, is_secret: bool) -> int:
        number, part = len(self.parts), replace(part, given=cache(part.given))
        amounts = part.given().amounts if kind in (Kind.AMOUNT, Kind.OTHER) else np.zeros(0)
        is_net = bool((amounts < 0).any())
        self.parts.append(part)
        self.values.append(float(amounts.sum()) if is_net else part.total)
        self.is_secret.append(is_secret)
        self.is_net.append(is_net)
        self.is_base.append(kind in (Kind.ASKED, Kind.ROUTED))
        if part.contributors >= SAME_FROM and kind is not Kind.OTHER:
            self._alike.setdefault((kind, _looks(scope, part)), []).append(number)
        return number

    def _found(self, part: Part, kind: Kind, scope: Hashable) -> int | None:
        candidates = self._alike.get((kind, _looks(scope, part)), ())
        digest = _digest(part) if candidates else b""
        for cell in candidates:
            if cell not in self._digests:
                self._digests[cell] = _digest(self.parts[cell])
            if self._digests[cell] == digest:
                return cell
        return None

    # --- the problem -----------------------------------------------------------------------------------

    def problem(self, rules: PrimaryRules, *, is_first: bool = False) -> Problem:
        """The problem of hiding figures so that every unsafe total stays open as far as its level.

        ``is_first`` is the one there would be if nothing had been printed before.
        """
        values, is_net = np.array(self.values), np.array(self.is_net, dtype=bool)
        figure, cell = self.pairs
        level = self._levels(rules, figure, cell)
        most = 2 * (np.abs(values).max(initial=0.0) + level.max(initial=0.0) + 1)
        is_printed = self._flags("is_printed") & (not is_first)
        is_known = self._is_known(figure, cell, is_printed)
        level[is_known] = 0.0
        is_forced = self._flags("is_forced") | self._flags("is_kept")
        is_forced[figure[level[cell] > 0]] = True
        is_forced[is_printed] = False
        return Problem(
            relations=Relations.of(self._equations),
            values=values,
            limits=Bounds(np.where(is_known, values, np.where(is_net, -most, 0.0)), np.where(is_known, values, most)),
            level_down=np.where(is_net, level, np.minimum(level, values)),
            level_up=level,
            costs=np.array([one.cost for one in self._rows]),
            is_forced=is_forced,
            figure=figure,
            cell=cell,
        )

    @property
    def pairs(self) -> tuple[Ints, Ints]:
        """Each figure with each cell it gives away."""
        figure = np.repeat(np.arange(len(self._rows)), [len(one.cells) for one in self._rows])
        return figure, np.array([cell for one in self._rows for cell in one.cells], dtype=np.int64)

    def _flags(self, name: str) -> Flags:
        return np.array([getattr(one, name) for one in self._rows], dtype=bool)

    def _is_known(self, figure: Ints, cell: Ints, is_printed: Flags) -> Flags:
        """The cells that figures printed before give away."""
        known = np.zeros(len(self.parts), dtype=bool)
        known[cell[is_printed[figure]]] = True
        return known

    def _levels(self, rules: PrimaryRules, figure: Ints, cell: Ints) -> Floats:
        level = gap(self.totals(), rules)
        level[~np.array(self.is_secret, dtype=bool)] = 0.0
        is_forced = self._flags("is_forced")
        # What is zero and hidden must not be known to be zero.
        is_zero = np.array([not part.contributors for part in self.parts], dtype=bool)
        hidden = cell[is_forced[figure]]
        level[hidden[is_zero[hidden]]] = UNIT
        is_forced[figure[level[cell] > 0]] = False
        level[[one.cells[0] for one, is_bare in zip(self._rows, is_forced.tolist(), strict=True) if is_bare]] = UNIT
        return level

    def contributors(self) -> NDArray[np.uint64]:
        """Everybody in any cell, ascending."""
        return np.unique(np.concatenate([_NOBODY, *(part.given().who for part in self.parts)]))

    def totals(self) -> Totals:
        """The cells as arrays."""
        columns = (
            [getattr(part, name) for part in self.parts] for name in ("total", "contributors", "largest", "second")
        )
        total, contributors, largest, second = (np.array(column) for column in columns)
        return Totals(total.astype(np.float64), contributors.astype(np.int64), largest, second, largest)

    def contributions(self, chosen: Flags) -> Parts:
        """Who gave how much to the chosen cells, of net sums its size: cell by cell, the largest first.

        Contributors are numbered from 0.
        """
        cells = np.flatnonzero(chosen)
        given = [self.parts[cell].given() for cell in cells.tolist()]
        if not given:
            nothing = np.zeros(0, dtype=np.int64)
            return Parts(nothing, nothing, np.zeros(0), np.zeros(0))
        who = np.concatenate([one.who for one in given])
        amounts = np.abs(np.concatenate([one.amounts for one in given]))
        _names, numbers = np.unique(who, return_inverse=True)
        cell = np.repeat(cells, [len(one.who) for one in given])
        order = np.lexsort((-amounts, cell))
        return Parts(cell[order], numbers[order], amounts[order], amounts[order])


_NOTHING = 1e-9
_NOBODY: NDArray[np.uint64] = np.zeros(0, dtype=np.uint64)


def _is_unsafe(part: Part, rules: PrimaryRules) -> bool:
    is_near = shortfall(part.total, part.largest, part.second, rules.p_percent, rules.q_percent) > _NOTHING
    return is_near or part.contributors < rules.minimum


def _looks(scope: Hashable, part: Part) -> Hashable:
    return scope, part.contributors, round(part.total, 6), round(part.largest, 6), round(part.second, 6)


def _digest(part: Part) -> bytes:
    given = part.given()
    amounts = np.round(given.amounts, 6) + 0.0
    return hashlib.blake2b(given.who.tobytes() + amounts.tobytes(), digest_size=16).digest()
