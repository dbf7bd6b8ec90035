"""Two views of the same list beside one another: a row per category, a mark for each side on one line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from exports.charts.describe import Named, describe
from exports.charts.dots import RADIUS, Scale, marker, ticks_of, whisker
from exports.charts.layout import DOT, SCREEN, SMALL, Ends, Look, labels
from exports.charts.primitives import Chart, DataTable, Line, Primitive, Text
from exports.charts.zoom import NARROW

ROW: Final = 15.0
GAP: Final = 10.0
HEAD: Final = 28.0
VALUE_GAP: Final = 9.0
LEGEND_GAP: Final = 16.0
VALUE: Final = 8.2
SIDES: Final = 2
MARK: Final = 11.0
LEGEND: Final = 13.0
INDENT: Final = 3.0
WIDEST_LABEL: Final = 0.42
WIDEST_NARROW: Final = 0.36
"""Of the width, with larger letters: the scale needs half of what is left."""
SIZE: Final = RADIUS * 0.9
SPREAD: Final = 3.4
"""Two intervals of a row lie so far above and below its middle, and two marks that would cover one another."""


@dataclass(frozen=True, slots=True)
class Sided:
    """A row with the value of each side; None is hidden. What is in brackets rests on few answers.

    ``apart`` is the printed difference of both, where there is one. Estimates have the ``ends`` of their intervals, and
    a mark ``after`` them where they are too uncertain.
    """

    label: str
    values: tuple[float | None, float | None]
    is_weak: tuple[bool, bool] = (False, False)
    apart: str = ""
    ends: tuple[Ends | None, Ends | None] = (None, None)
    after: tuple[str, str] = ("", "")


def compared(title: str, rows: Sequence[Sided], sides: tuple[str, str], look: Look, *, scale: Scale) -> Chart:
    """Both sides on one scale, joined by a line or each with its interval, their values printed at the right.

    Raises ValueError for a value off the scale.
    """
    for row in rows:
        if any(value is not None and not scale.start <= value <= scale.stop for value in row.values):
            raise ValueError(f"a value of {row.label!r} lies off the scale {scale.start} to {scale.stop}")
    has_both = all(any(row.ends[place] is not None for row in rows) for place in range(SIDES))
    most = WIDEST_NARROW if look.stretch > SCREEN else WIDEST_LABEL
    column = labels([row.label for row in rows], look, ROW + (SPREAD if has_both else 0.0), most=most)
    frame = _Frame(column.room + GAP, rows, sides, look, scale)
    tops = column.tops(frame.top)
    made = frame.head(sides, tops[-1])
    for place, row in enumerate(rows):
        middle = (tops[place] + tops[place + 1]) / 2
        made += column.draw(place, middle)
        made += frame.draw(row, middle)
    table = data_of(rows, sides, look)
    description = describe("dots", title, named(rows, sides, look), look)
    return Chart(title, description, look.width, tops[-1] + 4, tuple(made), table, look.language)


def data_of(rows: Sequence[Sided], sides: tuple[str, str], look: Look) -> DataTable:
    """What the chart shows as a table, with the differences where they are printed."""
    has_apart = any(row.apart for row in rows)
    head = (look.word("label"), *sides, *([look.word("difference")] if has_apart else []))
    body = ((row.label, *texts_of(row, look), *([row.apart] if has_apart else [])) for row in rows)
    return DataTable(head, tuple(body))


def named(rows: Sequence[Sided], sides: tuple[str, str], look: Look) -> list[Named]:
    """Both values of every row for the alternative text."""
    return [
        Named(
            f"{row.label}, {side}{look.apart}:",
            value,
            "" if value is None else look.said(value) + after + look.between(ends),
        )
        for row in rows
        for side, value, after, ends in zip(sides, row.values, row.after, row.ends, strict=True)
    ]


def texts_of(row: Sided, look: Look) -> list[str]:
    """Both values as they are printed."""
    return [
        DOT if value is None else (f"({look.value(value)})" if weak else look.value(value)) + after
        for value, weak, after in zip(row.values, row.is_weak, row.after, strict=True)
    ]


class _Frame:
    """Where the axis and the two columns of values stand."""

    def __init__(self, left: float, rows: Sequence[Sided], sides: tuple[str, str], look: Look, scale: Scale) -> None:
        self.look, self.scale, self.left = look, scale, left
        drawn = [any(row.ends[place] is not None for row in rows) for place in range(SIDES)]
        self.has_intervals, self.spread = any(drawn), SPREAD if all(drawn) else 0.0
        # larger letters have larger marks
        self.larger = NARROW if look.stretch > SCREEN else 1.0
        self.mark, gap = MARK * self.larger, VALUE_GAP / self.larger
        names = [look.room(side, SMALL, "semibold") + self.mark for side in sides]
        self.difference = look.word("difference" if look.stretch <= SCREEN else "short_difference")
        self.apart = max((look.room(row.apart, VALUE, "bold") for row in rows if row.apart), default=0.0)
        if self.apart:
            self.apart = max(self.apart, look.room(self.difference, SMALL, "semibold")) + gap
        # names that are too long for one line stand below one another
        self.line = LEGEND if sum(names) + LEGEND_GAP > look.width else 0.0
        self.top = HEAD + self.line
        self.legend = min(left, look.width - sum(names) - LEGEND_GAP)
        texts = [texts_of(row, look) for row in rows]
        # values stand below one another, marks behind them
        self.tails = [max([0.0, *(look.room(row.after[at], VALUE, "bold") for row in rows)]) for at in range(SIDES)]
        rooms = [max([self.mark, *(look.room(text[at], VALUE, "bold") for text in texts)]) for at in range(SIDES)]
        rooms = [room + tail for room, tail in zip(rooms, self.tails, strict=True)]
        end = look.width - self.apart
        self.columns = (end - rooms[1] - gap, end)
        self.right = self.columns[0] - rooms[0] - VALUE_GAP

    def x(self, value: float) -> float:
        """Place of a value on the axis; ends of intervals stay on it."""
        value = min(max(value, self.scale.start), self.scale.stop)
        share = (value - self.scale.start) / (self.scale.stop - self.scale.start)
        return self.left + share * (self.right - self.left)

    def head(self, sides: tuple[str, str], bottom: float) -> list[Primitive]:
        """The names of the sides, their marks over the columns, and the rules of the axis with their numbers."""
        y = self.top - 6
        made: list[Primitive] = []
        x = INDENT if self.line else max(self.legend, 0.0)
        for place, side in enumerate(sides):
            room = self.look.room(side, SMALL, "semibold")
            down, role = place * self.line, f"series-{place + 1}"
            made += marker(x + 4 * self.larger, 6.4 + down, place, role)
            made.append(Text(x + self.mark, 9 + down, side, SMALL, weight="semibold"))
            x += 0.0 if self.line else self.mark + room + LEGEND_GAP
            made += marker(self.columns[place] - self.tails[place] - 4 * self.larger, y - 2.6, place, role)
        if self.apart:
            made.append(Text(self.look.width, y, self.difference, SMALL, "end", "semibold"))
        return made + self._axis(bottom)

    def _axis(self, bottom: float) -> list[Primitive]:
        made: list[Primitive] = []
        for x, text in ticks_of(self.scale, self.look, self.x):
            made.append(Line(x, self.top - 3, x, bottom, "rule", 0.5))
            made.append(Text(x, self.top - 6, text, SMALL, "middle", role="quiet"))
        return made

    def draw(self, row: Sided, y: float) -> list[Primitive]:
        """Both marks of a row with the line between them or with their intervals, and both values."""
        shown = [value for value in row.values if value is not None]
        made: list[Primitive] = []
        places = [self.x(value) for value in shown]
        is_near = len(shown) == SIDES and abs(places[0] - places[1]) < 2 * SIZE * self.larger
        spread = SPREAD if is_near else self.spread
        heights = [y + (2 * place - 1) * spread for place in range(SIDES)]
        if len(shown) == SIDES and not self.has_intervals:
            made.append(Line(places[0], heights[0], places[1], heights[1], "joint", 1.6))
        for place, ends in enumerate(row.ends):
            if ends is not None and row.values[place] is not None:
                made += whisker((self.x(ends[0]), self.x(ends[1])), heights[place], f"series-{place + 1}")
        for place in reversed(range(SIDES)):
            value = row.values[place]
            if value is not None:
                made += marker(self.x(value), heights[place], place, f"series-{place + 1}", SIZE)
        made += self._values(row, y)
        if row.apart:
            made.append(Text(self.look.width, y + 3, row.apart, VALUE, "end", role="quiet"))
        return made

    def _values(self, row: Sided, y: float) -> Iterator[Text]:
        for place, text in enumerate(texts_of(row, self.look)):
            x = self.columns[place] - (0.0 if row.after[place] else self.tails[place])
            if row.values[place] is None:
                yield Text(x, y + 3, text, VALUE, "end", role="quiet")
            else:
                yield Text(x, y + 3, text, VALUE, "end", "bold")
