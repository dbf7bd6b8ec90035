"""Released figures of one role, for all and for the groups that somebody belongs to. Nothing else is ever read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from analysis.release import Category, Release, Table
from analysis.release import Cell as Figure
from exports.cells import cell_text, count, is_unsure, published, scaled
from exports.numbers import Language, base, interval
from exports.returns.parts import Cell
from exports.returns.say import Voice, apart
from exports.sure import after, ends
from exports.values import EMPTY, TOTAL

GROUPS: Final = ("sector_group", "size_group")
"""The breakdowns in the order of their columns."""


@dataclass(frozen=True)
class Figures:
    """The tables of one role in approved releases, the newest release first.

    ``groups`` says for each breakdown the codes somebody belongs to, the finest first: tables may have wider groups.
    """

    role: str
    releases: tuple[Release, ...]
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def tables(self) -> Mapping[str, Table]:
        """Each table of this role from the newest release that has it; never one that compares both roles."""
        found: dict[str, Table] = {}
        for release in self.releases:
            for table in release.tables:
                if table.role == self.role:
                    found.setdefault(table.id, table)
        return found

    def whole(self, name: str) -> Table | None:
        """The table of all, named without its role („drv.mean“); None when it is in no release."""
        return self.tables.get(f"{self.role}.{name}")

    @cached_property
    def own(self) -> Mapping[str, Category]:
        """The published group of each breakdown that somebody belongs to."""
        found: dict[str, Category] = {}
        for table in self.tables.values():
            by = table.dimensions[-1].id if table.dimensions else ""
            if by in GROUPS and by not in found:
                group = self._group(table, by)
                if group is not None:
                    found[by] = group
        return found

    def columns(self, name: str) -> tuple[str, ...]:
        """What a figure is published for: all, the own sector, the own size."""
        return (TOTAL, *(by for by in GROUPS if self._part(name, by) is not None))

    def figure(self, name: str, column: str, key: tuple[str, ...]) -> tuple[Table, Figure] | None:
        """A cell with its table; None when there is none."""
        if column == TOTAL:
            table = self.whole(name)
            return None if table is None else _found(table, key)
        part = self._part(name, column)
        return None if part is None else _found(part, (*key, self.own[column].code))

    def sources(self, printed: Sequence[tuple[Table, Figure]]) -> tuple[Release, ...]:
        """The fewest releases that have all these figures, as they are: the one with most of them first."""
        held = [_held(release, printed) for release in self.releases]
        left, named = set(range(len(printed))), []
        while left:
            best = max(range(len(held)), key=lambda at: len(held[at] & left))
            named.append(self.releases[best])
            left -= held[best]
        return tuple(named)

    def _part(self, name: str, by: str) -> Table | None:
        table = self.tables.get(f"{self.role}.{name}.{by}")
        return table if table is not None and by in self.own and self._group(table, by) == self.own[by] else None

    def _group(self, table: Table, by: str) -> Category | None:
        """The finest of the own groups that the table has."""
        there = {category.code: category for category in table.dimensions[-1].categories}
        return next((there[code] for code in self.groups.get(by, ()) if code in there), None)


def _held(release: Release, printed: Sequence[tuple[Table, Figure]]) -> set[int]:
    """Which of the figures a release has, by their places."""
    tables = {table.id: table for table in release.tables}
    there = ((at, tables.get(table.id), figure) for at, (table, figure) in enumerate(printed))
    return {at for at, table, figure in there if table is not None and _found(table, figure.key) == (table, figure)}


def _found(table: Table, key: tuple[str, ...]) -> tuple[Table, Figure] | None:
    try:
        return table, table.cell(*key)
    except KeyError:
        return None


def value_cell(found: tuple[Table, Figure] | None, voice: Voice, *, has_base: bool = False) -> Cell:
    """A released figure as it stands in a table: its value and its mark, below it its interval and its base."""
    if found is None:
        return Cell(voice.plain(EMPTY))
    table, figure = found
    text = voice.plain(cell_text(table, figure, voice.language) + after(figure))
    if published(figure) is None:
        return Cell(text)
    below = [interval_text(table, figure, voice.language)]
    answers = count(figure)
    below += [base(answers, voice.language)] if has_base and answers is not None else []
    return Cell(text, f"{apart(voice.language)}; ".join(filter(None, below)))


def interval_text(table: Table, figure: Figure, language: Language) -> str:
    """The interval of an estimate in the figures of its value; empty where there is none."""
    found = ends(table, figure)
    return interval(*found, language, table.decimals) if found else ""


def place(found: tuple[Table, Figure] | None) -> float | None:
    """A published value as charts draw it; None also where it is too uncertain for conclusions."""
    return None if found is None or is_unsure(found[1]) else scaled(*found)


def counts(cells: Iterable[tuple[Table, Figure] | None]) -> tuple[int, int] | None:
    """The smallest and the largest base of published figures; None when nothing is published."""
    known = [answers for found in cells if found is not None and (answers := count(found[1])) is not None]
    return (min(known), max(known)) if known else None
