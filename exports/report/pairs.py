"""Tables of both sides of pairs as the annex has them: all figures of a question side by side in one grid.

Questions with the same figures follow one another in it. A line has what was said of it: of the whole question, of a
row, or of an answer; where a figure says nothing of a line, its column stays blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple

from analysis.release import Category, Cell, Table
from exports.cells import PAIRS, by_key, count, is_comparison, is_empty, published
from exports.report.chapters import Entry
from exports.report.voice import Voice

MOST_FIGURES: Final = 6
"""Side by side; more of them make words of their heads too wide for a page."""
DEEPEST: Final = 2
"""Rows, and answers to them."""
LEAST_HIDDEN: Final = 2
"""So many lines without any published value are listed by their labels."""

Key = tuple[str, ...]


class Figure(NamedTuple):
    """A column: under which common head it stands („Anteil“), its own head, its unit."""

    over: str
    head: str
    unit: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a grid: of a question (depth 0), a row or an answer, with a cell for each figure that says it."""

    label: str
    cells: Mapping[Figure, tuple[Table, Cell]]
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class Hidden:
    """Labels of lines in which every value is hidden."""

    labels: tuple[str, ...]


class Question:
    """All figures of pairs on one question."""

    def __init__(self, entries: Sequence[Entry], voice: Voice) -> None:
        self.entries, self.voice = tuple(entries), voice
        self.tables = [entry.table for entry in entries]
        self.sides = [each for table in self.tables for each in _sides(table, self.tables, voice)]
        self.figures = tuple(dict.fromkeys(figure for figure, _, _ in self.sides))
        self.by_table = {table.id: by_key(table) for table in self.tables}
        self.depth = max(map(_depth, self.tables))

    @property
    def is_joined(self) -> bool:
        """Whether one grid can hold its tables: of the same rows, and with one n a line."""
        deep = next(table for table in self.tables if _depth(table) == self.depth)
        ids = [dimension.id for dimension in deep.dimensions[: self.depth]]
        return (
            self.depth <= DEEPEST
            and len(self.figures) == len(self.sides)
            and not any(entry.parts or entry.is_variant or entry.table.missing for entry in self.entries)
            and all(
                [each.id for each in table.dimensions[: _depth(table)]] == ids[: _depth(table)] for table in self.tables
            )
            and all(_has_one_count(line) for line in self._all())
        )

    @property
    def has_own(self) -> bool:
        """Whether a figure says something of the question as a whole."""
        return any(_depth(table) == 0 for table in self.tables)

    def _all(self) -> list[Line]:
        return [each for each in (self.line((), ""), *self.lines()) if isinstance(each, Line)]

    def lines(self) -> Iterator[Line | Hidden]:
        """The lines below the question, in the order of the questionnaire; those that nobody is in are left out."""
        if self.depth < DEEPEST:
            yield from _shortened(self._below(()))
            return
        for row in self._categories(()):
            below, own = self._below((row.code,)), self.line((row.code,), self.voice.words(row.label), is_title=True)
            if below or _is_there(own):
                yield own
                yield from _shortened(below)

    def line(self, key: Key, label: str, *, is_title: bool = False) -> Line:
        """What the figures say at a key."""
        found = {
            figure: (table, cell)
            for figure, table, view in self.sides
            if _depth(table) == len(key) and (cell := self.by_table[table.id].get((*key, *view))) is not None
        }
        return Line(label, found, is_title)

    def _below(self, key: Key) -> list[Line]:
        if self.depth == len(key):
            return []
        made = (self.line((*key, each.code), self.voice.words(each.label)) for each in self._categories(key))
        return [line for line in made if _is_there(line)]

    def _categories(self, key: Key) -> list[Category]:
        """The categories at a depth: of all tables, as a long list may hold fewer of them than another."""
        tables = (table for table in self.tables if _depth(table) > len(key))
        return list({each.code: each for table in tables for each in table.dimensions[len(key)].categories}.values())


def runs(entries: Sequence[Entry], voice: Voice) -> Iterator[list[Question] | Entry]:
    """The entries one after another; questions whose tables of pairs share their columns come together."""
    run: list[Question] = []
    for own in _fitting(entries):
        question = Question(own, voice.about([entry.table for entry in own])) if own[0].table.role == PAIRS else None
        if question is not None and question.is_joined:
            if run and not _is_alike(run, question):
                yield from _run(run)
                run = []
            run.append(question)
            continue
        yield from _run(run)
        run = []
        yield from own
    yield from _run(run)


def _fitting(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """The entries of each question, in parts that have room side by side."""
    for _, same in groupby(entries, key=_asked):
        part: list[Entry] = []
        for entry in same:
            if part and sum(_width(each.table) for each in (*part, entry)) > MOST_FIGURES:
                yield part
                part = []
            part.append(entry)
        yield part


def _width(table: Table) -> int:
    """How many columns a table has beside those of others."""
    return len(table.dimensions[-1].categories) if is_comparison(table) else 1


def _run(run: list[Question]) -> Iterator[list[Question] | Entry]:
    """A table that is alone stays as it is."""
    entries = [entry for question in run for entry in question.entries]
    if len(entries) == 1:
        yield from entries
    elif run:
        yield run


def figures_of(run: Sequence[Question]) -> tuple[Figure, ...]:
    """The columns of questions together: those of the one with the most."""
    return max((question.figures for question in run), key=len)


def _is_alike(run: Sequence[Question], question: Question) -> bool:
    shared, own = set(figures_of(run)), set(question.figures)
    return run[0].voice.language == question.voice.language and (shared <= own or own <= shared)


def _asked(entry: Entry) -> tuple[str, str, str]:
    return entry.table.role, entry.table.number, str(entry.table.title)


def _sides(table: Table, tables: Sequence[Table], voice: Voice) -> Iterator[tuple[Figure, Table, Key]]:
    """The columns of a table: both sides, or one figure of both, under the head of the sides where its words say so."""
    figure, unit = voice.words(table.figure), voice.unit(table)
    if is_comparison(table):
        for each in table.dimensions[-1].categories:
            yield Figure(figure, voice.words(each.label), unit), table, (each.code,)
        return
    over = next(
        (name for other in tables if is_comparison(other) and _is_within(figure, name := voice.words(other.figure))), ""
    )
    head = figure.removeprefix(over).lstrip(" :\u00a0\u202f")
    yield Figure(over, head[:1].upper() + head[1:], unit), table, ()


def _is_within(figure: str, over: str) -> bool:
    """Whether a figure is one of another („Anteil: Betrieb weniger Betriebsrat“ of „Anteil“)."""
    return bool(over) and figure.removeprefix(over).lstrip("\u00a0\u202f ").startswith(":")


def _depth(table: Table) -> int:
    return len(table.dimensions) - is_comparison(table)


def _is_there(line: Line) -> bool:
    return any(not is_empty(cell) for _, cell in line.cells.values())


def _has_one_count(line: Line) -> bool:
    return len({answers for _, cell in line.cells.values() if (answers := count(cell)) is not None}) < LEAST_HIDDEN


def _shortened(lines: Sequence[Line]) -> Iterator[Line | Hidden]:
    """Lines in which something is published; those in which all is hidden keep their labels alone."""
    hidden = [line for line in lines if all(published(cell) is None for _, cell in line.cells.values())]
    if len(hidden) < LEAST_HIDDEN:
        yield from lines
        return
    yield from (line for line in lines if line not in hidden)
    yield Hidden(tuple(line.label for line in hidden))
