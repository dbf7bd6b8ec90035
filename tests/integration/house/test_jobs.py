"""Work in the background: asked for once, done once, taken up again after a crash, and told of on a page."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app import jobs as worker
from app import sessions
from app.database import writing
from app.extensions import db
from app.models import AuditEntry, BrowserSession, Job, JobState, Snapshot, Worker, now
from app.services import jobs, waves
from app.services.jobs import LEASE, MOST_ATTEMPTS, SILENCE, Claim, Lost
from app.services.refusals import Refused
from tests.accounts import visitor
from tests.integration.analysis.field import SLUG, closed_wave
from tests.respondents import Respondent
from tests.workers import press_and_wait, work_off

ADDRESS = f"/intern/wellen/{SLUG}"
WORK = {"wave": SLUG}


def _ask(app: Flask, kind: str = "freeze", **payload: Any) -> int:
    with app.app_context(), writing(db.session):
        job = jobs.start(db.session, kind, payload or WORK, None)
        db.session.flush()
        return job.id


def _take(app: Flask, at: datetime | None = None) -> Claim | None:
    with app.app_context(), writing(db.session):
        return jobs.take(db.session, at or now())


def _job(app: Flask, number: int) -> Job:
    with app.app_context():
        return db.session.get_one(Job, number)


def _count(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def _run_as(monkeypatch: pytest.MonkeyPatch, run: Callable[..., Any]) -> None:
    monkeypatch.setattr(worker, "KINDS", {"test": run})


# --- asked for, taken, held ------------------------------------------------------------------------------------


def test_a_job_is_asked_for_in_the_transaction_of_its_cause(app: Flask) -> None:
    def ask_and_fail() -> None:
        with writing(db.session):
            jobs.start(db.session, "freeze", WORK, None)
            raise Refused

    with app.app_context(), pytest.raises(Refused):
        ask_and_fail()
    assert _count(app, Job) == 0


def test_the_same_work_is_the_same_job_until_it_has_ended(app: Flask) -> None:
    first = _ask(app)
    assert _ask(app) == first, "waiting"
    claim = _take(app)
    assert claim is not None
    assert _ask(app) == first, "running"
    assert _ask(app, wave="another") != first
    assert _ask(app, "build") != first
    with app.app_context(), writing(db.session):
        jobs.finish(jobs.hold(db.session, claim), {}, now())
    assert _ask(app) != first, "ended"


def test_two_who_ask_at_the_same_moment_get_the_same_job(app: Flask) -> None:
    barrier, found = Barrier(4), []

    def ask() -> None:
        barrier.wait()
        found.append(_ask(app))

    _together([Thread(target=ask) for _ in range(4)])
    assert len(found) == 4
    assert len(set(found)) == 1
    assert _count(app, Job) == 1


def test_workers_that_take_at_the_same_moment_get_different_jobs_the_oldest_first(app: Flask) -> None:
    asked = [_ask(app, wave=f"w{number}") for number in range(6)]
    barrier, taken = Barrier(8), []

    def take() -> None:
        barrier.wait()
        taken.append(_take(app))

    _together([Thread(target=take) for _ in range(8)])
    assert sorted(claim.id for claim in taken if claim) == asked
    assert taken.count(None) == 2


def _together(threads: list[Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


def test_a_lease_that_ran_out_is_taken_over_and_the_former_worker_stores_nothing(app: Flask) -> None:
    number = _ask(app)
    first = _take(app)
    assert first is not None
    assert _take(app) is None, "held"
    second = _take(app, now() + LEASE + timedelta(seconds=1))
    assert second is not None
    assert (second.id, second.attempt) == (number, 2)
    with app.app_context(), pytest.raises(Lost), writing(db.session):
        jobs.hold(db.session, first)
    with app.app_context(), writing(db.session):
        jobs.renew(jobs.hold(db.session, second), now(), 0.5, "Halb")
    assert _job(app, number).done == 0.5


def test_a_job_that_is_broken_off_again_and_again_fails(app: Flask) -> None:
    number, at = _ask(app), now()
    for attempt in range(MOST_ATTEMPTS):
        claim = _take(app, at)
        assert claim is not None
        assert claim.attempt == attempt + 1
        at += LEASE + timedelta(seconds=1)
    assert _take(app, at) is None
    job = _job(app, number)
    assert job.state is JobState.FAILED
    assert "3-mal abgebrochen" in job.error
    assert _ask(app) != number, "it can be asked for again"


# --- the loop --------------------------------------------------------------------------------------------------


def test_what_was_worked_out_is_stored_with_the_end_of_the_job_or_not_at_all(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(claim: Claim, step: worker.Step) -> worker.Store:
        def store() -> dict[str, Any]:
            db.session.add(AuditEntry(user_id=None, action="stored", subject="", detail={}))
            db.session.flush()
            # Meanwhile this worker was thought dead, and another one has taken the job.
            if claim.payload["is_late"]:
                raise Lost
            return {"found": 42}

        return store

    _run_as(monkeypatch, run)
    late = _ask(app, "test", is_late=True)
    work_off(app)
    assert _count(app, AuditEntry) == 0
    assert _job(app, late).state is JobState.RUNNING, "it is the other worker's to end"
    good = _ask(app, "test", is_late=False)
    work_off(app)
    assert _count(app, AuditEntry) == 1
    job = _job(app, good)
    assert (job.state, job.done, job.result, job.once) == (JobState.DONE, 1.0, {"found": 42}, None)
    assert job.started_at is not None
    assert job.finished_at is not None


def test_progress_is_stored_while_the_work_reads(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[float, str]] = []

    def run(claim: Claim, step: worker.Step) -> worker.Store:
        rows = db.session.execute(select(Job.id).execution_options(yield_per=1))
        step(0.25, "Ein Viertel")
        deadline = time.monotonic() + 20
        while not seen and time.monotonic() < deadline:
            job = _stored_elsewhere(app, claim.id)
            if job.words:
                seen.append((job.done, job.words))
            time.sleep(0.05)
        assert [row.id for row in rows] == [claim.id], "the transaction is still the same"
        return dict

    _run_as(monkeypatch, run)
    _ask(app, "test", x=1)
    work_off(app)
    assert seen == [(0.25, "Ein Viertel")]


def _stored_elsewhere(app: Flask, number: int) -> Any:
    with app.app_context(), db.engine.connect() as connection:
        return connection.execute(select(Job.done, Job.words).where(Job.id == number)).one()


def test_who_lost_the_job_is_told_at_the_next_step(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[float] = []

    def run(claim: Claim, step: worker.Step) -> worker.Store:
        with app.app_context(), writing(db.session):
            db.session.execute(update(Job).values(attempts=Job.attempts + 1))
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            step(0.1, "Weiter")
            told.append(0.1)
            time.sleep(0.05)
        return dict

    _run_as(monkeypatch, run)
    number = _ask(app, "test", x=1)
    work_off(app)
    assert told
    assert _job(app, number).state is JobState.RUNNING


@pytest.mark.parametrize("is_refusal", [True, False])
def test_a_failure_is_a_sentence_and_the_log_has_no_answers(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, is_refusal: bool
) -> None:
    def run(claim: Claim, step: worker.Step) -> worker.Store:
        if is_refusal:
            raise Refused("Es fehlt noch etwas.")
        raise ValueError(claim.payload["name"])

    _run_as(monkeypatch, run)
    number = _ask(app, "test", name="Erika Musterfrau")
    work_off(app)
    job = _job(app, number)
    assert job.state is JobState.FAILED
    assert job.error == ("Es fehlt noch etwas." if is_refusal else worker.FAILED)
    assert "Musterfrau" not in caplog.text + job.error
    assert ("ValueError" in caplog.text) is not is_refusal
    assert ("in run" in caplog.text) is not is_refusal, "the place of the error"


def test_what_ended_long_ago_is_removed(app: Flask) -> None:
    old, recent, waiting = (_ask(app, wave=name) for name in ("a", "b", "c"))
    with app.app_context(), writing(db.session):
        for number, days in ((old, 31), (recent, 29)):
            jobs.fail(db.session.get_one(Job, number), "–", now() - timedelta(days=days))
        db.session.get_one(Job, waiting).created_at = now() - timedelta(days=90)
        db.session.get_one(Job, waiting).state, db.session.get_one(Job, waiting).lease_until = (
            JobState.RUNNING,
            now() + LEASE,
        )
    work_off(app)
    with app.app_context():
        assert set(db.session.scalars(select(Job.id))) == {recent, waiting}
    assert _count(app, Worker) == 0, "a worker that ends says so"


# --- the page --------------------------------------------------------------------------------------------------


@pytest.fixture
def manager(house: Flask) -> Respondent:
    """Somebody who leads the fieldwork, with a wave that is over."""
    closed_wave(house)
    return visitor(house, "manager")


def _freeze_later(manager: Respondent) -> str:
    """Press the button; the address of the job's page."""
    manager.open(f"{ADDRESS}/ergebnisse")
    manager.press("Antworten einfrieren")
    return manager.path


