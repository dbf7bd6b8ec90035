"""A short document in the order of reading: what stands in it, and nothing of paper or page.

Words carry the language they are in, because an answer that has no French label stays German.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from exports.charts.layout import SCREEN, Look
from exports.charts.primitives import Chart
from exports.messages import Phrase
from exports.numbers import Language

Style = Literal["body", "lead", "small", "note", "intro"]
"""How loud a paragraph is; an intro stays with the chart after it."""
WIDE: Final = 470.0
NARROW: Final = 230.0
"""Widths of charts; letters of the narrow one can be read on a telephone."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 or 3 (the title is the only one of level 1); ``number`` is the question's („K-B1“)."""

    text: Phrase
    level: int = 2
    number: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words."""

    text: Phrase
    style: Style = "body"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table: words, and ``below`` what belongs to them (the base of a figure)."""

    text: Phrase
    below: str = ""
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """An empty box to tick on paper."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. ``shares`` are relative widths, ``align`` a letter (l, c, r) for each column.

    The first column names the rows, or the second one after boxes to tick.
    """

    caption: Phrase
    head: tuple[Phrase, ...]
    rows: tuple[tuple[Cell | Tick, ...], ...]
    shares: tuple[float, ...]
    align: str

    @property
    def has_ticks(self) -> bool:
        """Whether its rows begin with boxes to tick."""
        return any(isinstance(row[0], Tick) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, drawn for paper, for wide windows and for a telephone. All its values stand in the table after it."""

    paper: Chart
    wide: Chart
    narrow: Chart


@dataclass(frozen=True, slots=True)
class Box:
    """What stands apart; a warning stands out."""

    title: Phrase
    parts: tuple[Paragraph | Bullets, ...]
    is_warning: bool = False


def picture(draw: Callable[[Look], Chart], language: Language, decimals: int) -> Picture:
    """The chart that ``draw`` makes, in all its widths."""
    looks = ((WIDE, 1.0), (WIDE, SCREEN), (NARROW, SCREEN))
    return Picture(*(draw(Look(language, width, "", decimals, stretch)) for width, stretch in looks))


Part = Heading | Paragraph | Bullets | Grid | Picture | Box


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its title, the only moment in it, and its parts. ``stamp`` stands on every page of paper."""

    title: str
    running: str
    at: datetime
    language: Language
    parts: tuple[Part, ...]
    stamp: str = ""
