"""Both sides of pairs in one chart."""

import math
from collections.abc import Iterator, Sequence
from typing import Final

from analysis.release import Category, Cell, Table
from exports.cells import by_key, cell_text, is_comparison, is_weak, ordered, published, scaled
from exports.charts.compare import Sided, compared
from exports.charts.dots import Scale
from exports.charts.measured import MOST_PAIRS, ends_of, look_of, says_enough, scale_of, title_of
from exports.charts.primitives import Chart
from exports.charts.slope import slopes
from exports.numbers import Language
from exports.sure import after
from exports.values import words

MOST_SLOPES: Final = 8
"""More slopes cross one another too often to be followed."""


def comparison_of(
    table: Table,
    language: Language = "de",
    view: str = "",
    *,
    difference: Table | None = None,
    most: int = MOST_PAIRS,
    stretch: float = 1.0,
) -> Chart | None:
    """Both sides of pairs: few rows as slopes, many as dumbbells, or as ``view`` says (``slope``, ``dumbbell``).

    Slopes only where nothing is hidden, since a line has two ends, and nothing is estimated, as they show no intervals.
    Of a long list the ``most`` rows are drawn that are largest on either side, each with its value in the table
    ``difference``. None where the table is not one of pairs with one list of rows, or most of it is hidden.
    """
    if not is_comparison(table) or len(table.dimensions) != 2 or not says_enough(table):
        return None
    rows = list(_rows(table, language, difference, most))
    if not rows:
        return None
    sides = [words(side.label, language) for side in table.dimensions[-1].categories]
    shown = [value for row in rows for value in row.values if value is not None]
    reach = [*shown, *(end for row in rows for ends in row.ends for end in ends or ())]
    is_plain = len(reach) == 2 * len(rows)
    is_slope = is_plain and (view == "slope" or (view != "dumbbell" and len(rows) <= MOST_SLOPES))
    scale = scale_of(table, reach)
    draw, scale = (slopes, _around(scale, shown)) if is_slope else (compared, scale)
    return draw(title_of(table, language), rows, (sides[0], sides[1]), look_of(table, language, stretch), scale=scale)


def _rows(table: Table, language: Language, difference: Table | None, most: int) -> Iterator[Sided]:
    cells = by_key(table)
    apart = {} if difference is None else {cell.key[0]: cell for cell in difference.cells}
    for category in by_first_side(table, most):
        pair = [(table, cells[category.code, side.code]) for side in table.dimensions[-1].categories]
        text = "" if difference is None else cell_text(difference, apart[category.code], language)
        yield sided(words(category.label, language), pair, text)


def sided(label: str, pair: Sequence[tuple[Table, Cell]], apart: str = "") -> Sided:
    """A row of two cells beside one another, each of its table."""
    first, second = pair
    return Sided(
        label,
        (scaled(*first), scaled(*second)),
        (is_weak(first[1]), is_weak(second[1])),
        apart,
        (ends_of(*first), ends_of(*second)),
        (after(first[1]), after(second[1])),
    )


def by_first_side(table: Table, most: int) -> Sequence[Category]:
    """The rows that somebody is in, by the first side's published values; of many those largest on either side."""
    first = table.dimensions[-1].categories[0].code
    cells = {cell.key[0]: cell for cell in table.cells if cell.key[-1] == first}
    rows = ordered(table.dimensions[0], cells)
    if len(rows) <= most:
        return rows
    sizes = {row.code: max(published(cell) or 0.0 for cell in table.cells if cell.key[0] == row.code) for row in rows}
    kept = set(sorted(sizes, key=lambda code: -sizes[code])[:most])
    return [row for row in rows if row.code in kept]


def _around(scale: Scale, shown: Sequence[float]) -> Scale:
    """The steps of a scale between which all values lie: a slope needs no zero, its values are printed."""
    low = scale.start + math.floor((min(shown) - scale.start) / scale.step) * scale.step
    high = scale.start + math.ceil((max(shown) - scale.start) / scale.step) * scale.step
    return Scale(low, max(high, low + scale.step), scale.step)
