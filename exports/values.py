"""How the value of a cell is printed: decimals and unit follow from the table's measure, in one place."""

from decimal import Decimal
from typing import Final

from analysis.release import DECIMALS, Measure, Suppressed, Table, Texts
from exports.numbers import Language, number, percent, rounded_value

HIDDEN: Final = "•"
EMPTY: Final = "–"
TOTAL: Final = "total"
"""The category that all others of a breakdown add up to."""


def words(texts: Texts, language: Language) -> str:
    """The words in ``language``, else the German ones, which always exist."""
    return texts.get(language) or texts.get("de", "")


def rounded(table: Table, value: float) -> Decimal:
    """A published value as every file prints it: a share in percent, and no more decimals than the table shows."""
    return rounded_share(value) if table.measure is Measure.SHARE else rounded_value(value, table.decimals)


def rounded_share(value: float) -> Decimal:
    """A share (0 to 1) in percent, as it is printed."""
    # Times 100 as a float, 0.145 would be 14.499999999999998 and lose its half.
    return rounded_value(Decimal(repr(value)) * 100, DECIMALS[Measure.SHARE])


def value_text(table: Table, value: float | Suppressed | None, language: Language = "de") -> str:
    """A value as it stands in a table: „38 %“, „2,4“, a dot when hidden, a dash when nobody is in the cell."""
    if value is None:
        return EMPTY
    if isinstance(value, Suppressed):
        return HIDDEN
    printed = percent if table.measure is Measure.SHARE else number
    return printed(rounded(table, value), language, table.decimals)


def count_text(count: int | Suppressed, language: Language = "de") -> str:
    """The number of answers behind a value; a dot when it is hidden."""
    return HIDDEN if isinstance(count, Suppressed) else number(count, language)
