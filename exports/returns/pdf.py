"""What participants get back on paper: PDF/UA-1 and PDF/A-2a in one file; same document, same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from exports.charts.pdf import figure
from exports.messages import Phrase, plain
from exports.paper.kept import Kept
from exports.paper.sheet import TAGS, content
from exports.pdf import flowables as made
from exports.pdf import theme
from exports.pdf.document import PdfDocument
from exports.pdf.flowables import Columns, Flowable, Panel, Table, bullets, caption, heading, paragraph
from exports.pdf.pages import Running
from exports.pdf.text import Span
from exports.returns.parts import Box, Bullets, Cell, Document, Grid, Heading, Paragraph, Part, Picture, Tick
from exports.returns.say import Voice

TITLE: Final = theme.style("returns-title", theme.HEADINGS[1], fontSize=22, leading=26, spaceBefore=0, spaceAfter=8)
QUESTION: Final = theme.style("returns-question", theme.HEADINGS[3], fontSize=10.4, leading=13.2, spaceBefore=12)
BOX: Final = theme.style("returns-box", theme.HEADINGS[3])
STYLES: Final = {
    "body": theme.BODY,
    "lead": theme.LEAD,
    "small": theme.SMALL,
    "note": theme.NOTE,
    "intro": theme.BODY,
}
GAP: Final = 0.2
"""A table is divided rather than leave more of a page empty."""


def render(document: Document) -> bytes:
    """The document as a file. Raises ValueError for a time without zone."""
    return PdfDocument(
        title=document.title,
        created=document.at,
        language=TAGS[document.language],
        identifier=hashlib.sha256(repr(document).encode()).hexdigest()[:16],
        running=Running(
            header_left=document.running,
            footer_left=document.title,
            page=Voice(document.language).text("frame.page"),
        ),
        stamp=document.stamp or None,
    ).render(list(_Paper(document).story()))


def _blocks(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """What stays together: headings with what follows them, a chart with its intro, a table with its notes."""
    block: list[Part] = []
    for part in parts:
        belongs = isinstance(part, Picture) or (isinstance(part, Paragraph) and part.style in ("note", "intro"))
        if block and not belongs and not isinstance(block[-1], Heading):
            yield block
            block = []
        block.append(part)
    if block:
        yield block


def _is_whole(block: Sequence[Part]) -> bool:
    """Whether a block is never divided: a chart and what is said of it, a list to tick, a box."""
    return any(isinstance(part, Picture | Box) or (isinstance(part, Grid) and part.has_ticks) for part in block)


class _Paper:
    """A document as flowables."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def story(self) -> Iterator[Flowable]:
        """The title and all parts; a heading and what explains a table stay with it."""
        yield heading(self.document.title, style=TITLE, is_listed=False)
        if self.document.stamp:
            yield paragraph([Span(self.document.stamp, "bold")])
        for block in _blocks(self.document.parts):
            drawn = [flowable for part in block for flowable in self._drawn(part)]
            is_whole = _is_whole(block)
            yield Kept(drawn, widest_gap=1.0 if is_whole else GAP) if is_whole or len(drawn) > 1 else drawn[0]

    def _drawn(self, part: Part) -> Iterator[Flowable]:
        match part:
            case Heading():
                yield self._heading(part)
            case Paragraph():
                yield paragraph(self._content(part.text), STYLES[part.style])
            case Bullets():
                yield bullets([self._content(item) for item in part.items])
            case Grid():
                yield from self._grid(part)
            case Picture():
                yield figure(part.paper)
            case Box():
                yield self._box(part)

    def _heading(self, part: Heading) -> Flowable:
        words: list[str | Span] = [Span(part.number, "bold"), "  "] if part.number else []
        words += self._content(part.text)
        return heading(words, part.level, style=QUESTION if part.level > 2 else None)

    def _box(self, part: Box) -> Flowable:
        inside: list[Flowable] = [heading(self._content(part.title), 2, style=BOX, is_listed=False)]
        for each in part.parts:
            inside += self._drawn(each)
        return Panel(inside, colour=theme.ORANGE if part.is_warning else theme.PETROL)

    def _grid(self, part: Grid) -> Iterator[Flowable]:
        columns = Columns(part.shares, part.align, row_headers=0 if part.has_ticks else 1)
        rows = [
            [self._cell(cell, is_header=part.has_ticks and at == 1) for at, cell in enumerate(row)] for row in part.rows
        ]
        table = Table(columns, rows, [[plain(name) for name in part.head]] if part.head else ())
        if part.caption:
            yield caption(self._content(part.caption), within=table.group)
        yield table

    def _cell(self, cell: Cell | Tick, *, is_header: bool) -> made.CellLike:
        if isinstance(cell, Tick):
            return made.Tick("many")
        words = self._content(cell.text)
        if cell.is_strong:  # by its words: a bold first cell would be a title that stays with the row after it
            words = [Span(each, "bold") if isinstance(each, str) else replace(each, weight="bold") for each in words]
        words += ["\n", cell.below] if cell.below else []
        return made.Cell(words, is_header=is_header)

    def _content(self, text: Phrase) -> list[str | Span]:
        return content(text, self.document.language)
