"""From microdata to a protected table: primary rules, complementary suppression, and the audit of what came out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.disclosure.audit.insiders import Insiders, breaches
from analysis.disclosure.audit.intervals import intervals
from analysis.disclosure.audit.proof import Proof
from analysis.disclosure.cells.lattice import Hierarchy, Parts, Totals, additions, spread, totals
from analysis.disclosure.cells.relations import TOLERANCE, Bounds, Flags, Floats, Ints
from analysis.disclosure.rules import PrimaryRules, gap
from analysis.disclosure.suppression.elimination import eliminated
from analysis.disclosure.suppression.exact import MOST_CELLS, Pattern, cheapest
from analysis.disclosure.suppression.problem import Problem
from analysis.disclosure.suppression.prune import pruned
from analysis.disclosure.suppression.repair import repaired, repaired_inside

Cost = Callable[[Totals], Floats]
"""What hiding each cell costs."""

Step = Callable[[str], None]
"""Called with the name of each step, for a progress bar."""


def by_value(found: Totals) -> Floats:
    """A cell costs what it holds: the usual choice, which keeps the large totals."""
    return found.value


@dataclass(frozen=True, slots=True)
class Protected:
    """A table with its hidden cells: arrays over all cells of the lattice.

    ``left_open`` is what an outsider can still find out of each cell. ``short`` are the sensitive cells that are not
    protected from outsiders, ``breaches`` those that are not from a coalition of contributors: both empty, or the
    table must not be published. No pattern that is safe from outsiders costs less than ``bound`` (small tables only).
    """

    dimensions: tuple[Hierarchy, ...]
    totals: Totals
    is_primary: Flags
    is_hidden: Flags
    left_open: Bounds
    short: Ints
    breaches: int
    bound: float | None

    @property
    def is_safe(self) -> bool:
        """Whether the audits passed."""
        return not len(self.short) and not self.breaches


def protect(
    dimensions: Sequence[Hierarchy],
    places: Ints,
    rows: Parts,
    rules: PrimaryRules,
    *,
    cost: Cost = by_value,
    step: Step = lambda _name: None,
) -> Protected:
    """Protect one table of microdata; the same input gives the same pattern.

    ``places`` are the codes of each row (dimensions, rows); ``rows`` its contributor, amount and weighted amount.
    """
    step("auszählen")
    count = int(np.prod([len(dimension.codes) for dimension in dimensions]))
    parts = spread(dimensions, places, rows)
    found = totals(parts, count, rules.top)
    problem = table_problem(dimensions, found, rules, cost)
    insiders = Insiders(parts, count)
    step("gegen Außenstehende verbergen")
    outside = pattern(problem)
    step("gegen Beteiligte verbergen")
    hidden = repaired_inside(problem, outside.hidden, insiders, rules, step=_parts(step, "gegen Beteiligte verbergen"))
    step("prüfen")
    hidden, left_open = _of_use(problem, hidden)
    proof = Proof(problem.relations, problem.values, problem.knowledge(hidden), problem.goals)
    inside = sum(1 for _breach in breaches(proof, insiders, rules, _parts(step, "als Beteiligte angreifen")))
    return Protected(
        dimensions=tuple(dimensions),
        totals=found,
        is_primary=problem.is_forced,
        is_hidden=hidden,
        left_open=left_open,
        short=problem.short(left_open),
        breaches=inside,
        bound=outside.bound,
    )


def _of_use(problem: Problem, hidden: Flags) -> tuple[Flags, Bounds]:
    """Without figures that come out all the same; and what an outsider can find out of each cell."""
    left_open = intervals(problem.relations, problem.knowledge(hidden))
    kept = hidden & (problem.is_forced | (left_open.high - left_open.low > TOLERANCE))
    return kept, left_open if (kept == hidden).all() else intervals(problem.relations, problem.knowledge(kept))


def _parts(step: Step, name: str) -> Callable[[float], None]:
    """Tells a step how far it is, each per cent once."""
    told = [0]

    def tell(part: float) -> None:
        if (percent := int(100 * part)) > told[0]:
            told[0] = percent
            step(f"{name}: {percent}\N{NO-BREAK SPACE}%")

    return tell


def pattern(problem: Problem) -> Pattern:
    """The figures to hide, so that no outsider comes near a sensitive cell: of a small table the cheapest ones.

    Raises ``Unsolved`` when nothing helps.
    """
    found = heuristic(problem)
    if len(problem.values) > MOST_CELLS:
        return Pattern(found, None)
    best = cheapest(problem, found)
    # What rounding may have let pass is not taken.
    return best if not len(problem.short(problem.reach(best.hidden))) else Pattern(found, best.bound)


def heuristic(problem: Problem) -> Flags:
    """A safe pattern that costs little more than the cheapest, for tables of any size. Raises ``Unsolved``."""
    return pruned(problem, repaired(problem, eliminated(problem)))


def table_problem(dimensions: Sequence[Hierarchy], found: Totals, rules: PrimaryRules, cost: Cost) -> Problem:
    """The problem of one table: each cell is a figure of its own; empty cells are known to be empty."""
    is_there = found.contributors > 0
    level = gap(found, rules)
    cells = np.arange(len(level))
    none = np.zeros(len(level))
    return Problem(
        relations=additions(dimensions, is_there),
        values=found.value,
        # No limit at all, in effect; but finite, so that a programme has an end.
        limits=Bounds(none, np.where(is_there, 2 * (found.value.max(initial=0.0) + level.max(initial=0.0)), 0.0)),
        level_down=np.minimum(level, found.value),
        level_up=level,
        costs=np.where(is_there, cost(found), 0.0),
        is_forced=level > 0,
        figure=cells,
        cell=cells,
    )
