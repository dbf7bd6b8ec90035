"""A table of results on a page: heads, rows of figures in words, and the chart beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from analysis.explore import CHOICE
from analysis.release import Category, Cell, Dimension, Measure, Table
from app.staff.pictures import IN_ROWS, Picture, marked, note_of, picture
from exports.cells import cell_text, is_breakdown
from exports.charts.tables import can_pair, chart_of, ordered_pair, pair_of
from exports.numbers import NBSP, interval
from exports.sure import beside, ends
from exports.values import count_text, of_house

MOST_BARS = 40
BETWEEN = "~"
"""Between the codes of a cell in an address."""
OF_BOTH = "jeweils die, die diese Frage beantwortet haben"
Hidden = frozenset[tuple[str, ...]]

Row = tuple[tuple[str, ...], tuple["Figure", ...]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell on the page: value, interval with its quality and n in words, whether a release would hide them, its key.

    ``side`` is the role it is of. The interval is empty where nothing was estimated, the value then nothing else.
    """

    value: str
    interval: str
    n: str
    is_hidden: bool
    key: str
    side: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table on the page: heads of columns, rows of labels and figures, and its chart."""

    id: str
    title: str
    figure: str
    base: str
    unit: str
    row_heads: tuple[str, ...]
    column_heads: tuple[str, ...]
    rows: tuple[Row, ...]
    picture: Picture | None
    by: str
    hidden: int

    @property
    def has_weak(self) -> bool:
        """Whether a value stands in brackets."""
        return any(figure.value.startswith("(") for figure in self._figures)

    @property
    def has_marks(self) -> bool:
        """Whether a quality stands beside a value."""
        return any(figure.interval for figure in self._figures)

    @property
    def has_intervals(self) -> bool:
        """Whether an interval stands beside a value."""
        return any(figure.interval.startswith("[") for figure in self._figures)

    @property
    def lacks_intervals(self) -> bool:
        """Whether a quality stands without an interval."""
        return any(figure.interval and not figure.interval.startswith("[") for figure in self._figures)

    @property
    def _figures(self) -> list[Figure]:
        return [figure for _, figures in self.rows for figure in figures]


def sheet(table: Table, number: int, hidden: Hidden = frozenset()) -> Sheet:
    """The ``number``-th table of a page; ``hidden`` are the cells to mark as those that a release would hide."""
    drawn = marked(of_house(table), hidden)
    last = table.dimensions[-1] if table.dimensions else None
    is_wide = len(table.dimensions) > 1
    rows = table.dimensions[:-1] if is_wide else table.dimensions
    columns: Sequence[Category | None] = _columns(table) if is_wide else (None,)
    return Sheet(
        id=f"t{number}",
        title=table.title["de"],
        figure=table.figure.get("de", ""),
        base=table.base["de"],
        unit=table.unit.get("de", ""),
        row_heads=tuple(dimension.label["de"] for dimension in rows),
        column_heads=tuple(category.label["de"] if category else "" for category in columns),
        rows=tuple(_rows(table, rows, columns, hidden)),
        picture=picture(
            lambda stretch: chart_of(drawn, "de", stretch=stretch, most_bars=MOST_BARS),
            f"chart-{number}",
            note_of(table, hidden),
        ),
        by=named(last) if last is not None and is_breakdown(table) else "",
        hidden=len(hidden),
    )


def _columns(table: Table) -> tuple[Category, ...]:
    """The columns; of a breakdown only groups of whom somebody is left."""
    last = table.dimensions[-1]
    there = {cell.key[-1] for cell in table.cells if cell.value is not None}
    kept = tuple(category for category in last.categories if category.code in there)
    return kept if kept and is_breakdown(table) else last.categories


def named(dimension: Dimension) -> str:
    """A dimension in a sentence; another question stands in quotes."""
    label = dimension.label["de"]
    return f"„{label}“" if dimension.id == CHOICE else label


def paired(first: tuple[Table, Hidden], second: tuple[Table, Hidden], sides: tuple[str, str]) -> Sheet | None:
    """Both roles' figures of one list beside one another; None where they do not ask for the same of the same."""
    (ours, our_hidden), (theirs, their_hidden) = first, second
    if not can_pair(ours, theirs):
        return None
    made = sheet(ours, 0, our_hidden)
    both_hidden = our_hidden | their_hidden
    left, right = (marked(of_house(table), both_hidden) for table in (ours, theirs))
    tables = ((of_house(ours), our_hidden), (of_house(theirs), their_hidden))
    cells = [({cell.key: cell for cell in table.cells}, table, hidden) for table, hidden in tables]
    rows = tuple(
        (
            (category.label["de"],),
            tuple(_figure(table, known[category.code,], hidden) for known, table, hidden in cells),
        )
        for category in ordered_pair(ours, theirs)
    )
    return replace(
        made,
        base=OF_BOTH,
        column_heads=sides,
        rows=rows,
        picture=picture(lambda stretch: pair_of(left, right, sides, "de", stretch=stretch), "chart-0", IN_ROWS),
        hidden=len(our_hidden) + len(their_hidden),
    )


def _rows(
    table: Table,
    across: Sequence[Dimension],
    columns: Sequence[Category | None],
    hidden: Hidden,
) -> Iterator[Row]:
    """Labels and figures of each row; a row in which nobody is at all is left out."""
    cells = {cell.key: cell for cell in table.cells}
    house = of_house(table)
    for categories in product(*(dimension.categories for dimension in across)):
        row = [cells[_key(categories, column)] for column in columns]
        if all(cell.value is None for cell in row):
            continue
        figures = tuple(_figure(house, cell, hidden) for cell in row)
        yield tuple(category.label["de"] for category in categories), figures


def _key(categories: tuple[Category, ...], column: Category | None) -> tuple[str, ...]:
    return tuple(category.code for category in (*categories, *([column] if column else [])))


def _figure(table: Table, cell: Cell, hidden: Hidden) -> Figure:
    """A cell of a table of the house."""
    return Figure(
        value=cell_text(table, cell, "de"),
        interval=beside(table, cell, "de", is_whole=True).strip(),
        n=count_text(cell.n),
        is_hidden=cell.key in hidden and cell.value is not None,
        key=BETWEEN.join(cell.key),
        side=table.role,
    )


def interval_text(table: Table, cell: Cell) -> str:
    """The confidence interval of an estimate with the decimals of its value: „63–78 %“; empty where there is none."""
    found = ends(table, cell)
    if found is None:
        return ""
    unit = f"{NBSP}%" if table.measure is Measure.SHARE else ""
    return interval(*found, "de", table.decimals) + unit
