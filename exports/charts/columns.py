"""Columns over time, such as submissions by day."""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from exports.charts.describe import Named, describe
from exports.charts.layout import DOT, SMALL, Look
from exports.charts.primitives import Chart, DataTable, Line, Primitive, Rect, Text
from exports.pdf.text import one_line

HEIGHT: Final = 190.0
TOP: Final = 14.0
BOTTOM: Final = 24.0
WIDEST: Final = 34.0
HIDDEN_COLUMN: Final = 14.0


class Column(NamedTuple):
    """A day or another step of time with its count; None is hidden."""

    label: str
    value: float | None


def time_columns(title: str, columns: Sequence[Column], look: Look, *, axis: str = "") -> Chart:
    """Columns in the order given; labels are left out where they would touch one another.

    Raises ValueError for negative values.
    """
    shown = [each.value for each in columns if each.value is not None]
    if any(value < 0 for value in shown):
        raise ValueError("columns show values from zero")
    most, step = _nice(max(shown, default=0.0))
    ticks = [step * number for number in range(round(most / step) + 1)]
    left = max(look.room(look.number(tick), SMALL) for tick in ticks) + 6
    frame = _Frame(left, most, look, max(len(columns), 1))
    made: list[Primitive] = [Text(0, TOP - 6, one_line(axis), SMALL, role="quiet")]
    for tick in ticks:
        y = frame.y(tick)
        made.append(Line(left, y, look.width, y, "rule" if tick else "axis", 0.5))
        made.append(Text(left - 4, y + 2.6, look.number(tick), SMALL, "end", role="quiet"))
    for place, each in enumerate(columns):
        made += frame.draw(place, each)
    made += frame.labels(columns)
    named = [Named(each.label, each.value, "" if each.value is None else look.value(each.value)) for each in columns]
    rows = tuple((each.label, DOT if each.value is None else look.value(each.value)) for each in columns)
    table = DataTable((look.word("label"), axis or look.word("count")), rows)
    description = describe("columns", title, named, look)
    return Chart(title, description, look.width, HEIGHT, tuple(made), table, look.language)


def _nice(most: float) -> tuple[float, float]:
    """A round upper end of the axis and the step to it, at most six steps."""
    if most <= 0:
        return 1.0, 1.0
    rough = most / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    step = max(step, 1.0) if most >= 1 else step
    return math.ceil(most / step - 1e-9) * step, step


class _Frame:
    def __init__(self, left: float, most: float, look: Look, count: int) -> None:
        self.left, self.most, self.look = left, most, look
        self.pitch = (look.width - left) / count
        self.column = min(self.pitch * 0.78, WIDEST)

    def y(self, value: float) -> float:
        """Height of a value."""
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP - 6) * value / self.most

    def middle(self, place: int) -> float:
        """Middle of a column."""
        return self.left + (place + 0.5) * self.pitch

    def draw(self, place: int, each: Column) -> list[Primitive]:
        """A column with its value on top where there is room."""
        x = self.middle(place) - self.column / 2
        base = self.y(0)
        if each.value is None:
            top = base - HIDDEN_COLUMN
            dot = Text(x + self.column / 2, top + 10, DOT, 9, "middle", "bold", "quiet", "hidden")
            return [Rect(x, top, self.column, HIDDEN_COLUMN, "hidden"), dot]
        top = self.y(each.value)
        made: list[Primitive] = [Rect(x, top, self.column, base - top, "bar-strong")]
        text = self.look.number(each.value)
        if self.look.room(text, SMALL, "semibold") + 2 <= self.pitch:
            made.append(Text(x + self.column / 2, top - 3, text, SMALL, "middle", "semibold"))
        return made

    def labels(self, columns: Sequence[Column]) -> list[Primitive]:
        """Every label, every second, or as many as can stand side by side."""
        widest = max((self.look.room(each.label, SMALL) for each in columns), default=0)
        every = max(math.ceil((widest + 6) / self.pitch), 1)
        made: list[Primitive] = []
        for place in range(0, len(columns), every):
            text = one_line(columns[place].label)
            half = self.look.room(text, SMALL) / 2
            x = min(max(self.middle(place), half), self.look.width - half)
            made.append(Text(x, HEIGHT - BOTTOM + 11, text, SMALL, "middle", role="quiet"))
        return made
