"""Publish again what need not be hidden, dearest first."""

from __future__ import annotations

import numpy as np

from analysis.disclosure.audit.proof import Insight, Proof
from analysis.disclosure.cells.relations import Bounds, Flags
from analysis.disclosure.suppression.problem import Problem

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
        values, everybody = problem.values[cells], np.full(len(cells), np.inf)
        insight = Insight(cells, Bounds(values, values), everybody, everybody)
        lost = proof.lost(insight, is_kept=True)
        is_within = proof.programmes - start + len(lost) <= MOST_PROGRAMMES
        if is_within and next(proof.renew(lost, insight.within(proof.limits)), None) is None:
            proof.narrow(insight)
            hidden[figure] = False
    return hidden
