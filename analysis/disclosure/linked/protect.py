"""Any number of tables over the same records, protected and attacked together with all that was released before.

For an attacker it makes no difference who got a table, whether it was withdrawn, or of which snapshot it is: what was
printed once is known, and what was hidden stays hidden. A new table that cannot be made safe beside it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.disclosure.audit.insiders import Breach, Insiders, breaches
from analysis.disclosure.audit.intervals import intervals
from analysis.disclosure.audit.moves import Moves
from analysis.disclosure.audit.proof import Proof
from analysis.disclosure.cells.program import Unsolved
from analysis.disclosure.cells.relations import TOLERANCE, Flags
from analysis.disclosure.linked.crossing import Records, Release, Table
from analysis.disclosure.linked.joined import Joined
from analysis.disclosure.rules import PrimaryRules
from analysis.disclosure.suppression.elimination import eliminated
from analysis.disclosure.suppression.problem import Problem
from analysis.disclosure.suppression.prune import pruned
from analysis.disclosure.suppression.repair import repaired, repaired_inside

MERGE = "Es hilft, kleine Kategorien zusammenzulegen oder gröber zu gliedern."
WAIT = "Es hilft, gröber zu gliedern oder zu warten, bis sich mehr geändert haben."
_MOST_NAMED = 20


class Refused(ValueError):
    """No pattern is safe; ``cells`` are those at fault, in words."""

    def __init__(self, why: str, cells: Sequence[str], what_helps: str) -> None:
        named = "; ".join(cells[:_MOST_NAMED]) + (" …" if len(cells) > _MOST_NAMED else "")
        super().__init__(f"{why}: {named}. {what_helps}")
        self.cells = tuple(cells)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be found out from releases together: sensitive cells that come out exactly, or nearer than allowed.

    ``breaches`` are the cells, once for each coalition of contributors, that these can narrow down too far.
    """

    cells: int
    exactly_known: int
    below_level: int
    breaches: int

    @property
    def is_safe(self) -> bool:
        """Whether nothing can be found out."""
        return not (self.exactly_known or self.below_level or self.breaches)


def protect(
    records: Records, tables: Sequence[Table], rules: PrimaryRules, earlier: Sequence[Release] = ()
) -> tuple[Release, ...]:
    """The tables with what must be hidden in them, beside all that was released earlier.

    The same input gives the same pattern. Raises ``Refused`` when there is no safe one.
    """
    new = [Release(records, table, frozenset(), rules) for table in tables]
    earlier = _touching(new, earlier)
    joined = Joined([*earlier, *new], len(earlier))
    problem = joined.problem(rules)
    if changed := joined.changes_told():
        raise Refused("Seit der früheren Veröffentlichung haben sich zu wenige geändert", changed, WAIT)
    insiders = joined.insiders()
    try:
        start = eliminated(problem) & ~joined.is_printed
        hidden = pruned(problem, repaired(problem, start))
        hidden = repaired_inside(problem, hidden, insiders, rules, is_first=not earlier)
    except Unsolved:
        raise _refused(joined, problem, insiders, rules) from None
    if not _verdict(problem, hidden, insiders, rules).is_safe:
        raise _refused(joined, problem, insiders, rules)
    return tuple(
        Release(records, table, joined.hidden(len(earlier) + number, hidden), rules)
        for number, table in enumerate(tables)
    )


def audit(releases: Sequence[Release], earlier: Sequence[Release] = ()) -> Verdict:
    """Attack releases, together with ``earlier`` ones, as somebody outside and as those who contributed.

    What contributors could find out from the earlier ones alone is not counted again.
    """
    earlier = _touching(releases, earlier)
    joined = Joined([*earlier, *releases], len(earlier))
    rules = releases[0].rules
    problem = joined.problem(rules)
    return _verdict(problem, joined.hidden_figures(), joined.insiders(), rules)


def _touching(new: Sequence[Release], earlier: Sequence[Release]) -> list[Release]:
    """The earlier releases that tell something of the quantities that new ones do, or that these tell something of."""
    known, found = {quantity for one in new for quantity in one.quantities}, set[int]()
    while more := {
        number for number, one in enumerate(earlier) if number not in found and not known.isdisjoint(one.quantities)
    }:
        found |= more
        known |= {quantity for number in more for quantity in earlier[number].quantities}
    return [earlier[number] for number in sorted(found)]


def _verdict(problem: Problem, hidden: Flags, insiders: Insiders, rules: PrimaryRules) -> Verdict:
    known = problem.knowledge(hidden)
    proof = Proof(problem.relations, problem.values, known, problem.goals)
    short = np.unique([proof.goals.cell(goal) for goal in proof.missing]).astype(np.int64)
    exact = 0
    if len(short):
        left_open = intervals(problem.relations, known)
        exact = int((left_open.high[short] - left_open.low[short] <= TOLERANCE).sum())
    inside = len(_added(problem, insiders, rules, breaches(proof, insiders, rules)))
    return Verdict(int((problem.level_up > 0).sum()), exact, len(short) - exact, inside)


def _added(problem: Problem, insiders: Insiders, rules: PrimaryRules, found: Iterable[Breach]) -> list[Breach]:
    """The breaches that there would not be if nothing new were printed."""
    moves = Moves(problem.relations, problem.values, problem.limits.is_open)
    even = np.ones(len(problem.values))
    added = []
    for breach in found:
        limits = insiders.insight(breach.coalition, problem.values, rules).within(problem.limits)
        try:
            moves.move(np.array([breach.cell]), np.array([breach.distance]), even, limits)
        except Unsolved:
            continue
        added.append(breach)
    return added


def _refused(joined: Joined, problem: Problem, insiders: Insiders, rules: PrimaryRules) -> Refused:
    """Which cells could not be protected even if no new table were printed at all, or else which are sensitive."""
    hidden = np.ones(len(problem.costs), dtype=bool)
    proof = Proof(problem.relations, problem.values, problem.knowledge(hidden), problem.goals)
    at_fault = {proof.goals.cell(goal) for goal in proof.missing}
    at_fault = at_fault or {breach.cell for breach in breaches(proof, insiders, rules)}
    names = [joined.name(cell) for cell in sorted(at_fault)]
    return Refused("Neben dem, was schon veröffentlicht ist, lässt sich nicht schützen", names, MERGE)
