"""Releases as they are stored: who may see which, and the bytes of their files."""

from __future__ import annotations

from sqlalchemy import select

from app.database import AnySession
from app.models import ReleaseFile, ReleaseState, StoredRelease, Wave
from app.services.refusals import Unknown


def approved(session: AnySession) -> list[tuple[StoredRelease, Wave]]:
    """What partners may read: approved releases, the newest first."""
    query = (
        select(StoredRelease, Wave)
        .join(Wave, Wave.id == StoredRelease.wave_id)
        .where(StoredRelease.state == ReleaseState.APPROVED)
        .order_by(StoredRelease.built_at.desc(), StoredRelease.id)
    )
    return [(release, wave) for release, wave in session.execute(query)]


def of_wave(session: AnySession, wave_id: int) -> list[StoredRelease]:
    """All releases of a wave, the newest first."""
    query = select(StoredRelease).where(StoredRelease.wave_id == wave_id)
    return list(session.scalars(query.order_by(StoredRelease.built_at.desc(), StoredRelease.id)))


def approved_file(session: AnySession, release_id: str, file_format: str, language: str) -> ReleaseFile:
    """A stored file of an approved release; raises Unknown for everything else, so that nobody learns more."""
    found = session.scalar(
        select(ReleaseFile)
        .join(StoredRelease, StoredRelease.id == ReleaseFile.release_id)
        .where(
            StoredRelease.id == release_id,
            StoredRelease.state == ReleaseState.APPROVED,
            ReleaseFile.format == file_format,
            ReleaseFile.language == language,
        )
    )
    if found is None:
        raise Unknown("Diese Veröffentlichung gibt es nicht.")
    return found
