"""Charts on pages of staff: one for wide windows, one for telephones, and in both what must not leave the house."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup

from analysis.release import Category, Table
from exports.cells import is_breakdown
from exports.charts import SCREEN, Chart, Look
from exports.charts.layout import SMALL, wrap
from exports.charts.primitives import Text
from exports.charts.svg import svg
from exports.charts.tables import is_matrix
from exports.charts.zoom import NARROW, zoomed
from exports.numbers import NBSP

MARK: Final = "†"
ALL_HIDDEN: Final = f"{MARK} Intern: Alle Werte hier würde eine Veröffentlichung verbergen."
SOME_HIDDEN: Final = f"{MARK} Intern: Diese Werte würde eine Veröffentlichung verbergen."
IN_ROWS: Final = (
    f"{MARK} Intern: In diesen Zeilen würde eine Veröffentlichung Werte verbergen; die Tabelle zeigt, welche."
)
LINE: Final = 10.0
AIR: Final = 6.0

Draw = Callable[[float], Chart | None]
"""Makes a chart with letters so much wider than in print."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as SVG: as wide as the page, and with letters that can be read on a telephone."""

    wide: Markup
    narrow: Markup


def picture(draw: Draw, place: str, note: str = "") -> Picture | None:
    """What ``draw`` makes, with a note in the picture where something in it is marked; None where there is no chart."""
    wide, narrow = draw(SCREEN), draw(SCREEN * NARROW)
    if wide is None or narrow is None:
        return None
    made = _noted(wide, note, SCREEN), zoomed(_noted(narrow, note, SCREEN * NARROW))
    # svg() escapes every text that it draws.
    return Picture(*(Markup(svg(one, name)) for one, name in zip(made, (place, f"{place}-narrow"), strict=True)))  # noqa: S704


def marked(table: Table, hidden: Collection[tuple[str, ...]]) -> Table:
    """The table with a mark behind the names of rows in which its chart draws a value that a release would hide."""
    if not hidden or not table.dimensions:
        return table
    place = len(table.dimensions) - 1 if is_breakdown(table) and not is_matrix(table) else 0
    codes = {key[place] for key in hidden}
    dimension = table.dimensions[place]
    categories = tuple(_marked(one) if one.code in codes else one for one in dimension.categories)
    dimensions = list(table.dimensions)
    dimensions[place] = replace(dimension, categories=categories)
    return replace(table, dimensions=tuple(dimensions))


def note_of(table: Table, hidden: Collection[tuple[str, ...]]) -> str:
    """What the marks in the chart of a table mean, in a sentence; empty where there are none."""
    there = {cell.key for cell in table.cells if cell.value is not None}
    if there <= set(hidden):
        return ALL_HIDDEN if there else ""
    return IN_ROWS if len(table.dimensions) > 1 else SOME_HIDDEN


def _marked(category: Category) -> Category:
    return replace(category, label={language: f"{text}{NBSP}{MARK}" for language, text in category.label.items()})


def _noted(chart: Chart, note: str, stretch: float) -> Chart:
    """The chart with a note below, so that whoever copies the picture copies the note; as it was where none is due."""
    if not any(isinstance(one, Text) and MARK in one.text for one in chart.primitives):
        return chart
    lines = wrap(note, chart.width, Look(stretch=stretch), SMALL, "semibold")
    first = chart.height + AIR + SMALL
    texts = [Text(0.0, first + number * LINE, line, SMALL, weight="semibold") for number, line in enumerate(lines)]
    return replace(
        chart,
        height=first + len(lines) * LINE,
        primitives=(*chart.primitives, *texts),
        description=f"{chart.description} {note}",
    )
