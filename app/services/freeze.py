"""Freeze a wave: the latest submission of every response becomes a snapshot that tables are made from.

Drafts and trial runs are never part of it; who has only begun counts as started.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from sqlalchemy import Row, Text, cast, func, select
from sqlalchemy.orm import aliased

from analysis import content, snapshot
from app.database import AnySession
from app.models import (
    Assignment,
    Establishment,
    FrameEntry,
    FrameTotal,
    Response,
    Role,
    Snapshot,
    Submission,
    Wave,
    WaveQuestionnaire,
    WaveState,
)
from app.services import questionnaires, waves
from app.services.codes import keyed_hash
from app.services.refusals import Refused
from exports.dates import HERE
from surveys.causes import cause_of

BATCH = 250
KEY_LENGTH = 20
"""Characters (80 bits) of the keyed names that stand for responses, establishments and contributors."""

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where snapshots lie, and the secret that turns references of the frame into names that tell nothing."""

    root: Path
    pepper: str


def write(
    session: AnySession, wave: Wave, place: Place, at: datetime, on_batch: Progress = lambda _count: None
) -> snapshot.Snapshot:
    """Write the snapshot of a wave; only reads the database. Provisional while answers can still come in.

    Raises Refused for an archived wave, one without questionnaire, or answers that do not fit their questionnaire.
    """
    waves.require_changeable(wave)
    if wave.state is WaveState.DRAFT:
        raise Refused("Die Erhebungswelle ist noch im Entwurf; es gibt nichts einzufrieren.")
    versions = _versions(session, wave)
    if not versions:
        raise Refused("Der Erhebungswelle ist kein Fragebogen zugeordnet.")
    wanted = content.Content(
        wave=content.Wave(wave.slug, wave.reference_year, wave.target_year, wave.is_random_sample),
        is_provisional=_is_provisional(wave, at),
        questionnaires=versions,
        cases={role: _cases(session, wave, role, place.pepper) for role in versions},
        frame=_frame(session, wave.id),
        fieldwork=_fieldwork(session, wave, place.pepper),
        on_batch=on_batch,
    )
    try:
        return snapshot.write_snapshot(place.root, wanted)
    except snapshot.SnapshotError as problem:
        raise Refused(f"Die Antworten lassen sich nicht einfrieren: {problem}") from problem
    except OSError as problem:
        raise _unusable(place, problem) from problem


def require_room(place: Place) -> None:
    """Raise Refused where no snapshot can be written; for those who have much to do before they write one."""
    try:
        place.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryFile(dir=place.root):
            pass
    except OSError as problem:
        raise _unusable(place, problem) from problem


def _unusable(place: Place, problem: OSError) -> Refused:
    words = f"Der Ordner {place.root} (DATA_DIR) lässt sich nicht beschreiben: {cause_of(problem)}."
    return Refused(f"{words} Es wurde nichts gespeichert.")


def store(session: AnySession, wave: Wave, frozen: snapshot.Snapshot, at: datetime) -> Snapshot:
    """Remember a snapshot; the same data again is the same row, now the latest. Call inside ``writing``.

    Raises Refused for a wave that was archived meanwhile.
    """
    waves.require_changeable(wave)
    row = session.get(Snapshot, frozen.id)
    if row is None:
        row = Snapshot(id=frozen.id, wave_id=wave.id, responses={}, is_provisional=False, path="")
        session.add(row)
    row.is_provisional = frozen.is_provisional
    row.responses = {role: frozen.count(role) for role in frozen.roles}
    row.path = str(frozen.path)
    row.created_at = at
    session.flush()
    return row


def count(session: AnySession, wave: Wave) -> int:
    """How many responses a snapshot would hold; for a progress bar."""
    query = _submitted(wave.id).with_only_columns(func.count())
    return session.scalar(query) or 0


def _is_provisional(wave: Wave, at: datetime) -> bool:
    """Whether answers can still come in: a wave that nobody closed can be extended, even after its deadline."""
    is_ended = wave.state in {WaveState.CLOSED, WaveState.ARCHIVED}
    return not is_ended or waves.phase(wave, at) is not waves.Phase.OVER


def _versions(session: AnySession, wave: Wave) -> dict[str, list[Any]]:
    """Each role's questionnaires, the newest last."""
    query = (
        select(WaveQuestionnaire.role, WaveQuestionnaire.version_hash)
        .where(WaveQuestionnaire.wave_id == wave.id)
        .order_by(WaveQuestionnaire.attached_at, WaveQuestionnaire.id)
    )
    found: dict[str, list[Any]] = {}
    for role, version in session.execute(query):
        found.setdefault(Role(role).value, []).append(questionnaires.load(session, version))
    return found


