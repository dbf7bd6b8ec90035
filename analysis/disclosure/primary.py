"""Primary suppression: which figures must not be printed, each judged by itself.

The rules are the minimum of contributors, the p % rule (Handbook on Statistical Disclosure Control, chapter
4: a total is unsafe when the total less its two largest parts is below p % of the largest), no counts of one
or two, and no figure that tells everybody's answer. A share or mean is judged by the totals it gives away.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from analysis.disclosure.rules import TOLERANCE, shortfall
from analysis.release import Cell, Measure, Reason, Rules, Suppressed, Table
from analysis.tallies import Part, Tabulation, Tally, shortened

MEDIAN_MINIMUM = 10
"""A median is no total and cannot be audited as one: it needs this many contributors."""


class Rule(StrEnum):
    """Which rule hides a figure; stays in the house, a release says only that it is hidden."""

    CONTRIBUTORS = "contributors"
    DOMINANCE = "dominance"
    ONE_SIDED = "one_sided"


def minimum(measure: Measure, rules: Rules) -> int:
    """The least number of contributors to the base of a figure."""
    return max(rules.min_contributors, MEDIAN_MINIMUM) if measure is Measure.MEDIAN else rules.min_contributors


def is_dominated(part: Part, p_percent: int) -> bool:
    """Whether the second largest contributor could estimate the largest one within ``p_percent``."""
    return shortfall(part.total, part.largest, part.second, p_percent) > TOLERANCE


def broken_rule(tally: Tally, measure: Measure, rules: Rules) -> Rule | None:
    """The rule that hides ``tally``; None when it may be printed. What nobody could answer hides nothing.

    Where earlier answers decided who was asked, the base is the count of an answer, and those outside of it the
    count of the others.
    """
    if tally.value is None:
        return None
    if tally.base.contributors < minimum(measure, rules):
        return Rule.CONTRIBUTORS
    if tally.is_uniform or (tally.is_routed and not tally.outside.total):
        return Rule.ONE_SIDED
    totals = (tally.base, *((tally.outside,) if tally.is_routed else ()), *tally.parts)
    if any(part.contributors < rules.min_contributors for part in totals):
        return Rule.CONTRIBUTORS
    if any(is_dominated(part, rules.p_percent) for part in totals):
        return Rule.DOMINANCE
    return None


def protect(tabulation: Tabulation, rules: Rules) -> Table:
    """The table with hidden cells; shares of missing answers that would be hidden are left out."""
    measure = tabulation.head.measure
    missing = (_cell(tally, Measure.SHARE, rules) for tally in tabulation.missing)
    table = replace(
        tabulation.head,
        cells=tuple(_cell(tally, measure, rules) for tally in tabulation.tallies),
        missing=tuple(cell for cell in missing if not isinstance(cell.value, Suppressed)),
    )
    return shortened(table, lambda cell: cell.value is not None and not isinstance(cell.value, Suppressed))


def hidden(tabulation: Tabulation, rules: Rules) -> frozenset[tuple[str, ...]]:
    """The keys of the cells that a release would hide."""
    measure = tabulation.head.measure
    return frozenset(tally.key for tally in tabulation.tallies if broken_rule(tally, measure, rules))


def _cell(tally: Tally, measure: Measure, rules: Rules) -> Cell:
    if broken_rule(tally, measure, rules) is not None:
        return Cell(tally.key, Suppressed(Reason.PROTECTED), Suppressed(Reason.PROTECTED))
    # Nine decimals are below what any file prints and above what the last bit of a sum may change.
    value = None if tally.value is None else round(tally.value, 9)
    return Cell(tally.key, value, tally.n)
