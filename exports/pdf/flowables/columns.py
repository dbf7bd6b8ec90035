"""Flowables in two columns, read down the first one and then the second."""
# ruff: noqa: N803 - methods and arguments that reportlab names

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reportlab.platypus import Flowable

from exports.pdf import theme
from exports.pdf.flowables.stack import Stack

GAP: Final = 18.0
COLUMN_WIDTH: Final = (theme.TEXT_WIDTH - GAP) / 2
STEP: Final = 12.0


class TwoColumns(Flowable):
    """Children in two columns of about the same height; over a page break both columns go on."""

    def __init__(self, children: Sequence[Flowable]) -> None:
        super().__init__()
        self.stack = Stack(children)
        self.columns: list[Flowable] = []
        self.spaceBefore = float(children[0].getSpaceBefore()) if children else 0.0
        self.spaceAfter = float(children[-1].getSpaceAfter()) if children else 0.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Width given; the least height at which two columns hold everything."""
        if not self.columns:
            height = self.stack.wrap(COLUMN_WIDTH, aH)[1] / 2
            while not (columns := _filled(self.stack, height)):
                height += STEP
            self.columns = columns
        self.width = aW
        self.height = max(column.wrap(COLUMN_WIDTH, aH)[1] for column in self.columns)
        return self.width, self.height

    def least_height(self, width: float) -> float:
        """Height of what must fit to begin: the first child, as far as it cannot be divided."""
        first = self.stack.children[0]
        return min(first.wrap(COLUMN_WIDTH, 0)[1], theme.TEXT_HEIGHT / 4)

    def split(self, aW: float, aH: float) -> list[Flowable]:
        """Two full columns, and the rest."""
        first, rest = _cut(self.stack, aH)
        if not first:
            return []
        second, rest = _cut(rest[0], aH) if rest else ([], [])
        if not rest:
            return [self]
        here = TwoColumns([])
        here.columns = [*first, *second]
        here.spaceBefore = self.spaceBefore
        return [here, TwoColumns([each for stack in rest for each in stack.children])]

    def draw(self) -> None:
        """Both columns from the top."""
        for place, column in enumerate(self.columns):
            height = column.wrap(COLUMN_WIDTH, 0)[1]
            column.drawOn(self.canv, place * (COLUMN_WIDTH + GAP), self.height - height)


def _filled(stack: Stack, height: float) -> list[Flowable]:
    """Both columns at this height; nothing when they do not hold everything."""
    first, rest = _cut(stack, height)
    if not first or not rest:
        return list(first)
    second, left = _cut(rest[0], height)
    return [] if left or not second else [*first, *second]


def _cut(stack: Stack, height: float) -> tuple[list[Stack], list[Stack]]:
    """What fits into the height, and the rest."""
    if stack.wrap(COLUMN_WIDTH, height)[1] <= height:
        return [stack], []
    parts = [part for part in stack.split(COLUMN_WIDTH, height) if isinstance(part, Stack)]
    return (parts[:1], parts[1:]) if len(parts) > 1 else ([], [stack])
