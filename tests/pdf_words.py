"""What a PDF says, twice: as the flowables it was made of say it, and as its structure tree reads it aloud.

Both give a word of a figure as its alternative text, and leave out the contents, whose lines follow from the headings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import singledispatch
from io import BytesIO
from typing import Any
from unittest.mock import patch

import pikepdf
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, NextPageTemplate, PageBreak, Spacer

from exports.paper.columns import Beside
from exports.paper.kept import Kept
from exports.pdf.document import PdfDocument
from exports.pdf.flowables import (
    AnswerField,
    AnswerLines,
    Contents,
    Figure,
    KeyFigures,
    Stack,
    Table,
    Text,
    TwoColumns,
)
from exports.pdf.flowables.lists import Item, Label
from exports.pdf.seams import SOFT
from exports.readback.content import Fonts, PageText, page_text

INLINE = {"/Span", "/Link", "/Reference", "/Quote"}


@contextmanager
def stories() -> Iterator[list[list[str]]]:
    """The words of every document that is rendered meanwhile; the documents themselves are as ever."""
    heard: list[list[str]] = []
    render = PdfDocument.render

    def listen(document: PdfDocument, story: Sequence[Flowable]) -> bytes:
        cover = document.cover.story() if document.cover else []
        heard.append(" ".join(word for each in [*cover, *story] for word in said(each)).split())
        return render(document, story)

    with patch.object(PdfDocument, "render", listen):
        yield heard


@singledispatch
def said(flowable: Any) -> Iterator[str]:
    """The texts of a flowable in the order of reading. A new kind of flowable is registered here."""
    if type(flowable).__name__ != "_DownTo":
        raise TypeError(f"what does {type(flowable).__name__} say?")
    yield from ()


@said.register(Spacer)
@said.register(PageBreak)
@said.register(CondPageBreak)
@said.register(NextPageTemplate)
@said.register(AnswerLines)
@said.register(Contents)
def _nothing(_flowable: Any) -> Iterator[str]:
    yield from ()


@said.register
def _text(text: Text) -> Iterator[str]:
    yield text.source


@said.register(Stack)
@said.register(Beside)
def _stack(stack: Any) -> Iterator[str]:
    for child in stack.children:
        yield from said(child)


@said.register(Kept)
@said.register(TwoColumns)
def _around(flowable: Any) -> Iterator[str]:
    yield from said(flowable.stack)


@said.register
def _together(flowable: KeepTogether) -> Iterator[str]:
    for child in getattr(flowable, "_content", ()):
        yield from said(child)


@said.register
def _item(item: Item) -> Iterator[str]:
    if isinstance(item.marker, Label):
        yield item.marker.text
    yield from said(item.body)


@said.register
def _table(table: Table) -> Iterator[str]:
    for row in [*table.head, *table.rows]:
        yield from (cell.text.source for cell in row.cells if cell.text)


@said.register
def _figure(figure: Figure) -> Iterator[str]:
    yield figure.alt


@said.register
def _key_figures(figures: KeyFigures) -> Iterator[str]:
    for tile in figures.tiles:
        yield from (text.source for text in tile)


@said.register
def _field(field: AnswerField) -> Iterator[str]:
    yield from (field.before.source, field.after.source)


# --- the file ------------------------------------------------------------------------------------------


def read_aloud(pdf: pikepdf.Pdf) -> list[str]:
    """The words of the structure tree, element by element."""
    return "".join(_aloud(pdf.Root.StructTreeRoot, None, _texts(pdf))).split()


def words_of(data: bytes) -> list[str]:
    """The words of the structure tree of a file."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return read_aloud(pdf)


def marks_in_order(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, int]]:
    """Page and number of everything marked that is not empty, in the order of reading."""
    pages = _texts(pdf)
    for page, number in _marks(pdf.Root.StructTreeRoot, None):
        if any(text.strip() for _, text in pages[page].marked.get(number, ())):
            yield page, number


def _texts(pdf: pikepdf.Pdf) -> dict[Any, PageText]:
    fonts = Fonts()
    return {page.obj.objgen: page_text(page, fonts) for page in pdf.pages}


def _marks(element: Any, page: Any) -> Iterator[tuple[Any, int]]:
    """Page and number of the marked contents of an element and all below it."""
    page = element.get("/Pg", page)
    for kid in children(element):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from _marks(kid, page)
        elif (mark := _mark(kid, page)) is not None:
            yield mark


def _mark(kid: Any, page: Any) -> tuple[Any, int] | None:
    """Page and number of a marked content; None for an annotation."""
    if not isinstance(kid, pikepdf.Dictionary):
        return page.objgen, int(kid)
    return (kid.get("/Pg", page).objgen, int(kid.MCID)) if "/MCID" in kid else None


def _aloud(element: Any, page: Any, pages: dict[Any, PageText]) -> Iterator[str]:
    """The texts of an element, with a space around what is a block of its own."""
    tag, page = str(element.get("/S", "")), element.get("/Pg", page)
    if tag == "/TOC":
        return
    gap = "" if tag in INLINE else " "
    yield gap
    if tag == "/Figure":
        yield str(element.get("/Alt", ""))
    else:
        for kid in children(element):
            yield from _child(kid, page, pages)
    yield gap


def _child(kid: Any, page: Any, pages: dict[Any, PageText]) -> Iterator[str]:
    if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
        yield from _aloud(kid, page, pages)
    elif (mark := _mark(kid, page)) is not None:
        said = (text for place, text in pages[mark[0]].marked.get(mark[1], ()) if place == "text")
        yield from (text.replace(SOFT, "") for text in said)


def children(element: Any) -> list[Any]:
    """The entries below an element of the tree, in their order."""
    if "/K" not in element:
        return []
    return list(element.K) if isinstance(element.K, pikepdf.Array) else [element.K]
