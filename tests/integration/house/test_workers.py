"""Real processes: a worker that is killed loses nothing, one that is stopped gives back, the demo brings its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
from flask import Flask
from sqlalchemy import func, select, update

from app import create_app
from app.config import ROOT, Settings
from app.database import writing
from app.extensions import db
from app.models import AuditEntry, Job, JobState, Snapshot, WaveState, Worker, now
from app.services import jobs, waves
from tests.integration.analysis.field import SLUG, closed_wave
from tests.workers import work_off

SLOW = """
import sys, time
from app import create_app, jobs

freeze = jobs.KINDS["freeze"]

def slow(claim, step):
    store = freeze(claim, step)
    step(0.5, "Gleich fertig")
    time.sleep(600)
    return store

jobs.KINDS = {"freeze": slow}
sys.exit(create_app().test_cli_runner().invoke(args=["worker"]).exit_code)
"""
"""The worker of the command line; freezing takes ten minutes longer."""


@contextmanager
def _process(app: Flask, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    settings = app.extensions["settings"]
    secrets = {"SECRET_KEY": "s" + "0123456789" * 4, "CODE_PEPPER": settings.code_pepper + "0123456789" * 4}
    environment = os.environ | secrets | {"DATABASE_URL": settings.database_url, "DATA_DIR": str(settings.data_dir)}
    process = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environment, start_new_session=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _work_once(app: Flask) -> None:
    with _process(app, "-m", "flask", "--app", "wsgi", "worker", "--once") as process:
        assert process.wait(60) == 0


def _until(is_so: Callable[[], Any], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _value(app: Flask, what: Any) -> Any:
    """A column of the only row there is, or a count."""
    with app.app_context():
        return db.session.scalar(select(what))


def _ask(app: Flask) -> None:
    closed_wave(app)
    with app.app_context(), writing(db.session):
        jobs.start(db.session, "freeze", {"wave": SLUG}, None)


def test_a_worker_that_is_killed_loses_nothing(app: Flask) -> None:
    _ask(app)
    with _process(app, "-c", SLOW) as slow:
        _until(lambda: _value(app, Job.words) == "Gleich fertig")
        slow.send_signal(signal.SIGKILL)
        assert slow.wait(30) == -signal.SIGKILL
    work_off(app)
    assert _value(app, Job.state) is JobState.RUNNING, "the lease still runs; nobody else may begin"
    assert _value(app, func.count(Snapshot.id)) == 0
    with app.app_context(), writing(db.session):
        db.session.execute(update(Job).values(lease_until=now() - timedelta(seconds=1)))
    work_off(app)
    assert _value(app, Job.state) is JobState.DONE
    assert _value(app, Job.attempts) == 2
    assert _value(app, func.count(Snapshot.id)) == 1
    assert _value(app, func.count(AuditEntry.id)) == 1


def test_a_worker_that_is_stopped_gives_the_job_back_at_once(app: Flask) -> None:
    _ask(app)
    with _process(app, "-c", SLOW) as slow:
        _until(lambda: _value(app, Job.words) == "Gleich fertig")
        assert _value(app, func.count(Worker.name)) == 1
        slow.send_signal(signal.SIGTERM)
        assert slow.wait(30) == 0
    assert _value(app, Job.state) is JobState.WAITING
    assert _value(app, Job.attempts) == 0
    assert _value(app, func.count(Worker.name)) == 0
    _work_once(app)
    assert _value(app, Job.state) is JobState.DONE


def _served(app: Flask, demo: subprocess.Popen[bytes], port: int) -> list[psutil.Process]:
    """Wait until the demo answers and its worker works; the processes that it started."""
    _until(lambda: _answers(port))
    _until(lambda: _value(app, func.count(Worker.name)) == 1)
    return psutil.Process(demo.pid).children(recursive=True)


def _answers(port: int) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
        return bool(answer.status == 200)
    return False


def test_the_demo_starts_a_server_and_a_worker_and_stops_both(sqlite_url: str, tmp_path: Path) -> None:
    app = _loaded(sqlite_url, tmp_path)
    port = _free_port()
    with _process(app, "-m", "flask", "--app", "wsgi", "demo", "run", "--port", str(port)) as demo:
        running = _served(app, demo, port)
        assert len(running) == 4, "gunicorn and its two processes, and the worker"
        os.killpg(demo.pid, signal.SIGINT)  # Ctrl+C on a terminal reaches all of them
        assert demo.wait(60) == 0
        assert not [process for process in running if process.is_running()]
    assert _value(app, func.count(Worker.name)) == 0
    assert not _answers(port)


def _loaded(url: str, folder: Path) -> Flask:
    """An application that takes its demo for loaded."""
    app = create_app(Settings(database_url=url, testing=True, data_dir=folder))
    with app.app_context(), writing(db.session):
        wave = waves.create(db.session, waves.NewWave("demo-offen", {"de": "Demo"}, 2025, 2030, is_invented=True))
        wave.state, wave.opened_at = WaveState.OPEN, now()
    return app


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
