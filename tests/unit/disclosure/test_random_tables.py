"""Random tables: the audit against an independent solver, and no hidden cell ever found out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from analysis.disclosure.audit.insiders import Insiders, breaches
from analysis.disclosure.audit.intervals import intervals
from analysis.disclosure.audit.proof import Proof
from analysis.disclosure.cells.lattice import Hierarchy
from analysis.disclosure.cells.relations import Bounds, Flags
from analysis.disclosure.rules import PrimaryRules
from analysis.disclosure.suppression.elimination import eliminated
from analysis.disclosure.suppression.problem import Problem
from analysis.disclosure.suppression.protect import protect
from tests.unit.disclosure.tables import Microdata, rows, tables

RULES = PrimaryRules()
FEW, MANY = 15, 150


class Independent:
    """The intervals of cells, solved over the whole table as it stands in a textbook."""

    def __init__(self, problem: Problem, known: Bounds) -> None:
        relations = problem.relations
        shape = len(relations), len(problem.values)
        self.matrix = csr_array((relations.coefficients, (relations.rows, relations.cells)), shape=shape)
        self.bounds = np.column_stack([known.low, known.high])

    def end(self, cell: int, sign: float) -> float:
        """The lowest value of a cell with a ``sign`` of 1, the highest with one of -1."""
        rows, cells = self.matrix.shape
        costs = np.zeros(cells)
        costs[cell] = sign
        found = linprog(costs, A_eq=self.matrix, b_eq=np.zeros(rows), bounds=self.bounds, method="highs-ds")
        return float(sign * found.fun) if found.status == 0 else -sign * np.inf


def intervals_are_those_of_an_independent_solver(table: Microdata, seed: int) -> None:
    problem = table.problem(RULES)
    hidden: Flags = problem.is_forced | (np.random.default_rng(seed).random(len(problem.costs)) < 0.4)
    known = problem.knowledge(hidden)

    found = intervals(problem.relations, known)

    alone = Independent(problem, known)
    for cell in np.flatnonzero(known.is_open).tolist():
        low, high = alone.end(cell, 1.0), alone.end(cell, -1.0)
        scale = max(1.0, abs(low))
        assert abs(found.low[cell] - low) <= 1e-6 * scale
        assert abs(found.high[cell] - high) <= 1e-6 * max(1.0, abs(high))


def breaches_by_insiders_are_those_of_an_independent_solver(table: Microdata, seed: int) -> None:
    problem = table.problem(RULES)
    hidden: Flags = problem.is_forced | (np.random.default_rng(seed).random(len(problem.costs)) < 0.3)
    insiders = Insiders(table.parts(), len(problem.values))
    proof = Proof(problem.relations, problem.values, problem.knowledge(hidden), problem.goals)
    missing = {(problem.goals.cell(goal), goal % 2) for goal in proof.missing}

    found = {(one.coalition, one.cell, int(one.distance < 0)) for one in breaches(proof, insiders, RULES)}

    expected = set()
    for coalition in insiders.coalitions(proof.limits.is_open):
        insight = insiders.insight(coalition, problem.values, RULES)
        alone = Independent(problem, insight.within(proof.limits))
        for goal in range(problem.goals.count):
            cell, distance = problem.goals.cell(goal), problem.goals.distance(goal)
            [asked] = insight.distances(np.array([cell]), np.array([distance]))
            if abs(asked) > 1e-5 and (cell, goal % 2) not in missing:
                way = np.sign(asked)
                room = way * (alone.end(cell, -way) - problem.values[cell])
                if room < abs(asked) - 1e-4:
                    expected.add((coalition, cell, goal % 2))
    assert found == expected


def a_protected_table_keeps_every_level_from_outsiders_and_insiders(table: Microdata, _seed: int) -> None:
    done = protect(table.dimensions, table.places, table.rows, RULES)

    assert done.is_safe
    assert (done.is_hidden >= done.is_primary).all()
    is_exact = done.is_hidden & (done.left_open.high - done.left_open.low < 1e-6)
    assert not is_exact.any()
    inside = done.left_open.low - 1e-6 <= done.totals.value
    assert (inside & (done.totals.value <= done.left_open.high + 1e-6)).all()


def the_same_table_is_protected_the_same_way(table: Microdata, _seed: int) -> None:
    first, again = (protect(table.dimensions, table.places, table.rows, RULES) for _ in range(2))

    assert np.array_equal(first.is_hidden, again.is_hidden)


def elimination_leaves_no_sensitive_cell_to_be_computed(table: Microdata, _seed: int) -> None:
    problem = table.problem(RULES)

    known = problem.knowledge(eliminated(problem))

    # A cell that printed ones add up to lies in the row space of the equations of hidden cells.
    relations, _rows = problem.relations.among(known.is_open)
    matrix = np.zeros((len(relations), len(problem.values)))
    np.add.at(matrix, (relations.rows, relations.cells), relations.coefficients)
    rank = np.linalg.matrix_rank(matrix) if len(relations) else 0
    for cell in np.flatnonzero(problem.level_up > 0):
        unit = np.zeros((1, len(problem.values)))
        unit[0, cell] = 1.0
        assert np.linalg.matrix_rank(np.concatenate([matrix, unit])) == rank + 1


PROPERTIES = (
    intervals_are_those_of_an_independent_solver,
    breaches_by_insiders_are_those_of_an_independent_solver,
    a_protected_table_keeps_every_level_from_outsiders_and_insiders,
    the_same_table_is_protected_the_same_way,
    elimination_leaves_no_sensitive_cell_to_be_computed,
)
every_property = pytest.mark.parametrize("holds", PROPERTIES, ids=lambda part: part.__name__)


@every_property
@given(tables(), st.integers(0, 2**32 - 1))
@settings(max_examples=FEW, deadline=None)
def test_a_few_tables(holds: Callable[[Microdata, int], None], table: Microdata, seed: int) -> None:
    holds(table, seed)


@pytest.mark.long
@every_property
@given(tables(), st.integers(0, 2**32 - 1))
@settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
def test_hundreds_of_tables(holds: Callable[[Microdata, int], None], table: Microdata, seed: int) -> None:
    holds(table, seed)


def test_a_table_that_one_method_of_the_solver_gives_up_on() -> None:
    # Nearly all is empty or nothing: the solver ends a programme of it with „Unknown“.
    first = Hierarchy.of({"g0": "", "g1": "", "g2": "", "c0": "g0", "c1": "g0", "c2": "g0"})
    places = [[5, 2, 2, 2, 3, 4, 4, 6, 5, 2, 2, 6, 2, 2, 2, 2], [3, 1, 1, 1, 2, 3, 1, 2, 2, 1, 2, 2, 1, 1, 1, 1]]
    amounts = [303.0, 0, 0, 0, 0, 0, 476, 4, 175, 0, 28, 14, 0, 0, 0, 0]
    given = rows(amounts, [0, 0, 0, 0, 0, 0, 1, 1, 2, 0, 0, 1, 0, 0, 0, 0])

    done = protect((first, Hierarchy.flat(["x0", "x1", "x2"])), np.array(places), given, RULES)

    assert done.is_safe
