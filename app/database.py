"""Transactions: how SQLite is opened, and the one way in which a request writes.

SQLite has one writer. A transaction that has read and then wants to write fails when another one wrote in
between, so a transaction that writes must begin as one (``BEGIN IMMEDIATE``). The rule that follows holds on
both databases: a request reads, and it writes only inside ``with writing(session)``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, ExceptionContext, event, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import ORMExecuteState, Session, scoped_session

UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeout)
"""What a database raises that cannot be reached, is full, stays locked, is damaged or not as it should be."""

UNREACHABLE_WORDS = (
    "Die Datenbank ist nicht erreichbar. Bitte prüfen Sie, ob sie läuft und ob DATABASE_URL sie richtig nennt."
)
BUSY_WORDS = "Die Datenbank ist gerade beschäftigt: Ein anderer Befehl schreibt noch. Bitte versuchen Sie es erneut."
FORBIDDEN_WORDS = (
    "Dem Konto der Datenbank in DATABASE_URL fehlen Rechte. Bitte lassen Sie ihm die Datenbank übereignen: Es legt "
    "darin Tabellen an und ändert sie."
)
SCHEMA_WORDS = (
    "In der Datenbank fehlen Tabellen oder Spalten. Bitte bringen Sie sie auf den neuesten Stand: "
    "flask --app wsgi db upgrade"
)
_DAMAGED_WORDS = "Die Datei der Datenbank ist beschädigt. Bitte stellen Sie sie aus der Sicherung wieder her."
_SQLITE_WORDS = {
    "is locked": BUSY_WORDS,
    "unable to open": (
        "Die Datenbank ist nicht erreichbar: Ihre Datei lässt sich nicht öffnen. Bitte prüfen Sie den Pfad in "
        "DATABASE_URL und die Rechte an Datei und Ordner."
    ),
    "readonly": (
        "Die Datei der Datenbank lässt sich nicht beschreiben. Bitte prüfen Sie die Rechte an ihr und an ihrem Ordner."
    ),
    "is full": "Der Datenträger, auf dem die Datenbank liegt, ist voll. Bitte schaffen Sie Platz.",
    "malformed": _DAMAGED_WORDS,
    "not a database": _DAMAGED_WORDS,
    "no such table": SCHEMA_WORDS,
    "no such column": SCHEMA_WORDS,
}
_SQLSTATE_WORDS = {"42501": FORBIDDEN_WORDS, "42P01": SCHEMA_WORDS, "42703": SCHEMA_WORDS}
"""PostgreSQL says what is wrong in a language of its own choice, and by a number."""

_reads_only: ContextVar[bool] = ContextVar("reads_only", default=False)

AnySession: TypeAlias = Session | scoped_session[Any]
"""A session of SQLAlchemy, or the one of the request; services take either."""


class WriteOutsideTransaction(RuntimeError):
    """A request changed rows outside ``with writing(session)``."""


def configure(engine: Engine) -> None:
    """Make a SQLite engine durable and patient, and any engine say in the same way what is wrong with a database."""
    event.listen(engine, "handle_error", _as_unavailable)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", _create_private)
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def guard(session: scoped_session[Any]) -> None:
    """Refuse changes of rows while only reading is announced."""
    event.listen(session, "before_flush", _refuse_flush)
    event.listen(session, "do_orm_execute", _refuse_statement)


def announce_reading(is_reading: bool) -> None:
    """Begin the transactions of this thread as readers (a request) or as writers (a command)."""
    _reads_only.set(is_reading)


@contextmanager
def reading() -> Iterator[None]:
    """A command that reads for long: others write meanwhile, and it writes only inside ``writing``."""
    token = _reads_only.set(True)
    try:
        yield
    finally:
        _reads_only.reset(token)


@contextmanager
def writing(session: AnySession) -> Iterator[None]:
    """One write transaction: ends the reading one, commits at the end, rolls back on any error.

    Rows read before may be stale: compare a version, or read them again inside.
    """
    session.commit()
    token = _reads_only.set(False)
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _reads_only.reset(token)


def ping(session: AnySession) -> None:
    """Ask the database for an answer; raises one of ``UNAVAILABLE`` when there is none."""
    session.execute(text("SELECT 1"))


def trouble_words(error: Exception) -> str:
    """What is wrong, and what to do, of one of ``UNAVAILABLE``; none of its own words, which may hold answers."""
    cause = getattr(error, "orig", None)
    state = getattr(cause, "sqlstate", None)
    if state in _SQLSTATE_WORDS:
        return _SQLSTATE_WORDS[state]
    told = str(cause) if isinstance(cause, sqlite3.Error) else ""
    return next((words for part, words in _SQLITE_WORDS.items() if part in told), UNREACHABLE_WORDS)


def _as_unavailable(context: ExceptionContext) -> OperationalError | None:
    """What is neither a wrong statement nor a wrong value, though the drivers call it something else.

    SQLite raises the mother of all its errors for a damaged file.
    """
    cause = context.original_exception
    if type(cause) is sqlite3.DatabaseError or getattr(cause, "sqlstate", None) in _SQLSTATE_WORDS:
        return OperationalError(context.statement, None, cause, hide_parameters=True)
    return None


def _create_private(_dialect: Any, _record: Any, arguments: list[Any], _options: Any) -> None:
    """Make the file for this user alone, before SQLite would make it readable for all."""
    path = str(arguments[0])
    if path and not path.startswith((":memory:", "file:")):
        with suppress(OSError):  # SQLite says itself what it cannot open
            Path(path).touch(mode=0o600)


def _open_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if _reads_only.get() else "BEGIN IMMEDIATE")


def _refuse_flush(session: Session, *_rest: Any) -> None:
    if _reads_only.get():
        raise WriteOutsideTransaction(repr(list(session.new) + list(session.dirty)))


def _refuse_statement(state: ORMExecuteState) -> None:
    if _reads_only.get() and (state.is_insert or state.is_update or state.is_delete):
        raise WriteOutsideTransaction(str(state.statement))
