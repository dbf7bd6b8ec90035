"""Widen what is still too narrow: the cheapest change of the table that moves a cell far enough.

What such a change drags along has to be hidden (Fischetti and Salazar-González, *Solving the Cell Suppression
Problem on Tabular Data with Linear Constraints*, Management Science 2001). Several cells are moved by one programme
while that succeeds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain

import numpy as np

from analysis.disclosure.audit.insiders import Breach, Coalition, Insiders, breaches_of
from analysis.disclosure.audit.moves import Moves
from analysis.disclosure.audit.proof import Insight, Proof
from analysis.disclosure.cells.program import Unsolved
from analysis.disclosure.cells.relations import TOLERANCE, Flags, Floats
from analysis.disclosure.rules import PrimaryRules
from analysis.disclosure.suppression.problem import Problem

TOGETHER = 16
"""Cells moved by one programme in a large table: more are faster and hide more."""

ALONE_BELOW = 1_000
"""Tables with fewer cells are repaired cell by cell."""

_MOST_FOUND = 50
"""Changes for insiders after which the proof is made anew, so that it can use what they opened."""


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


def repaired_inside(
    problem: Problem,
    hidden: Flags,
    insiders: Insiders,
    rules: PrimaryRules,
    *,
    is_first: bool = True,
    step: Callable[[float], None] = lambda _part: None,
) -> Flags:
    """More figures hidden, until those who contributed learn no more than they may either.

    Each coalition is looked at once: whatever is hidden for the next ones leaves it knowing less. What it knows
    however much is hidden is an error, unless it is not the first release: then no new figure tells it.
    """
    hidden, done = hidden.copy(), set[Coalition]()
    moves = Moves(problem.relations, problem.values, problem.limits.is_open)
    proof = Proof(problem.relations, problem.values, problem.knowledge(hidden), problem.goals)
    while left := [one for one in insiders.coalitions(proof.limits.is_open) if one not in done]:
        found: list[Floats] = []
        for coalition in left:
            done.add(coalition)
            step(len(done) / (len(done) + len(left)))
            breached = breaches_of(coalition, proof, insiders, rules)
            insight = insiders.insight(coalition, problem.values, rules)
            found += _widened(problem, hidden, moves, insight, breached, is_first=is_first)
            if len(found) >= _MOST_FOUND:
                break
        if found:
            known = problem.knowledge(hidden)
            proof = Proof(problem.relations, problem.values, known, problem.goals, chain(proof.changes(), found))
    return hidden


def _widened(
    problem: Problem, hidden: Flags, moves: Moves, insight: Insight, breached: Iterable[Breach], *, is_first: bool
) -> list[Floats]:
    """Hide what has to be hidden for somebody with an insight; the changes that are possible then."""
    found: list[Floats] = []
    limits = insight.within(problem.limits)
    for breach in breached:
        far = breach.distance
        if any(changes[breach.cell] * np.sign(far) >= abs(far) for changes in found):
            continue
        prices = _unit_prices(problem, hidden, np.array([abs(far)]))
        try:
            changes = moves.move(np.array([breach.cell]), np.array([far]), prices, limits) - problem.values
        except Unsolved:
            if is_first:
                raise
            continue
        hidden |= problem.given_away(np.abs(changes) > TOLERANCE)
        found.append(changes)
    return found


def _unit_prices(problem: Problem, hidden: Flags, distances: Floats) -> Floats:
    """Prices for each unit that a cell changes: the whole price should be paid for about the least distance."""
    return problem.prices(hidden) / np.clip(problem.values, 1.0, max(1.0, float(distances.min())))
