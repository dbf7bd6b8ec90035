"""The same chart taller or lower: rows move apart or together, letters and signs keep their size."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from exports.charts.primitives import Chart, Circle, Line, Primitive, Rect, Text

MIDDLE: Final = 0.34
"""How far above its baseline the middle of a text is, of its size."""


def heightened(chart: Chart, factor: float) -> Chart:
    """The chart so many times as tall; its words and values stay as they are."""
    if factor == 1:
        return chart
    marks = tuple(_moved(mark, factor) for mark in chart.primitives)
    return replace(chart, height=chart.height * factor, primitives=marks)


def _moved(mark: Primitive, factor: float) -> Primitive:
    match mark:
        case Text():
            middle = mark.size * MIDDLE
            return replace(mark, y=(mark.y - middle) * factor + middle)
        case Rect() if mark.is_sign:
            return replace(mark, y=mark.y * factor + mark.height * (factor - 1) / 2)
        case Rect():
            return replace(mark, y=mark.y * factor, height=mark.height * factor)
        case Line():
            return replace(mark, y1=mark.y1 * factor, y2=mark.y2 * factor)
        case Circle():
            return replace(mark, y=mark.y * factor)
