"""Attacks by any two against brute force: every coalition, cell and direction, each solved by an independent solver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from analysis.disclosure.audit.attack import Scene
from analysis.disclosure.audit.collusion import Breach
from analysis.disclosure.audit.intervals import intervals
from analysis.disclosure.cells.lattice import Parts
from analysis.disclosure.cells.relations import Bounds, Flags, Floats, Relations
from analysis.disclosure.rules import PrimaryRules
from tests.unit.disclosure.reader import level

RULES = PrimaryRules()
NEAR = 1e-5
MOST = 500.0


@dataclass(frozen=True, slots=True)
class Tables:
    """Leaves and sums of them: who gave how much to each cell, the equations, and what is hidden.

    A cell without contributors that is hidden must not be known to be zero.
    """

    given: Floats
    equations: tuple[dict[int, float], ...]
    hidden: Flags

    @property
    def values(self) -> Floats:
        total: Floats = self.given.sum(axis=1)
        return total

    @property
    def limits(self) -> Bounds:
        return Bounds(np.where(self.hidden, 0.0, self.values), np.where(self.hidden, MOST, self.values))

    @property
    def levels(self) -> Floats:
        """How far the hidden cells must stay open; 0 for the safe ones."""
        needed = [level(row.tolist(), 3, 10) if row.any() else 1.0 for row in self.given]
        return np.where(self.hidden, needed, 0.0)

    def scene(self) -> Scene:
        cell, who = np.nonzero(self.given * self.hidden[:, None])
        amounts = self.given[cell, who]
        up = self.levels
        down = np.minimum(up, self.values)
        is_net = np.zeros(len(up), dtype=bool)
        parts = Parts(cell, who, amounts, amounts)
        return Scene(Relations.of(self.equations), self.values, self.limits, up, down, parts, is_net)


@st.composite
def tables(draw: st.DrawFn) -> Tables:
    """Three to five leaves of three to six contributors, two or three sums of leaves, one weighted; some hidden."""
    leaves, people = draw(st.integers(3, 5)), draw(st.integers(3, 6))
    amount = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 8, 20])
    rows = [np.array(draw(st.lists(amount, min_size=people, max_size=people)), dtype=float) for _ in range(leaves)]
    factors = st.lists(st.sampled_from([0, 1, 1, 1, 2]), min_size=leaves, max_size=leaves)
    sums = [[1] * leaves, *(draw(factors) for _ in range(draw(st.integers(1, 2))))]
    equations = []
    for terms in sums:
        if sum(map(bool, terms)) > 1:
            equations.append({place: float(factor) for place, factor in enumerate(terms) if factor} | {len(rows): -1.0})
            rows.append(np.array(terms, dtype=float) @ np.array(rows[:leaves]))
    hidden = np.array(
        [*(draw(st.integers(0, 4)) > 0 for _ in range(leaves)), *(draw(st.booleans()) for _ in equations)]
    )
    return Tables(np.array(rows), tuple(equations), hidden)


def _distance(found: Tables, cell: int, sign: int, who: tuple[int, ...]) -> float | None:
    """How far a coalition must be kept from a cell; None where it is none of its business, or there is no way down.

    Members know their own part: of what is left the same holds as of a total by itself, if that is less.
    """
    row, others = found.given[cell], np.delete(found.given[cell], who)
    whole = found.levels[cell] if sign > 0 else min(found.levels[cell], row.sum())
    if whole <= 0 or (who and not row.any()) or not (others.any() or not row.any()):
        return None
    if not row[list(who)].any():
        return float(whole)
    rest = max(0.1 * others.max() - (others.sum() - others.max()), 1.0)
    return float(min(whole, rest if sign > 0 else min(rest, others.sum())))


def _reach(found: Tables, cell: int, sign: int, who: tuple[int, ...]) -> float:
    """How far a cell can be from its value, for all that a coalition knows of the others."""
    given, values = found.given, found.values
    own = given[:, list(who)].sum(axis=1)
    is_own = given.any(axis=1) & (own == values)
    low = np.where(is_own, values, np.maximum(found.limits.low, own))
    high = np.where(is_own, values, found.limits.high)
    low[cell], high[cell] = found.limits.low[cell], found.limits.high[cell]
    matrix = np.zeros((len(found.equations), len(values)))
    for row, terms in zip(matrix, found.equations, strict=True):
        row[list(terms)] = list(terms.values())
    costs = np.zeros(len(values))
    costs[cell] = -sign
    solved = linprog(costs, A_eq=matrix, b_eq=np.zeros(len(matrix)), bounds=np.stack([low, high], axis=1))
    assert solved.status == 0, solved.message
    return float(sign * (-sign * solved.fun - values[cell]))


def _breached(found: Tables) -> Iterator[tuple[frozenset[int], int, int]]:
    """Every coalition that could find out too much, with the cell and the direction."""
    people = range(found.given.shape[1])
    for who in [(), *((one,) for one in people), *combinations(people, 2)]:
        for cell in np.flatnonzero(found.levels).tolist():
            for sign in (1, -1):
                asked = _distance(found, cell, sign, who)
                if asked is not None and asked > NEAR:
                    far = _reach(found, cell, sign, who)
                    assume(abs(far - asked) > NEAR or abs(far - asked) < NEAR / 100)
                    if far < asked - NEAR:
                        yield frozenset(who), cell, sign


def _said(breach: Breach) -> tuple[frozenset[int], int, int]:
    return breach.coalition, breach.cell, 1 if breach.distance > 0 else -1


@given(tables())
@settings(max_examples=50, deadline=None)
def test_no_breach_is_missed_and_none_invented(found: Tables) -> None:
    said = {_said(breach) for breach in found.scene().breaches(RULES)}
    true = set(_breached(found))

    assert said <= true
    # Who finds out something together with another one is named, unless one of them alone, or anybody, can.
    named = [(one, (cell, sign)) for one, cell, sign in said]
    for who, cell, sign in true:
        assert any(one <= who and place == (cell, sign) for one, place in named)


@given(tables())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_following_a_cell_to_its_level_gives_the_verdict_of_its_whole_interval(found: Tables) -> None:
    scene = found.scene()
    whole = intervals(scene.relations, scene.limits)

    outside = scene.seen_from_outside()

    slack = NEAR * np.maximum(1.0, scene.values)
    down, up = scene.values - whole.low, whole.high - scene.values
    assert (outside.is_exact == (whole.high - whole.low <= slack)).all()
    assert (outside.is_below_level == ((down < scene.level_down - slack) | (up < scene.level_up - slack))).all()


def test_what_two_leave_may_have_to_be_wider_than_what_one_leaves() -> None:
    # The fourth alone must keep 19 of two others open by one, with the third 17 of a single one by 1.6.
    given_ = [[0, 0, 0, 8], [0, 0, 0, 0], [1, 0, 0, 20], [8, 0, 1, 0], [0, 0, 0, 0], [9, 0, 1, 28], [17, 0, 2, 36]]
    equations = {0: 1.0, 1: 1.0, 2: 1.0, 3: 1.0, 4: 1.0, 5: -1.0}, {0: 2.0, 2: 1.0, 3: 2.0, 6: -1.0}
    found = Tables(np.array(given_, dtype=np.float64), equations, np.isin(np.arange(7), (2, 4, 6)))

    assert (frozenset({2, 3}), 6, -1) in {_said(breach) for breach in found.scene().breaches(RULES)}


def test_where_nothing_is_hidden_there_is_nothing_to_find_out() -> None:
    found = _small([5, 4, 3, 2], [9, 9, 9, 9], hidden=[False, False, False])

    assert list(found.scene().breaches(RULES)) == []


def _small(*rows: list[float], hidden: list[bool]) -> Tables:
    """Leaves and their sum."""
    given = np.array([*rows, np.sum(rows, axis=0)], dtype=np.float64)
    return Tables(given, ({**dict.fromkeys(range(len(rows)), 1.0), len(rows): -1.0},), np.array(hidden))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        # one hidden cell beside its total is known to everybody
        (_small([5, 0, 0, 0], [4, 4, 4, 4], hidden=[True, False, False]), {frozenset()}),
        # who is alone in one of two hidden cells knows the other
        (_small([5, 0, 0, 0], [0, 4, 3, 0], [9, 9, 9, 9], hidden=[True, True, False, False]), {frozenset({0})}),
        # the two of the second cell know the first as well
        (
            _small([5, 0, 0, 0], [0, 4, 3, 0], [9, 9, 9, 9], hidden=[True, True, False, False]),
            {frozenset({0}), frozenset({1, 2})},
        ),
        # three hidden cells of one each: any two learn about the third, none alone
        (
            _small([5, 0, 0, 0], [0, 4, 0, 0], [0, 0, 3, 0], hidden=[True, True, True, False]),
            {frozenset({0, 1}), frozenset({0, 2}), frozenset({1, 2})},
        ),
        # nobody learns anything from a hidden row with a hidden total
        (_small([5, 0, 0, 0], [0, 4, 3, 0], [9, 9, 9, 9], hidden=[True, True, True, True]), set()),
    ],
    ids=["everybody", "alone", "two", "any two", "nobody"],
)
def test_who_finds_out(found: Tables, expected: set[frozenset[int]]) -> None:
    said = {breach.coalition for breach in found.scene().breaches(RULES)}

    assert expected <= said
    assert bool(said) == bool(expected)
