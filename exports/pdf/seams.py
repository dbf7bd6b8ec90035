"""Where a word comes apart that is wider than its line: at its own hyphen, else at a seam, else anywhere."""

import re
from bisect import bisect_left
from collections.abc import Callable
from typing import Final

HYPHEN: Final = "-"
SOFT: Final = "\u00ad"
"""The hyphen of a break in a file: to the eye it is one, to a reader of the words it is not there."""
SEAMS: Final = re.compile(r"(?:ungs|keits|heits|ions|schafts|täts)(?=\w{3})")
"""Where German compounds come apart."""
OWN: Final = re.compile(r"[-/]")
"""Where a line may end without a further hyphen."""
NO_WORD: Final = re.compile(r"[\d._@:\\]")
"""What stands in numbers, addresses and codes: a hyphen would be read as a part of them."""
LEAST_REST: Final = 3
"""A word is not divided before its last letters."""
LEAST_OWN: Final = 2
"""Nor at its own hyphen where no more stands before it („E-Learning“)."""


def divided(word: str, fits: Callable[[str], bool]) -> list[str]:
    """The pieces of a word that fit, each of several lines but the last with its hyphen.

    Numbers, addresses and codes are divided without one.
    """
    pieces: list[str] = []
    while not fits(word) and len(word) > LEAST_REST + 1:
        piece, word = _first(word, fits)
        pieces.append(piece)
    return [*pieces, word]


def _first(word: str, fits: Callable[[str], bool]) -> tuple[str, str]:
    """The longest piece that fits at the beginning of a line, and the rest."""
    ends = range(1, len(word) - LEAST_REST + 1)
    end = ends[max(bisect_left(ends, True, key=lambda end: not fits(word[:end] + HYPHEN)) - 1, 0)]
    owns = (found.end() for found in OWN.finditer(word, 0, end + 1))
    own = max((each for each in owns if fits(word[:each])), default=0)
    if own > LEAST_OWN:
        return word[:own], word[own:]
    if NO_WORD.search(OWN.split(word, maxsplit=1)[0]):
        return word[:end], word[end:]
    end = max((seam.end() for seam in SEAMS.finditer(word) if seam.end() <= end), default=end)
    return word[:end] + HYPHEN, word[end:]
