"""The published cases of other packages: what must be hidden comes out as they say."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.disclosure.audit.intervals import intervals
from analysis.disclosure.cells.lattice import Hierarchy, additions
from analysis.disclosure.cells.relations import Bounds, Relations
from analysis.disclosure.rules import PrimaryRules
from analysis.disclosure.suppression.problem import Problem
from analysis.disclosure.suppression.protect import protect
from analysis.disclosure.suppression.repair import repaired
from tests.unit.disclosure.tables import region_by_gender

FEW = PrimaryRules(minimum=3, p_percent=0)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (FEW, [6]),
        (PrimaryRules(minimum=1, p_percent=0, dominance=(2, 75)), [6, 14]),
        (PrimaryRules(minimum=1, p_percent=70), [6, 14]),
        (PrimaryRules(minimum=1, p_percent=60, q_percent=80), [6, 14]),
    ],
    ids=["minimum", "dominance", "p percent", "prior-posterior"],
)
def test_primary_cells_of_region_by_gender(rules: PrimaryRules, expected: list[int]) -> None:
    problem = region_by_gender().problem(rules)

    assert (np.flatnonzero(problem.is_forced) + 1).tolist() == expected


def test_secondary_cells_of_region_by_gender() -> None:
    case = region_by_gender()

    done = protect(case.dimensions, case.places, case.rows, FEW)

    assert (np.flatnonzero(done.is_hidden) + 1).tolist() == [5, 6, 11, 12]
    assert done.is_safe


INNER = {
    "w": {"a": 30, "b": 47, "c": 64, "d": 89},
    "x": {"a": 90, "b": 124, "c": 5, "d": 31},
    "y": {"a": 92, "b": 100, "c": 59, "d": 85},
    "z": {"a": 800, "b": 991, "c": 651, "d": 685},
}
HIDDEN = {"wa", "wb", "wc", "xa", "xc", "yb", "yd", "zb", "zd"}


def _four_by_four(hidden: set[str]) -> tuple[Problem, int]:
    """The table with its margins; returns the place of w|b too."""
    dimensions = (Hierarchy.flat(list("wxyz")), Hierarchy.flat(list("abcd")))
    inner = np.array([[INNER[row][column] for column in "abcd"] for row in "wxyz"], dtype=np.float64)
    values = np.zeros((5, 5))
    values[1:, 1:] = inner
    values[0, 1:], values[1:, 0], values[0, 0] = inner.sum(axis=0), inner.sum(axis=1), inner.sum()
    is_hidden = np.zeros((5, 5), dtype=bool)
    is_hidden[1:, 1:] = [[row + column in hidden for column in "abcd"] for row in "wxyz"]
    flat, primary = values.ravel(), is_hidden.ravel()
    cells, level = np.arange(25), np.where(primary, 1.0, 0.0)
    problem = Problem(
        relations=additions(dimensions, np.ones(25, dtype=bool)),
        values=flat,
        limits=Bounds(np.zeros(25), np.full(25, 2 * flat.max())),
        level_down=level,
        level_up=level,
        costs=flat,
        is_forced=primary,
        figure=cells,
        cell=cells,
    )
    return problem, 5 + 2


def test_two_hidden_cells_in_every_line_can_still_give_one_away() -> None:
    problem, wb = _four_by_four(HIDDEN)
    trap = intervals(problem.relations, problem.knowledge(problem.is_forced))
    assert (trap.low[wb], trap.high[wb]) == (47, 47)

    hidden = repaired(problem, problem.is_forced)

    assert np.flatnonzero(hidden & ~problem.is_forced).tolist() == [2 * 5 + 4]  # x|d, the cheapest
    found = intervals(problem.relations, problem.knowledge(hidden))
    assert (found.low[wb], found.high[wb]) == pytest.approx((0, 78))


# Eight regions: two counties with their regions, and two sizes with theirs. Region by region the same cells.
REGIONS = {"A": (1, "small", 2), "B": (1, "small", 2), "I": (1, "small", 8), "J": (1, "small", 8)} | {
    "K": (2, "small", 3), "L": (2, "BIG", 3), "M": (2, "BIG", 3), "N": (2, "small", 7),
}  # fmt: skip


def _linked(groupings: tuple[int, ...]) -> tuple[Problem, list[str]]:
    """The regions with the totals of one or both groupings (0: county, 1: size)."""
    names = list(REGIONS)
    totals = sorted({str(REGIONS[name][grouping]) for grouping in groupings for name in names})
    cells = [*names, *totals, "all"]
    rows = [
        {cells.index(total): -1.0} | {cells.index(name): 1.0 for name in names if str(REGIONS[name][grouping]) == total}
        for grouping in groupings
        for total in sorted({str(REGIONS[name][grouping]) for name in names})
    ]
    rows.append({len(cells) - 1: -1.0} | {cells.index(name): 1.0 for name in names})
    value = {name: float(REGIONS[name][2]) for name in names}
    value |= {t: sum(float(r[2]) for r in REGIONS.values() if t in (str(r[0]), r[1])) for t in totals}
    values = np.array([value.get(cell, sum(value[name] for name in names)) for cell in cells])
    level = np.where(values <= 3, 1.0, 0.0)
    numbers = np.arange(len(cells))
    limits = Bounds(np.zeros(len(cells)), np.full(len(cells), 100.0))
    return Problem(Relations.of(rows), values, limits, level, level, values, level > 0, numbers, numbers), cells


@pytest.mark.parametrize("groupings", [(0,), (1,)])
def test_each_of_two_linked_tables_is_safe_alone(groupings: tuple[int, ...]) -> None:
    problem, _ = _linked(groupings)

    assert not len(problem.short(problem.reach(problem.is_forced)))


def test_linked_tables_are_protected_together() -> None:
    problem, cells = _linked((0, 1))
    k = cells.index("K")
    alone = intervals(problem.relations, problem.knowledge(problem.is_forced))
    assert (alone.low[k], alone.high[k]) == (3, 3)

    hidden = repaired(problem, problem.is_forced)

    assert [cells[place] for place in np.flatnonzero(hidden & ~problem.is_forced)] == ["N"]
    found = intervals(problem.relations, problem.knowledge(hidden))
    left_open = {cell: (low, high) for cell, low, high in zip(cells, found.low, found.high, strict=True)}
    assert left_open["K"] == pytest.approx((0, 10))
    assert left_open["L"] == pytest.approx((0, 6))
    assert left_open["A"] == pytest.approx((0, 4))
