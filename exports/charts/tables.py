"""Which chart shows a table: the shape of the table decides.

Hidden values are drawn as hidden, come last, and are never longer or shorter for what they hide; categories in
which nobody is are left out.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from analysis.release import Category, Cell, Measure, Suppressed, Table
from exports.cells import (
    by_key,
    count,
    is_breakdown,
    is_comparison,
    is_empty,
    is_ranked,
    is_unsure,
    is_weak,
    ordered,
    published,
    scaled,
    shown_groups,
)
from exports.charts.bars import Bar, ranked_bars
from exports.charts.compare import Sided, compared
from exports.charts.dots import Dots, Point, dot_plot
from exports.charts.heat import SHARES, HeatRow, heat_matrix
from exports.charts.layout import Look, Sign
from exports.charts.measured import MOST_BARS, MOST_PAIRS, ends_of, look_of, says_enough, scale_of, title_of
from exports.charts.palette import PARTS
from exports.charts.primitives import Chart
from exports.charts.stacked import Parts, distribution
from exports.charts.views import by_first_side, comparison_of, sided
from exports.charts.wording import word
from exports.heads import heads, without_total
from exports.numbers import Language
from exports.sure import after
from exports.values import TOTAL, words

MOST_COLUMNS: Final = 6
"""A matrix with more columns has no room for their names."""
MOST_GROUP_ROWS: Final = 14
"""Rows of a matrix by groups: the first ones in order; more have no room."""
LEAST_GROUPS: Final = 3
"""The total and two groups; fewer are no comparison."""
LEAST_COLUMNS: Final = 5
"""A matrix with fewer groups says little for its size."""


def chart_of(
    table: Table,
    language: Language = "de",
    view: str = "",
    *,
    stretch: float = 1.0,
    most_bars: int = MOST_BARS,
    difference: Table | None = None,
) -> Chart | None:
    """The chart of a table; None where a table says it better: one figure, crossings, too little that is published.

    Of categories that can be ranked, at most `most_bars` are drawn, the largest published ones. ``view`` asks for
    `dots` instead of bars, for `heat` instead of answers that share a bar, or for one of both sides' views; what does
    not suit the table is drawn as usual. Beside both sides' views stand the values of a table ``difference``.
    """
    look = look_of(table, language, stretch)
    if not says_enough(table, most_bars):
        return None
    if is_breakdown(table):
        return groups_of([table], language, stretch=stretch, most_rows=most_bars)
    if is_comparison(table):
        return comparison_of(table, language, view, difference=difference, most=most_bars, stretch=stretch)
    if len(table.dimensions) == 1:
        return _row(table, look, most_bars, view)
    if len(table.dimensions) == 2 and table.measure is Measure.SHARE:
        is_shared = table.dimensions[1].partition and view != "heat"
        return _stacked(table, look, most_bars) if is_shared else _answers(table, look)
    return None


def pair_of(
    first: Table,
    second: Table,
    sides: tuple[str, str],
    language: Language = "de",
    *,
    most_rows: int = MOST_PAIRS,
    stretch: float = 1.0,
) -> Chart | None:
    """Both sides' answers to one list; None when the tables do not have the same one dimension or measure, or
    most is hidden.

    Rows stand in the order of the first side. Of a long list those are drawn that are largest on either side.
    """
    if not can_pair(first, second):
        return None
    look = look_of(first, language, stretch)
    ours, theirs = _cells(first), _cells(second)
    rows: list[Sided] = []
    for category in _largest_pair(first, second, most_rows):
        pair = (first, ours[category.code]), (second, theirs[category.code])
        rows.append(sided(words(category.label, language), pair))
    shown = [value for row in rows for value in row.values if value is not None]
    if len(rows) < 2 or len(shown) < len(rows):
        return None  # mostly dots: the table says it better
    reach = [*shown, *(end for row in rows for ends in row.ends for end in ends or ())]
    return compared(title_of(first, language), rows, sides, look, scale=scale_of(first, reach))


def groups_of(
    parts: Sequence[Table],
    language: Language = "de",
    *,
    stretch: float = 1.0,
    least: int = LEAST_GROUPS,
    most_rows: int = MOST_GROUP_ROWS,
) -> Chart | None:
    """The total and the groups of all breakdowns of one figure in one chart.

    None where fewer than ``least`` groups, the total among them, have enough answers, for crossings, and for sums,
    which grow with the group. Of a long list the first ``most_rows`` categories in order are drawn,
    `MOST_GROUP_ROWS` at most.
    """
    table = parts[0]
    if table.measure not in (Measure.SHARE, Measure.MEAN) or len(table.dimensions) > 2:
        return None
    cells = {cell.key: cell for part in parts for cell in part.cells}
    groups = list({group.code: group for part in parts for group in shown_groups(part)}.values())
    if len(groups) < least:
        return None
    look = look_of(table, language, stretch)
    merged = replace(table, cells=tuple(cells.values()))
    if len(table.dimensions) == 1:
        return _dots(merged, groups, look)
    if not is_matrix(table):
        return _parts(merged, groups, table.dimensions[0].categories, cells, look)
    names = [word("total", language)]
    names += [name for part in parts for name in heads(part.dimensions[-1], _of(part, groups), language).names]
    return _matrix(merged, groups, names, look, min(most_rows, MOST_GROUP_ROWS))


def is_matrix(table: Table) -> bool:
    """Whether `groups_of` draws a breakdown as a matrix and not as parts of a bar or as dots."""
    if len(table.dimensions) < 2:
        return False
    first = table.dimensions[0]
    return table.measure is not Measure.SHARE or not first.partition or len(first.categories) > len(PARTS)


def legends_of(parts: Sequence[Table], language: Language = "de") -> list[str]:
    """What the short names of groups in a matrix of `groups_of` mean."""
    named = [heads(part.dimensions[-1], _of(part, shown_groups(part)), language) for part in parts]
    return [each.legend for each in named if each.legend]


def _of(part: Table, groups: Sequence[Category]) -> list[Category]:
    own = {group.code for group in part.dimensions[-1].categories}
    return [group for group in without_total(groups) if group.code in own]


def _matrix(table: Table, groups: Sequence[Category], names: Sequence[str], look: Look, most: int) -> Chart | None:
    """At most so many categories by groups, in the order of the total."""
    totals = {cell.key[0]: cell for cell in table.cells if cell.key[-1] == TOTAL}
    cells = by_key(table)
    kept = ordered(table.dimensions[0], totals)[:most]
    if len(groups) < LEAST_COLUMNS or any(is_empty(cells[each.code, group.code]) for each in kept for group in groups):
        return None
    rows = [
        _fields(table, words(each.label, look.language), [cells[each.code, group.code] for group in groups])
        for each in kept
    ]
    return _heat(table, rows, names, look)


def can_pair(first: Table, second: Table) -> bool:
    """Whether two tables ask for the same figure of the same categories, so that one chart can hold both."""
    if first.measure is not second.measure or first.measure not in (Measure.SHARE, Measure.MEAN):
        return False
    if len(first.dimensions) != 1 or len(second.dimensions) != 1 or first.scale != second.scale:
        return False
    if len(first.dimensions[0].categories) > MOST_PAIRS:
        return False
    return _labels(first) == _labels(second)


def ordered_pair(first: Table, second: Table) -> list[Category]:
    """The categories that somebody of either side is in, by the first side's published values."""
    ours, theirs = _cells(first), _cells(second)
    ranked = ordered(first.dimensions[0], ours)
    codes = {category.code for category in ranked}
    only = [c for c in first.dimensions[0].categories if c.code not in codes and not is_empty(theirs[c.code])]
    return [*ranked, *only]


