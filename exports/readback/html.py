"""HTML: blocks as in a PDF, attributes, comments, and what is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from analysis.release import Printed
from exports.readback.unreadable import Unreadable

VOID: Final = {"meta", "link", "br", "hr", "img", "input", "col", "wbr", "source", "embed", "area", "base", "track"}
WHOLE: Final = {
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    **dict.fromkeys(("p", "summary", "dt", "dd", "blockquote", "pre"), "P"),
    "li": "LI",
    "figcaption": "Caption",
    "svg": "Figure",
}
"""Elements that are one block of text, and what they are called in a PDF; items of the contents are „TOCI“."""
ASIDE: Final = {"title", "style", "script", "meta", "link", "base", "template", "noscript"}
"""What a page says of itself, or shows nobody."""
DRAWN: Final = {"rect": ("x", "y", "width", "height"), "line": ("x1", "y1", "x2", "y2"), "circle": ("cx", "cy", "r")}
STRUCTURE: Final = {
    *("xmlns", "viewbox", "colspan", "scope", "tabindex", "role", "lang", "charset", "fill", "stroke", "stroke-width"),
    *("font-size", "font-weight", "font-style", "text-anchor", "x", "y", "width", "height", "x1", "y1", "x2", "y2"),
    *("cx", "cy", "r"),
}
"""Attributes that only say how something looks or belongs together; where marks stand is told with the mark."""
QUOTED: Final = re.compile(r"/\*.*?\*/|\"[^\"]*\"|'[^']*'|url\([^)]*\)", re.DOTALL)
NUMBER: Final = re.compile(r"\d")
SPACE: Final = re.compile(r"[ \n\t\r]+")
"""Protected spaces are words of their own."""
DEEPEST: Final = 100
META: Final = "metadata"


@dataclass(slots=True)
class _Table:
    """Where the next cell stands; lines of the head are counted apart. Paragraphs of its caption are told after it."""

    block: str
    line: int = 0
    column: int = 0
    is_head: bool = False
    notes: list[Printed] = field(default_factory=list)


def read(content: bytes) -> Iterator[Printed]:
    """The pieces of a page, as those of a PDF.

    Tables: place „caption“, „head 1/2“ or „3/2“ (line and column, from 1). Other blocks: „text“; of drawings „title“,
    „alt“, „drawn“ and „rect“, „line“, „circle“ with colours and numbers, „other“. Attributes have the place „@name“.
    What the page says of itself has the block „metadata“. Raises Unreadable for what is not UTF-8 or badly nested.
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
        self.counts: dict[str, int] = {}
        self.block, self.place = self._name("Loose"), "text"
        self.around: list[tuple[str, str]] = []
        """Block and place of what a block stands in."""
        self.tables: list[_Table] = []
        self.words: list[str] = []

    # what the parser calls

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins: what was said before it belongs to what was open."""
        if tag in WHOLE or tag in ASIDE or "svg" in self.open or tag in ("table", "td", "th", "caption", "tr"):
            self._flush()
        known = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
            self.around.append((self.block, self.place))
            if len(self.open) > DEEPEST:
                raise Unreadable("elements within elements without end")
            self._enter(tag, known)
        self._mark(tag, known)
        for name, value in known.items():
            if name not in STRUCTURE and (name not in {"class", "id", "href"} or NUMBER.search(value)):
                block = META if tag in ASIDE else self.block
                self._tell(Printed(block, f"@{name}", value))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without contents, as SVG writes it."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if not self.open or self.open.pop() != tag:
            raise Unreadable(f"badly nested: {tag}")
        block, place = self.around.pop()
        if (block, place) != (self.block, self.place):
            self._flush()
        self.block, self.place = block, place
        if tag == "table":
            self.found += self.tables.pop().notes

    def handle_data(self, data: str) -> None:
        """Text; of a style sheet the strings, comments and addresses, of a script all."""
        if self.open and self.open[-1] == "style":
            self.found += (Printed(META, "string", each) for each in QUOTED.findall(data))
        else:
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        """A comment is stored, though nobody sees it."""
        self.found.append(Printed(META, "comment", data))

    def unknown_decl(self, data: str) -> None:
        """A section that no browser shows."""
        self.found.append(Printed(META, "comment", data))

    def handle_pi(self, data: str) -> None:
        """An instruction for other programs."""
        self.found.append(Printed(META, "comment", data))

    # where we are

    def _name(self, kind: str) -> str:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return f"{kind} {self.counts[kind]}"

    def _tell(self, piece: Printed) -> None:
        """A piece in its order; of a paragraph within a caption after its table."""
        is_note = self.tables and piece.block not in (self.tables[-1].block, META)
        (self.tables[-1].notes if is_note else self.found).append(piece)

    def _flush(self) -> None:
        text = SPACE.sub(" ", "".join(self.words)).strip(" ")
        self.words = []
        if text:
            self._tell(Printed(self.block, self.place, text))

    def _enter(self, tag: str, known: dict[str, str]) -> None:
        if tag == "table":
            self.tables.append(_Table(self._name("Table")))
            self.block, self.place = self.tables[-1].block, "loose"
        elif "svg" in self.open[:-1]:
            self.place = {"title": "title", "desc": "alt"}.get(tag, "drawn")
        elif tag in ASIDE:
            self.block, self.place = META, tag
        elif tag in WHOLE:
            self.block = self._name("TOCI" if tag == "li" and "nav" in self.open else WHOLE[tag])
            self.place = "drawn" if tag == "svg" else "text"
        elif self.tables:
            self._in_table(tag, known, self.tables[-1])
        elif tag == "figure" or not self.block.startswith(("P", "H", "L", "T", "C")):
            self.block, self.place = self._name("Loose"), "text"

    def _in_table(self, tag: str, known: dict[str, str], table: _Table) -> None:
        if tag in ("thead", "tbody", "tfoot"):
            table.is_head, table.line = tag == "thead", 0
        elif tag == "tr":
            table.line, table.column = table.line + 1, 0
        elif tag in ("td", "th"):
            table.column += 1
            self.place = f"{'head ' if table.is_head else ''}{table.line}/{table.column}"
            table.column += int(known.get("colspan") or 1) - 1
        elif tag == "caption":
            self.place = tag

    def _mark(self, tag: str, known: dict[str, str]) -> None:
        """A mark of a drawing: its colours and where it stands; of another kind than usual all that it says."""
        if "svg" not in self.open or tag in ("svg", "title", "desc", "text"):
            return
        if tag in DRAWN:
            colours = [known.get(name, "none") for name in ("fill", "stroke")]
            numbers = [known.get(name, "") for name in DRAWN[tag]]
            self.found.append(Printed(self.block, tag, " ".join([*colours, *numbers])))
        else:
            said = " ".join(f"{name}={value}" for name, value in known.items())
            self.found.append(Printed(self.block, "other", f"{tag} {said}"))
