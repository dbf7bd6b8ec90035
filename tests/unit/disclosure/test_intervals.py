"""What follows from equations by themselves, in amounts that weights make uneven."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.disclosure.audit.intervals import _Attack, intervals, narrowed
from analysis.disclosure.cells.program import DUAL, PRIMAL, Program
from analysis.disclosure.cells.relations import Bounds, Relations

STEP = 2.0**-22


def _circle(first: float, second: float) -> tuple[Relations, Bounds]:
    """Two amounts that two sums determine, though neither does it alone; a third one is open."""
    relations = Relations.of([{0: 2.0, 1: 1.0, 2: -1.0}, {0: 1.0, 1: 3.0, 3: -1.0}, {4: 1.0, 0: 1.0, 5: -1.0}])
    sums = 2 * first + second, first + 3 * second
    low, high = np.zeros(6), np.full(6, 1e7)
    low[2:4] = high[2:4] = sums
    return relations, Bounds(low, high)


@pytest.mark.parametrize(
    ("first", "second"),
    [(123_456 + 7 * STEP, 654_321.25 + 3 * STEP), (1 + STEP, 2_000_000 + 5 * STEP), (17.0, 40.0), (0.3, 1_234.7)],
)
def test_what_a_circle_of_equations_determines_is_found(first: float, second: float) -> None:
    relations, known = _circle(first, second)
    found = narrowed(relations, known)

    for place, amount in enumerate((first, second)):
        assert found.low[place] - 1e-6 <= amount <= found.high[place] + 1e-6
        assert found.high[place] - found.low[place] < 1e-6
    left = intervals(relations, known)
    assert left.low[4] == pytest.approx(0.0, abs=1e-6)
    assert left.high[4] == pytest.approx(1e7 - first, abs=1e-3)


def test_an_amount_between_limits_that_meet_is_the_step_between_them() -> None:
    """Rounding leaves limits that meet, and their middle is not the amount: it would contradict the next equation."""
    amount, off = 41.25 + 3 * STEP, 2.0**-27
    relations = Relations.of([{0: 1.0, 1: -1.0, 2: 1.0}])
    low, high = np.array([amount - off / 2, amount, 0.0]), np.array([amount + off, amount, 1e7])
    found = narrowed(relations, Bounds(low, high))

    assert (found.low[0], found.high[0]) == (amount, amount)
    assert intervals(relations, Bounds(low, high)).high[2] == pytest.approx(0.0, abs=1e-7)


@pytest.mark.parametrize("method", [DUAL, PRIMAL])
def test_where_both_methods_are_lost_a_smaller_programme_says_the_same(method: int) -> None:
    """Without a step to take neither method comes to an end, as in degenerate programmes."""
    sums = Relations(np.array([0, 3]), np.array([0, 1, 2]), np.array([1.0, 1.0, -1.0]))
    limits = Bounds(np.array([0.0, 2.0, 10.0]), np.array([np.inf, np.inf, 10.0]))
    program = Program(sums, limits, (np.zeros(1), np.zeros(1)), method)
    program._solver.setOptionValue("simplex_iteration_limit", 0)
    found = program.extreme(0, 1)
    assert found is not None
    assert found.tolist() == [8.0, 2.0, 10.0]


def test_what_no_method_can_follow_counts_as_narrow() -> None:
    relations = Relations.of([{0: 1.0, 1: 1.0, 2: -1.0}])
    limits = Bounds(np.array([0.0, 0.0, 5.0]), np.array([4.0, 9.0, 9.0]))
    program = Program(relations, limits, (np.zeros(1), np.zeros(1)), PRIMAL)
    attack = _Attack(program, limits)
    program._solver.setOptionValue("time_limit", 0.0)

    low, high = attack.reach(limits, np.array([True, True, True]))

    assert (low >= limits.low).all()
    assert (high <= limits.high).all()
    assert (high - low < limits.high - limits.low).any()
