"""The databases of the tests themselves: real, migrated, and each test's own."""

import json
import os
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, inspect, select, text
from sqlalchemy.orm import Session

from app.database import configure
from app.models import User
from tests.databases import HANDLES, LONG_AGO, PREFIX, remove_abandoned


@pytest.mark.postgres
def test_postgres_is_a_real_server(empty_postgres_url: str) -> None:
    engine = create_engine(empty_postgres_url, poolclass=NullPool)
    with engine.connect() as connection:
        version = connection.execute(text("SELECT version()")).scalar_one()
    assert version.startswith("PostgreSQL ")


@pytest.mark.parametrize("visit", ["first", "second"])
def test_no_test_sees_the_rows_of_another(database_url: str, visit: str) -> None:
    engine = create_engine(database_url, poolclass=NullPool)
    tables = inspect(engine).get_table_names()
    assert "wave" in {name.rstrip("s") for name in tables}, "the database is migrated"
    assert "left_behind" not in tables
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE left_behind (visit TEXT)"))
        connection.execute(text("INSERT INTO left_behind VALUES (:visit)"), {"visit": visit})


@pytest.mark.parametrize("visit", ["first", "second"])
def test_a_test_that_leaves_the_tables_alone_finds_no_rows_either(database_url: str, visit: str) -> None:
    with Session(create_engine(database_url, poolclass=NullPool)) as session:
        assert session.scalars(select(User)).all() == []
        session.add(User(email=f"{visit}@example.org", name=visit, password_hash="", role="manager"))
        session.flush()
        assert session.scalars(select(User.id)).one() == 1, "numbers begin anew"
        session.commit()


def test_what_is_not_for_tests_survives_a_power_cut(empty_sqlite_url: str) -> None:
    engine = create_engine(empty_sqlite_url, poolclass=NullPool)
    configure(engine)
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == 2, "every commit is on the disk"


def test_an_empty_database_has_no_tables(empty_database_url: str) -> None:
    assert inspect(create_engine(empty_database_url, poolclass=NullPool)).get_table_names() == []


def test_what_a_killed_run_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    def data(name: str, user: int, age: float) -> Path:
        made = tmp_path / name
        made.mkdir()
        (made / HANDLES).write_text(json.dumps([user]))
        os.utime(made, (made.stat().st_atime, made.stat().st_mtime - age))
        return made

    nobody = 2**22 + 1  # beyond the numbers that processes have
    killed = data(f"{PREFIX}killed", nobody, LONG_AGO + 60)
    kept = [
        data(f"{PREFIX}running", os.getpid(), LONG_AGO + 60),
        data(f"{PREFIX}starting", nobody, 0),
        data("of-somebody-else", nobody, LONG_AGO + 60),
    ]

    remove_abandoned(tmp_path)

    assert not killed.exists()
    assert all(each.exists() for each in kept)
