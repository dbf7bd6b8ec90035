"""Blocks on as few and as full pages as their order allows: charts become a little taller or lower to fill a page.

Where pages end is weighed for all that is to come, as a typesetter weighs the lines of a paragraph.
"""
# ruff: noqa: N803 - arguments that reportlab names

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from exports.paper.kept import Kept
from exports.pdf import theme
from exports.pdf.flowables import Flowable, PageBreak, Stack

LOWEST: Final = 0.88
TALLEST: Final = 1.35
"""So many times its own height a chart may have."""
LEAST_OF_CHAPTER: Final = 0.25
"""A chapter begins on the page of the one before it when so much of that page is left."""
AT_CHAPTER_END: Final = 0.5
"""How much room that is left before a chapter matters, of what it matters elsewhere."""
WIDEST_GAP: Final = 0.2
GAPING: Final = 0.2
"""What it costs to leave more of a page open than that part of it, beside the square of what is left."""
OF_STRETCH: Final = 0.1
FUZZ: Final = 0.5
"""Points that a page stays open at least, since sums of heights are not exact."""
TORN: Final = 100.0
"""What it costs to part a heading from what follows: no page without need does."""


class Whole(Kept):
    """A figure with its words on one page, unless it is taller than a page."""

    def split(self, aW: float, aH: float) -> list[Flowable]:
        """Nothing as long as a page of its own has room for it."""
        if self.wrap(aW, aH)[1] <= theme.TEXT_HEIGHT:
            return []
        return self.stack.split(aW, aH)


@dataclass(frozen=True, slots=True)
class Block:
    """What stays on one page, drawn with its chart so many times as tall; ``flexible`` is the height of the chart."""

    draw: Callable[[float], Flowable]
    flexible: float = 0.0
    is_chapter: bool = False
    """Whether a chapter begins with it."""
    is_note: bool = False
    """Whether it belongs to the block before."""


class _Page(NamedTuple):
    """The blocks up to ``end`` on one page: how much taller their charts are there, and what that costs."""

    end: int
    stretch: float
    cost: float


class Packed(Stack):
    """Blocks in their order; ``costs`` are those of all pages from each block on."""

    def __init__(self, blocks: Sequence[Block], *, stretch: float = 1.0, costs: Sequence[float] = ()) -> None:
        self.blocks, self.costs = list(blocks), list(costs)
        super().__init__([block.draw(stretch) for block in blocks])
        self.spaceBefore = max((float(child.getSpaceBefore()) for child in self.children[:1]), default=0.0)
        self.spaceAfter = max((float(child.getSpaceAfter()) for child in self.children[-1:]), default=0.0)

    def least_height(self, width: float) -> float:
        """Height of what must fit for the first block to begin on a page."""
        self.wrap(width, 0)
        bound = 0
        while bound < len(self.children) - 1 and self.children[bound].getKeepWithNext():
            bound += 1
        place = self._places[bound]
        return place.top + place.height - self.blocks[bound].flexible * (1 - LOWEST)

    def split(self, aW: float, aH: float) -> list[Flowable]:
        """The blocks for this page, and the rest on the next ones."""
        self.wrap(aW, aH)
        self._weigh()
        is_new = aH > theme.TEXT_HEIGHT - 1
        page = self._best(0, aH, is_new=is_new)
        if page is None:
            parts = Stack(self.children[:1]).split(aW, aH) if is_new else []
            return [*parts, *self._rest(1)] if parts else []
        if page.end == 0:
            return []
        return [Packed(self.blocks[: page.end], stretch=page.stretch), *self._rest(page.end)]

    def _rest(self, start: int) -> list[Flowable]:
        if start == len(self.blocks):
            return []
        return [PageBreak(), Packed(self.blocks[start:], costs=self.costs[start:])]

    def _weigh(self) -> None:
        """What the pages cost from each block on, when a page begins with it."""
        if self.costs:
            return
        self.costs = [0.0] * (len(self.blocks) + 1)
        for start in reversed(range(len(self.blocks))):
            page = self._best(start, theme.TEXT_HEIGHT, is_new=True)
            self.costs[start] = TORN + self.costs[start + 1] if page is None else page.cost

    def _best(self, start: int, room: float, *, is_new: bool) -> _Page | None:
        """The page that costs least together with all that follow it; on a page begun it may be left as it is."""
        choices = [page._replace(cost=page.cost + self.costs[page.end]) for page in self._pages(start, room)]
        if not is_new:
            choices.append(_Page(start, 1.0, (room / theme.TEXT_HEIGHT) ** 2 + self.costs[start]))
        return min(choices, key=lambda page: page.cost, default=None)

    def _pages(self, start: int, room: float) -> Iterator[_Page]:
        """The pages that may begin with a block."""
        used = flexible = after = 0.0
        for number in range(start, len(self.blocks)):
            block, place = self.blocks[number], self._places[number]
            if number > start:
                if block.is_chapter and room - used < LEAST_OF_CHAPTER * theme.TEXT_HEIGHT:
                    return
                used += max(place.flowable.getSpaceBefore(), after)
            used += place.height
            flexible += block.flexible
            after = place.flowable.getSpaceAfter()
            if used - flexible * (1 - LOWEST) > room - FUZZ:
                return
            yield self._page(number + 1, room - used, flexible)

    def _page(self, end: int, left: float, flexible: float) -> _Page:
        """A page that ends before a block, with so much room left as long as its charts have their own height."""
        is_last = end == len(self.blocks)
        is_ended = is_last or self.blocks[end].is_chapter
        stretch = min(max(1 + (left - FUZZ) / flexible, LOWEST), 1.0 if is_ended else TALLEST) if flexible else 1.0
        empty = (left - flexible * (stretch - 1)) / theme.TEXT_HEIGHT
        weight = 0.0 if is_last else AT_CHAPTER_END if is_ended else 1.0
        is_torn = not is_last and (self.children[end - 1].getKeepWithNext() or self.blocks[end].is_note)
        torn = TORN if is_torn else 0.0
        gap = empty**2 + (GAPING if empty > WIDEST_GAP else 0.0)
        return _Page(end, stretch, weight * gap + OF_STRETCH * (stretch - 1) ** 2 + torn)
