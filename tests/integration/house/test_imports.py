"""Frames and finished answers from files: what is refused, what is kept, and what is said when it breaks off."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.models import Assignment, AuditEntry, Establishment, FrameEntry, FrameTotal, Role, Submission, WaveState
from app.services import frame, intake, invite, waves
from tests.integration.house.test_commands import ANSWERS, CREATE, FRAME, QUESTIONNAIRE, opened, run

__all__ = ["opened", "run"]

HEAD = FRAME.splitlines()[0] + "\n"
ORIGIN = ("--source", "Quelle B", "--reference-date", "2026-06-30")


def _line(establishment: str, role: Any = "company") -> str:
    return json.dumps({"establishment": establishment, "role": role, "answers": ANSWERS})


def _count(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def _file(folder: Path, text: str | bytes, name: str = "answers.jsonl") -> str:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


def _give(command: Any, kind: str, path: str, *more: str, status: int = 0) -> Result:
    result: Result = command(kind, "import", path, "--wave", "herbst", *more, status=status)
    assert "Traceback" not in result.output
    return result


# -- finished answers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [["company"], {}, None, 1, True])
def test_a_role_of_the_wrong_kind_is_a_bad_line_like_any_other(
    opened: Any, app: Flask, tmp_path: Path, role: Any
) -> None:
    odd = json.dumps({"establishment": {}, "role": "company", "answers": ANSWERS})
    result = _give(opened, "responses", _file(tmp_path, "\n".join([_line("B1", role), odd, _line("B2")])), status=1)
    assert "Gespeicherte Antworten: 1. Nicht übernommene Zeilen: 2." in result.output
    assert "Zeile 1: role muss" in result.output
    assert "Zeile 2: establishment muss" in result.output


def test_an_import_that_dies_says_what_is_stored(
    opened: Any, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wave is closed by somebody else while the third line is read."""
    monkeypatch.setattr(intake, "_BATCH", 1)
    read_line = intake._parse

    def parse(number: int, text: str) -> Any:
        if number == 3:
            waves.find(db.session, "herbst").state = WaveState.CLOSED
            db.session.commit()
        return read_line(number, text)

    monkeypatch.setattr(intake, "_parse", parse)
    result = opened(
        "responses", "import", _file(tmp_path, "\n".join([_line("B1"), "kein JSON", _line("B2")])),
        "--wave", "herbst", status=1,
    )  # fmt: skip
    assert result.exception is not None
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 1
        told = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "responses_imported")).all()
        assert sum(entry.detail["stored"] for entry in told) == 1
    assert "Gespeicherte Antworten: 1. Nicht übernommene Zeilen: 1." in result.output
    assert "Zeile 2:" in result.output


def test_answers_begun_while_a_batch_was_checked_are_left_alone(opened: Any, app: Flask) -> None:
    def lines() -> Iterator[str]:
        yield _line("B1")
        wave = waves.find(db.session, "herbst")
        intake.take(db.session, wave, [_line("B2")], intake.Taken())
        yield _line("B2")

    with app.app_context():
        taken = intake.Taken()
        intake.take(db.session, waves.find(db.session, "herbst"), lines(), taken)
        assert (taken.stored, [line.number for line in taken.refused]) == (1, [2])


def test_a_closed_wave_takes_no_more_answers_from_files(opened: Any, app: Flask, tmp_path: Path) -> None:
    opened("wave", "close", "herbst")
    result = _give(opened, "responses", _file(tmp_path, _line("B1")), status=1)
    assert "geöffnete Erhebungswelle" in result.output
    assert _count(app, Submission) == 0


