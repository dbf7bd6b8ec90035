"""Which rows of long tables a chart draws, so that the n it names is that of these rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product

from analysis.disclosure.filed.figures import is_published
from analysis.disclosure.filed.order import GROUPS, TOTAL
from analysis.release import Cell, Table
from analysis.sides import COMPARED


def drawn_cells(tables: Sequence[Table], mosts: Collection[int], groups: Collection[str] = ()) -> Iterator[list[Cell]]:
    """Cells of the largest rows of each table, of two tables with the same rows, and of rows without hidden cells; the
    largest rows of each of ``groups`` are those of it beside all."""
    for table, most in product(tables, mosts):
        yield from _beside_all(table, most, groups)
    lists = [table for table in tables if _is_list(table)]
    for table in tables:
        if len(table.dimensions) > 1 and table.dimensions[-1].id not in (*GROUPS, *COMPARED):
            yield _of_rows(table, {row for row in _rows([table]) if _is_whole(table, row)})
    alike: dict[tuple[str, ...], list[Table]] = {}
    for table in lists:
        alike.setdefault(tuple(_codes(table)), []).append(table)
    long = [(most, codes) for most in mosts for codes in alike if len(codes) > most]
    for most, codes in long:
        for table in alike[codes]:
            yield _of_rows(table, _largest([table], most))
        for pair in combinations(alike[codes], 2):
            yield from (_of_rows(table, _largest(pair, most)) for table in pair)


def _beside_all(table: Table, most: int, groups: Collection[str]) -> Iterator[list[Cell]]:
    """The largest rows of a group and of all, each side for itself."""
    if len(table.dimensions) > 1 and table.dimensions[-1].id in GROUPS and len(_codes(table)) > most:
        for group in groups:
            both = [
                replace(table, cells=tuple(cell for cell in table.cells if cell.key[-1] == code))
                for code in (TOTAL, group)
            ]
            kept = _largest(both, most)
            yield from (_of_rows(side, kept) for side in both)


def _is_list(table: Table) -> bool:
    return len(table.dimensions) == 1 or (len(table.dimensions) > 1 and table.dimensions[-1].id in COMPARED)


def _codes(table: Table) -> list[str]:
    return [each.code for each in table.dimensions[0].categories]


def _of_rows(table: Table, kept: Collection[str]) -> list[Cell]:
    return [cell for cell in table.cells if cell.key[0] in kept]


def _rows(tables: Sequence[Table]) -> list[str]:
    """Rows that anybody is in, by the published values of the first side; hidden ones last."""
    there = {cell.key[0] for table in tables for cell in table.cells if cell.value is not None}
    first: dict[str, float] = {}
    for cell in tables[0].cells:
        if is_published(cell):
            first.setdefault(cell.key[0], -_size(cell))
    return sorted((code for code in _codes(tables[0]) if code in there), key=lambda code: first.get(code, 1.0))


def _largest(tables: Sequence[Table], most: int) -> list[str]:
    sizes: dict[str, float] = {}
    for cell in (cell for table in tables for cell in table.cells if is_published(cell)):
        sizes[cell.key[0]] = max(sizes.get(cell.key[0], 0.0), _size(cell))
    return sorted(_rows(tables), key=lambda code: -sizes.get(code, 0.0))[:most]


def _size(cell: Cell) -> float:
    return abs(float(cell.value))  # type: ignore[arg-type]  # it is published


def _is_whole(table: Table, row: str) -> bool:
    return all(cell.value is None or is_published(cell) for cell in table.cells if cell.key[0] == row)
