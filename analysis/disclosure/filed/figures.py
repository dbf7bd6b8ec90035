"""How the figures of a release read in a language: rounded, with their signs."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from analysis.release import Cell, Measure, Suppressed, Table

HIDDEN: Final = "•"
EMPTY: Final = "–"
MINUS: Final = "\u2212"
WEAK: Final = 30
"""Below so many answers a value stands in brackets."""
SIGNS: Final = {"de": (".", ",", " %"), "en": (",", ".", "%"), "fr": (" ", ",", " %")}
"""Between thousands, before decimals, and percent; protected spaces are read as spaces."""


def decimals_of(table: Table) -> int:
    """Decimals that values of a table are printed with."""
    if table.measure is Measure.MEAN:
        return 2 if table.scale is not None and table.scale[1] <= 1 else 1
    return 2 if table.measure is Measure.RATIO else 0


def rounded(table: Table, value: float) -> Decimal:
    """A value as it is printed: a share in percent, a half away from zero."""
    exact = Decimal(repr(value)) * (100 if table.measure is Measure.SHARE else 1)
    return exact.quantize(Decimal(1).scaleb(-decimals_of(table)), rounding=ROUND_HALF_UP) + 0


def share(value: float) -> Decimal:
    """A share (0 to 1) in whole percent."""
    return (Decimal(repr(value)) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP) + 0


def number_text(value: Decimal | float, language: str) -> str:
    """A number with all its decimals, its thousands apart."""
    thousands, point, _ = SIGNS[language]
    whole, _, rest = f"{abs(value):,}".partition(".")
    text = whole.replace(",", thousands) + (point + rest if rest else "")
    return MINUS + text if value < 0 else text


def percent_text(value: Decimal, language: str) -> str:
    """A number of percent with its sign."""
    return number_text(value, language) + SIGNS[language][2]


def plain_text(table: Table, value: float, language: str) -> str:
    """A published value without brackets."""
    shown = rounded(table, value)
    return percent_text(shown, language) if table.measure is Measure.SHARE else number_text(shown, language)


def value_text(table: Table, cell: Cell, language: str) -> str:
    """What stands for the value of a cell."""
    if cell.value is None:
        return EMPTY
    if isinstance(cell.value, Suppressed) or isinstance(cell.n, Suppressed):
        return HIDDEN
    text = plain_text(table, cell.value, language)
    return f"({text})" if cell.n < WEAK else text


def sure_text(table: Table, cell: Cell, language: str, *, is_whole: bool) -> str:
    """What stands behind the value of an estimate: the interval where there is room, and the mark."""
    if cell.sure is None or not is_published(cell):
        return ""
    low, high = rounded(table, cell.sure.low), rounded(table, cell.sure.high)
    first, second = number_text(low, language), number_text(high, language)
    if low < 0 or high < 0:
        between = {"de": f"{first} bis {second}", "en": f"{first} to {second}"}.get(language, f"de {first} à {second}")
    else:
        between = f"{first}–{second}"
    return f" [{between}] {cell.sure.quality}" if is_whole else f" {cell.sure.quality}"


def count_text(cell: Cell, language: str) -> str:
    """What stands for the n of a cell: hidden with its value."""
    if cell.value is None:
        return EMPTY
    if isinstance(cell.value, Suppressed) or isinstance(cell.n, Suppressed):
        return HIDDEN
    return number_text(cell.n, language)


def is_published(cell: Cell) -> bool:
    """Whether value and n may be printed."""
    return cell.value is not None and not isinstance(cell.value, Suppressed) and not isinstance(cell.n, Suppressed)
