"""Neither side sees a trace of the other: not whether it was invited, has begun, handed in or corrected."""

import re

import pytest
from sqlalchemy import select, update

from app.database import writing
from app.extensions import db
from app.models import Assignment, Response, Role, Submission
from surveys.checks import check_all
from surveys.problems import CONFIRMED, Document
from surveys.scope import Scope
from tests.integration.respond.conftest import OpenField
from tests.questionnaires_for_tests import CONTEXT, real
from tests.respondents import ROLES, Field, Respondent
from tests.unit.exports.worked_answers import COMPANY, COUNCIL

WORKED: dict[Role, Document] = {Role.COMPANY: COMPANY, Role.WORKS_COUNCIL: COUNCIL}
PAGES = ("start", "uebersicht", "pruefen", "pause", "einwilligung", "quittung", "vergleich", "bedarfsblatt")
PAPERS = ("quittung.pdf", "fragebogen.pdf", "vergleich.pdf", "bedarfsblatt.pdf")
BOTH = [pytest.param(own, other, id=own.value) for own, other in (tuple(Role), tuple(reversed(Role)))]
_NAMES = {role: name for name, role in ROLES.items()}


def answered(role: Role) -> Document:
    """A whole questionnaire with nothing open: the soft questions are confirmed."""
    problems = check_all(Scope(real(_NAMES[role]), WORKED[role], CONTEXT))
    assert all(problem.check for problem in problems)
    return {**WORKED[role], CONFIRMED: [problem.check for problem in problems]}


def hand_in(field: Field, role: Role) -> Respondent:
    """Somebody whose answers are all there presses the last button."""
    visitor = field.respondent(0, role)
    with field.app.app_context(), writing(db.session):
        mine = select(Assignment.id).where(Assignment.role == role).scalar_subquery()
        values = {"document": answered(role), "version": Response.version + 1}
        db.session.execute(update(Response).where(Response.assignment_id == mine).values(values))
    visitor.open("/befragung/pruefen")
    visitor.press("Antworten abgeben")
    assert visitor.path == "/befragung/quittung", visitor.text
    return visitor


def seen_by(field: Field, role: Role) -> dict[str, object]:
    """All that a browser gets on a visit, without what differs between any two visits."""
    visitor = field.respondent(0, role)
    found: dict[str, object] = {"after entering": visitor.path}
    for path in (*PAGES, *(page.id for page in real(_NAMES[role]).pages)):
        visitor.open(f"/befragung/{path}")
        text = re.sub(r'name="(csrf_token|whose)" value="[^"]*"', "", visitor.response.text)
        found[path] = (visitor.path, visitor.status, text, visitor.response.headers.get("ETag"))
    for path in PAPERS:
        reply = visitor.client.get(f"/befragung/{path}")
        found[path] = (reply.status_code, reply.data, reply.headers.get("ETag"))
    return found


@pytest.mark.parametrize(("own", "other"), BOTH)
def test_a_side_that_still_answers_sees_no_trace_of_the_other(in_field: OpenField, own: Role, other: Role) -> None:
    field = in_field("real")
    before = seen_by(field, own)
    hand_in(field, other)
    assert len(field.rows(Submission)) == 1
    assert seen_by(field, own) == before


@pytest.mark.parametrize(("own", "other"), BOTH)
def test_a_side_that_has_handed_in_sees_no_trace_of_the_other(in_field: OpenField, own: Role, other: Role) -> None:
    field = in_field("real")
    hand_in(field, own)
    before = seen_by(field, own)
    visitor = hand_in(field, other)
    visitor.press("Antworten ändern")
    assert len(field.rows(Response)) == 2
    assert seen_by(field, own) == before


def test_what_is_compared_would_show_a_difference(in_field: OpenField) -> None:
    field = in_field("real")
    before = seen_by(field, Role.COMPANY)
    hand_in(field, Role.COMPANY)
    after = seen_by(field, Role.COMPANY)
    assert {"pruefen", "quittung", "quittung.pdf", "betrieb", "after entering"} <= {
        name for name, seen in before.items() if after[name] != seen
    }
