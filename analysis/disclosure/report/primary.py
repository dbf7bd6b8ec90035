"""Primary suppression: which figures must not be printed, each judged by itself.

The rules are the minimum of contributors, the p % rule (Handbook on Statistical Disclosure Control, chapter
4: a total is unsafe when the total less its two largest parts is below p % of the largest), no counts of one
or two, and no figure that tells everybody's answer. A share or mean is judged by the totals it gives away.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TypeAlias, TypeVar

from analysis.disclosure.rules import TOLERANCE, shortfall
from analysis.fold import two_digits
from analysis.release import Cell, Measure, Reason, Rules, Suppressed, Sure, Table
from analysis.sides import PAIRS, is_together
from analysis.tallies import Part, Tabulation, Tally

Key: TypeAlias = tuple[str, ...]
Way = TypeVar("Way")

MEDIAN_MINIMUM = 10
"""A median is no total and cannot be audited as one: it needs this many contributors."""


class Rule(StrEnum):
    """Which rule hides a figure; stays in the house, a release says only that it is hidden."""

    CONTRIBUTORS = "contributors"
    DOMINANCE = "dominance"
    ONE_SIDED = "one_sided"
    WEIGHT = "weight"


def minimum(measure: Measure, rules: Rules) -> int:
    """The least number of contributors to the base of a figure."""
    return max(rules.min_contributors, MEDIAN_MINIMUM) if measure is Measure.MEDIAN else rules.min_contributors


def is_dominated(part: Part, p_percent: int) -> bool:
    """Whether the second largest contributor could estimate the largest one within ``p_percent``."""
    return shortfall(part.total, part.largest, part.second, p_percent) > TOLERANCE


def is_outweighed(tally: Tally, rules: Rules) -> bool:
    """Whether weights tell too much of the heaviest answer: all that are on one side stand for less, so that it is on
    the other one; or all answers stand for less than as many like it as there have to be contributors.

    Of points a side is as much as one point of it.
    """
    if tally.weighted is None:
        return False
    is_few = tally.weighted.total < rules.min_contributors * tally.heaviest
    return is_few or any(part.total < tally.heaviest for part in tally.parts)


def broken_rule(tally: Tally, measure: Measure, rules: Rules) -> Rule | None:
    """The rule that hides ``tally``; None when it may be printed, as far as it has a value.

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
    return Rule.WEIGHT if is_outweighed(tally, rules) else None


def protect(tabulation: Tabulation, rules: Rules, keys: Container[Key]) -> Table:
    """The table with the cells at ``keys`` hidden; shares of missing answers that break a rule are left out."""
    return replace(
        tabulation.head,
        cells=tuple(_cell(tally, is_hidden=tally.key in keys) for tally in tabulation.tallies),
        missing=tuple(
            _cell(tally, is_hidden=False)
            for tally in tabulation.missing
            if broken_rule(tally, Measure.SHARE, rules) is None
        ),
    )


def is_published(cell: Cell) -> bool:
    """Whether somebody is in the cell and its value may be printed."""
    return cell.value is not None and not isinstance(cell.value, Suppressed)


def hidden(tabulation: Tabulation, rules: Rules) -> frozenset[Key]:
    """The keys of the cells that must not be printed, whatever else is.

    Where somebody took part, a category without anybody tells as much as 0 % does.
    """
    measure, tallies = tabulation.head.measure, tabulation.tallies
    nobody, least = is_of_nobody(tabulation), _least(tabulation.head, rules)
    return frozenset(
        tally.key
        for tally in tallies
        if broken_rule(tally, measure, rules)
        or (tally.value is None and not nobody)
        or (tally.value is not None and tally.base.contributors < least)
    )


def _least(head: Table, rules: Rules) -> int:
    """The least number of pairs behind a figure; one of both sides' answers at once is no total, like a median."""
    if head.role != PAIRS:
        return 0
    return max(rules.min_pairs, MEDIAN_MINIMUM) if is_together(head) else rules.min_pairs


