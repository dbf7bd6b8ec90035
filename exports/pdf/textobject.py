"""Text that knows which element it belongs to, and where its words end.

reportlab writes wrapped lines without a space at their end, so a reader of the tags would hear
"imSaarland"; here each line end is compared with the source and gets the space that was there.
"""
# ruff: noqa: N802, N803 - methods and arguments that reportlab names

from itertools import accumulate
from typing import Protocol

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from exports.pdf.seams import HYPHEN, SOFT
from exports.pdf.structure import Attributes, Element, Shared, StructureTree

UNCHANGED = "="


class Reader:
    """Follows the source of one paragraph while its lines are drawn, over page breaks too."""

    def __init__(self, source: str, shared: Shared) -> None:
        words = source.split()
        self.shared = shared
        self._letters = "".join(words)
        self._word_ends = frozenset(accumulate(len(word) for word in words))
        self._read = 0

    def line_end(self, drawn: str, is_end: bool) -> str:
        """What to draw: the text, with a space when the line ends where a word ends.

        A hyphen that the source does not have is a soft one: seen, but no part of the word.
        """
        self._read += sum(1 for character in drawn if not character.isspace())
        if is_end and drawn.endswith(HYPHEN) and not self._letters.startswith(HYPHEN, self._read - 1):
            self._read -= 1
            return drawn[:-1] + SOFT
        if is_end and self._read in self._word_ends and not drawn.endswith(" "):
            return drawn + " "
        return drawn


class MarkingCanvas(Protocol):
    """What marked text needs of its canvas."""

    tree: StructureTree
    links: list[Element]
    spans: dict[Shared, Element]

    def mark(self, element: Element) -> str:
        """The operator that begins a marked-content sequence of `element` on this page."""
        ...


class TaggedText(PDFTextObject):
    """A text object whose content is marked as `owner`'s; without an owner it marks nothing."""

    _code: list[str]

    def __init__(
        self,
        canvas: Canvas,
        marking: MarkingCanvas,
        owner: Element | None,
        position: tuple[float, float],
        reader: Reader | None,
    ) -> None:
        super().__init__(canvas, *position)
        self._marking = marking
        self._owner = owner
        self._reader = reader
        self._fragment = 0
        self._links: dict[object, Element] = {}
        if owner is not None:
            self._code.append(marking.mark(self._span() or owner))

    def _span(self) -> Element | None:
        return self._marking.spans.get(self._reader.shared) if self._reader else None

    def getCode(self) -> str:
        """The finished operators; marked content begins and ends within the text object."""
        if self._owner is not None:
            self._code.append("EMC")
        return super().getCode()

    def _textOut(self, text: str, TStar: int = 0) -> None:
        self._fragment = len(self._code)
        if self._reader is not None:
            text = self._reader.line_end(text, bool(TStar))
        super()._textOut(text, TStar)  # type: ignore[misc]  # private, so not in the stubs

    def _linkRecord(self, link: object, event: str) -> None:
        """Called after the first fragment of a link on each line was written, and at its end."""
        if self._owner is None:
            return
        if event == "start":
            element = self._links.get(link) or self._marking.tree.element("Link", self._owner)
            self._links[link] = element
            self._marking.links.append(element)
            self._code.insert(self._fragment, f"EMC {self._marking.mark(element)}")
        else:
            self._code.append(f"EMC {self._marking.mark(self._owner)}")

    def switch_language(self, lang: str) -> None:
        """Following text is in `lang`; an empty string returns to the paragraph's language."""
        if self._owner is None or self._reader is None or lang == UNCHANGED:
            return
        if lang:
            element = self._marking.tree.element("Span", self._owner, Attributes(lang=lang))
            self._marking.spans[self._reader.shared] = element
        else:
            self._marking.spans.pop(self._reader.shared, None)
        self._code.append(f"EMC {self._marking.mark(self._span() or self._owner)}")
