"""An attacker of linked tables, who knows nothing of the code that protects them: records, sums, and scipy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
from scipy.optimize import linprog

from analysis.disclosure.cells.lattice import Hierarchy
from analysis.disclosure.cells.relations import Flags, Floats, Ints
from analysis.disclosure.linked.crossing import Key, Records, Release, Table

LARGE = 1e6
LEAVES = np.array([3, 4, 5, 6, 7])
DIMENSIONS = {
    "division": Hierarchy.of({"A": "", "B": "", "a1": "A", "a2": "A", "b1": "B", "b2": "B", "b3": "B"}),
    "region": Hierarchy.flat(["n", "s", "w"]),
    "size": Hierarchy.flat(["small", "middle", "large"]),
}


def records(seed: int, count: int = 60) -> Records:
    """Enterprises drawn at random, each with one record."""
    generator = np.random.default_rng(seed)
    codes = {
        "division": LEAVES[generator.integers(0, 5, count)],
        "region": generator.integers(1, 4, count),
        "size": generator.integers(1, 4, count),
    }
    employees = np.ceil(np.exp(generator.normal(2.5, 1, count)))
    trains = (generator.random(count) < 0.6).astype(np.float64)
    return Records(DIMENSIONS, codes, np.arange(count), np.arange(count), {"employees": employees, "trains": trains})


def changed(before: Records, numbers: Sequence[int], factor: float) -> Records:
    """The same records with other numbers of employees for some of them."""
    employees = before.measures["employees"].copy()
    employees[list(numbers)] = np.ceil(employees[list(numbers)] * factor) + 1
    measures = {**before.measures, "employees": employees}
    return Records(before.dimensions, before.codes, before.record, before.contributor, measures)


def without(before: Records, number: int) -> Records:
    """The records as they were before the last answer came."""
    kept = np.arange(len(before.record)) != number
    codes = {name: places[kept] for name, places in before.codes.items()}
    measures = {name: amounts[kept] for name, amounts in before.measures.items()}
    return Records(before.dimensions, codes, before.record[kept], before.contributor[kept], measures)


def members(data: Records, table: Table, key: Key) -> Flags:
    """Which records are in a cell, looked up one by one."""
    chosen = np.ones(len(data.record), dtype=bool)
    wanted = [*((name, (code,)) for name, code in zip(table.by, key, strict=True)), *table.where.items()]
    for name, codes in wanted:
        hierarchy = data.dimensions[name]
        paths = [{hierarchy.codes[place] for place in hierarchy.path(int(leaf))} for leaf in data.codes[name]]
        chosen &= np.array([bool(path & set(codes)) for path in paths])
    return chosen


def keys(data: Records, table: Table) -> Iterator[Key]:
    """The cells of a table, those without records left out."""
    listed = []
    for name in table.by:
        hierarchy = data.dimensions[name]
        depth = table.depth.get(name, len(hierarchy.codes))
        listed.append([code for place, code in enumerate(hierarchy.codes) if len(hierarchy.path(place)) <= depth + 1])
    return (key for key in product(*listed) if members(data, table, key).any())


class Attacker:
    """Knows who is in which cell, and every printed number; seeks the answers of some.

    A record that is the same in two snapshots is one unknown, any other is two.
    """

    def __init__(self, releases: Sequence[Release], measure: str = "employees") -> None:
        self._measure = measure
        self._unknown: dict[tuple[int, float], int] = {}
        self._rows: list[tuple[Flags, Ints, float, float]] = []
        for release in releases:
            self._read(release)

    def _numbers(self, data: Records) -> Ints:
        values = data.amounts(self._measure)
        pairs = zip(data.record.tolist(), values.tolist(), strict=True)
        return np.array([self._unknown.setdefault(pair, len(self._unknown)) for pair in pairs])

    def _read(self, release: Release) -> None:
        table, data = release.table, release.records
        if table.measure != self._measure:
            return
        numbers = self._numbers(data)
        for key in keys(data, table):
            if key in release.hidden:
                continue
            chosen = members(data, table, key)
            value = float(data.amounts(table.measure)[chosen].sum())
            half = table.rounding / 2
            if table.decimals is not None:
                base = int(chosen.sum())
                half = base / 200 / 10**table.decimals
                value = round(100 * value / base, table.decimals) / 100 * base
            elif table.rounding:
                value = round(value / table.rounding) * table.rounding
            self._rows.append((chosen, numbers, value - half, value + half))

    def interval(self, data: Records, chosen: Flags, own: Flags | None = None) -> tuple[float, float]:
        """Between which numbers the total of the chosen records lies, for somebody who gave ``own`` of them."""
        numbers, values = self._numbers(data), data.amounts(self._measure)
        matrix, sides = self._system()
        most = 1.0 if self._measure == "trains" else LARGE
        limits = np.stack([np.zeros(len(self._unknown)), np.full(len(self._unknown), most)], axis=1)
        for number in np.flatnonzero(own) if own is not None else ():
            limits[numbers[number]] = values[number]
        costs = np.zeros(len(self._unknown))
        costs[numbers[chosen]] = 1.0
        ends = [linprog(sign * costs, matrix, sides, bounds=limits, method="highs").fun for sign in (1.0, -1.0)]
        return ends[0], -ends[1]

    def _system(self) -> tuple[Floats, Floats]:
        matrix = np.zeros((len(self._rows), len(self._unknown)))
        for row, (chosen, numbers, _low, _high) in zip(matrix, self._rows, strict=True):
            row[numbers[chosen]] = 1.0
        low, high = (np.array([row[place] for row in self._rows]) for place in (2, 3))
        return np.concatenate([matrix, -matrix]), np.concatenate([high, -low]) + 1e-7


def found_out(releases: Sequence[Release], measure: str = "employees") -> list[tuple[str, Key]]:
    """The cells of fewer than three contributors that come out exactly, of all tables together."""
    attacker = Attacker(releases, measure)
    found = []
    for release in releases:
        if release.table.measure != measure:
            continue
        for key in sorted(release.hidden):
            chosen = members(release.records, release.table, key)
            if len(set(release.records.contributor[chosen].tolist())) < 3:
                low, high = attacker.interval(release.records, chosen)
                if high - low < 0.5:
                    found.append((release.table.name, key))
    return found
