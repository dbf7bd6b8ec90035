"""A release is verified: its files are written as they will go out, read back and compared with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import delete, select

from analysis.disclosure import files
from analysis.release import Release
from app.database import AnySession
from app.models import ReleaseFile, ReleaseState, StoredRelease, UserRole
from app.services import accounts, audit, publish, waves
from app.services.publish import Step
from app.services.refusals import Refused
from exports import readback

LONGEST: Final = 200
"""Characters of a finding that are kept."""
MAY_VERIFY: Final = frozenset({UserRole.MANAGER, UserRole.ANALYST})
NOT_ALLOWED: Final = "Prüfen dürfen nur Befragungsleitung und Auswertung, mit einem Konto, das nicht abgeschaltet ist."
PREVIEW: Final = "Eine Vorschau wird weder geprüft noch freigegeben. Bitte bauen Sie dafür die Veröffentlichung."
OTHER_BYTES: Final = (
    "Die neu geschriebenen Dateien sind nicht Byte für Byte die freigegebenen; das Programm ist inzwischen ein "
    "anderes. Es wurde nichts gespeichert. Bitte ziehen Sie die Veröffentlichung zurück und bauen Sie sie aus "
    "demselben Datenstand neu."
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where a written file does not say what the release says."""

    file_format: str
    language: str
    block: str
    place: str
    found: str
    expected: str

    @property
    def line(self) -> str:
        """Where the file says something else, in a line."""
        place = ", ".join(filter(None, (self.block, self.place)))
        return f"{self.file_format}/{self.language}: {place}: gefunden „{self.found}“, erwartet „{self.expected}“"


@dataclass(frozen=True, slots=True)
class Verification:
    """The files of a release as they will be once it is approved, and where they say something else than it does.

    ``before`` is the state that the release was in: a draft, or one whose stored files were damaged.
    """

    release_id: str
    contents: Mapping[tuple[str, str], bytes]
    findings: tuple[Finding, ...]
    before: ReleaseState = ReleaseState.BUILT


def verify(session: AnySession, row: StoredRelease, step: Step = publish.silent) -> Verification:
    """Write every file of a release, read it back and compare it; changes nothing. Raises Refused."""
    require_possible(session, row)
    before, release = row.state, publish.read(row, ReleaseState.APPROVED)
    contents, findings = {}, []
    total = len(publish.EDITIONS)
    for number, (file_format, language) in enumerate(publish.EDITIONS):
        step(number / total, f"Datei {number + 1} von {total}: {publish.FORMAT_WORDS[file_format]}, {language}")
        content = contents[file_format, language] = publish.WRITERS[file_format](release, language)
        findings += _findings(release, content, file_format, language)
    return Verification(release.id, contents, tuple(findings), before)


def settle(session: AnySession, done: Verification, at: datetime, user_id: int | None) -> bool:
    """Keep the files and make the release verified by this account; with findings keep only the record.

    Whether it is verified now. Call inside ``writing``. An approved release gets its files back only byte for byte.
    Raises Refused when it would not, when somebody was faster, or the wave was archived meanwhile.
    """
    user_id = accounts.require(session, user_id, MAY_VERIFY, NOT_ALLOWED)
    wave = publish.wave_of(session, publish.find(session, done.release_id))
    subject = f"wave:{wave.slug}"
    if done.findings:
        first = {name: str(getattr(done.findings[0], name))[:LONGEST] for name in Finding.__slots__}
        facts: dict[str, str | int] = {"release": done.release_id, "findings": len(done.findings), **first}
        audit.record(session, user_id, "release_refused", subject, **facts)
        return False
    if done.before is ReleaseState.APPROVED:
        _require_same_bytes(session, done)
        action = "release_restored"
        values: dict[str, Any] = {"state": done.before}
    else:
        waves.require_changeable(wave)
        action = "release_verified"
        values = {"state": ReleaseState.VERIFIED, "verified_at": at, "verified_by": user_id}
    publish.change_state(session, done.release_id, done.before, values)
    session.execute(delete(ReleaseFile).where(ReleaseFile.release_id == done.release_id))
    session.add_all(_file(done.release_id, edition, content, at) for edition, content in done.contents.items())
    audit.record(session, user_id, action, subject, release=done.release_id, files=len(done.contents))
    return True


def _require_same_bytes(session: AnySession, done: Verification) -> None:
    """Raise Refused unless the files are those that a second person approved: nobody has looked at others."""
    columns = ReleaseFile.format, ReleaseFile.language, ReleaseFile.sha256
    rows = session.execute(select(*columns).where(ReleaseFile.release_id == done.release_id))
    approved = {(file_format, language): digest for file_format, language, digest in rows}
    if approved != {edition: sha256(content).hexdigest() for edition, content in done.contents.items()}:
        raise Refused(OTHER_BYTES)


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


def require_possible(session: AnySession, row: StoredRelease) -> None:
    """Raise Refused for a release that is neither a draft nor has damaged files, a preview, and for an archived wave.

    The files of an approved one can be restored in an archived wave too: they are the same bytes.
    """
    if row.state is not ReleaseState.APPROVED:
        waves.require_changeable(publish.wave_of(session, row))
    if row.is_preview:
        raise Refused(PREVIEW)
    problem = publish.why_not_in(row, ReleaseState.BUILT)
    if problem and not publish.damaged_editions(session, row):
        raise Refused(problem)
