"""From the tables of a release to chapters: one for each section, with what both roles were asked side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from analysis.release import Cell, Measure, Release, Table, Texts
from exports.cells import PAIRS, is_breakdown, is_comparison, is_empty, published
from exports.charts.tables import can_pair

BOTH: Final = "both"
CHANGES: Final = "change."
"""How the ids of tables of two waves begin."""
INSTEAD: Final = {Measure.MEAN: (Measure.SHARE,), Measure.SUM: (Measure.SHARE,)}
"""A figure of a list that a chart shows instead: shares say more to a reader than means and sums."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure of one question: the table in total, its breakdowns, and its name in the annex („A12“)."""

    name: str
    table: Table
    parts: tuple[Table, ...] = ()
    is_variant: bool = False
    """Whether the same words asked for the same figure before: a shorter form of a question for some."""

    def alone(self, *, has_annex: bool) -> Iterator[Entry]:
        """Each breakdown as a figure of its own, under the name of its sheet; the annex has it in the same table."""
        for number, part in enumerate(self.parts, start=1):
            yield Entry(self.name if has_annex else f"{self.name}-{number}", part)

    @property
    def is_answered(self) -> bool:
        """Whether anybody is in any of its cells."""
        return any(not is_empty(cell) for cell in self.table.cells)

    @property
    def is_told(self) -> bool:
        """Whether any value of it is published, be it of a group alone or of those who gave no answer."""
        tables = (self.table, *self.parts)
        return any(published(cell) is not None for table in tables for cell in (*table.cells, *table.missing))

    @property
    def is_single(self) -> bool:
        """Whether it is a single number."""
        return not self.table.dimensions


@dataclass(frozen=True, slots=True)
class Topic:
    """What stands in one figure: a figure of one role, the same one of both, or two columns of a grid."""

    entries: tuple[Entry, ...]
    apart: Entry | None = None
    """The differences of both sides of pairs, which stand beside them."""

    @property
    def shown(self) -> tuple[Entry, ...]:
        """All that its figure shows."""
        return self.entries if self.apart is None else (*self.entries, self.apart)

    @property
    def is_pair(self) -> bool:
        """Whether two figures stand beside one another: of both roles, or of two columns of a grid."""
        return len(self.entries) > 1

    @property
    def is_shared(self) -> bool:
        """Whether both roles were asked."""
        return len({entry.table.role for entry in self.entries}) > 1


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a chapter: the topics of both roles together, or of one role alone.

    ``grouped`` are figures that stand in the common part already and are broken down here.
    """

    role: str
    topics: tuple[Topic, ...]
    grouped: tuple[Entry, ...] = ()

    def single(self) -> list[Entry]:
        """The single numbers."""
        return [entry for topic in self.topics for entry in topic.entries if entry.is_single]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section of the questionnaires, with all its entries for the annex."""

    id: str
    title: Texts
    parts: tuple[Part, ...]
    entries: tuple[Entry, ...]


def chapters(release: Release) -> list[Chapter]:
    """The chapters in the order of the questionnaires."""
    titles: dict[str, Texts] = {}
    for section in release.chapters:
        titles.setdefault(section.id, section.title)
    entries = _entries(release, list(titles))
    made = []
    for section_id, title in titles.items():
        own = tuple(
            entry
            for section in release.chapters
            if section.id == section_id
            for table_id in section.tables
            if (entry := entries.get(table_id)) is not None
        )
        made.append(Chapter(section_id, title, tuple(_parts(own)), own))
    return made


def _entries(release: Release, order: Sequence[str]) -> dict[str, Entry]:
    """The tables in total by their ids, named in the order of the annex, with their breakdowns."""
    parts: dict[str, list[Table]] = {}
    whole: dict[str, Table] = {}
    there = {table.id for table in release.tables}
    for section in sorted(release.chapters, key=lambda each: order.index(each.id)):
        for table_id in section.tables:
            table = release.table(table_id)
            base = table_id.removesuffix(f".{table.dimensions[-1].id}") if is_breakdown(table) else table_id
            if base == table_id or base not in there:  # a plan may show a breakdown alone
                base = table_id
                whole[base] = table
            else:
                parts.setdefault(base, []).append(table)
    entries: dict[str, Entry] = {}
    said: set[tuple[object, ...]] = set()
    for number, (base, table) in enumerate(whole.items(), start=1):
        told = (table.role, table.number, table.measure, str(table.title), str(table.figure))
        words = (*told, is_comparison(table))
        entries[base] = Entry(f"A{number}", table, tuple(parts.get(base, ())), words in said)
        said.add(words)
    return entries


