"""Complete surveys of 20 questions on 4 pages under gunicorn, with a load generator of its own process.

A completion is the first page, four saves with the page each redirects to, the submission and the receipt: eleven
requests. Entering by code happens before the clock starts.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.request import urlopen

from app.config import ROOT
from app.extensions import db
from benchmarks.databases import Database, Databases, cpu_of
from benchmarks.fieldwork import FOLDER, PEPPER, SECRET, application, open_wave
from benchmarks.figures import Figure

CLIENTS = (2, 8)
COMPLETIONS = 240
WARM_UP = 24
PER_SECOND = {"SQLite": 10.0, "PostgreSQL": 8.0}
CPU_GOAL = 120.0
SLOWEST_SAVE = 60.0


@dataclass(frozen=True, slots=True)
class Run:
    """What one run gave: completions a second, CPU milliseconds a completion, and the times of saves in ms."""

    per_second: float
    cpu: float
    median: float
    slowest: float


def measure(databases: Databases, folder: Path) -> Iterator[Figure]:
    """Both databases, with 2 and with 8 clients."""
    for kind in Databases.KINDS:
        with databases.fresh(kind) as database:
            app = application(database.url, folder)
            codes = open_wave(app, FOLDER / "twenty.yaml", WARM_UP + COMPLETIONS * len(CLIENTS))
            with app.app_context():
                db.engine.dispose()
            with _gunicorn(database.url, folder) as (port, process):
                _run((port, process), database, codes[:WARM_UP], CLIENTS[0])
                for place, clients in enumerate(CLIENTS):
                    start = WARM_UP + place * COMPLETIONS
                    run = _run((port, process), database, codes[start : start + COMPLETIONS], clients)
                    yield from _figures(database, clients, run)


def _figures(database: Database, clients: int, run: Run) -> Iterator[Figure]:
    what = f"20 questions on 4 pages, {database.kind}, {clients} clients"
    yield Figure(f"{what}: completions", run.per_second, "/s", PER_SECOND[database.kind], more_is_better=True)
    is_whole = database.kind == "SQLite" or database.server is not None
    note = "all server processes" if is_whole else "without the database's server, which is elsewhere"
    yield Figure(f"{what}: CPU a completion", run.cpu, "ms", CPU_GOAL, note=note)
    yield Figure(f"{what}: save, median", run.median, "ms")
    yield Figure(f"{what}: save, p95", run.slowest, "ms", SLOWEST_SAVE if clients == CLIENTS[0] else None)


def _run(server: tuple[int, int], database: Database, codes: Sequence[str], clients: int) -> Run:
    port, process = server
    command = [sys.executable, "-m", "benchmarks.client", str(port), str(clients)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as generator:
        _say(generator.stdin, json.dumps(list(codes)))
        _expect(generator.stdout, "ready")
        before = cpu_of(process) + database.cpu_seconds()
        _say(generator.stdin, "go")
        result = json.loads(_expect(generator.stdout, "{"))
        used = cpu_of(process) + database.cpu_seconds() - before
    saves = sorted(result["saves"])
    return Run(
        per_second=len(codes) / result["seconds"],
        cpu=used / len(codes) * 1000,
        median=saves[len(saves) // 2] * 1000,
        slowest=saves[int(len(saves) * 0.95)] * 1000,
    )


def _say(pipe: IO[str] | None, line: str) -> None:
    if pipe is None:
        raise RuntimeError("the load generator has no input")
    pipe.write(line + "\n")
    pipe.flush()


def _expect(pipe: IO[str] | None, start: str) -> str:
    line = pipe.readline() if pipe is not None else ""
    if not line.startswith(start):
        raise RuntimeError("the load generator stopped; its message stands above")
    return line


@contextmanager
def _gunicorn(url: str, folder: Path) -> Iterator[tuple[int, int]]:
    """The application as in production on a free port; port and id of the first process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words = f"-m gunicorn --config python:app.server --bind 127.0.0.1:{port} wsgi:app"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "SECRET_KEY": SECRET,
        "CODE_PEPPER": PEPPER,
        "BASE_URL": f"http://127.0.0.1:{port}",
    }
    command = [sys.executable, *words.split(), "--log-level", "warning"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait(port)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(30)


def _wait(port: int) -> None:
    """Until the server answers; raises TimeoutError after half a minute."""
    for _ in range(60):
        try:
            with urlopen(f"http://127.0.0.1:{port}/befragung/", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("gunicorn did not start")
