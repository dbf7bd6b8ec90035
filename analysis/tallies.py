"""Figures before protection: each with the totals it would give away. They never leave the house."""

from __future__ import annotations

from dataclasses import dataclass, replace

from analysis.release import Cell, Table


@dataclass(frozen=True, slots=True)
class Part:
    """A total that a figure gives away: how many contributors have a part in it, and the two largest parts.

    A count is a total to which each contributor gives 1.
    """

    contributors: int
    total: float
    largest: float
    second: float

    @staticmethod
    def of_count(contributors: int) -> Part:
        """The part of a count of ``contributors``."""
        return Part(contributors, float(contributors), float(contributors > 0), float(contributors > 1))


@dataclass(frozen=True, slots=True)
class Tally:
    """One figure: ``value`` (None when nobody is in the base), ``n`` answers and their contributors.

    ``is_uniform`` says that the figure tells everybody's answer: 0 %, 100 %, all equal.
    """

    key: tuple[str, ...]
    value: float | None
    n: int
    contributors: int
    parts: tuple[Part, ...]
    is_uniform: bool


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
        return replace(self.head, cells=_open(self.tallies), missing=_open(self.missing))


def _open(tallies: tuple[Tally, ...]) -> tuple[Cell, ...]:
    return tuple(Cell(tally.key, tally.value, tally.n) for tally in tallies)
