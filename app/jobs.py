"""The kinds of jobs, and the loop of a worker that works them off.

What a job stores is stored in the transaction that ends it, and only by the worker that still holds it: however often
a job is taken up again, its work is done once.
"""

from __future__ import annotations

import logging
import os
import socket
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Event, Thread
from typing import Final

from flask import current_app
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from analysis.plan_file import SHIPPED
from app.database import UNAVAILABLE, reading, writing
from app.extensions import db
from app.filters import number
from app.models import Job, Json, now
from app.services import audit, compared, freeze, jobs, plans, publish, verification, waves
from app.services.jobs import Claim, Lost
from app.services.refusals import Refused
from app.services.shelf import Shelf

log = logging.getLogger(__name__)

Step = Callable[[float, str], None]
"""Told how much is done (0 to 1) and what comes now, in German."""
Store = Callable[[], Json]
"""Stores what was worked out, inside the transaction that ends the job; gives the job's result."""
Run = Callable[[Claim, Step], Store]

POLL_SECONDS: Final = 1.0
BEAT_SECONDS: Final = 10.0
FAILED: Final = (
    "Dabei ist bei uns ein Fehler aufgetreten. Es wurde nichts gespeichert. Bitte versuchen Sie es noch einmal; "
    "bleibt es dabei, sagen Sie bitte der Technik Bescheid."
)


def _freeze(claim: Claim, step: Step) -> Store:
    """Freeze the answers of a wave."""
    slug, at = claim.payload["wave"], now()
    settings = current_app.extensions["settings"]
    wave = waves.find(db.session, slug)
    total, count = freeze.count(db.session, wave), 0

    def tell(more: int) -> None:
        nonlocal count
        count += more
        step(0.9 * count / max(total, count), f"Gelesene Antworten: {number(count)} von {number(total)}")

    step(0, "Die Antworten werden gelesen")
    frozen = freeze.write(
        db.session, wave, freeze.Place(settings.data_dir / "snapshots", settings.code_pepper), at, tell
    )
    step(0.9, "Die Liste der Tabellen wird angelegt")
    plans.tables_of(frozen, Shelf(settings.data_dir / "files"))

    def store() -> Json:
        row = freeze.store(db.session, waves.find(db.session, slug), frozen, at)
        audit.record(db.session, claim.user_id, "snapshot_taken", f"wave:{slug}", snapshot=row.id, **row.responses)
        return {"snapshot": row.id}

    return store


def _build(claim: Claim, step: Step) -> Store:
    """Build a release from the latest snapshot."""
    slug, at, is_preview = claim.payload["wave"], now(), "preview" in claim.payload
    found = plans.find(db.session, claim.payload.get("plan", SHIPPED[0]))
    plan = plans.chosen(found.outline, claim.payload.get("parameters", {}))
    wave = waves.find(db.session, slug)
    before = compared.opened(db.session, wave, claim.payload.get("before", ""), plan)
    made = publish.make(db.session, wave, step, plan=plan, before=before)

    def store() -> Json:
        row = publish.keep(db.session, waves.find(db.session, slug), made, at, claim.user_id, is_preview=is_preview)
        return {"release": row.id, "is_new": row.built_at == at}

    return store


def _verify(claim: Claim, step: Step) -> Store:
    """Write the files of a release and read them back."""
    done = verification.verify(db.session, publish.find(db.session, claim.payload["release"]), step)

    def store() -> Json:
        verification.settle(db.session, done, now(), claim.user_id)
        return {"release": done.release_id}

    return store


KINDS: Final[Mapping[str, Run]] = {"freeze": _freeze, "build": _build, "verify": _verify}


