"""Releases: built from the latest snapshot, stored under the hash of their content, written as files and read back.

A release is built, then verified, then approved, and at the end perhaps withdrawn (``app.services.approval``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import product
from typing import Any, Final, cast

from sqlalchemy import CursorResult, Select, func, select, update

from analysis.disclosure import files
from analysis.disclosure.build import Refusal, build
from analysis.disclosure.ledger import Earlier
from analysis.disclosure.seal import Damaged, from_tree
from analysis.release import Release, WaveFacts, to_tree
from analysis.snapshot import Snapshot as FrozenData
from app.database import AnySession
from app.models import ReleaseFile, ReleaseState, Snapshot, StoredRelease, Wave
from app.services import audit, results, waves
from app.services.refusals import Refused, Unknown
from app.services.shelf import Shelf
from exports import csv, html, json, readback, xlsx
from exports.dates import HERE
from exports.pdf import report

log = logging.getLogger(__name__)

Step = Callable[[float, str], None]
"""Told how much is done (0 to 1) and what comes now."""
LONGEST: Final = 200
"""Characters of a finding that are kept."""

LANGUAGES: Final = ("de", "en", "fr")


WRITERS: Final[Mapping[str, Callable[[Release, str], bytes]]] = {
    "pdf": report.render,
    "html": html.render,
    "xlsx": xlsx.render,
    "csv": csv.render,
    "json": json.render,
}
"""File formats: a release and a language in, bytes out."""
MIME: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "html": "text/html",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
}
FORMAT_WORDS: Final[Mapping[str, str]] = {
    "pdf": "Bericht (PDF)",
    "html": "Bericht für den Browser (HTML)",
    "xlsx": "Tabellen für Excel (XLSX)",
    "csv": "Tabellen als Text (CSV)",
    "json": "Alle Angaben für Programme (JSON)",
}
"""What people call a file of this format."""
EDITIONS: Final = tuple(product(WRITERS, LANGUAGES))
"""Every file of a release: format and language."""
STATE_WORDS: Final = {
    ReleaseState.BUILT: "ein Entwurf",
    ReleaseState.VERIFIED: "geprüft",
    ReleaseState.APPROVED: "freigegeben",
    ReleaseState.WITHDRAWN: "zurückgezogen",
}
PUBLISHED: Final = (ReleaseState.APPROVED, ReleaseState.WITHDRAWN)
"""What somebody outside has read, or could have: the ledger that a new release is audited with."""


@dataclass(frozen=True, slots=True)
class Built:
    """A release, and the ids of the published ones of the same wave that its audit took into account."""

    release: Release
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where a written file does not say what the release says."""

    file_format: str
    language: str
    block: str
    place: str
    found: str
    expected: str


def _silent(_done: float, _words: str) -> None:
    """Nobody watches."""


def make(session: AnySession, wave: Wave, at: datetime, step: Step = _silent) -> Built:
    """The release of the wave's latest snapshot; only reads.

    Raises Refused without one, for an archived wave, and with the figures at fault when no pattern protects them.
    """
    waves.require_changeable(wave)
    row = results.latest(session, wave.id)
    if row is None:
        raise Refused("Für diese Erhebungswelle sind noch keine Daten eingefroren.")
    frozen, facts, rules = results.open_snapshot(row), _facts(wave), results.rules(wave)
    ledger = [find(session, one) for one in session.scalars(published_ids(wave.id))]
    earlier = [Earlier(read(one), _frozen_for(session, one)) for one in ledger]
    try:
        made = build(frozen, facts, rules, at.isoformat(timespec="seconds"), earlier=earlier, step=step)
    except Refusal as problem:
        raise Refused(str(problem)) from problem
    return Built(made, beside=tuple(one.id for one in ledger))


def _frozen_for(session: AnySession, row: StoredRelease) -> FrozenData:
    """The data a published release was made of: without them nobody can say what a new one tells beside it."""
    try:
        return results.open_snapshot(session.get_one(Snapshot, row.snapshot_id))
    except Refused as problem:
        raise Refused(
            f"Die eingefrorenen Daten der Veröffentlichung {row.id[:12]} sind nicht mehr lesbar. Ohne sie lässt sich "
            "nicht prüfen, was eine weitere Veröffentlichung verriete. Bitte stellen Sie diese Daten aus der Sicherung "
            "wieder her."
        ) from problem


