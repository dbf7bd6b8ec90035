"""How sure a value is, in print: the interval between brackets and the quality mark, both only beside a value."""

from __future__ import annotations

from decimal import Decimal

from analysis.release import Cell, Table
from exports.cells import UNSURE, is_unsure, published
from exports.messages import say
from exports.numbers import NBSP, Language, interval, number
from exports.values import end_text, rounded
from surveys.messages import Message

ROUGH = "C"


def is_estimated(table: Table) -> bool:
    """Whether chance has a part in values of the table: they stand for more than those who answered."""
    return any(cell.sure is not None for cell in table.cells)


def ends(table: Table, cell: Cell) -> tuple[Decimal, Decimal] | None:
    """The ends of the interval as every file prints them, in the unit of the value; None where there is none."""
    found = cell.sure and cell.sure.between
    if not found or published(cell) is None:
        return None
    return rounded(table, found[0]), rounded(table, found[1])


def quality(cell: Cell) -> str:
    """The mark A, B, C or /; empty for what is no estimate or not published."""
    return cell.sure.quality if cell.sure is not None and published(cell) is not None else ""


def variation(cell: Cell) -> Decimal | None:
    """What the coefficient of variation is at most, in percent."""
    if cell.sure is None or published(cell) is None:
        return None
    percent = Decimal(repr(cell.sure.variation)) * 100
    return percent.quantize(Decimal(1)) if percent == percent.to_integral_value() else percent.normalize()


def beside(table: Table, cell: Cell, language: Language, *, is_whole: bool) -> str:
    """What stands behind a value in a table: „ [63–78] A“, or the mark alone where there is little room."""
    found, mark = ends(table, cell), quality(cell)
    between = f" [{interval(*found, language, table.decimals)}]" if found and is_whole else ""
    return f"{between} {mark}" if mark else ""


def after(cell: Cell) -> str:
    """What a chart prints behind a value that is too uncertain for conclusions; nothing else."""
    return f"{NBSP}{UNSURE}" if is_unsure(cell) else ""


def line(table: Table, cell: Cell, language: Language) -> str:
    """The interval in words, for below a key figure: „Intervall 27 bis 32 %“; nothing where there is none."""
    found = cell.sure and cell.sure.between
    if not found or published(cell) is None:
        return ""
    low, high = number(rounded(table, found[0]), language, table.decimals), end_text(table, found[1], language)
    said = say(Message("report.interval", {"low": low, "high": high}), language)
    return said + (say(Message("report.rough", {}), language) if quality(cell) == ROUGH else "")
