"""One's own answer among released values: a bar for oneself, a dot for all, marks for the own groups, on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from exports.charts.describe import Named, describe
from exports.charts.dots import Scale, tick_text
from exports.charts.layout import LABEL, LEADING, SMALL, Look, labels, wrap
from exports.charts.primitives import Chart, Circle, DataTable, Line, Primitive, Rect, Text

Shape = Literal["own", "all", "square", "ring"]
NARROW: Final = 300.0
"""A narrower chart has its labels above the lines."""
ROW: Final = 17.0
GAP: Final = 14.0
EDGE: Final = 6.0
LEGEND_STEP: Final = 14.0
AXIS: Final = 14.0
DRAWN: Final[tuple[Shape, ...]] = ("all", "square", "ring", "own")
"""From the back to the front."""


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
        Named(f"{row.label}, {one.name}{look.apart}:", value, "" if value is None else look.value(value))
        for row in rows
        for one, value in zip(series, row.values, strict=True)
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
    made: list[Primitive] = [Line(frame.left, y, frame.right, y, "track", 1.4)]
    placed = {one.shape: value for one, value in zip(series, row.values, strict=True) if value is not None}
    for shape in DRAWN:
        if shape in placed:
            made += _mark(shape, _x(frame, placed[shape], scale), y)
    return made


def _mark(shape: Shape, x: float, y: float) -> list[Primitive]:
    if shape == "own":
        return [Rect(x - 1.9, y - 7, 3.8, 14, "series-2")]
    if shape == "all":
        return [Circle(x, y, 4.2, "series-1")]
    if shape == "square":
        return [Rect(x - 3.2, y - 3.2, 6.4, 6.4, "series-3")]
    return [Circle(x, y, 4, "series-3"), Circle(x, y, 2.2, "white")]


def _legend(series: Sequence[Series], look: Look) -> tuple[list[Primitive], float]:
    """Marks with their names, from the left, in as many lines as they need; and the height of it all."""
    made: list[Primitive] = []
    x, y = 0.0, 8.0
    for one in series:
        for number, line in enumerate(wrap(one.name, look.width - 13, look, SMALL)):
            room = 13 + look.room(line, SMALL) + 12
            if x and (number or x + room - 12 > look.width):
                x, y = 0.0, y + LEGEND_STEP
            made += [] if number else _mark(one.shape, x + 5, y)
            made.append(Text(x + 13, y + 2.7, line, SMALL))
            x += room
    return made, y + LEGEND_STEP
