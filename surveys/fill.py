"""One page that was sent: typed texts in, a new document and what stands against it out.

Nothing typed is ever lost: text that cannot be read stays in the draft under ``raw`` and is shown again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveys.checks import check_item, check_page, confirmations
from surveys.items.registry import Consent, Granted, Grid, Item, Parsed, Roster, Typed
from surveys.items.tables import as_rows
from surveys.model import Page
from surveys.problems import CONFIRMED, OTHER, RAW, SEEN, Document, Json, Problem
from surveys.route import seen_pages
from surveys.scope import Scope

SHOWN = "shown"
"""Form field that names the items the page showed: what was not shown cannot have been emptied."""


@dataclass(frozen=True, slots=True)
class Filled:
    """The document after a page, the problems of that page, and consents (which are stored apart)."""

    document: Document
    problems: tuple[Problem, ...]
    consents: Mapping[str, Granted] = field(default_factory=dict)


def fill(scope: Scope, page_id: str, typed: Typed, language: str) -> Filled:
    """Read a whole page. ``typed`` maps places to texts; raises KeyError only for an unknown page."""
    page = scope.questionnaire.page(page_id)
    document, current = dict(scope.document), scope
    consents: dict[str, Granted] = {}
    problems: list[Problem] = []
    for item in shown_items(scope, page, typed):
        if isinstance(item, Consent):
            consents[item.id], faults = item.read(typed, item.id)
            problems.extend(faults)
            continue
        parsed = item.parse(typed, item.id, current, language)
        _put(document, parsed, item)
        for place in _places_read(current, item):
            _keep_unread(document, place, parsed.unread)
        current = scope.after(document)
        problems.extend(parsed.problems)
    seen: list[Json] = [*sorted(seen_pages(document) | {page_id})]
    document[SEEN] = seen
    return _checked(scope, page, document, typed, (problems, consents))


def fill_row(scope: Scope, item: Roster, row_id: str, typed: Typed, language: str) -> Filled:
    """Read one row of a roster (its own page); an unknown ``row_id`` adds the row at the end."""
    document = dict(scope.document)
    place = f"{item.id}.{row_id}"
    parsed = item.parse_cells(typed, place, scope, language)
    cells = parsed.answer if isinstance(parsed.answer, dict) else {}
    rows = as_rows(document.get(item.id))
    row: Json = {"id": row_id, **cells}
    is_known = any(other["id"] == row_id for other in rows)
    document[item.id] = [row if other["id"] == row_id else other for other in rows] + ([] if is_known else [row])
    _keep_unread(document, place, parsed.unread)
    after = scope.after(document)
    _confirm(after, document, scope.questionnaire.page_of(item.id).id, typed)
    found = [*parsed.problems, *_new(parsed.problems, check_item(after, item))]
    return Filled(document, tuple(p for p in found if p.place.startswith(f"{place}.") or p.place == place))


def remove_row(scope: Scope, item: Roster, row_id: str) -> Document:
    """The document without a row of a roster."""
    document = dict(scope.document)
    rows: list[Json] = [row for row in as_rows(document.get(item.id)) if row["id"] != row_id]
    document[item.id] = rows
    if not rows:
        del document[item.id]
    _keep_unread(document, f"{item.id}.{row_id}", {})
    return document


def shown_items(scope: Scope, page: Page, typed: Typed) -> tuple[Item, ...]:
    """The items whose fields were sent: those the form says it showed, else all that are asked."""
    named = {name for text in typed.get(SHOWN) or () for name in text.split()}
    if named:
        return tuple(item for item in page.items if item.id in named)
    return tuple(item for item in page.items if scope.is_visible(item.id))


def _put(document: Document, parsed: Parsed, item: Item) -> None:
    document.pop(item.id, None)
    document.pop(item.id + OTHER, None)
    if parsed.answer is not None:
        document[item.id] = parsed.answer
    document.update(parsed.others)


def _places_read(scope: Scope, item: Item) -> tuple[str, ...]:
    """Where the form of an item had fields: in a grid the rows on the route; rows of a roster have their own form."""
    if isinstance(item, Grid):
        return tuple(f"{item.id}.{row.code}" for row in scope.rows(item))
    return () if isinstance(item, Roster) else (item.id,)


def _keep_unread(document: Document, place: str, unread: Mapping[str, str]) -> None:
    """Replace what is kept of unreadable texts at and below a place."""
    kept = document.get(RAW)
    old = kept if isinstance(kept, dict) else {}
    texts: dict[str, Json] = {key: text for key, text in old.items() if not _is_below(key, place)}
    texts |= {key: text for key, text in unread.items() if _is_below(key, place)}
    if texts:
        document[RAW] = texts
    else:
        document.pop(RAW, None)


def _is_below(key: str, place: str) -> bool:
    return key == place or key.startswith((f"{place}.", f"{place}:"))


def _checked(
    scope: Scope, page: Page, document: Document, typed: Typed, found: tuple[list[Problem], dict[str, Granted]]
) -> Filled:
    problems, consents = found
    after = scope.after(document)
    _confirm(after, document, page.id, typed)
    asked = tuple(problem for problem in problems if after.is_visible(problem.item))
    return Filled(document, (*asked, *_new(asked, check_page(after, page.id))), consents)


def _confirm(scope: Scope, document: Document, page_id: str, typed: Typed) -> None:
    """Note what was answered with „Stimmt so“ on this page, and forget what no longer needs it."""
    kept: list[Json] = [*confirmations(scope, page_id, typed.get(CONFIRMED) or ())]
    if kept:
        document[CONFIRMED] = kept
    else:
        document.pop(CONFIRMED, None)


def _new(known: tuple[Problem, ...] | list[Problem], found: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Problems at places that have none yet: one message a field."""
    places = {problem.place for problem in known}
    return tuple(problem for problem in found if problem.place not in places)
