"""Consents and contact data: rows of their own, never part of the answers, their events or a snapshot.

They have no version as the answers do. Instead the form carries a mark of what it was drawn with: what was not
changed is not stored, and what somebody else changed meanwhile is a conflict, never overwritten unseen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Select, select

from app.database import AnySession, writing
from app.models import ContactConsent, now
from app.services.visit import Visit
from surveys.items.registry import Consent, Granted
from surveys.messages import Message
from surveys.problems import Problem

DRAWN = "drawn"
"""Last part of the name of the field with the mark of what a consent was drawn with."""
COMPARED = "compared"
"""Last part of the name of the field with the mark of the version that a choice was made against."""

NOTHING = Granted((), {})


@dataclass(frozen=True)
class Change:
    """Of the consents of a page: what is to be stored, what somebody else has changed meanwhile, what is unclear."""

    granted: Mapping[str, Granted] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def changed_consents(
    session: AnySession,
    visit: Visit,
    typed: Mapping[str, Sequence[str]],
    consents: Mapping[str, Granted],
    mine: Collection[str] = (),
    theirs: Collection[str] = (),
) -> Change:
    """What a form changed of ``consents``; after a conflict, of which the typed or the stored version was chosen.

    One with an address that reaches nobody is not stored, nor is a contact without a purpose.
    """
    found = Change()
    for item_id, granted in consents.items():
        item = visit.questionnaire.items[item_id]
        if item_id in theirs or not isinstance(item, Consent) or item.read(typed, item_id)[1]:
            continue
        found = _compared(
            found, item_id, granted, agreed(session, visit, item), _drawn(typed, item_id, item_id in mine)
        )
    return found


def _compared(found: Change, item_id: str, mine: Granted, stored: Granted, drawn: str) -> Change:
    if drawn == mark(mine) == mark(NOTHING) and any(mine.contact.values()):
        problem = Problem(item_id, Message("consent.no_purpose"))
        return replace(found, problems=(*found.problems, problem))
    if mark(mine) in (drawn, mark(stored)):
        return found
    if mark(stored) == drawn:
        return replace(found, granted={**found.granted, item_id: mine})
    return replace(found, conflicts=(*found.conflicts, item_id))


def _drawn(typed: Mapping[str, Sequence[str]], item_id: str, is_chosen: bool) -> str:
    """The mark that a form carries; without one it was drawn with nothing agreed."""
    return "".join(typed.get(f"{item_id}.{COMPARED if is_chosen else DRAWN}") or ()) or mark(NOTHING)


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


def withdraw(session: AnySession, visit: Visit, purpose: str) -> None:
    """Take back one consent and erase its contact: at any time, whatever has become of the answers and the wave."""
    with writing(session):
        for row in session.scalars(_of(visit).where(ContactConsent.purpose == purpose)):
            _withdraw(row)


def agreed(session: AnySession, visit: Visit, item: Consent) -> Granted:
    """What is agreed to now, purposes in the order of the questionnaire; without any there is no contact either."""
    rows = {row.purpose: row for row in session.scalars(_of(visit)) if row.granted}
    purposes = tuple(purpose for purpose, _words in item.purposes if purpose in rows)
    if not purposes:
        return NOTHING
    row = rows[purposes[0]]
    return Granted(purposes, {"name": row.name, "email": row.email, "phone": row.phone})


def all_agreed(session: AnySession, visit: Visit) -> list[tuple[Consent, Granted]]:
    """The consents of a respondent in which something is agreed to."""
    items = (item for item in visit.questionnaire.items.values() if isinstance(item, Consent))
    found = ((item, agreed(session, visit, item)) for item in items)
    return [(item, granted) for item, granted in found if granted.purposes]


def mark(granted: Granted) -> str:
    """A short mark of a consent: another one for other purposes or another contact."""
    contact = sorted((key, text) for key, text in granted.contact.items() if text) if granted.purposes else []
    canonical = json.dumps([sorted(granted.purposes), contact])
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def typed_consents(session: AnySession, visit: Visit, item: Consent) -> dict[str, list[str]]:
    """What was agreed to, as it stands in the form with its mark: place → texts."""
    stored = agreed(session, visit, item)
    texts = {f"{item.id}.{key}": [text] for key, text in stored.contact.items() if text}
    return {item.id: list(stored.purposes), f"{item.id}.{DRAWN}": [mark(stored)], **texts}


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
