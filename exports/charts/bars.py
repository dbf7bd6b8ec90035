"""Horizontal bars: ranked values with n, and response by stratum."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final

from exports.charts.describe import Named, describe
from exports.charts.layout import DOT, LABEL, SMALL, Ends, Labels, Look, hidden_mark, labels
from exports.charts.primitives import Chart, DataTable, Line, Primitive, Rect, Text
from exports.numbers import number
from exports.pdf.fonts import Weight
from exports.pdf.text import one_line

ROW: Final = 15.5
BAR: Final = 11.0
HEAD: Final = 17.0
GAP: Final = 8.0
CAP: Final = 2.8
"""Half the stroke at an end of an interval."""
WHISKER: Final = 1.1
HALO: Final = 2.3
"""A dark line on a dark bar needs a pale rim."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: its value (None is hidden, and so is all beside it), in brackets where few answers are behind it.

    An estimate has the ``ends`` of its interval, and a mark ``after`` it where it is too uncertain.
    """

    label: str
    value: float | None
    n: int | None = None
    is_weak: bool = False
    ends: Ends | None = None
    after: str = ""

    @property
    def reach(self) -> float:
        """How far bar and interval go."""
        return max(self.value or 0.0, self.ends[1] if self.ends is not None else 0.0)


@dataclass(frozen=True, slots=True)
class Response:
    """How many of those invited in a stratum answered, and their share in percent; None is hidden."""

    label: str
    rate: float | None
    answered: int | None
    invited: int | None


def ranked_bars(
    title: str, rows: Sequence[Bar], look: Look, *, axis: str = "", strong: int = 1, is_ranked: bool = True
) -> Chart:
    """Bars from the largest value to the smallest, hidden ones last in alphabetical order; intervals as lines on them.

    The first `strong` bars are emphasised. With `is_ranked=False` the given order stays. Raises
    ValueError for negative values. 25 rows fill a page.
    """
    if any(row.value is not None and row.value < 0 for row in rows):
        raise ValueError("bars show values from zero")
    ordered = [row if row.value is not None else Bar(row.label, None) for row in rows]
    if is_ranked:
        ordered.sort(key=_rank)
    column = labels([row.label for row in ordered], look, ROW)
    tops = column.tops(HEAD)
    frame = _Frame(column, ordered, look)
    made: list[Primitive] = [
        Text(frame.left, HEAD - 8, one_line(axis), SMALL, role="quiet"),
        Line(frame.left, HEAD - 3, frame.left, tops[-1], "axis", 0.7),
    ]
    if frame.has_counts:
        made.append(Text(look.width, HEAD - 8, "n", SMALL, "end", role="quiet"))
    for place, row in enumerate(ordered):
        middle = (tops[place] + tops[place + 1]) / 2
        made += column.draw(place, middle)
        made += frame.draw(row, middle, is_strong=place < strong)
    named = [Named(row.label, row.value, _said(row, look)) for row in ordered]
    description = describe("bars", title, named, look)
    return Chart(title, description, look.width, tops[-1] + 2, tuple(made), _table(ordered, look), look.language)


def _said(row: Bar, look: Look) -> str:
    return "" if row.value is None else look.said(row.value) + row.after + look.between(row.ends)


def _rank(row: Bar) -> tuple[bool, float, str]:
    return row.value is None, -(row.value or 0.0), row.label if row.value is None else ""


class _Frame:
    """Where bars, values and counts stand."""

    def __init__(self, column: Labels, rows: Sequence[Bar], look: Look) -> None:
        self.look = look
        self.left = column.room + GAP
        self.has_counts = any(row.n is not None for row in rows)
        counts = [look.room(look.count(row.n), SMALL) for row in rows]
        right = look.width - (max(counts, default=0) + 12 if self.has_counts else 0)
        most = max([100.0 if look.unit == "percent" else 0.0, *(row.reach for row in rows)]) or 1.0
        units = [(right - self.left - 5 - self._words(row)) / row.reach for row in rows if row.reach]
        self.unit = min([(right - self.left) / most, *units])

    def _words(self, row: Bar) -> float:
        return self.look.room(_text(row, self.look), 9, "bold")

    def draw(self, row: Bar, middle: float, *, is_strong: bool) -> list[Primitive]:
        """Bar, value and count of one row."""
        made: list[Primitive] = []
        top = middle - BAR / 2
        if row.value is None:
            made += hidden_mark(self.left + 0.5, top, BAR, self.look)
        else:
            length = self.unit * row.value
            made.append(Rect(self.left + 0.4, top, length, BAR, "bar-strong" if is_strong else "bar"))
            made += self._draw_interval(row, middle)
            after = self.left + self.unit * row.reach + 5
            weight: Weight = "bold" if is_strong else "semibold"
            made.append(Text(after, middle + 3.1, _text(row, self.look), 9, weight=weight))
        if self.has_counts:
            count = self.look.count(row.n)
            made.append(Text(self.look.width, middle + 2.7, count, SMALL, "end", role="quiet"))
        return made

    def _draw_interval(self, row: Bar, y: float) -> Iterator[Line]:
        """A line from end to end with a stroke at each, on a pale rim that stands out from the bar."""
        if row.ends is None:
            return
        low, high = (self.left + 0.4 + self.unit * max(end, 0.0) for end in row.ends)
        lines = ((low, y, high, y), (low, y - CAP, low, y + CAP), (high, y - CAP, high, y + CAP))
        for role, thickness in (("halo", HALO), ("whisker", WHISKER)):
            yield from (Line(*line, role, thickness) for line in lines)


def _text(row: Bar, look: Look) -> str:
    text = look.value(row.value or 0.0)
    return (f"({text})" if row.is_weak else text) + row.after


def _table(rows: Sequence[Bar], look: Look) -> DataTable:
    has_ends = any(row.ends is not None for row in rows)
    kept = (True, True, has_ends, has_ends, True)
    head = (look.word("label"), look.word("value"), look.word("low"), look.word("high"), "n")
    return DataTable(tuple(compress(head, kept)), tuple(tuple(compress(_cells(row, look), kept)) for row in rows))


def _cells(row: Bar, look: Look) -> tuple[str, ...]:
    if row.value is None:
        return row.label, DOT, DOT, DOT, DOT
    low, high = ("", "") if row.ends is None else map(look.end, row.ends)
    return row.label, _text(row, look), low, high, look.count(row.n)


def response_bars(title: str, rows: Sequence[Response], look: Look) -> Chart:
    """Response by stratum: the share on a pale track of 100 %, and both counts in words."""
    column = labels([row.label for row in rows], look, ROW)
    tops = column.tops(4.0)
    left = column.room + GAP
    texts = ["" if row.rate is None else _response_text(row, look) for row in rows]
    right = look.width - max((look.room(text, LABEL, "semibold") for text in texts), default=0) - 8
    made: list[Primitive] = []
    for place, row in enumerate(rows):
        middle = (tops[place] + tops[place + 1]) / 2
        made += column.draw(place, middle)
        if row.rate is None:
            made += hidden_mark(left, middle - BAR / 2, BAR, look)
            continue
        made.append(Rect(left, middle - BAR / 2, right - left, BAR, "track"))
        share = min(max(row.rate, 0.0), 100.0) / 100
        made.append(Rect(left, middle - BAR / 2, (right - left) * share, BAR, "bar-strong"))
        made.append(Text(right + 7, middle + 3, texts[place], LABEL, weight="semibold"))
    named = [Named(row.label, row.rate, text) for row, text in zip(rows, texts, strict=True)]
    head = (look.word("label"), look.word("answered"), look.word("invited"), look.word("rate"))
    table = DataTable(head, tuple(_response_row(row, look) for row in rows))
    description = describe("bars", title, named, look)
    return Chart(title, description, look.width, tops[-1] + 2, tuple(made), table, look.language)


def _response_text(row: Response, look: Look) -> str:
    rate = look.value(row.rate or 0.0)
    if row.answered is None or row.invited is None:
        return rate
    return f"{rate} ({_count(row.answered, look)} {look.word('of')} {_count(row.invited, look)})"


def _response_row(row: Response, look: Look) -> tuple[str, ...]:
    if row.rate is None:
        return row.label, DOT, look.count(row.invited), DOT
    return row.label, look.count(row.answered), look.count(row.invited), look.value(row.rate)


def _count(count: int, look: Look) -> str:
    return number(count, look.language)
