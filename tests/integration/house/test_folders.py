"""The data directory and other places on disk: what cannot be used is named with its cause, and nothing is stored."""

import os
import pty
import select as waiting
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from app.config import ROOT, Settings, UnsafeSettings
from app.extensions import db
from app.migrate import upgrade
from app.models import Snapshot, Wave, WaveState
from app.services import waves
from tests.accounts import visitor
from tests.integration.analysis.field import SLUG, closed_wave
from tests.integration.house.test_commands import opened, run
from tests.workers import press_and_wait

__all__ = ["opened", "run"]


def _count(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def _block(app: Flask) -> Path:
    """A file where the snapshots should lie: no directory can be made there, whoever one is."""
    place = Path(app.instance_path, "snapshots")
    place.write_text("")
    return place


@pytest.mark.parametrize("words", [("snapshot", SLUG), ("demo", "load")])
def test_commands_name_the_folder_they_cannot_write_to(app: Flask, words: tuple[str, ...]) -> None:
    closed_wave(app)
    before = _count(app, Wave)
    place = _block(app)
    result = app.test_cli_runner().invoke(args=words)
    assert result.exit_code == 1
    assert f"Error: Der Ordner {place} (DATA_DIR) lässt sich nicht beschreiben: dort liegt" in result.output
    assert (_count(app, Snapshot), _count(app, Wave)) == (0, before)


def test_freezing_on_screen_tells_the_cause(house: Flask) -> None:
    closed_wave(house)
    _block(house)
    someone = visitor(house, "manager")
    someone.open(f"/intern/wellen/{SLUG}/ergebnisse")
    press_and_wait(house, someone, "Antworten einfrieren")
    assert someone.title.startswith("Fehler:")
    assert "(DATA_DIR) lässt sich nicht beschreiben" in someone.text
    assert _count(house, Snapshot) == 0


@pytest.mark.parametrize("place", ["datei", "datei/darunter", "x" * 300])
def test_a_data_directory_that_cannot_be_is_no_start(tmp_path: Path, place: str) -> None:
    (tmp_path / "datei").write_text("")
    with pytest.raises(UnsafeSettings, match=r"^DATA_DIR: .* ist als Ordner nicht brauchbar"):
        create_app(Settings(database_url="sqlite://", testing=True, data_dir=tmp_path / place))
    if place == "datei":
        told = _flask(tmp_path / "datei", tmp_path, "wave", "open", "herbst")
        assert told.returncode == 3
        assert "DATA_DIR" in told.stderr
        assert "Traceback" not in told.stderr


@pytest.mark.parametrize(
    ("output", "cause"), [("/gibt/es/nicht", "gibt es nicht"), ("/dev/full", "Datenträger ist voll")]
)
def test_an_export_that_cannot_be_written_is_told_in_a_line(opened: Any, output: str, cause: str) -> None:
    words = ("questionnaire", "export", "--wave", "herbst", "--role", "company", "--output", output)
    result = opened(*words, status=1)
    assert result.output.startswith("Error: ")
    assert cause in result.output


def test_database_and_data_directory_are_for_their_owner_alone(tmp_path: Path) -> None:
    folder, file = tmp_path / "daten", tmp_path / "neu.sqlite3"
    create_app(Settings(database_url=f"sqlite:///{file}", testing=True, data_dir=folder))
    upgrade(f"sqlite:///{file}")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def _flask(data_dir: Path, tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _command(*words), env=_environment(data_dir, tmp_path), cwd=ROOT, capture_output=True, text=True, check=False
    )


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", *words]


def _environment(data_dir: Path, tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "DATA_DIR": str(data_dir), "DATABASE_URL": f"sqlite:///{tmp_path / 'test.sqlite3'}"}


@pytest.mark.parametrize(("answer", "state"), [("n", WaveState.OPEN), ("y", WaveState.CLOSED)])
def test_closing_is_asked_for_on_a_terminal(sqlite_url: str, tmp_path: Path, answer: str, state: WaveState) -> None:
    app = create_app(Settings(database_url=sqlite_url, testing=True, data_dir=tmp_path))
    with app.app_context():
        waves.create(db.session, waves.NewWave("herbst", {"de": "Herbst"}, 2025, 2030)).state = WaveState.OPEN
        db.session.commit()
    assert "für immer schließen?" in _typed(tmp_path, answer, "wave", "close", "herbst")
    with app.app_context():
        assert waves.find(db.session, "herbst").state is state
        db.engine.dispose()


def _typed(tmp_path: Path, answer: str, *words: str) -> str:
    """What a command shows on a terminal where somebody types an answer."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        _command(*words), env=_environment(tmp_path, tmp_path), cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    os.write(ours, f"{answer}\n".encode())
    shown = b""
    while waiting.select([ours], [], [], 30)[0]:
        try:
            shown += os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
    process.wait(timeout=30)
    os.close(ours)
    return shown.decode()


def test_a_server_that_cannot_start_gives_up_and_says_why() -> None:
    words = [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "wsgi:app"]

    ended = subprocess.run(
        words,
        check=False,
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": "/dev/null/x"},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert ended.returncode == 3
    assert "DATA_DIR: /dev/null/x" in ended.stderr
