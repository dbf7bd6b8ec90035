"""What a chart is made of. Origin at the upper left, y downwards, units are points.

A role says what a mark means; colours belong to the role (`palette`), so that print and page agree.
"""

from dataclasses import dataclass
from typing import Literal

from exports.pdf.fonts import Weight, width

Anchor = Literal["start", "middle", "end"]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    role: str

    @property
    def is_sign(self) -> bool:
        """Whether it is a marker or the swatch of a legend and stays a square, however tall its chart becomes."""
        return abs(self.width - self.height) < 0.01


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line; `thickness` in points."""

    x1: float
    y1: float
    x2: float
    y2: float
    role: str
    thickness: float = 0.6


@dataclass(frozen=True, slots=True)
class Circle:
    """A filled circle."""

    x: float
    y: float
    radius: float
    role: str


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `y` is its baseline. `on` is the role of the fill under it, if any."""

    x: float
    y: float
    text: str
    size: float = 8.5
    anchor: Anchor = "start"
    weight: Weight = "regular"
    role: str = "ink"
    on: str | None = None

    def box(self) -> Box:
        """Left, top, right, bottom of the drawn line."""
        room = width(self.text, self.weight, self.size)
        left = self.x - {"start": 0.0, "middle": room / 2, "end": room}[self.anchor]
        return left, self.y - self.size * 0.72, left + room, self.y + self.size * 0.2


Primitive = Rect | Line | Circle | Text


@dataclass(frozen=True, slots=True)
class DataTable:
    """The chart's numbers as formatted text, for the page's table and the report's annex.

    A hidden value is "•"; the words for it stand under the table, or in the page's markup.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A finished chart; `description` is its alternative text."""

    title: str
    description: str
    width: float
    height: float
    primitives: tuple[Primitive, ...]
    table: DataTable
    language: str = "de"

    @property
    def texts(self) -> tuple[Text, ...]:
        """All lines of text in order of drawing."""
        return tuple(each for each in self.primitives if isinstance(each, Text))
