"""PDF: blocks as the structure tree names them, what is drawn outside of it, and what the file says of itself.

The file is expected to be tagged (PDF/UA): a table is a Table element with its Caption, a figure has an alternative
text, everything else is a paragraph, a heading or an item of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final
from xml.etree import ElementTree as Xml

import pikepdf

from analysis.release import Printed
from exports.readback.content import Fonts, PageText, page_text
from exports.readback.unreadable import Unreadable

WHOLE: Final = {"P", "H1", "H2", "H3", "H4", "H5", "H6", "Caption", "LI", "TOCI", "Note", "Formula"}
"""Elements that are one block of text, whatever is inside."""
SPOKEN: Final = {"/Alt": "alt", "/ActualText": "actual", "/E": "expanded", "/T": "named"}
UNSPOKEN: Final = {"/ID", "/Registry", "/Ordering", "/Lang", "/Dest", "/Contents", "/DA", "/OutputConditionIdentifier"}
"""Strings that name things of the format itself; what annotations contain is told with the element of each."""
STREAMS: Final = {"/FontFile", "/FontFile2", "/FontFile3", "/ToUnicode", "/DestOutputProfile", "/Metadata", "/Contents"}
"""Streams that are fonts, colour profiles and the packet, and contents that are read with their page."""
DEEPEST: Final = 60
SOFT_HYPHEN: Final = re.compile(r"(?<!\d)\u00ad(?!\d)")
MARKS: Final = {"rect", "line", "circle", "other"}


def read(content: bytes) -> Iterator[Printed]:
    """The pieces of a file.

    Tables: place „caption“, „head 1/2“ or „3/2“ (line and column, from 1). Other blocks: „text“, „alt“,
    „link“; of figures „drawn“ and between these „rect“, „line“, „circle“, „other“ with colours and numbers. Last come
    „page 7“ (what is not in the tree) and „metadata“. Raises Unreadable for a damaged, encrypted or untagged file, and
    for one with an older version of itself inside.
    """
    if content.count(b"startxref") != 1 or content.rstrip()[-5:] != b"%%EOF":
        raise Unreadable("the file holds an older version of itself, or something after its end")
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            if pdf.is_encrypted or "/StructTreeRoot" not in pdf.Root:
                raise Unreadable("the file is encrypted or not tagged")
            tree = _Tree(pdf)
            yield from tree.blocks()
            yield from tree.rest()
            yield from _metadata(pdf)
    except (pikepdf.PdfError, AttributeError, IndexError, KeyError, TypeError, UnicodeDecodeError) as problem:
        raise Unreadable(f"no readable PDF: {problem}") from problem


@dataclass(slots=True)
class _Cells:
    """Where the next cell of a table stands."""

    block: str
    line: int = 0
    column: int = 0
    heads: int = 0
    is_head: bool = False
    pieces: list[Printed] = field(default_factory=list)
    notes: list[Printed] = field(default_factory=list)


class _Tree:
    """The structure tree with the text of all pages."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        fonts = Fonts()
        self.pages: dict[Any, tuple[int, PageText]] = {
            page.obj.objgen: (number, page_text(page, fonts)) for number, page in enumerate(pdf.pages, start=1)
        }
        self.counts: dict[str, int] = {}

    def blocks(self) -> Iterator[Printed]:
        """All elements in the order of reading."""
        yield from self._walk(self.pdf.Root.StructTreeRoot, None, 0)

    def rest(self) -> Iterator[Printed]:
        """What pages show that no element claims."""
        for number, text in self.pages.values():
            for mark, words in text.loose:
                yield Printed(f"page {number}", mark or "unmarked", words)
            for pieces in text.marked.values():
                yield from (Printed(f"page {number}", "unclaimed", words) for _, words in pieces)

    def _walk(self, element: pikepdf.Object, page: Any, depth: int) -> Iterator[Printed]:
        if depth > DEEPEST:
            raise Unreadable("elements within elements without end")
        for child in _children(element):
            if not isinstance(child, pikepdf.Dictionary) or "/S" not in child:
                block = self._name("Loose")
                yield from (Printed(block, place, text) for place, text in self._said(child, page))
                continue
            tag, own = str(child.S)[1:], child.get("/Pg", page)
            if tag == "Table":
                yield from self._table(child, own)
            elif tag in WHOLE or tag == "Figure":
                yield from self._text(child, own, self._name(tag), "drawn" if tag == "Figure" else "text")
            else:
                yield from _spoken(child, self._name(tag))
                yield from self._walk(child, own, depth + 1)

    def _name(self, tag: str) -> str:
        self.counts[tag] = self.counts.get(tag, 0) + 1
        return f"{tag} {self.counts[tag]}"

    def _text(self, element: pikepdf.Object, page: Any, block: str, place: str) -> Iterator[Printed]:
        """The text of an element with all inside it as one piece, and what is only spoken; in a figure also marks.

        Where marks stand among the text, it comes in pieces between them.
        """
        words: list[str] = []
        for where, text in self._inside(element, page, 0):
            if where == "text":
                words.append(text)
                continue
            if words and where in MARKS:
                yield Printed(block, place, _whole(words))
                words = []
            yield Printed(block, where, text)
        yield Printed(block, place, _whole(words))

    def _inside(self, element: pikepdf.Object, page: Any, depth: int) -> Iterator[tuple[str, str]]:
        if depth > DEEPEST:
            raise Unreadable("elements within elements without end")
        for key, place in SPOKEN.items():
            if key in element:
                yield place, str(element[key])
        page = element.get("/Pg", page)
        for child in _children(element):
            if isinstance(child, pikepdf.Dictionary) and "/S" in child:
                yield from self._inside(child, page, depth + 1)
            else:
                yield from self._said(child, page)

    def _said(self, child: Any, page: Any) -> Iterator[tuple[str, str]]:
        """Marked content, or an annotation."""
        if isinstance(child, pikepdf.Dictionary):
            page = child.get("/Pg", page)
            if "/Obj" in child:
                for key in ("/Contents", "/TU", "/T", "/V"):
                    if key in child.Obj:
                        yield "link", str(child.Obj[key])
                return
            child = child.MCID
        _, text = self.pages[page.objgen]
        yield from text.marked.pop(int(child), [])

    def _table(self, element: pikepdf.Object, page: Any) -> Iterator[Printed]:
        cells = _Cells(self._name("Table"))
        yield from _spoken(element, cells.block)
        self._rows(element, page, cells)
        yield from cells.pieces
        yield from cells.notes

    def _rows(self, element: pikepdf.Object, page: Any, cells: _Cells) -> None:
        for child in _children(element):
            if not isinstance(child, pikepdf.Dictionary) or "/S" not in child:
                said = self._said(child, page)
                cells.pieces += (Printed(cells.block, f"loose {place}", text) for place, text in said)
                continue
            tag, own = str(child.S)[1:], child.get("/Pg", page)
            if tag in ("TH", "TD"):
                cells.column += 1
                line = cells.line - (0 if cells.is_head else cells.heads)
                place = f"{'head ' if cells.is_head else ''}{line}/{cells.column}"
                cells.pieces += self._text(child, own, cells.block, place)
                cells.column += _span(child) - 1
            elif tag == "Caption":
                # paragraphs in it are blocks of their own, told after the table that they are about
                for each in _children(child):
                    if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/P":
                        cells.notes += self._text(each, own, self._name("P"), "text")
                cells.pieces += self._text(child, own, cells.block, "caption")
            else:
                self._open(tag, cells)
                cells.pieces += _spoken(child, cells.block)
                self._rows(child, own, cells)

    def _open(self, tag: str, cells: _Cells) -> None:
        if tag == "TR":
            cells.line, cells.column = cells.line + 1, 0
            cells.heads += cells.is_head
        else:
            cells.is_head = tag == "THead"


