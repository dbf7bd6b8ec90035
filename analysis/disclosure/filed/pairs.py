"""Grids of the annex that hold several tables of pairs: the figures of a question side by side, line by line.

A caption says which tables these are („A13 bis A16“). All else follows from the release: columns, titles, lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Final, NamedTuple

from analysis.disclosure.filed.annex import LEAST_HIDDEN, Grid, Key, N, counts_text, value_in_grid
from analysis.disclosure.filed.difference import Difference, read
from analysis.disclosure.filed.figures import is_published
from analysis.disclosure.filed.order import Entry, cells_of, words
from analysis.release import Cell, Table

CAPTION: Final = re.compile(r"^\S+ (A\d+) \S+ (A\d+) ?: ")
BETWEEN: Final = {"de": (" und ", " bis "), "en": (" and ", " to "), "fr": (" et ", " à ")}
WHOLE: Final = {"de": "Insgesamt", "en": "Total", "fr": "Ensemble"}
COMPARED: Final = ("view", "wave")

GROUP: Final = {"de": "Gruppe", "en": "Group", "fr": "Groupe"}
HIDDEN: Final = {"de": "• nicht ausgewiesen: ", "en": "• not published: ", "fr": "• non publié : "}

Texts = Mapping[int, str]
NOTHING: Final[Texts] = {}


@dataclass(frozen=True, slots=True)
class Joint:
    """The tables that one grid holds."""

    entries: tuple[Entry, ...]

    @property
    def names(self) -> list[str]:
        """Their names in order."""
        return [entry.name for entry in self.entries]


class _Side(NamedTuple):
    """A column of a question: how it is called, and which cells of which table are in it."""

    over: str
    head: str
    table: Table
    view: Key

    @property
    def depth(self) -> int:
        """How many categories say where in the question a line stands."""
        return len(self.table.dimensions) - len(self.view)


@dataclass(frozen=True, slots=True)
class _Question:
    title: str
    names: str
    sides: tuple[_Side, ...]

    @property
    def heads(self) -> list[tuple[str, str, str]]:
        """What its columns are: figures in the same words with other units are others."""
        return [(side.over, side.head, str(side.table.unit)) for side in self.sides]

    @property
    def depth(self) -> int:
        """How many categories its longest keys have."""
        return max(side.depth for side in self.sides)


def announced(caption: str, entries: Sequence[Entry]) -> Joint | None:
    """The tables that a caption names, those that somebody answered."""
    found = CAPTION.match(caption)
    names = [entry.name for entry in entries]
    if found is None or found[1] not in names or found[2] not in names:
        return None
    between = entries[names.index(found[1]) : names.index(found[2]) + 1]
    return Joint(tuple(each for each in between if any(cell.value is not None for cell in each.table.cells)))


def compare(joint: Joint, caption: str, grid: Grid, language: str) -> Iterator[Difference]:
    """Where a grid says something else than its tables, and where its head, a title or a label is another one."""
    plan = _Plan(joint, language)
    if (said := read(caption).partition(":")[0].partition(" ")[2].strip()) != read(_names(joint.entries, language)):
        yield Difference(grid.block, "caption", said, _names(joint.entries, language))
    untold = plan.untold()
    if untold:
        yield Difference(grid.block, "cells", "", f"{len(untold)} more, such as {untold[0]}")
    yield from _texts(grid, "over", grid.over, plan.over())
    yield from _texts(grid, "head", grid.head, plan.head())
    lines = zip_longest(grid.lines, plan.made, fillvalue=NOTHING)
    for number, (found, expected) in enumerate(lines, start=1):
        yield from _texts(grid, str(number), found, expected)


def _texts(grid: Grid, line: str, found: Texts, expected: Texts) -> Iterator[Difference]:
    for place in sorted({*found, *expected}):
        if read(found.get(place, "")) != read(expected.get(place, "")):
            yield Difference(grid.block, f"{line}/{place}", found.get(place, ""), expected.get(place, ""))


class _Plan:
    """What the release gives the grid."""

    def __init__(self, joint: Joint, language: str) -> None:
        self.language = language
        asked = groupby(joint.entries, key=lambda each: (each.table.number, str(each.table.title)))
        self.questions = [self._question(list(same)) for _, same in asked]
        self.columns = max((each.heads for each in self.questions), key=len)
        self.cells = {entry.table.id: cells_of(entry.table) for entry in joint.entries}
        self.parts = [part.id for entry in joint.entries for part in entry.parts]
        self.told: set[tuple[str, Key]] = set()
        self.made = list(self._lines())
        """The texts of all lines by column."""

    def untold(self) -> list[str]:
        """Published cells that stand in no line."""
        known = {(name, key) for name, cells in self.cells.items() for key, cell in cells.items() if is_published(cell)}
        return [*self.parts, *(f"{name} {' '.join(key)}" for name, key in sorted(known - self.told))]

    def over(self) -> Texts:
        """The common heads by the first of their columns."""
        made, place = dict[int, str](), 2
        for over, same in groupby(over for over, _, _ in self.columns):
            made[place] = over
            place += len(list(same))
        return made if any(made.values()) else {}

    def head(self) -> Texts:
        """The heads of the columns; at the end that of n."""
        tables = [side.table for side in self.questions[0].sides if side.depth]
        corner = words(tables[0].dimensions[0].label, self.language) if tables else GROUP[self.language]
        return dict(enumerate([corner, *(head for _, head, _ in self.columns), N], start=1))

    def _question(self, entries: Sequence[Entry]) -> _Question:
        tables = [entry.table for entry in entries]
        title = words(tables[0].title, self.language)
        sides = tuple(side for table in tables for side in self._sides(table, tables))
        number = tables[0].number
        return _Question(f"{number} {title}" if number else title, _names(entries, self.language), sides)

    def _sides(self, table: Table, tables: Sequence[Table]) -> Iterator[_Side]:
        figure = words(table.figure, self.language)
        if _is_compared(table):
            for each in table.dimensions[-1].categories:
                yield _Side(figure, words(each.label, self.language), table, (each.code,))
            return
        for over in (words(other.figure, self.language) for other in tables if _is_compared(other)):
            if over and (rest := figure.removeprefix(over)) != figure and read(rest).strip().startswith(":"):
                head = read(rest).strip().removeprefix(":").strip()
                yield _Side(over, head[0].upper() + head[1:], table, ())
                return
        yield _Side("", figure[:1].upper() + figure[1:], table, ())

    def _lines(self) -> Iterator[Texts]:
        for question in self.questions:
            has_own = any(side.depth == 0 for side in question.sides)
            if len(self.questions) > 1:
                yield self._line(question, (), f"{question.title} ({question.names})")
            elif has_own:
                yield self._line(question, (), WHOLE[self.language])
            yield from self._below(question, ())

    def _below(self, question: _Question, key: Key) -> Iterator[Texts]:
        """The lines that are one category deeper than a key, each with those below it."""
        if len(key) == question.depth:
            return
        tables = [side.table for side in question.sides if side.depth > len(key)]
        labels = {
            each.code: words(each.label, self.language)
            for one in tables
            for each in one.dimensions[len(key)].categories
        }
        lines = [(label, (*key, code)) for code, label in labels.items() if self._is_there(question, (*key, code))]
        hidden = [each for each in lines if self._is_hidden(question, each[1])]
        hidden = hidden if len(hidden) >= LEAST_HIDDEN and len(key) + 1 == question.depth else []
        for label, longer in lines:
            if (label, longer) not in hidden:
                yield self._line(question, longer, label)
                yield from self._below(question, longer)
        if hidden:
            apart = " ; " if self.language == "fr" else "; "
            yield {1: f"{HIDDEN[self.language]}{apart.join(label for label, _ in hidden)}"}

    def _line(self, question: _Question, key: Key, label: str) -> Texts:
        made, cells = {1: label}, list[Cell]()
        for side, name in zip(question.sides, question.heads, strict=True):
            cell = self._cell(side, key)
            if cell is not None and name in self.columns:
                cells.append(cell)
                self.told.add((side.table.id, cell.key))
                is_whole = not side.view
                made[self.columns.index(name) + 2] = value_in_grid(side.table, cell, self.language, is_whole=is_whole)
        if cells:
            made[len(self.columns) + 2] = counts_text(cells, self.language)
        return made

    def _cell(self, side: _Side, key: Key) -> Cell | None:
        return self.cells[side.table.id].get((*key, *side.view)) if side.depth == len(key) else None

    def _at(self, question: _Question, key: Key) -> list[Cell]:
        """All cells at a key or below it."""
        return [
            cell
            for side in question.sides
            for cell in self.cells[side.table.id].values()
            if cell.key[: len(key)] == key
            and cell.key[len(cell.key) - len(side.view) :] == side.view
            and side.depth >= len(key)
        ]

    def _is_there(self, question: _Question, key: Key) -> bool:
        return any(cell.value is not None for cell in self._at(question, key))

    def _is_hidden(self, question: _Question, key: Key) -> bool:
        return not any(map(is_published, self._at(question, key)))


def _is_compared(table: Table) -> bool:
    return bool(table.dimensions) and table.dimensions[-1].id in COMPARED


def _names(entries: Sequence[Entry], language: str) -> str:
    """„A12“, „A12 und A13“, „A12 bis A15“."""
    if len(entries) == 1:
        return entries[0].name
    return f"{entries[0].name}{BETWEEN[language][len(entries) > 2]}{entries[-1].name}"
