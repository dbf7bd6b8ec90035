"""List items next to one another, so that short answers do not fill a page."""
# ruff: noqa: N802, N803 - methods and arguments that reportlab names

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from exports.pdf import theme
from exports.pdf.flowables import Flowable, Stack
from exports.pdf.flowables.lists import BoxKind, Item, Label, TickBox
from exports.pdf.flowables.text import Group, Text
from exports.pdf.fonts import width
from exports.pdf.structure import Attributes
from exports.pdf.text import Content, plain

GAP: Final = 14.0
MOST: Final = 4
MANY: Final = 8
"""More options than this stand in two columns, even if some need two lines."""
OPTION: Final = theme.style("option", theme.BODY, fontSize=9.8, leading=13.2, spaceAfter=3)
ENTRY: Final = theme.style("entry", theme.SMALL, fontSize=8.8, leading=11.0, spaceAfter=1.2)


class Beside(Flowable):
    """Children in one row, each as wide as the others; a row is never divided."""

    def __init__(self, children: Sequence[Item], columns: int) -> None:
        super().__init__()
        self.children = list(children)
        self.columns = columns

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Width given, height of the tallest child."""
        self.width, self.column = aW, (aW + GAP) / self.columns
        self.height = max(child.wrap(self.column - GAP, aH)[1] for child in self.children)
        return self.width, self.height

    def getSpaceAfter(self) -> float:
        """Space after the children."""
        return max(float(child.getSpaceAfter()) for child in self.children)

    def draw(self) -> None:
        """The children in reading order, their first lines level."""
        for number, child in enumerate(self.children):
            child.drawOn(self.canv, number * self.column, self.height - child.height)


def options(texts: Sequence[Content], kind: BoxKind) -> Stack:
    """Answer options with an empty box each, as many beside one another as fit."""
    items = [Item(Text(text, OPTION), TickBox(kind)) for text in texts]
    widest = max((width(plain(text), "regular", OPTION.fontSize) for text in texts), default=0)
    return _rows(items, max(_columns(len(items), widest + TickBox.indent), 2 if len(items) > MANY else 1))


def coded(entries: Sequence[tuple[str, Content]], columns: int) -> Stack:
    """A list of codes and what they mean."""
    made = _rows([Item(Text(text, ENTRY), Label(code, ENTRY)) for code, text in entries], columns)
    made.spaceAfter = 3.0
    return made


def _columns(count: int, widest: float) -> int:
    """How many columns fit, and no more than their rows need."""
    fitting = next((n for n in range(MOST, 1, -1) if widest + GAP <= (theme.TEXT_WIDTH + GAP) / n), 1)
    rows = -(-count // fitting)
    return -(-count // rows) if rows else 1


def _rows(items: Sequence[Item], columns: int) -> Stack:
    rows = [Beside(items[first : first + columns], columns) for first in range(0, len(items), columns)]
    made = Stack(rows, group=Group("L", Attributes(numbering="None")))
    made.spaceAfter = 6.0
    return made
