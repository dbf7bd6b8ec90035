"""What commands say when the database does not answer."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from app.database import trouble_words


def _trouble(path: Path) -> str:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 0})
    with pytest.raises(OperationalError) as caught, engine.begin() as connection:
        connection.execute(text("CREATE TABLE a (b)"))
    engine.dispose()
    return trouble_words(caught.value)


def test_a_database_in_which_another_writes_is_busy_and_not_away(tmp_path: Path) -> None:
    path = tmp_path / "busy.sqlite3"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert "beschäftigt" in _trouble(path)
    assert "erneut" in _trouble(path)
    other.close()


def test_a_database_that_is_not_there_is_away(tmp_path: Path) -> None:
    assert "nicht erreichbar" in _trouble(tmp_path / "no" / "folder.sqlite3")
