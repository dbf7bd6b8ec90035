"""A story on paper: each of its elements as tagged flowables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from reportlab.lib.styles import PropertySet

from exports.charts.pdf import figure
from exports.charts.tall import heightened
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
from exports.pdf.text import plain
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
LONGEST_WHOLE: Final = 900
"""Signs of a paragraph that stays on one page."""
MOST_WHOLE_ROWS: Final = 30
"""So many rows of a table do."""
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
    """What the elements are on paper, in their order; those around figures fill their pages together."""
    made: list[Flowable] = []
    for is_whole, run in groupby(elements, key=_is_whole):
        own = list(run)
        last = max((place for place, each in enumerate(own) if isinstance(each, Figures)), default=-1) + is_whole
        made += _packed(own[:last]) if last > 0 else []
        made += [each for element in own[last if is_whole else 0 :] for each in _drawn(element)]
    return made


def _is_whole(element: Element) -> bool:
    """Whether an element stays on one page; long texts and tables flow."""
    match element:
        case Paragraph():
            return len(plain(element.text)) <= LONGEST_WHOLE
        case Break():
            return element.room < 1
        case Grid():
            return bool(element.caption) and len(element.rows) <= MOST_WHOLE_ROWS
        case _:
            return isinstance(element, Heading | Tiles | Box | Figures)


def _packed(elements: Sequence[Element]) -> list[Flowable]:
    """A run that ends with figures."""
    blocks: list[packing.Block] = []
    before: list[Flowable] = []
    is_chapter = False
    for element in elements:
        if isinstance(element, Break):
            is_chapter = True
            before += [] if blocks else _drawn(element)
            continue
        own = _blocks(element)
        own[0] = replace(own[0], is_chapter=is_chapter and bool(blocks))
        blocks, is_chapter = [*blocks, *own], False
    return [*before, packing.Packed(blocks)]


def _blocks(element: Element) -> list[packing.Block]:
    if isinstance(element, Figures):
        return [_figure(each, number) for number, each in element.numbered()]
    is_note = isinstance(element, Paragraph) and element.style in ("note", "subline")
    return [packing.Block(_same(made), is_note=is_note) for made in _drawn(element)]


def _same(made: Flowable) -> Callable[[float], Flowable]:
    """What has its own height, however tall charts are."""
    return lambda _stretch: made


def _drawn(element: Element) -> Iterator[Flowable]:
    match element:
        case Heading():
            yield _heading(element)
        case Paragraph():
            yield paragraph(element.text, STYLES[element.style], lang=element.lang)
        case Bullets():
            yield bullets(element.items, STYLES[element.style], lang=element.lang)
        case Figures():
            yield packing.Packed(_blocks(element))
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


def _figure(own: Figure, number: str) -> packing.Block:
    """A figure with its words, whose chart may be taller or lower."""
    words = [caption(own.caption(number), lang=own.lang)]
    words += [paragraph(own.subline, theme.SUBLINE, lang=own.lang)] if own.subline else []
    notes = [paragraph(note, theme.NOTE, lang=own.lang) for note in own.notes]

    def draw(stretch: float) -> packing.Whole:
        return packing.Whole([*words, figure(heightened(own.chart, stretch), where=own.where, lang=own.lang), *notes])

    return packing.Block(draw, own.chart.height)
