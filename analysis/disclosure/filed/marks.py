"""Labels and figures of a chart as they are drawn: wrapped, without brackets, on a coloured field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from analysis.disclosure.filed.difference import read
from analysis.disclosure.filed.figures import EMPTY, SIGNS

NEARLY: Final = {"<": Decimal(0), ">": Decimal(100)}


def packed(text: str) -> str:
    """A label without what wrapping changes."""
    return re.sub(r"[\s\-()]", "", read(text))


def drawn(text: str) -> str:
    """An answer that nobody gave has no length and no figure."""
    return "" if text == EMPTY else text


def bare(text: str, language: str) -> str:
    """A value without brackets and sign of percent, as it stands on a coloured field."""
    return text.strip("()").removesuffix(read(SIGNS[language][2])).strip()


def unweak(text: str) -> str:
    """A value without the brackets of few answers."""
    return re.sub(r"[()]", "", text)


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
