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
from sqlalchemy import Connection, Engine, NullPool, create_engine, event, inspect

from app.config import database_uri, engine_options
from app.database import configure
from app.models import Base

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"

OPTIONS: dict[str, Any] = {"render_as_batch": True, "compare_type": True}
"""How Alembic looks at a database; SQLite changes a table by copying it."""


class Torn(RuntimeError):
    """After a revision rows refer to others that are not there; nothing of it was kept."""


class Foreign(RuntimeError):
    """A database that this program did not make; the text (German) says what it holds and what to do."""


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database up to ``revision``, in one transaction; raises Torn, Foreign."""
    with _connection(url) as connection:
        _require_ours(connection)
        command.upgrade(_config(connection), revision)


def downgrade(url: str, revision: str = "base") -> None:
    """Bring the database down to ``revision``; what newer revisions added is lost. Raises Torn."""
    with _connection(url) as connection:
        command.downgrade(_config(connection), revision)


def is_current(url: str) -> bool:
    """Whether the database is at the newest revision; raises Foreign where it is beyond that."""
    with _connection(url) as connection:
        _require_ours(connection)
        found = MigrationContext.configure(connection).get_current_heads()
    return set(found) == set(ScriptDirectory.from_config(_config()).get_heads())


def revision(url: str) -> str | None:
    """The revision of a database; None for one without tables."""
    with _connection(url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _require_ours(connection: Connection) -> None:
    """Raise Foreign for a revision that is not known here, and for tables of our names without any."""
    found = set(MigrationContext.configure(connection).get_current_heads())
    unknown = found - {each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()}
    if unknown:
        raise Foreign(_NEWER.format(found=", ".join(sorted(unknown))))
    taken = set(inspect(connection).get_table_names()) & Base.metadata.tables.keys()
    if taken and not found:
        raise Foreign(_TAKEN.format(found=", ".join(sorted(taken))))


_NEWER = (
    "Das Schema der Datenbank ist neuer als dieses Programm (Stand {found}). Bitte nehmen Sie die Fassung des "
    "Programms, mit der die Datenbank zuletzt gelaufen ist, oder stellen Sie eine ältere Sicherung wieder her."
)
_TAKEN = (
    "In der Datenbank liegen Tabellen eines anderen Programms ({found}). Es ist nichts geändert. Bitte nennen Sie in "
    "DATABASE_URL eine leere Datenbank, oder die von Bedarfsradar."
)


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
