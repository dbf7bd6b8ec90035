"""Widen what is still too narrow: the cheapest change of the table that moves a cell far enough.

What such a change drags along has to be hidden (Fischetti and Salazar-González, *Solving the Cell Suppression
Problem on Tabular Data with Linear Constraints*, Management Science 2001). Several cells are moved by one programme
while that succeeds.
"""

from __future__ import annotations

import numpy as np

from analysis.disclosure.insiders import Insiders, breaches
from analysis.disclosure.moves import Moves
from analysis.disclosure.problem import Problem
from analysis.disclosure.program import Unsolved
from analysis.disclosure.proof import Proof
from analysis.disclosure.relations import TOLERANCE, Flags, Floats
from analysis.disclosure.rules import PrimaryRules

TOGETHER = 16
"""Cells moved by one programme in a large table: more are faster and hide more."""

ALONE_BELOW = 1_000
"""Tables with fewer cells are repaired cell by cell."""


def repaired(problem: Problem, hidden: Flags) -> Flags:
    """More figures hidden, until every sensitive cell reaches its goal. Raises ``Unsolved`` when that cannot be."""
    hidden = hidden.copy()
    moves = Moves(problem.relations, problem.values, problem.limits.is_open)
    reached = problem.reach(hidden)
    most = 1 if len(problem.values) < ALONE_BELOW else TOGETHER
    while len(short := problem.short(reached)):
        cells = short[:most]
        for sign, level in ((1, problem.level_up), (-1, problem.level_down)):
            try:
                prices = _unit_prices(problem, hidden, level[cells])
                moved = moves.move(cells, sign * level[cells], prices, problem.limits)
            except Unsolved:
                if len(cells) == 1:
                    raise
                most = 1
                break
            # What moved once can be moved again, since all that moved is hidden from now on.
            np.minimum(reached.low, moved, out=reached.low)
            np.maximum(reached.high, moved, out=reached.high)
            hidden |= problem.given_away(np.abs(moved - problem.values) > TOLERANCE)
    return hidden


def repaired_inside(problem: Problem, hidden: Flags, insiders: Insiders, rules: PrimaryRules) -> Flags:
    """More figures hidden, until those who contributed learn no more than they may either."""
    hidden = hidden.copy()
    moves = Moves(problem.relations, problem.values, problem.limits.is_open)
    while True:
        proof = Proof(problem.relations, problem.values, problem.knowledge(hidden), problem.goals)
        found = list(breaches(proof, insiders, rules))
        if not found:
            return hidden
        for breach in found:
            limits = insiders.insight(breach.coalition, problem.values, rules).within(problem.limits)
            distance = np.array([breach.distance])
            prices = _unit_prices(problem, hidden, np.abs(distance))
            moved = moves.move(np.array([breach.cell]), distance, prices, limits)
            hidden |= problem.given_away(np.abs(moved - problem.values) > TOLERANCE)


def _unit_prices(problem: Problem, hidden: Flags, distances: Floats) -> Floats:
    """Prices for each unit that a cell changes: the whole price should be paid for about the least distance."""
    return problem.prices(hidden) / np.clip(problem.values, 1.0, max(1.0, float(distances.min())))
