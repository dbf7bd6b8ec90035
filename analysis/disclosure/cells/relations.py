"""Cells that depend on each other by addition: what everybody knows of tables before a value is printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Ints: TypeAlias = NDArray[np.int64]


TOLERANCE = 1e-7
"""What counts as reached, relative to a cell's value, at least absolute."""


def summed(places: Ints, amounts: Floats, count: int) -> Floats:
    """The amounts at each of ``count`` places, added up."""
    return np.bincount(places, weights=amounts, minlength=count).astype(np.float64)


def ordered(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """The lower and the higher of two numbers, element by element."""
    return np.minimum(one, other), np.maximum(one, other)


@dataclass(frozen=True, slots=True)
class Bounds:
    """An interval for each cell; infinite where there is no limit."""

    low: Floats
    high: Floats

    @property
    def is_open(self) -> Flags:
        """Which cells are not known exactly."""
        wide: Flags = self.high > self.low
        return wide


@dataclass(frozen=True, slots=True)
class Relations:
    """Equations: in each row the cells, times their coefficients, add up to zero.

    Stored row by row: the entries of row r are ``starts[r]`` to ``starts[r + 1]`` of ``cells`` and
    ``coefficients``. No row is empty.
    """

    starts: Ints
    cells: Ints
    coefficients: Floats

    def __len__(self) -> int:
        return len(self.starts) - 1

    @staticmethod
    def of(rows: Sequence[Mapping[int, float]]) -> Relations:
        """Equations given as coefficients by cell; empty ones are left out."""
        kept = [row for row in rows if row]
        starts = np.cumsum([0, *(len(row) for row in kept)])
        cells = [cell for row in kept for cell in row]
        coefficients = [value for row in kept for value in row.values()]
        return Relations(starts, np.array(cells, dtype=np.int64), np.array(coefficients, dtype=np.float64))

    @property
    def rows(self) -> Ints:
        """The row of each entry."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    def sums(self, values: Floats) -> Floats:
        """Each row's sum, given a value per cell."""
        if not len(self):
            return np.zeros(0)
        total: Floats = np.add.reduceat(values[self.cells] * self.coefficients, self.starts[:-1])
        return total

    def among(self, kept: Flags) -> tuple[Relations, Ints]:
        """The entries of the kept cells alone, and the rows that have some; cells keep their numbers."""
        chosen = kept[self.cells]
        counts = np.bincount(self.rows[chosen], minlength=len(self))
        rows = np.flatnonzero(counts)
        starts = np.concatenate([[0], np.cumsum(counts[rows])])
        return Relations(starts, self.cells[chosen], self.coefficients[chosen]), rows

    def renumbered(self, places: Ints) -> Relations:
        """The same with ``places`` as numbers of the cells."""
        return Relations(self.starts, places[self.cells], self.coefficients)

    def doubled(self, count: int) -> Relations:
        """The same equations over the increase of each of ``count`` cells and, behind all of them, its decrease."""
        cells = np.concatenate([self.cells, self.cells + count])
        coefficients = np.concatenate([self.coefficients, -self.coefficients])
        order = np.argsort(np.tile(self.rows, 2), kind="stable")
        return Relations(2 * self.starts, cells[order], coefficients[order])

    def components(self, count: int) -> Ints:
        """A number for each of ``count`` cells, the same for those that hang together."""
        label = np.arange(count)
        while len(self):
            lowest = np.minimum.reduceat(label[self.cells], self.starts[:-1])
            found = label.copy()
            np.minimum.at(found, self.cells, np.repeat(lowest, np.diff(self.starts)))
            found = np.minimum(found, found[found])
            if np.array_equal(found, label):
                break
            label = found
        return label
