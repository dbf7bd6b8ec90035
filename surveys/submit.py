"""A draft becomes an answer: hidden items are marked, open ones too, and computed values are fixed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from surveys.checks import confirmations
from surveys.codelists import Missing
from surveys.items.registry import Choice, Columned, Grid, Item, Matrix, Roster
from surveys.items.tables import as_rows
from surveys.problems import COMPUTED, CONFIRMED, OTHER, Document, Json, missing, missing_kind
from surveys.rules.values import Value, text_of
from surveys.scope import Scope


def finalise(scope: Scope) -> Document:
    """The document of a submission: every item answered or marked; rows and cells off the route are absent."""
    document: Document = {}
    for item in scope.questionnaire.items.values():
        if not item.is_answered_by_respondent:
            continue
        document[item.id] = _final(scope, item)
        if isinstance(item, Choice) and item.asks_other(document[item.id]):
            document[item.id + OTHER] = scope.other_text(item)
    confirmed: list[Json] = [*confirmations(scope)]
    if confirmed:
        document[CONFIRMED] = confirmed
    document[COMPUTED] = {name: plain(scope.value(name)) for name in scope.questionnaire.computed}
    return document


def plain(value: Value) -> Json:
    """The stored form of a rule value: numbers as numbers (whole) or text, codes and dates as text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    return [plain(part) for part in value] if isinstance(value, tuple) else text_of(value)


def _final(scope: Scope, item: Item) -> Json:
    if not scope.is_visible(item.id):
        return missing(Missing.NOT_ASKED)
    answer = scope.answer(item.id)
    if missing_kind(answer) is not None:
        return answer
    if isinstance(item, Matrix):
        stored = answer if isinstance(answer, dict) else {}
        return {row.code: stored.get(row.code, missing(Missing.NO_ANSWER)) for row in scope.rows(item)}
    if isinstance(item, Grid):
        rows = answer if isinstance(answer, dict) else {}
        return {row.code: _cells(scope, item, row.code, _map(rows.get(row.code))) for row in scope.rows(item)}
    if isinstance(item, Roster) and answer is not None:
        return [{"id": row["id"], **_cells(scope, item, str(row["id"]), row)} for row in as_rows(answer)]
    return missing(Missing.NO_ANSWER) if answer is None else answer


def _cells(scope: Scope, item: Columned, row: str, cells: Mapping[str, Json]) -> dict[str, Json]:
    columns = scope.columns(item, row, cells)
    return {column.id: cells.get(column.id, missing(Missing.NO_ANSWER)) for column in columns}


def _map(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}
