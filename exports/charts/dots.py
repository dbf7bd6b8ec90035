"""Dots on a common scale: shares or means with their interval, for one group or several side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from typing import Final, NamedTuple

from exports.charts.describe import Named, describe
from exports.charts.layout import DOT, SMALL, Ends, Look, labels, legend
from exports.charts.primitives import Chart, Circle, DataTable, Line, Primitive, Rect, Text
from exports.numbers import number

ROW: Final = 15.5
GAP: Final = 14.0
STEP: Final = 11.0
RADIUS: Final = 4.0
MOST_SERIES: Final = 3
TINY: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Point:
    """A value with its interval and n; a value of None is hidden with everything beside it.

    A weak one rests on few answers and is printed in brackets, one that is too uncertain with a mark ``after`` it.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    is_weak: bool = False
    after: str = ""

    @property
    def ends(self) -> Ends | None:
        """The interval, where there is one."""
        return None if self.low is None or self.high is None else (self.low, self.high)


@dataclass(frozen=True, slots=True)
class Dots:
    """A row with one point for each series."""

    label: str
    points: tuple[Point, ...]


class Scale(NamedTuple):
    """From, to and step of the axis, in the unit of the values."""

    start: float = 0.0
    stop: float = 100.0
    step: float = 20.0


def tick_text(value: float, scale: Scale, look: Look) -> str:
    """The number at a tick, with the decimals that the steps of the axis need."""
    decimals = next((places for places in range(3) if abs(scale.step - round(scale.step, places)) < TINY), 3)
    return number(value, look.language, decimals)


def ticks_of(scale: Scale, look: Look, x: Callable[[float], float]) -> list[tuple[float, str]]:
    """Places and numbers of the axis: at each step, or at every second, third … where they would touch; always its
    ends."""
    steps = max(int((scale.stop - scale.start) / scale.step + TINY), 1)
    made: list[tuple[float, str]] = []
    for each in range(1, steps + 1):
        if steps % each == 0:
            values = [scale.start + tick * scale.step for tick in range(0, steps + 1, each)]
            made = [(x(value), tick_text(value, scale, look)) for value in values]
            if _are_apart(made, look):
                break
    return made


def _are_apart(ticks: Sequence[tuple[float, str]], look: Look) -> bool:
    ends = [(x - look.room(text, SMALL) / 2, x + look.room(text, SMALL) / 2) for x, text in ticks]
    return all(before[1] + 3 < after[0] for before, after in pairwise(ends))


def dot_plot(
    title: str,
    rows: Sequence[Dots],
    series: Sequence[str],
    look: Look,
    *,
    scale: Scale = Scale(),  # noqa: B008
) -> Chart:
    """Dots by row; up to three series differ in colour and in shape (circle, square, ring of lines).

    Raises ValueError when a row does not have one point for each series or a value is off the scale.
    """
    _check(rows, series, scale)
    rows = [Dots(row.label, tuple(_known(point) for point in row.points)) for row in rows]
    spread = (len(series) - 1) * STEP
    column = labels([row.label for row in rows], look, ROW + spread)
    frame = _Frame(column.room + GAP, rows, series, look, scale)
    entries = [(f"series-{place}", name) for place, name in enumerate(series, start=1)]
    key, head = legend(entries, frame.left, look) if len(series) > 1 else ([], 0.0)
    made = [mark for each in key for mark in _shaped(each)]
    tops = column.tops(head + 16)
    made += frame.axis(tops[0] - 2, tops[-1])
    for place, row in enumerate(rows):
        middle = (tops[place] + tops[place + 1]) / 2
        made += column.draw(place, middle)
        for index, point in enumerate(row.points):
            made += frame.draw(point, index, middle - spread / 2 + index * STEP)
    named = _named(rows, series, look)
    table = _table(rows, series, look)
    description = describe("dots", title, named, look)
    return Chart(title, description, look.width, tops[-1] + 4, tuple(made), table, look.language)


def _check(rows: Sequence[Dots], series: Sequence[str], scale: Scale) -> None:
    if not 1 <= len(series) <= MOST_SERIES:
        raise ValueError(f"{len(series)} series; one to three can be told apart")
    for row in rows:
        if len(row.points) != len(series):
            raise ValueError("each row needs one point for each series")
        for point in row.points:
            if point.value is not None and not scale.start <= point.value <= scale.stop:
                raise ValueError(f"{point.value} lies off the scale {scale.start} to {scale.stop}")


def _known(point: Point) -> Point:
    """A hidden point without what stands beside it: not even a width may tell of it."""
    return Point(None) if point.value is None else point