def published_ids(wave_id: int) -> Select[str]:
    """The ledger of a wave: ids of its approved and withdrawn releases, the oldest first."""
    published = StoredRelease.wave_id == wave_id, StoredRelease.state.in_(PUBLISHED)
    return select(StoredRelease.id).where(*published).order_by(StoredRelease.approved_at, StoredRelease.id)


def keep(session: AnySession, wave: Wave, built: Built, at: datetime, user_id: int | None) -> StoredRelease:
    """Store a release; the same content again is the same row. Call inside ``writing``. Raises Refused."""
    waves.require_changeable(wave)
    release = built.release
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
    if row.state not in PUBLISHED:
        known = (row.beside or {}).get("releases", ())
        row.beside = {"releases": sorted({*known, *built.beside})}
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


def read(row: StoredRelease, state: ReleaseState | None = None) -> Release:
    """The release that is stored, in its own state unless another is given; raises Refused when it was changed."""
    try:
        return from_tree({**row.document, "state": (state or row.state).value})
    except Damaged as problem:
        raise Refused(f"Die gespeicherte Veröffentlichung ist beschädigt: {problem}") from problem


def write(row: StoredRelease, file_format: str, language: str) -> bytes:
    """A release as a file made now; what is not approved says so on every page. Raises Unknown for a format."""
    writer = WRITERS.get(file_format)
    if writer is None:
        raise Unknown(f"Das Format „{file_format}“ gibt es nicht; möglich sind: {', '.join(WRITERS)}.")
    return writer(read(row), language)


def file_of(
    session: AnySession, row: StoredRelease, file_format: str, language: str, shelf: Shelf | None = None
) -> bytes:
    """What the house takes home: the stored bytes of an approved release, of any other one a stamped file.

    With a shelf the stamped file is made once.
    """
    if row.state is ReleaseState.APPROVED:
        return stored_bytes(session, row, file_format, language)
    if shelf is None:
        return write(row, file_format, language)
    sources = "release", row.id, row.state.value, file_format, language
    return shelf.kept(lambda: write(row, file_format, language), *sources)


def stored_editions(session: AnySession, release_id: str) -> dict[tuple[str, str], int]:
    """The stored files of a release, by format and language, with their sizes in bytes."""
    columns = ReleaseFile.format, ReleaseFile.language, func.length(ReleaseFile.content)
    rows = session.execute(select(*columns).where(ReleaseFile.release_id == release_id))
    found = {(file_format, language): octets for file_format, language, octets in rows}
    return {edition: found[edition] for edition in EDITIONS if edition in found}


def stored_bytes(session: AnySession, row: StoredRelease, file_format: str, language: str) -> bytes:
    """The bytes that were verified; raises Unknown when there are none, Refused when one of them was changed since."""
    wanted = ReleaseFile.release_id == row.id, ReleaseFile.format == file_format, ReleaseFile.language == language
    found = session.execute(select(ReleaseFile.content, ReleaseFile.sha256).where(*wanted)).one_or_none()
    if found is None:
        raise Unknown(f"Diese Veröffentlichung gibt es nicht als Datei „{language}.{file_format}“.")
    if sha256(found.content).hexdigest() != found.sha256:
        log.error("file %s.%s of release %s was changed after it was verified", language, file_format, row.id)
        raise Refused(
            "Diese Datei ist nicht mehr die, die geprüft wurde, und wird deshalb nicht ausgegeben. "
            "Bitte sagen Sie dem Befragungsteam Bescheid."
        )
    return bytes(found.content)


# --- verified ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verification:
    """The files of a release as they will be once it is approved, and where they say something else than it does."""

    release_id: str
    contents: Mapping[tuple[str, str], bytes]
    findings: tuple[Finding, ...]


