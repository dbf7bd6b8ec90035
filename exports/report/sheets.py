"""The tables of the annex before they are set: lines and columns of cells, and where their n stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import groupby
from math import ceil
from typing import Final

from analysis.release import Category, Cell, Table
from exports.cells import by_key, count, is_empty, published
from exports.heads import heads, without_total
from exports.report.chapters import Entry
from exports.report.voice import Voice
from exports.values import TOTAL

MOST_COLUMNS: Final = 9
MOST_ANSWERS: Final = 7
MOST_EACH: Final = 5
CROSSED: Final = 2
LEAST_HIDDEN: Final = 2
"""So many lines without any published value are listed by their labels."""

Key = tuple[str, ...]


class Counts(Enum):
    """Where n stands: below a column, at the end of a line, beside each figure, or as a range below."""

    BELOW = "below"
    BESIDE = "beside"
    EACH = "each"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, and under which common head it stands („Betriebsgröße“)."""

    head: str
    over: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of cells, one for each column; None where the table has no such cell."""

    label: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under a title of their own, or all of them without one."""

    title: str
    lines: tuple[Line, ...]
    hidden: tuple[str, ...] = ()
    """Labels of further lines in which every value is hidden."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A grid: what its lines are, its columns, and its lines in blocks."""

    corner: str
    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]

    @property
    def counts(self) -> Counts:
        """The shortest way to say every n; groups of a single number each have their own beside it."""
        if len(self.columns) == 1 and len(self.blocks) > 1:
            return Counts.BESIDE
        if all(_has_one_count(column) for block in self.blocks for column in _columns(block)):
            return Counts.BELOW
        if all(_has_one_count(line.cells) for block in self.blocks for line in block.lines):
            return Counts.BESIDE
        return Counts.RANGE if any(column.over for column in self.columns) else Counts.EACH

    def divided(self, most: int) -> Iterator[Sheet]:
        """The sheet in parts of at most so many columns; those under a common head stay together if they can.

        Columns without one go into parts of about one size.
        """
        if not any(column.over for column in self.columns):
            parts = ceil(len(self.columns) / most)
            most = ceil(len(self.columns) / parts)
        start = stop = 0
        for _, columns in groupby(self.columns, key=lambda column: column.over):
            size = len(list(columns))
            if stop > start and stop - start + size > most:
                yield self._part(slice(start, stop))
                start = stop
            stop += size
            while stop - start > most:
                yield self._part(slice(start, start + most))
                start += most
        if stop > start:
            yield self._part(slice(start, stop))

    def _part(self, kept: slice) -> Sheet:
        blocks = tuple(
            replace(block, lines=tuple(Line(line.label, line.cells[kept]) for line in block.lines))
            for block in self.blocks
        )
        return replace(self, columns=self.columns[kept], blocks=blocks)


def _columns(block: Block) -> list[tuple[Cell | None, ...]]:
    return list(zip(*(line.cells for line in block.lines), strict=True))


def _has_one_count(cells: Sequence[Cell | None]) -> bool:
    return len({answers for cell in cells if cell is not None and (answers := count(cell)) is not None}) < 2


def sheets(entry: Entry, voice: Voice) -> Iterator[Sheet]:
    """The grids of an entry, in the order of the questionnaire; empty lines are left out."""
    table = entry.table
    if not table.dimensions:
        yield _of_single(entry, voice)
    elif len(table.dimensions) == 1:
        yield _of_list(entry, voice)
    elif entry.parts:
        yield _of_rows(table, *_group_columns(entry, voice), _all_cells(entry), voice)
    else:
        yield _of_crossing(table, voice)