def _beat(app: Flask, ago: timedelta) -> None:
    with app.app_context(), writing(db.session):
        jobs.beat(db.session, "rechner:1", now() - ago)


def test_pressing_twice_is_the_same_job(house: Flask, manager: Respondent) -> None:
    other = visitor(house, "manager")
    other.open(f"{ADDRESS}/ergebnisse")
    page = _freeze_later(manager)
    other.press("Antworten einfrieren")
    assert other.path == page


def test_lists_show_what_is_being_done(house: Flask, manager: Respondent) -> None:
    _freeze_later(manager)
    _beat(house, timedelta())
    manager.open(f"{ADDRESS}/ergebnisse")
    assert manager.links["Wartet, gleich geht es los"] == f"{ADDRESS}/auftraege/1"
    assert "Antworten einfrieren" not in manager.text
    _run_to(house, 0.4)
    manager.open(f"{ADDRESS}/ergebnisse")
    assert manager.links["wird eingefroren, 40 %"] == f"{ADDRESS}/auftraege/1"
    number = _ask(house, "build")
    _run_to(house, 0.6)
    manager.open(f"{ADDRESS}/veroeffentlichungen")
    assert "wird gebaut, 60 %" in manager.text
    assert manager.links["Neue Veröffentlichung"] == f"{ADDRESS}/auftraege/{number}"
    analyst = visitor(house, "analyst")
    analyst.open(f"{ADDRESS}/veroeffentlichungen")
    assert "wird gebaut, 60 %" in analyst.text
    assert "Neue Veröffentlichung" not in analyst.links, "the job is the manager's"


