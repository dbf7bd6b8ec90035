"""Figures before protection: each with the totals it would give away. They never leave the house."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from analysis.release import Cell, Table


@dataclass(frozen=True, slots=True)
class Part:
    """A total that a figure gives away: how many contributors have a part in it, and the two largest parts.

    A count is a total to which each contributor gives the number of its establishments.
    """

    contributors: int
    total: float
    largest: float
    second: float

    @staticmethod
    def of(amounts: Iterable[float]) -> Part:
        """The total of these amounts, one of each contributor; who gives nothing is none."""
        given = sorted((amount for amount in amounts if amount), reverse=True)
        largest, second = [*given, 0.0, 0.0][:2]
        return Part(len(given), sum(given), largest, second)


@dataclass(frozen=True, slots=True)
class Tally:
    """One figure: ``value`` (None when nobody is in the base) and what it gives away.

    ``base`` are the answers it is made of, ``outside`` those of the same domain that gave none. ``parts`` are
    the totals that can be computed from the value and its base, from either side: those who said yes and
    those who did not, what was reached of a scale and what was left of it. ``is_uniform`` says that the figure
    tells everybody's answer: 0 %, 100 %, all equal. ``is_routed`` says that earlier answers decided who was
    asked, so that the size of the base is an answer too.
    """

    key: tuple[str, ...]
    value: float | None
    base: Part
    outside: Part
    parts: tuple[Part, ...]
    is_uniform: bool
    is_routed: bool = False

    @property
    def n(self) -> int:
        """How many answers the figure is made of."""
        return int(self.base.total)


@dataclass(frozen=True, slots=True)
class Tabulation:
    """A table whose cells are still tallies: ``head`` says what they are and holds no cells.

    ``missing`` are the shares of missing answers, to be protected like any other share.
    """

    head: Table
    tallies: tuple[Tally, ...]
    missing: tuple[Tally, ...] = ()

    def opened(self) -> Table:
        """The table with every true value, for staff inside the house only."""
        table = replace(self.head, cells=_open(self.tallies), missing=_open(self.missing))
        return shortened(table, lambda cell: bool(cell.value))


LONGEST_COMPLETE = 30
"""Of a longer list (divisions, occupations) only the categories worth a line are shown."""


def shortened(table: Table, is_worth: Callable[[Cell], bool]) -> Table:
    """The table without those categories of long lists in which no cell is worth showing.

    In a release these are the categories without a published cell: a line of hidden cells would tell that
    somebody belongs to it, where a line that is not there tells nothing.
    """
    for place, dimension in enumerate(table.dimensions):
        if len(dimension.categories) > LONGEST_COMPLETE:
            kept = {cell.key[place] for cell in table.cells if is_worth(cell)}
            categories = tuple(category for category in dimension.categories if category.code in kept)
            dimensions = list(table.dimensions)
            dimensions[place] = replace(dimension, categories=categories)
            cells = tuple(cell for cell in table.cells if cell.key[place] in kept)
            table = replace(table, dimensions=tuple(dimensions), cells=cells)
    return table


def _open(tallies: tuple[Tally, ...]) -> tuple[Cell, ...]:
    return tuple(Cell(tally.key, tally.value, tally.n) for tally in tallies)