def _largest_pair(first: Table, second: Table, most: int) -> list[Category]:
    ranked = ordered_pair(first, second)
    cells = _cells(first), _cells(second)
    sizes = {each.code: max(published(side[each.code]) or 0.0 for side in cells) for each in ranked}
    kept = set(sorted(sizes, key=lambda code: -sizes[code])[:most])
    return [each for each in ranked if each.code in kept]


def shown_pair(first: Table, second: Table, most: int) -> tuple[Table, Table]:
    """Two tables with those rows alone that the chart of both draws."""
    kept = {each.code for each in _largest_pair(first, second, most)}
    return _with_rows(first, kept), _with_rows(second, kept)


def shown_part(table: Table, most_bars: int = MOST_BARS) -> Table:
    """A table with those rows alone that its chart draws."""
    if is_cut(table, most_bars):
        return _with_rows(table, {row.code for row in table.dimensions[0].categories if _is_whole(row, table)})
    if not left_out(table, most_bars):
        return table
    if is_comparison(table):
        return _with_rows(table, {row.code for row in by_first_side(table, most_bars)})
    ranked = ordered(table.dimensions[0], _cells(table))
    return _with_rows(table, {row.code for row in _largest(table, ranked, most_bars)})


def _with_rows(table: Table, kept: Collection[str]) -> Table:
    return replace(table, cells=tuple(cell for cell in table.cells if cell.key[0] in kept))