def is_of_nobody(tabulation: Tabulation) -> bool:
    """Whether nobody answered and no earlier answer is the reason: then there is nothing to tell."""
    return not any(tally.base.total or (tally.is_routed and tally.outside.total) for tally in tabulation.tallies)


def _cell(tally: Tally, *, is_hidden: bool) -> Cell:
    if is_hidden:
        return Cell(tally.key, Suppressed(Reason.PROTECTED), Suppressed(Reason.PROTECTED))
    return Cell(tally.key, tally.value, tally.n, tally.sure)


_TOTALS = frozenset({Measure.SUM, Measure.BORDA, Measure.COUNT})
"""Weights can be worked out from a frame that is public: to the last digit, they would give the answers behind."""


def as_printed(table: Table) -> Table:
    """The table with the numbers that are printed and no further digit: these would help to guess the counts behind."""
    places = table.decimals + (_PERCENT if table.measure is Measure.SHARE else 0)
    cells: Iterable[Cell] = table.cells
    if table.is_rough or table.measure is Measure.MEDIAN:
        cells = map(_roughly, cells)
    elif table.measure in _TOTALS or table.is_amount:
        cells = (_as_sure(cell, places) for cell in cells)
    made = replace(
        table,
        cells=tuple(_rounded(cell, places) for cell in cells),
        missing=tuple(_rounded(cell, _PERCENT) for cell in table.missing),
    )
    if made.decimals == table.decimals:
        return made
    # rounded outward, an interval may carry a digit less than before
    both = zip(table.cells, made.cells, strict=True)
    return as_printed(replace(table, cells=tuple(replace(cell, sure=shown.sure) for cell, shown in both)))


def _as_sure(cell: Cell, places: int) -> Cell:
    """An estimated amount in the digits of its interval: the others would say what nobody knows.

    Two digits where there is no interval, or where it is so wide that the amount would become zero.
    """
    if cell.digits is None or not isinstance(cell.value, float):
        return cell
    shown = _number(cell.value, min(cell.digits, places), ROUND_HALF_UP)
    return replace(cell, value=shown or two_digits(cell.value))


def _roughly(cell: Cell) -> Cell:
    """Two significant digits: more would be false precision, and help to guess the few answers behind."""
    if not isinstance(cell.value, float):
        return cell
    return replace(cell, value=two_digits(cell.value), sure=_apart(cell.sure, _digits, (-1, 1)))


def _apart(sure: Sure | None, rounded: Callable[[float, Way], float], ways: tuple[Way, Way]) -> Sure | None:
    """With both ends of an interval ``rounded`` away from each other, in the ``ways`` for the low and the high one."""
    ends = sure and sure.between
    return replace(sure, low=rounded(ends[0], ways[0]), high=rounded(ends[1], ways[1])) if sure and ends else sure


def _digits(end: float, sign: int) -> float:
    """Two significant digits of an end of an interval, rounded upwards (1) or downwards (-1)."""
    near = two_digits(end)
    if sign * (near - end) >= 0:
        return near
    step = 10.0 ** (math.floor(math.log10(abs(near))) - 1)
    return two_digits(near + sign * step)


_PERCENT = 2
"""Decimals of a share in whole percent."""

_SURE = 9
"""The last bit of a sum may change by a little; a half is one to so many decimals."""


def _rounded(cell: Cell, places: int) -> Cell:
    """A half goes away from zero, the ends of an interval away from each other."""
    if cell.value is None or isinstance(cell.value, Suppressed):
        return cell
    sure = _apart(cell.sure, lambda end, way: _number(end, places, way), (ROUND_FLOOR, ROUND_CEILING))
    return replace(cell, value=_number(cell.value, places, ROUND_HALF_UP), sure=sure)


def _number(value: float, places: int, way: str) -> float:
    exact = Decimal(repr(round(value, _SURE)))
    return float(exact.quantize(Decimal(1).scaleb(-places), way)) + 0.0
