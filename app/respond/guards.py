"""What goes wrong on the way in, told kindly; what was typed stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from flask import current_app, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from app.database import UNAVAILABLE
from app.errors import Unavailable, error_page, show_unavailable
from app.extensions import db
from app.i18n import choose
from app.i18n import gettext as _
from app.pages import show_contact, show_invented
from app.respond.carry import carried_turn, packed, show_foreign, show_handed_in
from app.respond.consents import has_agreed
from app.respond.door import (
    CARRIED,
    Closed,
    ForeignForm,
    answering,
    blueprint,
    is_own_form,
    is_row_id,
    page_of,
    present,
    typed,
    written_in,
)
from app.respond.pages import Reply, draw
from app.respond.present import View, row_context
from app.security import SignInRequired
from app.services import returns
from app.services.respond import Busy, HandedIn, NoQuestionnaire, NotOpen, roster_on, would_change
from app.services.submit import latest_receipt
from app.services.waves import Phase
from app.sessions import visitor

QUIET = ("respond.draft", "respond.draft_row")
SAVES = ("respond.save_page", "respond.save_row")
"""Where a form with answers is sent to: only these have something typed that must stay."""
CORRECTION = "respond.correct"
"""Takes what was typed after handing in along."""


@blueprint.errorhandler(SignInRequired)
def ask_for_code(_error: SignInRequired) -> Reply | tuple[Response, int]:
    """The session has ended. What was typed travels through the door and is saved on the other side."""
    if request.endpoint in QUIET:
        return jsonify(state="signed_out"), 401
    if request.method != "POST" or not (request.endpoint in SAVES or CARRIED in request.form):
        return redirect(url_for("respond.enter"))
    return render_template("respond/enter.html", carried=packed(), has_expired=True), 401


@blueprint.errorhandler(CSRFError)
def show_again(_error: CSRFError) -> Reply | tuple[Response, int]:
    """A form from an earlier session: nothing is stored, everything typed is shown again."""
    who = visitor()
    if request.endpoint in QUIET:
        is_foreign = who is not None and who.assignment_id is not None and not is_own_form(present())
        return jsonify(state="foreign" if is_foreign else "signed_out"), 409 if is_foreign else 401
    arguments = request.view_args or {}
    if who is None or who.assignment_id is None:
        is_inside = "page_id" in arguments or request.endpoint == CORRECTION
        return ask_for_code(SignInRequired("respondent")) if is_inside else _back_to_door()
    if request.endpoint == CORRECTION and CARRIED in request.form:
        return _handed_in_again()
    if request.endpoint not in SAVES:
        return redirect(url_for("respond.overview"), 303)
    try:
        return _typed_again(arguments)
    except (Closed, HandedIn, NotOpen, NoQuestionnaire, NotFound) as error:
        # Nobody looks for a handler of what is raised inside one.
        return current_app.make_response(cast(Response, current_app.handle_user_exception(error)))


def _typed_again(arguments: Mapping[str, str]) -> Reply | tuple[Response, int]:
    """The page of this address with what was sent; raises what ``answering`` raises, and NotFound."""
    visit = answering()
    if not is_own_form(visit):
        return show_foreign(visit)
    words = _("Ihre Anmeldung wurde erneuert. Bitte senden Sie die Seite noch einmal ab. Ihre Eingaben stehen noch da.")
    view = View(visit, page_of(visit, arguments["page_id"]), typed=typed(), notice=words)
    if "row_id" not in arguments:
        return draw(view, 400)
    if not is_row_id(arguments["row_id"]):
        raise NotFound
    view = replace(view, row_id=arguments["row_id"])
    try:
        return render_template("respond/row.html", **row_context(view, roster_on(visit, view.page.id))), 400
    except KeyError:
        raise NotFound from None


@blueprint.errorhandler(Closed)
def tell_closed(closed: Closed) -> tuple[str, int] | tuple[Response, int]:
    """Too late or too early: thanks, and whom to call."""
    if request.endpoint in QUIET:
        return jsonify(state="closed"), 403
    visit = closed.visit
    facts = {
        "receipt": latest_receipt(db.session, visit),
        "has_begun": visit.is_begun,
        "has_agreed": has_agreed(visit),
        "has_need_sheet": returns.has_need_sheet(visit),
    }
    is_early = visit.phase() is Phase.NOT_YET
    return render_template("respond/closed.html", is_early=is_early, wave=visit.wave, **facts), 403


@blueprint.errorhandler(NotOpen)
def tell_not_open(error: NotOpen) -> tuple[str, int]:
    """Somebody who never began comes too late or too early."""
    show_contact(error.wave.contact_phone, error.wave.contact_mail)
    if error.wave.is_invented:
        show_invented()
    is_early = error.phase is Phase.NOT_YET
    return render_template("respond/closed.html", is_early=is_early, wave=error.wave), 403


@blueprint.errorhandler(HandedIn)
def tell_handed_in(_error: HandedIn) -> Reply | tuple[Response, int]:
    """Nothing to write on: the receipt says how to correct. What was typed meanwhile stays, and is asked about."""
    if request.endpoint in QUIET:
        return jsonify(state="handed_in" if is_own_form(present()) else "foreign"), 409
    if request.endpoint not in SAVES or request.method != "POST":
        return redirect(url_for("respond.receipt"), 303)
    visit = present()
    return _handed_in_again() if is_own_form(visit) else show_foreign(visit)


@blueprint.errorhandler(ForeignForm)
def tell_foreign(_error: ForeignForm) -> Reply:
    """Answers of one access never land in the draft of another one; what was typed is shown to who typed it."""
    return show_foreign(present())


def _handed_in_again() -> Reply:
    visit, carried = present(), packed()
    turn = carried_turn(visit, carried)
    if turn is None or not would_change(db.session, visit, turn):
        return redirect(url_for("respond.receipt"), 303)
    return show_handed_in(visit, turn, carried)


@blueprint.errorhandler(Busy)
def tell_busy(_error: Busy) -> Unavailable:
    """Others keep saving: the browser still has the page and can send it again."""
    words = _(
        "An diesen Antworten wird gerade an anderer Stelle gearbeitet. Bitte senden Sie die Seite noch einmal ab."
    )
    if request.endpoint in SAVES:
        return _carry(words), 503, {"Retry-After": "5"}
    page, status = error_page(503, text=words)
    return page, status, {"Retry-After": "5"}


def tell_unavailable(error: Exception) -> Unavailable:
    """The database is away: what was typed comes back in a form that can be sent again, without script too."""
    told = show_unavailable(error)
    if request.method != "POST" or not (request.endpoint in SAVES or CARRIED in request.form):
        return told
    _page, status, headers = told
    choose(written_in(typed()))  # the session that knows the language cannot be read
    return _carry(_("Die Befragung ist gerade nicht erreichbar")), status, headers


for kind in UNAVAILABLE:
    blueprint.register_error_handler(kind, tell_unavailable)


def _carry(heading: str) -> str:
    return render_template("respond/unavailable.html", heading=heading, fields=list(typed().items()))


@blueprint.errorhandler(NoQuestionnaire)
def tell_not_ready(_error: NoQuestionnaire) -> tuple[str, int]:
    """The wave was opened without a questionnaire for this role."""
    return error_page(503, text=_("Für Sie liegt noch kein Fragebogen bereit. Bitte rufen Sie uns an."))


def _back_to_door() -> Reply:
    words = _("Bitte senden Sie das Formular noch einmal ab.")
    return render_template("respond/enter.html", problem=words, code=request.form.get("code", "")), 400
