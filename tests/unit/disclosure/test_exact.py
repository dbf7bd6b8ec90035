"""The cheapest pattern, against trying them all, and the heuristic against it."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import assume, given, settings

from analysis.disclosure.cells.relations import Flags
from analysis.disclosure.rules import PrimaryRules
from analysis.disclosure.suppression.exact import cheapest, cost
from analysis.disclosure.suppression.problem import Problem
from analysis.disclosure.suppression.protect import heuristic
from tests.unit.disclosure.tables import Microdata, region_by_gender, tables

RULES = PrimaryRules()
MOST_TRIED = 10


def _is_safe(problem: Problem, hidden: Flags) -> bool:
    return not len(problem.short(problem.reach(hidden)))


def _cheapest_of_all(problem: Problem) -> float:
    """The least cost among all patterns that are safe, one after the other."""
    free = np.flatnonzero(~problem.is_forced & problem.limits.is_open)
    best = np.inf
    for choice in product((False, True), repeat=len(free)):
        hidden = problem.is_forced.copy()
        hidden[free[list(choice)]] = True
        price = cost(problem, hidden)
        if price < best and _is_safe(problem, hidden):
            best = price
    return best


@given(tables())
@settings(max_examples=15, deadline=None)
def test_it_is_the_cheapest_of_all_patterns(table: Microdata) -> None:
    problem = table.problem(RULES)
    assume(0 < int((~problem.is_forced & problem.limits.is_open).sum()) <= MOST_TRIED)

    found = cheapest(problem, heuristic(problem))

    assert _is_safe(problem, found.hidden)
    expected = _cheapest_of_all(problem)
    assert abs(cost(problem, found.hidden) - expected) < 1e-6 * max(1.0, expected)
    assert found.bound is not None
    assert found.bound <= expected + 1e-6


@given(tables())
@settings(max_examples=25, deadline=None)
def test_nothing_safe_is_cheaper_than_the_bound(table: Microdata) -> None:
    problem = table.problem(RULES)
    start = heuristic(problem)

    found = cheapest(problem, start)

    assert found.bound is not None
    assert found.bound <= cost(problem, found.hidden) + 1e-6 <= cost(problem, start) + 2e-6


def test_the_published_case_is_proved_to_be_the_cheapest() -> None:
    problem = region_by_gender().problem(PrimaryRules(minimum=3, p_percent=0))

    found = cheapest(problem, heuristic(problem))

    assert (np.flatnonzero(found.hidden) + 1).tolist() == [5, 6, 11, 12]
    assert found.bound == cost(problem, found.hidden)
