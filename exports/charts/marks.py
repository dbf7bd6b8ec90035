"""Own answers among released values: a frame for oneself, a dot for all, marks for the own groups, on one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from exports.charts.describe import Named, describe
from exports.charts.dots import Scale, tick_text
from exports.charts.layout import LABEL, LEADING, SMALL, Look, labels, wrap
from exports.charts.primitives import Chart, Circle, DataTable, Line, Primitive, Rect, Text

Shape = Literal["own", "all", "square", "ring"]
NARROW: Final = 300.0
"""A narrower chart has its labels above the lines."""
ROW: Final = 16.5
GAP: Final = 14.0
EDGE: Final = 7.0
LEGEND_STEP: Final = 14.5
KEY: Final = 15.0
"""Room of a mark before its name."""
AXIS: Final = 14.0
DOTS: Final[tuple[Shape, ...]] = ("all", "square", "ring")
"""From the top to the bottom where they would cover one another; the frame of the own answer lies behind them."""
ROOM: Final = 7.6
"""Marks whose middles are nearer than this would cover one another; they stand below one another."""
STEPS: Final = (0.0, 3.6, 4.8)
"""How far the outer ones of one, two or three marks stand from the line."""


@dataclass(frozen=True, slots=True)
class Series:
    """Whose values they are, and the shape of their marks."""

    name: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Marked:
    """A row with the value of each series; None is hidden or not there and has no mark."""

    label: str
    values: tuple[float | None, ...]


def marks(title: str, rows: Sequence[Marked], series: Sequence[Series], look: Look, *, scale: Scale) -> Chart:
    """A line for each row with the marks of all series; their numbers stand in the table that follows.

    Raises ValueError for a row without a value for each series, or a value off the scale.
    """
    for row in rows:
        if len(row.values) != len(series):
            raise ValueError("each row needs a value for each series")
        if any(value is not None and not scale.start <= value <= scale.stop for value in row.values):
            raise ValueError(f"a value of {row.label!r} lies off the scale {scale.start} to {scale.stop}")
    made, head = _legend(series, look)
    frame = _Narrow(rows, look, head) if look.width < NARROW else _Wide(rows, look, head)
    made += _axis(frame, scale, look)
    for place, row in enumerate(rows):
        made += frame.label(place)
        made += _row(frame, frame.line(place), row, series, scale)
    named = [
        Named(f"{row.label}, {one.name}{look.apart}:", value, look.value(value))
        for row in rows
        for one, value in zip(series, row.values, strict=True)
        if value is not None
    ]
    texts = tuple((row.label, *("–" if value is None else look.value(value) for value in row.values)) for row in rows)
    table = DataTable((look.word("label"), *(one.name for one in series)), texts)
    description = describe("dots", title, named, look)
    return Chart(title, description, look.width, frame.bottom, tuple(made), table, look.language)


class _Wide:
    """Labels at the left of their lines."""

    def __init__(self, rows: Sequence[Marked], look: Look, head: float) -> None:
        self.column = labels([row.label for row in rows], look, ROW)
        self.top = head + AXIS
        self.tops = self.column.tops(self.top)
        self.left, self.right = self.column.room + GAP, look.width - EDGE
        self.bottom = self.tops[-1] + 2

    def label(self, place: int) -> Sequence[Primitive]:
        """The lines of a row's label."""
        return self.column.draw(place, self.line(place))

    def line(self, place: int) -> float:
        """The height of a row's line."""
        return (self.tops[place] + self.tops[place + 1]) / 2


class _Narrow:
    """Labels above their lines."""

    def __init__(self, rows: Sequence[Marked], look: Look, head: float) -> None:
        self.lines = [wrap(row.label, look.width, look) for row in rows]
        self.top = head + AXIS
        self.tops = [self.top]
        for lines in self.lines:
            self.tops.append(self.tops[-1] + len(lines) * LABEL * LEADING + ROW + 3)
        self.left, self.right = EDGE, look.width - EDGE
        self.bottom = self.tops[-1] + 2

    def label(self, place: int) -> Sequence[Primitive]:
        """The lines of a row's label."""
        first = self.tops[place] + LABEL + 1
        return [Text(0, first + at * LABEL * LEADING, line) for at, line in enumerate(self.lines[place])]

    def line(self, place: int) -> float:
        """The height of a row's line."""
        return self.tops[place + 1] - ROW / 2 - 1


_Frame = _Wide | _Narrow


def _x(frame: _Frame, value: float, scale: Scale) -> float:
    return frame.left + (value - scale.start) / (scale.stop - scale.start) * (frame.right - frame.left)


def _axis(frame: _Frame, scale: Scale, look: Look) -> list[Primitive]:
    made: list[Primitive] = []
    for tick in range(round((scale.stop - scale.start) / scale.step) + 1):
        value = scale.start + tick * scale.step
        x = _x(frame, value, scale)
        made.append(Line(x, frame.top - 3, x, frame.bottom - 2, "rule", 0.5))
        made.append(Text(x, frame.top - 6, tick_text(value, scale, look), SMALL, "middle", role="quiet"))
    return made


def _row(frame: _Frame, y: float, row: Marked, series: Sequence[Series], scale: Scale) -> list[Primitive]:
    placed = {
        one.shape: _x(frame, value, scale) for one, value in zip(series, row.values, strict=True) if value is not None
    }
    made: list[Primitive] = [Line(frame.left, y, frame.right, y, "track", 1.4)]
    made += _mark("own", placed["own"], y) if "own" in placed else []
    for heap in _heaps({shape: placed[shape] for shape in DOTS if shape in placed}):
        step = STEPS[len(heap) - 1]
        for number, shape in enumerate(heap):
            down = step * (2 * number / (len(heap) - 1) - 1) if step else 0.0
            made += _mark(shape, placed[shape], y + down)
    return made


def _heaps(places: Mapping[Shape, float]) -> list[list[Shape]]:
    """Marks that would cover one another, together, each heap in the order of ``places``."""
    heaps: list[list[Shape]] = []
    for shape in sorted(places, key=lambda shape: places[shape]):
        if heaps and places[shape] - places[heaps[-1][-1]] < ROOM:
            heaps[-1].append(shape)
        else:
            heaps.append([shape])
    return [[shape for shape in places if shape in heap] for heap in heaps]


def _mark(shape: Shape, x: float, y: float) -> list[Primitive]:
    if shape == "own":
        return [Rect(x - 5.5, y - 7, 11, 14, "series-2"), Rect(x - 3.7, y - 5.2, 7.4, 10.4, "white")]
    if shape == "all":
        return [Circle(x, y, 3.5, "series-1")]
    if shape == "square":
        return [Rect(x - 3, y - 3, 6, 6, "series-3")]
    return [Circle(x, y, 3.5, "series-3"), Circle(x, y, 1.9, "white")]


def _legend(series: Sequence[Series], look: Look) -> tuple[list[Primitive], float]:
    """Marks with their names, from the left, in as many lines as they need; and the height of it all."""
    made: list[Primitive] = []
    x, y = 0.0, 7.5
    for one in series:
        for number, line in enumerate(wrap(one.name, look.width - KEY, look, SMALL)):
            room = KEY + look.room(line, SMALL) + 12
            if x and (number or x + room - 12 > look.width):
                x, y = 0.0, y + LEGEND_STEP
            made += [] if number else _mark(one.shape, x + 6, y)
            made.append(Text(x + KEY, y + 2.7, line, SMALL))
            x += room
    return made, y + LEGEND_STEP
