"""Freeze a wave: the latest submission of every response becomes a snapshot that tables are made from.

Drafts and trial runs are never part of it; who has only begun counts as started.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, func, select

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
from app.services import monitor, questionnaires, waves
from app.services.codes import keyed_hash
from app.services.refusals import Refused

BATCH = 1_000
KEY_LENGTH = 20
"""Characters (80 bits) of the keyed numbers that stand for responses and contributors."""

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where snapshots lie, and the secret that turns numbers of the database into numbers that tell nothing."""

    root: Path
    pepper: str


def write(
    session: AnySession, wave: Wave, place: Place, at: datetime, on_batch: Progress = lambda _count: None
) -> snapshot.Snapshot:
    """Write the snapshot of a wave; only reads the database. Provisional while answers can still come in.

    Raises Refused for a wave without questionnaire or with answers that do not fit their questionnaire.
    """
    if wave.state is WaveState.DRAFT:
        raise Refused("Die Erhebungswelle ist noch im Entwurf; es gibt nichts einzufrieren.")
    versions = _versions(session, wave)
    if not versions:
        raise Refused("Der Erhebungswelle ist kein Fragebogen zugeordnet.")
    wanted = content.Content(
        wave=content.Wave(wave.slug, wave.reference_year, wave.target_year),
        is_provisional=_is_provisional(wave, at),
        questionnaires=versions,
        cases={role: _cases(session, wave.id, role, place.pepper) for role in versions},
        frame=_frame(session, wave.id),
        fieldwork=_fieldwork(session, wave),
        on_batch=on_batch,
    )
    try:
        return snapshot.write_snapshot(place.root, wanted)
    except snapshot.SnapshotError as problem:
        raise Refused(f"Die Antworten lassen sich nicht einfrieren: {problem}") from problem


def store(session: AnySession, wave: Wave, frozen: snapshot.Snapshot, at: datetime) -> Snapshot:
    """Remember a snapshot; the same data again is the same row, now the latest. Call inside ``writing``."""
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
    latest = (
        select(Submission.response_id, func.max(Submission.number).label("number"))
        .group_by(Submission.response_id)
        .subquery()
    )
    return (
        select(Assignment, Response, Submission, Establishment, FrameEntry)
        .join(Response, Response.assignment_id == Assignment.id)
        .join(latest, latest.c.response_id == Response.id)
        .join(Submission, (Submission.response_id == Response.id) & (Submission.number == latest.c.number))
        .join(Establishment, Establishment.id == Assignment.establishment_id)
        .outerjoin(
            FrameEntry,
            (FrameEntry.wave_id == Assignment.wave_id) & (FrameEntry.establishment_id == Assignment.establishment_id),
        )
        .where(Assignment.wave_id == wave_id, Assignment.is_trial.is_(False))
    )


def _cases(session: AnySession, wave_id: int, role: str, pepper: str) -> Iterator[content.Case]:
    columns = (
        Assignment.id.label("assignment"),
        Establishment.id.label("establishment"),
        Establishment.enterprise_id.label("enterprise"),
        Response.version_hash,
        Response.language,
        Submission.submitted_at,
        Submission.document,
        FrameEntry.stratum,
        FrameEntry.sector_group,
        FrameEntry.size_class,
        FrameEntry.kreis,
        FrameEntry.wz,
    )
    query = _submitted(wave_id).where(Assignment.role == role).with_only_columns(*columns)
    # No order by: it would be the order of the database, and the snapshot sorts by its own keys.
    for row in session.execute(query, execution_options={"yield_per": BATCH}):
        yield _case(row, wave_id, pepper)


def _case(row: Row[Any], wave_id: int, pepper: str) -> content.Case:
    def key(kind: str, number: int | str) -> str:
        return keyed_hash(pepper, f"{kind}:{wave_id}:{number}")[:KEY_LENGTH]

    establishment = key("establishment", row.establishment)
    return content.Case(
        case=key("case", row.assignment),
        establishment=establishment,
        contributor=key("enterprise", row.enterprise) if row.enterprise else establishment,
        version=row.version_hash,
        language=row.language,
        submitted_on=row.submitted_at.astimezone(waves.HERE).date().isoformat(),
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


def _fieldwork(session: AnySession, wave: Wave) -> list[content.Fieldwork]:
    by_stratum = monitor.look(session, wave).by_stratum
    return [
        content.Fieldwork(Role(role).value, stratum, counts.invited, counts.started, counts.submitted)
        for stratum, roles in by_stratum.items()
        for role, counts in roles.items()
    ]
