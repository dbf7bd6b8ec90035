"""A report as neutral elements in the order of reading: what stands in it, and nothing of paper or page.

``exports.report`` tells a release as a story; ``exports.pdf.story`` and ``exports.html`` draw it. Both say the same
words in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from exports.charts.primitives import Chart
from exports.messages import say
from exports.pdf.text import Content
from surveys.messages import Message

Style = Literal["body", "lead", "small", "intro", "subline", "note", "dense", "dense_note"]
"""How loud a paragraph is; an intro and a dense line stay with what follows them."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3 with its number („2.1“); a listed one stands in the contents. ``lang`` is BCP 47."""

    text: str
    level: int = 1
    number: str = ""
    is_listed: bool = True
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words, some of them links to the places of tables."""

    text: Content
    style: Style = "body"
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[Content, ...]
    style: Style = "body"
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """A large value with what it says („71 %“, „der Betriebe melden Bedarf“), of an estimate also its interval."""

    value: str
    text: Content
    sure: str = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    """Key figures side by side."""

    tiles: tuple[Tile, ...]
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """What stands apart in a box; a warning stands out."""

    elements: tuple[Heading | Paragraph | Bullets, ...]
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell over several columns, or one that is bold."""

    text: str
    columns: int = 1
    is_bold: bool = False
    is_centred: bool = False


Line = tuple[str | Slot, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: lines of heads, lines of figures; the first column holds labels.

    ``shares`` are the relative widths of its columns; without them each is as wide as its figures. One of ``words``
    has no figures.
    """

    head: tuple[Line, ...]
    rows: tuple[Line, ...]
    caption: str = ""
    shares: tuple[float, ...] = ()
    lang: str | None = None
    is_dense: bool = False
    is_words: bool = False

    @property
    def width(self) -> int:
        """How many columns it has."""
        line = (*self.head, *self.rows)[-1]
        return sum(each.columns if isinstance(each, Slot) else 1 for each in line)


@dataclass(frozen=True, slots=True)
class Tabulation:
    """All figures of one question or of several: the places that links name, what is shown, and the grids."""

    places: tuple[str, ...]
    caption: str
    about: str
    grids: tuple[Grid, ...]
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Tabulations:
    """Tables one after another."""

    tables: tuple[Tabulation, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its headline, what is shown, and what its signs mean.

    ``where`` says at the end of its alternative text where all values are; ``tables`` are these values, for where there
    is room for them.
    """

    headline: str
    subline: str
    chart: Chart
    notes: tuple[Content, ...]
    where: str = ""
    tables: tuple[Tabulation, ...] = ()
    lang: str | None = None

    def caption(self, number: str) -> str:
        """The headline with the figure's number („Abbildung 3.4: …“)."""
        return say(Message("report.figure", {"number": number, "title": self.headline}), self.chart.language)


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of a chapter, numbered from ``first``."""

    figures: tuple[Figure, ...]
    chapter: str
    first: int

    def numbered(self) -> Iterator[tuple[str, Figure]]:
        """The figures in order with their numbers."""
        for number, figure in enumerate(self.figures, start=self.first):
            yield f"{self.chapter}.{number}", figure


@dataclass(frozen=True, slots=True)
class Contents:
    """The headings of all chapters."""

    title: str


@dataclass(frozen=True, slots=True)
class Break:
    """What follows begins on a new page, unless ``room`` (a part of a page) is left on this one."""

    room: float = 1.0


Element = Heading | Paragraph | Bullets | Tiles | Box | Grid | Tabulations | Figures | Contents | Break


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands in front: whose report on what, and which state of the data it shows.

    ``name`` is what the file is called, where no page is seen; of words in another language ``…_lang`` is BCP 47.
    """

    name: str
    title: str
    subtitle: str
    kicker: str
    publisher: str
    lines: tuple[str, ...]
    title_lang: str | None = None
    subtitle_lang: str | None = None
    kicker_lang: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A report: its cover, and all that follows. ``stamp`` says on every page that it is no final one."""

    cover: Cover
    elements: tuple[Element, ...]
    stamp: str = ""