class _Frame:
    """Where the axis, the dots and the printed values stand."""

    def __init__(self, left: float, rows: Sequence[Dots], series: Sequence[str], look: Look, scale: Scale) -> None:
        points = [point for row in rows for point in row.points]
        values = [_text(point, look) for point in points if point.value is not None]
        self.look, self.scale, self.left = look, scale, left
        self.tail = max((look.room(point.after, 8.2, "bold") for point in points), default=0.0)
        self.value_room = max((look.room(text, 8.8, "bold") for text in values), default=0) + self.tail + 8
        self.has_counts = len(series) == 1 and any(point.n is not None for point in points)
        counts = max((look.room(look.count(point.n), SMALL) for point in points), default=0)
        self.value_x = look.width - (counts + 14 if self.has_counts else 0)
        self.right = self.value_x - self.value_room - 12

    def x(self, value: float) -> float:
        """Place of a value on the axis; ends of intervals stay on it."""
        inside = min(max(value, self.scale.start), self.scale.stop)
        share = (inside - self.scale.start) / (self.scale.stop - self.scale.start)
        return self.left + share * (self.right - self.left)

    def axis(self, top: float, bottom: float) -> list[Primitive]:
        """Vertical rules with their numbers on top: as many as fit."""
        made: list[Primitive] = []
        for x, text in ticks_of(self.scale, self.look, self.x):
            made += [Line(x, top, x, bottom, "rule", 0.5), Text(x, top - 4, text, SMALL, "middle", role="quiet")]
        if self.has_counts:
            made.append(Text(self.look.width, top - 4, "n", SMALL, "end", role="quiet"))
        return made

    def draw(self, point: Point, index: int, y: float) -> list[Primitive]:
        """One point with its interval, value and count, or the sign of a hidden one."""
        if point.value is None:
            return self._hidden(y)
        role = f"series-{index + 1}"
        made: list[Primitive] = []
        if point.ends is not None:
            made += whisker((self.x(point.ends[0]), self.x(point.ends[1])), y, role)
        made += marker(self.x(point.value), y, index, role)
        text = _text(point, self.look)
        x = self.value_x - (0.0 if point.after else self.tail)
        made.append(Text(x, y + 3, text, 8.2, "end", "bold", "ink"))
        if self.has_counts:
            count = self.look.count(point.n)
            made.append(Text(self.look.width, y + 2.7, count, SMALL, "end", role="quiet"))
        return made

    def _hidden(self, y: float) -> list[Primitive]:
        words = f"{DOT}  {self.look.hidden}"
        room = self.look.room(words, SMALL, "italic") + 6
        made: list[Primitive] = [
            Rect(self.left + 3, y - 4.6, room, 9.2, "hidden"),
            Text(self.left + 6, y + 2.6, words, SMALL, "start", "italic", "quiet", "hidden"),
        ]
        if self.has_counts:
            made.append(Text(self.look.width, y + 2.7, DOT, SMALL, "end", role="quiet"))
        return made


def _text(point: Point, look: Look) -> str:
    text = look.value(point.value or 0.0)
    return (f"({text})" if point.is_weak else text) + point.after


def _shaped(mark: Primitive) -> list[Primitive]:
    """The swatch of a series in the shape of its dots."""
    if not isinstance(mark, Rect):
        return [mark]
    index = int(mark.role.removeprefix("series-")) - 1
    return marker(mark.x + mark.width / 2, mark.y + mark.height / 2, index, mark.role)


def whisker(ends: Ends, y: float, role: str) -> list[Line]:
    """The interval around a mark, from place to place: a line with a stroke at each end."""
    low, high = ends
    return [Line(low, y, high, y, role, 1.6), *(Line(end, y - 3, end, y + 3, role, 1.2) for end in ends)]


def marker(x: float, y: float, index: int, role: str, radius: float = RADIUS) -> list[Primitive]:
    """The mark of a series: circle, square, ring."""
    if index == 0:
        return [Circle(x, y, radius, role)]
    if index == 1:
        return [Rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8, role)]
    return [Circle(x, y, radius, role), Circle(x, y, radius * 0.45, "white")]


def _named(rows: Sequence[Dots], series: Sequence[str], look: Look) -> list[Named]:
    named: list[Named] = []
    for row in rows:
        for name, point in zip(series, row.points, strict=True):
            label = row.label if len(series) == 1 else f"{row.label}, {name}{look.apart}:"
            text = "" if point.value is None else look.said(point.value) + point.after + look.between(point.ends)
            named.append(Named(label, point.value, text))
    return named


def _table(rows: Sequence[Dots], series: Sequence[str], look: Look) -> DataTable:
    points = [point for row in rows for point in row.points]
    kept = (
        True,
        any(point.low is not None for point in points),
        any(point.high is not None for point in points),
        any(point.n is not None for point in points),
    )
    head = [look.word("label")]
    for name in series:
        head += compress((name, look.word("low"), look.word("high"), "n"), kept)
    body = (
        (row.label, *(cell for point in row.points for cell in compress(_cells(point, look), kept))) for row in rows
    )
    return DataTable(tuple(head), tuple(body))


def _cells(point: Point, look: Look) -> tuple[str, str, str, str]:
    if point.value is None:
        return DOT, DOT, DOT, DOT
    low = "" if point.low is None else look.end(point.low)
    high = "" if point.high is None else look.end(point.high)
    return look.value(point.value), low, high, "" if point.n is None else look.count(point.n)