def verify(session: AnySession, row: StoredRelease, step: Step = _silent) -> Verification:
    """Write every file of a release, read it back and compare it; changes nothing. Raises Refused."""
    require_verifiable(session, row)
    release = read(row, ReleaseState.APPROVED)
    contents, findings = {}, []
    for number, (file_format, language) in enumerate(EDITIONS):
        step(number / len(EDITIONS), f"Datei {number + 1} von {len(EDITIONS)}: {FORMAT_WORDS[file_format]}, {language}")
        content = contents[file_format, language] = WRITERS[file_format](release, language)
        findings += _findings(release, content, file_format, language)
    return Verification(row.id, contents, tuple(findings))


def settle(session: AnySession, done: Verification, at: datetime, user_id: int | None) -> bool:
    """Keep the files and make the release verified; with findings keep only the record. Call inside ``writing``.

    Whether it is verified now. Raises Refused when somebody was faster, or the wave was archived meanwhile.
    """
    wave = _wave_of(session, find(session, done.release_id))
    subject = f"wave:{wave.slug}"
    if done.findings:
        first = {name: str(getattr(done.findings[0], name))[:LONGEST] for name in Finding.__slots__}
        facts: dict[str, str | int] = {"release": done.release_id, "findings": len(done.findings), **first}
        audit.record(session, user_id, "release_refused", subject, **facts)
        return False
    waves.require_changeable(wave)
    verified = {"state": ReleaseState.VERIFIED, "verified_at": at, "verified_by": user_id}
    change_state(session, done.release_id, ReleaseState.BUILT, verified)
    session.add_all(_file(done.release_id, edition, content, at) for edition, content in done.contents.items())
    audit.record(session, user_id, "release_verified", subject, release=done.release_id, files=len(done.contents))
    return True


def _findings(release: Release, content: bytes, file_format: str, language: str) -> list[Finding]:
    """Where one file says something else than the release; a file that cannot be read is a finding too."""
    try:
        printed = readback.read(file_format, content)
    except readback.Unreadable as problem:
        return [Finding(file_format, language, "Datei", "", f"nicht lesbar: {problem}", "lesbar")]
    wrong = files.differences(release, printed, file_format, language)
    return [Finding(file_format, language, one.block, one.place, one.found, one.expected) for one in wrong]


def _file(release_id: str, edition: tuple[str, str], content: bytes, at: datetime) -> ReleaseFile:
    file_format, language = edition
    return ReleaseFile(
        release_id=release_id,
        format=file_format,
        language=language,
        sha256=sha256(content).hexdigest(),
        content=content,
        created_at=at,
    )


def why_not_in(row: StoredRelease, wanted: ReleaseState) -> str:
    """That a release is in another state than the one a step begins with; empty when it is in that one."""
    if row.state is wanted:
        return ""
    return f"Die Veröffentlichung ist {STATE_WORDS[row.state]}, nicht {STATE_WORDS[wanted]}. Dieser Schritt geht nicht."


def require_verifiable(session: AnySession, row: StoredRelease) -> None:
    """Raise Refused for a release that is not a draft, and for an archived wave."""
    waves.require_changeable(_wave_of(session, row))
    if problem := why_not_in(row, ReleaseState.BUILT):
        raise Refused(problem)


def change_state(session: AnySession, release_id: str, before: ReleaseState, values: Mapping[str, Any]) -> None:
    """Take a step if the release is still in the state ``before``; raises Refused when somebody was faster."""
    chosen = update(StoredRelease).where(StoredRelease.id == release_id, StoredRelease.state == before)
    done = session.execute(chosen.values(**values).execution_options(synchronize_session=False))
    session.expire_all()
    if cast(CursorResult[Any], done).rowcount != 1:
        raise Refused(why_not_in(find(session, release_id), before))


def _wave_of(session: AnySession, row: StoredRelease) -> Wave:
    return session.get_one(Wave, row.wave_id)


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


def of_wave(session: AnySession, wave_id: int) -> list[StoredRelease]:
    """All releases of a wave, the newest first."""
    query = select(StoredRelease).where(StoredRelease.wave_id == wave_id)
    return list(session.scalars(query.order_by(StoredRelease.built_at.desc(), StoredRelease.id)))
