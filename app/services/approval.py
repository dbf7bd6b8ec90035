"""From verified to approved to withdrawn: a second person says yes, and anybody of the house can take it back.

A draft that was never approved can be removed. Each is a single transaction: what is checked there is still true when
the state changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, cast

from app.database import AnySession
from app.models import ReleaseState, StoredRelease, UserRole, Wave
from app.services import accounts, audit, compared, publish, verification, waves
from app.services.refusals import Refused
from surveys.texts import clean_text

LONGEST_REASON: Final = 1000
MAY_DECIDE: Final = frozenset({UserRole.MANAGER, UserRole.ANALYST})
"""Who sees results can judge whether they may leave."""

SECOND_PERSON: Final = "Sie haben diese Veröffentlichung selbst gebaut. Freigeben muss sie eine zweite Person. "
NOBODY_ELSE: Final = (
    "Außer der Person, die gebaut hat, gibt es zurzeit niemanden mit einem Konto der Befragungsleitung oder "
    "Auswertung. Die Kontenverwaltung kann unter „Konten“ eines anlegen oder wieder einschalten."
)
NOBODY_KNOWN: Final = (
    "Es ist nicht festgehalten, wer diese Veröffentlichung gebaut hat. Ob eine zweite Person sie freigibt, "
    "lässt sich deshalb nicht sagen. Bitte bauen Sie sie aus demselben Datenstand neu, und lassen Sie sie neu prüfen."
)
PROVISIONAL: Final = (
    "Der Datenstand ist vorläufig: Die Befragung lief noch, als er eingefroren wurde. Bitte schließen Sie die Welle, "
    "frieren Sie die Antworten neu ein, und bauen Sie die Veröffentlichung daraus."
)
NOT_PASSED: Final = (
    "Für diese Veröffentlichung ist nicht nachgewiesen, dass sich kein verborgener Wert zurückrechnen lässt. "
    "Bitte bauen Sie sie neu."
)
NOT_BESIDE: Final = (
    "Seit diese Veröffentlichung gebaut wurde, ist eine andere dieser Welle freigegeben worden. Beide zusammen sind "
    "nicht geprüft. Bitte bauen Sie die Veröffentlichung neu."
)
NOT_REMOVED: Final = "Diese Veröffentlichung war schon einmal freigegeben. Sie bleibt deshalb in der Liste."
NOT_ALLOWED: Final = "Freigeben und zurückziehen dürfen nur Befragungsleitung und Auswertung."


def why_never(row: StoredRelease) -> str:
    """Why a release can never be approved as it is, whoever asks; empty when nothing is in the way."""
    if row.is_preview:
        return verification.PREVIEW
    if row.built_by is None:
        return NOBODY_KNOWN
    if row.document.get("facts", {}).get("is_provisional"):
        return PROVISIONAL
    return "" if passed(row) else NOT_PASSED


def why_not(session: AnySession, row: StoredRelease, user_id: int) -> str:
    """Why this person cannot approve this release now; empty when they can."""
    if words := publish.why_not_in(row, ReleaseState.VERIFIED) or why_never(row):
        return words
    if damaged := publish.damaged_editions(session, row):
        return publish.DAMAGED_FILES.format(files=", ".join(damaged))
    if words := why_no_longer(session, row):
        return words
    return SECOND_PERSON + who_approves(session, row) if user_id == row.built_by else ""


def why_no_longer(session: AnySession, row: StoredRelease) -> str:
    """Why a release has to be built anew before it can go out; empty when it need not."""
    if not _is_audited_beside_all(session, row):
        return NOT_BESIDE
    return compared.why_no_longer(session, row)


def who_approves(session: AnySession, row: StoredRelease) -> str:
    """Who is or can be the second person of a draft, in a sentence; where nobody can be, what helps."""
    others = [user for user in accounts.active(session, MAY_DECIDE) if user.id != row.built_by]
    named = [f"{user.name} ({accounts.ROLE_WORDS[user.role]})" for user in others]
    return f"Freigeben {'kann' if len(named) == 1 else 'können'}: {', '.join(named)}." if named else NOBODY_ELSE


def what_next(session: AnySession, row: StoredRelease) -> str:
    """What a verified release waits for, in a sentence: a second person, or that none can let it out; else empty."""
    return (why_never(row) or who_approves(session, row)) if row.state is ReleaseState.VERIFIED else ""


def why_not_remove(row: StoredRelease) -> str:
    """Why a release cannot be removed; empty when it can: what was ever approved stays known."""
    return publish.why_not_in(row, ReleaseState.BUILT) or (NOT_REMOVED if row.approved_at else "")


def why_not_withdraw(row: StoredRelease) -> str:
    """Why a release cannot be withdrawn now; empty when it can."""
    return publish.why_not_in(row, ReleaseState.APPROVED)


def passed(row: StoredRelease) -> bool:
    """Whether the audit of the figures found nothing that can be computed back."""
    return audit_of(row).get("verdict") == "pass"


def audit_of(row: StoredRelease) -> Mapping[str, int | float | str]:
    """The record of the audit of the figures; empty for a release that is older than this audit."""
    return cast(Mapping[str, int | float | str], row.document.get("audit", {}))


def approve(session: AnySession, release_id: str, at: datetime, user_id: int) -> None:
    """Let partners read a verified release. Call inside ``writing``. Raises Refused."""
    accounts.require(session, user_id, MAY_DECIDE, NOT_ALLOWED)
    wave, row = _hold(session, release_id)
    waves.require_changeable(wave)
    publish.read(row)
    if words := why_not(session, row, user_id):
        raise Refused(words)
    values = {"state": ReleaseState.APPROVED, "approved_at": at, "approved_by": user_id}
    publish.change_state(session, release_id, row.state, values)
    audit.record(session, user_id, "release_approved", f"wave:{wave.slug}", release=release_id)


def withdraw(session: AnySession, release_id: str, reason: str, at: datetime, user_id: int) -> None:
    """Take an approved release back, for a reason that partners read. Call inside ``writing``. Raises Refused."""
    accounts.require(session, user_id, MAY_DECIDE, NOT_ALLOWED)
    words = clean_text(reason).strip()
    if not words:
        raise Refused("Bitte nennen Sie den Grund.", "reason")
    if len(words) > LONGEST_REASON:
        raise Refused(f"Der Grund darf höchstens {LONGEST_REASON} Zeichen lang sein.", "reason")
    wave, row = _hold(session, release_id)
    if problem := why_not_withdraw(row):
        raise Refused(problem)
    values = {
        "state": ReleaseState.WITHDRAWN, "withdrawn_at": at, "withdrawn_by": user_id, "withdrawn_reason": words,
    }  # fmt: skip
    publish.change_state(session, release_id, row.state, values)
    # The reason is kept here too: the row knows the last withdrawal only, and the release may be built again.
    audit.record(session, user_id, "release_withdrawn", f"wave:{wave.slug}", release=release_id, reason=words)


def remove(session: AnySession, release_id: str, user_id: int) -> None:
    """Forget a draft; building it again makes the same. Call inside ``writing``. Raises Refused.

    Who leads removes any, others the previews that they built.
    """
    found = publish.find(session, release_id)
    is_own_preview = found.is_preview and found.built_by == user_id
    accounts.require(session, user_id, MAY_DECIDE if is_own_preview else publish.MAY_BUILD, publish.NOT_ALLOWED)
    wave, row = _hold(session, release_id)
    waves.require_changeable(wave)
    if words := why_not_remove(row):
        raise Refused(words)
    session.delete(row)
    audit.record(session, user_id, "release_removed", f"wave:{wave.slug}", release=release_id)


def _hold(session: AnySession, release_id: str) -> tuple[Wave, StoredRelease]:
    """The release as it is now, and its wave, held: releases of one wave are approved one after the other."""
    found = publish.find(session, release_id)
    wave = waves.hold(session, session.get_one(Wave, found.wave_id).slug)
    session.refresh(found)
    return wave, found


def _is_audited_beside_all(session: AnySession, row: StoredRelease) -> bool:
    """Whether every other published release of the wave was known when this one was built."""
    published = set(session.scalars(publish.published_ids(row.wave_id)))
    return published - {row.id} <= set(row.beside.get("releases", ()))
