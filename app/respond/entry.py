"""How respondents come in: by the code of a letter or the link of a mail; privacy notice and start page."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for

from app.database import writing
from app.extensions import db
from app.i18n import choose, language
from app.i18n import gettext as _
from app.respond.carry import carried_turn, show_foreign, show_handed_in, store_carried
from app.respond.door import CARRIED, Closed, blueprint, in_time, present, settings
from app.respond.pages import Reply
from app.security import public, respondent_required
from app.services import codes, invite, limits
from app.services.respond import would_change
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
    typed, switch = request.form.get("code", ""), request.form.get("switch_language", "")
    if switch:
        choose(switch)
        return _in_another_language(typed)
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


def _in_another_language(code: str) -> Reply:
    """The door again, in another language; what it carries stays."""
    who = visitor()
    if who is not None and who.assignment_id is not None:
        return show_foreign(present())
    return render_template("respond/enter.html", code=code, carried=request.form.get(CARRIED, ""), has_expired=True)


def _come_in(assignment_id: int) -> Reply:
    sign_in(assignment_id=assignment_id)
    visit = present()
    choose(visit.language if visit.is_begun else language())
    if not visit.accepts_answers():
        raise Closed(visit)
    carried = request.form.get(CARRIED, "")
    turn = carried_turn(visit, carried)
    if visit.is_handed_in and turn is not None and would_change(db.session, visit, turn):
        return show_handed_in(visit, turn, carried)
    if visit.is_handed_in:
        return redirect(url_for("respond.receipt"), 303)
    if turn is not None:
        return store_carried(visit, turn)
    return redirect(url_for("respond.overview" if visit.is_begun else "respond.start"), 303)


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
