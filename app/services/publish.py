"""Releases: built from the latest snapshot, stored under the hash of their content, written as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import select

from analysis.disclosure.build import build
from analysis.disclosure.seal import Damaged, from_tree
from analysis.release import Release, WaveFacts, canonical, to_tree
from app.database import AnySession
from app.models import ReleaseFile, ReleaseState, StoredRelease, Wave
from app.services import results, waves
from app.services.refusals import Refused, Unknown
from app.services.shelf import Shelf
from exports.dates import HERE
from exports.pdf import report


def _as_json(release: Release, _language: str) -> bytes:
    """The release itself, in all its languages."""
    return canonical(to_tree(release)).encode()


WRITERS: Mapping[str, Callable[[Release, str], bytes]] = {
    "json": _as_json,
    "pdf": report.render,
}
"""File formats: a release and a language in, bytes out."""


def make(session: AnySession, wave: Wave, at: datetime) -> Release:
    """The release of the wave's latest snapshot; only reads. Raises Refused without one, and for an archived wave."""
    waves.require_changeable(wave)
    row = results.latest(session, wave.id)
    if row is None:
        raise Refused("Für diese Erhebungswelle sind noch keine Daten eingefroren.")
    return build(results.open_snapshot(row), _facts(wave), results.rules(wave), at.isoformat(timespec="seconds"))


def keep(session: AnySession, wave: Wave, release: Release, at: datetime, user_id: int | None) -> StoredRelease:
    """Store a release; the same content again is the same row. Call inside ``writing``. Raises Refused."""
    waves.require_changeable(wave)
    row = session.get(StoredRelease, release.id)
    if row is None:
        row = StoredRelease(
            id=release.id,
            wave_id=wave.id,
            snapshot_id=release.snapshot,
            document=to_tree(release),
            built_at=at,
            built_by=user_id,
        )
        session.add(row)
        session.flush()
    return row


def find(session: AnySession, release_id: str) -> StoredRelease:
    """A stored release in any state; raises Unknown."""
    # PostgreSQL refuses a NUL in a text; an id is a hash and has none.
    row = session.get(StoredRelease, release_id) if release_id.isalnum() else None
    if row is None:
        raise Unknown("Diese Veröffentlichung gibt es nicht.")
    return row


def find_of_wave(session: AnySession, wave_id: int, release_id: str) -> StoredRelease:
    """A stored release of this very wave; raises Unknown."""
    row = find(session, release_id)
    if row.wave_id != wave_id:
        raise Unknown("Diese Veröffentlichung gibt es nicht.")
    return row


def read(row: StoredRelease) -> Release:
    """The release that is stored; raises Refused when it was changed since."""
    try:
        return from_tree(row.document)
    except Damaged as problem:
        raise Refused(f"Die gespeicherte Veröffentlichung ist beschädigt: {problem}") from problem


def write(row: StoredRelease, file_format: str, language: str) -> bytes:
    """A release as a file; a draft says so on every page. Raises Unknown for an unknown format."""
    writer = WRITERS.get(file_format)
    if writer is None:
        raise Unknown(f"Das Format „{file_format}“ gibt es nicht; möglich sind: {', '.join(WRITERS)}.")
    return writer(read(row), language)


def file_of(row: StoredRelease, file_format: str, language: str, shelf: Shelf) -> bytes:
    """The same bytes as ``write``, made once."""
    return shelf.kept(
        lambda: write(row, file_format, language), "release", row.id, row.state.value, file_format, language
    )


def _facts(wave: Wave) -> WaveFacts:
    """What the cover says about a wave, no end while it runs; nothing is extrapolated yet."""
    begin, last_day = wave.opened_at, waves.ended_on(wave)
    return WaveFacts(
        slug=wave.slug,
        title=wave.title,
        reference_year=wave.reference_year,
        target_year=wave.target_year,
        opened=begin.astimezone(HERE).date().isoformat() if begin else "",
        closed=last_day.isoformat() if last_day else "",
        invented=wave.is_invented,
        extrapolated=False,
    )


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
    row = find(session, release_id)
    wanted = select(ReleaseFile).where(
        ReleaseFile.release_id == row.id, ReleaseFile.format == file_format, ReleaseFile.language == language
    )
    found = session.scalar(wanted) if row.state is ReleaseState.APPROVED else None
    if found is None:
        raise Unknown("Diese Veröffentlichung gibt es nicht.")
    return found