def _parts(entries: tuple[Entry, ...]) -> Iterator[Part]:
    shown = [
        entry
        for entry in entries
        if entry.is_answered and not (entry.is_variant or _is_said_better(entry, entries) or _is_derived(entry.table))
    ]
    by_id = {entry.table.id: entry for entry in entries}
    columns = list(_columns(shown))
    taken = _names(columns)
    shared = list(_shared([entry for entry in shown if entry.name not in taken]))
    if shared:
        yield Part(BOTH, tuple(shared))
    taken |= _names(shared)
    for role in dict.fromkeys(entry.table.role for entry in shown):
        beside = {topic.entries[0].name: topic for topic in columns if topic.entries[0].table.role == role}
        own = [
            beside.get(entry.name) or Topic((entry,), by_id.get(f"{entry.table.id}.difference"))
            for entry in shown
            if entry.table.role == role and (entry.name in beside or entry.name not in taken)
        ]
        leading = (topic.entries[0] for topic in shared)
        grouped = tuple(entry for entry in leading if entry.table.role == role and entry.parts)
        if own or grouped:
            yield Part(role, tuple(own), grouped)


def _names(topics: Iterable[Topic]) -> set[str]:
    return {entry.name for topic in topics for entry in topic.entries}


def _columns(entries: Sequence[Entry]) -> Iterator[Topic]:
    """Two columns of a grid on one scale, such as the level today and the level needed."""
    for entry, other in pairwise(entry for entry in entries if entry.table.scale and "." in entry.table.variable):
        is_same = entry.table.role == other.table.role and _item(entry.table) == _item(other.table)
        if is_same and can_pair(entry.table, other.table) and all(map(_has_figures, (entry, other))):
            yield Topic((entry, other))


def _shared(entries: Sequence[Entry]) -> Iterator[Topic]:
    """What both roles were asked in the same words and published something of, the first role first."""
    for place, entry in enumerate(entries):
        for other in entries[place + 1 :]:
            is_same = other.table.role != entry.table.role and _name(other.table) == _name(entry.table)
            if is_same and can_pair(entry.table, other.table) and all(map(_has_figures, (entry, other))):
                yield Topic((entry, other))


def _has_figures(entry: Entry) -> bool:
    return any(published(cell) is not None for cell in entry.table.cells)


def _is_derived(table: Table) -> bool:
    """Whether a figure follows from both sides of pairs: it stands beside them, or in the annex alone.

    Of two waves a chart shows what changed by more than chance; all the rest stands in the annex.
    """
    if table.id.startswith(CHANGES):
        return is_comparison(table) or not any(map(is_beyond_chance, table.cells))
    return table.role == PAIRS and not is_comparison(table)


def is_beyond_chance(cell: Cell) -> bool:
    """Whether a change may be told in words: its interval does not hold zero."""
    ends = cell.sure and cell.sure.between
    return bool(ends and (ends[0] > 0 or ends[1] < 0))


def _is_said_better(entry: Entry, entries: tuple[Entry, ...]) -> bool:
    """Whether another figure of the same list is drawn instead; this one stands in the annex.

    A total to come is told as what it is of today's, which is made of the same answers: beside today's total, of more
    answers, it would look like a change.
    """
    table = entry.table
    of_today = f"{table.id.removesuffix('.sum')}.need.of_today"
    return any(other.table.id == of_today for other in entries) or any(
        other.table.measure in INSTEAD.get(table.measure, ())
        and (other.table.role, other.table.variable) == (table.role, table.variable)
        and _is_as_wide(table, other.table)
        for other in entries
    )


def _is_as_wide(table: Table, other: Table) -> bool:
    """Whether another table says the same of the same rows; a distribution says more than a single mean."""
    if table.dimensions:
        return other.dimensions == table.dimensions
    return table.measure is Measure.MEAN and bool(other.dimensions)


def _item(table: Table) -> str:
    return table.variable.partition(".")[0]


def _name(table: Table) -> str:
    """What a table is called in either role."""
    return table.id.removeprefix(f"{table.role}.")
