"""What stands around the story on every page: header, footer, stamp, and the cover. All decoration."""
# ruff: noqa: N803 - methods and arguments that reportlab names

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from exports.pdf import theme
from exports.pdf.flowables.text import heading, paragraph
from exports.pdf.fonts import FACES, Weight, width
from exports.pdf.tagged import TaggedCanvas
from exports.pdf.text import shortened

COVER_EDGE: Final = theme.PAGE_HEIGHT * 0.36
COVER_ART: Final = (0.18, 0.27, 0.22, 0.38, 0.46, 0.41, 0.58, 0.66, 0.6, 0.74)
TITLE_DOWN: Final = 26 * mm
"""From the kicker to the title."""
TITLE_ROOM: Final = theme.PAGE_HEIGHT - COVER_EDGE - theme.BOTTOM - theme.COVER_KICKER.leading - TITLE_DOWN - 40
"""For title and subtitle on the coloured part of the page."""
TITLE_LARGEST, TITLE_OF_LONG, TITLE_LEAST = 38.0, 26.0, 16.0
LONG_TITLE: Final = 90
LONGEST_TITLE: Final = 400
HEADER_LINE: Final = theme.PAGE_HEIGHT - 17 * mm
HEADER_TEXT: Final = theme.PAGE_HEIGHT - 15 * mm
FOOTER_TEXT: Final = 12 * mm
STAMP_BAND: Final = 8 * mm
SMALL: Final = 8.0
ELLIPSIS: Final = "…"
LONGEST_LINE: Final = 240
LONGEST_STAMP: Final = 60


@dataclass(frozen=True)
class Running:
    """Texts on every page but the cover. `page` may hold {page} and {pages}."""

    header_left: str = ""
    header_right: str = ""
    footer_left: str = ""
    page: str = "{page}"


@dataclass(frozen=True)
class Cover:
    """The first page: a kicker over the title, a subtitle, and below who publishes what.

    `…_lang` where these words are not in the document's language.
    """

    title: str
    subtitle: str = ""
    kicker: str = ""
    publisher: str = ""
    lines: tuple[str, ...] = ()
    title_lang: str | None = None
    subtitle_lang: str | None = None
    kicker_lang: str | None = None

    def story(self) -> list[Flowable]:
        """The words of the cover; its colours are drawn by `draw_cover`."""
        subtitle = paragraph(shortened(self.subtitle, 240), theme.COVER_SUBTITLE, lang=self.subtitle_lang)
        title, room = shortened(self.title, LONGEST_TITLE), TITLE_ROOM - subtitle.wrap(theme.TEXT_WIDTH, 0)[1]
        words: list[Flowable] = [
            paragraph(shortened(self.kicker, 100), theme.COVER_KICKER, lang=self.kicker_lang),
            Spacer(0, TITLE_DOWN),
            heading(title, style=_title_style(title, room), is_listed=False, lang=self.title_lang),
            subtitle,
        ]
        lower: list[Flowable] = [paragraph(shortened(self.publisher, 160), theme.COVER_PUBLISHER)]
        lower += [
            paragraph(shortened(line, 240), theme.BODY if number == 0 else theme.SUBLINE)
            for number, line in enumerate(self.lines[:6])
        ]
        return [*words, _DownTo(COVER_EDGE - 34 * mm), *lower]


class _DownTo(Flowable):
    """Space down to a height on the page; none when the page is already further down."""

    def __init__(self, y: float) -> None:
        super().__init__()
        self.y = y

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """The room above the wanted height."""
        self.width = aW
        self.height = max(aH - (self.y - theme.BOTTOM), 0.0)
        return self.width, self.height

    def draw(self) -> None:
        """Nothing."""


def _title_style(title: str, room: float) -> ParagraphStyle:
    """The largest letters in which no word is divided, a long title is not loud, and all of it fits into the room."""
    longest = max((width(word, "bold", TITLE_LARGEST) for word in title.split()), default=0)
    size = TITLE_LARGEST * min(1.0, theme.TEXT_WIDTH / longest if longest else 1.0)
    if len(title) > LONG_TITLE:
        size = min(size, TITLE_OF_LONG)
    style = _sized(max(size, TITLE_LEAST))
    while style.fontSize > TITLE_LEAST and heading(title, style=style).wrap(theme.TEXT_WIDTH, 0)[1] > room:
        style = _sized(style.fontSize - 1)
    return style


