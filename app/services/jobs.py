"""Jobs: asked for in the transaction of their cause, taken by one worker at a time, never lost.

A worker holds a job by a lease that it renews. Who takes a job counts an attempt, and that number is the worker's
proof: once another one has taken the job over, nothing that the former still wants to store is accepted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.exc import IntegrityError

from app.database import AnySession
from app.models import Job, JobState, Json, Worker
from app.services.refusals import Unknown

LEASE: Final = timedelta(seconds=60)
MOST_ATTEMPTS: Final = 3
SILENCE: Final = timedelta(seconds=30)
"""A worker that has not been heard of for so long is not there."""
KEPT: Final = timedelta(days=30)
GAVE_UP: Final = (
    f"Die Arbeit ist {MOST_ATTEMPTS}-mal abgebrochen. Es wurde nichts gespeichert. "
    "Bitte sagen Sie der Technik Bescheid."
)


class Lost(Exception):
    """Another worker has taken the job over, or it is gone."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a worker has taken: the job's facts, and by ``attempt`` the proof that it is still this worker's."""

    id: int
    attempt: int
    kind: str
    payload: Mapping[str, Any]
    user_id: int | None


def start(session: AnySession, kind: str, payload: Json, user_id: int | None) -> Job:
    """Ask for work, inside ``writing`` with its cause; the same work that has not ended yet is the same job."""
    text = json.dumps([kind, payload], sort_keys=True, ensure_ascii=False)
    once = hashlib.sha256(text.encode()).hexdigest()
    found = _unended(session, once)
    if found is not None:
        return found
    job = Job(kind=kind, payload=payload, once=once, created_by=user_id)
    try:
        with session.begin_nested():
            session.add(job)
    except IntegrityError:
        # Somebody else asked at the same moment; PostgreSQL has let us wait for them.
        found = _unended(session, once)
        if found is None:
            raise
        return found
    return job


def find(session: AnySession, job_id: int) -> Job:
    """A job as it is stored now; raises Unknown."""
    job = session.get(Job, job_id, populate_existing=True) if job_id < 2**31 else None
    if job is None:
        raise Unknown("Diesen Auftrag gibt es nicht. Nach 30 Tagen werden erledigte Aufträge gelöscht.")
    return job


def unended(session: AnySession, wave: str) -> list[Job]:
    """The jobs of a wave that wait or run, the oldest first."""
    rows = session.scalars(select(Job).where(Job.once.is_not(None)).order_by(Job.id))
    return [job for job in rows if job.payload.get("wave") == wave]


def is_due(session: AnySession, at: datetime) -> bool:
    """Whether there is work; only reads, so that an idle worker is in nobody's way."""
    return session.scalar(_due(at).with_only_columns(Job.id).limit(1)) is not None


def take(session: AnySession, at: datetime) -> Claim | None:
    """The oldest job that waits or whose worker fell silent, now this worker's. Call inside ``writing``.

    SQLite has but one writer; PostgreSQL passes over what another worker is just taking. A job that was broken off
    too often fails.
    """
    query = _due(at).order_by(Job.id).limit(1).with_for_update(skip_locked=True)
    while (job := session.scalar(query.execution_options(populate_existing=True))) is not None:
        if job.attempts < MOST_ATTEMPTS:
            job.state, job.attempts = JobState.RUNNING, job.attempts + 1
            job.lease_until, job.started_at = at + LEASE, at
            session.flush()
            return Claim(job.id, job.attempts, job.kind, job.payload, job.created_by)
        fail(job, GAVE_UP, at)
        session.flush()
    return None


def hold(session: AnySession, claim: Claim) -> Job:
    """The claimed job until the transaction ends; raises Lost when it is no longer this worker's."""
    query = select(Job).where(Job.id == claim.id).with_for_update().execution_options(populate_existing=True)
    job = session.scalar(query)
    if job is None or job.state is not JobState.RUNNING or job.attempts != claim.attempt:
        raise Lost
    return job


def renew(job: Job, at: datetime, done: float, words: str) -> None:
    """Say that the work goes on and how far it is; ``done`` from 0 to 1."""
    job.lease_until, job.done, job.words = at + LEASE, min(max(done, 0.0), 1.0), words[:200]


def finish(job: Job, result: Json, at: datetime) -> None:
    """The work is done; ``result`` says what came of it."""
    job.result, job.done = result, 1.0
    _end(job, JobState.DONE, at)


def fail(job: Job, error: str, at: datetime) -> None:
    """The work cannot be done; ``error`` is a German sentence for the screen."""
    job.error = error
    _end(job, JobState.FAILED, at)


def give_back(job: Job) -> None:
    """A worker that is told to stop leaves the job to the next one; that is no failed attempt."""
    job.state, job.lease_until, job.attempts = JobState.WAITING, None, job.attempts - 1


def beat(session: AnySession, name: str, at: datetime) -> None:
    """A worker says that it lives."""
    session.merge(Worker(name=name, seen_at=at))


def leave(session: AnySession, name: str) -> None:
    """A worker ends."""
    session.execute(delete(Worker).where(Worker.name == name))


def last_beat(session: AnySession) -> datetime | None:
    """When a worker was last heard of; None when there is none."""
    return session.scalar(select(func.max(Worker.seen_at)))


def is_stalled(session: AnySession, job: Job, at: datetime) -> bool:
    """Whether a job has not ended and no worker is there to begin it or to take it over."""
    has_lease = job.lease_until is not None and job.lease_until >= at
    if job.finished_at is not None or has_lease:
        return False
    last = last_beat(session)
    return last is None or last < at - SILENCE


def clear(session: AnySession, at: datetime) -> None:
    """Remove what ended long ago, and workers that have been silent for a day."""
    session.execute(delete(Job).where(Job.finished_at < at - KEPT))
    session.execute(delete(Worker).where(Worker.seen_at < at - timedelta(days=1)))


def _due(at: datetime) -> Select[Job]:
    is_silent = (Job.state == JobState.RUNNING) & (Job.lease_until < at)
    return select(Job).where(or_(Job.state == JobState.WAITING, is_silent))


def _unended(session: AnySession, once: str) -> Job | None:
    query = select(Job).where(Job.once == once)
    return session.scalar(query.execution_options(populate_existing=True))


def _end(job: Job, state: JobState, at: datetime) -> None:
    job.state, job.finished_at = state, at
    job.once = job.lease_until = None
