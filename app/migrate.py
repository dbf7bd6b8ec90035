"""The schema of the database: bring it to a revision, or ask which one it has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, NullPool, create_engine, event

from app.config import database_uri, engine_options
from app.database import configure

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"

OPTIONS: dict[str, Any] = {"render_as_batch": True, "compare_type": True}
"""How Alembic looks at a database; SQLite changes a table by copying it."""


class Torn(RuntimeError):
    """After a revision rows refer to others that are not there; nothing of it was kept."""


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database up to ``revision``, in one transaction; raises Torn."""
    with _connection(url) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(url: str, revision: str = "base") -> None:
    """Bring the database down to ``revision``; what newer revisions added is lost. Raises Torn."""
    with _connection(url) as connection:
        command.downgrade(_config(connection), revision)


def is_current(url: str) -> bool:
    """Whether the database is at the newest revision."""
    with _connection(url) as connection:
        found = MigrationContext.configure(connection).get_current_heads()
    return set(found) == set(ScriptDirectory.from_config(_config()).get_heads())


def revision(url: str) -> str | None:
    """The revision of a database; None for one without tables."""
    with _connection(url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def _connection(url: str) -> Iterator[Connection]:
    """A connection of its own in one transaction, closed at the end."""
    options = {key: value for key, value in engine_options(url).items() if key == "connect_args"}
    engine = create_engine(database_uri(url), poolclass=NullPool, **options)
    prepare(engine)
    with engine.begin() as connection:
        yield connection


def prepare(engine: Engine) -> None:
    """Make an engine fit for revisions: SQLite copies a table and drops the old one, and nothing may go with it."""
    configure(engine)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA foreign_keys=OFF"))


def require_whole(connection: Connection) -> None:
    """Raise Torn where rows lead nowhere: SQLite checks nothing by itself while its references are off."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if found:
            raise Torn(", ".join(sorted({f"{row[0]} → {row[2]}" for row in found})))


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
