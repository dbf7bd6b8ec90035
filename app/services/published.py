"""What somebody outside reads: approved releases; of withdrawn ones when and why. Asks for rows of releases only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.database import AnySession
from app.models import ReleaseState, StoredRelease
from app.services import publish
from app.services.refusals import Unknown
from exports.dates import long_date

UNKNOWN = "Diese Veröffentlichung gibt es nicht."


@dataclass(frozen=True, slots=True)
class Published:
    """A release that is or was public: what it says of its wave and of who took part; its files and their sizes."""

    row: StoredRelease
    wave: Mapping[str, Any]
    facts: Mapping[str, Any]
    rules: Mapping[str, Any]
    participation: Mapping[str, Mapping[str, Any]]
    files: Mapping[tuple[str, str], int]

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last day of the fieldwork; only a wave that is over has approved releases."""
        return date.fromisoformat(self.wave["opened"]), date.fromisoformat(self.wave["closed"])

    @property
    def is_withdrawn(self) -> bool:
        """Whether its files are no longer handed out."""
        return self.row.state is ReleaseState.WITHDRAWN


def everything(session: AnySession) -> list[Published]:
    """All releases that were ever approved, the one approved last first."""
    parts = [StoredRelease.document[name] for name in ("wave", "facts", "rules", "participation")]
    query = select(StoredRelease, *parts).where(StoredRelease.state.in_(publish.PUBLISHED))
    ordered = query.order_by(StoredRelease.approved_at.desc(), StoredRelease.id)
    return [_published(session, *found) for found in session.execute(ordered)]


def _published(session: AnySession, row: StoredRelease, wave: Any, facts: Any, rules: Any, roles: Any) -> Published:
    files = publish.stored_editions(session, row.id) if row.state is ReleaseState.APPROVED else {}
    return Published(row, wave, facts, rules, {one["role"]: one for one in roles}, files)


def content(session: AnySession, release_id: str, file_format: str, language: str) -> bytes:
    """A stored file of an approved release. Raises Unknown: of a withdrawn one with its reason, else without more."""
    try:
        row = publish.find(session, release_id)
    except Unknown as problem:
        raise Unknown(UNKNOWN) from problem
    if row.state is ReleaseState.WITHDRAWN and row.withdrawn_at is not None:
        day = long_date(row.withdrawn_at, "de")
        raise Unknown(f"Diese Veröffentlichung ist am {day} zurückgezogen worden: {row.withdrawn_reason}")
    if row.state is not ReleaseState.APPROVED:
        raise Unknown(UNKNOWN)
    return publish.stored_bytes(session, row, file_format, language)
