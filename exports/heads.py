"""Short names of groups for narrow columns of tables and charts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from analysis.release import Category, Dimension
from exports.numbers import NBSP, Language
from exports.pdf.fonts import width
from exports.values import TOTAL, words

NARROW: Final = 34.0
"""Room in points for the longest word of a head."""
SIZE: Final = 8.0


@dataclass(frozen=True, slots=True)
class Heads:
    """One name for each group, what they have in common, and a legend where the names are codes."""

    names: tuple[str, ...]
    over: str
    legend: str = ""


def heads(dimension: Dimension, groups: Sequence[Category], language: Language) -> Heads:
    """The names of ``groups``; a last word that all share („Beschäftigte“) moves into the common head.

    Where a word is too long for a narrow column the codes stand in for the names, and the legend explains them.
    """
    names = [words(each.label, language) for each in groups]
    over = words(dimension.label, language)
    last = {name.rpartition(" ")[2] for name in names}
    if len(last) == 1 and all(" " in name for name in names):
        names = [name.rpartition(" ")[0] for name in names]
        over = f"{over} ({last.pop()})"
    longest = max((width(word, "bold", SIZE) for name in names for word in name.split(" ")), default=0.0)
    if longest <= NARROW:
        return Heads(tuple(names), over)
    codes = [each.code.replace("-", "–") for each in groups]
    apart = NBSP if language == "fr" else ""
    legend = f"{apart}; ".join(f"{code} {name}" for code, name in zip(codes, names, strict=True))
    return Heads(tuple(codes), over, f"{over}{apart}: {legend}.")


def without_total(groups: Sequence[Category]) -> list[Category]:
    """The groups themselves."""
    return [each for each in groups if each.code != TOTAL]
