"""The blueprint, and the one way from a request to the respondent's state."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from typing import Final, cast

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import NotFound

from app.config import Settings
from app.extensions import db
from app.i18n import LANGUAGES, language
from app.pages import show_contact, show_invented, show_trial
from app.security import assignment_id
from app.services.codes import keyed_hash
from app.services.respond import HandedIn, Turn, open_draft
from app.services.visit import Visit
from exports.facts import Contact
from surveys.model import Page

blueprint = Blueprint("respond", __name__, template_folder="templates")

CHOICE: Final = "choose."
"""Prefix of the fields that say which of two versions of an answer is kept."""
CARRIED: Final = "carried"
"""Hidden field with what was typed on a page when the session had ended."""
_LONGEST_VERSION: Final = 9
_ROW_ID: Final = re.compile(r"r[0-9a-z]{1,12}")


class Closed(Exception):
    """The wave takes no answers now: it is over, or has not begun."""

    def __init__(self, visit: Visit) -> None:
        super().__init__()
        self.visit = visit


class ForeignForm(Exception):
    """The form was drawn for somebody else: another code was used in this browser meanwhile."""


def settings() -> Settings:
    """The settings of this application."""
    return cast(Settings, current_app.extensions["settings"])


def present() -> Visit:
    """The state of the respondent of this request, wave open or not."""
    visit = open_draft(db.session, assignment_id(), language())
    show_contact(visit.wave.contact_phone, visit.wave.contact_mail)
    if visit.is_trial:
        show_trial()
    if visit.wave.is_invented:
        show_invented()
    return visit


def contact_of(visit: Visit) -> Contact:
    """The field team of the wave, else the general one, as it stands on papers."""
    phone = visit.wave.contact_phone or settings().contact_phone
    return Contact("", phone, visit.wave.contact_mail or settings().contact_mail)


def in_time() -> Visit:
    """The state of a respondent while the wave takes answers; raises Closed."""
    visit = present()
    if not visit.accepts_answers():
        raise Closed(visit)
    return visit


def answering() -> Visit:
    """The state of a respondent who may write now; raises Closed or HandedIn."""
    visit = in_time()
    if visit.is_handed_in:
        raise HandedIn
    return visit


def page_of(visit: Visit, page_id: str) -> Page:
    """The page of this address; 404 when the questionnaire has none."""
    try:
        return visit.questionnaire.page(page_id)
    except KeyError:
        raise NotFound from None


def is_row_id(text: str) -> bool:
    """Whether a text is a row id of ours: no stranger's text becomes a key."""
    return _ROW_ID.fullmatch(text) is not None


def mark_of(visit: Visit) -> str:
    """A mark in every form that says whose it is, so that typed answers never land in another draft."""
    return keyed_hash(settings().secret_key, f"form:{visit.response_id}")[:24]


def is_own_form(visit: Visit) -> bool:
    """Whether the form that was sent was drawn for this respondent."""
    return hmac.compare_digest(request.form.get("whose", "").encode("utf-8", "replace"), mark_of(visit).encode())


def pdf_answer(content: bytes, name: str) -> Response:
    """A PDF that the browser shows; ``name`` is what it is saved as."""
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def typed() -> dict[str, list[str]]:
    """What was sent, by place."""
    return request.form.to_dict(flat=False)


def sent_version(text: str) -> int:
    """The version a form was drawn from; -1 for anything that is not one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_VERSION else -1


def written_in(fields: Mapping[str, Sequence[str]]) -> str:
    """The language of the page that was sent: another window may have chosen another one since."""
    code = next(iter(fields.get("language", ())), "")
    return code if code in LANGUAGES else language()


def turn_of(page_id: str, *, row_id: str = "", is_quiet: bool = False, is_background: bool = False) -> Turn:
    """What was sent from a page, with the versions chosen after a conflict; a save in the background is quiet."""
    sent = typed()
    return Turn(
        page_id,
        sent,
        sent_version(request.form.get("version", "")),
        written_in(sent),
        row_id=row_id,
        is_quiet=is_quiet or is_background,
        is_background=is_background,
        mine=_chosen("mine"),
        theirs=_chosen("theirs"),
        compared=sent_version(request.form.get("compared", "")),
    )


def _chosen(side: str) -> frozenset[str]:
    if "switch_language" in request.form:
        return frozenset()  # who only wants to read the choice in another language has not chosen yet
    fields = request.form.items()
    return frozenset(name.removeprefix(CHOICE) for name, value in fields if name.startswith(CHOICE) and value == side)
