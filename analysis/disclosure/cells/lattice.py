"""One table of microdata: every crossing of its dimensions with all margins, and who is behind each total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from analysis.disclosure.cells.relations import Flags, Floats, Ints, Relations, summed

TOTAL = "total"


class BadHierarchy(ValueError):
    """A hierarchy that is none: a circle, or a parent that is no code; ``code`` is the one below it."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """The codes of a dimension, the margin first, each with the place of its parent (-1 for the margin)."""

    codes: tuple[str, ...]
    parents: tuple[int, ...]

    @staticmethod
    def flat(codes: Sequence[str]) -> Hierarchy:
        """All codes side by side below the margin."""
        return Hierarchy((TOTAL, *codes), (-1, *(0 for _ in codes)))

    @staticmethod
    def of(parents: Mapping[str, str]) -> Hierarchy:
        """The parent of each code; an empty one, and the code ``total``, mean the margin."""
        codes = (TOTAL, *(code for code in parents if code != TOTAL))
        place = {code: number for number, code in enumerate(codes)}
        for code in codes[1:]:
            if parents[code] and parents[code] not in place:
                raise BadHierarchy(code, f"„{parents[code]}“, über „{code}“, ist kein Code der Hierarchie")
        above = (-1, *(place[parents[code] or TOTAL] for code in codes[1:]))
        found = Hierarchy(codes, above)
        for number in range(len(codes)):
            found.path(number)
        return found

    def path(self, place: int) -> list[int]:
        """From the margin down to a code."""
        way = [place]
        while self.parents[way[-1]] >= 0:
            way.append(self.parents[way[-1]])
            if len(way) > len(self.codes):
                code = self.codes[place]
                raise BadHierarchy(code, f"die Codes über „{code}“ bilden einen Kreis")
        return way[::-1]

    def children(self) -> Iterator[tuple[int, list[int]]]:
        """Each code that has some, with them."""
        below: dict[int, list[int]] = {}
        for number, parent in enumerate(self.parents):
            if parent >= 0:
                below.setdefault(parent, []).append(number)
        return iter(below.items())

    def levels(self) -> Ints:
        """(codes, depth): what stands above each code at each depth, itself last; -1 below it."""
        paths = [self.path(number) for number in range(len(self.codes))]
        table = np.full((len(paths), max(map(len, paths))), -1, dtype=np.int64)
        for number, way in enumerate(paths):
            table[number, : len(way)] = way
        return table


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals and the contributions to them: an array each, one element per cell.

    ``value`` is weighted, the contributions are not; ``top`` is the sum of the n largest.
    """

    value: Floats
    contributors: Ints
    largest: Floats
    second: Floats
    top: Floats


@dataclass(frozen=True, slots=True)
class Parts:
    """Contributions: the cell, the contributor and its amounts, one element for each pair."""

    cell: Ints
    contributor: Ints
    amount: Floats
    weighted: Floats


def spread(dimensions: Sequence[Hierarchy], places: Ints, rows: Parts) -> Parts:
    """The contributions of rows to every cell they belong to, brought together by contributor.

    ``rows.cell`` is not read: the cell follows from ``places`` (dimensions, rows).
    """
    shape = tuple(len(dimension.codes) for dimension in dimensions)
    levels = [dimension.levels()[place] for dimension, place in zip(dimensions, places, strict=True)]
    found = []
    for depths in product(*(range(level.shape[1]) for level in levels)):
        above = np.array([level[:, depth] for level, depth in zip(levels, depths, strict=True)])
        inside = np.flatnonzero((above >= 0).all(axis=0))
        if len(inside):
            cell = np.ravel_multi_index(tuple(above[:, inside]), shape)
            found.append(_together(cell, rows, inside))
    return Parts(*(np.concatenate([getattr(one, name) for one in found]) for name in Parts.__slots__))


def _together(cell: Ints, rows: Parts, inside: Ints) -> Parts:
    who = rows.contributor[inside]
    size = int(rows.contributor.max(initial=0)) + 1
    pairs, place = np.unique(cell * size + who, return_inverse=True)
    amount, weighted = (summed(place, column[inside], len(pairs)) for column in (rows.amount, rows.weighted))
    return Parts(pairs // size, pairs % size, amount, weighted)


def totals(parts: Parts, count: int, top: int = 1) -> Totals:
    """What each of ``count`` cells consists of; ``top`` is the n of a dominance rule."""
    order = np.lexsort((-parts.amount, parts.cell))
    cell, amount = parts.cell[order], parts.amount[order]
    contributors = np.bincount(cell, minlength=count)
    rank = np.arange(len(cell)) - np.concatenate([[0], np.cumsum(contributors)[:-1]])[cell]

    def ranked(kept: Flags) -> Floats:
        return summed(cell, np.where(kept, amount, 0.0), count)

    return Totals(
        summed(parts.cell, parts.weighted, count),
        contributors,
        ranked(rank == 0),
        ranked(rank == 1),
        ranked(rank < top),
    )


def additions(dimensions: Sequence[Hierarchy], is_there: Flags) -> Relations:
    """That every code is the sum of those below it, whatever the other dimensions say; empty cells left out."""
    shape = tuple(len(dimension.codes) for dimension in dimensions)
    cells = np.arange(int(np.prod(shape))).reshape(shape)
    starts, entries, signs = [], [], []
    for axis, dimension in enumerate(dimensions):
        for parent, below in dimension.children():
            block = np.moveaxis(cells.take([parent, *below], axis=axis), axis, -1).reshape(-1, len(below) + 1)
            kept = is_there[block]
            starts.append(kept.sum(axis=1))
            entries.append(block[kept])
            sign = np.ones(block.shape)
            sign[:, 0] = -1.0
            signs.append(sign[kept])
    sizes = np.concatenate(starts)
    return Relations(np.concatenate([[0], np.cumsum(sizes[sizes > 0])]), np.concatenate(entries), np.concatenate(signs))