def _whole(pieces: list[str]) -> str:
    """A text without the hyphens at which words come apart; one within a number is told."""
    return SOFT_HYPHEN.sub("", "".join(pieces)).strip()


def _children(element: pikepdf.Object) -> list[Any]:
    inside = element.get("/K")
    if inside is None:
        return []
    return list(inside) if isinstance(inside, pikepdf.Array) else [inside]


def _span(cell: pikepdf.Object) -> int:
    attributes = cell.get("/A", pikepdf.Dictionary())
    return int(attributes.get("/ColSpan", 1)) if isinstance(attributes, pikepdf.Dictionary) else 1


def _spoken(element: pikepdf.Object, block: str) -> Iterator[Printed]:
    for key, place in SPOKEN.items():
        if key in element:
            yield Printed(block, place, str(element[key]))


# --- what the file says of itself ----------------------------------------------------------------------


def _metadata(pdf: pikepdf.Pdf) -> Iterator[Printed]:
    for key, value in pdf.docinfo.items():
        yield Printed("metadata", f"info {key}", str(value))
    if "/Metadata" in pdf.Root:
        yield from _packet(pdf.Root.Metadata.read_bytes())
    info, known = pdf.docinfo.objgen, set[tuple[int, int]]()
    streams = []
    for each in pdf.objects:
        if isinstance(each, pikepdf.Stream):
            streams.append(each)
        if isinstance(each, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array) and each.objgen != info:
            yield from _strings(each, "", known)
    for stream in streams:
        if stream.objgen not in known:
            yield Printed("metadata", "stream", stream.read_bytes().decode("latin-1"))


def _packet(packet: bytes) -> Iterator[Printed]:
    """Every text and attribute of the metadata packet, and its comments."""
    try:
        tree = Xml.fromstring(packet, Xml.XMLParser(target=Xml.TreeBuilder(insert_comments=True)))  # noqa: S314 - no entity is loaded
    except Xml.ParseError as problem:
        raise Unreadable(f"the metadata cannot be read: {problem}") from problem
    for element in tree.iter():
        name: object = element.tag
        place = name.rpartition("}")[2] if isinstance(name, str) else "comment"
        texts = [element.text, element.tail, *element.attrib.values()]
        yield from (Printed("metadata", f"packet {place}", text.strip()) for text in texts if text and text.strip())


def _strings(part: Any, key: str, known: set[tuple[int, int]]) -> Iterator[Printed]:
    """The strings of an object that are told nowhere else; streams with a use that is known are noted."""
    if isinstance(part, pikepdf.String):
        if key not in UNSPOKEN and key not in SPOKEN:
            yield Printed("metadata", key, str(part))
    elif key and getattr(part, "is_indirect", False):
        if key in STREAMS:
            known.add(part.objgen)
    elif isinstance(part, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream):
        inside = ((key, each) for each in part) if isinstance(part, pikepdf.Array) else part.items()
        for name, each in inside:
            yield from _strings(each, name, known)
