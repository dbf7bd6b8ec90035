"""The commands: exit status 0 only on success, errors in one line, nothing stored by halves."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app import create_app
from app.config import Settings
from app.extensions import db
from app.models import Assignment, Disposition, Response, ResponseState, Role, Submission, User, Wave, WaveState, now
from app.services import monitor, waves
from tests.questionnaires_for_tests import REAL, real

FRAME = """establishment,name,wz,kreis,employees,sampled
B1,Eins,29,10041,64,ja
B2,Zwei,29,10041,70,ja
B3,Drei,29,10041,70,ja
"""
QUESTIONNAIRE = """format: bedarf/1
id: kurz
role: ROLE
title.de: Kurzer Fragebogen
languages: de
sections:
- id: a
  title.de: Betrieb
  pages:
  - id: betrieb
    title.de: Ihr Betrieb
    items:
    - id: emp_total
      number: T1
      type: integer
      min: 1
      max: 50000
      required: yes
      label.de: Wie viele Menschen arbeiten bei Ihnen?
    - id: works
      number: T2
      type: single
      list: yes_no_dk
      required: yes
      label.de: Wird gearbeitet?
"""
CREATE = ("wave", "create", "herbst", "--title", "Herbst", "--reference-year", "2025", "--target-year", "2030")


@pytest.fixture
def run(app: Flask) -> Any:
    """Runs a command and expects an exit status."""

    def call(*words: str, status: int = 0) -> Result:
        result = app.test_cli_runner().invoke(args=words)
        assert result.exit_code == status, result.output + str(result.exception)
        return result

    return call


@pytest.fixture
def opened(run: Any, tmp_path: Path) -> Any:
    """An open wave with both questionnaires and a frame."""
    frame = tmp_path / "frame.csv"
    frame.write_text(FRAME, encoding="utf-8")
    run(*CREATE)
    for role in Role:
        file = tmp_path / f"{role}.yaml"
        file.write_text(QUESTIONNAIRE.replace("ROLE", role), encoding="utf-8")
        run("questionnaire", "import", str(file), "--wave", "herbst")
    run("frame", "import", str(frame), "--wave", "herbst")
    run("wave", "open", "herbst", "--closes-on", "2099-12-31")
    return run


COMMANDS = [
    ("wave", "create"),
    ("wave", "open"),
    ("wave", "close"),
    ("questionnaire", "import"),
    ("questionnaire", "export"),
    ("frame", "import"),
    ("responses", "import"),
    ("user", "create"),
    ("db", "upgrade"),
]


def test_every_command_has_help_and_refuses_what_it_does_not_know(app: Flask) -> None:
    runner = app.test_cli_runner()
    for words in COMMANDS:
        assert "Usage" in runner.invoke(args=[*words, "--help"]).output, words
        assert runner.invoke(args=[*words, "--gibt-es-nicht"]).exit_code == 2, words


def test_a_wave_is_made_opened_and_closed(opened: Any, app: Flask) -> None:
    with app.app_context():
        assert db.session.scalars(select(Wave.state)).one() is WaveState.OPEN
    opened("wave", "close", "herbst")
    result = opened("wave", "close", "herbst", status=1)
    assert "geschlossen" in result.output
    assert "Traceback" not in result.output


def test_a_wave_that_cannot_be_leaves_nothing(run: Any, app: Flask) -> None:
    result = run(*CREATE[:2], "Herbst!", *CREATE[3:], status=1)
    assert result.output.startswith("Error: Das Kürzel")
    run("wave", "open", "herbst", status=1)
    with app.app_context():
        assert waves.all_waves(db.session) == []


def test_a_broken_questionnaire_is_told_by_file_and_line(run: Any, tmp_path: Path) -> None:
    run(*CREATE)
    broken = tmp_path / "kaputt.yaml"
    text = QUESTIONNAIRE.replace("ROLE", "company")
    broken.write_text(text + "      when: emp_totla > 1\n", encoding="utf-8")
    result = run("questionnaire", "import", str(broken), "--wave", "herbst", status=1)
    assert "kaputt.yaml:" in result.output
    assert "emp_totla" in result.output
    run("questionnaire", "import", str(tmp_path / "nichts.yaml"), "--wave", "herbst", status=2)


def test_a_questionnaire_is_exported_as_it_is_published(opened: Any, tmp_path: Path) -> None:
    target = tmp_path / "company.json"
    opened("questionnaire", "import", str(REAL / "company.yaml"), "--wave", "herbst")
    opened("questionnaire", "export", "--wave", "herbst", "--role", "company", "--output", str(target))
    assert json.loads(target.read_text(encoding="utf-8")) == real("company").tree


def test_refused_rows_of_a_frame_are_told_and_the_status_is_not_zero(run: Any, tmp_path: Path) -> None:
    run(*CREATE)
    frame = tmp_path / "frame.csv"
    frame.write_text(FRAME + "B4,Vier,29,10041,viele,ja\n", encoding="utf-8")
    result = run("frame", "import", str(frame), "--wave", "herbst", status=1)
    assert "Betriebe: 3 neu" in result.output
    assert "Zeile 5: employees „viele“" in result.output


ANSWERS = {"emp_total": 64, "works": "1"}


def test_finished_answers_are_stored_as_if_handed_in(opened: Any, app: Flask, tmp_path: Path) -> None:
    good = {"establishment": "B1", "role": "company", "answers": ANSWERS}
    lines = [
        json.dumps(good),
        "kein JSON",
        json.dumps({**good, "establishment": "B9"}),
        json.dumps({**good, "role": "boss"}),
        json.dumps({**good, "establishment": "B2", "answers": {"emp_total": 10**30}}),
        json.dumps({**good, "establishment": "B2", "answers": {"gibt_es_nicht": 1}}),
        json.dumps(good),
        json.dumps({"establishment": "B2", "answers": {}}),
        "[" * 100_000,
        "",
    ]
    file = tmp_path / "answers.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = opened("responses", "import", str(file), "--wave", "herbst", status=1)
    assert "Gespeicherte Antworten: 1. Nicht übernommene Zeilen: 8." in result.output
    numbers = [line.split(":")[0] for line in result.output.splitlines() if line.startswith("Zeile")]
    assert numbers == [f"Zeile {number}" for number in (2, 3, 4, 5, 6, 7, 8, 9)]
    with app.app_context():
        response = db.session.scalars(select(Response)).one()
        assert response.state is ResponseState.SUBMITTED
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 1
        assert db.session.scalars(select(Assignment.disposition)).one() is Disposition.COMPLETE
        counts = monitor.look(db.session, waves.find(db.session, "herbst")).by_role
        assert {role.value: found.submitted for role, found in counts.items()} == {"company": 1, "works_council": 0}


def test_importing_twice_stores_once(opened: Any, app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    line = json.dumps({"establishment": "B1", "role": "company", "answers": ANSWERS})
    file.write_text(line, encoding="utf-8")
    opened("responses", "import", str(file), "--wave", "herbst")
    result = opened("responses", "import", str(file), "--wave", "herbst", status=1)
    assert "schon Antworten" in result.output


def test_answers_need_an_open_wave_and_a_text_file(run: Any, tmp_path: Path) -> None:
    run(*CREATE)
    file = tmp_path / "answers.jsonl"
    file.write_bytes(b"{}\n\xff\xfe")
    assert "UTF-8" in run("responses", "import", str(file), "--wave", "herbst", status=1).output
    file.write_text("{}", encoding="utf-8")
    assert "geöffnete" in run("responses", "import", str(file), "--wave", "herbst", status=1).output


def _deadline_passed(app: Flask) -> None:
    with app.app_context():
        waves.find(db.session, "herbst").closes_at = now() - waves.GRACE - timedelta(minutes=1)
        db.session.commit()


def test_answers_are_not_taken_after_the_deadline(opened: Any, app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    line = {"establishment": "B1", "role": "company", "answers": ANSWERS}
    file.write_text(json.dumps(line), encoding="utf-8")
    _deadline_passed(app)
    assert "Frist" in opened("responses", "import", str(file), "--wave", "herbst", status=1).output
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 0


def test_a_snapshot_is_final_only_when_the_wave_was_closed(opened: Any, app: Flask) -> None:
    _deadline_passed(app)
    assert "vorläufig" in opened("snapshot", "herbst").output, "the deadline could still be extended"
    opened("wave", "close", "herbst")
    assert "vorläufig" not in opened("snapshot", "herbst").output


def test_an_account_is_made_once(run: Any, app: Flask) -> None:
    words = ("user", "create", "Leitung@Example.org", "--name", "Leitung", "--role", "manager", "--password")
    run(*words, "kurz", status=1)
    run(*words, "ein langes Passwort")
    assert "schon ein Konto" in run(*words, "ein langes Passwort", status=1).output
    with app.app_context():
        assert db.session.scalars(select(User.email)).all() == ["leitung@example.org"]


def test_the_first_command_sets_up_an_empty_database(empty_database_url: str, tmp_path: Path) -> None:
    made = create_app(Settings(database_url=empty_database_url, testing=True, data_dir=tmp_path))
    assert made.test_cli_runner().invoke(args=CREATE).exit_code == 0
    with made.app_context():
        db.engine.dispose()
