"""What stands against the answers: open required items, text that could not be read, and violated checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from surveys.items.base import unreadable
from surveys.items.registry import Check, Columned, Grid, Item, Roster
from surveys.items.tables import as_rows
from surveys.messages import Message
from surveys.problems import CONFIRMED, RAW, Document, Json, Level, Problem, missing_kind
from surveys.rules.nodes import Environment
from surveys.rules.parse import Rule
from surveys.scope import Scope


def check_page(scope: Scope, page_id: str) -> tuple[Problem, ...]:
    """All problems of one page, in the order of its items."""
    return tuple(p for item in scope.questionnaire.page(page_id).items for p in check_item(scope, item))


def check_all(scope: Scope) -> tuple[Problem, ...]:
    """All problems of the answers on the route."""
    return tuple(problem for page in scope.questionnaire.pages for problem in check_page(scope, page.id))


def check_item(scope: Scope, item: Item) -> tuple[Problem, ...]:
    """Problems of one item; soft ones that were confirmed are left out."""
    if not scope.is_visible(item.id):
        return ()
    unread = _unread(scope, item)
    answer = scope.answer(item.id)
    if missing_kind(answer) is not None:
        return tuple(unread)
    faults = item.faults(answer, item.id, scope) if answer is not None else []
    found = [*_gaps(scope, item, answer), *faults, *_violated(scope, item)]
    faulty = {problem.place for problem in unread}
    return (*unread, *(problem for problem in found if problem.place not in faulty))


def confirmations(scope: Scope, page_id: str = "", ticked: Iterable[str] = ()) -> list[str]:
    """The confirmed checks that are violated still, with those of a page that were ticked just now.

    A confirmation is forgotten with its reason: the next violation of the check is asked about again.
    """
    before, now = confirmed_checks(scope.document), frozenset(ticked)
    violated: dict[str, str] = {}
    for name in {said.partition("@")[0] for said in before | now}:
        item = scope.questionnaire.item_of_check(name)
        if item is not None:
            page = scope.questionnaire.page_of(item.id).id
            violated |= {key: page for _, check, key in _violations(scope, item, name) if check.level is Level.SOFT}
    return sorted(key for key, page in violated.items() if key in before or (key in now and page == page_id))


def unread_texts(document: Document) -> dict[str, str]:
    """Place → text that was typed and could not be read."""
    kept = document.get(RAW)
    return {place: str(text) for place, text in kept.items()} if isinstance(kept, dict) else {}


def confirmed_checks(document: Document) -> frozenset[str]:
    """The soft checks that were answered with „Stimmt so“."""
    kept = document.get(CONFIRMED)
    return frozenset(str(check) for check in kept) if isinstance(kept, list) else frozenset()


def _unread(scope: Scope, item: Item) -> list[Problem]:
    texts = (place for place in unread_texts(scope.document) if not place.endswith(":missing"))
    places = (place for place in texts if place.split(".")[0].partition(":")[0] == item.id)
    return [unreadable(place) for place in places if _is_asked(scope, item, place)]


def _is_asked(scope: Scope, item: Item, place: str) -> bool:
    """Whether a cell with unreadable text is on the route (its row and its column)."""
    parts = place.partition(":")[0].split(".")
    if not isinstance(item, Columned) or len(parts) < 3:
        return True
    stored = scope.stored(item)
    if isinstance(item, Grid):
        cells = stored.get(parts[1]) if isinstance(stored, dict) else None
        if parts[1] not in {row.code for row in scope.rows(item)}:
            return False
    else:
        cells = next((row for row in as_rows(stored) if row["id"] == parts[1]), None)
        if cells is None:
            return False
    columns = scope.columns(item, parts[1], cells if isinstance(cells, dict) else {})
    return parts[2] in {column.id for column in columns}


def _gaps(scope: Scope, item: Item, answer: Json) -> list[Problem]:
    required = item.required.holds(scope) if isinstance(item.required, Rule) else item.required
    if isinstance(item, Grid):
        return item.gaps(answer, item.id, scope) if required or answer is not None else []
    return item.gaps(answer, item.id, scope) if required else []


def _violated(scope: Scope, item: Item) -> Iterator[Problem]:
    confirmed = confirmed_checks(scope.document)
    for place, check, key in _violations(scope, item):
        if key not in confirmed:
            yield Problem(place, Message("check.own", {"text": scope.filled(check.message)}), check.level, key)


_Violation = tuple[str, Check, str]


def _violations(scope: Scope, item: Item, only: str = "") -> Iterator[_Violation]:
    """Place, check and key of confirmation of each check of an item and its columns that is false."""
    if not scope.is_visible(item.id):
        return
    for check, column in item.all_checks:
        if only and check.id != only:
            continue
        if column is not None or check.rule.uses_row:
            yield from _in_rows(scope, item, check, column or check.at)
        elif check.rule.is_violated(scope):
            place = f"{item.id}.{check.at}" if check.at and not isinstance(item, Roster) else item.id
            yield place, check, check.id


def _in_rows(scope: Scope, item: Item, check: Check, column: str | None) -> Iterator[_Violation]:
    for row, environment in _row_environments(scope, item):
        if check.rule.is_violated(environment):
            place = f"{item.id}.{row}.{column}" if column else f"{item.id}.{row}"
            yield place, check, f"{check.id}@{row}"


def _row_environments(scope: Scope, item: Item) -> Iterator[tuple[str, Environment]]:
    answer = scope.answer(item.id)
    if isinstance(item, Roster):
        for row in as_rows(answer):
            yield str(row["id"]), scope.in_row(item, str(row["id"]), row)
    elif isinstance(answer, dict) and missing_kind(answer) is None:
        for key, cells in answer.items():
            yield key, scope.in_row(item, key, cells if isinstance(cells, dict) else {})
