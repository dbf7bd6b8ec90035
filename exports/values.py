"""How the value of a cell is printed: decimals and unit follow from the table's measure, in one place."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from analysis.release import DECIMALS, Measure, Suppressed, Table, Texts
from exports.numbers import NBSP, Language, number, part, percent, rounded_value

HIDDEN: Final = "•"
EMPTY: Final = "–"
TOTAL: Final = "total"
"""The category that all others of a breakdown add up to."""
HOUSE: Final = "house"
OF_TODAY: Final = "of_today"
"""The figure whose shares may be more than the whole: employees to come, of those of today."""


_LAW: Final = re.compile(
    r"(?<=§)\s|(?:(?<=\d)|(?<=\d[a-z])|(?<=,))\s(?=(?:Abs|al)\.\s\d|SGB\s|BetrVG)|(?<=SGB)\s(?=[IVX])"
    r"|(?:(?<=Abs\.)|(?<=al\.))\s(?=\d)"
)
"""Where a section of a law must not be parted: „§ 81 SGB III“, „§ 98 Abs. 1“."""


def stored(texts: Texts, language: Language) -> str:
    """The words in ``language``, else the German ones, which always exist."""
    return texts.get(language) or texts.get("de", "")


def words(texts: Texts, language: Language) -> str:
    """The same as they are printed: a section of a law stays in one line."""
    text = stored(texts, language)
    return _LAW.sub(NBSP, text) if "§" in text else text


def rounded(table: Table, value: float) -> Decimal:
    """A published value as every file prints it: a share in percent, and no more decimals than the table shows."""
    return rounded_share(value) if table.measure is Measure.SHARE else rounded_value(value, table.decimals)


def rounded_share(value: float) -> Decimal:
    """A share (0 to 1) in percent, as it is printed."""
    # Times 100 as a float, 0.145 would be 14.499999999999998 and lose its half.
    return rounded_value(Decimal(repr(value)) * 100, DECIMALS[Measure.SHARE])


def of_house(table: Table) -> Table:
    """A table of the house, of which nothing is hidden: its shares may well be 0 or 100 %."""
    return replace(table, id=f"{HOUSE}.{table.id}")


def is_part(table: Table) -> bool:
    """Whether values are parts of a whole, never nothing or all of it: shares, but for that of one year in another."""
    return table.measure is Measure.SHARE and {HOUSE, OF_TODAY}.isdisjoint(table.id.split("."))


def value_text(
    table: Table, value: float | Suppressed | None, language: Language = "de", *, is_short: bool = True
) -> str:
    """A value as it stands in a table: „38 %“, „< 1 %“, „2,4“, a dot when hidden, a dash when nobody is in the cell.

    Sentences say „unter 1 %“ (``is_short`` false).
    """
    if value is None:
        return EMPTY
    if isinstance(value, Suppressed):
        return HIDDEN
    if is_part(table):
        return part(rounded(table, value), language, table.decimals, is_short=is_short)
    return end_text(table, value, language)


def end_text(table: Table, value: float, language: Language = "de") -> str:
    """An end of an interval, which may well be 0 or 100 %."""
    printed = percent if table.measure is Measure.SHARE else number
    return printed(rounded(table, value), language, table.decimals)


def count_text(count: int | Suppressed, language: Language = "de") -> str:
    """The number of answers behind a value; a dot when it is hidden."""
    return HIDDEN if isinstance(count, Suppressed) else number(count, language)
