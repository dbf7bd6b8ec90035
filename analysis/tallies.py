"""Figures before protection: each with the totals it would give away. They never leave the house."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from analysis.release import Cell, Sure, Table


@dataclass(frozen=True, slots=True)
class Contributions:
    """Who gave how much to a total: numbers of contributors, ascending, and amounts other than zero.

    The numbers are the same for a contributor in every table, role and snapshot.
    """

    who: NDArray[np.uint64]
    amounts: NDArray[np.float64]

    @staticmethod
    def of(who: NDArray[np.uint64], amounts: NDArray[np.float64]) -> Contributions:
        """The amounts of each contributor brought together."""
        names, place = np.unique(who, return_inverse=True)
        sums = np.bincount(place, weights=amounts, minlength=len(names)).astype(np.float64)
        is_there = np.abs(sums) > _NOTHING
        return Contributions(names[is_there], sums[is_there])


_NOTHING = 1e-9
"""What rounding may leave of amounts that cancel each other."""


def nobody() -> Contributions:
    """No contributions."""
    return Contributions(np.zeros(0, dtype=np.uint64), np.zeros(0))


@dataclass(frozen=True, slots=True)
class Part:
    """A total that a figure gives away: how many contributors have a part in it, and the two largest parts.

    A count is a total to which each contributor gives the number of its establishments. Of a net sum the parts
    are the sizes of the changes. ``given`` tells who gave what, with the sign it has.
    """

    contributors: int
    total: float
    largest: float
    second: float
    given: Callable[[], Contributions] = field(default=nobody, compare=False, repr=False)

    @staticmethod
    def of(amounts: Iterable[float], given: Callable[[], Contributions] = nobody) -> Part:
        """The total of these amounts, one of each contributor; who gives nothing is none."""
        shares = sorted((abs(amount) for amount in amounts if amount), reverse=True)
        largest, second = [*shares, 0.0, 0.0][:2]
        return Part(len(shares), sum(shares), largest, second, given)


@dataclass(frozen=True, slots=True)
class Tally:
    """One figure: ``value`` (None when nobody is in the base) and what it gives away.

    ``base`` are the answers it is made of, ``outside`` those of the same domain that gave none. ``parts`` are
    the totals that can be computed from the value and its base, from either side: those who said yes and
    those who did not, what was reached of a scale and what was left of it. ``is_uniform`` says that the figure
    tells everybody's answer: 0 %, 100 %, all equal. ``is_routed`` says that earlier answers decided who was
    asked, so that the size of the base is an answer too. ``sure`` is what chance may have
    done to an estimate, ``weighted`` what the answers stand for where that is not their number, and ``heaviest`` the
    most that one of them stands for.
    """

    key: tuple[str, ...]
    value: float | None
    base: Part
    outside: Part
    parts: tuple[Part, ...]
    is_uniform: bool
    is_routed: bool = False
    sure: Sure | None = None
    weighted: Part | None = None
    heaviest: float = 0.0

    @property
    def n(self) -> int:
        """How many answers the figure is made of."""
        return int(self.base.total)


@dataclass(frozen=True, slots=True)
class Tabulation:
    """A table whose cells are still tallies: ``head`` says what they are and holds no cells.

    ``missing`` are the shares of missing answers, to be protected like any other share. ``quantity`` names what is
    broken down: tables of the same quantity are parts of one another. ``made_of`` says how much one answer of each
    code adds to each of a figure's parts, where the figure is made of the shares of these codes, or of the totals of
    the quantity ``source``; ``along`` is the dimension that takes the place of the parts. What ``is_unseen`` is printed
    nowhere, but hangs together with what is.
    """

    head: Table
    tallies: tuple[Tally, ...]
    missing: tuple[Tally, ...] = ()
    quantity: str = ""
    made_of: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    source: str = ""
    along: str = ""
    is_unseen: bool = False

    def opened(self) -> Table:
        """The table with every true value, for staff inside the house only."""
        table = replace(self.head, cells=_open(self.tallies), missing=_open(self.missing))
        return shortened([table], lambda cell: bool(cell.value))[0]


LONGEST_COMPLETE = 30
"""Of a longer list (divisions, occupations) only the categories worth a line are shown."""


def shortened(tables: Sequence[Table], is_worth: Callable[[Cell], bool]) -> list[Table]:
    """The tables without those categories of long lists in which no cell is worth showing.

    A table and its breakdowns keep the same: they stand in one grid. In a release these are the categories with a
    published cell: a line of hidden cells would tell that somebody belongs to it, where a line that is not there
    tells nothing.
    """
    kept: dict[tuple[str, int], set[str]] = {}
    for table in tables:
        for place in _long_lists(table):
            worth = {cell.key[place] for cell in table.cells if is_worth(cell)}
            kept.setdefault((_undivided(table), place), set()).update(worth)
    return [
        _with_categories(table, {place: kept[_undivided(table), place] for place in _long_lists(table)})
        for table in tables
    ]


def _undivided(table: Table) -> str:
    """The id of the table that this one breaks down by its last dimension; its own where it is no breakdown."""
    return table.id.removesuffix(f".{table.dimensions[-1].id}") if table.dimensions else table.id


def _long_lists(table: Table) -> list[int]:
    return [place for place, one in enumerate(table.dimensions) if len(one.categories) > LONGEST_COMPLETE]


def _with_categories(table: Table, kept: Mapping[int, Container[str]]) -> Table:
    """The table with these categories only, by the places of its dimensions."""
    dimensions = list(table.dimensions)
    for place, codes in kept.items():
        categories = tuple(each for each in dimensions[place].categories if each.code in codes)
        dimensions[place] = replace(dimensions[place], categories=categories, is_long=True)
    cells = (cell for cell in table.cells if all(cell.key[place] in codes for place, codes in kept.items()))
    return replace(table, dimensions=tuple(dimensions), cells=tuple(cells)) if kept else table


def _open(tallies: tuple[Tally, ...]) -> tuple[Cell, ...]:
    return tuple(Cell(tally.key, tally.value, tally.n, tally.sure) for tally in tallies)
