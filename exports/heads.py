"""Short names of groups for narrow columns of tables and charts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from analysis.release import Category, Dimension
from exports.numbers import NBSP, Language
from exports.pdf.fonts import width
from exports.values import TOTAL, words
from surveys.context import DISTRICT_SIGNS

NARROW: Final = 34.0
"""Room in points for the longest word of a head."""
SIZE: Final = 8.0
LEAST_COMMON: Final = 5
SIGNS: Final = {"Jusqu’à": "≤"}
"""Signs for words that are too long for a narrow column."""


@dataclass(frozen=True, slots=True)
class Heads:
    """One name for each group, what they have in common, and a legend where the names are codes."""

    names: tuple[str, ...]
    over: str
    legend: str = ""


def heads(dimension: Dimension, groups: Sequence[Category], language: Language) -> Heads:
    """The names of ``groups``; a long word that all share („Beschäftigte“) moves into the common head.

    Where a word is too long for a narrow column the codes stand in for the names (of districts the number plates), and
    the legend explains them.
    """
    names = [_shortened(words(each.label, language)) for each in groups]
    over = words(dimension.label, language)
    common = _common(names)
    if common:
        names = [" ".join(word for word in name.split(" ") if word != common) for name in names]
        over = f"{over} ({common})"
    longest = max((width(word, "bold", SIZE) for name in names for word in name.split(" ")), default=0.0)
    if longest <= NARROW:
        return Heads(tuple(names), over)
    codes = [DISTRICT_SIGNS.get(each.code) or each.code.replace("-", "–") for each in groups]
    apart = NBSP if language == "fr" else ""
    legend = f"{apart}; ".join(f"{code} {name}" for code, name in zip(codes, names, strict=True))
    return Heads(tuple(codes), over, f"{over}{apart}: {legend}.")


def _shortened(name: str) -> str:
    for word, sign in SIGNS.items():
        name = name.replace(f"{word} ", f"{sign}{NBSP}")
    return name


def _common(names: Sequence[str]) -> str:
    """The longest word that stands in all names beside others; empty where only short ones do."""
    parts = [name.split(" ") for name in names]
    shared = set(parts[0]).intersection(*parts[1:]) if parts and min(map(len, parts)) > 1 else set()
    return max((word for word in shared if len(word) >= LEAST_COMMON), key=lambda word: (len(word), word), default="")


def without_total(groups: Sequence[Category]) -> list[Category]:
    """The groups themselves."""
    return [each for each in groups if each.code != TOTAL]