def is_cut(table: Table, most_bars: int) -> bool:
    """Whether a stacked chart leaves out rows in which a part is hidden."""
    if is_breakdown(table) or is_comparison(table) or len(table.dimensions) != 2:
        return False
    rows = {cell.key[0] for cell in table.cells if not is_empty(cell)}
    return len(rows) > most_bars


def left_out(table: Table, most_bars: int = MOST_BARS) -> int:
    """How many categories that are not empty the chart of a table has no room for."""
    if is_breakdown(table) or len(table.dimensions) != (2 if is_comparison(table) else 1):
        return 0
    cells = {cell.key[0]: cell for cell in table.cells if not is_empty(cell)}
    return max(len(ordered(table.dimensions[0], cells)) - most_bars, 0)


# --- one dimension -------------------------------------------------------------------------------------


def _row(table: Table, look: Look, most: int, view: str) -> Chart | None:
    dimension, cells = table.dimensions[0], _cells(table)
    kept = _largest(table, ordered(dimension, cells), most)
    if len(kept) < 2:
        return None
    values = [scaled(table, cells[each.code]) for each in kept]
    is_dotted = view == "dots" or table.measure in (Measure.MEAN, Measure.POINTS)
    if is_dotted or any(value is not None and value < 0 for value in values):
        return _dots(table, kept, look)
    rows = [
        Bar(
            words(each.label, look.language),
            value,
            count(cells[each.code]),
            is_weak(cells[each.code]),
            ends_of(table, cells[each.code]),
            after(cells[each.code]),
        )
        for each, value in zip(kept, values, strict=True)
    ]
    strong = 1 if is_ranked(dimension) or kept[0].code == TOTAL else 0
    axis = "" if table.measure is Measure.SHARE else words(table.unit, look.language)
    return ranked_bars(title_of(table, look.language), rows, look, axis=axis, strong=strong, is_ranked=False)


def _largest(table: Table, kept: Sequence[Category], most: int) -> Sequence[Category]:
    """At most so many categories: those with the largest published values, of changes in either direction."""
    if len(kept) <= most:
        return kept
    cells = _cells(table)
    sizes = {each.code: abs(published(cells[each.code]) or 0.0) for each in kept if published(cells[each.code])}
    codes = sorted(sizes, key=lambda code: -sizes[code])[:most]
    return [each for each in kept if each.code in codes]


def _dots(table: Table, kept: Sequence[Category], look: Look) -> Chart:
    cells = _cells(table)
    rows = [Dots(words(each.label, look.language), (_point(table, cells[each.code]),)) for each in kept]
    points = [row.points[0] for row in rows]
    shown = [end for point in points for end in (point.value, point.low, point.high) if end is not None]
    scale = scale_of(table, shown)
    return dot_plot(title_of(table, look.language), rows, (words(table.figure, look.language),), look, scale=scale)


