"""Labels and figures of a chart as they are drawn: wrapped, with their signs, on a coloured field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final

from analysis.disclosure.filed.difference import read
from analysis.disclosure.filed.figures import EMPTY, UNSURE

NEARLY: Final = {"<": Decimal(0), ">": Decimal(100)}


SWATCH: Final = ("9", "9")
"""Width and height of a sign of a legend."""


@dataclass(slots=True)
class Row:
    """A row of a chart as it was found: its label, the figures printed, the marks drawn (class and numbers)."""

    label: str
    figures: list[str] = field(default_factory=list)
    marks: list[list[str]] = field(default_factory=list)
    boxes: list[int] = field(default_factory=list)
    """How many boxes were drawn before each figure."""

    def add(self, figure: str) -> None:
        """A figure that was printed."""
        self.figures.append(figure)
        self.boxes.append(sum(mark[0] == "rect" for mark in self.marks))

    def on(self, box: int) -> list[str]:
        """The figures printed after so many boxes."""
        return [spaced(text) for text, boxes in zip(self.figures, self.boxes, strict=True) if boxes == box]


def packed(text: str) -> str:
    """A label without what wrapping changes."""
    return re.sub(r"[\s\-()]", "", read(text))


def drawn(text: str) -> str:
    """An answer that nobody gave has no length and no figure."""
    return "" if text == EMPTY else text


def bare(text: str) -> str:
    """A value without the sign of percent, as it stands on a coloured field."""
    return re.sub(r" ?%", "", text)


def spaced(text: str) -> str:
    """A value with the space before its sign that a narrow field leaves out."""
    return re.sub(rf"(?<=[\d)]){UNSURE}$", f" {UNSURE}", text)


def row_unit(values: Sequence[float], *, is_whole: bool) -> float:
    """What the parts of a bar are multiplied with: rounded parts of all answers fill the bar nevertheless."""
    total = sum(values)
    return 100 / total if is_whole and abs(total - 100) * 2 <= len(values) else 1.0


def follows(found: Sequence[str], given: Sequence[str]) -> bool:
    """Whether all that was found stands among what is given, in its order."""
    rest = iter(given)
    return all(text in rest for text in found)


def decimal(text: str) -> Decimal:
    """A printed number, whichever language it is in: the last sign before one or two digits is its point.

    What is nearly nothing or all is drawn as nothing or all.
    """
    if text.lstrip("(")[:1] in NEARLY:
        return NEARLY[text.lstrip("(")[0]]
    plain = re.sub(r"[()%\s+/]", "", text).replace("−", "-")
    whole, point, rest = plain.rpartition("," if "," in plain else ".")
    has_point = point and len(rest) <= 2
    plain = re.sub(r"[.,]", "", whole if has_point else plain) + (f".{rest}" if has_point else "")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return Decimal("NaN")
