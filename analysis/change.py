"""Wave against wave: what changed between two releases, with the interval of the change.

Only what both releases print is used, so that a change tells nothing that they do not. A question is compared only
where it did not break: what was asked, of whom, in which unit and with which answers is the same in both
questionnaires.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from analysis.draw import outward
from analysis.release import Category, Cell, Dimension, Measure, Reason, Suppressed, Sure, Table
from analysis.sides import PAIRS, WAVE, unit_of_difference
from analysis.words import words
from surveys.codelists import CodeList
from surveys.items.base import Item
from surveys.items.tables import Grid, Matrix
from surveys.items.typed import DecimalItem, Integer
from surveys.lint_reach import condition
from surveys.model import Computed, Questionnaire
from surveys.pairs import parts

CHANGE = "change"
BEFORE, NOW = "before", "now"
Name = tuple[str, str]
"""A role and an item or computed value."""


def unbroken(now: Mapping[str, Questionnaire], before: Mapping[str, Questionnaire]) -> frozenset[Name]:
    """What both questionnaires of a role ask in the same way: type, words, answers with their scores, unit, and of
    whom. The years of a wave stand in the words as names and are no break."""
    found = set()
    for role in now.keys() & before.keys():
        ours, theirs = parts(now[role]), parts(before[role])
        for name in ours.keys() & theirs.keys():
            if _shape(now[role], ours[name]) == _shape(before[role], theirs[name]):
                found.add((role, name))
    return frozenset(found)


def _shape(questionnaire: Questionnaire, part: Item | Computed) -> tuple[object, ...]:
    """All that two waves must have in common for an item to be the same."""
    if isinstance(part, Computed):
        return ("computed", part.rule.text, _codes(part.code_list))
    return (*_own(part), str(condition(questionnaire, part.id)), tuple((c.id, *_own(c)) for c in part.columns))


def _own(item: Item) -> tuple[object, ...]:
    unit = dict(item.unit) if isinstance(item, Integer | DecimalItem) and item.unit else {}
    rows = _codes(item.rows.codes) if isinstance(item, Matrix | Grid) else ()
    when = item.when.text if item.when else ""
    return (item.type, item.label["de"], unit.get("de", ""), when, _codes(item.code_list), rows)


def _codes(codes: CodeList | None) -> tuple[object, ...]:
    """The answers on offer, in whatever order."""
    known = codes.codes if codes is not None else ()
    return tuple(sorted((code.code, code.label["de"], code.score or 0) for code in known))


def changes(
    now: Sequence[Table], before: Sequence[Table], kept: Container[Name], years: tuple[int, int]
) -> list[Table]:
    """For each table of both releases two: ``change.<id>`` with both waves' figures side by side, and
    ``change.<id>.difference``.

    ``kept`` is what did not break (``unbroken``), ``years`` are the reference years of the earlier and of this wave.
    A table without a figure printed in both is left out. Pairs are not compared: other establishments are in them.
    """
    earlier = {table.id: table for table in before}
    found: list[Table] = []
    for table in now:
        other = earlier.get(table.id)
        is_kept = table.role != PAIRS and (table.role, table.variable.partition(".")[0]) in kept
        if other is not None and is_kept and _is_same(table, other):
            both = list(_pairs(table, other))
            if any(_is_printed(ours) and _is_printed(theirs) for ours, theirs in both):
                found += [_side_by_side(table, both, years), _difference(table, other, both)]
    return found


def _is_same(table: Table, other: Table) -> bool:
    """Whether both say the same of the same; lists of which only some categories are shown may differ in these."""
    names = [(one.id, one.is_long) for one in table.dimensions] == [(one.id, one.is_long) for one in other.dimensions]
    figures = (table.measure, table.scale, table.is_rough, table.unit, table.base, table.figure)
    if not names or figures != (other.measure, other.scale, other.is_rough, other.unit, other.base, other.figure):
        return False
    return all(
        ours.is_long or [each.code for each in ours.categories] == [each.code for each in theirs.categories]
        for ours, theirs in zip(table.dimensions, other.dimensions, strict=True)
    )


_NOTHING = Cell((), Suppressed(Reason.PROTECTED), Suppressed(Reason.PROTECTED))


def _pairs(table: Table, other: Table) -> Iterator[tuple[Cell, Cell]]:
    """Each cell with the earlier one; a category that was not shown before counts as hidden."""
    earlier = {cell.key: cell for cell in other.cells}
    for cell in table.cells:
        yield cell, earlier.get(cell.key, replace(_NOTHING, key=cell.key))


def _is_printed(cell: Cell) -> bool:
    return isinstance(cell.value, float)


def _side_by_side(table: Table, both: Sequence[tuple[Cell, Cell]], years: tuple[int, int]) -> Table:
    then, today = (words("category.wave", year=str(year)) for year in years)
    waves = Dimension(WAVE, words("dimension.wave"), (Category(BEFORE, then), Category(NOW, today)))
    cells = [
        replace(cell, key=(*cell.key, code)) for ours, theirs in both for cell, code in ((theirs, BEFORE), (ours, NOW))
    ]
    dimensions = (*table.dimensions, waves)
    return replace(table, id=f"{CHANGE}.{table.id}", dimensions=dimensions, cells=tuple(cells), missing=())


def _difference(table: Table, other: Table, both: Sequence[tuple[Cell, Cell]]) -> Table:
    is_share = table.measure is Measure.SHARE
    made = replace(
        table,
        id=f"{CHANGE}.{table.id}.difference",
        measure=Measure.POINTS if is_share else table.measure,
        unit=unit_of_difference(table),
        figure=words("figure.since", figure=table.figure),
        cells=tuple(_changed((table, ours), (other, theirs)) for ours, theirs in both),
        missing=(),
        scale=None,
    )
    # An estimated change has the digits of its own intervals, which are wider than those of either wave.
    return replace(made, cells=tuple(_rounded(cell, made.decimals) for cell in made.cells))


def _rounded(cell: Cell, digits: int) -> Cell:
    return replace(cell, value=round(cell.value, digits) + 0.0) if isinstance(cell.value, float) else cell


def _changed(now: tuple[Table, Cell], before: tuple[Table, Cell]) -> Cell:
    """The change of one figure; without intervals it is a number and no claim, and so it is of rough estimates.

    It has no more digits than either figure. Error and quality are those of the less sure of both.
    """
    (table, ours), (_other, theirs) = now, before
    if isinstance(ours.value, Suppressed) or isinstance(theirs.value, Suppressed):
        return replace(_NOTHING, key=ours.key)
    if ours.value is None or theirs.value is None:
        return Cell(ours.key, None, ours.n)
    factor = 100.0 if table.measure is Measure.SHARE else 1.0
    digits = [_digits(*each) for each in (now, before)]
    changed = _rounded(Cell(ours.key, factor * (ours.value - theirs.value), ours.n), min(digits))
    if ours.sure is None or theirs.sure is None or table.is_rough:
        return changed
    quality = max(ours.sure.quality, theirs.sure.quality, key=_WORST.index)
    variation = max(ours.sure.variation, theirs.sure.variation)
    if ours.sure.between is None or theirs.sure.between is None:
        return replace(changed, sure=Sure(None, None, variation, quality))
    low, high = interval_of_change((ours.value, *ours.sure.between), (theirs.value, *theirs.sure.between))
    # Each figure may be off by half a unit of its last digit.
    rounding = sum(10.0**-each for each in digits) / 2
    low, high = outward(factor * low - rounding, factor * high + rounding)
    return replace(changed, sure=Sure(low, high, variation, quality))


_TOTALS = frozenset({Measure.SUM, Measure.BORDA, Measure.COUNT})


def _digits(table: Table, cell: Cell) -> int:
    """The decimals down to which a printed figure goes, of shares in percent; below zero it ends in tens.

    Totals and amounts that are estimated have the digits of their interval; two where these would leave nothing, and
    of what is estimated from classes, and of medians.
    """
    if not isinstance(cell.value, float) or not cell.value:
        return table.decimals
    two = 1 - math.floor(math.log10(abs(cell.value)))
    if table.is_rough or table.measure is Measure.MEDIAN:
        return min(two, table.decimals)
    if cell.digits is None or not (table.is_amount or table.measure in _TOTALS):
        return table.decimals
    return min(cell.digits if round(cell.value, cell.digits) == cell.value else two, table.decimals)


_WORST = "ABC/"


def interval_of_change(now: tuple[float, float, float], before: tuple[float, float, float]) -> tuple[float, float]:
    """The 95 % interval of the difference of two independent estimates, each given with its own interval
    (value, low, high).

    Variances of independent samples add up; each end takes the arms of the two intervals that point its way, so that
    those of shares need not be symmetric: MOVER (Zou and Donner 2008, Construction of confidence limits about effect
    measures, Statistics in Medicine 27, 1693–1702; for shares with Wilson's intervals it is method 10 of Newcombe
    1998, Statistics in Medicine 17, 873–890). Made of printed intervals, which are rounded outward, it is rather too
    wide. Who took part in both waves mostly answered alike, which makes it wider than need be once more.
    """
    value, low, high = now
    earlier, least, most = before
    change = value - earlier
    return change - math.hypot(value - low, most - earlier), change + math.hypot(high - value, earlier - least)


def is_of_two_waves(table: Table) -> bool:
    """Whether a table holds figures of two waves, side by side or their differences."""
    return table.id.startswith(f"{CHANGE}.")


def is_change(table: Table) -> bool:
    """Whether a table holds differences between two waves."""
    return is_of_two_waves(table) and table.id.endswith(".difference")


def told(table: Table) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Figures of this wave, by table and key, that a table of changes prints or lets compute."""
    if is_of_two_waves(table):
        base = table.id.removeprefix(f"{CHANGE}.").removesuffix(".difference")
        for cell in table.cells:
            if _is_printed(cell) and (is_change(table) or cell.key[-1] == NOW):
                yield base, cell.key if is_change(table) else cell.key[:-1]
