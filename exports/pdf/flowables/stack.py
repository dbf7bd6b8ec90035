"""Flowables on top of one another in one element: lists, list items, panels."""
# ruff: noqa: N803 - methods and arguments that reportlab names

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any, NamedTuple, Self

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable

from exports.pdf import theme
from exports.pdf.flowables.text import Group
from exports.pdf.tagged import tagged

ENDLESS = 1e6


class Padding(NamedTuple):
    """Space within a box, in points."""

    top: float = 0
    right: float = 0
    bottom: float = 0
    left: float = 0


class _Place(NamedTuple):
    flowable: Flowable
    top: float
    height: float


class Stack(Flowable):
    """Children from top to bottom; a page break falls between or within them."""

    padding = Padding()

    def __init__(self, children: Sequence[Flowable], *, group: Group | None = None, gap: float = 0) -> None:
        super().__init__()
        self.children = list(children)
        self.group = group
        self.gap = gap
        self.spaceBefore = self.spaceAfter = 0.0
        self._places: list[_Place] = []

    def part(self, children: Sequence[Flowable]) -> Self:
        """The same box around some of the children, in the same element."""
        made = type(self)(children, group=self.group, gap=self.gap)
        made.spaceAfter = self.spaceAfter
        return made

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Width given, height needed."""
        inner = aW - self.padding.left - self.padding.right
        y, after = self.padding.top, 0.0
        self._places = []
        for child in self.children:
            height = child.wrap(inner, ENDLESS)[1]
            if self._places:
                y += max(child.getSpaceBefore(), after, self.gap)
            self._places.append(_Place(child, y, height))
            y += height
            after = child.getSpaceAfter()
        self.width, self.height = aW, y + self.padding.bottom
        return self.width, self.height

    def split(self, aW: float, aH: float) -> list[Flowable]:
        """What fits into the height, and the rest; nothing when not even a line fits."""
        self.wrap(aW, aH)
        room = aH - self.padding.bottom
        number = next((n for n, place in enumerate(self._places) if place.top + place.height > room), None)
        if number is None:
            return [self]
        place = self._places[number]
        inner = aW - self.padding.left - self.padding.right
        parts = place.flowable.split(inner, room - place.top) if room > place.top else []
        cut = parts if len(parts) > 1 else [place.flowable]
        first = [*self.children[:number], *(cut[:1] if len(cut) > 1 else [])]
        rest = [*(cut[1:] if len(cut) > 1 else cut), *self.children[number + 1 :]]
        is_endless = len(cut) > 1 and place.height > theme.TEXT_HEIGHT  # it cannot be kept with anything
        while first and first[-1].getKeepWithNext() and not (is_endless and first[-1] is cut[0]):
            rest.insert(0, first.pop())
        return [self.part(first), self.part(rest)] if first else []

    def draw(self) -> None:
        """Draw the box, then the children in reading order."""
        self.draw_box()
        canvas = tagged(self.canv)
        with self.group.open(canvas) if self.group else nullcontext():
            for child, top, height in self._places:
                child.drawOn(canvas, self.padding.left, self.height - top - height)

    def draw_box(self) -> None:
        """What is drawn behind the children; nothing here."""


class Panel(Stack):
    """A tinted box with a coloured bar at its left, a section of its own in the tree."""

    padding = Padding(11, 14, 11, 14)
    bar = 3.2

    def __init__(
        self,
        children: Sequence[Flowable],
        *,
        group: Group | None = None,
        gap: float = 0,
        colour: Color = theme.PETROL,
    ) -> None:
        super().__init__(children, group=group or Group("Sect"), gap=gap)
        self.colour = colour
        self.spaceBefore = self.spaceAfter = 10.0

    def part(self, children: Sequence[Flowable]) -> Self:
        """The same panel around some of the children."""
        made = super().part(children)
        made.colour = self.colour
        return made

    def draw_box(self) -> None:
        """Tint and bar."""
        canvas = tagged(self.canv)
        with canvas.artifact():
            canvas.setFillColor(theme.PANEL)
            canvas.rect(0, 0, self.width, self.height, stroke=0, fill=1)
            canvas.setFillColor(self.colour)
            canvas.rect(0, 0, self.bar, self.height, stroke=0, fill=1)


def section(children: Sequence[Any]) -> Stack:
    """Children that belong together as one section of the tree."""
    return Stack(children, group=Group("Sect"))
