"""Names of variables that every statistics program takes.

At most 32 characters (Stata; SPSS takes 64 bytes), letters, digits and underscores, the first a letter, none that
differs from another in upper and lower case alone (SPSS), none that is a word of either language.
"""

from __future__ import annotations

import re

LONGEST = 32
SPSS = ("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with")
STATA = ("byte", "double", "float", "if", "in", "int", "long", "str", "strl", "using")
RESERVED = frozenset((*SPSS, *STATA))
"""Words of the two programs."""
_FOREIGN = re.compile(r"[^A-Za-z0-9_]+")
_STRING_TYPE = re.compile(r"str[0-9]+", re.IGNORECASE)


class Names:
    """Gives names within one table; the same order of wishes gives the same names."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wish: str) -> str:
        """A name that reads like ``wish`` and was not given before."""
        plain = _FOREIGN.sub("_", wish).rstrip("_") or "v"
        if not plain[0].isalpha() or plain.lower() in RESERVED or _STRING_TYPE.fullmatch(plain):
            plain = f"v_{plain}"
        name, number = plain[:LONGEST], 1
        while name.lower() in self._taken:
            number += 1
            name = f"{plain[: LONGEST - len(str(number)) - 1]}_{number}"
        self._taken.add(name.lower())
        return name
