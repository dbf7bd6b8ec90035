"""Releases: built from the latest snapshot, stored under the hash of their content, written as files and read back.

A release is built, then verified, then approved, and at the end perhaps withdrawn (``app.services.approval``).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import product
from typing import Any, Final, cast

from sqlalchemy import CursorResult, Select, delete, func, select, update

from analysis.disclosure.build import Order, Protected, Refusal, protect
from analysis.disclosure.ledger import Earlier
from analysis.disclosure.seal import Damaged, from_tree
from analysis.plan import Outline, PlanError, check
from analysis.plan_file import usual
from analysis.release import Plan, Release, WaveFacts, to_tree
from analysis.snapshot import Snapshot as FrozenData
from analysis.weights import Unweightable
from app.database import AnySession
from app.models import ReleaseFile, ReleaseState, Snapshot, StoredRelease, UserRole, Wave
from app.services import accounts, audit, results, waves
from app.services.refusals import Refused, Unknown
from app.services.shelf import Shelf
from exports import csv, html, json, xlsx
from exports.dates import HERE
from exports.pdf import report

log = logging.getLogger(__name__)

Step = Callable[[float, str], None]
"""Told how much is done (0 to 1) and what comes now."""
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
    "pdf": "Dokument (PDF)",
    "html": "Seite für den Browser (HTML)",
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
MAY_BUILD: Final = frozenset({UserRole.MANAGER})
MAY_PREVIEW: Final = frozenset({UserRole.MANAGER, UserRole.ANALYST})
NOT_ALLOWED: Final = "Bauen darf nur die Befragungsleitung, mit einem Konto, das nicht abgeschaltet ist."
UNKNOWN: Final = "Diese Veröffentlichung gibt es nicht."
SHORTEST: Final = 4
"""Characters of an id that may stand for all of it."""
MOST_NAMED: Final = 5
WITH_FILES: Final = (ReleaseState.VERIFIED, ReleaseState.APPROVED)
"""States in which every file is stored."""
NOTHING_TO_COMPARE: Final = (
    "Mit der Veröffentlichung {id} lässt sich nichts vergleichen: Keine Zahl steht in beiden, deren Frage gleich "
    "geblieben ist. Bitte bauen Sie ohne Vergleich."
)
DAMAGED_FILES: Final = (
    "Gespeicherte Dateien sind nicht mehr die, die geprüft wurden: {files}. Sie werden nicht ausgegeben. Bitte lassen "
    "Sie die Dateien neu schreiben und prüfen."
)


@dataclass(frozen=True, slots=True)
class Built:
    """A release, and the ids of others of its wave that its audit took into account: published, or built with it."""

    release: Release
    beside: tuple[str, ...]


def silent(_done: float, _words: str) -> None:
    """Nobody watches."""


def make(
    session: AnySession, wave: Wave, step: Step = silent, *, plan: Plan | None = None, before: Earlier | None = None
) -> Built:
    """The release of the wave's latest snapshot that a plan asks for, usually the whole report; only reads.

    ``before`` is one of an earlier wave to compare with (``app.services.compared``). Raises Refused without a
    snapshot, for an archived wave, for a plan that does not fit, where nothing can be compared, and with the figures
    at fault when no pattern protects them.
    """
    [built] = make_all(session, wave, [plan or usual()], step, before=before)
    return built


def make_all(
    session: AnySession,
    wave: Wave,
    plans: Sequence[Plan],
    step: Step = silent,
    *,
    before: Earlier | None = None,
) -> list[Built]:
    """The releases of several plans, protected together: each has taken the others into account. Raises Refused."""
    waves.require_changeable(wave)
    row = results.latest(session, wave.id)
    if row is None:
        raise Refused("Für diese Erhebungswelle sind noch keine Daten eingefroren.")
    frozen, rules = results.open_snapshot(row), results.rules(wave)
    facts = replace(_facts(wave), extrapolated=frozen.is_extrapolated)
    # The only time in the files: the same data make the same files, whenever that is done.
    frozen_at = row.created_at.isoformat(timespec="seconds")
    ledger = [find(session, one) for one in session.scalars(published_ids(wave.id))]
    earlier = [Earlier(read(one), frozen_for(session, one)) for one in ledger]
    try:
        protected = protect(frozen, rules, plans, earlier=earlier, before=before, step=step)
    except Refusal as problem:
        raise Refused(str(problem)) from problem
    except Unweightable as problem:
        raise results.refused(problem) from problem
    for plan in plans:
        _require_fitting(plan, protected)
    _require_changes(protected)
    made = [protected.release(Order(facts, rules, frozen_at, plan)) for plan in plans]
    known = {*(one.id for one in ledger), *(one.id for one in made)}
    return [Built(one, beside=tuple(sorted(known - {one.id}))) for one in made]


def _require_fitting(plan: Plan, protected: Protected) -> None:
    """Raise Refused for a plan that names what these data do not have."""
    sections = list(dict.fromkeys(one.id for one in protected.counted.chapters))
    try:
        check(Outline(plan, name=f"Plan „{plan.id}“"), plan, protected.tables.values(), sections)
    except PlanError as problem:
        raise Refused(str(problem)) from problem


def _require_changes(protected: Protected) -> None:
    """Raise Refused where nothing could be compared with an earlier wave that was named."""
    if protected.before is not None and not protected.has_changes:
        raise Refused(NOTHING_TO_COMPARE.format(id=protected.before.release.id[:12]))


def frozen_for(session: AnySession, row: StoredRelease) -> FrozenData:
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
    """The ledger of a wave: ids of all its releases that were ever approved, the oldest first.

    Somebody outside has read them, or could have; building one of them again makes it no secret.
    """
    published = StoredRelease.wave_id == wave_id, StoredRelease.approved_at.is_not(None)
    return select(StoredRelease.id).where(*published).order_by(StoredRelease.approved_at, StoredRelease.id)


def keep(
    session: AnySession, wave: Wave, built: Built, at: datetime, user_id: int | None, *, is_preview: bool = False
) -> StoredRelease:
    """Store a release that this account built at ``at``; the same content is the same row. Raises Refused.

    Call inside ``writing``. One that was withdrawn, or before it went out was damaged or had nobody who answers for
    it, becomes a draft again: what is known of its approval and withdrawal stays, its files go. Any other one stays
    as it is. A preview changes nothing but previews, and what was one is begun anew by who builds it to go out.
    """
    user_id = accounts.require(session, user_id, MAY_PREVIEW if is_preview else MAY_BUILD, NOT_ALLOWED)
    wave = waves.hold(session, wave.slug)
    waves.require_changeable(wave)
    release = built.release
    row = session.get(StoredRelease, release.id, populate_existing=True)
    if row is None:
        row = StoredRelease(id=release.id, wave_id=wave.id, snapshot_id=release.snapshot)
        session.add(row)
        _begin(session, row, built, at, user_id)
    elif _begins_anew(row, is_preview=is_preview):
        _begin(session, row, built, at, user_id)
    elif row.state is not ReleaseState.APPROVED:
        row.beside = {"releases": sorted({*row.beside.get("releases", ()), *built.beside})}
    row.is_preview = is_preview and (row.built_at == at or row.is_preview)
    act = "release_built" if row.built_at == at else "release_built_again"
    audit.record(session, user_id, act, f"wave:{wave.slug}", release=row.id)
    session.flush()
    return row


def _begin(session: AnySession, row: StoredRelease, built: Built, at: datetime, user_id: int) -> None:
    """Make a row the draft that was just built."""
    row.state, row.document = ReleaseState.BUILT, to_tree(built.release)
    row.beside = {"releases": sorted(built.beside)}
    row.built_at, row.built_by = at, user_id
    row.verified_at = row.verified_by = None
    session.execute(delete(ReleaseFile).where(ReleaseFile.release_id == row.id))


def _begins_anew(row: StoredRelease, *, is_preview: bool) -> bool:
    """Whether a stored release becomes the draft that was just built."""
    if row.is_preview or is_preview:
        return row.is_preview and (not is_preview or _is_unusable(row))
    return row.state is ReleaseState.WITHDRAWN or (row.state is not ReleaseState.APPROVED and _is_unusable(row))


def _is_unusable(row: StoredRelease) -> bool:
    """Whether the stored release is not what its id says, or who built it is not known."""
    if row.built_by is None:
        return True
    try:
        read(row)
    except Refused:
        return True
    return False


def find(session: AnySession, release_id: str) -> StoredRelease:
    """A stored release in any state; raises Unknown."""
    # PostgreSQL refuses a NUL in a text; an id is a hash and has none.
    row = session.get(StoredRelease, release_id) if release_id.isalnum() else None
    if row is None:
        raise Unknown(UNKNOWN)
    return row


def find_short(session: AnySession, text: str) -> StoredRelease:
    """The release whose id begins so, as it is printed in lists and files; raises Unknown, Refused for several."""
    begin = text.strip().lower()
    if not begin.isalnum() or len(begin) < SHORTEST:
        raise Unknown(f"„{text}“ ist keine Kennung. Bitte nennen Sie mindestens ihre ersten {SHORTEST} Zeichen.")
    query = select(StoredRelease).where(StoredRelease.id.startswith(begin)).order_by(StoredRelease.id)
    found = list(session.scalars(query))
    if not found:
        raise Unknown(UNKNOWN)
    if len(found) > 1:
        several = ", ".join(row.id for row in found[:MOST_NAMED])
        raise Refused(
            f"„{text}“ passt auf mehrere Veröffentlichungen. Bitte nennen Sie mehr von der Kennung: {several}"
        )
    return found[0]


def find_of_wave(session: AnySession, wave_id: int, release_id: str) -> StoredRelease:
    """A stored release of this very wave; raises Unknown."""
    row = find(session, release_id)
    if row.wave_id != wave_id:
        raise Unknown(UNKNOWN)
    return row


def read(row: StoredRelease, state: ReleaseState | None = None) -> Release:
    """The release that is stored, in its own state unless another is given; raises Refused when it was changed."""
    try:
        return from_tree({**row.document, "state": (state or row.state).value})
    except Damaged as problem:
        log.error("release %s is not what its id says: %s", row.id, problem)
        raise Refused(_what_heals(row)) from problem


def _what_heals(row: StoredRelease) -> str:
    """What to do about a stored release that was changed."""
    words = f"Die gespeicherte Veröffentlichung {row.id[:12]} ist nicht mehr die, die gebaut wurde, und bleibt zu. "
    if row.approved_at is None:
        return words + "Bitte bauen Sie sie aus demselben Datenstand neu; danach wird sie neu geprüft."
    return words + "Bitte sagen Sie der Technik Bescheid: Sie muss aus der Sicherung wiederhergestellt werden."


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
        read(row)
        return stored_bytes(session, row, file_format, language)
    if shelf is None:
        return write(row, file_format, language)
    sources = "release", row.id, row.built_at.isoformat(), row.state.value, file_format, language
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


def damaged_editions(session: AnySession, row: StoredRelease) -> list[str]:
    """Files („de.pdf“) that must be stored and are missing, or whose bytes do not fit their hash."""
    if row.state not in WITH_FILES:
        return []
    columns = ReleaseFile.format, ReleaseFile.language, ReleaseFile.content, ReleaseFile.sha256
    rows = session.execute(select(*columns).where(ReleaseFile.release_id == row.id).execution_options(yield_per=1))
    whole = {(one.format, one.language) for one in rows if sha256(one.content).hexdigest() == one.sha256}
    return [f"{language}.{file_format}" for file_format, language in EDITIONS if (file_format, language) not in whole]


def why_not_in(row: StoredRelease, wanted: ReleaseState) -> str:
    """That a release is in another state than the one a step begins with; empty when it is in that one."""
    if row.state is wanted:
        return ""
    return f"Die Veröffentlichung ist {STATE_WORDS[row.state]}, nicht {STATE_WORDS[wanted]}. Dieser Schritt geht nicht."


def change_state(session: AnySession, release_id: str, before: ReleaseState, values: Mapping[str, Any]) -> None:
    """Take a step if the release is still in the state ``before``; raises Refused when somebody was faster."""
    chosen = update(StoredRelease).where(StoredRelease.id == release_id, StoredRelease.state == before)
    done = session.execute(chosen.values(**values).execution_options(synchronize_session=False))
    session.expire_all()
    if cast(CursorResult[Any], done).rowcount != 1:
        raise Refused(why_not_in(find(session, release_id), before))


def wave_of(session: AnySession, row: StoredRelease) -> Wave:
    """The wave of a stored release."""
    return session.get_one(Wave, row.wave_id)


def _facts(wave: Wave) -> WaveFacts:
    """What the cover says about a wave, no end while it runs; its snapshot knows whether it is extrapolated."""
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


def plan_titles(session: AnySession, wave_id: int) -> dict[str, str]:
    """The titles of the plans of a wave's releases, by id; none for one that is older than plans."""
    title = StoredRelease.document[("plan", "title", "de")].as_string()
    rows = session.execute(select(StoredRelease.id, title).where(StoredRelease.wave_id == wave_id))
    return {release_id: words or "" for release_id, words in rows}
