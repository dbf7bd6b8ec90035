"""What somebody outside reads: approved releases; of withdrawn ones when and why. Asks for rows of releases only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import undefer

from analysis.release import Participation, Release
from app.database import AnySession
from app.models import ReleaseState, StoredRelease
from app.services import publish
from app.services.refusals import Refused, Unknown

UNREADABLE = (
    "Diese Veröffentlichung ist zurzeit nicht lesbar und wird deshalb nicht ausgegeben. "
    "Bitte sagen Sie dem Befragungsteam Bescheid."
)


class Withdrawn(Refused):
    """What was asked for was public, and is not any more; ``row`` says since when and why."""

    def __init__(self, row: StoredRelease) -> None:
        super().__init__(str(row.withdrawn_reason))
        self.row = row


@dataclass(frozen=True, slots=True)
class Published:
    """A release that is or was public, and its files with their sizes; ``release`` is None when it is damaged."""

    row: StoredRelease
    release: Release | None
    files: Mapping[tuple[str, str], int]

    @property
    def period(self) -> tuple[date, ...]:
        """The first and the last day of the fieldwork; only a wave that is over has approved releases."""
        days = (self.release.wave.opened, self.release.wave.closed) if self.release else ()
        return tuple(map(date.fromisoformat, days))

    @property
    def participation(self) -> Mapping[str, Participation]:
        """Who took part, by role."""
        return {one.role: one for one in self.release.participation} if self.release else {}

    @property
    def is_withdrawn(self) -> bool:
        """Whether its files are no longer handed out; building it again inside the house does not change that."""
        return self.row.state is not ReleaseState.APPROVED


def everything(session: AnySession) -> list[Published]:
    """All releases that were ever approved, the one approved last first."""
    query = select(StoredRelease).where(StoredRelease.approved_at.is_not(None)).options(undefer(StoredRelease.document))
    ordered = query.order_by(StoredRelease.approved_at.desc(), StoredRelease.id)
    return [_published(session, row) for row in session.scalars(ordered)]


def _published(session: AnySession, row: StoredRelease) -> Published:
    try:
        release = publish.read(row)
    except Refused:
        return Published(row, None, {})
    files = publish.stored_editions(session, row.id) if row.state is ReleaseState.APPROVED else {}
    return Published(row, release, files)


def newest(session: AnySession, wave_id: int) -> StoredRelease | None:
    """The release approved last, of this wave if there is one; None when nothing is approved."""
    approved = select(StoredRelease).where(StoredRelease.state == ReleaseState.APPROVED)
    ordered = approved.order_by(StoredRelease.wave_id != wave_id, StoredRelease.approved_at.desc(), StoredRelease.id)
    return session.scalars(ordered.limit(1)).first()


def content(session: AnySession, release_id: str, file_format: str, language: str) -> bytes:
    """A stored file of an approved release. Raises Unknown, Withdrawn, and Refused when something is damaged."""
    row = publish.find(session, release_id)
    if row.approved_at is None:
        raise Unknown(publish.UNKNOWN)
    if row.state is not ReleaseState.APPROVED:
        raise Withdrawn(row)
    try:
        publish.read(row)
    except Refused as problem:
        raise Refused(UNREADABLE) from problem
    return publish.stored_bytes(session, row, file_format, language)