def _submitted(wave_id: int) -> Any:
    """The latest submission of every response that counts, with what the frame says."""
    later = aliased(Submission)
    is_latest = ~select(later.id).where(later.response_id == Response.id, later.number > Submission.number).exists()
    return (
        select(Assignment, Response, Submission, Establishment, FrameEntry)
        .join(Response, Response.assignment_id == Assignment.id)
        .join(Submission, Submission.response_id == Response.id)
        .join(Establishment, Establishment.id == Assignment.establishment_id)
        .outerjoin(
            FrameEntry,
            (FrameEntry.wave_id == Assignment.wave_id) & (FrameEntry.establishment_id == Assignment.establishment_id),
        )
        .where(Assignment.wave_id == wave_id, Assignment.is_trial.is_(False), is_latest)
    )


def _cases(session: AnySession, wave: Wave, role: str, pepper: str) -> Iterator[content.Case]:
    columns = (
        Establishment.reference,
        Establishment.enterprise_id.label("enterprise"),
        Response.version_hash,
        Response.language,
        Submission.submitted_at,
        # As text: what is in it is read once, by the snapshot.
        cast(Submission.document, Text).label("document"),
        FrameEntry.stratum,
        FrameEntry.sector_group,
        FrameEntry.size_class,
        FrameEntry.kreis,
        FrameEntry.wz,
    )
    query = _submitted(wave.id).where(Assignment.role == role).with_only_columns(*columns)
    # No order by: it would be the order of the database, and the snapshot sorts by its own keys.
    for row in session.execute(query, execution_options={"yield_per": BATCH}):
        yield _case(row, wave.slug, role, pepper)


def _case(row: Row[Any], wave: str, role: str, pepper: str) -> content.Case:
    """Names follow from the frame's references, so that the same answers have them in every database.

    Both roles of an establishment share its name; the name of a response tells nothing of the other's.
    """

    establishment, contributor = _unit(row, wave, pepper)
    return content.Case(
        case=_name(pepper, role, wave, row.reference),
        establishment=establishment,
        contributor=contributor,
        version=row.version_hash,
        language=row.language,
        submitted_on=row.submitted_at.astimezone(HERE).date().isoformat(),
        stratum=row.stratum or "",
        sector_group=row.sector_group or "",
        size_class=row.size_class or "",
        kreis=row.kreis or "",
        wz=row.wz or "",
        document=row.document,
    )


def _frame(session: AnySession, wave_id: int) -> list[content.Stratum]:
    totals = session.scalars(select(FrameTotal).where(FrameTotal.wave_id == wave_id).order_by(FrameTotal.stratum))
    return [
        content.Stratum(
            total.stratum, total.establishments, total.employees, total.reference_date.isoformat(), total.source
        )
        for total in totals
    ]


def _fieldwork(session: AnySession, wave: Wave, pepper: str) -> list[content.Fieldwork]:
    """Who was invited, has started and has submitted, by role, stratum and contributor."""
    has_submission = select(Submission.id).where(Submission.response_id == Response.id).exists()
    query = (
        select(
            Assignment.role,
            func.coalesce(FrameEntry.stratum, "").label("stratum"),
            Establishment.reference,
            Establishment.enterprise_id.label("enterprise"),
            Response.id.is_not(None).label("is_started"),
            has_submission.label("is_submitted"),
        )
        .join(Establishment, Establishment.id == Assignment.establishment_id)
        .outerjoin(
            FrameEntry,
            (FrameEntry.wave_id == Assignment.wave_id) & (FrameEntry.establishment_id == Assignment.establishment_id),
        )
        .outerjoin(Response, Response.assignment_id == Assignment.id)
        .where(Assignment.wave_id == wave.id, Assignment.is_trial.is_(False))
    )
    found: dict[tuple[str, str, str], list[tuple[Any, ...]]] = {}
    for row in session.execute(query, execution_options={"yield_per": BATCH}):
        key = (Role(row.role).value, row.stratum, _unit(row, wave.slug, pepper)[1])
        found.setdefault(key, []).append((True, row.is_started, row.is_submitted))
    return [
        content.Fieldwork(*key, *(sum(map(bool, column)) for column in zip(*rows, strict=True)))
        for key, rows in found.items()
    ]


def _unit(row: Any, wave: str, pepper: str) -> tuple[str, str]:
    """The names of the establishment and of its contributor: the enterprise, where there is one."""
    establishment = _name(pepper, "establishment", wave, row.reference)
    return establishment, _name(pepper, "enterprise", wave, row.enterprise) if row.enterprise else establishment


def _name(pepper: str, kind: str, wave: str, reference: str) -> str:
    return keyed_hash(pepper, f"{kind}:{wave}:{reference}")[:KEY_LENGTH]
