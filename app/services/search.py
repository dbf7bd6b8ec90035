"""Finding a code by what people call it: every typed word must begin or be part of a word of the label."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from surveys.codelists import CodeList
from surveys.items.registry import Single
from surveys.scope import Scope
from surveys.texts import clean_text

MOST = 12
LONGEST_QUERY = 60


class Entry(NamedTuple):
    """A label that can be found and the code it leads to."""

    folded: str
    label: str
    code: str


def find(scope: Scope, item: Single, query: str, language: str) -> list[dict[str, str]]:
    """The best codes for a query: ``code``, its ``label``, and ``found``, the finer label that matched."""
    words = fold(clean_text(query)[:LONGEST_QUERY]).split()
    offered = {code.code: code.label.in_(language) for code in scope.options(item)}
    hits: dict[str, tuple[int, str]] = {}
    for entry in _entries(item, language) if words else ():
        rank = _rank(entry.folded, words)
        if rank and entry.code in offered and rank < hits.get(entry.code, (99, ""))[0]:
            hits[entry.code] = (rank, "" if entry.label == offered[entry.code] else entry.label)
    best = sorted(hits, key=lambda code: (hits[code][0], offered[code]))[:MOST]
    return [{"code": code, "label": offered[code], "found": hits[code][1]} for code in best]


def fold(text: str) -> str:
    """Small letters without accents, so that „burokraft“ finds „Bürokraft“."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def _entries(item: Single, language: str) -> tuple[Entry, ...]:
    return (*_of_list(item.choices, language, False), *_finer(item, language))


def _finer(item: Single, language: str) -> tuple[Entry, ...]:
    """The finer list leads to the code above."""
    return _of_list(item.also_finds, language, True) if item.also_finds is not None else ()


@lru_cache(maxsize=64)
def _of_list(codes: CodeList, language: str, leads_up: bool) -> tuple[Entry, ...]:
    return tuple(_listed(codes, language, leads_up))


def _listed(codes: CodeList, language: str, leads_up: bool) -> Iterator[Entry]:
    for code in codes.codes:
        label = code.label.in_(language)
        target = code.parent if leads_up else code.code
        if target:
            yield Entry(fold(label), label, target)


def _rank(folded: str, words: list[str]) -> int:
    """1: begins with the query, 2: each word begins a word, 3: each word is somewhere; 0: not found."""
    if not all(word in folded for word in words):
        return 0
    if folded.startswith(" ".join(words)):
        return 1
    parts = folded.replace("-", " ").replace("(", " ").replace(",", " ").split()
    return 2 if all(any(part.startswith(word) for part in parts) for word in words) else 3
