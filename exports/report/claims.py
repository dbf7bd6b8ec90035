"""What words may claim of values: which are ahead of others, and which answers lead nothing.

An estimate is ahead as its interval says. What is counted has none, so that a distance has to say it: small ones the
report does not interpret.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from analysis.release import Cell, Measure, Table
from exports.cells import published, range_of
from exports.values import rounded

LEAST_APART: Final = Decimal("0.05")
"""Of the whole: so far at least a counted value has to be ahead. Of some hundred who were asked a few more or less who
answer move a share by that much."""
NONE: Final = "none"
"""The code of the answer that nothing of a list is so, which excludes all others."""
OF_REASONS: Final = ("no_train",)
"""Lists in which that answer is a reason like the others („Kein Bedarf“), and may be given together with them."""
NO: Final = "0"
"""The code of „Nein“, „Unbekannt“, „Niemand“ where answers exclude one another."""
MAJORITY: Final = 0.5


def is_apart(table: Table, greater: Cell, less: Cell) -> bool:
    """Whether a published value of a table is ahead of another one by more than words should pass over."""
    if greater.sure is not None or less.sure is not None:
        return range_of(greater)[0] > range_of(less)[1]
    return _printed(table, greater) - _printed(table, less) >= LEAST_APART * _whole(table)


def are_apart(table: Table, ahead: Sequence[Cell], others: Sequence[Cell]) -> bool:
    """Whether each of the first is ahead of each of the others."""
    return all(is_apart(table, one, other) for one in ahead for other in others)


def leads_nothing(table: Table, cell: Cell) -> bool:
    """Whether an answer is no headline: „Nichts davon“, and a „Nein“ that not more than half gave."""
    answers, code = table.dimensions[-1], cell.key[-1]
    if not answers.partition:
        return answers.id == "answer" and code == NONE and table.variable not in OF_REASONS
    label = next((each.label["de"] for each in answers.categories if each.code == code), "")
    return (code == NO or label.startswith("Nein")) and (published(cell) or 0.0) <= MAJORITY


def _printed(table: Table, cell: Cell) -> Decimal:
    return rounded(table, published(cell) or 0.0)


def _whole(table: Table) -> Decimal:
    """What values are parts of: everybody, the length of a scale, or where there is no whole the largest of them."""
    if table.measure is Measure.SHARE:
        return Decimal(100)
    if table.scale is not None:
        return Decimal(repr(table.scale[1])) - Decimal(repr(table.scale[0]))
    return max((abs(_printed(table, cell)) for cell in table.cells), default=Decimal(0))
