"""Workbooks: every cell by sheet, line and column, and every other text in any part of the file."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Final
from xml.etree import ElementTree as Xml
from zipfile import BadZipFile, ZipFile

from analysis.release import Printed
from exports.readback.unreadable import Unreadable

MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINKS: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
LAYOUT: Final = {
    *("worksheet", "sheetPr", "tabColor", "pageSetUpPr", "outlinePr", "dimension", "sheetViews", "sheetView", "pane"),
    *("selection", "sheetFormatPr", "cols", "sheetData", "row", "c", "v", "t", "is", "r", "rPr", "pageMargins"),
    *("pageSetup", "printOptions", "hyperlinks", "headerFooter"),
}
"""Elements of a sheet that only say where things stand; all others are told with all they say."""
QUIET: Final = ("_rels/", "xl/_rels/", "xl/worksheets/_rels/", "xl/theme/", "[Content_Types].xml")
"""Parts whose names and addresses tie the others together."""
REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]+)")
MOST_BYTES: Final = 500_000_000


def read(content: bytes) -> Iterator[Printed]:
    """The pieces of a workbook.

    Cells: block „sheet NAME“, place „line/column“ from 1, the number as it is stored; „formula 3/2“, „hidden“,
    „header“, „link“ and whatever else a sheet holds. The other parts: block „part NAME“, formats of numbers as
    „format“. Raises Unreadable for a damaged file, and for one that grows beyond measure.
    """
    try:
        with ZipFile(BytesIO(content)) as file:
            if sum(each.file_size for each in file.infolist()) > MOST_BYTES:
                raise Unreadable("the file grows beyond measure")
            parts = {each.filename: file.read(each) for each in file.infolist()}
            yield from _archive(file, parts)
        trees = {name: _tree(part) for name, part in parts.items() if name.endswith((".xml", ".rels", ".vml"))}
        yield from _book(trees)
    except (BadZipFile, zlib.error, KeyError, IndexError, ValueError, AttributeError, NotImplementedError) as problem:
        raise Unreadable(f"no readable workbook: {problem}") from problem


def _archive(file: ZipFile, parts: Mapping[str, bytes]) -> Iterator[Printed]:
    """What the archive itself says, and parts that are no XML."""
    if len(parts) < len(file.infolist()):
        raise Unreadable("a part occurs twice")
    if file.comment:
        yield Printed("archive", "comment", file.comment.decode("latin-1"))
    for each in file.infolist():
        if each.comment:
            yield Printed("archive", "comment", each.comment.decode("latin-1"))
        if not each.filename.endswith((".xml", ".rels", ".vml")):
            yield Printed("archive", f"part {each.filename}", parts[each.filename].decode("latin-1"))


def _tree(part: bytes) -> Xml.Element:
    try:
        return Xml.fromstring(part, Xml.XMLParser(target=Xml.TreeBuilder(insert_comments=True)))  # noqa: S314 - no entity is loaded
    except Xml.ParseError as problem:
        raise Unreadable(f"a part cannot be read: {problem}") from problem


def _book(trees: Mapping[str, Xml.Element]) -> Iterator[Printed]:
    book, used = trees["xl/workbook.xml"], set[int]()
    targets = {each.attrib["Id"]: each.attrib["Target"] for each in trees["xl/_rels/workbook.xml.rels"]}
    strings = trees.get("xl/sharedStrings.xml")
    texts = ["".join(each.itertext()) for each in strings] if strings is not None else []
    told = {"xl/workbook.xml", "xl/sharedStrings.xml"}
    for sheet in book.iterfind(f"{MAIN}sheets/{MAIN}sheet"):
        part = "xl/" + targets[sheet.attrib[f"{LINKS}id"]].removeprefix("/xl/")
        told.add(part)
        block = f"sheet {sheet.attrib['name']}"
        if "state" in sheet.attrib:
            yield Printed(block, "hidden", sheet.attrib["state"])
        yield from _sheet(block, trees[part], texts, used)
    for defined in book.iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
        yield Printed("names", defined.attrib["name"], defined.text or "")
    for number, text in enumerate(texts):
        if number not in used:
            yield Printed("part xl/sharedStrings.xml", "unused", text)
    for name, tree in trees.items():
        if name not in told and not name.startswith(QUIET):
            yield from _part(name, tree)


def _sheet(block: str, sheet: Xml.Element, texts: list[str], used: set[int]) -> Iterator[Printed]:
    yield Printed(block, "begins", "")
    for cell in sheet.iter(f"{MAIN}c"):
        yield from _cell(block, cell, texts, used)
    for element in sheet.iter():
        tag = _name(element)
        if tag == "hyperlink":
            said = [value for name, value in element.attrib.items() if not name.startswith(LINKS) and name != "ref"]
            yield from (Printed(block, "link", value) for value in said)
        elif tag in ("row", "col"):
            if element.attrib.get("hidden", "0") not in ("0", "false"):
                yield Printed(block, "hidden", tag)
        elif tag not in LAYOUT and tag != "f":
            yield from (Printed(block, tag, text) for text in _said(element))


def _cell(block: str, cell: Xml.Element, texts: list[str], used: set[int]) -> Iterator[Printed]:
    column, line = REFERENCE.fullmatch(cell.attrib["r"]).groups()  # type: ignore[union-attr]  # else Unreadable
    number = 0
    for sign in column:
        number = number * 26 + ord(sign) - 64
    place = f"{line}/{number}"
    formula, value = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
    if formula is not None:
        yield Printed(block, f"formula {place}", formula.text or "")
    if value is not None and value.text:
        text = value.text
        if cell.attrib.get("t") == "s":
            used.add(int(text))
            text = texts[int(text)]
        yield Printed(block, place, text)
    elif (inline := cell.find(f"{MAIN}is")) is not None:
        yield Printed(block, place, "".join(inline.itertext()))


def _part(name: str, tree: Xml.Element) -> Iterator[Printed]:
    """All texts of another part; of the styles the formats of numbers."""
    if name == "xl/styles.xml":
        for element in tree.iter(f"{MAIN}numFmt"):
            yield Printed(f"part {name}", "format", element.attrib["formatCode"])
        return
    for element in tree.iter():
        yield from (Printed(f"part {name}", _name(element), text) for text in _said(element))


def _said(element: Xml.Element) -> Iterator[str]:
    for text in (element.text, element.tail, *element.attrib.values()):
        if text and text.strip():
            yield text.strip()


def _name(element: Xml.Element) -> str:
    """The name of an element without its name space; a comment has a function for a name."""
    name: object = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else "comment"
