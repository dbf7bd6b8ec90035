"""A table of results on a page: heads, rows of figures in words, and the chart beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from markupsafe import Markup

from analysis.release import Category, Cell, Dimension, Table
from exports.charts import SCREEN
from exports.charts.svg import svg
from exports.charts.tables import chart_of
from exports.values import count_text, value_text

MOST_BARS = 40
BREAKDOWNS = ("size_group", "sector_group")

Row = tuple[tuple[str, ...], tuple["Figure", ...]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell on the page: value and n in words, and whether a release would hide them."""

    value: str
    n: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table on the page: heads of columns, rows of labels and figures, and its chart as SVG."""

    id: str
    title: str
    figure: str
    base: str
    unit: str
    row_heads: tuple[str, ...]
    column_heads: tuple[str, ...]
    rows: tuple[Row, ...]
    picture: Markup | None
    by: str
    hidden: int


def sheet(table: Table, number: int, hidden: frozenset[tuple[str, ...]] = frozenset()) -> Sheet:
    """The ``number``-th table of a page; ``hidden`` are the cells to mark as those that a release would hide."""
    chart = chart_of(table, "de", stretch=SCREEN, most_bars=MOST_BARS)
    last = table.dimensions[-1] if table.dimensions else None
    is_wide = len(table.dimensions) > 1
    rows = table.dimensions[:-1] if is_wide else table.dimensions
    columns: Sequence[Category | None] = table.dimensions[-1].categories if is_wide else (None,)
    return Sheet(
        id=f"t{number}",
        title=table.title["de"],
        figure=table.figure.get("de", ""),
        base=table.base["de"],
        unit=table.unit.get("de", ""),
        row_heads=tuple(dimension.label["de"] for dimension in rows),
        column_heads=tuple(category.label["de"] if category else "" for category in columns),
        rows=tuple(_rows(table, rows, columns, hidden)),
        # svg() escapes every text that it draws.
        picture=Markup(svg(chart, f"chart-{number}")) if chart else None,  # noqa: S704
        by=last.label["de"] if last is not None and last.id in BREAKDOWNS else "",
        hidden=len(hidden),
    )


def _rows(
    table: Table,
    across: Sequence[Dimension],
    columns: Sequence[Category | None],
    hidden: frozenset[tuple[str, ...]],
) -> Iterator[Row]:
    """Labels and figures of each row; a row in which nobody is at all is left out."""
    cells = {cell.key: cell for cell in table.cells}
    for categories in product(*(dimension.categories for dimension in across)):
        row = [cells[_key(categories, column)] for column in columns]
        if all(cell.value is None for cell in row):
            continue
        figures = tuple(_figure(table, cell, is_hidden=cell.key in hidden) for cell in row)
        yield tuple(category.label["de"] for category in categories), figures


def _key(categories: tuple[Category, ...], column: Category | None) -> tuple[str, ...]:
    return tuple(category.code for category in (*categories, *([column] if column else [])))


def _figure(table: Table, cell: Cell, *, is_hidden: bool) -> Figure:
    return Figure(value_text(table, cell.value), count_text(cell.n), is_hidden and cell.value is not None)
