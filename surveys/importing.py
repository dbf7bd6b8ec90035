"""A finished answer document from outside, read through the same parser, checks and route as a form."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.checks import check_all
from surveys.fill import fill, fill_row
from surveys.items.registry import Item, Roster
from surveys.items.tables import as_rows
from surveys.messages import Message
from surveys.problems import CONFIRMED, OTHER, Document, Json, Problem, missing_kind
from surveys.scope import Scope

LANGUAGE = "de"
_KEPT = frozenset({CONFIRMED})


def read_answers(scope: Scope, answers: Mapping[str, Json]) -> tuple[Document, tuple[Problem, ...]]:
    """The document of given answers and everything that stands against it; never raises on bad answers.

    ``scope`` is that of an empty document. An answer that is not on the route, has the wrong form or names
    nothing is a problem, not a silent loss.
    """
    known = {item.id for item in scope.questionnaire.items.values() if item.is_answered_by_respondent}
    names = known | {name + OTHER for name in known} | _KEPT
    unknown = [Problem(str(name), Message("import.unknown")) for name in answers if name not in names]
    document: Document = {}
    found: list[Problem] = []
    for page in scope.questionnaire.pages:
        for item in page.items:
            if item.id in answers:
                document, problems = _read_item(scope.after(document), item, answers)
                found.extend(problems)
        confirmed = answers.get(CONFIRMED)
        typed = {CONFIRMED: [str(c) for c in confirmed] if isinstance(confirmed, list) else [], "shown": ["-"]}
        document = fill(scope.after(document), page.id, typed, LANGUAGE).document
    places = {problem.place for problem in found}
    rest = [problem for problem in check_all(scope.after(document)) if problem.place not in places]
    return document, (*unknown, *found, *rest)


def _read_item(scope: Scope, item: Item, answers: Mapping[str, Json]) -> tuple[Document, list[Problem]]:
    if not scope.is_visible(item.id):
        return scope.document, [Problem(item.id, Message("import.not_asked"))]
    if isinstance(item, Roster) and missing_kind(answers[item.id]) is None:
        return _read_roster(scope, item, answers[item.id])
    typed = item.typed(answers[item.id], item.id, LANGUAGE)
    other = answers.get(item.id + OTHER)
    if isinstance(other, str):
        typed[f"{item.id}:other"] = [other]
    page = scope.questionnaire.page_of(item.id)
    filled = fill(scope, page.id, {**typed, "shown": [item.id]}, LANGUAGE)
    problems = [p for p in filled.problems if p.item == item.id and not p.is_gap and p.check is None]
    if not problems and not _same(filled.document.get(item.id), answers[item.id]):
        problems.append(Problem(item.id, Message("import.not_read")))
    return filled.document, problems


def _read_roster(scope: Scope, item: Roster, answer: Json) -> tuple[Document, list[Problem]]:
    rows = [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else []
    if not isinstance(answer, list) or len(rows) != len(answer):
        return scope.document, [Problem(item.id, Message("import.not_read"))]
    problems: list[Problem] = []
    current = scope
    for number, row in enumerate(rows, 1):
        row_id = row["id"] if isinstance(row.get("id"), str) else f"r{number}"
        columns = {column.id for column in item.columns}
        strange = [name for name in row if name not in columns and name != "id"]
        problems += [Problem(f"{item.id}.{row_id}.{name}", Message("import.unknown")) for name in strange]
        typed = item.typed_cells(row, f"{item.id}.{row_id}", LANGUAGE)
        filled = fill_row(current, item, str(row_id), typed, LANGUAGE)
        problems += [p for p in filled.problems if not p.is_gap and p.check is None]
        current = scope.after(filled.document)
    stored = as_rows(current.document.get(item.id))
    if not problems and [_without_id(row) for row in stored] != [_without_id(row) for row in rows]:
        problems.append(Problem(item.id, Message("import.not_read")))
    return current.document, problems


def _without_id(row: Mapping[str, Json]) -> dict[str, Json]:
    return {name: _comparable(value) for name, value in row.items() if name != "id" and value is not None}


def _same(stored: Json, given: Json) -> bool:
    return _comparable(stored) == _comparable(given)


def _comparable(value: Json) -> Json:
    """Order of several answers and of rows does not matter; empty is absent."""
    if isinstance(value, dict):
        return {key: _comparable(part) for key, part in sorted(value.items()) if part not in (None, {}, [])} or None
    if isinstance(value, list):
        return sorted((_comparable(part) for part in value), key=str) or None
    return value
