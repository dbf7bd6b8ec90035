"""CPU of the web process for one page with 14 mandatory answers, to show it and to save it, and to show a list of 100.

Requests go straight into the WSGI application of this process, so nothing of a server or a client is counted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

import surveys.load
from app.extensions import db
from benchmarks.databases import Databases
from benchmarks.fieldwork import FOLDER, application, open_wave
from benchmarks.figures import Figure
from benchmarks.forms import hidden_fields

Cost = TypeVar("Cost")
PAGE = "/befragung/alles"
ROUNDS = 300
WARM_UP = 30
ENTRIES = 100
LIST_GOAL = 82.0
"""What the ONS eQ runner takes for a list of a hundred."""
ANSWERS: Mapping[str, list[str]] = {
    "branch": ["25"],
    "branch:step": ["C"],
    "district": ["10041"],
    "job": ["25"],
    "size": ["S4"],
    "agree": ["3"],
    "employees": ["1.250"],
    "hours": ["38,5"],
    "budget": ["350,00"],
    "ways": ["course", "online", "tandem"],
    "topics": ["K01", "K03", "K11"],
    "order.1": ["dig"],
    "order.2": ["ai"],
    "order.3": ["lab"],
    "since": ["01.03.2024"],
    "title": ["Plan für Weiterbildung"],
    "reason": ["Weil sich die Arbeit ändert."],
}


def measure(databases: Databases, folder: Path) -> Iterator[Figure]:
    """View and save on both databases; PostgreSQL may cost 2 ms more. The list on SQLite."""
    seen: dict[str, float] = {}
    for kind in Databases.KINDS:
        with _long_pages(), databases.fresh(kind) as database:
            view, save = _with(application(database.url, folder), _costs)
        for name, value, goal in (("view", view, 10.0), ("save", save, 8.0)):
            limit = goal if kind == "SQLite" else seen[name] + 2.0
            seen.setdefault(name, value)
            what = f"page with 14 mandatory answers: {name}, {kind}"
            note = "" if kind == "SQLite" else "goal: SQLite and 2 ms"
            yield Figure(what, value, "ms CPU", round(limit, 1), note=note)
    with databases.fresh("SQLite") as database:
        cost = _with(application(database.url, folder), _list_cost)
    yield Figure(f"list of {ENTRIES} entries: view, SQLite", cost, "ms CPU", LIST_GOAL)


def _with(app: Flask, cost: Callable[[Flask], Cost]) -> Cost:
    """What it costs; the database may be removed afterwards."""
    found = cost(app)
    with app.app_context():
        db.engine.dispose()
    return found


@contextmanager
def _long_pages() -> Iterator[None]:
    """Allow more questions a page than we do, to measure what others measure."""
    with mock.patch.object(surveys.load, "MAX_ITEMS_ON_PAGE", 14):
        yield


def _entered(app: Flask, questionnaire: str) -> tuple[FlaskClient, str]:
    """Somebody who has come in with a code, and the cookie of their browser."""
    code = open_wave(app, FOLDER / questionnaire, 1)[0]
    client = app.test_client()
    form = hidden_fields(client.get("/befragung/").text)
    entered = client.post("/befragung/", data={**form, "code": code})
    return client, entered.headers["Set-Cookie"].partition(";")[0]


def _list_cost(app: Flask) -> float:
    """CPU milliseconds of a view of the full list."""
    client, cookie = _entered(app, "hundred.yaml")
    for number in range(ENTRIES):
        entry = f"{PAGE}/zeile/r{number:04}"
        fields = hidden_fields(client.get(entry).text)
        cells = {f"groups.r{number:04}.job": f"{11 + number % 2}", f"groups.r{number:04}.people": str(number)}
        if client.post(entry, data={**fields, **cells}).status_code != 303:
            raise RuntimeError(f"entry {number} was not saved")
    return _cpu(app, [_environment("GET", cookie) for _ in range(WARM_UP + ROUNDS)], "200")


def _costs(app: Flask) -> tuple[float, float]:
    """CPU milliseconds of a view and of a save."""
    client, cookie = _entered(app, "fourteen.yaml")
    fields = hidden_fields(client.get(PAGE).text)
    first = client.post(PAGE, data={**fields, **ANSWERS})
    if first.status_code != 303:
        raise RuntimeError(f"the page was not saved: {first.status_code}\n{first.text[-3000:]}")
    version = int(fields["version"]) + 1
    answers: dict[str, Any] = {**ANSWERS}
    views = [_environment("GET", cookie) for _ in range(WARM_UP + ROUNDS)]
    saves = [
        _environment("POST", cookie, {**fields, **answers, "version": str(version + n), "employees": str(100 + n)})
        for n in range(WARM_UP + ROUNDS)
    ]
    return _cpu(app, views, "200"), _cpu(app, saves, "303")


def _environment(method: str, cookie: str, form: Mapping[str, Any] | None = None) -> dict[str, Any]:
    body = urlencode(form, doseq=True).encode() if form else b""
    builder = EnvironBuilder(
        path=PAGE,
        method=method,
        base_url="http://127.0.0.1:8000",
        data=body,
        content_type="application/x-www-form-urlencoded" if form else None,
        headers=[("Cookie", cookie)],
    )
    environment: dict[str, Any] = builder.get_environ()
    return environment


def _cpu(app: Flask, environments: list[dict[str, Any]], status: str) -> float:
    for environment in environments[:WARM_UP]:
        _request(app, environment, status)
    begin = time.process_time()
    for environment in environments[WARM_UP:]:
        _request(app, environment, status)
    return (time.process_time() - begin) / ROUNDS * 1000


def _request(app: Flask, environment: dict[str, Any], wanted: str) -> None:
    parts, status, _headers = run_wsgi_app(app.wsgi_app, environment, buffered=True)
    if not status.startswith(wanted):
        raise RuntimeError(
            f"{environment['REQUEST_METHOD']} {environment['PATH_INFO']}: {status}\n{b''.join(parts)[-3000:]!r}"
        )