def _sized(size: float) -> ParagraphStyle:
    return theme.style("title", theme.COVER_TITLE, fontSize=size, leading=size * 1.13)


def draw_cover(canvas: TaggedCanvas) -> None:
    """The petrol upper part with its bars."""
    with canvas.artifact("Layout"):
        canvas.saveState()
        canvas.setFillColor(theme.PETROL)
        canvas.rect(0, COVER_EDGE, theme.PAGE_WIDTH, theme.PAGE_HEIGHT, stroke=0, fill=1)
        canvas.setFillColor(theme.PETROL_ART)
        step = theme.TEXT_WIDTH / len(COVER_ART)
        for number, share in enumerate(COVER_ART):
            left = theme.SIDE + number * step
            canvas.rect(left, COVER_EDGE, step - 5, COVER_EDGE * share, stroke=0, fill=1)
        canvas.setFillColor(theme.ORANGE)
        canvas.rect(0, COVER_EDGE - 5, theme.PAGE_WIDTH, 5, stroke=0, fill=1)
        canvas.restoreState()


def draw_running(canvas: TaggedCanvas, running: Running) -> None:
    """Header with its rule, footer with the page number."""
    right = theme.PAGE_WIDTH - theme.SIDE
    number = running.page.format(page=canvas.getPageNumber(), pages=canvas.page_total or "")
    with canvas.artifact("Pagination"):
        canvas.saveState()
        canvas.setStrokeColor(theme.RULE)
        canvas.setLineWidth(0.6)
        canvas.line(theme.SIDE, HEADER_LINE, right, HEADER_LINE)
        canvas.setFont(FACES["regular"], SMALL)
        canvas.setFillColor(theme.GREY)
        canvas.drawString(theme.SIDE, HEADER_TEXT, fitting(running.header_left, 300))
        canvas.drawRightString(right, HEADER_TEXT, fitting(running.header_right, 160))
        canvas.drawString(theme.SIDE, FOOTER_TEXT, fitting(running.footer_left, 360))
        canvas.setFont(FACES["bold"], 9)
        canvas.setFillColor(theme.INK)
        canvas.drawRightString(right, FOOTER_TEXT, number)
        canvas.restoreState()


def draw_stamp(canvas: TaggedCanvas, stamp: str) -> None:
    """The stamp as a band on top and as pale large letters across the page, under the text."""
    text = shortened(stamp, LONGEST_STAMP)
    diagonal = math.hypot(theme.PAGE_WIDTH, theme.PAGE_HEIGHT) * 0.72
    size = min(diagonal / max(width(text, "bold", 1), 1), 120)
    with canvas.artifact("Watermark"):
        canvas.saveState()
        canvas.translate(theme.PAGE_WIDTH / 2, theme.PAGE_HEIGHT / 2)
        canvas.rotate(math.degrees(math.atan2(theme.PAGE_HEIGHT, theme.PAGE_WIDTH)))
        canvas.setFont(FACES["bold"], size)
        canvas.setFillColor(theme.STAMP)
        canvas.drawCentredString(0, -size / 3, text)
        canvas.restoreState()


def draw_band(canvas: TaggedCanvas, stamp: str) -> None:
    """The orange band with the stamp's words at the upper edge."""
    with canvas.artifact("Pagination"):
        canvas.saveState()
        canvas.setFillColor(theme.ORANGE)
        top = theme.PAGE_HEIGHT - STAMP_BAND
        canvas.rect(0, top, theme.PAGE_WIDTH, STAMP_BAND, stroke=0, fill=1)
        canvas.setFillColor(theme.WHITE)
        canvas.setFont(FACES["bold"], 9.5)
        words = fitting(stamp, theme.TEXT_WIDTH, "bold", 9.5)
        canvas.drawCentredString(theme.PAGE_WIDTH / 2, top + STAMP_BAND / 2 - 3.2, words)
        canvas.restoreState()


@lru_cache(maxsize=64)
def fitting(text: str, room: float, weight: Weight = "regular", size: float = SMALL) -> str:
    """One line of text, cut with an ellipsis where it is too wide."""
    line = shortened(text, LONGEST_LINE)
    if width(line, weight, size) <= room:
        return line
    while line and width(line + ELLIPSIS, weight, size) > room:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS
