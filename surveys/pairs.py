"""Two questionnaires side by side: what one says corresponds to the other must have the same type, list and codes.

``compare`` of an item or computed value says how strictly: ``same`` (can be paired answer by answer), ``shared``
(two multiple choices, compared on the codes both lists have) or ``descriptive`` (only set side by side).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveys.codelists import CodeList
from surveys.items.registry import Grid, Item, Matrix, Multi
from surveys.messages import Message
from surveys.model import Computed, Questionnaire
from surveys.source import SourceProblem

Part = Item | Computed
DESCRIPTIVE, SHARED = "descriptive", "shared"


def compare(own: Questionnaire, other: Questionnaire) -> list[SourceProblem]:
    """What stands against setting ``own`` beside ``other``, with the lines of ``own``; ask both ways round."""
    return [*_heads(own, other), *_mirrors(parts(own), parts(other))]


def belong_together(own: Questionnaire, other: Questionnaire) -> bool:
    """Whether one of the two names the other as its pair."""
    return own.pair == other.id or other.pair == own.id


def parts(questionnaire: Questionnaire) -> Mapping[str, Part]:
    """Everything that can have a counterpart, by name."""
    return {**questionnaire.items, **questionnaire.computed}


def _heads(own: Questionnaire, other: Questionnaire) -> Iterator[SourceProblem]:
    if own.role == other.role:
        yield _problem(1, "same_role", role=own.role)
    if own.pair is not None and own.pair != other.id:
        yield _problem(1, "other_pair", pair=own.pair, other=other.id)


def _mirrors(own: Mapping[str, Part], other: Mapping[str, Part]) -> Iterator[SourceProblem]:
    for part in own.values():
        if part.mirror is None:
            continue
        counterpart = other.get(part.mirror)
        if counterpart is None:
            close = difflib.get_close_matches(part.mirror, other, 1)
            yield _problem(part.line, "unknown", name=part.mirror, suggestion=close[0] if close else "–")
        else:
            yield from _couple(part, counterpart)


def _couple(part: Part, counterpart: Part) -> Iterator[SourceProblem]:
    if counterpart.mirror != part.id:
        yield _problem(part.line, "one_way", name=part.id, other=counterpart.id, mirror=counterpart.mirror or "–")
    if part.compare != counterpart.compare:
        yield _problem(part.line, "compare", name=part.id, own=part.compare, other=counterpart.compare)
    elif part.compare == SHARED:
        yield from _shared(part, counterpart)
    elif part.compare != DESCRIPTIVE:
        yield from _same(part, counterpart)
        yield from _columns(part, counterpart)


def _shared(part: Part, counterpart: Part) -> Iterator[SourceProblem]:
    is_fit = isinstance(part, Multi) and isinstance(counterpart, Multi)
    if not is_fit or not set(_codes(part.code_list)) & set(_codes(counterpart.code_list)):
        yield _problem(part.line, "nothing_shared", name=part.id, other=counterpart.id)


def _same(part: Part, counterpart: Part) -> Iterator[SourceProblem]:
    """The first difference of two parts; one is enough to see that they cannot be paired."""
    mine, theirs = _Shape.of(part), _Shape.of(counterpart)
    names = {"name": part.id, "other": counterpart.id}
    if mine.type != theirs.type:
        yield _problem(part.line, "type", **names, own=mine.type, theirs=theirs.type)
    elif mine.lists != theirs.lists:
        yield _problem(part.line, "list", **names, own=", ".join(mine.lists), theirs=", ".join(theirs.lists))
    elif mine.codes != theirs.codes:
        differing = sorted(set(mine.codes) ^ set(theirs.codes)) or ["…"]
        yield _problem(part.line, "codes", **names, codes=", ".join(differing))


def _columns(part: Part, counterpart: Part) -> Iterator[SourceProblem]:
    """Columns that name each other, or are called the same, must agree; others may be on one side only."""
    own = part.columns if isinstance(part, Item) else ()
    there = {column.id: column for column in counterpart.columns} if isinstance(counterpart, Item) else {}
    for column in own:
        name = column.mirror or column.id
        if name in there:
            yield from _same(column, there[name])
        elif column.mirror is not None:
            close = difflib.get_close_matches(name, there, 1)
            yield _problem(column.line, "unknown", name=f"{part.mirror}.{name}", suggestion=close[0] if close else "–")


@dataclass(frozen=True, slots=True)
class _Shape:
    """What must be equal for answers to be paired."""

    type: str
    lists: tuple[str, ...]
    codes: tuple[str, ...]

    @classmethod
    def of(cls, part: Part) -> _Shape:
        """A computed code counts as a single choice, any other computed value as a whole number."""
        found = [part.code_list, part.rows.codes if isinstance(part, Matrix | Grid) else None]
        lists = [code_list for code_list in found if code_list is not None]
        computed = "single" if part.code_list is not None else "integer"
        codes = tuple(code for code_list in lists for code in _codes(code_list))
        return cls(part.type if isinstance(part, Item) else computed, tuple(part.id for part in lists), codes)


def _codes(code_list: CodeList | None) -> tuple[str, ...]:
    return tuple(code_list.by_code) if code_list is not None else ()


def _problem(line: int, code: str, **params: str) -> SourceProblem:
    return SourceProblem(line, Message(f"pair.{code}", params))
