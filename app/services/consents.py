"""Consents and contact data: rows of their own, never part of the answers, their events or a snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, select

from app.database import AnySession
from app.models import ContactConsent, now
from app.services.visit import Visit
from surveys.items.registry import Consent, Granted


def store_consents(session: AnySession, visit: Visit, consents: Mapping[str, Granted], language: str) -> None:
    """Keep what was ticked with the version of its wording; what was unticked is withdrawn and its contact erased.

    Called inside a write transaction.
    """
    rows = {row.purpose: row for row in session.scalars(_of(visit))}
    for item_id, granted in consents.items():
        item = visit.questionnaire.items[item_id]
        purposes = item.purposes if isinstance(item, Consent) else ()
        for purpose, _words in purposes:
            if purpose in granted.purposes:
                row = rows.get(purpose) or ContactConsent(assignment_id=visit.assignment_id, purpose=purpose)
                session.add(_grant(row, visit, granted, language))
            elif purpose in rows:
                _withdraw(rows[purpose])


def sound_consents(
    visit: Visit, consents: Mapping[str, Granted], typed: Mapping[str, Sequence[str]]
) -> dict[str, Granted]:
    """The consents that were typed without a fault; one with an address that reaches nobody is not stored."""
    found: dict[str, Granted] = {}
    for item_id, granted in consents.items():
        item = visit.questionnaire.items[item_id]
        if isinstance(item, Consent) and not item.read(typed, item_id)[1]:
            found[item_id] = granted
    return found


def typed_consents(session: AnySession, visit: Visit, item: Consent) -> dict[str, list[str]]:
    """What was agreed to, as it stands in the form: place → texts."""
    rows = [row for row in session.scalars(_of(visit)) if row.granted]
    purposes = {purpose for purpose, _words in item.purposes}
    ticked = [row.purpose for row in rows if row.purpose in purposes]
    if not ticked:
        return {}
    contact = {"name": rows[0].name, "email": rows[0].email, "phone": rows[0].phone}
    return {item.id: ticked, **{f"{item.id}.{key}": [text] for key, text in contact.items() if text}}


def _of(visit: Visit) -> Select[ContactConsent]:
    return select(ContactConsent).where(ContactConsent.assignment_id == visit.assignment_id)


def _grant(row: ContactConsent, visit: Visit, granted: Granted, language: str) -> ContactConsent:
    row.granted, row.withdrawn_at, row.at = True, None, now()
    row.text_version, row.language = visit.questionnaire.hash, language
    row.name, row.email, row.phone = (granted.contact.get(key, "") for key in ("name", "email", "phone"))
    return row


def _withdraw(row: ContactConsent) -> None:
    if row.granted:
        row.granted, row.withdrawn_at = False, now()
    row.name = row.email = row.phone = ""
