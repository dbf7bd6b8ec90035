"""What a respondent agreed to, and how to take it back: as long as there is the access, however the wave stands."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.extensions import db
from app.forms.answers import contact_labels, other_language
from app.i18n import language
from app.respond.door import blueprint, present
from app.security import respondent_required
from app.services import consents
from app.services.visit import Visit
from surveys.words import Speaker


@blueprint.get("/befragung/einwilligung")
@respondent_required
def consent() -> str:
    """Each purpose that was agreed to with a button, and the contact that is kept for it."""
    visit = present()
    speaker = Speaker(visit.scope, language())
    purposes: list[dict[str, str]] = []
    kept: dict[str, str] = {}
    for item, granted in consents.all_agreed(db.session, visit):
        for purpose, text in item.purposes:
            words = speaker.text(text)
            if purpose in granted.purposes:
                purposes.append({"id": purpose, "text": words.text, "lang": other_language(speaker, words)})
        kept |= {label: granted.contact[key] for key, label in contact_labels().items() if granted.contact.get(key)}
    return render_template(
        "respond/consent.html", purposes=purposes, kept=kept, visit=visit, is_done="widerrufen" in request.args
    )


@blueprint.post("/befragung/einwilligung")
@respondent_required
def withdraw() -> Answer:
    """Take back one purpose; twice is once."""
    consents.withdraw(db.session, present(), request.form.get("purpose", ""))
    return redirect(url_for("respond.consent", widerrufen=1), 303)


def has_agreed(visit: Visit) -> bool:
    """Whether there is anything to take back."""
    return bool(consents.all_agreed(db.session, visit))
