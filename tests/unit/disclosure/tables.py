"""Tables to protect: the published cases, and random ones with hierarchies."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from analysis.disclosure.cells.lattice import Hierarchy, Parts, spread, totals
from analysis.disclosure.cells.relations import Floats, Ints
from analysis.disclosure.rules import PrimaryRules
from analysis.disclosure.suppression.problem import Problem
from analysis.disclosure.suppression.protect import by_value, table_problem

DATA = Path(__file__).parents[2] / "data" / "disclosure"


@dataclass(frozen=True, slots=True)
class Microdata:
    """A table before it is counted."""

    dimensions: tuple[Hierarchy, ...]
    places: Ints
    rows: Parts

    def parts(self) -> Parts:
        return spread(self.dimensions, self.places, self.rows)

    def problem(self, rules: PrimaryRules) -> Problem:
        count = int(np.prod([len(dimension.codes) for dimension in self.dimensions]))
        return table_problem(self.dimensions, totals(self.parts(), count, rules.top), rules, by_value)


def rows(amounts: Sequence[float], contributors: Sequence[int] | None = None) -> Parts:
    amount: Floats = np.array(amounts, dtype=np.float64)
    who = np.arange(len(amount)) if contributors is None else np.array(contributors, dtype=np.int64)
    return Parts(np.zeros(len(amount), dtype=np.int64), who, amount, amount)


def region_by_gender() -> Microdata:
    """Region (A to D) by gender: cells in the order total, A, B, C, D by total, male, female."""
    with (DATA / "sdctable_microdata1.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    regions, genders = Hierarchy.flat(["A", "B", "C", "D"]), Hierarchy.flat(["male", "female"])
    places = np.array(
        [
            [regions.codes.index(row["region"]) for row in found],
            [genders.codes.index(row["gender"]) for row in found],
        ]
    )
    return Microdata((regions, genders), places, rows([float(row["val"]) for row in found]))


@st.composite
def tables(draw: st.DrawFn) -> Microdata:
    """Two dimensions, the first with a hierarchy, contributors with one or several rows."""
    groups = draw(st.integers(2, 3))
    below = [draw(st.integers(0, groups - 1)) for _ in range(draw(st.integers(2, 4)))]
    parents = {f"g{group}": "" for group in range(groups)} | {f"c{n}": f"g{g}" for n, g in enumerate(below)}
    first, second = Hierarchy.of(parents), Hierarchy.flat([f"x{n}" for n in range(draw(st.integers(2, 3)))])
    leaves = [place for place in range(1, len(first.codes)) if place not in first.parents]
    count = draw(st.integers(4, 40))
    several = st.lists(st.integers(0, 10_000), min_size=count, max_size=count)
    picks, others, sizes, who = (np.array(draw(several)) for _ in range(4))
    places = np.array([np.array(leaves)[picks % len(leaves)], 1 + others % (len(second.codes) - 1)])
    amounts = np.where(sizes % 7 == 0, sizes % 500, sizes % 20).astype(float)
    return Microdata((first, second), places, rows(amounts.tolist(), (who % (count * 2)).tolist()))
