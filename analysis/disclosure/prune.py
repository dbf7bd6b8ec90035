"""Publish again what need not be hidden, dearest first."""

from __future__ import annotations

import numpy as np

from analysis.disclosure.problem import Problem
from analysis.disclosure.proof import Proof
from analysis.disclosure.relations import Bounds, Flags

MOST_PROGRAMMES = 600
"""Linear programmes spent on it: enough for a table of some thousand cells; a larger one stays as it is after them."""


def pruned(problem: Problem, hidden: Flags) -> Flags:
    """Figures are printed again, each as long as all sensitive cells keep their goals."""
    hidden = hidden.copy()
    proof = Proof(problem.relations, problem.values, problem.knowledge(hidden), problem.goals)
    start = proof.programmes
    extra = np.flatnonzero(hidden & ~problem.is_forced)
    for figure in extra[np.argsort(-problem.costs[extra], kind="stable")].tolist():
        cells = problem.opened_by(figure, proof.limits)
        known = Bounds(proof.limits.low.copy(), proof.limits.high.copy())
        known.low[cells] = known.high[cells] = problem.values[cells]
        against = proof.against(cells.tolist(), known)
        goals = proof.resting_on(against)
        is_within = proof.programmes - start + len(goals) <= MOST_PROGRAMMES
        if is_within and next(proof.renew(dict.fromkeys(goals), known), None) is None:
            proof.narrow(cells, known, against)
            hidden[figure] = False
    return hidden
