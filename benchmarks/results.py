"""Results on screen at 100,000 responses: every figure of every question, each page for the first time.

Requests go straight into the WSGI application of this process: sign-in, routing, reading, counting, charts, HTML.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median, quantiles

from flask import Flask
from flask.testing import FlaskClient

from analysis import snapshot
from analysis.layout import has_results
from app.database import writing
from app.extensions import db
from app.garbage import look_rarely
from app.models import Snapshot, now
from app.server import warm
from app.services import accounts, explore, waves
from benchmarks.databases import Databases
from benchmarks.fieldwork import application
from benchmarks.figures import Figure
from benchmarks.forms import hidden_fields
from benchmarks.many import answer_sets, fill_wave
from benchmarks.volumes import LARGE, alone

MAIL, PASSWORD = "messung@example.org", "nur zum Messen gedacht"
GOAL = 300.0
WAYS = ("", "nach=sector_group", "nach=kreis&groessen=10-49&groessen=50-249", "nach=train_any&bereiche=G-I")


def measure(databases: Databases, folder: Path) -> Iterator[Figure]:
    """Build the wave, freeze it as it is and as a random sample of its frame, and look at everything of both."""
    with databases.fresh("SQLite") as database:
        app = _served(database.url, folder)
        slug = fill_wave(app, answer_sets(), LARGE)
        _account(app)
        for is_drawn in (False, True):
            with app.app_context():
                with writing(db.session):
                    waves.find(db.session, slug).is_random_sample = is_drawn
                db.session.remove()
                db.engine.dispose()
            path = Path(alone("snapshot", database.url, str(folder), slug)["path"])
            yield from pages(app, slug, path, "estimates from" if is_drawn else "results of")


def pages(app: Flask, slug: str, path: Path, kind: str) -> Iterator[Figure]:
    """What the pages of a snapshot take."""
    _freeze(app, slug, path)
    home, subject = f"/intern/wellen/{slug}/ergebnisse", f"{kind} {LARGE:,} responses"
    settings = app.extensions["settings"]
    cold = alone("page", settings.database_url, str(settings.data_dir), f"{home}/company/train_any")
    note = "a question, before anything else; fonts and questionnaires are read once a process"
    yield Figure(f"{subject}: first page of a process", cold["milliseconds"], "ms CPU", GOAL, note=note)
    client = _signed_in(app)
    yield Figure(f"{subject}: list of questions", _milliseconds(client, home), "ms CPU", GOAL)
    first = _milliseconds(client, f"{home}/company/train_any")
    note = "people and groups are read once a snapshot"
    yield Figure(f"{subject}: first question of a snapshot", first, "ms CPU", GOAL, note=note)
    taken = {address: _milliseconds(client, address) for address in _addresses(snapshot.Snapshot(path), home)}
    slow = max(taken, key=lambda address: taken[address])
    over = sum(each > GOAL for each in taken.values())
    what = f"{subject}, a page seen for the first time"
    yield Figure(
        f"{what}: median", median(taken.values()), "ms CPU", note=f"{len(taken)} pages, {over} above {GOAL:g} ms"
    )
    yield Figure(f"{what}: p95", quantiles(taken.values(), n=20)[-1], "ms CPU", GOAL)
    yield Figure(f"{what}: slowest", taken[slow], "ms CPU", GOAL, note=slow.removeprefix(f"{home}/"))
    yield Figure(f"{what}: the slowest again", _milliseconds(client, slow), "ms CPU", GOAL)


def _account(app: Flask) -> None:
    with app.app_context(), writing(db.session):
        accounts.create(db.session, MAIL, "Messung", PASSWORD, "manager")


def _freeze(app: Flask, slug: str, path: Path) -> None:
    """The snapshot in the database."""
    with app.app_context(), writing(db.session):
        facts = {"id": path.name, "wave_id": waves.find(db.session, slug).id, "created_at": now()}
        db.session.add(Snapshot(**facts, is_provisional=False, responses={"company": LARGE}, path=str(path)))


def first_page(url: str, folder: str, address: str) -> Mapping[str, float]:
    """What a page takes as the first of a process, but for signing in."""
    return {"milliseconds": _milliseconds(_signed_in(_served(url, Path(folder))), address)}


def _served(url: str, folder: Path) -> Flask:
    """The application as a process of the server has it."""
    app = application(url, folder)
    look_rarely()
    warm(app)
    return app


def _signed_in(app: Flask) -> FlaskClient:
    """Somebody of staff."""
    client = app.test_client()
    fields = hidden_fields(client.get("/anmelden").text)
    client.post("/anmelden", data={**fields, "email": MAIL, "password": PASSWORD})
    return client


def _addresses(frozen: snapshot.Snapshot, home: str) -> Iterator[str]:
    for role, questionnaire in frozen.questionnaires.items():
        opened = explore.source(frozen, role)
        for item in questionnaire.items.values():
            for table in opened.figures(item.id) if has_results(item) else ():
                figure = table.id.removeprefix(f"{role}.{item.id}.")
                ways = [way for way in WAYS if f"={item.id}" not in way]
                yield from (f"{home}/{role}/{item.id}?groesse={figure}&{way}" for way in ways)


def _milliseconds(client: FlaskClient, address: str) -> float:
    """Milliseconds of CPU, all threads, until the page is there."""
    begin = time.process_time()
    answer = client.get(address)
    taken = (time.process_time() - begin) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status}")
    return taken
