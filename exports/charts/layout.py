"""What all charts share: how values are printed, how labels wrap, what a hidden value looks like."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from exports.cells import UNSURE
from exports.charts.primitives import Anchor, Primitive, Rect, Text
from exports.charts.wording import word
from exports.numbers import NBSP, PERCENT, Language, number, part, percent
from exports.pdf.fonts import Weight, width
from exports.pdf.seams import divided
from exports.pdf.text import one_line, shortened

LABEL: Final = 8.5
SMALL: Final = 7.5
LEADING: Final = 1.16
DOT: Final = "•"
HIDDEN_WIDTH: Final = 34.0
MOST_LABEL: Final = 0.46
MOST_NARROW: Final = 0.42
"""With larger letters labels take more lines, so that the drawing keeps its room."""
ROW_AIR: Final = 4.5
HEAVY: Final = 1.12
LONGEST_LABEL: Final = 400


Ends = tuple[float, float]
"""From and to of an interval, in the unit of the value."""


class Sign(NamedTuple):
    """How far a value on a field can be trusted: few answers are behind it, or it is too uncertain for conclusions."""

    is_weak: bool = False
    is_unsure: bool = False

    def on(self, text: str, space: str = NBSP) -> str:
        """The value with its signs: „(40) /“."""
        held = f"({text})" if self.is_weak else text
        return f"{held}{space}{UNSURE}" if self.is_unsure else held


@dataclass(frozen=True, slots=True)
class Look:
    """How a chart is printed.

    `width` in points; `unit` is "percent", a word that follows the number, or empty. `stretch` is
    how much wider letters may be than in Source Sans: 1 in print, SCREEN on a page that uses the
    reader's own font. Values of which 0 and 100 percent are never quite so are ``is_part``.
    """

    language: Language = "de"
    width: float = 470.0
    unit: str = "percent"
    decimals: int = 0
    stretch: float = 1.0
    is_part: bool = False

    def value(self, value: float) -> str:
        """A value with its unit: „38 %“, „< 1 %“."""
        if self.is_part:
            return part(value, self.language, self.decimals, is_short=True)
        return self.end(value)

    def said(self, value: float) -> str:
        """A value with its unit in a sentence: „unter 1 %“."""
        return part(value, self.language, self.decimals) if self.is_part else self.end(value)

    def bare(self, value: float) -> str:
        """A value without its unit, on a field: „38“, „< 1“."""
        return self.value(value).removesuffix(PERCENT[self.language]) if self.is_part else self.number(value)

    def between(self, ends: Ends | None) -> str:
        """An interval after a value in a sentence; nothing where there is none."""
        if ends is None:
            return ""
        low, high = map(self.number, ends)
        return f" ({self.word('low')} {low} {self.word('high')} {high})"

    def end(self, value: float) -> str:
        """An end of an interval with its unit, which may well be 0 or 100 percent."""
        if self.unit == "percent":
            return percent(value, self.language, self.decimals)
        plain = self.number(value)
        return f"{plain}{NBSP}{one_line(self.unit)}" if self.unit else plain

    def number(self, value: float) -> str:
        """A value without its unit."""
        return number(value, self.language, self.decimals)

    def count(self, count: int | None) -> str:
        """A number of answers, or the sign of a hidden one."""
        return DOT if count is None else number(count, self.language)

    def room(self, text: str, size: float, weight: Weight = "regular") -> float:
        """Width to keep free for one line of text."""
        room = width(text, weight, size) * self.stretch
        # bold letters of system fonts are wider still
        return room * HEAVY if self.stretch > 1 and weight in ("semibold", "bold") else room

    def word(self, key: str, **parts: object) -> str:
        """A word of the charts' own."""
        return word(key, self.language, **parts)

    @property
    def apart(self) -> str:
        """What French puts before a colon and a semicolon."""
        return NBSP if self.language == "fr" else ""

    @property
    def hidden(self) -> str:
        """The words for a value that is not published."""
        return self.word("hidden")


