"""A story on paper: each of its elements as tagged flowables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from reportlab.lib.styles import PropertySet

from exports.charts.pdf import figure
from exports.pdf import packing, tabulations, theme
from exports.pdf import pages as covers
from exports.pdf.flowables import (
    CondPageBreak,
    Flowable,
    KeyFigure,
    KeyFigures,
    PageBreak,
    Panel,
    bullets,
    caption,
    heading,
    paragraph,
)
from exports.pdf.flowables import Contents as Lines
from exports.story import (
    Box,
    Break,
    Bullets,
    Contents,
    Cover,
    Element,
    Figure,
    Figures,
    Grid,
    Heading,
    Paragraph,
    Style,
    Tabulations,
    Tiles,
)

LEVELS: Final = 2
"""Of headings in the contents."""
STYLES: Final[dict[Style, PropertySet]] = {
    "body": theme.BODY,
    "lead": theme.LEAD,
    "small": theme.SMALL,
    "intro": theme.style("intro", theme.SMALL, keepWithNext=1),
    "subline": theme.SUBLINE,
    "note": theme.NOTE,
    "dense": theme.DENSE_LINE,
    "dense_note": theme.DENSE_NOTE,
}


def cover(own: Cover) -> covers.Cover:
    """The first page."""
    return covers.Cover(
        title=own.title,
        subtitle=own.subtitle,
        kicker=own.kicker,
        publisher=own.publisher,
        lines=own.lines,
        title_lang=own.title_lang,
        subtitle_lang=own.subtitle_lang,
        kicker_lang=own.kicker_lang,
    )


def flowables(elements: Sequence[Element]) -> list[Flowable]:
    """What the elements are on paper, in their order."""
    return [made for element in elements for made in _drawn(element)]


def _drawn(element: Element) -> Iterator[Flowable]:
    match element:
        case Heading():
            yield _heading(element)
        case Paragraph():
            yield paragraph(element.text, STYLES[element.style], lang=element.lang)
        case Bullets():
            yield bullets(element.items, STYLES[element.style], lang=element.lang)
        case Figures():
            yield _figures(element)
        case Tabulations():
            yield from tabulations.tabulations(element)
        case Grid():
            yield from tabulations.table(element)
        case _:
            yield from _framed(element)


def _framed(element: Tiles | Box | Contents | Break) -> Iterator[Flowable]:
    """Tiles, boxes, contents and page breaks."""
    match element:
        case Tiles():
            yield KeyFigures([KeyFigure(tile.value, tile.text, tile.sure) for tile in element.tiles], lang=element.lang)
        case Box():
            made = [each for inner in element.elements for each in _boxed(inner)]
            yield Panel(made, colour=theme.ORANGE if element.is_warning else theme.PETROL)
        case Contents():
            yield heading(element.title, is_listed=False)
            yield Lines(LEVELS)
        case Break():
            yield PageBreak() if element.room >= 1 else CondPageBreak(element.room * theme.TEXT_HEIGHT)


def _boxed(element: Element) -> Iterator[Flowable]:
    """What stands in a box: its title is small, whatever its level."""
    if isinstance(element, Heading):
        yield heading(
            element.text, element.level, style=theme.BOX_TITLE, is_listed=element.is_listed, lang=element.lang
        )
    else:
        yield from _drawn(element)


def _heading(own: Heading) -> Flowable:
    return heading(own.text, own.level, number=own.number, is_listed=own.is_listed, lang=own.lang)


def _figures(own: Figures) -> Flowable:
    """Figures that find their places, and with them their numbers, page by page."""
    blocks = [packing.Block(_drawing(each, own.chapter), each.follows, place) for place, each in enumerate(own.figures)]
    return packing.Packed(blocks, own.first)


def _drawing(own: Figure, chapter: str) -> Callable[[int], packing.Whole]:
    picture = figure(own.chart, where=own.where, lang=own.lang)
    words = [paragraph(own.subline, theme.SUBLINE, lang=own.lang)] if own.subline else []
    notes = [paragraph(note, theme.NOTE, lang=own.lang) for note in own.notes]

    def draw(number: int) -> packing.Whole:
        return packing.Whole([caption(own.caption(f"{chapter}.{number}"), lang=own.lang), *words, picture, *notes])

    return draw
