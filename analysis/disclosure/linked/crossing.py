"""Tables over the same records as one system: its cells, who is in them, and how all of them hang together.

Records that are in the same cells of every table are one class (an atom: the finest crossing of all tables). Every
cell is a sum of atoms, whatever dimensions, levels or filters its table has; tables of another snapshot are tables
of the records as they were then. So no pair of tables is treated specially: their equations say what one subtracted
from another gives away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from analysis.disclosure.cells.lattice import TOTAL, Hierarchy, Parts, additions, spread
from analysis.disclosure.cells.relations import Flags, Floats, Ints
from analysis.disclosure.rules import PrimaryRules

COUNT = "count"
"""The measure that every record has: one."""

Key = tuple[str, ...]
"""The codes of a cell, in the order of its table's dimensions."""


@dataclass(frozen=True, slots=True)
class Records:
    """A snapshot: the lowest code (its place in the hierarchy) of each record in each dimension, and its measures.

    ``record`` and ``contributor`` are numbers that mean the same in every snapshot. No measure is negative.
    """

    dimensions: Mapping[str, Hierarchy]
    codes: Mapping[str, Ints]
    record: Ints
    contributor: Ints
    measures: Mapping[str, Floats]

    def amounts(self, measure: str) -> Floats:
        """What each record adds to a total of a measure."""
        return np.ones(len(self.record)) if measure == COUNT else self.measures[measure]


@dataclass(frozen=True, slots=True)
class Table:
    """Totals of a measure by some dimensions, with all margins.

    ``where``: only records below one of these codes, of dimensions shown or not. ``depth``: how many levels below the
    margin a dimension is shown with (all, if not said). Printed are multiples of ``rounding`` (0: exact values), or,
    with ``decimals``, percentages of the records that have the measure, which is 0 or 1.
    """

    name: str
    by: tuple[str, ...]
    measure: str = COUNT
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    depth: Mapping[str, int] = field(default_factory=dict)
    rounding: float = 0.0
    decimals: int | None = None


Quantity = tuple[str, bool]
"""A measure, or with True those records that lack it."""


@dataclass(frozen=True, slots=True)
class Release:
    """A table of one of several snapshots as it goes out under ``rules``; ``hidden`` are the cells without a value."""

    records: Records
    table: Table
    hidden: frozenset[Key]
    rules: PrimaryRules

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """What it gives away: of percentages those with the measure, those without, and all."""
        if self.table.decimals is None:
            return ((self.table.measure, False),)
        return ((self.table.measure, False), (self.table.measure, True), (COUNT, False))


