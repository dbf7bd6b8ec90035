"""The blueprint of staff, and what its views share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from analysis.sides import PAIRS
from app.extensions import db
from app.services import accounts, strata, waves
from app.services.named import unfilled
from app.services.waves import STATE_WORDS

blueprint = Blueprint("staff", __name__, url_prefix="/intern", template_folder="templates")

Page = str | Response | tuple[str, int]

SIDE_WORDS = {"company": "Betriebe", "works_council": "Betriebsräte"}
CHAPTER_WORDS = SIDE_WORDS | {PAIRS: "Paare: beide Seiten desselben Betriebs"}
"""Whose figures a chapter of a release holds."""

ACT_WORDS = {
    "wave_created": "angelegt",
    "wave_dated": "Termine geändert",
    "wave_opened": "geöffnet",
    "wave_closed": "geschlossen",
    "wave_archived": "archiviert",
    "questionnaire_attached": "Fragebogen zugeordnet",
    "frame_imported": "Auswahlgrundlage eingelesen",
    "invited": "Einladungen erzeugt",
    "code_reissued": "Zugangscode ersetzt",
    "codes_replaced": "Zugangscodes ersetzt",
    "trial_started": "Probelauf begonnen",
    "responses_imported": "Antworten eingelesen",
    "snapshot_taken": "Daten eingefroren",
    "answers_exported": "Einzelangaben heruntergeladen",
    "texts_read": "Freitexte gelesen",
    "text_reviewed": "Freitext geprüft",
    "plan_stored": "Plan gespeichert",
    "plan_removed": "Plan gelöscht",
    "release_built": "Veröffentlichung gebaut",
    "release_built_again": "Veröffentlichung noch einmal gebaut, unverändert",
    "release_downloaded": "Veröffentlichung heruntergeladen",
    "release_refused": "Veröffentlichung nicht bestätigt",
    "release_restored": "Dateien der Veröffentlichung wiederhergestellt",
    "release_removed": "Entwurf entfernt",
    "release_verified": "Veröffentlichung geprüft",
    "release_approved": "Veröffentlichung freigegeben",
    "release_withdrawn": "Veröffentlichung zurückgezogen",
}

# view → text, roles that see it
_MENU = {
    "staff.waves": ("Erhebungswellen", {"manager", "analyst", "contacts"}),
    "staff.plan_list": ("Pläne", {"manager", "analyst"}),
    "staff.accounts": ("Konten", {"admin"}),
}
# view → text, roles that see it; the pages of one wave
_WAVE_MENU = {
    "staff.wave": ("Übersicht", {"manager", "analyst", "contacts"}),
    "staff.glance": ("Auf einen Blick", {"manager", "analyst", "contacts"}),
    "staff.questionnaires": ("Fragebogen", {"manager", "analyst"}),
    "staff.frame": ("Auswahlgrundlage", {"manager", "contacts"}),
    "staff.invitations": ("Einladungen", {"manager", "contacts"}),
    "staff.results": ("Ergebnisse", {"manager", "analyst"}),
    "staff.releases": ("Veröffentlichungen", {"manager", "analyst"}),
}
# page below → page of the menu that it belongs to
_BELOW = {
    "staff.dates": "staff.wave",
    "staff.step": "staff.wave",
    "staff.attach_file": "staff.questionnaires",
    "staff.attach_own": "staff.questionnaires",
    "staff.invite_all": "staff.invitations",
    "staff.ask_replace_all": "staff.invitations",
    "staff.replace_all": "staff.invitations",
    "staff.reissue": "staff.invitations",
    "staff.trial": "staff.invitations",
    "staff.result": "staff.results",
    "staff.keep_block": "staff.results",
    "staff.analyst_files": "staff.results",
    "staff.texts": "staff.results",
    "staff.release": "staff.releases",
    "staff.chapter": "staff.releases",
    "staff.preview": "staff.releases",
    "staff.approve": "staff.releases",
    "staff.withdraw": "staff.releases",
}


@blueprint.context_processor
def _frame() -> dict[str, Any]:
    """What every page of staff shows: the menu of the role, and no language switch."""
    role = current_role()
    here = request.endpoint
    return {
        "links": [(url_for(view), text, view == here) for view, (text, roles) in _MENU.items() if role in roles],
        "languages": (),
        "who": current_user,
        "role": role,
        "role_words": accounts.ROLE_WORDS,
        "side_words": SIDE_WORDS,
        "chapter_words": CHAPTER_WORDS,
        "state_words": STATE_WORDS,
        "act_words": ACT_WORDS,
        "last_day_of": waves.last_day,
        "stratum_words": strata.label_of,
        "unfilled": unfilled,
    }


def current_role() -> str:
    """The role of the signed-in account."""
    return str(current_user.role) if current_user.is_authenticated else ""


def show_wave(template: str, slug: str, **values: Any) -> str:
    """A page of one wave with its menu, in which ``here`` is marked, else this view; raises Unknown (404)."""
    role, endpoint = current_role(), request.endpoint or ""
    here = values.pop("here", None) or _BELOW.get(endpoint, endpoint)
    menu = [
        (url_for(view, slug=slug), text, view == here) for view, (text, roles) in _WAVE_MENU.items() if role in roles
    ]
    wave = values.pop("wave", None) or waves.find(db.session, slug)
    return render_template(f"staff/{template}", wave=wave, wave_menu=menu, **values)
