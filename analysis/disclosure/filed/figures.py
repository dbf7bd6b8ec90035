"""How the figures of a release read in a language: rounded, with their signs."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from analysis.release import Cell, Measure, Suppressed, Table

HIDDEN: Final = "•"
EMPTY: Final = "–"
MINUS: Final = "\u2212"
WHOLE: Final = Decimal(100)
NEAR: Final = {"de": ("unter", "über"), "en": ("under", "over"), "fr": ("moins de", "plus de")}
OF_TODAY: Final = "of_today"
"""The shares that may be more than the whole: employees to come, of those of today."""
UNSURE: Final = "/"
ROUGH: Final = "C"
INTERVAL: Final = {
    "de": ("Intervall {low} bis {high}", " (Güte C: grob)"),
    "en": ("Interval {low} to {high}", " (quality C: rough)"),
    "fr": ("Intervalle de {low} à {high}", " (qualité C : approximative)"),
}
WEAK: Final = 30
"""Below so many answers a value stands in brackets."""
SIGNS: Final = {"de": (".", ",", " %"), "en": (",", ".", "%"), "fr": (" ", ",", " %")}
"""Between thousands, before decimals, and percent; protected spaces are read as spaces."""


def rounded(table: Table, value: float) -> Decimal:
    """A value as it is printed: a share in percent, a half away from zero."""
    exact = Decimal(repr(value)) * (100 if table.measure is Measure.SHARE else 1)
    return exact.quantize(Decimal(1).scaleb(-table.decimals), rounding=ROUND_HALF_UP) + 0


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


def part_text(value: Decimal, language: str, *, is_short: bool) -> str:
    """A part of a whole in percent: never 0 or 100, which are published of nobody."""
    below, above = ("<", ">") if is_short else NEAR[language]
    if 0 < value < WHOLE:
        return percent_text(value, language)
    return (
        f"{below} {percent_text(Decimal(1), language)}"
        if value <= 0
        else f"{above} {percent_text(WHOLE - 1, language)}"
    )


def plain_text(table: Table, value: float, language: str, *, is_short: bool = True) -> str:
    """A published value without brackets, as tables and tiles have it („< 1 %“), or sentences („unter 1 %“)."""
    if table.measure is Measure.SHARE and OF_TODAY not in table.id.split("."):
        return part_text(rounded(table, value), language, is_short=is_short)
    return end_text(table, value, language)


def end_text(table: Table, value: float, language: str) -> str:
    """An end of an interval: any number."""
    shown = rounded(table, value)
    return percent_text(shown, language) if table.measure is Measure.SHARE else number_text(shown, language)


def value_text(table: Table, cell: Cell, language: str, *, is_short: bool = True) -> str:
    """What stands for the value of a cell."""
    if cell.value is None:
        return EMPTY
    if isinstance(cell.value, Suppressed) or isinstance(cell.n, Suppressed):
        return HIDDEN
    text = plain_text(table, cell.value, language, is_short=is_short)
    return f"({text})" if cell.n < WEAK else text


def drawn_text(table: Table, cell: Cell, language: str) -> str:
    """What a chart prints for a cell: with a mark where it is too uncertain for conclusions."""
    return value_text(table, cell, language) + (f" {UNSURE}" if is_unsure(cell) else "")


def is_unsure(cell: Cell) -> bool:
    """Whether a published estimate is too uncertain for conclusions."""
    return cell.sure is not None and cell.sure.quality == UNSURE and is_published(cell)


def interval_text(table: Table, cell: Cell, language: str) -> str:
    """What stands below a key figure of an estimate."""
    if cell.sure is None or cell.sure.between is None or not is_published(cell):
        return ""
    said, rough = INTERVAL[language]
    low, high = cell.sure.between
    text = said.format(low=number_text(rounded(table, low), language), high=end_text(table, high, language))
    return text + (rough if cell.sure.quality == ROUGH else "")


def sure_text(table: Table, cell: Cell, language: str, *, is_whole: bool) -> str:
    """What stands behind the value of an estimate: the interval where there is room, and the mark."""
    if cell.sure is None or not is_published(cell):
        return ""
    if cell.sure.between is None or not is_whole:
        return f" {cell.sure.quality}"
    low, high = (rounded(table, end) for end in cell.sure.between)
    first, second = number_text(low, language), number_text(high, language)
    if low < 0 or high < 0:
        between = {"de": f"{first} bis {second}", "en": f"{first} to {second}"}.get(language, f"de {first} à {second}")
    else:
        between = f"{first}–{second}"
    return f" [{between}] {cell.sure.quality}"


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
