"""With which release of an earlier wave a new one can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, select

from analysis.disclosure.ledger import Earlier
from analysis.plan import shows_changes
from analysis.release import COMPARED_WITH, Plan
from app.database import AnySession
from app.models import ReleaseState, StoredRelease, Wave
from app.services import publish, waves
from app.services.refusals import Refused

_NOTHING_SHOWN: Final = (
    "Der Plan „{plan}“ zeigt keine Veränderungen. Bitte bauen Sie nach einem Plan mit ganzen Abschnitten, zum "
    "Beispiel nach dem Bericht, oder ohne Vergleich."
)
_OTHER_WAVE: Final = (
    "Die Veröffentlichung {id} ist aus derselben Welle. Verglichen wird mit einer Welle, die früher beendet war."
)
_NOT_APPROVED: Final = "Die Veröffentlichung {id} ist {state}. Vergleichen lässt sich nur mit einer freigegebenen."
_INVENTED: Final = (
    "Die Veröffentlichung {id} ist aus einer {theirs} Welle, diese Welle ist {ours}. Das lässt sich nicht vergleichen."
)
_NOT_OVER: Final = "Die Welle der Veröffentlichung {id} ist noch nicht beendet. Ihre Zahlen sind vorläufig."
_NOT_EARLIER: Final = (
    "Die Welle der Veröffentlichung {id} war nicht früher beendet als diese. Verglichen wird mit einer früheren Welle."
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A release that a new one can be compared with, in words: its wave's title and that of its plan."""

    id: str
    wave: str
    plan: str


def choices(session: AnySession, wave: Wave) -> list[Choice]:
    """Approved releases of earlier waves, those of the wave that ended last first."""
    approved = StoredRelease.state == ReleaseState.APPROVED
    is_like_this: ColumnElement[bool] = Wave.is_invented == wave.is_invented
    title = StoredRelease.document[("plan", "title", "de")].as_string()
    query = (
        select(StoredRelease, Wave, title)
        .join(Wave, Wave.id == StoredRelease.wave_id)
        .where(approved, is_like_this, Wave.id != wave.id)
        .order_by(Wave.closed_at.desc(), StoredRelease.approved_at.desc(), StoredRelease.id)
    )
    rows = session.execute(query).all()
    return [Choice(row.id, other.title["de"], plan or "") for row, other, plan in rows if _is_earlier(other, wave)]


def chosen(session: AnySession, wave: Wave, release_id: str, plan: Plan) -> StoredRelease | None:
    """The release that begins so, if this wave can be compared with it and the plan shows that; None for no name.

    Raises Unknown and Refused.
    """
    if not release_id:
        return None
    row = publish.find_short(session, release_id)
    if words := _why_not(session, wave, row):
        raise Refused(words)
    if not shows_changes(plan):
        raise Refused(_NOTHING_SHOWN.format(plan=plan.title["de"]))
    return row


def opened(session: AnySession, wave: Wave, release_id: str, plan: Plan) -> Earlier | None:
    """The same with its data. Raises Unknown and Refused."""
    row = chosen(session, wave, release_id, plan)
    if row is None:
        return None
    return Earlier(publish.read(row), publish.frozen_for(session, row))


def why_no_longer(session: AnySession, row: StoredRelease) -> str:
    """Why what a release was compared with does not hold any more; empty where it does, or with nothing compared."""
    other = session.get(StoredRelease, str(row.document.get("facts", {}).get(COMPARED_WITH, "")))
    if other is None or other.state is ReleaseState.APPROVED:
        return ""
    return (
        f"Die Veröffentlichung {other.id[:12]}, mit der diese verglichen ist, ist {publish.STATE_WORDS[other.state]}. "
        "Bitte bauen Sie neu, ohne Vergleich oder mit einer freigegebenen."
    )


def _why_not(session: AnySession, wave: Wave, row: StoredRelease) -> str:
    """Why a wave cannot be compared with a release; empty when it can."""
    other = publish.wave_of(session, row)
    said = {"id": row.id[:12], "state": publish.STATE_WORDS[row.state]}
    if other.id == wave.id:
        return _OTHER_WAVE.format(**said)
    if row.state is not ReleaseState.APPROVED:
        return _NOT_APPROVED.format(**said)
    if other.closed_at is None:
        return _NOT_OVER.format(**said)
    if not _is_earlier(other, wave):
        return _NOT_EARLIER.format(**said)
    if other.is_invented != wave.is_invented:
        kinds = ("erfundenen", "echt") if other.is_invented else ("echten", "erfunden")
        return _INVENTED.format(**said, theirs=kinds[0], ours=kinds[1])
    return ""


def _is_earlier(other: Wave, wave: Wave) -> bool:
    """Whether the fieldwork of another wave had ended before that of this one ended or will end."""
    end, own = waves.ends_at(other), waves.ends_at(wave)
    return other.closed_at is not None and end is not None and (own is None or end < own)
