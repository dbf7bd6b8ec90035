"""What was typed on a page that cannot be stored now: carried through the door or a reopening, and shown in words."""

from __future__ import annotations

import hmac
import json
from typing import Any

from flask import redirect, render_template, request, url_for

from app.extensions import db
from app.forms.answers import Fact, cell_facts, consent_facts, said_facts
from app.i18n import language
from app.respond.door import CARRIED, is_row_id, mark_of, sent_version, typed, written_in
from app.respond.pages import Reply, draw_conflict, draw_problems, unclear_consents
from app.services import questionnaires
from app.services.respond import Turn, roster_on, save
from app.services.submit import latest_receipt
from app.services.visit import Visit
from surveys.context import Context
from surveys.fill import fill, fill_row
from surveys.items.registry import Consent, Roster
from surveys.items.tables import as_rows
from surveys.model import Questionnaire
from surveys.scope import Scope
from surveys.words import Speaker


def packed() -> str:
    """The page that was sent, as a hidden field takes it along; what came in such a field goes on in one."""
    if CARRIED in request.form:
        return request.form[CARRIED]
    arguments = request.view_args or {}
    return json.dumps({"page": arguments.get("page_id", ""), "row": arguments.get("row_id", ""), "typed": typed()})


def carried_turn(visit: Visit, carried: str) -> Turn | None:
    """What was typed before the session ended, if it belongs to this very draft."""
    turn = _unpacked(carried)
    if turn is None or not _has_place_for(visit, turn.page_id, turn.row_id):
        return None
    whose = "".join(turn.typed.get("whose") or ()).encode("utf-8", "replace")
    return turn if hmac.compare_digest(whose, mark_of(visit).encode()) else None


def _unpacked(carried: str) -> Turn | None:
    try:
        sent: Any = json.loads(carried or "null")
        page_id, row_id = str(sent["page"]), str(sent["row"])
        fields = {str(name): [str(text) for text in texts] for name, texts in sent["typed"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    version = sent_version((fields.get("version") or [""])[0])
    return Turn(page_id, fields, version, written_in(fields), row_id=row_id, is_quiet=True)


def _has_place_for(visit: Visit, page_id: str, row_id: str) -> bool:
    """Whether the questionnaire has this page, and a roster on it where a row is carried."""
    if page_id not in {page.id for page in visit.questionnaire.pages}:
        return False
    if not row_id:
        return True
    try:
        roster_on(visit, page_id)
    except KeyError:
        return False
    return is_row_id(row_id)


def store_carried(visit: Visit, turn: Turn, back: str = "") -> Reply:
    """Save what was typed and show the page again, where it can be sent on."""
    saved = save(db.session, visit, turn)
    shown = visit.questionnaire.page(turn.page_id)
    if saved.conflicts:
        return draw_conflict(saved, turn, shown)
    if unclear_consents(saved):
        return draw_problems(saved, shown, turn)
    if turn.row_id:
        address = url_for("respond.row", page_id=turn.page_id, row_id=turn.row_id, zurueck=back or None)
    else:
        address = url_for("respond.page", page_id=turn.page_id, zurueck=back or None)
    return redirect(address, 303)


def show_handed_in(visit: Visit, turn: Turn, carried: str) -> Reply:
    """Handed in meanwhile: what was typed stays, and can be taken into a correction."""
    facts = _facts_of(visit.scope, turn)
    receipt = latest_receipt(db.session, visit)
    return render_template("respond/handed_in.html", facts=facts, receipt=receipt, carried=carried), 409


def show_foreign(visit: Visit) -> Reply:
    """Somebody else came in with another code in this browser: nothing is mixed, and nothing typed is lost."""
    carried = packed()
    turn = _unpacked(carried)
    scope = _scope_asked(visit, turn) if turn is not None else None
    facts = _facts_of(scope, turn) if scope is not None and turn is not None else []
    return render_template("respond/enter.html", is_foreign=True, carried=carried, facts=facts), 409


def _scope_asked(visit: Visit, turn: Turn) -> Scope | None:
    """The page that was sent as a blank questionnaire of the wave asks it: nobody's stored answers are looked at."""
    names = {place.partition(".")[0].partition(":")[0] for place in turn.typed}
    found: list[tuple[int, Questionnaire]] = []
    for _link, version in questionnaires.attached(db.session, visit.wave):
        questionnaire = questionnaires.load(db.session, version.hash)
        page = next((page for page in questionnaire.pages if page.id == turn.page_id), None)
        if page is not None:
            found.append((len(names & {item.id for item in page.items}), questionnaire))
    if not found:
        return None
    years = {"ZJ": visit.wave.target_year, "BJ": visit.wave.reference_year}
    return Scope(max(found, key=lambda pair: pair[0])[1], {}, Context(wave=years))


def _facts_of(scope: Scope, turn: Turn) -> list[Fact]:
    page = scope.questionnaire.page(turn.page_id)
    if turn.row_id:
        return _facts_of_row(scope, turn)
    filled = fill(scope, turn.page_id, turn.typed, turn.language)
    speaker = Speaker(scope.after(filled.document), language())
    facts: list[Fact] = []
    for item in page.items:
        if isinstance(item, Consent):
            facts += consent_facts(speaker, item, item.read(turn.typed, item.id)[0])
        elif item.is_answered_by_respondent:
            facts += said_facts(speaker, item, turn.typed)
    return facts


def _facts_of_row(scope: Scope, turn: Turn) -> list[Fact]:
    item = next((item for item in scope.questionnaire.page(turn.page_id).items if isinstance(item, Roster)), None)
    if item is None:
        return []
    document = fill_row(scope, item, turn.row_id, turn.typed, turn.language).document
    speaker = Speaker(scope.after(document), language())
    for number, row in enumerate(as_rows(document.get(item.id)), 1):
        if row["id"] == turn.row_id:
            title = speaker.row_title(item, row, number)
            return [Fact(speaker.question(item).text, "", title.text), *cell_facts(speaker, item, row)]
    return []
