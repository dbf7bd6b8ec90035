"""Blocks that stay on one page."""
# ruff: noqa: N803 - arguments that reportlab names

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from exports.pdf import theme
from exports.pdf.flowables import Flowable, Stack

TALLEST: Final = theme.TEXT_HEIGHT * 0.8
WIDEST_GAP: Final = theme.TEXT_HEIGHT * 0.4


class Kept(Flowable):
    """Children on one page; tells its true height, so that headings before it stay with it.

    A ``loose`` block (a table) is divided rather than leave a wide gap at the foot of a page.
    """

    def __init__(self, children: Sequence[Flowable], *, is_loose: bool = False) -> None:
        super().__init__()
        self.stack = Stack(children)
        self.is_loose = is_loose
        self.spaceBefore = float(children[0].getSpaceBefore()) if children else 0.0
        self.spaceAfter = float(children[-1].getSpaceAfter()) if children else 0.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Width given, height needed."""
        self.width, self.height = self.stack.wrap(aW, aH)
        return self.width, self.height

    def split(self, aW: float, aH: float) -> list[Flowable]:
        """Nothing for a block that has room on a page of its own and leaves no wide gap."""
        fits_a_page = self.wrap(aW, aH)[1] <= TALLEST
        if fits_a_page and (aH < WIDEST_GAP or not self.is_loose):
            return []
        return self.stack.split(aW, aH)

    def draw(self) -> None:
        """The children."""
        self.stack.drawOn(self.canv, 0, 0)
