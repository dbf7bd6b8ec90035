"""Which chart shows a table: bars for one row of categories, stacked bars for answers of several rows."""

from collections.abc import Sequence

from analysis.release import Cell, Measure, Suppressed, Table
from exports.charts.bars import Bar, ranked_bars
from exports.charts.layout import Look
from exports.charts.palette import PARTS
from exports.charts.primitives import Chart
from exports.charts.stacked import Parts, distribution
from exports.numbers import Language
from exports.values import TOTAL, decimals_of, words

MOST_BARS = 25
"""As many as fit on a printed page."""


def chart_of(
    table: Table, language: Language = "de", *, stretch: float = 1.0, most_bars: int = MOST_BARS
) -> Chart | None:
    """The chart of a table; None where a table says it better (one figure, crossings, negative sums).

    Hidden values are drawn as hidden, categories in which nobody is are left out.
    """
    is_share = table.measure is Measure.SHARE
    unit = "percent" if is_share else ""
    look = Look(language=language, unit=unit, decimals=0 if is_share else decimals_of(table), stretch=stretch)
    if len(table.dimensions) == 1:
        return _bars(table, look, most_bars)
    if len(table.dimensions) == 2 and is_share and table.dimensions[1].partition:
        return _stacked(table, look)
    return None


def _bars(table: Table, look: Look, most: int) -> Chart | None:
    dimension = table.dimensions[0]
    labels = {each.code: words(each.label, look.language) for each in dimension.categories}
    cells = [cell for cell in table.cells if cell.value is not None and cell.key[0] != TOTAL]
    values = [_scaled(table, cell.value) for cell in cells]
    if not 2 <= len(cells) <= most or any(value is not None and value < 0 for value in values):
        return None
    rows = [Bar(labels[cell.key[0]], value, _count(cell)) for cell, value in zip(cells, values, strict=True)]
    # Steps of a scale keep their order; what can be named together is ranked.
    is_ranked = not dimension.partition
    axis = "" if table.measure is Measure.SHARE else words(table.unit, look.language)
    title = _title(table, look.language)
    return ranked_bars(title, rows, look, axis=axis, strong=1 if is_ranked else 0, is_ranked=is_ranked)


def _stacked(table: Table, look: Look) -> Chart | None:
    first, last = table.dimensions
    if any(each.code == TOTAL for each in last.categories) or len(last.categories) > len(PARTS):
        return None
    by_key = {cell.key: cell for cell in table.cells}
    rows = []
    for category in first.categories:
        cells = [by_key[category.code, each.code] for each in last.categories]
        if all(cell.value is None for cell in cells):
            continue
        rows.append(
            Parts(words(category.label, look.language), tuple(_part(table, cell) for cell in cells), _common(cells))
        )
    if not rows:
        return None
    answers = [words(each.label, look.language) for each in last.categories]
    return distribution(_title(table, look.language), rows, answers, look)


def _title(table: Table, language: Language) -> str:
    figure = words(table.figure, language)
    title = words(table.title, language)
    return f"{title} ({figure})" if figure else title


def _scaled(table: Table, value: float | Suppressed | None) -> float | None:
    """The value in the unit of the chart; None where it is hidden."""
    if value is None or isinstance(value, Suppressed):
        return None
    return value * 100 if table.measure is Measure.SHARE else value


def _part(table: Table, cell: Cell) -> float | None:
    """The length of a part: an answer that nobody gave has none, a hidden one is drawn as hidden."""
    return 0.0 if cell.value is None else _scaled(table, cell.value)


def _count(cell: Cell) -> int | None:
    return None if isinstance(cell.n, Suppressed) else cell.n


def _common(cells: Sequence[Cell]) -> int | None:
    """The n of a row; None when one of its parts hides it."""
    counts = [_count(cell) for cell in cells]
    return None if None in counts else max(count for count in counts if count is not None)
