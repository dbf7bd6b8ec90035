"""Error pages: what happened, what to do, and whom to call."""

from __future__ import annotations

import logging
from typing import Any, Final, cast

from flask import Flask, current_app, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError
from werkzeug.wrappers import Response

from app.config import Settings
from app.database import UNAVAILABLE, trouble_words
from app.i18n import gettext as _
from app.models import Realm
from app.security import SignInRequired
from app.services.refusals import Refused, Unknown
from app.sessions import current, realm_of

log = logging.getLogger(__name__)
RETRY_SECONDS: Final = 30

Page = tuple[str, str]
Unavailable = tuple[str, int, dict[str, str]]


def _pages() -> dict[int, Page]:
    return {
        400: (
            _("Das konnten wir nicht verarbeiten"),
            _("Bitte gehen Sie zurück, laden Sie die Seite neu und senden Sie sie noch einmal ab."),
        ),
        403: (_("Dafür haben Sie keine Berechtigung"), _("Ihr Zugang ist für diese Seite nicht freigegeben.")),
        404: (
            _("Diese Seite gibt es nicht"),
            _("Bitte prüfen Sie die Adresse, oder beginnen Sie auf der Startseite."),
        ),
        405: (_("So lässt sich diese Seite nicht aufrufen"), _("Bitte beginnen Sie auf der Startseite.")),
        409: (
            _("Das geht zurzeit nicht"),
            _("Bitte laden Sie die Seite neu, und prüfen Sie, was sich geändert hat."),
        ),
        413: (
            _("Das ist zu viel auf einmal"),
            _("Die gesendeten Daten sind größer als erlaubt. Es wurde nichts gespeichert."),
        ),
        429: (
            _("Zu viele Versuche"),
            _("Bitte warten Sie 15 Minuten, und versuchen Sie es dann noch einmal."),
        ),
        500: (
            _("Bei uns ist ein Fehler aufgetreten"),
            _("Was zuletzt als gespeichert gemeldet wurde, ist gespeichert. Bitte versuchen Sie es noch einmal."),
        ),
        503: (
            _("Die Befragung ist gerade nicht erreichbar"),
            _(
                "Bitte warten Sie eine halbe Minute, und laden Sie die Seite dann neu. "
                "Was zuletzt als gespeichert gemeldet wurde, ist gespeichert."
            ),
        ),
    }


def register(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.register_error_handler(SignInRequired, _to_sign_in)
    app.register_error_handler(CSRFError, _show_stale_form)
    app.register_error_handler(HTTPException, _show)
    app.register_error_handler(Refused, _show_refusal)
    app.register_error_handler(InternalServerError, _show_failure)
    for kind in UNAVAILABLE:
        app.register_error_handler(kind, show_unavailable)


def error_page(status: int, *, text: str | None = None) -> tuple[str, int]:
    """The page of ``status`` with the field team's contact; ``text`` replaces the usual words."""
    heading, words = _pages().get(status, _pages()[500 if status >= 500 else 400])
    facts: dict[str, Any] = {"heading": heading, "text": text or words, "status": status}
    if realm_of(request.path) is Realm.STAFF:
        # Whoever is not signed in comes to the door from there. Nothing is asked of the database, which may be away.
        facts |= {"way_back": url_for("account.home"), "home": url_for("account.home"), "languages": ()}
    settings = cast(Settings, current_app.extensions["settings"])
    return render_template("errors/error.html", settings=settings, **facts), status


def _to_sign_in(error: SignInRequired) -> Response:
    if error.kind == "respondent":
        return redirect(url_for("public.start"))
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("account.sign_in", weiter=target))


def _show_stale_form(_error: CSRFError) -> tuple[str, int]:
    words = _(
        "Das Formular ist abgelaufen, oder Sie haben sich inzwischen neu angemeldet. Es wurde nichts geändert. "
        "Bitte gehen Sie zurück, laden Sie die Seite neu, und senden Sie sie noch einmal ab."
    )
    return error_page(400, text=words)


def _show(error: HTTPException) -> tuple[str, int] | Response:
    if isinstance(error, SecurityError):
        # A foreign host name: no address can be built for it, so no page with links.
        return Response("Unbekannter Rechnername.", 400, mimetype="text/plain")
    if error.code is None or error.code < 400:
        return error.get_response()
    return error_page(error.code)


def _show_refusal(refused: Refused) -> tuple[str, int]:
    status = 404 if isinstance(refused, Unknown) else 409
    return error_page(status, text=str(refused))


def _show_failure(error: InternalServerError) -> tuple[str, int] | Unavailable:
    cause = error.original_exception
    if isinstance(cause, UNAVAILABLE):
        return show_unavailable(cause)
    current().forget()
    return error_page(500)


def show_unavailable(error: Exception) -> Unavailable:
    """The page for a database that cannot be reached; the session is left as it is."""
    # The text of the error may hold values of the statement, that is answers: its kind is logged, and what helps.
    log.error("database unavailable: %s: %s", type(error).__name__, trouble_words(error))
    current().forget()
    page, status = error_page(503)
    return page, status, {"Retry-After": str(RETRY_SECONDS)}
