"""How a number is printed, in one place for every file: rounding, separators, signs, protected spaces.

Commercial rounding (a half goes away from zero, DIN 1333); U+2212 as minus; German and French put a
protected space before the percent sign, English none.
"""

import math
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cache, lru_cache
from typing import Final, Literal

from babel import Locale
from babel.numbers import format_decimal

Language = Literal["de", "en", "fr"]
Number = int | float | Decimal

NBSP: Final = "\u00a0"
MINUS: Final = "\u2212"
LEAST_PART: Final = 1
MOST_PART: Final = 99
NEAR: Final[dict[Language, tuple[str, str]]] = {
    "de": ("unter", "über"),
    "en": ("under", "over"),
    "fr": ("moins de", "plus de"),
}
MOST_DIGITS: Final = 400  # more than the largest float has
PLUS: Final = "+"
PERCENT: Final[dict[Language, str]] = {"de": f"{NBSP}%", "en": "%", "fr": f"{NBSP}%"}
POINTS: Final[dict[Language, tuple[str, str]]] = {
    "de": ("Prozentpunkt", "Prozentpunkte"),
    "en": ("percentage point", "percentage points"),
    "fr": ("point de pourcentage", "points de pourcentage"),
}


@lru_cache(maxsize=20_000)  # a table has the same small numbers again and again
def number(value: Number, language: Language = "de", decimals: int = 0) -> str:
    """A number with a fixed count of decimals: 1234.5 with one is "1.234,5" in German.

    Raises ValueError for what is not finite.
    """
    rounded = rounded_value(value, decimals)
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    text = format_decimal(abs(rounded), format=pattern, locale=_locale(language))
    # French groups with a narrow space; the ordinary protected one exists in every font
    text = text.replace("\u202f", NBSP)
    return MINUS + text if rounded < 0 else text


def rounded_value(value: Number, decimals: int = 0) -> Decimal:
    """The value as it is printed; what rounds to zero has no sign."""
    if not math.isfinite(value):
        raise ValueError(f"not a finite number: {value!r}")
    # repr of a float is its shortest exact form, so 2.675 is taken as written, not as stored
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    with localcontext(prec=MOST_DIGITS):
        return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) + 0


def percent(value: Number, language: Language = "de", decimals: int = 0) -> str:
    """A value already in percent with its sign: 71 is "71 %"."""
    return number(value, language, decimals) + PERCENT[language]


def part(value: Number, language: Language = "de", decimals: int = 0, *, is_short: bool = False) -> str:
    """A part of a whole, in percent: what rounds to nothing is „unter 1 %“, to all „über 99 %“, in short „< 1 %“.

    That nobody or everybody said something is never published, so a part is never quite 0 or 100 %.
    """
    rounded = rounded_value(value, decimals)
    if 0 < rounded < 100:
        return percent(value, language, decimals)
    below, above = ("<", ">") if is_short else NEAR[language]
    word, edge = (below, LEAST_PART) if rounded <= 0 else (above, MOST_PART)
    return f"{word}{NBSP}{percent(edge, language)}"


def share(value: float, language: Language = "de", decimals: int = 0) -> str:
    """A share (0 to 1) in percent: 0.71 is "71 %"."""
    # Times 100 as a float, 0.145 would be 14.499999999999998 and lose its half.
    return percent(Decimal(repr(value)) * 100, language, decimals)


def signed(value: Number, language: Language = "de", decimals: int = 0) -> str:
    """A difference with its sign: "+31", "−4", "0"."""
    text = number(value, language, decimals)
    return PLUS + text if rounded_value(value, decimals) > 0 else text


def points(value: Number, language: Language = "de", decimals: int = 0) -> str:
    """A difference of percentages: "31 Prozentpunkte"."""
    one, many = POINTS[language]
    unit = one if abs(rounded_value(value, decimals)) == 1 else many
    return f"{number(value, language, decimals)}{NBSP}{unit}"


def base(count: int, language: Language = "de") -> str:
    """The number of answers behind a value: "n = 138"."""
    return f"n{NBSP}={NBSP}{number(count, language)}"


def interval(low: Number, high: Number, language: Language = "de", decimals: int = 0) -> str:
    """A range: "63,0–77,9"; with a negative end in words of the language."""
    first, second = number(low, language, decimals), number(high, language, decimals)
    if low < 0 or high < 0:
        return {"de": f"{first} bis {second}", "en": f"{first} to {second}"}.get(language, f"de {first} à {second}")
    return f"{first}–{second}"


@cache
def _locale(language: Language) -> Locale:
    return Locale.parse(language)
