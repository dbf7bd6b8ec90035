"""Two people, one response: bring their changes together, and say where both changed the same answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveys.problems import CONFIRMED, RAW, SEEN, Document, Json, missing_kind

_SETS = (CONFIRMED, SEEN)


@dataclass(frozen=True, slots=True)
class Merged:
    """The document with both changes, and the items that both sides changed differently."""

    document: Document
    conflicts: tuple[str, ...] = ()


@dataclass(slots=True)
class _Clash:
    """Where the two sides differ; the stored value stands until somebody chooses."""

    found: bool = field(default=False)


def merge(base: Document, mine: Document, theirs: Document) -> Merged:
    """Apply what changed from ``base`` to ``mine`` on top of ``theirs``.

    Rows of matrix, grid and roster count one by one. Where both changed the same place to different values,
    ``theirs`` is kept and the item named in ``conflicts``.
    """
    document: Document = {}
    conflicts: list[str] = []
    for key in dict.fromkeys((*theirs, *mine)):
        clash = _Clash()
        value = _merge(base.get(key), mine.get(key), theirs.get(key), clash)
        if key in _SETS:
            value, clash.found = _union(mine.get(key), theirs.get(key)), False
        if value is not None:
            document[key] = value
        if clash.found:
            conflicts.extend(_named(key, mine, theirs))
    return Merged(document, tuple(dict.fromkeys(conflicts)))


def delta(before: Document, after: Document) -> dict[str, list[Json]]:
    """What a save changed: key → [before, after]. ``undo`` takes it back."""
    keys = dict.fromkeys((*before, *after))
    return {key: [before.get(key), after.get(key)] for key in keys if before.get(key) != after.get(key)}


def undo(document: Document, change: Mapping[str, list[Json]]) -> Document:
    """The document as it was before a save with this delta."""
    restored = {**document, **{key: pair[0] for key, pair in change.items()}}
    return {key: value for key, value in restored.items() if value is not None}


def _named(key: str, mine: Document, theirs: Document) -> list[str]:
    if key != RAW:
        return [key]
    ours, others = _as_map(mine.get(RAW)), _as_map(theirs.get(RAW))
    places = (place for place in ours if others.get(place) not in (None, ours[place]))
    return [place.partition(".")[0].partition(":")[0] for place in places]


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
    return theirs


def _merge_maps(
    base: Mapping[str, Json], mine: Mapping[str, Json], theirs: Mapping[str, Json], clash: _Clash
) -> dict[str, Json]:
    keys = dict.fromkeys((*theirs, *mine))
    merged = {key: _merge(base.get(key), mine.get(key), theirs.get(key), clash) for key in keys}
    return {key: value for key, value in merged.items() if value is not None}


def _union(mine: Json, theirs: Json) -> Json:
    both = [*(theirs if isinstance(theirs, list) else ()), *(mine if isinstance(mine, list) else ())]
    return list(dict.fromkeys(map(str, both))) or None


def _is_map(value: Json) -> bool:
    return isinstance(value, dict) and missing_kind(value) is None


def _as_map(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) and missing_kind(value) is None else {}


def _is_roster(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) and "id" in row for row in value)


def _by_id(value: Json) -> dict[str, Json]:
    rows = value if isinstance(value, list) else []
    return {str(row["id"]): row for row in rows if isinstance(row, dict) and "id" in row}