def _of_single(entry: Entry, voice: Voice) -> Sheet:
    """One number: the groups are lines."""
    table = entry.table
    blocks = [Block("", (Line(voice.say("report.total"), (table.cells[0],)),))]
    for part in entry.parts:
        group = part.dimensions[-1]
        title = voice.say("report.by_group", dimension=voice.words(group.label))
        groups = without_total(group.categories)
        lines = _kept(Line(voice.words(each.label), (part.cell(each.code),)) for each in groups)
        blocks.append(Block(title, lines))
    return Sheet(voice.say("report.group"), (Column(voice.words(table.figure)),), tuple(b for b in blocks if b.lines))


def _of_list(entry: Entry, voice: Voice) -> Sheet:
    """A list of categories: the groups are columns."""
    table = entry.table
    dimension = table.dimensions[0]
    columns, keys = _group_columns(entry, voice)
    cells = _all_cells(entry)
    lines = _kept(
        Line(voice.words(each.label), tuple(cells.get((each.code, *key)) for key in keys))
        for each in dimension.categories
    )
    return Sheet(voice.words(dimension.label), columns, (_shortened(lines),))


def _of_crossing(table: Table, voice: Voice) -> Sheet:
    """Two dimensions or three: the last one gives the columns, of three the first one blocks of lines."""
    first, last = table.dimensions[0], table.dimensions[-1]
    cells = by_key(table)
    columns = tuple(Column(voice.words(each.label)) for each in last.categories)
    if len(table.dimensions) > CROSSED:
        return _of_rows(table, columns, tuple((each.code,) for each in last.categories), cells, voice)
    lines = _kept(
        Line(voice.words(row.label), tuple(cells.get((row.code, each.code)) for each in last.categories))
        for row in first.categories
    )
    return Sheet(voice.words(first.label), columns, (_shortened(lines),))


def _of_rows(
    table: Table, columns: tuple[Column, ...], keys: tuple[Key, ...], cells: Mapping[Key, Cell], voice: Voice
) -> Sheet:
    """Two dimensions by the ``keys`` of groups or of both sides: a block of lines for each row."""
    first, second = table.dimensions[:CROSSED]
    blocks = []
    for row in first.categories:
        lines = _kept(
            Line(voice.words(each.label), tuple(cells.get((row.code, each.code, *key)) for key in keys))
            for each in second.categories
        )
        if lines:
            blocks.append(replace(_shortened(lines), title=voice.words(row.label)))
    return Sheet(voice.words(first.label), columns, tuple(blocks))


def _kept(lines: Iterator[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if any(cell is not None and not is_empty(cell) for cell in line.cells))


def _shortened(lines: tuple[Line, ...]) -> Block:
    """Lines in which something is published; those in which all is hidden keep their labels alone."""
    hidden = [line for line in lines if all(cell is None or published(cell) is None for cell in line.cells)]
    if len(hidden) < LEAST_HIDDEN:
        return Block("", lines)
    return Block("", tuple(line for line in lines if line not in hidden), tuple(line.label for line in hidden))


def _all_cells(entry: Entry) -> Mapping[Key, Cell]:
    """The cells of the table by their keys, and those of the groups with the group at the end."""
    cells = dict(by_key(entry.table))
    for part in entry.parts:
        cells |= {cell.key: cell for cell in part.cells if cell.key[-1] != TOTAL}
    return cells


def _group_columns(entry: Entry, voice: Voice) -> tuple[tuple[Column, ...], tuple[Key, ...]]:
    """The total and the groups that anybody is in: heads, and what they add to a key."""
    figure = voice.words(entry.table.figure) if not entry.parts else voice.say("report.total")
    columns, keys = [Column(figure)], list[Key]([()])
    for part in entry.parts:
        dimension = part.dimensions[-1]
        present = [each for each in without_total(dimension.categories) if _is_there(part, each)]
        named = heads(dimension, present, voice.language)
        columns += [Column(name, named.over) for name in named.names]
        keys += [(each.code,) for each in present]
    return tuple(columns), tuple(keys)


def _is_there(part: Table, group: Category) -> bool:
    return any(cell.key[-1] == group.code and not is_empty(cell) for cell in part.cells)
