"""What any chart of a table needs to know of it: whether it says enough, its title, its unit, and the axis."""

import math
from collections.abc import Sequence
from typing import Final

from analysis.release import Cell, Measure, Table
from exports.cells import is_empty, is_ranked, published
from exports.charts.dots import Scale
from exports.charts.layout import Ends, Look
from exports.numbers import Language
from exports.sure import ends
from exports.values import is_part, words

MOST_BARS: Final = 25
"""As many as fit on a printed page."""
MOST_PAIRS: Final = 30


def says_enough(table: Table, most_bars: int = MOST_BARS) -> bool:
    """Whether at least two values and two thirds of those that exist are published, or as many as a chart draws."""
    there = [cell for cell in table.cells if not is_empty(cell)]
    shown = sum(published(cell) is not None for cell in there)
    is_full = len(table.dimensions) == 1 and is_ranked(table.dimensions[0]) and shown >= most_bars
    return is_full or (shown >= 2 and shown * 3 >= len(there) * 2)


def look_of(table: Table, language: Language, stretch: float = 1.0) -> Look:
    """Unit and decimals of a table's values in a chart."""
    is_share = table.measure is Measure.SHARE
    decimals = 0 if is_share else table.decimals
    return Look(
        language=language,
        unit="percent" if is_share else "",
        decimals=decimals,
        stretch=stretch,
        is_part=is_part(table),
    )


def ends_of(table: Table, cell: Cell) -> Ends | None:
    """The interval of a published estimate as charts draw it."""
    found = ends(table, cell)
    return None if found is None else (float(found[0]), float(found[1]))


def title_of(table: Table, language: Language) -> str:
    """The question, and what of it is shown."""
    figure, title = words(table.figure, language), words(table.title, language)
    return f"{title} ({figure})" if figure else title


def scale_of(table: Table, values: Sequence[float]) -> Scale:
    """The axis: the whole scale of points, or round numbers around zero and the values."""
    if table.scale is not None:
        low, high = table.scale
        if high > 1:
            return Scale(low, high, 1.0)
    low, high = min(0.0, *values), max(0.0, *values)
    if low == high:
        high = 1.0
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    return Scale(math.floor(low / step) * step, math.ceil(high / step - 1e-9) * step, step)
