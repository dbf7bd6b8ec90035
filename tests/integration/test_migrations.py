"""The database's history: leads to the models, and every step back is possible."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import NullPool, create_engine, func, inspect, select

from app.extensions import db
from app.migrate import MIGRATIONS, OPTIONS, downgrade, is_current, upgrade
from app.models import Base
from tests.accounts import make_everyone
from tests.releases import verified_release


def _schema(url: str) -> dict[str, list[str]]:
    """Tables with the name, type and nullability of their columns."""
    inspector = inspect(create_engine(url, poolclass=NullPool))
    return {
        table: [f"{row['name']} {row['type']} {row['nullable']}" for row in inspector.get_columns(table)]
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def test_there_is_one_newest_revision() -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


def test_the_newest_revision_is_what_the_models_say(database_url: str) -> None:
    assert is_current(database_url)
    with create_engine(database_url, poolclass=NullPool).connect() as connection:
        context = MigrationContext.configure(connection, opts=OPTIONS)
        differences: list[Any] = compare_metadata(context, Base.metadata)
    assert differences == []


def test_no_revision_loses_what_hangs_on_a_table_that_it_changes(app: Flask) -> None:
    """SQLite changes a table by copying it; when it dropped the old one, it deleted the rows that refer to it."""
    make_everyone(app)
    verified_release(app)
    url = app.extensions["settings"].database_url
    with app.app_context():
        before = _rows(url)
        db.engine.dispose()
    assert min(before[name] for name in ("assignment", "submission", "release_file", "snapshot")) > 0
    downgrade(url, "0005")
    upgrade(url)
    assert _rows(url) == before


def _rows(url: str) -> dict[str, int]:
    """How many rows each table has."""
    with create_engine(url, poolclass=NullPool).connect() as connection:
        tables = Base.metadata.sorted_tables
        return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_every_revision_goes_up_and_down(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    before = _schema(empty_database_url)
    assert before.keys() == Base.metadata.tables.keys()
    revisions = [step.revision for step in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    for revision in [*revisions[1:], "base"]:
        downgrade(empty_database_url, revision)
    assert _schema(empty_database_url) == {}
    for revision in reversed(revisions):
        upgrade(empty_database_url, revision)
    assert _schema(empty_database_url) == before