def _run_to(app: Flask, done: float) -> None:
    claim = _take(app)
    assert claim is not None
    with app.app_context(), writing(db.session):
        jobs.renew(jobs.hold(db.session, claim), now(), done, "Weiter")


def test_a_page_that_asks_by_itself_does_not_keep_a_session_awake(
    house: Flask, manager: Respondent, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = _freeze_later(manager)
    idle, at = house.extensions["settings"].staff_idle, now()
    with house.app_context(), writing(db.session):
        db.session.execute(update(BrowserSession).values(seen_at=at, expires_at=at + 9 * idle))
    steps = iter(range(1, 100))

    def asks(*addresses: str) -> list[int]:
        moment = at + next(steps) * idle / 4
        monkeypatch.setattr(sessions, "now", lambda: moment)
        return [manager.client.get(address).status_code for address in addresses]

    for _ in range(6):
        assert asks(f"{ADDRESS}/ergebnisse", f"{page}/stand") == [200, 200]
    for _ in range(3):
        assert asks(page, f"{page}/stand") == [200, 200]
    assert asks(page, f"{page}/stand") == [302, 302]


def test_the_page_says_when_nobody_is_there_to_do_the_work(house: Flask, manager: Respondent) -> None:
    page = _freeze_later(manager)
    assert "Zurzeit arbeitet niemand Aufträge ab" in manager.text
    assert "noch nicht" in manager.text
    assert "Wartet auf den Hintergrunddienst" in manager.text
    assert manager.at(".submenu [aria-current=page]").get_text() == "Ergebnisse"
    _beat(house, SILENCE + timedelta(seconds=5))
    manager.open(page)
    assert "Zuletzt gemeldet" in manager.text
    assert manager.client.get(f"{page}/stand").get_json()["state"] == "stalled"
    _beat(house, timedelta())
    manager.open(page)
    assert "niemand" not in manager.text
    assert "gleich geht es los" in manager.text
    assert manager.client.get(f"{page}/stand").get_json()["state"] == "waiting"


def test_the_page_shows_progress_and_loads_itself_anew_without_a_script(house: Flask, manager: Respondent) -> None:
    page = _freeze_later(manager)
    claim = _take(house)
    assert claim is not None
    with house.app_context(), writing(db.session):
        jobs.renew(jobs.hold(db.session, claim), now(), 0.4, "200 von 500 Antworten sind gelesen")
    manager.open(page)
    assert manager.at("progress")["value"] == "40"
    assert "200 von 500 Antworten sind gelesen" in manager.text
    assert "40 %" in manager.text
    assert manager.at("noscript meta[http-equiv=refresh]")["content"] == "3"
    told = manager.client.get(f"{page}/stand").get_json()
    words = "200 von 500 Antworten sind gelesen"
    assert told == {"state": "running", "words": words, "done": 0.4, "percent": "40\u00a0%"}


def test_the_page_leads_to_the_result(house: Flask, manager: Respondent) -> None:
    _freeze_later(manager)
    work_off(house)
    manager.open(manager.path)
    assert manager.path == f"{ADDRESS}/ergebnisse"
    assert "Die Antworten sind eingefroren" in manager.text
    manager.open(f"{ADDRESS}/veroeffentlichungen")
    press_and_wait(house, manager, "Neu bauen")
    assert manager.path.startswith(f"{ADDRESS}/veroeffentlichungen/")
    assert "Die Veröffentlichung ist gebaut" in manager.text


def test_the_page_says_why_it_failed_and_leads_back(house: Flask, manager: Respondent) -> None:
    page = _freeze_later(manager)
    with house.app_context(), writing(db.session):
        waves.archive(db.session, waves.hold(db.session, SLUG))
    work_off(house)
    manager.open(page)
    assert manager.title.startswith("Fehler:")
    assert "Die Erhebungswelle ist archiviert" in manager.text
    assert not manager.soup.select("meta[http-equiv=refresh], progress")
    assert manager.links["Zurück"] == f"{ADDRESS}/ergebnisse"
    assert _count(house, Snapshot) == 0


def test_a_job_is_shown_to_those_who_could_have_started_it(house: Flask, manager: Respondent) -> None:
    page = _freeze_later(manager)
    analyst = visitor(house, "analyst")
    analyst.open(page)
    assert analyst.status == 200
    build = f"{ADDRESS}/auftraege/{_ask(house, 'build')}"
    for address in (build, f"{build}/stand"):
        assert analyst.client.get(address).status_code == 403
        assert manager.client.get(address).status_code == 200
    foreign = _ask(house, "freeze", wave="another")
    for number in (foreign, 0, 10**12):
        assert manager.client.get(f"{ADDRESS}/auftraege/{number}").status_code == 404
