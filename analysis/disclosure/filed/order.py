"""Which tables stand in a file, in which order, under which names, and in which language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final

from analysis.disclosure.filed.figures import count_text, value_text
from analysis.release import Cell, Release, Table, Texts

GROUPS: Final = ("size_group", "sector_group", "kreis")
TOTAL: Final = "total"


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure in total („A12“) and its breakdowns („A12-1“, „A12-2“)."""

    name: str
    table: Table
    parts: tuple[Table, ...]

    def named(self) -> Iterator[tuple[str, Table]]:
        """Every table with its name."""
        yield self.name, self.table
        for number, part in enumerate(self.parts, start=1):
            yield f"{self.name}-{number}", part

    def alone(self) -> Iterator[Entry]:
        """Each breakdown as a figure of its own."""
        yield from (Entry(name, table, ()) for name, table in self.named() if name != self.name)


def entries(release: Release) -> list[Entry]:
    """All figures in the order of the annex: by section, then by role, then by question."""
    sections = list(dict.fromkeys(chapter.id for chapter in release.chapters))
    tables = {table.id: table for table in release.tables}
    whole: dict[str, Table] = {}
    parts: dict[str, list[Table]] = {}
    for chapter in sorted(release.chapters, key=lambda each: sections.index(each.id)):
        for name in chapter.tables:
            table = tables[name]
            group = table.dimensions[-1].id if table.dimensions else ""
            base = name.removesuffix(f".{group}")
            if group in GROUPS and base in tables:
                parts.setdefault(base, []).append(table)
            else:
                whole[name] = table
    return [
        Entry(f"A{number}", table, tuple(parts.get(name, ())))
        for number, (name, table) in enumerate(whole.items(), start=1)
    ]


def language_of(tables: list[Table], language: str) -> str:
    """The language of a block about tables: the wanted one if all their words are there in it, else German."""
    texts = [text for table in tables for text in texts_of(table)]
    return language if all(language in text for text in texts if text) else "de"


def texts_of(table: Table) -> Iterator[Texts]:
    """All words of a table."""
    yield from (table.title, table.base, table.unit, table.figure)
    for dimension in table.dimensions:
        yield dimension.label
        yield from (category.label for category in dimension.categories)


def words(text: Texts, language: str) -> str:
    """A text in a language, else in German."""
    return text.get(language) or text.get("de", "")


def cells_of(table: Table) -> dict[tuple[str, ...], Cell]:
    """The cells by their keys."""
    return {cell.key: cell for cell in table.cells}


Line = tuple[tuple[str, ...], tuple[Cell, ...]]


def lines(table: Table, language: str) -> list[Line]:
    """Labels and cells of each line of a grid: of crossings the last dimension gives the columns."""
    across = table.dimensions[-1].categories if len(table.dimensions) > 1 else ()
    down = table.dimensions[:-1] if across else table.dimensions
    cells = cells_of(table)
    return [
        (
            tuple(words(each.label, language) for each in row),
            tuple(
                cells[*(each.code for each in row), *key]
                for key in ([(each.code,) for each in across] if across else [()])
            ),
        )
        for row in product(*(dimension.categories for dimension in down))
    ]


def texts(table: Table, language: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Labels of each line, and what stands in its columns: value and n of each cell."""
    return [
        (
            labels,
            tuple(text for cell in cells for text in (value_text(table, cell, language), count_text(cell, language))),
        )
        for labels, cells in lines(table, language)
    ]