def test_only_who_was_invited_can_have_answered(opened: Any, app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        wave = waves.find(db.session, "herbst")
        invite.invite(db.session, wave, "company", "pepper")
        db.session.commit()
    path = _file(tmp_path, "\n".join([_line("B1"), _line("B1", "works_council")]))
    result = _give(opened, "responses", path, status=1)
    assert "Gespeicherte Antworten: 1." in result.output
    assert "Zeile 2: Betrieb „B1“ ist in dieser Rolle nicht eingeladen." in result.output
    with app.app_context():
        roles = set(db.session.scalars(select(Assignment.role)))
        assert roles == {Role.COMPANY}


def test_without_invitations_the_sample_can_answer_and_nobody_else(run: Any, app: Flask, tmp_path: Path) -> None:
    run(*CREATE)
    for role in Role:
        _give(run, "questionnaire", _file(tmp_path, QUESTIONNAIRE.replace("ROLE", role), f"{role}.yaml"))
    _give(run, "frame", _file(tmp_path, FRAME + "B4,Vier,29,10041,70,nein\n", "frame.csv"))
    run("wave", "open", "herbst", "--closes-on", "2099-12-31")
    path = _file(tmp_path, "\n".join([_line("B1"), _line("B4")]))
    assert "Zeile 2: Betrieb „B4“ gehört nicht zur Stichprobe." in _give(run, "responses", path, status=1).output
    assert "noch niemand einen Code" in run("responses", "import", "--help").output


def test_a_byte_order_mark_is_no_fault(opened: Any, tmp_path: Path) -> None:
    marked = _file(tmp_path, _line("B1").encode("utf-8-sig"))
    assert "Gespeicherte Antworten: 1." in _give(opened, "responses", marked).output


# -- frames ---------------------------------------------------------------------------------------------------


def _totals(app: Flask) -> dict[str, tuple[int, str, str]]:
    with app.app_context():
        return {
            total.stratum: (total.establishments, total.source, total.reference_date.isoformat())
            for total in db.session.scalars(select(FrameTotal))
        }


def _draft(command: Any, folder: Path) -> None:
    command(*CREATE)
    text = HEAD + "B1,Eins,29,10041,64,ja\nB2,Zwei,29,10041,70,ja\nB3,Drei,55,10041,64,ja\n"
    path = _file(folder, text, "frame.csv")
    _give(command, "frame", path, "--source", "Quelle A", "--reference-date", "2025-12-31")


def test_a_stratum_names_the_sources_of_its_rows(run: Any, app: Flask, tmp_path: Path) -> None:
    _draft(run, tmp_path)
    text = HEAD + "B1,Eins,29,10041,80,ja\nB4,Vier,86,10041,64,nein\n"
    _give(run, "frame", _file(tmp_path, text, "later.csv"), *ORIGIN)
    assert set(_totals(app).values()) == {
        (2, "Quelle A; Quelle B", "2026-06-30"),
        (1, "Quelle A", "2025-12-31"),
        (1, "Quelle B", "2026-06-30"),
    }
    _give(run, "frame", _file(tmp_path, HEAD + "B3,Drei,55,10041,64,ja\n", "later.csv"), *ORIGIN)
    assert {source for _, source, _ in _totals(app).values()} == {"Quelle A; Quelle B", "Quelle B"}


def test_a_later_frame_needs_source_and_day(run: Any, app: Flask, tmp_path: Path) -> None:
    _draft(run, tmp_path)
    before = _totals(app)
    path = _file(tmp_path, HEAD + "B4,Vier,86,10041,64,nein\n", "later.csv")
    for given in ((), ORIGIN[:2], ORIGIN[2:]):
        assert "--source, --reference-date" in _give(run, "frame", path, *given, status=1).output
    assert _totals(app) == before


@pytest.mark.parametrize("text", [HEAD, HEAD + "\n\n"])
def test_a_frame_without_rows_is_refused(run: Any, app: Flask, tmp_path: Path, text: str) -> None:
    _draft(run, tmp_path)
    before = _totals(app)
    assert "keinen Betrieb" in _give(run, "frame", _file(tmp_path, text, "empty.csv"), *ORIGIN, status=1).output
    assert _totals(app) == before


def test_an_open_wave_keeps_its_frame_and_takes_new_establishments(opened: Any, app: Flask, tmp_path: Path) -> None:
    text = HEAD + "B1,Eins,29,10041,9,ja\nB2,Zwei,29,10041,70,ja\nB3,Anders,29,10041,70,ja\nB4,Vier,86,10041,9,ja\n"
    result = _give(opened, "frame", _file(tmp_path, text, "later.csv"), *ORIGIN, status=1)
    assert "Betriebe: 1 neu, 0 geändert. Nicht übernommene Zeilen: 2." in result.output
    assert [line[:7] for line in result.output.splitlines() if line.startswith("Zeile")] == ["Zeile 2", "Zeile 4"]
    with app.app_context():
        facts = db.session.execute(
            select(Establishment.reference, Establishment.name, FrameEntry.employees).join(FrameEntry)
        )
        assert {tuple(row) for row in facts} == {
            ("B1", "Eins", 64), ("B2", "Zwei", 70), ("B3", "Drei", 70), ("B4", "Vier", 9),
        }  # fmt: skip
    sources = sorted(source for _, source, _ in _totals(app).values())
    assert sources == ["Quelle B", "nicht angegeben"]


@pytest.mark.parametrize("content", [(HEAD + "B1,Eins,29,10041,64,ja\n").encode("utf-16"), b"\x89PNG\r\n\x1a\n\0\0\0"])
def test_a_file_of_another_kind_is_called_that(run: Any, tmp_path: Path, content: bytes) -> None:
    run(*CREATE)
    result = _give(run, "frame", _file(tmp_path, content, "frame.csv"), status=1)
    assert "keine CSV- oder XLSX-Datei" in result.output


@pytest.mark.parametrize(("typed", "division"), [("5", "05"), ("5.1", "05"), ("10.71", "10"), ("111", "11")])
def test_the_zero_that_spreadsheets_take_from_a_code_is_put_back(typed: str, division: str) -> None:
    entries, refused = frame.read(HEAD + f"B1,Eins,{typed},10041,64,ja\n")
    assert ([entry.wz for entry in entries], refused) == ([division], [])


def test_divisions_outside_the_population_are_called_that_without_their_zero_too() -> None:
    _, refused = frame.read(HEAD + "B1,Eins,97,10041,64,ja\nB2,Zwei,0,10041,64,ja\n")
    assert "Der Wirtschaftszweig 97 gehört nicht zur Grundgesamtheit" in refused[0].reason
    assert "wz „00“ steht nicht in der Liste" in refused[1].reason


def test_the_day_of_a_mixed_stratum_is_the_later_one(run: Any, app: Flask, tmp_path: Path) -> None:
    _draft(run, tmp_path)
    with app.app_context():
        wave = waves.find(db.session, "herbst")
        text = HEAD + "B9,Neun,29,10041,64,ja\n"
        frame.take(db.session, wave, text, source="Quelle A", reference_date=date(2024, 1, 1))
        db.session.commit()
    assert (3, "Quelle A", "2025-12-31") in _totals(app).values()