SCREEN: Final = 1.3  # DejaVu Sans, the widest of the usual system fonts


def wrap(text: str, room: float, look: Look, size: float = LABEL, weight: Weight = "regular") -> list[str]:
    """Lines of text that fit into the room; a word that is too long is divided by a hyphen."""
    lines: list[str] = []
    for each in shortened(text, LONGEST_LABEL).split(" "):
        pieces = divided(each, lambda piece: look.room(piece, size, weight) <= room)
        joined = f"{lines[-1]} {pieces[0]}" if lines else ""
        if lines and look.room(joined, size, weight) <= room:
            lines[-1] = joined
            lines += pieces[1:]
        else:
            lines += pieces
    return lines


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of all rows, wrapped into one column at the left and aligned to its right edge."""

    room: float
    rows: tuple[tuple[str, ...], ...]
    base: float

    def height(self, row: int) -> float:
        """Height of a row, at least the chart's usual one."""
        return max(self.base, len(self.rows[row]) * LABEL * LEADING + ROW_AIR)

    def tops(self, start: float) -> list[float]:
        """Upper edge of each row, and the lower edge of the last."""
        edges = [start]
        for row in range(len(self.rows)):
            edges.append(edges[-1] + self.height(row))
        return edges

    def draw(self, row: int, middle: float, weight: Weight = "regular") -> list[Text]:
        """The lines of a row's label around its middle."""
        return centred(self.rows[row], self.room, middle, anchor="end", weight=weight)


def labels(texts: Sequence[str], look: Look, base: float, *, most: float = MOST_LABEL) -> Labels:
    """Labels in a column as narrow as they allow and at most a share ``most`` of the width."""
    most = look.width * min(most, MOST_NARROW if look.stretch > SCREEN else MOST_LABEL)
    longest = max((look.room(one_line(text), LABEL) for text in texts), default=0.0)
    room = min(max(longest, 40.0), most) + 0.5
    return Labels(room, tuple(tuple(wrap(text, room, look)) for text in texts), base)


def centred(lines: Sequence[str], x: float, middle: float, *, anchor: Anchor, weight: Weight = "regular") -> list[Text]:
    """Lines of label text around a height."""
    step = LABEL * LEADING
    first = middle - (len(lines) - 1) * step / 2 + LABEL * 0.34
    return [Text(x, first + number * step, line, anchor=anchor, weight=weight) for number, line in enumerate(lines)]


def hidden_mark(x: float, y: float, height: float, look: Look) -> list[Primitive]:
    """A hidden value in a row: a pale box that is always of the same width, and the words."""
    return [
        Rect(x, y, HIDDEN_WIDTH, height, "hidden"),
        Text(x + HIDDEN_WIDTH / 2, y + height / 2 + 3, DOT, 9, "middle", "bold", "quiet", "hidden"),
        Text(x + HIDDEN_WIDTH + 6, y + height / 2 + 2.7, look.hidden, SMALL, "start", "italic", "quiet"),
    ]


def legend(entries: Sequence[tuple[str, str]], x: float, look: Look) -> tuple[list[Primitive], float]:
    """Swatches with words (role, text) from `x` to the right edge, and the height they take."""
    made: list[Primitive] = []
    left, top, step = x, 0.0, 14.0
    room = look.width - x - 13
    for role, text in entries:
        lines = wrap(text, room, look, 7.8)
        needed = 13 + max(look.room(line, 7.8) for line in lines)
        if left > x and left + needed > look.width:
            left, top = x, top + step
        made.append(Rect(left, top, 9, 9, role))
        made += [Text(left + 13, top + 7.6 + n * 9.4, line, 7.8) for n, line in enumerate(lines)]
        top += 9.4 * (len(lines) - 1)
        left += needed + 11
    return made, top + step if entries else 0.0
