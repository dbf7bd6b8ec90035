"""Figures on as few pages as they need: one that does not fit lets a later one go before it."""
# ruff: noqa: N803 - arguments that reportlab names

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from exports.paper.kept import Kept
from exports.pdf import theme
from exports.pdf.flowables import Flowable, Stack


class Whole(Kept):
    """A figure with its words on one page, unless it is taller than a page."""

    def split(self, aW: float, aH: float) -> list[Flowable]:
        """Nothing as long as a page of its own has room for it."""
        if self.wrap(aW, aH)[1] <= theme.TEXT_HEIGHT:
            return []
        return self.stack.split(aW, aH)


@dataclass(frozen=True, slots=True)
class Block:
    """A figure that gets its number when its place is known; one that ``follows`` never goes before the one ahead."""

    draw: Callable[[int], Whole]
    follows: bool = False


class Packed(Stack):
    """Blocks in their order, except that a block moves up to fill a page that the ones before it leave open.

    Numbers follow the order on paper, from ``first``.
    """

    def __init__(self, blocks: Sequence[Block], first: int) -> None:
        self.blocks, self.first = list(blocks), first
        super().__init__([block.draw(first + place) for place, block in enumerate(blocks)])
        self.spaceBefore = max((float(child.getSpaceBefore()) for child in self.children[:1]), default=0.0)

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
        here = Packed([self.blocks[place] for place in chosen], self.first)
        return [here, Packed(rest, self.first + len(chosen))] if rest else [here]

    def _chosen(self, width: float, room: float) -> list[int]:
        """Which blocks fit, in order; what follows a block that was left over stays with it."""
        self.wrap(width, room)
        chosen: list[int] = []
        gap = 0.0
        for number, (block, place) in enumerate(zip(self.blocks, self._places, strict=True)):
            is_ready = not block.follows or number == 0 or number - 1 in chosen
            before = max(place.flowable.getSpaceBefore(), gap) if chosen else 0.0
            if is_ready and before + place.height <= room:
                chosen.append(number)
                room -= before + place.height
                gap = place.flowable.getSpaceAfter()
        return chosen
