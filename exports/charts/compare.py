"""Two views of the same list beside one another: a row per category, a mark for each side on one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from exports.charts.describe import Named, describe
from exports.charts.dots import RADIUS, Scale, marker
from exports.charts.layout import DOT, SMALL, Look, labels
from exports.charts.primitives import Chart, DataTable, Line, Primitive, Text
from exports.numbers import number

ROW: Final = 16.5
GAP: Final = 10.0
HEAD: Final = 28.0
VALUE_GAP: Final = 16.0
SIDES: Final = 2


@dataclass(frozen=True, slots=True)
class Sided:
    """A row with the value of each side; None is hidden. What is in brackets rests on few answers."""

    label: str
    values: tuple[float | None, float | None]
    is_weak: tuple[bool, bool] = (False, False)


def compared(title: str, rows: Sequence[Sided], sides: tuple[str, str], look: Look, *, scale: Scale) -> Chart:
    """Both sides on one scale, joined by a line, their values printed at the right.

    Raises ValueError for a value off the scale.
    """
    for row in rows:
        if any(value is not None and not scale.start <= value <= scale.stop for value in row.values):
            raise ValueError(f"a value of {row.label!r} lies off the scale {scale.start} to {scale.stop}")
    column = labels([row.label for row in rows], look, ROW)
    frame = _Frame(column.room + GAP, rows, sides, look, scale)
    tops = column.tops(HEAD)
    made = frame.head(sides, tops[-1])
    for place, row in enumerate(rows):
        middle = (tops[place] + tops[place + 1]) / 2
        made += column.draw(place, middle)
        made += frame.draw(row, middle)
    named = [
        Named(f"{row.label}, {side}:", value, "" if value is None else look.value(value))
        for row in rows
        for side, value in zip(sides, row.values, strict=True)
    ]
    table = DataTable((look.word("label"), *sides), tuple((row.label, *_texts(row, look)) for row in rows))
    description = describe("dots", title, named, look)
    return Chart(title, description, look.width, tops[-1] + 4, tuple(made), table, look.language)


def _texts(row: Sided, look: Look) -> list[str]:
    return [
        DOT if value is None else f"({look.value(value)})" if weak else look.value(value)
        for value, weak in zip(row.values, row.is_weak, strict=True)
    ]


class _Frame:
    """Where the axis and the two columns of values stand."""

    def __init__(self, left: float, rows: Sequence[Sided], sides: tuple[str, str], look: Look, scale: Scale) -> None:
        self.look, self.scale, self.left = look, scale, left
        texts = [_texts(row, look) for row in rows]
        rooms = [
            max([look.room(side, SMALL, "semibold") + 11] + [look.room(text[place], 8.2, "bold") for text in texts])
            for place, side in enumerate(sides)
        ]
        self.columns = (look.width - rooms[1] - VALUE_GAP, look.width)
        self.right = self.columns[0] - rooms[0] - VALUE_GAP

    def x(self, value: float) -> float:
        """Place of a value on the axis."""
        share = (value - self.scale.start) / (self.scale.stop - self.scale.start)
        return self.left + share * (self.right - self.left)

    def head(self, sides: tuple[str, str], bottom: float) -> list[Primitive]:
        """The sides over their columns, and the rules of the axis with their numbers."""
        made: list[Primitive] = []
        for place, side in enumerate(sides):
            right = self.columns[place]
            room = self.look.room(side, SMALL, "semibold")
            made += marker(right - room - 7, 6.4, place, f"series-{place + 1}")
            made.append(Text(right, 9, side, SMALL, "end", "semibold"))
        ticks = round((self.scale.stop - self.scale.start) / self.scale.step)
        for tick in range(ticks + 1):
            value = self.scale.start + tick * self.scale.step
            x = self.x(value)
            text = number(value, self.look.language, 0 if value == int(value) else 1)
            made.append(Line(x, HEAD - 3, x, bottom, "rule", 0.5))
            made.append(Text(x, HEAD - 6, text, SMALL, "middle", role="quiet"))
        return made

    def draw(self, row: Sided, y: float) -> list[Primitive]:
        """Both marks of a row with the line between them, and both values."""
        shown = [value for value in row.values if value is not None]
        made: list[Primitive] = []
        if len(shown) == SIDES:
            made.append(Line(self.x(min(shown)), y, self.x(max(shown)), y, "joint", 1.6))
        for place in reversed(range(SIDES)):
            value = row.values[place]
            if value is not None:
                made += marker(self.x(value), y, place, f"series-{place + 1}", RADIUS * 0.9)
        for place, text in enumerate(_texts(row, self.look)):
            if row.values[place] is None:
                made.append(Text(self.columns[place], y + 3, text, 8.2, "end", role="quiet"))
            else:
                made.append(Text(self.columns[place], y + 3, text, 8.2, "end", "bold"))
        return made
