"""Strata of a frame in words, and in the order of the lists they are made of."""

from __future__ import annotations

from functools import cache
from typing import Final

from surveys.codelists import CodeList, code_list, library_rows, side_by_side

_LISTS: Final = ("sector_groups", "size_groups")


def label_of(stratum: str) -> str:
    """„Baugewerbe, 10 bis 49 Beschäftigte“ for ``F/10-49``; a stratum of other codes stays as it is."""
    codes = _codes(stratum)
    if None in codes:
        return stratum or "ohne Schicht"
    labels = [_list(name).by_code[code].label for name, code in zip(_LISTS, codes, strict=True) if code]
    return side_by_side(labels, "de")


def named(group: str) -> str:
    """Strata that are counted together (``F/10-49 + G-I/10-49``), or a sector, in words that quote each."""
    sectors = _list("sector_groups").by_code
    parts = [sectors[one].label["de"] if one in sectors else label_of(one) for one in group.split(" + ")]
    return " und ".join(f"„{part}“" for part in parts)


def place_of(stratum: str) -> tuple[int, int, str]:
    """What strata are sorted by: sector, then size; others come last."""
    places = [_place(name, code) for name, code in zip(_LISTS, _codes(stratum), strict=True)]
    return places[0], places[1], stratum


def _codes(stratum: str) -> tuple[str | None, str | None]:
    sector, _, size = stratum.partition("/")
    is_known = sector in _list("sector_groups").by_code and size in _list("size_groups").by_code
    return (sector, size) if is_known else (None, None)


def _place(name: str, code: str | None) -> int:
    codes = list(_list(name).by_code)
    return codes.index(code) if code in codes else len(codes)


@cache
def _list(name: str) -> CodeList:
    return code_list(name, library_rows(name) or [])
