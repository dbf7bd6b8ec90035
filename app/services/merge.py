"""Two people, one response: bring their changes together, and say where both changed the same answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from surveys.problems import CONFIRMED, OTHER, RAW, SEEN, Document, Json, missing_kind

_SETS = (CONFIRMED, SEEN)


@dataclass(frozen=True, slots=True)
class Merged:
    """The document with both changes, and the items that both sides changed differently."""

    document: Document
    conflicts: tuple[str, ...] = ()


@dataclass(slots=True)
class _Clash:
    """Whether the two sides differ somewhere below a key, and whose value stands there."""

    prefers_mine: bool = False
    found: bool = False


def merge(base: Document, mine: Document, theirs: Document, prefer_mine: Collection[str] = ()) -> Merged:
    """Apply what changed from ``base`` to ``mine`` on top of ``theirs``.

    Rows of matrix, grid and roster count one by one. Where both changed the same place to different values, the
    item is named in ``conflicts`` and ``theirs`` is kept, but for the items of ``prefer_mine``.
    """
    document: Document = {}
    conflicts: list[str] = []
    for key in dict.fromkeys((*theirs, *mine)):
        if key in _SETS:
            value = _merge_sets(base.get(key), mine.get(key), theirs.get(key))
        elif key == RAW:
            value, clashed = _merge_raw((base, mine, theirs), prefer_mine)
            conflicts.extend(clashed)
        else:
            item = key.removesuffix(OTHER)
            clash = _Clash(item in prefer_mine)
            value = _merge(base.get(key), mine.get(key), theirs.get(key), clash)
            conflicts.extend([item] if clash.found else [])
        if value is not None:
            document[key] = value
    return Merged(document, tuple(dict.fromkeys(conflicts)))


def delta(before: Document, after: Document) -> dict[str, list[Json]]:
    """What a save changed: key → [before, after]. ``undo`` takes it back."""
    keys = dict.fromkeys((*before, *after))
    return {key: [before.get(key), after.get(key)] for key in keys if before.get(key) != after.get(key)}


def undo(document: Document, change: Mapping[str, list[Json]]) -> Document:
    """The document as it was before a save with this delta."""
    restored = {**document, **{key: pair[0] for key, pair in change.items()}}
    return {key: value for key, value in restored.items() if value is not None}


def _merge_raw(documents: Sequence[Document], prefer_mine: Collection[str]) -> tuple[Json, list[str]]:
    """Unreadable texts belong to the items of their places."""
    base, mine, theirs = (_as_map(document.get(RAW)) for document in documents)
    texts: dict[str, Json] = {}
    conflicts: list[str] = []
    for place in dict.fromkeys((*theirs, *mine)):
        item = place.partition(".")[0].partition(":")[0]
        clash = _Clash(item in prefer_mine)
        text = _merge(base.get(place), mine.get(place), theirs.get(place), clash)
        conflicts.extend([item] if clash.found else [])
        if text is not None:
            texts[place] = text
    return texts or None, conflicts


def _merge(base: Json, mine: Json, theirs: Json, clash: _Clash) -> Json:
    if mine in (theirs, base):
        return theirs
    if theirs == base:
        return mine
    if all(_is_map(value) for value in (mine, theirs)):
        return _merge_maps(_as_map(base), _as_map(mine), _as_map(theirs), clash) or None
    if all(_is_roster(value) for value in (mine, theirs)):
        rows = _merge_maps(_by_id(base), _by_id(mine), _by_id(theirs), clash)
        return list(rows.values()) or None
    clash.found = True
    return mine if clash.prefers_mine else theirs


def _merge_maps(
    base: Mapping[str, Json], mine: Mapping[str, Json], theirs: Mapping[str, Json], clash: _Clash
) -> dict[str, Json]:
    keys = dict.fromkeys((*theirs, *mine))
    merged = {key: _merge(base.get(key), mine.get(key), theirs.get(key), clash) for key in keys}
    return {key: value for key, value in merged.items() if value is not None}


def _merge_sets(base: Json, mine: Json, theirs: Json) -> Json:
    """What either side added is in, what either side took out is out: a confirmation that was forgotten stays so."""
    before, ours, stored = _names(base), _names(mine), _names(theirs)
    both = (*stored, *(name for name in ours if name not in stored))
    kept: list[Json] = [name for name in both if name not in before or (name in ours and name in stored)]
    return kept or None


def _names(value: Json) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _is_map(value: Json) -> bool:
    return isinstance(value, dict) and missing_kind(value) is None


def _as_map(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) and missing_kind(value) is None else {}


def _is_roster(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) and "id" in row for row in value)


def _by_id(value: Json) -> dict[str, Json]:
    rows = value if isinstance(value, list) else []
    return {str(row["id"]): row for row in rows if isinstance(row, dict) and "id" in row}
