"""A database that cannot be used: in German what is wrong and what to do, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import create_engine, make_url, text

from app import create_app
from app.config import ROOT, Settings, UnsafeSettings, database_uri
from app.migrate import downgrade, upgrade

UPGRADE = ("db", "upgrade")
WAVE = ("wave", "open", "herbst")
EVERY = pytest.mark.parametrize("words", [UPGRADE, WAVE])
STARTS = [
    ["flask", "--app", "wsgi", *UPGRADE],
    ["flask", "--app", "wsgi", *WAVE],
    ["gunicorn", "--config", "python:app.server", "--bind", "127.0.0.1:0", "wsgi:app"],
]


def _told(url: str, folder: Path, *words: str) -> Result:
    """What a command says that must fail, without the word by which click begins."""
    settings = Settings(database_url=url, testing=True, data_dir=folder)
    result = create_app(settings).test_cli_runner().invoke(args=words)
    assert result.exit_code == 1, result.output + repr(result.exception)
    assert isinstance(result.exception, SystemExit)
    assert result.output.startswith("Error: ")
    return result


@pytest.mark.parametrize("start", STARTS, ids=lambda start: f"{start[0]} {start[-1]}")
def test_a_file_that_is_no_database_is_no_start(tmp_path: Path, start: list[str]) -> None:
    path = tmp_path / "etwas"
    path.write_text("ein Rechnername\n")
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{path}", "DATA_DIR": str(tmp_path / "daten")}

    told = subprocess.run(
        [sys.executable, "-m", *start],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert told.returncode == 3
    assert "Traceback" not in told.stderr
    assert told.stderr.count("Bedarfsradar startet nicht:") == 1
    assert f"DATABASE_URL: {path} ist keine Datenbank von SQLite" in told.stderr
    assert path.read_text() == "ein Rechnername\n"


@pytest.mark.parametrize(
    "url", ["quatsch", "mysql://a@b/c", "postgresql+psycopg2://a@b/c", "postgresql://a:geheim@b:x/c"]
)
def test_an_address_that_says_nothing_is_no_start(tmp_path: Path, url: str) -> None:
    with pytest.raises(UnsafeSettings, match=r"^DATABASE_URL: .*postgresql://") as caught:
        create_app(Settings(database_url=url, testing=True, data_dir=tmp_path))
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_answers_are_not_kept_in_memory_alone(tmp_path: Path, url: str) -> None:
    with pytest.raises(UnsafeSettings, match=r"^DATABASE_URL: "):
        create_app(Settings(database_url=url, data_dir=tmp_path))


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(UnsafeSettings, match=f"^DATABASE_URL: {tmp_path} ist keine Datenbank"):
        create_app(Settings(database_url=f"sqlite:///{tmp_path}", testing=True, data_dir=tmp_path))


def test_a_file_is_looked_for_where_the_command_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not in DATA_DIR by one part of the application and here by the other."""
    monkeypatch.chdir(tmp_path)
    settings = Settings(database_url="sqlite:///hier.sqlite3", testing=True, data_dir=tmp_path / "daten")
    upgrade(settings.database_url)
    arguments = ("user", "create", "a@example.org", "--name", "A", "--role", "manager", "--password", "lang genug " * 3)

    result = create_app(settings).test_cli_runner().invoke(args=arguments)

    assert result.exit_code == 0, result.output
    assert database_uri(settings.database_url) == f"sqlite:///{tmp_path}/hier.sqlite3"
    assert list((tmp_path / "daten").iterdir()) == []


@EVERY
def test_a_damaged_file_is_told_so(sqlite_url: str, tmp_path: Path, words: tuple[str, ...]) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"x" * (len(whole) - 100))

    assert "beschädigt" in _told(sqlite_url, tmp_path, *words).output
    page = create_app(Settings(database_url=sqlite_url, data_dir=tmp_path)).test_client().get("/health")
    assert page.status_code == 503


@EVERY
def test_a_newer_schema_needs_a_newer_program(database_url: str, tmp_path: Path, words: tuple[str, ...]) -> None:
    _do(database_url, "UPDATE alembic_version SET version_num = '9999'")

    told = _told(database_url, tmp_path, *words).output

    assert "neuer als dieses Programm" in told
    assert "9999" in told


def test_an_older_schema_is_brought_up(database_url: str, tmp_path: Path) -> None:
    downgrade(database_url, "-1")
    assert "flask --app wsgi db upgrade" in _told(database_url, tmp_path, *WAVE).output


@EVERY
def test_tables_of_another_program_are_left_alone(
    empty_database_url: str, tmp_path: Path, words: tuple[str, ...]
) -> None:
    _do(empty_database_url, "CREATE TABLE wave (something integer)")
    assert "Tabellen eines anderen Programms (wave)" in _told(empty_database_url, tmp_path, *words).output


def test_a_file_that_cannot_be_made_is_told_with_what_to_look_at(tmp_path: Path) -> None:
    told = _told(f"sqlite:///{tmp_path}/gibt/es/nicht.sqlite3", tmp_path, *UPGRADE).output
    assert "lässt sich nicht öffnen" in told
    assert "DATABASE_URL" in told


@EVERY
def test_an_account_without_rights_is_told_so(empty_postgres_url: str, tmp_path: Path, words: tuple[str, ...]) -> None:
    _do(empty_postgres_url, "CREATE ROLE bedarf_ohne_rechte LOGIN PASSWORD 'x'")
    try:
        url = make_url(empty_postgres_url).set(username="bedarf_ohne_rechte", password="x")
        told = _told(url.render_as_string(hide_password=False), tmp_path, *words).output
        assert "fehlen Rechte" in told
    finally:
        _do(empty_postgres_url, "DROP ROLE bedarf_ohne_rechte")


def _do(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
