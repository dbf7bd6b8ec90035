"""Where a file says something else than its release."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Final, NamedTuple

SPACES: Final = re.compile(r"\s+")


class Difference(NamedTuple):
    """A place of a block with what was found there and what the release gives it; an empty text is nothing."""

    block: str
    place: str
    found: str
    expected: str


def read(text: str) -> str:
    """A text as it is compared: signs that look or mean the same are the same, a protected space is a space."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return SPACES.sub(" ", plain).strip()


def unlike(block: str, found: Iterable[tuple[str, str]], expected: Iterable[tuple[str, str]]) -> Iterator[Difference]:
    """Where two sequences of (place, text) differ, up to the first place that only one of them has."""
    for one, other in zip_longest(found, expected, fillvalue=("", "")):
        if one != other and (one[0] != other[0] or read(one[1]) != read(other[1])):
            yield Difference(block, one[0] or other[0], one[1], other[1])
        if one[0] != other[0]:
            return
