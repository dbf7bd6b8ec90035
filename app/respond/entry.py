"""How respondents come in: by the code of a letter or the link of a mail; privacy notice and start page."""

from __future__ import annotations

import hmac
import json
from typing import Any

from flask import redirect, render_template, request, url_for

from app.database import writing
from app.extensions import db
from app.i18n import choose, language
from app.i18n import gettext as _
from app.respond.door import (
    CARRIED,
    Closed,
    blueprint,
    in_time,
    is_row_id,
    mark_of,
    present,
    sent_version,
    settings,
    written_in,
)
from app.respond.pages import Reply, draw_conflict, draw_problems, unclear_consents
from app.security import public, respondent_required
from app.services import codes, invite, limits
from app.services.respond import Turn, roster_on, save
from app.services.visit import Visit
from app.sessions import sign_in, visitor


@blueprint.get("/befragung/")
@public
def enter() -> Reply:
    """The field for the code; who is in already goes on."""
    who = visitor()
    if who is not None and who.assignment_id is not None:
        return redirect(url_for("respond.overview"))
    return render_template("respond/enter.html", has_left="abgemeldet" in request.args)


@blueprint.post("/befragung/")
@public
def enter_with_code() -> Reply:
    """Come in by code. Typing errors are told from codes that do not exist."""
    typed = request.form.get("code", "")
    if limits.is_blocked(db.session, settings().secret_key, "code", _subjects()):
        return _refuse(_("Das waren zu viele Versuche. Bitte warten Sie 15 Minuten."), 429)
    wrong = codes.mistyped(typed)
    if wrong is not None:
        return _refuse(_wrong_words()[wrong])
    found = invite.by_code(db.session, settings().code_pepper, typed)
    if found is None:
        return _count_and_refuse()
    return _come_in(found)


@blueprint.get("/e/<word>")
@public
def link(word: str) -> str:
    """A mail link shows a button: programs that only look at links use nothing up."""
    return render_template("respond/link.html", word=word)


@blueprint.post("/e/<word>")
@public
def enter_with_link(word: str) -> Reply:
    """Come in by the link of a mail."""
    if limits.is_blocked(db.session, settings().secret_key, "code", _subjects()):
        return _refuse(_("Das waren zu viele Versuche. Bitte warten Sie 15 Minuten."), 429)
    found = invite.by_link(db.session, settings().code_pepper, word)
    return _count_and_refuse() if found is None else _come_in(found)


@blueprint.get("/befragung/start")
@respondent_required
def start() -> str:
    """What it is about, what to have at hand, how long it takes."""
    visit = in_time()
    first = visit.questionnaire.pages[0].id
    return render_template("respond/start.html", visit=visit, first=first, words=visit.scope.text)


@blueprint.get("/befragung/hinweise")
@public
def privacy() -> str:
    """Who sees what, how results are protected, how long answers are kept."""
    return render_template("respond/privacy.html")


def _come_in(assignment_id: int) -> Reply:
    sign_in(assignment_id=assignment_id)
    visit = present()
    choose(visit.language if visit.is_begun else language())
    if not visit.accepts_answers():
        raise Closed(visit)
    if visit.is_handed_in:
        return redirect(url_for("respond.receipt"), 303)
    carried = _carried(visit)
    if carried is not None:
        return _store_carried(visit, *carried)
    return redirect(url_for("respond.overview" if visit.is_begun else "respond.start"), 303)


def _carried(visit: Visit) -> tuple[Turn, str] | None:
    """What was typed before the session ended, if it belongs to this very draft."""
    try:
        sent: Any = json.loads(request.form.get(CARRIED, "") or "null")
        page_id, row_id = str(sent["page"]), str(sent["row"])
        typed = {str(name): [str(text) for text in texts] for name, texts in sent["typed"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    whose = (typed.get("whose") or [""])[0].encode("utf-8", "replace")
    if not hmac.compare_digest(whose, mark_of(visit).encode()):
        return None
    if not _has_place_for(visit, page_id, row_id):
        return None
    version = sent_version((typed.get("version") or [""])[0])
    return Turn(page_id, typed, version, written_in(typed), row_id=row_id, is_quiet=True), page_id


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


def _store_carried(visit: Visit, turn: Turn, page_id: str) -> Reply:
    """Save what was typed and show the page again, where it can be sent on."""
    saved = save(db.session, visit, turn)
    shown = visit.questionnaire.page(page_id)
    if saved.conflicts:
        return draw_conflict(saved, turn, shown)
    if unclear_consents(saved):
        return draw_problems(saved, shown, turn)
    if turn.row_id:
        return redirect(url_for("respond.row", page_id=page_id, row_id=turn.row_id), 303)
    return redirect(url_for("respond.page", page_id=page_id), 303)


def _subjects() -> list[limits.Subject]:
    return [limits.network_of(request.remote_addr), ("everybody", "")]


def _count_and_refuse() -> Reply:
    with writing(db.session):
        limits.count_failure(db.session, settings().secret_key, "code", _subjects())
    return _refuse(_("Diesen Code kennen wir nicht. Bitte vergleichen Sie ihn mit Ihrem Brief."))


def _refuse(problem: str, status: int = 422) -> Reply:
    """The door again, with what was typed."""
    code, carried = request.form.get("code", ""), request.form.get(CARRIED, "")
    return render_template("respond/enter.html", problem=problem, code=code, carried=carried), status


def _wrong_words() -> dict[codes.Mistyped, str]:
    return {
        codes.Mistyped.LENGTH: _("Der Code hat 13 Zeichen. Bitte vergleichen Sie ihn mit Ihrem Brief."),
        codes.Mistyped.CHARACTER: _("Der Code enthält ein Zeichen, das es in unseren Codes nicht gibt."),
        codes.Mistyped.CHECK: _("Der Code enthält einen Tippfehler. Bitte vergleichen Sie ihn mit Ihrem Brief."),
    }
