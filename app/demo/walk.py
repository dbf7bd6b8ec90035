"""Somebody who fills out some pages and then stops: the same saves, page by page, that a browser would send."""

from __future__ import annotations

from collections.abc import Mapping

from app.database import AnySession
from app.services import respond
from app.services.visit import Visit
from surveys.fill import SHOWN
from surveys.items.registry import Roster
from surveys.items.tables import as_rows
from surveys.model import Page
from surveys.problems import CONFIRMED, OTHER, Document


def fill_pages(session: AnySession, assignment_id: int, answers: Document, language: str, count: int) -> Visit:
    """Open the draft of an assignment and save the first ``count`` pages of ``answers``; nothing is handed in."""
    visit = respond.open_draft(session, assignment_id, language)
    for page in visit.questionnaire.pages[:count]:
        if visit.scope.is_page_visible(page.id):
            visit = _save_rows(session, visit, page, answers, language)
            visit = _save(session, visit, page, _typed(visit, page, answers, language), language)
    return visit


def _save(
    session: AnySession, visit: Visit, page: Page, typed: Mapping[str, list[str]], language: str, row: str = ""
) -> Visit:
    turn = respond.Turn(page.id, typed, visit.version, language, row_id=row)
    return respond.save(session, visit, turn).visit


def _save_rows(session: AnySession, visit: Visit, page: Page, answers: Document, language: str) -> Visit:
    """The rows of a roster, each from a page of its own."""
    for item in page.items:
        if isinstance(item, Roster) and visit.scope.is_visible(item.id):
            for row in as_rows(answers.get(item.id)):
                place = f"{item.id}.{row['id']}"
                visit = _save(session, visit, page, item.typed_cells(row, place, language), language, str(row["id"]))
    return visit


def _typed(visit: Visit, page: Page, answers: Document, language: str) -> dict[str, list[str]]:
    """The form of a page: what was typed, what was shown, and the soft checks that are confirmed."""
    typed: dict[str, list[str]] = {SHOWN: [item.id for item in page.items if visit.scope.is_visible(item.id)]}
    for item in page.items:
        if item.id in answers and not (isinstance(item, Roster) and as_rows(answers[item.id])):
            typed |= item.typed(answers[item.id], item.id, language)
        other = answers.get(item.id + OTHER)
        if isinstance(other, str):
            typed[f"{item.id}:other"] = [other]
    confirmed = answers.get(CONFIRMED)
    typed[CONFIRMED] = [str(check) for check in confirmed] if isinstance(confirmed, list) else []
    return typed