def _point(table: Table, cell: Cell) -> Point:
    low, high = ends_of(table, cell) or (None, None)
    return Point(scaled(table, cell), low, high, count(cell), is_weak(cell), after(cell))


# --- two dimensions ------------------------------------------------------------------------------------


def _stacked(table: Table, look: Look, most: int) -> Chart | None:
    """Answers that exclude one another, for each row of a matrix; of many rows those in which nothing is hidden."""
    first, last = table.dimensions
    if len(last.categories) > len(PARTS):
        return None
    cells = {tuple(reversed(cell.key)): cell for cell in table.cells}
    rows = [row for row in first.categories if not is_cut(table, most) or _is_whole(row, table)]
    return _parts(table, rows, last.categories, cells, look)


def _is_whole(row: Category, table: Table) -> bool:
    return not any(isinstance(cell.value, Suppressed) for cell in table.cells if cell.key[0] == row.code)


def _parts(
    table: Table,
    rows: Sequence[Category],
    answers: Sequence[Category],
    cells: Mapping[tuple[str, ...], Cell],
    look: Look,
) -> Chart | None:
    """A stacked bar for each row; the cells by answer and row."""
    made = []
    for row in rows:
        parts = [cells[answer.code, row.code] for answer in answers]
        if all(map(is_empty, parts)):
            continue
        # an answer that nobody gave has no length, a hidden one is drawn as hidden
        values = tuple(0.0 if is_empty(part) else scaled(table, part) for part in parts)
        made.append(Parts(words(row.label, look.language), values, _common(parts), tuple(map(_sign, parts))))
    if not any(value is not None for row in made for value in row.values):
        return None
    names = [words(answer.label, look.language) for answer in answers]
    return distribution(title_of(table, look.language), made, names, look)


def _common(cells: Sequence[Cell]) -> int | None:
    """The n of a row; None when one of its parts hides it."""
    counts = [0 if is_empty(cell) else count(cell) for cell in cells]
    return None if None in counts else max(answers for answers in counts if answers is not None)


def _answers(table: Table, look: Look) -> Chart | None:
    """Several answers for each row of a matrix."""
    first, last = table.dimensions
    cells = by_key(table)
    rows = [
        _fields(table, words(row.label, look.language), of_row)
        for row in first.categories
        for of_row in [[cells[row.code, each.code] for each in last.categories]]
        if not all(map(is_empty, of_row))
    ]
    if len(last.categories) > MOST_COLUMNS:
        return None
    return _heat(table, rows, [words(each.label, look.language) for each in last.categories], look)


def _fields(table: Table, label: str, cells: Sequence[Cell]) -> HeatRow:
    return HeatRow(label, tuple(scaled(table, cell) for cell in cells), tuple(map(_sign, cells)))


def _sign(cell: Cell) -> Sign:
    return Sign(is_weak(cell), is_unsure(cell))


def _heat(table: Table, rows: Sequence[HeatRow], names: Sequence[str], look: Look) -> Chart | None:
    shown = [value for row in rows for value in row.values if value is not None]
    if len(rows) < 2 or not shown:
        return None
    limits = SHARES if table.measure is Measure.SHARE else _limits(min(shown), max(shown))
    return heat_matrix(title_of(table, look.language), rows, names, look, classes=limits)


def _limits(low: float, high: float) -> tuple[float, ...]:
    """Four limits between the smallest and the largest published value, with one decimal."""
    limits = {round(low + (high - low) * part / 5, 1) for part in range(1, 5)}
    return tuple(sorted(limits))


def _cells(table: Table) -> dict[str, Cell]:
    """The cells of a table of one dimension by category."""
    return {cell.key[0]: cell for cell in table.cells}


def _labels(table: Table) -> list[tuple[str, str]]:
    return [(each.code, each.label["de"]) for each in table.dimensions[0].categories]
