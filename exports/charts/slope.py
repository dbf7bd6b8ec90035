"""Two views as two scales side by side, the values of each row joined by a line: how views differ, and in which order.

For few rows; where labels would stand on one another they move apart, and a thin line leads to their mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, Literal

from exports.charts.compare import VALUE, VALUE_GAP, Sided, data_of, named, texts_of
from exports.charts.describe import describe
from exports.charts.dots import RADIUS, Scale, marker
from exports.charts.layout import LABEL, LEADING, SMALL, Look, wrap
from exports.charts.primitives import Chart, Line, Primitive, Text

BETWEEN: Final = 150.0
"""Room between the two scales."""
HEAD: Final = 30.0
LEAST_HEIGHT: Final = 150.0
AIR: Final = 3.0
OFF: Final = 14.0
"""From a scale to what is printed beside it."""
FAR: Final = 0.12
"""Values that differ by so much of the scale have a heavier line."""
MOVED: Final = 1.0


@dataclass(slots=True)
class _Note:
    """What stands beside one mark: lines of its label, its value, and the height it came to stand at."""

    lines: Sequence[str]
    text: str
    y: float
    middle: float = 0.0

    @property
    def height(self) -> float:
        return len(self.lines) * LABEL * LEADING + AIR


def slopes(title: str, rows: Sequence[Sided], sides: tuple[str, str], look: Look, *, scale: Scale) -> Chart:
    """Both sides as vertical scales, beside them the differences where they are printed.

    Raises ValueError for a value that is hidden or off the scale: a line has two ends.
    """
    for row in rows:
        if any(value is None or not scale.start <= value <= scale.stop for value in row.values):
            raise ValueError(f"a value of {row.label!r} is hidden or off the scale {scale.start} to {scale.stop}")
    frame = _Frame(rows, look, scale)
    made = frame.head(sides)
    for place, row in enumerate(rows):
        made += frame.draw(place, row)
    listed = named(rows, sides, look)
    table = data_of(rows, sides, look)
    description = describe("slopes", title, listed, look)
    return Chart(title, description, look.width, frame.bottom, tuple(made), table, look.language)


class _Frame:
    """Where the scales stand, and what is printed beside them."""

    def __init__(self, rows: Sequence[Sided], look: Look, scale: Scale) -> None:
        self.look, self.scale = look, scale
        self.apart = max((look.room(row.apart, VALUE, "bold") for row in rows if row.apart), default=0.0)
        if self.apart:
            self.apart = max(self.apart, look.room(look.word("difference"), SMALL + 0.7, "semibold")) + VALUE_GAP
        middle = (look.width - self.apart) / 2
        self.axes = middle - BETWEEN / 2, middle + BETWEEN / 2
        self.room = max((look.room(text, VALUE, "bold") for row in rows for text in texts_of(row, look)), default=0.0)
        lines = [wrap(row.label, self.axes[0] - OFF - self.room - 6, look, weight="semibold") for row in rows]
        needed = sum(len(each) * LABEL * LEADING + AIR for each in lines)
        self.height = max(LEAST_HEIGHT, needed * 1.15)
        self.notes = [
            [
                _Note(each, texts_of(row, look)[side], self.y(row.values[side] or 0.0))
                for each, row in zip(lines, rows, strict=True)
            ]
            for side in (0, 1)
        ]
        self.bottom = max(self._place(notes) for notes in self.notes) + 2

    def y(self, value: float) -> float:
        """The height of a value on a scale."""
        share = (value - self.scale.start) / (self.scale.stop - self.scale.start)
        return HEAD + (1 - share) * self.height

    def _place(self, notes: Sequence[_Note]) -> float:
        """Give every note a height of its own, near its mark. Gives the lower end."""
        shown = sorted(notes, key=lambda note: note.y)
        for note, middle in zip(shown, _apart([(note.y, note.height) for note in shown], HEAD), strict=True):
            note.middle = middle
        return max([HEAD + self.height, *(note.middle + note.height / 2 for note in shown)]) + AIR

    def head(self, sides: tuple[str, str]) -> list[Primitive]:
        """The scales, over each the name of its side and its mark."""
        made: list[Primitive] = []
        for side, (x, name) in enumerate(zip(self.axes, sides, strict=True)):
            made.append(Line(x, HEAD - 8, x, HEAD + self.height, "axis", 0.5))
            made += marker(x, 6.4, side, f"series-{side + 1}")
            away = -1 if side == 0 else 1
            made.append(Text(x + away * 9, 9, name, SMALL + 0.7, "end" if side == 0 else "start", "semibold"))
        if self.apart:
            made.append(Text(self.look.width, 9, self.look.word("difference"), SMALL + 0.7, "end", "semibold"))
        return made

    def draw(self, place: int, row: Sided) -> Iterator[Primitive]:
        """On either side label, value and mark, the line between both marks, and at the right the difference."""
        ends = [self.notes[side][place].y for side in (0, 1)]
        first, second = row.values
        is_far = abs((first or 0.0) - (second or 0.0)) >= FAR * (self.scale.stop - self.scale.start)
        for side in (0, 1):
            note = self.notes[side][place]
            yield from self._note(note, side, is_far=is_far)
            if side == 0:
                yield Line(self.axes[0], ends[0], self.axes[1], ends[1], "joint", 2.2 if is_far else 1.2)
            elif row.apart:
                yield Text(self.look.width, note.middle + 3, row.apart, VALUE, "end", role="quiet")
            yield from marker(self.axes[side], note.y, side, f"series-{side + 1}", RADIUS * 0.9)

    def _note(self, note: _Note, side: int, *, is_far: bool) -> Iterator[Primitive]:
        away = -1.0 if side == 0 else 1.0
        anchor: Literal["start", "end"] = "end" if side == 0 else "start"
        x = self.axes[side] + away * OFF
        first = note.middle - (len(note.lines) - 1) * LABEL * LEADING / 2 + LABEL * 0.34
        for number, line in enumerate(note.lines):
            y = first + number * LABEL * LEADING
            yield Text(x + away * (self.room + 6), y, line, LABEL, anchor, "semibold" if is_far else "regular")
        yield Text(x, note.middle + 3, note.text, VALUE, anchor, "bold")
        if abs(note.middle - note.y) > MOVED:
            yield Line(self.axes[side] + away * 4, note.y, x - away * 2, note.middle, "rule", 0.5)


def _apart(wanted: Sequence[tuple[float, float]], top: float) -> list[float]:
    """Middles of notes of these heights, in this order, as near as may be to where they are wanted, not overlapping.

    Notes that touch form a block that stands around the mean of where its notes want to be.
    """
    blocks: list[list[int]] = []
    starts: list[float] = []

    def settled(block: list[int]) -> float:
        offset, first = 0.0, []
        for number in block:
            first.append(wanted[number][0] - wanted[number][1] / 2 - offset)
            offset += wanted[number][1]
        return max(sum(first) / len(first), top - LABEL)

    for number in range(len(wanted)):
        block = [number]
        while blocks and starts[-1] + sum(wanted[each][1] for each in blocks[-1]) > settled(block):
            block = blocks.pop() + block
            starts.pop()
        blocks.append(block)
        starts.append(settled(block))
    middles = []
    for block, start in zip(blocks, starts, strict=True):
        heights = [wanted[number][1] for number in block]
        ends = list(accumulate(heights, initial=start))
        middles += [end + height / 2 for end, height in zip(ends, heights, strict=False)]
    return middles