class States:
    """The records of all snapshots; one that is the same in two of them is in both, any other is two."""

    def __init__(self, snapshots: Sequence[Records]) -> None:
        self.dimensions = snapshots[0].dimensions
        measures = sorted(snapshots[0].measures)
        columns = [
            np.stack(
                [one.record, one.contributor, *(one.codes[name] for name in self.dimensions)]
                + [one.measures[name] for name in measures]
            ).astype(np.float64)
            for one in snapshots
        ]
        states, place = np.unique(np.concatenate(columns, axis=1), axis=1, return_inverse=True)
        ends = np.cumsum([part.shape[1] for part in columns])[:-1]
        self._alive = {
            id(one): np.isin(np.arange(states.shape[1]), here)
            for one, here in zip(snapshots, np.split(place.ravel(), ends), strict=True)
        }
        self.contributor = states[1].astype(np.int64)
        self.codes = {name: states[2 + number].astype(np.int64) for number, name in enumerate(self.dimensions)}
        first = 2 + len(self.dimensions)
        self._measures = {name: states[first + number] for number, name in enumerate(measures)}

    def amounts(self, quantity: Quantity) -> Floats:
        """What each state adds to a quantity."""
        measure, is_without = quantity
        has = np.ones(len(self.contributor)) if measure == COUNT else self._measures[measure]
        return 1.0 - has if is_without else has

    def inside(self, release: Release) -> Flags:
        """Which states a table is about."""
        chosen = self._alive[id(release.records)].copy()
        for name, codes in release.table.where.items():
            hierarchy = self.dimensions[name]
            above = hierarchy.levels()[self.codes[name]]
            chosen &= np.isin(above, [hierarchy.codes.index(code) for code in codes]).any(axis=1)
        return chosen


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a table: its dimensions as deep as it shows them, and where each state is (in no cell: -1)."""

    release: Release
    dimensions: tuple[Hierarchy, ...]
    places: Ints
    finest: Ints

    @staticmethod
    def of(release: Release, states: States) -> Grid:
        """The cells of a table."""
        cuts = [_cut(states.dimensions[name], release.table.depth.get(name)) for name in release.table.by]
        places = [place[states.codes[name]] for name, (_, place) in zip(release.table.by, cuts, strict=True)]
        dimensions = tuple(hierarchy for hierarchy, _ in cuts) or (Hierarchy.flat([]),)
        placed = np.array(places or [np.zeros(len(states.contributor))]).astype(np.int64)
        finest = np.ravel_multi_index(tuple(placed), tuple(len(one.codes) for one in dimensions))
        return Grid(release, dimensions, placed, np.where(states.inside(release), finest, -1))

    @property
    def count(self) -> int:
        """How many cells there are, empty ones too."""
        return int(np.prod([len(one.codes) for one in self.dimensions]))

    def key(self, cell: int) -> Key:
        """The codes of a cell."""
        places = np.unravel_index(cell, tuple(len(one.codes) for one in self.dimensions))
        codes = tuple(one.codes[int(place)] for one, place in zip(self.dimensions, places, strict=True))
        return codes[: len(self.release.table.by)]

    def what(self, cell: int) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, frozenset[str]]]]:
        """Whom a cell is about, the same in every table and snapshot that has it."""
        table = self.release.table
        codes = zip(table.by, self.key(cell), strict=True)
        filters = frozenset((name, frozenset(chosen)) for name, chosen in table.where.items())
        return frozenset((name, code) for name, code in codes if code != TOTAL), filters

    def parts(self, who: Ints, amounts: Floats, chosen: Flags) -> Parts:
        """The contributions of chosen states to every cell, brought together by ``who``; cell by cell."""
        among = np.flatnonzero(chosen & (self.finest >= 0))
        none = np.zeros(len(among), dtype=np.int64)
        found = spread(self.dimensions, self.places[:, among], Parts(none, who[among], amounts[among], amounts[among]))
        order = np.lexsort((found.contributor, found.cell))
        return Parts(found.cell[order], found.contributor[order], found.amount[order], found.weighted[order])

    def equations(self, is_there: Flags) -> Iterator[list[tuple[int, float]]]:
        """Which cells add up to which."""
        if all(len(one.codes) == 1 for one in self.dimensions):
            return
        relations = additions(self.dimensions, is_there)
        for start, end in zip(relations.starts[:-1].tolist(), relations.starts[1:].tolist(), strict=True):
            cells, factors = relations.cells[start:end], relations.coefficients[start:end]
            yield list(zip(cells.tolist(), factors.tolist(), strict=True))


def _cut(hierarchy: Hierarchy, depth: int | None) -> tuple[Hierarchy, Ints]:
    """The hierarchy down to a depth, and for each code the place of the one that stands for it there."""
    levels = hierarchy.levels()
    last = levels.shape[1] - 1 if depth is None else min(depth, levels.shape[1] - 1)
    above = _deepest(levels[:, : last + 1])
    kept = np.unique(above)
    place = np.full(len(hierarchy.codes), -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    codes = tuple(hierarchy.codes[number] for number in kept.tolist())
    parents = [hierarchy.parents[number] for number in kept.tolist()]
    return Hierarchy(codes, tuple(int(place[parent]) if parent >= 0 else -1 for parent in parents)), place[above]


def _deepest(levels: Ints) -> Ints:
    """The last code of each row."""
    last = (levels >= 0).sum(axis=1) - 1
    found: Ints = levels[np.arange(len(levels)), last]
    return found
