"""HTML: text, attributes, comments, and what is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from analysis.release import Printed
from exports.readback.unreadable import Unreadable

VOID: Final = {"meta", "link", "br", "hr", "img", "input", "col", "wbr", "source", "embed", "area", "base", "track"}
INLINE: Final = {"a", "abbr", "b", "em", "i", "span", "strong", "small", "sub", "sup", "code", "br", "wbr", "q", "cite"}
DRAWN: Final = {"rect", "line", "circle"}
GEOMETRY: Final = ("x", "y", "width", "height", "x1", "y1", "x2", "y2", "cx", "cy", "r")
STRUCTURE: Final = {
    *("xmlns", "viewbox", "colspan", "scope", "tabindex", "role", "lang", "charset", "fill", "stroke", "stroke-width"),
    *("font-size", "font-weight", "font-style", "text-anchor", *GEOMETRY),
}
"""Attributes that only say how something looks or belongs together; where marks stand is told with the mark."""
QUOTED: Final = re.compile(r"/\*.*?\*/|\"[^\"]*\"|'[^']*'|url\([^)]*\)", re.DOTALL)
NUMBER: Final = re.compile(r"\d")
SPACE: Final = re.compile(r"[ \n\t\r]+")
"""Protected spaces are words of their own."""
DEEPEST: Final = 100


@dataclass(slots=True)
class _Table:
    """Where the next cell stands; lines of the head are counted apart."""

    block: str
    line: int = 0
    column: int = 0
    is_head: bool = False


def read(content: bytes) -> Iterator[Printed]:
    """The pieces of a page.

    Tables: block „table ID“, places as in a PDF. Drawings: block „svg ID“ (of the figure around it), places „title“,
    „desc“, „text“ and „rect“, „line“, „circle“, whose text is the class and the numbers of the place. Attributes
    have the place „@name“, comments „comment“. Raises Unreadable for what is not UTF-8 or badly nested.
    """
    try:
        page = _Page()
        page.feed(content.decode())
        page.close()
    except (UnicodeDecodeError, AssertionError) as problem:
        raise Unreadable(f"no readable page: {problem}") from problem
    if page.open:
        raise Unreadable(f"not closed: {page.open[-1]}")
    yield from page.found


class _Page(HTMLParser):
    """Collects the pieces while it parses."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Printed] = []
        self.open: list[str] = []
        self.tables: list[_Table] = []
        self.figure = ""
        self.block, self.place = "text 0", "loose"
        self.number = 0
        self.words: list[str] = []

    # what the parser calls

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins: what was said before it belongs to what was open."""
        if tag not in INLINE:
            self._flush()
        if tag not in VOID:
            self.open.append(tag)
            if len(self.open) > DEEPEST:
                raise Unreadable("elements within elements without end")
        known = {name: value or "" for name, value in attrs}
        self._enter(tag, known)
        if "svg" in self.open and tag not in {"svg", "title", "desc", "text"}:
            self._mark(tag, known)
        for name, value in known.items():
            if name not in STRUCTURE and (name not in {"class", "id", "href"} or NUMBER.search(value)):
                self.found.append(Printed(self.block, f"@{name}", value))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without contents, as SVG writes it."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if not self.open or self.open.pop() != tag:
            raise Unreadable(f"badly nested: {tag}")
        if tag not in INLINE:
            self._flush()
        if tag == "table":
            self.tables.pop()
        if tag == "figure":
            self.figure = ""
        if tag not in INLINE and not self.tables and "svg" not in self.open:
            self.number += 1
            self.block, self.place = f"text {self.number}", "loose"

    def handle_data(self, data: str) -> None:
        """Text; of a style sheet the strings, comments and addresses, of a script all."""
        if self.open and self.open[-1] == "style":
            self.found += (Printed("style", "string", each) for each in QUOTED.findall(data))
        else:
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        """A comment is stored, though nobody sees it."""
        self.found.append(Printed(self.block, "comment", data))

    def unknown_decl(self, data: str) -> None:
        """A section that no browser shows."""
        self.found.append(Printed(self.block, "comment", data))

    def handle_pi(self, data: str) -> None:
        """An instruction for other programs."""
        self.found.append(Printed(self.block, "comment", data))

    # where we are

    def _flush(self) -> None:
        text = SPACE.sub(" ", "".join(self.words)).strip(" ")
        self.words = []
        if text:
            self.found.append(Printed(self.block, self.place, text))

    def _enter(self, tag: str, known: dict[str, str]) -> None:
        if tag == "figure":
            self.figure = known.get("id", "")
        if tag == "table":
            self.tables.append(_Table(f"table {known.get('id', '')}"))
        if self.tables:
            self._in_table(tag, known, self.tables[-1])
        elif "svg" in self.open:
            self.block, self.place = f"svg {self.figure}", tag
        elif tag not in INLINE:
            self.number += 1
            self.block, self.place = f"text {self.number}", tag

    def _in_table(self, tag: str, known: dict[str, str], table: _Table) -> None:
        if tag in ("thead", "tbody", "tfoot"):
            table.is_head, table.line = tag == "thead", 0
        elif tag == "tr":
            table.line, table.column = table.line + 1, 0
        elif tag in ("td", "th"):
            table.column += 1
            self.place = f"{'head ' if table.is_head else ''}{table.line}/{table.column}"
            table.column += int(known.get("colspan") or 1) - 1
        elif tag not in INLINE:
            self.place = tag
        self.block = table.block

    def _mark(self, tag: str, known: dict[str, str]) -> None:
        """A mark of a drawing: what it is, and where; of another kind than usual all that it says."""
        if tag in DRAWN:
            numbers = [known[name] for name in GEOMETRY if name in known]
            role = known.get("class", "").removeprefix("chart-")
            self.found.append(Printed(self.block, tag, " ".join([role, *numbers])))
        else:
            said = " ".join(f"{name}={value}" for name, value in known.items())
            self.found.append(Printed(self.block, "other mark", f"{tag} {said}"))
