"""Colours, measures and text styles of everything that is printed. Units are points."""

from typing import Any, Final

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, PropertySet
from reportlab.lib.units import mm

from exports.pdf.fonts import FACES

INK: Final = HexColor("#16242E")
GREY: Final = HexColor("#4B5963")
PETROL: Final = HexColor("#005F73")
PETROL_ART: Final = HexColor("#0E6E83")
ORANGE: Final = HexColor("#BB4A00")
MID: Final = HexColor("#8795A0")
RULE: Final = HexColor("#C5CED5")
PANEL: Final = HexColor("#F1F5F7")
STAMP: Final = HexColor("#F8EEE7")
PEACH: Final = HexColor("#FFD9BF")
WHITE: Final = HexColor("#FFFFFF")

PAGE_WIDTH, PAGE_HEIGHT = A4
SIDE: Final = 22 * mm
TOP: Final = 23 * mm
BOTTOM: Final = 19 * mm
TEXT_WIDTH: Final = PAGE_WIDTH - 2 * SIDE
TEXT_HEIGHT: Final = PAGE_HEIGHT - TOP - BOTTOM
GUTTER: Final = 10.0


def style(name: str, parent: PropertySet | None = None, **changes: Any) -> ParagraphStyle:
    """A text style; what is not named comes from the parent, else from body text."""
    if parent is not None:
        return ParagraphStyle(name, parent=parent, **changes)
    basis: dict[str, Any] = {
        "fontName": FACES["regular"],
        "fontSize": 10.2,
        "leading": 14.6,
        "textColor": INK,
        "spaceAfter": 6,
        "linkUnderline": 1,
        "underlineWidth": 0.6,
        "embeddedHyphenation": 1,
        "allowWidows": 0,
        "allowOrphans": 0,
        "bulletFontName": FACES["regular"],
    }
    return ParagraphStyle(name, **(basis | changes))


BODY: Final = style("body")
LEAD: Final = style("lead", fontName=FACES["light"], fontSize=13, leading=18.5, spaceAfter=10)
SMALL: Final = style("small", fontSize=9.4, leading=12.6, spaceAfter=4)
SUBLINE: Final = style("subline", fontSize=8.6, leading=10.8, textColor=GREY, spaceAfter=3)
NOTE: Final = style("note", fontSize=8, leading=10.2, textColor=GREY, spaceBefore=2, spaceAfter=8)
CAPTION: Final = style(
    "caption",
    fontName=FACES["semibold"],
    fontSize=10,
    leading=13.2,
    spaceBefore=11,
    spaceAfter=1,
    keepWithNext=1,
)
HEADINGS: Final = {
    1: style(
        "heading1",
        fontName=FACES["bold"],
        fontSize=24,
        leading=28,
        textColor=PETROL,
        spaceBefore=26,
        spaceAfter=10,
        keepWithNext=1,
    ),
    2: style(
        "heading2",
        fontName=FACES["bold"],
        fontSize=14.5,
        leading=18,
        spaceBefore=14,
        spaceAfter=4,
        keepWithNext=1,
    ),
    3: style(
        "heading3",
        fontName=FACES["bold"],
        fontSize=11,
        leading=14.5,
        spaceBefore=9,
        spaceAfter=2,
        keepWithNext=1,
    ),
}
BOX_TITLE: Final = style("box-title", HEADINGS[3], spaceBefore=0, textColor=PETROL)
TABLE_CELL: Final = style("cell", fontSize=8.8, leading=11, spaceAfter=0)
TABLE_HEAD: Final = style("head", fontName=FACES["bold"], fontSize=8.4, leading=10.4, spaceAfter=0, textColor=WHITE)
DENSE_CAPTION: Final = style("dense-caption", CAPTION, fontSize=8.8, leading=10.8, spaceBefore=8)
DENSE_LINE: Final = style("dense-line", SUBLINE, fontSize=8, leading=9.8, spaceAfter=2, keepWithNext=1)
DENSE_NOTE: Final = style("dense-note", NOTE, fontSize=8, leading=9.8, spaceBefore=1, spaceAfter=5)
DENSE_CELL: Final = style("dense-cell", TABLE_CELL, fontSize=8, leading=9.0)
DENSE_HEAD: Final = style("dense-head", TABLE_HEAD, fontSize=8, leading=9.0)
KEY_VALUE: Final = style("key-value", fontName=FACES["bold"], fontSize=28, leading=32, textColor=PETROL, spaceAfter=0)
KEY_SURE: Final = style("key-sure", fontSize=8.6, leading=10.6, textColor=GREY, spaceAfter=0)
KEY_TEXT: Final = style("key-text", fontSize=9.4, leading=12, spaceAfter=0)
CONTENTS: Final = {
    1: style("contents1", fontName=FACES["semibold"], spaceBefore=5, spaceAfter=1),
    2: style("contents2", leftIndent=14, fontSize=9.6, leading=13.4, spaceAfter=1),
}
COVER_KICKER: Final = style("cover-kicker", fontName=FACES["bold"], fontSize=10, leading=13, textColor=PEACH)
COVER_TITLE: Final = style(
    "cover-title",
    fontName=FACES["bold"],
    fontSize=38,
    leading=43,
    textColor=WHITE,
    spaceAfter=14,
)
COVER_SUBTITLE: Final = style("cover-subtitle", fontName=FACES["light"], fontSize=16, leading=22, textColor=WHITE)
COVER_PUBLISHER: Final = style("cover-publisher", fontName=FACES["bold"], fontSize=11.5)

ALIGNMENTS: Final = {"left": 0, "center": TA_CENTER, "right": TA_RIGHT}
