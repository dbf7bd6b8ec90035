"""Figures on as few pages as they need: one that does not fit lets a later one go before it."""
# ruff: noqa: N803 - arguments that reportlab names

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, NamedTuple

from exports.paper.kept import Kept
from exports.pdf import theme
from exports.pdf.flowables import Flowable, Stack

OPEN: Final = 0.1
"""So much of a page may stay open below its figures."""
MOST_AHEAD: Final = 8
"""A figure moves up over fewer others than this."""
MOST_ON_A_PAGE: Final = 5


class _Choice(NamedTuple):
    """Blocks for a page, by their places, and what they take of its height."""

    places: tuple[int, ...]
    height: float


class Whole(Kept):
    """A figure with its words on one page, unless it is taller than a page."""

    def split(self, aW: float, aH: float) -> list[Flowable]:
        """Nothing as long as a page of its own has room for it."""
        if self.wrap(aW, aH)[1] <= theme.TEXT_HEIGHT:
            return []
        return self.stack.split(aW, aH)


@dataclass(frozen=True, slots=True)
class Block:
    """A figure that gets its number when its place is known; one that ``follows`` never goes before the one ahead.

    ``place`` is where it stands in the story.
    """

    draw: Callable[[int], Whole]
    follows: bool = False
    place: int = 0


class Packed(Stack):
    """Blocks in their order, except that a block moves up to fill a page that the ones before it leave open.

    Numbers follow the order on paper, from ``first``. ``placed`` gets the places of the blocks as they are drawn.
    """

    def __init__(self, blocks: Sequence[Block], first: int, placed: list[int] | None = None) -> None:
        self.blocks, self.first = list(blocks), first
        self.placed = [] if placed is None else placed
        super().__init__([block.draw(first + place) for place, block in enumerate(blocks)])
        self.spaceBefore = max((float(child.getSpaceBefore()) for child in self.children[:1]), default=0.0)

    @property
    def order(self) -> Sequence[int]:
        """The places of the blocks as they were drawn last."""
        drawn = self.placed[-len(self.blocks) :]
        return [*drawn, *(block.place for block in self.blocks if block.place not in drawn)]

    def least_height(self, width: float) -> float:
        """Height of the lowest block that may come first."""
        self.wrap(width, 0)
        heights = [place.height for place, block in zip(self._places, self.blocks, strict=True) if not block.follows]
        return min(heights, default=0.0)

    def split(self, aW: float, aH: float) -> list[Flowable]:
        """The blocks for this page, and the rest."""
        chosen = self._chosen(aW, aH)
        if not chosen:
            return Stack(self.children).split(aW, aH) if aH > theme.TEXT_HEIGHT - 1 else []
        rest = [block for place, block in enumerate(self.blocks) if place not in chosen]
        here = Packed([self.blocks[place] for place in chosen], self.first, self.placed)
        return [here, Packed(rest, self.first + len(chosen), self.placed)] if rest else [here]

    def draw(self) -> None:
        """The blocks; where they came to stand is kept."""
        super().draw()
        self.placed += [block.place for block in self.blocks]

    def _chosen(self, width: float, room: float) -> Sequence[int]:
        """Which blocks fit: those in order if they fill the page, else the choice that fills it best."""
        self.wrap(width, room)
        plain = self._filled(range(len(self.blocks)), room)
        if not plain.places or room - plain.height <= OPEN * theme.TEXT_HEIGHT or len(plain.places) == len(self.blocks):
            return plain.places
        first = plain.places[0]
        others = [place for place in range(first + 1, len(self.blocks)) if place <= first + MOST_AHEAD]
        choices = [plain]
        for count in range(1, MOST_ON_A_PAGE):
            choices += [self._filled((first, *more), room) for more in combinations(others, count)]
        return max(choices, key=lambda each: round(each.height)).places  # of equal ones the first: nearest to the order

    def _filled(self, wanted: Sequence[int], room: float) -> _Choice:
        """Those of the wanted that fit one after another; what follows a block that was left over stays with it."""
        chosen: list[int] = []
        gap = used = 0.0
        for number in wanted:
            block, place = self.blocks[number], self._places[number]
            is_ready = not block.follows or number == 0 or number - 1 in chosen
            before = max(place.flowable.getSpaceBefore(), gap) if chosen else 0.0
            if is_ready and used + before + place.height <= room:
                chosen.append(number)
                used += before + place.height
                gap = place.flowable.getSpaceAfter()
        return _Choice(tuple(chosen), used)
