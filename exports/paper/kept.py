"""Blocks that stay on one page."""
# ruff: noqa: N803 - arguments that reportlab names

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from exports.pdf import theme
from exports.pdf.flowables import Flowable, PageBreak, Stack

TALLEST: Final = theme.TEXT_HEIGHT * 0.8
LEAST_REST: Final = 48.0


class Kept(Flowable):
    """Children on one page; tells its true height, so that headings before it stay with it.

    Rather than leave a wider gap than ``widest_gap`` (a share of the page) at its foot, it is divided.
    """

    def __init__(self, children: Sequence[Flowable], *, widest_gap: float = 1.0) -> None:
        super().__init__()
        self.stack = Stack(children)
        self.widest_gap = widest_gap * theme.TEXT_HEIGHT
        self.spaceBefore = float(children[0].getSpaceBefore()) if children else 0.0
        self.spaceAfter = float(children[-1].getSpaceAfter()) if children else 0.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Width given, height needed."""
        self.width, self.height = self.stack.wrap(aW, aH)
        return self.width, self.height

    def split(self, aW: float, aH: float) -> list[Flowable]:
        """Nothing for a block that has room on a page of its own and leaves no wide gap; no single last line."""
        if self.wrap(aW, aH)[1] <= TALLEST and aH < self.widest_gap:
            return []
        parts = self.stack.split(aW, aH)
        if len(parts) > 1 and parts[1].wrap(aW, aH)[1] < LEAST_REST:
            parts = self.stack.split(aW, aH - LEAST_REST)
        if parts:
            parts[0].spaceBefore = self.spaceBefore
        if len(parts) > 1:
            parts.insert(1, PageBreak())  # room that is left free on purpose is not for the rest
        return parts

    def draw(self) -> None:
        """The children."""
        self.stack.drawOn(self.canv, 0, 0)
