"""Lists: bulleted, numbered, and answer options with a box to tick on paper."""
# ruff: noqa: N802, N803 - methods and arguments that reportlab names

from collections.abc import Sequence
from typing import Any, Final, Literal, Protocol

from reportlab.lib.styles import PropertySet
from reportlab.platypus import Flowable

from exports.pdf import theme
from exports.pdf.flowables.stack import Stack
from exports.pdf.flowables.text import Group, Text
from exports.pdf.fonts import FACES
from exports.pdf.structure import Attributes
from exports.pdf.tagged import TaggedCanvas, tagged
from exports.pdf.text import Content, one_line

BoxKind = Literal["one", "many"]
BOX: Final = 8.4


class Marker(Protocol):
    """What stands at the left of a list item."""

    indent: float

    def draw(self, canvas: TaggedCanvas, baseline: float) -> None:
        """Draw it with its left end at 0."""
        ...


class Label:
    """A bullet or a number, read out as the item's label."""

    def __init__(self, text: str, style: PropertySet, *, is_bullet: bool = False) -> None:
        self.text = one_line(text)
        self.size = style.fontSize + (4 if is_bullet else 0)
        self.indent = 12.0 if is_bullet else 20.0
        self.drop = 1.2 if is_bullet else 0.0

    def draw(self, canvas: TaggedCanvas, baseline: float) -> None:
        """Draw the sign in the house colour."""
        with canvas.element("Lbl"):
            canvas.setFont(FACES["bold"], self.size)
            canvas.setFillColor(theme.PETROL)
            canvas.drawString(0, baseline - self.drop, self.text + " ")


class TickBox:
    """A box to tick on paper: round when one answer is wanted, square when several are."""

    indent = 16.0

    def __init__(self, kind: BoxKind) -> None:
        self.kind = kind

    def draw(self, canvas: TaggedCanvas, baseline: float) -> None:
        """Draw the empty box."""
        draw_box(canvas, self.kind, (0, baseline - 1.2))


def draw_box(canvas: TaggedCanvas, kind: BoxKind, corner: tuple[float, float]) -> None:
    """An empty box to tick with its lower left corner there; decoration, not text."""
    x, y = corner
    with canvas.artifact():
        canvas.setStrokeColor(theme.INK)
        canvas.setLineWidth(0.8)
        if kind == "one":
            canvas.circle(x + BOX / 2, y + BOX / 2, BOX / 2)
        else:
            canvas.rect(x, y, BOX, BOX)


def draw_field(canvas: TaggedCanvas, field: tuple[float, float, float, float]) -> None:
    """An empty field to write in (left, bottom, width, height); decoration, not text."""
    with canvas.artifact():
        canvas.setFillColor(theme.WHITE)
        canvas.setStrokeColor(theme.INK)
        canvas.setLineWidth(0.7)
        canvas.rect(*field, stroke=1, fill=1)


class Item(Flowable):
    """One list item; over a page break the marker stays with the first part."""

    def __init__(self, body: Text, marker: Marker, group: Group | None = None) -> None:
        super().__init__()
        self.body = body
        self.marker = marker
        self.group = group or Group("LI")
        self.is_continued = group is not None
        self.body.group = self.body.group or Group("LBody")

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Width given, height of the body."""
        self.width = aW
        self.height = self.body.wrap(aW - self.marker.indent, aH)[1]
        return aW, self.height

    def getSpaceAfter(self) -> float:
        """Space after the body."""
        return self.body.getSpaceAfter()

    def split(self, aW: float, aH: float) -> list[Flowable]:
        """Two items that are one in the tree."""
        parts = self.body.split(aW - self.marker.indent, aH)
        if len(parts) < 2:
            return [self] if parts else []
        first = Item(parts[0], self.marker, self.group)
        first.is_continued = self.is_continued
        return [first, Item(parts[1], self.marker, self.group)]

    def draw(self) -> None:
        """Marker and body."""
        canvas = tagged(self.canv)
        with self.group.open(canvas):
            if not self.is_continued:
                style = self.body.style
                self.marker.draw(canvas, self.height - style.fontSize * 0.98)
            self.body.drawOn(canvas, self.marker.indent, 0)


def bullets(items: Sequence[Content], style: PropertySet = theme.BODY, *, lang: str | None = None) -> Stack:
    """A bulleted list."""
    marker = Label("•", style, is_bullet=True)
    return _list([Item(Text(each, style), marker) for each in items], "Disc", lang)


def numbered(items: Sequence[Content], style: PropertySet = theme.BODY, *, lang: str | None = None) -> Stack:
    """A numbered list from 1."""
    made = [Item(Text(each, style), Label(f"{number}.", style)) for number, each in enumerate(items, start=1)]
    return _list(made, "Decimal", lang)


def choices(
    options: Sequence[Content],
    kind: BoxKind,
    style: PropertySet = theme.BODY,
    *,
    lang: str | None = None,
) -> Stack:
    """Answer options of a paper questionnaire, each with an empty box."""
    tight = theme.style("choice", style, spaceAfter=3)
    return _list([Item(Text(each, tight), TickBox(kind)) for each in options], "None", lang)


def _list(items: Sequence[Any], numbering: str, lang: str | None) -> Stack:
    made = Stack(items, group=Group("L", Attributes(numbering=numbering, lang=lang)))
    made.spaceAfter = 6.0
    return made
