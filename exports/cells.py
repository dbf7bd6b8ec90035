"""Reading a table: what is published, hidden or empty, which cells rest on few answers, and in which order rows stand.

Only published values ever decide an order: a hidden one comes last, in the order of the codes.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

from analysis.release import Category, Cell, Dimension, Suppressed, Table
from exports.numbers import Language
from exports.values import TOTAL, rounded, value_text

BREAKDOWNS: Final = ("size_group", "sector_group", "kreis", "choice")
COMPARED: Final = ("view", "wave")
PAIRS: Final = "pairs"
"""The role of tables of both sides of one establishment."""
WEAK: Final = 30
"""Below so many answers a value is printed in brackets."""
UNSURE: Final = "/"
"""The quality of what is too uncertain for conclusions: it makes no headline and no key figure."""
LEAST_OF_GROUP: Final = 20
"""Groups of a breakdown with fewer answers are left out of its chart."""
LONGEST_SCALE: Final = 9
"""Up to so many answers that exclude one another keep the order of the questionnaire: they may be steps of a scale."""


def is_breakdown(table: Table) -> bool:
    """Whether the last dimension divides the respondents into groups beside their total."""
    return bool(table.dimensions) and table.dimensions[-1].id in BREAKDOWNS


def is_comparison(table: Table) -> bool:
    """Whether the last dimension sets two beside one another: both sides of pairs, or two waves."""
    return bool(table.dimensions) and table.dimensions[-1].id in COMPARED


def published(cell: Cell) -> float | None:
    """The value; None when it is hidden or when nobody is in the cell."""
    return None if isinstance(cell.value, Suppressed) else cell.value


def is_hidden(cell: Cell) -> bool:
    """Whether there is a value that must not be printed."""
    return isinstance(cell.value, Suppressed)


def is_empty(cell: Cell) -> bool:
    """Whether nobody is in the cell."""
    return cell.value is None


def count(cell: Cell) -> int | None:
    """The answers behind a published value."""
    return None if isinstance(cell.n, Suppressed) or published(cell) is None else cell.n


def is_weak(cell: Cell) -> bool:
    """Whether a published value rests on few answers."""
    answers = count(cell)
    return answers is not None and answers < WEAK


def range_of(cell: Cell) -> tuple[float, float]:
    """Where a value may lie; anywhere if so few are behind an estimate that it has no interval."""
    if cell.sure is None:
        return published(cell) or 0.0, published(cell) or 0.0
    return cell.sure.between or (-math.inf, math.inf)


def is_unsure(cell: Cell) -> bool:
    """Whether a published value is an estimate too uncertain for conclusions."""
    return cell.sure is not None and cell.sure.quality == UNSURE and published(cell) is not None


def cell_text(table: Table, cell: Cell, language: Language, *, is_short: bool = True) -> str:
    """What stands in a table for a cell: a value in brackets where it rests on few answers."""
    text = value_text(table, cell.value, language, is_short=is_short)
    return f"({text})" if is_weak(cell) else text


def scaled(table: Table, cell: Cell) -> float | None:
    """A published value as charts draw it: shares in percent, rounded, so that no length says more than the number."""
    value = published(cell)
    return None if value is None else float(rounded(table, value))


def by_key(table: Table) -> Mapping[tuple[str, ...], Cell]:
    """The cells by their keys."""
    return {cell.key: cell for cell in table.cells}


def is_ranked(dimension: Dimension) -> bool:
    """Whether categories may stand in the order of their values: no total among them and no scale."""
    codes = [category.code for category in dimension.categories]
    return TOTAL not in codes and not (dimension.partition and len(codes) <= LONGEST_SCALE)


def ordered(dimension: Dimension, cells: Mapping[str, Cell]) -> list[Category]:
    """The categories that are not empty: the largest published value first, or as the questionnaire has them."""
    kept = [each for each in dimension.categories if each.code in cells and not is_empty(cells[each.code])]
    if is_ranked(dimension):
        kept.sort(key=lambda each: _rank(cells[each.code]))
    return kept


def _rank(cell: Cell) -> tuple[bool, float]:
    value = published(cell)
    return value is None, 0.0 if value is None else -value


def present_groups(table: Table) -> Sequence[Category]:
    """The groups of a breakdown that anybody is in."""
    there = {cell.key[-1] for cell in table.cells if not is_empty(cell)}
    return [group for group in table.dimensions[-1].categories if group.code in there]


def shown_groups(table: Table) -> Sequence[Category]:
    """The groups of a breakdown with enough answers for a chart, the total among them."""
    present = present_groups(table)
    return [group for group in present if not (has_few_answers(table, group) or is_mostly_hidden(table, group))]


def has_few_answers(table: Table, group: Category) -> bool:
    """Whether a published value of a group rests on too few answers for a chart."""
    return any(answers < LEAST_OF_GROUP for answers in map(count, _of_group(table, group)) if answers is not None)


def is_mostly_hidden(table: Table, group: Category) -> bool:
    """Whether more than half of the values of a group are hidden."""
    cells = _of_group(table, group)
    return sum(map(is_hidden, cells)) * 2 > len(cells)


def _of_group(table: Table, group: Category) -> Sequence[Cell]:
    return [cell for cell in table.cells if cell.key[-1] == group.code and not is_empty(cell)]
