"""A table of a release as lines and columns of cells, the same on a page and in a spreadsheet.

A list has a line for each category; of a crossing the last dimension gives the columns. Every cell of the table
stands in it, the empty ones too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from analysis.release import Category, Cell, Release, Table, Texts
from exports.cells import by_key
from exports.report.chapters import chapters
from exports.report.voice import Voice


@dataclass(frozen=True, slots=True)
class Line:
    """A line: a label for each dimension that gives lines, a cell for each column."""

    labels: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """``heads`` stand over the labels, ``columns`` over the cells."""

    heads: tuple[str, ...]
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A table under the name that the report's annex gives it: „A12“, its breakdowns „A12-1“ and „A12-2“."""

    name: str
    table: Table
    is_variant: bool = False
    """Whether the same words asked for the same figure before: a shorter form of a question for some."""


@dataclass(frozen=True, slots=True)
class Part:
    """The tables of one chapter."""

    title: Texts
    tables: tuple[Named, ...]


def parts(release: Release) -> list[Part]:
    """All tables by chapter, in the order of the report's annex."""
    return [
        Part(
            chapter.title,
            tuple(
                Named(f"{entry.name}-{number}" if number else entry.name, table, entry.is_variant)
                for entry in chapter.entries
                for number, table in enumerate((entry.table, *entry.parts))
            ),
        )
        for chapter in chapters(release)
    ]


def grid(table: Table, voice: Voice) -> Grid:
    """The table laid out, its words in the voice's language."""
    across = table.dimensions[-1:] if len(table.dimensions) > 1 else ()
    down = table.dimensions[: len(table.dimensions) - len(across)]
    cells = by_key(table)
    columns: tuple[Category, ...] = across[0].categories if across else ()
    keys: list[tuple[str, ...]] = [(each.code,) for each in columns] or [()]
    lines = (
        Line(
            tuple(voice.words(each.label) for each in row) or (voice.say("report.total"),),
            tuple(cells[*(each.code for each in row), *key] for key in keys),
        )
        for row in product(*(dimension.categories for dimension in down))
    )
    return Grid(
        tuple(voice.words(dimension.label) for dimension in down) or ("",),
        tuple(voice.words(each.label) for each in columns) or (voice.words(table.figure),),
        tuple(lines),
    )


def missing(table: Table, voice: Voice) -> Iterator[tuple[str, Cell]]:
    """How many of those asked gave no answer: „Fähigkeit: „weiß nicht““ and the cell."""
    labels = {each.code: voice.words(each.label) for dimension in table.dimensions for each in dimension.categories}
    for cell in table.missing:
        row, kind = cell.key
        said = voice.say(f"report.{kind}")
        yield f"{labels[row]}: {said}" if row in labels else said, cell
