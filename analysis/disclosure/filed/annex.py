"""The tables of the report's annex, cell by cell: values with their n where a grid says it, nothing besides.

A figure with its breakdowns stands in one or several grids beside or below one another. Which columns a grid holds,
and where it says n, is read from its heads; which cells these are follows from the release.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from analysis.disclosure.filed.difference import Difference, read
from analysis.disclosure.filed.figures import (
    EMPTY,
    HIDDEN,
    count_text,
    is_published,
    number_text,
    sure_text,
    value_text,
)
from analysis.disclosure.filed.order import TOTAL, Entry, cells_of, words
from analysis.release import Cell, Table

Key = tuple[str, ...]
N = "n"
CROSSED = 2
LEAST_HIDDEN = 2
"""So many lines without any published value are named by their labels alone."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid as it was found: texts by column, of the last line of heads and of each line below.

    ``over`` is the line of heads before the last one, where there are two.
    """

    block: str
    head: dict[int, str]
    lines: tuple[dict[int, str], ...]
    over: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """Lines under a title, or all of them without one: labels with the beginning of their keys."""

    title: str
    lines: tuple[tuple[str, Key], ...]
    hidden: tuple[str, ...] = ()


@dataclass(slots=True)
class _Plan:
    """What the grids of an entry hold: parts, the ends of the keys by column, and all cells."""

    table: Table
    parts: list[Part]
    columns: list[Key]
    cells: dict[Key, Cell]
    language: str
    used: int = 0

    def cell(self, line: Key, column: Key) -> Cell | None:
        """The cell of a line in a column; None where the tables have none."""
        return self.cells.get((*line, *column))

    def untold(self) -> list[Key]:
        """Published cells that none of its lines holds: a grid that has no place for them would hide them."""
        told = {(*key, *column) for part in self.parts for _, key in part.lines for column in self.columns}
        return [key for key, cell in self.cells.items() if is_published(cell) and key not in told]


def compare(entry: Entry, grids: Sequence[Grid], language: str) -> Iterator[Difference]:
    """Where the grids of an entry say something else than its tables."""
    plan = _plan(entry, language)
    untold = plan.untold()
    if untold:
        yield Difference(entry.name, "cells", "", f"{len(untold)} more, such as {' '.join(untold[0])}")
    for grid in grids:
        columns = {place: text for place, text in grid.head.items() if place > 1}
        values = [place for place in columns if columns[place] != N]
        taken = plan.columns[plan.used : plan.used + len(values)]
        plan.used += len(values)
        if len(taken) < len(values):
            yield Difference(grid.block, "head", str(len(values)), str(len(taken)))
            return
        yield from _grid(grid, dict(zip(values, taken, strict=True)), plan)
    if plan.used < len(plan.columns):
        yield Difference(grids[-1].block if grids else entry.name, "head", "", f"{len(plan.columns)} columns")


# --- what the release gives ----------------------------------------------------------------------------


def _plan(entry: Entry, language: str) -> _Plan:
    table = entry.table
    cells = cells_of(table)
    groups: list[Key] = []
    for part in entry.parts:
        cells |= {cell.key: cell for cell in part.cells if cell.key[-1] != TOTAL}
        there = {cell.key[-1] for cell in part.cells if cell.value is not None}
        groups += [(each.code,) for each in part.dimensions[-1].categories if each.code in there - {TOTAL}]
    if not table.dimensions:
        return _Plan(table, list(_single(entry, language)), [()], cells, language)
    if len(table.dimensions) > 1 and not entry.parts:
        columns: list[Key] = [(each.code,) for each in table.dimensions[-1].categories]
    else:
        columns = [(), *groups]
    plan = _Plan(table, [], columns, cells, language)
    rows = [(words(each.label, language), (each.code,)) for each in table.dimensions[0].categories]
    if len(table.dimensions) > 1 and (entry.parts or len(table.dimensions) > CROSSED):
        answers = table.dimensions[1].categories
        for label, key in rows:
            kept = _kept([(words(each.label, language), (*key, each.code)) for each in answers], plan)
            plan.parts += [replace(_shortened(kept, plan), title=label)] if kept else []
    else:
        plan.parts = [_shortened(_kept(rows, plan), plan)]
    return plan


def _single(entry: Entry, language: str) -> Iterator[Part]:
    """One number: its groups are lines."""
    yield Part("", (("", ()),))
    for part in entry.parts:
        there = {cell.key[-1] for cell in part.cells if cell.value is not None} - {TOTAL}
        groups = [each for each in part.dimensions[-1].categories if each.code in there]
        if groups:
            lines = tuple((words(each.label, language), (each.code,)) for each in groups)
            yield Part(words(part.dimensions[-1].label, language), lines)


def _kept(lines: Sequence[tuple[str, Key]], plan: _Plan) -> tuple[tuple[str, Key], ...]:
    """The lines that anybody is in."""
    return tuple(
        (label, key)
        for label, key in lines
        if any((cell := plan.cell(key, column)) is not None and cell.value is not None for column in plan.columns)
    )


def _shortened(lines: tuple[tuple[str, Key], ...], plan: _Plan) -> Part:
    hidden = [
        (label, key)
        for label, key in lines
        if not any((cell := plan.cell(key, column)) is not None and is_published(cell) for column in plan.columns)
    ]
    if len(hidden) < LEAST_HIDDEN:
        return Part("", lines)
    return Part("", tuple(line for line in lines if line not in hidden), tuple(label for label, _ in hidden))


# --- a grid --------------------------------------------------------------------------------------------


def _grid(grid: Grid, columns: dict[int, Key], plan: _Plan) -> Iterator[Difference]:
    """Line after line; what stands below the last expected line is too much."""
    found = list(enumerate(grid.lines, start=1))
    for part in plan.parts:
        yield from _part(grid, part, found, columns, plan)
    for number, line in found:
        yield from _texts(grid, number, line, {}, is_known=False)


def _part(
    grid: Grid, part: Part, found: list[tuple[int, dict[int, str]]], columns: dict[int, Key], plan: _Plan
) -> Iterator[Difference]:
    """Takes the lines of a part from those found: its title, its lines, the labels of hidden ones, n below."""
    foot = _foot(part, grid, columns, plan)
    if part.title and found:
        number, line = found.pop(0)
        yield from _texts(grid, number, line, foot if len(line) > 1 else {})
    for label, key in part.lines:
        number, line = found.pop(0) if found else (0, {})
        if label and read(line.get(1, "")) != read(label):
            yield Difference(grid.block, f"{number}/1", line.get(1, ""), label)
        yield from _texts(grid, number, line, _line(key, grid, columns, plan))
    if part.hidden:
        number, line = found.pop(0) if found else (0, {})
        hidden = read((" ; " if plan.language == "fr" else "; ").join(part.hidden))
        if not read(line.get(1, "")).endswith(hidden):
            yield Difference(grid.block, f"{number}/1", line.get(1, ""), hidden)
        yield from _texts(grid, number, line, {})
    if not part.title and found and found[0][1].get(1) == N:
        number, line = found.pop(0)
        yield from _texts(grid, number, line, foot)


def _texts(
    grid: Grid, number: int, line: dict[int, str], expected: dict[int, str], *, is_known: bool = True
) -> Iterator[Difference]:
    """The columns of a line from the second on, and the first too where the line is not known."""
    for place in sorted({*line, *expected}):
        if (place > 1 or not is_known) and read(line.get(place, "")) != read(expected.get(place, "")):
            yield Difference(grid.block, f"{number}/{place}", line.get(place, ""), expected.get(place, ""))


def _line(key: Key, grid: Grid, columns: dict[int, Key], plan: _Plan) -> dict[int, str]:
    """Values, and n after each value or at the end for all of them."""
    cells = {place: plan.cell(key, column) for place, column in columns.items()}
    is_only = len(columns) == 1
    made = {place: value_in_grid(plan.table, cell, plan.language, is_whole=is_only) for place, cell in cells.items()}
    counts = [place for place, text in grid.head.items() if text == N]
    is_common = len(counts) == 1 and counts[0] > max(columns)
    for place in counts:
        made[place] = counts_text(list(cells.values()) if is_common else [cells[place - 1]], plan.language)
    return made


def value_in_grid(table: Table, cell: Cell | None, language: str, *, is_whole: bool) -> str:
    """A value and how sure it is; with its interval where there is room for the whole of it."""
    if cell is None:
        return EMPTY
    return value_text(table, cell, language) + sure_text(table, cell, language, is_whole=is_whole)


def _foot(part: Part, grid: Grid, columns: dict[int, Key], plan: _Plan) -> dict[int, str]:
    """The n of each column that has none beside its values."""
    return {
        place: counts_text([plan.cell(key, column) for _, key in part.lines], plan.language)
        for place, column in columns.items()
        if grid.head.get(place + 1) != N
    }


def counts_text(cells: Sequence[Cell | None], language: str) -> str:
    """The n of cells, from the least to the most."""
    there = [cell for cell in cells if cell is not None and cell.value is not None]
    known = sorted({cell.n for cell in there if is_published(cell) and isinstance(cell.n, int)})
    if not known:
        return HIDDEN if there else EMPTY
    if len(known) == 1:
        return count_text(next(cell for cell in there if cell.n == known[0] and is_published(cell)), language)
    return f"{number_text(known[0], language)}–{number_text(known[-1], language)}"
