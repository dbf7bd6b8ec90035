"""Linear programmes over cells, solved by HiGHS: one thread, no presolve, so that each run gives the same."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np

from analysis.disclosure.cells.relations import Bounds, Floats, Ints, Relations

DUAL, PRIMAL = 1, 4
"""Simplex methods: the first where bounds change between runs, the second where only costs do."""


class Unsolved(RuntimeError):
    """A programme that has no solution, where one must exist."""


class Program:
    """Values of cells within bounds that satisfy relations; solved again and again with other aims.

    ``relations`` number the cells from 0; ``sides`` are the least and the most that each row may add up to.
    ``method`` is ``DUAL`` or ``PRIMAL``.
    """

    def __init__(self, relations: Relations, limits: Bounds, sides: tuple[Floats, Floats], method: int) -> None:
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.silent()
        for option, value in _OPTIONS.items():
            self._solver.setOptionValue(option, value)
        self._method = method
        self._solver.setOptionValue("simplex_strategy", method)
        self.load(relations, limits, sides, np.zeros(len(limits.low)))

    def load(self, relations: Relations, limits: Bounds, sides: tuple[Floats, Floats], costs: Floats) -> None:
        """Another programme in place of the one before, with a cost for each cell."""
        lower, upper = limits.low, limits.high
        self._lower, self._upper, self._costs = lower.copy(), upper.copy(), costs.copy()
        most = _MOST_STEPS * (len(lower) + len(relations)) + 1000
        self._solver.clearModel()
        self._solver.setOptionValue("simplex_iteration_limit", most)
        none = np.zeros(0, dtype=np.int32)
        self._solver.addCols(len(lower), costs, lower, upper, 0, none, none, np.zeros(0))
        starts, cells = relations.starts[:-1].astype(np.int32), relations.cells.astype(np.int32)
        self._solver.addRows(len(relations), *sides, len(cells), starts, cells, relations.coefficients)

    def bound_all(self, lower: Floats, upper: Floats) -> None:
        """Change the bounds of all cells; the solver is told of those that differ, which mostly are few."""
        found = np.flatnonzero((lower != self._lower) | (upper != self._upper)).astype(np.int32)
        self._solver.changeColsBounds(len(found), found, lower[found], upper[found])
        self._lower, self._upper = lower.copy(), upper.copy()

    def cost(self, cell: int, cost: float) -> None:
        """Change the cost of one cell."""
        self._solver.changeColCost(cell, cost)
        self._costs[cell] = cost

    def cost_all(self, costs: Floats) -> None:
        """Change the cost of all cells; the solver is told of those that differ."""
        found = np.flatnonzero(costs != self._costs).astype(np.int32)
        self._solver.changeColsCost(len(found), found, costs[found])
        self._costs = costs.copy()

    def forget(self) -> None:
        """Start the next run afresh: from the values of no change it is nearer than from the last solution."""
        self._solver.clearSolver()

    def cheapest(self) -> Floats | None:
        """The values of least cost; None when they could be ever cheaper. Raises ``Unsolved`` when there are none."""
        status = self._run()
        # The solver lost its way, which happens to either method in degenerate programmes: the other one, afresh, and
        # where both are lost a smaller programme that says the same.
        for option, other, usual in (
            ("simplex_strategy", DUAL + PRIMAL - self._method, self._method),
            ("presolve", "on", _OPTIONS["presolve"]),
        ):
            if status not in _DECIDED:
                self._solver.clearSolver()
                self._solver.setOptionValue(option, other)
                status = self._run()
                self._solver.setOptionValue(option, usual)
        if status == highspy.HighsModelStatus.kOptimal:
            return np.array(self._solver.getSolution().col_value)
        if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return None
        raise Unsolved(self._solver.modelStatusToString(status))

    def _run(self) -> highspy.HighsModelStatus:
        self._solver.run()
        return self._solver.getModelStatus()

    def prices(self) -> Floats:
        """By how much the least cost of the last run would change with each unit of a cell's limits."""
        return np.array(self._solver.getSolution().col_dual)

    def row_prices(self) -> Floats:
        """By how much the least cost of the last run would change with each unit that a row adds up to."""
        return np.array(self._solver.getSolution().row_dual)

    def extreme(self, cell: int, sign: int) -> Floats | None:
        """The values at which a cell is largest (``sign`` 1) or smallest (-1); None when there is no limit."""
        self.cost(cell, -float(sign))
        found = self.cheapest()
        self.cost(cell, 0.0)
        return found


_OPTIONS: dict[str, Any] = {
    "threads": 1,
    "presolve": "off",
    "random_seed": 0,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}


_MOST_STEPS = 20
"""Steps of the simplex method, for each row and column, after which it goes in circles."""

_DECIDED = (
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnbounded,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)


def columns(chosen: Ints, count: int) -> Ints:
    """The place of each cell among the chosen ones; -1 for the others."""
    places = np.full(count, -1, dtype=np.int64)
    places[chosen] = np.arange(len(chosen))
    return places
