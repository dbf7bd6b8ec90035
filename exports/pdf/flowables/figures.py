"""Figures, and the row of key figures."""
# ruff: noqa: N803 - methods and arguments that reportlab names

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.platypus import Flowable

from exports.pdf import theme
from exports.pdf.flowables.text import Group, Text
from exports.pdf.structure import Attributes
from exports.pdf.tagged import TaggedCanvas, tagged
from exports.pdf.text import Content, shortened

PER_ROW: Final = 4
LEAST_PER_ROW: Final = 3
LONGEST_TEXT: Final = 240
LONGEST_ALT: Final = 8_000
"""A string of PDF/A has at most 32,767 bytes, and a sign up to four."""


class Figure(Flowable):
    """A drawing with an alternative text; made smaller when it is too large for the page."""

    def __init__(
        self,
        size: tuple[float, float],
        alt: str,
        paint: Callable[[TaggedCanvas], None],
        *,
        lang: str | None = None,
    ) -> None:
        super().__init__()
        self.natural = size
        self.alt = shortened(alt, LONGEST_ALT)
        self.paint = paint
        self.lang = lang
        self.scale = 1.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Size on the page: never wider than the column nor higher than a page."""
        width, height = self.natural
        self.scale = min(1.0, aW / width, (theme.TEXT_HEIGHT - 120) / height)
        self.width, self.height = width * self.scale, height * self.scale
        return self.width, self.height

    def draw(self) -> None:
        """Draw it as one piece of marked content."""
        canvas = tagged(self.canv)
        if canvas.is_dry:
            return
        left, bottom = canvas.absolutePosition(0, 0)
        box = (left, bottom, left + self.width, bottom + self.height)
        with canvas.figure(self.alt, box, self.lang):
            canvas.saveState()
            canvas.scale(self.scale, self.scale)
            self.paint(canvas)
            canvas.restoreState()


def _short(text: Content) -> Content:
    return shortened(text, LONGEST_TEXT) if isinstance(text, str) else text


@dataclass(frozen=True)
class KeyFigure:
    """A large value with what it says ("71 %", "der Betriebe melden Bedarf"), and how sure it is."""

    value: str
    text: Content
    sure: str = ""


class KeyFigures(Flowable):
    """Up to four key figures side by side; more of them fill further rows."""

    def __init__(self, figures: Sequence[KeyFigure], *, lang: str | None = None) -> None:
        super().__init__()
        self.tiles = [
            [
                Text(shortened(each.value, 24), theme.KEY_VALUE),
                *([Text(each.sure, theme.KEY_SURE)] if each.sure else []),
                Text(_short(each.text), theme.KEY_TEXT),
            ]
            for each in figures
        ]
        self.lang = lang
        self.spaceBefore, self.spaceAfter = 9.0, 12.0
        self._rows: list[float] = []

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Width given, height of all rows."""
        count = len(self.tiles)
        # rows of about the same length: five are three and two
        self.columns = max(-(-count // max(-(-count // PER_ROW), 1)), LEAST_PER_ROW)
        self.tile_width = (aW - (self.columns - 1) * theme.GUTTER) / self.columns
        heights = [self._tile_height(tile) for tile in self.tiles]
        self._rows = [max(heights[i : i + self.columns]) for i in range(0, len(heights), self.columns)]
        self.width = aW
        self.height = sum(self._rows) + theme.GUTTER * max(len(self._rows) - 1, 0)
        return self.width, self.height

    def _tile_height(self, tile: Sequence[Text]) -> float:
        room = self.tile_width - 4
        return 2 + sum(4 + line.wrap(room, 1000)[1] for line in tile)

    def draw(self) -> None:
        """Each tile is a paragraph: value, its interval, then text."""
        canvas = tagged(self.canv)
        if canvas.is_dry:
            return
        top = self.height
        for row, row_height in enumerate(self._rows):
            for column, tile in enumerate(self.tiles[row * self.columns : (row + 1) * self.columns]):
                self._draw_tile(canvas, tile, column * (self.tile_width + theme.GUTTER), top)
            top -= row_height + theme.GUTTER

    def _draw_tile(self, canvas: TaggedCanvas, tile: Sequence[Text], x: float, top: float) -> None:
        with canvas.artifact():
            canvas.setFillColor(theme.PETROL)
            canvas.rect(x, top - 2.2, self.tile_width, 2.2, stroke=0, fill=1)
        with Group("P", Attributes(lang=self.lang)).open(canvas):
            y = top - 2
            for line in tile:
                y -= 4 + line.height
                line.drawOn(canvas, x, y)
