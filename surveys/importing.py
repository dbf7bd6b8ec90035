"""A finished answer document from outside, read through the same parser, checks and route as a form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import count

from surveys.checks import check_all
from surveys.codelists import Missing
from surveys.fill import SHOWN, fill, fill_row
from surveys.items.registry import Item, Roster
from surveys.items.tables import as_rows
from surveys.messages import Message
from surveys.problems import COMPUTED, CONFIRMED, OTHER, Document, Json, Problem, missing_kind
from surveys.scope import Scope
from surveys.texts import clean_text

LANGUAGE = "de"
DEEPEST = 5
"""How deep an answer can be nested: rows, columns, several answers, and one to spare."""
ROW_ID = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)
_KEPT = frozenset({CONFIRMED, COMPUTED})
_MARKS = (Missing.NOT_ASKED, Missing.NO_ANSWER)


def read_answers(scope: Scope, answers: Mapping[str, Json]) -> tuple[Document, tuple[Problem, ...]]:
    """The document of given answers and everything that stands against it; never raises on bad answers.

    ``scope`` is that of an empty document. An answer that is not on the route, has the wrong form or names
    nothing is a problem, not a silent loss. What a submission adds (marks of what was not asked or not answered,
    computed values) is found out anew.
    """
    known = {item.id for item in scope.questionnaire.items.values() if item.is_answered_by_respondent}
    names = known | {name + OTHER for name in known} | _KEPT
    found = [Problem(str(name), Message("import.unknown")) for name in answers if name not in names]
    confirmed = answers.get(CONFIRMED)
    ticked = [str(check) for check in confirmed] if isinstance(confirmed, list) else []
    document: Document = {}
    for page in scope.questionnaire.pages:
        for item in page.items:
            answer = _given(answers.get(item.id), DEEPEST)
            if answer is not None:
                document, problems = _read_item(scope.after(document), item, answer, answers.get(item.id + OTHER))
                found.extend(problems)
        document = fill(scope.after(document), page.id, {CONFIRMED: ticked, SHOWN: ["-"]}, LANGUAGE).document
    places = {problem.place for problem in found}
    rest = [problem for problem in check_all(scope.after(document)) if problem.place not in places]
    return document, (*found, *rest)


def _given(answer: Json, depth: int) -> Json:
    """An answer without the marks of a submission; what is nested too deep to be one stays as text, unread."""
    if answer is None or missing_kind(answer) in _MARKS:
        return None
    if depth == 0 and isinstance(answer, dict | list):
        return "…"
    if isinstance(answer, dict):
        return {key: part for key, value in answer.items() if (part := _given(value, depth - 1)) is not None} or None
    if isinstance(answer, list):
        return [part for value in answer if (part := _given(value, depth - 1)) is not None] or None
    return clean_text(answer) if isinstance(answer, str) else answer


def _read_item(scope: Scope, item: Item, answer: Json, other: Json) -> tuple[Document, list[Problem]]:
    if not scope.is_visible(item.id) or not item.is_answered_by_respondent:
        return scope.document, [Problem(item.id, Message("import.not_asked"))]
    if isinstance(item, Roster) and missing_kind(answer) is None:
        return _read_roster(scope, item, answer)
    typed = item.typed(answer, item.id, LANGUAGE)
    if isinstance(other, str):
        typed[f"{item.id}:other"] = [other]
    page = scope.questionnaire.page_of(item.id)
    filled = fill(scope, page.id, {**typed, SHOWN: [item.id]}, LANGUAGE)
    problems = [p for p in filled.problems if p.item == item.id and not p.is_gap and p.check is None]
    if not problems and _comparable(filled.document.get(item.id)) != _comparable(answer):
        problems.append(Problem(item.id, Message("import.not_read")))
    return filled.document, problems


def _read_roster(scope: Scope, item: Roster, answer: Json) -> tuple[Document, list[Problem]]:
    """Row by row."""
    rows = [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else []
    if not isinstance(answer, list) or len(rows) != len(answer):
        return scope.document, [Problem(item.id, Message("import.not_read"))]
    problems: list[Problem] = []
    columns = {column.id for column in item.columns}
    current = scope
    for row_id, row in _with_ids(rows):
        place = f"{item.id}.{row_id}"
        strange = [name for name in row if name not in columns and name != "id"]
        problems += [Problem(f"{place}.{name}", Message("import.unknown")) for name in strange]
        filled = fill_row(current, item, row_id, item.typed_cells(row, place, LANGUAGE), LANGUAGE)
        problems += [p for p in filled.problems if not p.is_gap and p.check is None]
        current = scope.after(filled.document)
    stored = as_rows(current.document.get(item.id))
    if not problems and [_without_id(row) for row in stored] != [_without_id(row) for row in rows]:
        problems.append(Problem(item.id, Message("import.not_read")))
    return current.document, problems


def _with_ids(rows: list[dict[str, Json]]) -> Iterator[tuple[str, dict[str, Json]]]:
    """Each row under an id of its own: the given one, unless it is there twice or cannot be part of an address."""
    given = [str(row.get("id")) for row in rows if isinstance(row.get("id"), str) and ROW_ID.fullmatch(str(row["id"]))]
    free = (f"r{number}" for number in count(1) if f"r{number}" not in given)
    taken: set[str] = set()
    for row in rows:
        row_id = str(row.get("id"))
        if row_id not in given or row_id in taken:
            row_id = next(free)
        taken.add(row_id)
        yield row_id, row


def _without_id(row: Mapping[str, Json]) -> Json:
    return _comparable({name: value for name, value in row.items() if name != "id"})


def _comparable(value: Json) -> Json:
    """Order of several answers and of rows does not matter; empty is absent."""
    if isinstance(value, dict):
        return {key: _comparable(part) for key, part in sorted(value.items()) if part not in (None, {}, [])}
    if isinstance(value, list):
        return sorted((_comparable(part) for part in value), key=str)
    return value
