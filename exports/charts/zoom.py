"""Charts for narrow screens: laid out for larger letters, then drawn with them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from exports.charts.primitives import Chart, Circle, Line, Primitive, Rect, Text

NARROW: Final = 1.7
"""A chart made with letters so much wider (``Look.stretch``) has room for letters so much larger."""


def zoomed(chart: Chart) -> Chart:
    """The chart with larger letters: all heights grow with them, widths stay as they are."""
    return replace(chart, height=chart.height * NARROW, primitives=tuple(_zoomed(mark) for mark in chart.primitives))


def _square(mark: Rect) -> Rect:
    """A mark grows on its spot; the swatch of a legend keeps its size, for words begin beside it."""
    side = mark.width * (NARROW if mark.role.startswith("series-") else 1.0)
    middle = (mark.y + mark.height / 2) * NARROW
    return replace(mark, x=mark.x + (mark.width - side) / 2, y=middle - side / 2, width=side, height=side)


def _zoomed(mark: Primitive) -> Primitive:
    match mark:
        case Text():
            return replace(mark, y=mark.y * NARROW, size=mark.size * NARROW)
        case Rect() if mark.is_sign:
            return _square(mark)
        case Rect():
            return replace(mark, y=mark.y * NARROW, height=mark.height * NARROW)
        case Line():
            return replace(mark, y1=mark.y1 * NARROW, y2=mark.y2 * NARROW, thickness=mark.thickness * NARROW)
        case Circle():
            return replace(mark, y=mark.y * NARROW, radius=mark.radius * NARROW)
