"""The text of a page of a PDF, and what is drawn among it, by the numbers of its marked content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pikepdf

from exports.readback import marks
from exports.readback.unreadable import Unreadable

SHOWN: Final = {"Tj", "TJ", "'", '"'}
OPERATORS: Final = f"BDC BMC EMC Tf Tj TJ ' \" T* Td TD Tm BT ET Do BI ID EI INLINE IMAGE {marks.OPERATORS}"
DRAWN: Final = set(marks.OPERATORS.split())
HEX: Final = re.compile(rb"<([0-9A-Fa-f\s]*)>")
SECTION: Final = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
WIDE_SPACE: Final = -200  # thousandths of the type size: a gap as wide as a space
DEEPEST: Final = 8

Codes = Mapping[int, str]


@dataclass(slots=True)
class PageText:
    """Texts and marks by the number of their content, and all other text with the name of its mark („Artifact“, „“)."""

    marked: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    loose: list[tuple[str, str]] = field(default_factory=list)


class Fonts:
    """What the codes of each font mean, read once a file."""

    def __init__(self) -> None:
        self._known: dict[Any, Codes] = {}

    def codes(self, font: pikepdf.Object) -> Codes:
        """The meaning of a font's codes; raises Unreadable for one that does not say."""
        if font.objgen not in self._known or font.objgen == (0, 0):
            if "/ToUnicode" not in font:
                raise Unreadable("a font does not say what its signs mean")
            self._known[font.objgen] = dict(_entries(font.ToUnicode.read_bytes()))
        return self._known[font.objgen]


def _entries(table: bytes) -> Iterator[tuple[int, str]]:
    for kind, body in SECTION.findall(table):
        if kind == b"bfrange" and b"[" in body:
            raise Unreadable("a font lists its signs in a way that is not read")
        numbers = [bytes.fromhex(found.decode()) for found in HEX.findall(body)]
        width = 2 if kind == b"bfchar" else 3
        for low, *high, text in zip(*(numbers[place::width] for place in range(width)), strict=True):
            start = int.from_bytes(low)
            stop = int.from_bytes(high[0]) if high else start
            meaning = text.decode("utf-16-be")
            for step in range(stop - start + 1):
                yield start + step, meaning[:-1] + chr(ord(meaning[-1]) + step)


def page_text(page: pikepdf.Page, fonts: Fonts) -> PageText:
    """All text of a page. Raises Unreadable for a content stream that cannot be read."""
    found = PageText()
    _Walk(found, fonts).stream(page.obj, page.obj.get("/Resources", pikepdf.Dictionary()), 0)
    return found


class _Walk:
    """Goes through content streams and keeps which mark is open."""

    def __init__(self, found: PageText, fonts: Fonts) -> None:
        self.found, self.fonts = found, fonts
        self.marks: list[int | str] = []
        self.codes: Codes = {}
        self.pieces: list[str] = []
        self.pen = marks.Pen()

    def stream(self, source: pikepdf.Object, resources: pikepdf.Object, depth: int) -> None:
        """A page, or a form that is drawn on it."""
        if depth > DEEPEST:
            raise Unreadable("forms within forms without end")
        try:
            instructions = pikepdf.parse_content_stream(source, OPERATORS)
        except pikepdf.PdfError as problem:
            raise Unreadable(f"a page cannot be read: {problem}") from problem
        for each in instructions:
            self._step(each.operands, str(each.operator), resources, depth)
        self._end()

    def _step(self, operands: Any, operator: str, resources: pikepdf.Object, depth: int) -> None:
        if operator in DRAWN:
            self._mark(operator, operands)
        elif operator in SHOWN:
            self._show(operands[-1])
        elif operator == "Tf":
            self.codes = self.fonts.codes(resources.Font[operands[0]])
        elif operator in ("BDC", "BMC"):
            self._end()
            self._open(operands)
        elif operator == "EMC":
            self._end()
            self.marks.pop()
        elif operator in ("ET", "T*"):
            self._break(operator)
        elif operator in ("Do", "BI", "EI", "INLINE IMAGE"):
            self._draw(resources.XObject[operands[0]] if operator == "Do" else None, resources, depth)

    def _mark(self, operator: str, operands: Any) -> None:
        """What is drawn within an element; outside of any it is decoration."""
        number = self._number()
        if number is not None and (drawn := self.pen.step(operator, operands)):
            self._end()
            self.found.marked.setdefault(number, []).append(drawn)

    def _number(self) -> int | None:
        return next((mark for mark in reversed(self.marks) if isinstance(mark, int)), None)

    def _break(self, operator: str) -> None:
        """Lines of words end as the writer's spaces say; decoration and figures have none."""
        is_words = bool(self.marks) and isinstance(self.marks[-1], int)
        if operator == "T*":
            self.pieces += [] if is_words else [" "]
        elif self.pieces:
            # what is one mark to its reader may be many texts to the eye
            self.pieces.append("\n") if self.marks else self._end()

    def _open(self, operands: Any) -> None:
        name = str(operands[0]).removeprefix("/")
        properties = operands[1] if len(operands) > 1 else None
        if isinstance(properties, pikepdf.Dictionary):
            for key in ("/ActualText", "/Alt", "/E"):
                if key in properties:
                    self.found.loose.append((key, str(properties[key])))
            if "/MCID" in properties:
                self.marks.append(int(properties["/MCID"]))
                self.pen.begin()
                return
        self.marks.append(name)

    def _show(self, shown: Any) -> None:
        if isinstance(shown, pikepdf.Array):
            for part in shown:
                if isinstance(part, pikepdf.String):
                    self._say(part)
                elif float(part) < WIDE_SPACE:
                    self.pieces.append(" ")
        else:
            self._say(shown)

    def _say(self, text: pikepdf.String) -> None:
        codes = self.codes
        try:
            self.pieces.append("".join([codes[code] for code in bytes(text)]))
        except KeyError as problem:
            raise Unreadable("a sign without a meaning") from problem

    def _draw(self, drawn: pikepdf.Object | None, resources: pikepdf.Object, depth: int) -> None:
        if drawn is None or drawn.get("/Subtype") != "/Form":
            self.found.loose.append(("image", "image"))
            return
        self.stream(drawn, drawn.get("/Resources", resources), depth + 1)

    def _end(self) -> None:
        """What was said belongs to the innermost mark."""
        text, self.pieces = "".join(self.pieces), []
        if not text:
            return
        number = self._number()
        if number is not None:
            self.found.marked.setdefault(number, []).append(("text", text))
        else:
            self.found.loose.append((str(self.marks[-1]) if self.marks else "", text.strip()))