class Pulse:
    """Beside the work, in a thread: keeps the lease, stores the progress, says that this worker lives.

    The thread has a session of its own, so that telling a progress never ends the transaction that the work reads in.
    """

    def __init__(self, engine: Engine, claim: Claim, name: str) -> None:
        self._engine, self._claim, self._name = engine, claim, name
        self._now = self._stored = (0.0, "")
        self._is_lost = False
        self._ended = Event()
        self._thread = Thread(target=self._run, daemon=True)

    def step(self, done: float, words: str) -> None:
        """Note a progress; raises Lost when another worker has taken over."""
        if self._is_lost:
            raise Lost
        self._now = (done, words)

    def __enter__(self) -> Pulse:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        renewed = 0.0
        while not (self._is_lost or self._ended.wait(POLL_SECONDS / 2)):
            if self._now == self._stored and time.monotonic() - renewed < BEAT_SECONDS:
                continue
            try:
                self._renew(self._now)
                renewed = time.monotonic()
            except Lost:
                self._is_lost = True
            except UNAVAILABLE as error:
                log.error("database unavailable: %s", type(error).__name__)

    def _renew(self, progress: tuple[float, str]) -> None:
        with Session(self._engine) as session, writing(session):
            jobs.renew(jobs.hold(session, self._claim), now(), *progress)
            jobs.beat(session, self._name, now())
        self._stored = progress


def serve(*, is_once: bool = False) -> None:
    """Work off jobs until interrupted, or with ``is_once`` until none is left. Needs an application context.

    Waits for a database that is away; with ``is_once`` that is raised.
    """
    name = f"{socket.gethostname()}:{os.getpid()}"[:100]
    try:
        with reading():
            _loop(name, is_once=is_once)
    finally:
        db.session.remove()
        with suppress(*UNAVAILABLE), writing(db.session):
            jobs.leave(db.session, name)


def _loop(name: str, *, is_once: bool) -> None:
    beaten = -BEAT_SECONDS
    while True:
        try:
            if time.monotonic() - beaten >= BEAT_SECONDS:
                _beat(name)
                beaten = time.monotonic()
            has_worked = _work_one(name)
        except UNAVAILABLE as error:
            if is_once:
                raise
            log.error("database unavailable: %s", type(error).__name__)
            has_worked = False
        # What was read is not held on to: the next look must see what others have stored.
        db.session.remove()
        if has_worked:
            continue
        if is_once:
            return
        time.sleep(POLL_SECONDS)


def _beat(name: str) -> None:
    with writing(db.session):
        jobs.beat(db.session, name, now())
        jobs.clear(db.session, now())


def _work_one(name: str) -> bool:
    """Work off the oldest job; False when there is none."""
    if not jobs.is_due(db.session, now()):
        return False
    with writing(db.session):
        claim = jobs.take(db.session, now())
    if claim is None:
        return False
    try:
        _work(claim, name)
    except KeyboardInterrupt:
        _close(claim, jobs.give_back)
        raise
    return True


def _work(claim: Claim, name: str) -> None:
    """Do the work of one job and store what came of it; a database that is away leaves it to the end of the lease."""
    try:
        with Pulse(db.engine, claim, name) as pulse:
            store = KINDS[claim.kind](claim, pulse.step)
        with writing(db.session):
            job = jobs.hold(db.session, claim)
            jobs.finish(job, store(), now())
    except Lost:
        log.warning("job %s: another worker has taken it over", claim.id)
    except UNAVAILABLE:
        raise
    except Refused as refused:
        _fail(claim, str(refused))
    except Exception as error:
        # The text of an error may hold answers: only its kind and place are logged.
        place = "".join(traceback.format_tb(error.__traceback__))
        log.error("job %s (%s): %s\n%s", claim.id, claim.kind, type(error).__name__, place)
        _fail(claim, FAILED)


def _fail(claim: Claim, error: str) -> None:
    _close(claim, lambda job: jobs.fail(job, error, now()))


def _close(claim: Claim, how: Callable[[Job], None]) -> None:
    """End the work on a job in a transaction of its own, unless another worker has taken it over."""
    db.session.remove()
    with suppress(Lost), writing(db.session):
        how(jobs.hold(db.session, claim))
