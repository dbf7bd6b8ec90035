"""The database's history: leads to the models, and every step back is possible."""

from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import NullPool, create_engine, func, inspect, select

from app import create_app
from app.config import Settings
from app.extensions import db
from app.migrate import MIGRATIONS, OPTIONS, Torn, downgrade, is_current, revision, upgrade
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


def test_a_revision_that_tears_rows_apart_is_not_kept(tmp_path: Path) -> None:
    """On SQLite, whose references are off meanwhile."""
    url = f"sqlite:///{tmp_path / 'torn.db'}"
    upgrade(url, "0007")
    with closing(connect(tmp_path / "torn.db")) as connection, connection:
        fields = "release_id, format, language, sha256, content, created_at"
        connection.execute(f"INSERT INTO release_file ({fields}) VALUES ('gone', 'pdf', 'de', '', '', '')")  # noqa: S608

    with pytest.raises(Torn, match="release_file → release"):
        upgrade(url)

    assert revision(url) == "0007"
    app = create_app(Settings(database_url=url, testing=True, data_dir=tmp_path))
    result = app.test_cli_runner().invoke(args=["db", "upgrade"])
    assert result.exit_code == 1
    assert result.output.startswith("Error: In der Datenbank verweisen Zeilen auf andere")
    assert "(release_file → release)" in result.output


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
    for target in [*revisions[1:], "base"]:
        downgrade(empty_database_url, target)
    assert _schema(empty_database_url) == {}
    for target in reversed(revisions):
        upgrade(empty_database_url, target)
    assert _schema(empty_database_url) == before
