"""Single answers as files for the house: who gets them, what they say, and that no text leaves unread."""

from __future__ import annotations

import csv
import zipfile
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pyreadstat
import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import AuditEntry, Submission, TextReview, WaveState
from app.services import analysts, freeze, waves
from tests.accounts import form_token, visitor
from tests.integration.analysis.field import SLUG, SUBMITTED_AT, closed_wave
from tests.respondents import Respondent

ADDRESS = f"/intern/wellen/{SLUG}"
FILES, TEXTS = f"{ADDRESS}/einzelangaben", f"{ADDRESS}/freitexte"
HARMLESS, TELLING = "Kurse am Nachmittag\nwären gut.", "Rufen Sie Frau Muster an"


@pytest.fixture
def analyst(house: Flask, tmp_path: Path) -> Respondent:
    """Somebody who evaluates, with a frozen wave of eight companies; two of them wrote something."""
    closed_wave(house)
    with house.app_context():
        for number, text in ((2, HARMLESS), (3, TELLING)):
            row = db.session.get_one(Submission, number)
            row.document = {**row.document, "comment": text}
        db.session.commit()
        _freeze(house, tmp_path)
    return visitor(house, "analyst")


def _freeze(app: Flask, folder: Path, at: datetime = SUBMITTED_AT) -> None:
    with app.app_context():
        wave = waves.find(db.session, SLUG)
        place = freeze.Place(folder / "snapshots", "pepper")
        freeze.store(db.session, wave, freeze.write(db.session, wave, place, at), at)
        db.session.commit()


def _acts(app: Flask, action: str) -> list[dict[str, Any]]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.detail).where(AuditEntry.action == action)))


def _taken(someone: Respondent, kind: str, language: str = "de") -> dict[str, bytes]:
    """The files of a download."""
    response = someone.client.get(f"{FILES}/{language}/{kind}")
    assert response.status_code == 200
    assert "intern-" in response.headers["Content-Disposition"]
    content = response.get_data()
    if content[:2] == b"PK" and ".zip" in response.headers["Content-Disposition"]:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            return {name: parts.read(name) for name in parts.namelist()}
    return {"": content}


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def _press(app: Flask, someone: Respondent, text: str, act: str, code: str = "") -> None:
    """Decide about the text that stands on the open page."""
    section = next(
        one for one in someone.soup.select(".free-text") if text.split("\n", maxsplit=1)[0] in one.get_text()
    )
    key = section.select_one("input[name=key]")
    assert key is not None
    token = form_token(app, someone.client)
    data = {"csrf_token": token, "key": str(key["value"]), "code": code, "act": act}
    response = someone.client.post(TEXTS, data=data)
    assert response.status_code == 302, response.get_data(as_text=True)


def test_an_analyst_takes_every_answer_home_and_it_is_written_down(house: Flask, analyst: Respondent) -> None:
    analyst.open(f"{ADDRESS}/ergebnisse")
    analyst.open(analyst.links["Einzelangaben"])
    assert "intern" in analyst.text
    files = _taken(analyst, "csv")
    assert all(name.startswith("intern-") for name in files)
    rows = _rows(files[f"intern-company-{SLUG}.csv"])
    assert sorted(int(row["emp_total"]) for row in rows) == [15, 20, 22, 25, 30, 40, 120, 200]
    assert {row["stratum_establishments"] for row in rows if row["stratum"] == "B-E/10-49"} == {"908"}
    assert _acts(house, "answers_exported") == [{"format": "csv", "language": "de"}]
    analyst.open(ADDRESS)
    assert "Einzelangaben heruntergeladen" in visitor_page(house)


def visitor_page(app: Flask) -> str:
    """The overview of the wave as who leads the fieldwork sees it."""
    manager = visitor(app, "manager")
    manager.open(ADDRESS)
    return manager.text


def test_every_format_can_be_taken_and_is_marked(analyst: Respondent, tmp_path: Path) -> None:
    found = {kind: _taken(analyst, kind, "fr") for kind in analysts.WRITERS}
    path = tmp_path / "t.sav"
    path.write_bytes(found["sav"][f"intern-company-{SLUG}.sav"])
    _, meta = pyreadstat.read_sav(path, metadataonly=True, output_format="dict")
    assert str(meta.file_label).startswith("INTERNE")
    for kind in ("codebook-html", "codebook-ddi"):
        assert "INTERNE – réponses individuelles" in found[kind][""].decode()
    assert found["codebook-pdf"][""].startswith(b"%PDF")
    assert found["xlsx"][""].startswith(b"PK")
    assert found["csv"] == _taken(analyst, "csv", "fr")


def test_no_text_is_in_a_file_before_somebody_released_it(house: Flask, analyst: Respondent) -> None:
    assert not [name for name in _taken(analyst, "csv") if "freitexte" in name]
    analyst.open(TEXTS)
    assert HARMLESS.split("\n", maxsplit=1)[0] in analyst.text
    _press(house, analyst, HARMLESS, "release", "Kurszeiten")
    analyst.open(TEXTS)
    assert HARMLESS.split("\n", maxsplit=1)[0] not in analyst.text
    _press(house, analyst, TELLING, "hold")
    rows = _rows(_taken(analyst, "csv")[f"intern-freitexte-{SLUG}.csv"])
    assert [(row["variable"], row["code"], row["text"]) for row in rows] == [("comment", "Kurszeiten", HARMLESS)]
    for kind in ("csv", "sav", "dta"):
        assert not [name for name, content in _taken(analyst, kind).items() if TELLING.encode() in content]
    decided = [{"variable": "comment", "released": True}, {"variable": "comment", "released": False}]
    assert _acts(house, "text_reviewed") == decided
    assert _acts(house, "texts_read") == [{"texts": 8}, {"texts": 7}], "six come with the example"


def test_a_decision_can_be_taken_back_and_outlasts_freezing_anew(
    house: Flask, analyst: Respondent, tmp_path: Path
) -> None:
    analyst.open(TEXTS)
    _press(house, analyst, HARMLESS, "release", "K")
    _freeze(house, tmp_path, SUBMITTED_AT + timedelta(hours=1))
    analyst.open(f"{TEXTS}?stand=released")
    _press(house, analyst, HARMLESS, "hold", "K")
    assert not [name for name in _taken(analyst, "csv") if "freitexte" in name]
    with house.app_context():
        rows = list(db.session.scalars(select(TextReview)))
        assert [(row.is_released, row.code) for row in rows] == [(False, "K")]
        assert rows[0].decided_by is not None


def test_a_text_that_was_changed_is_read_again(house: Flask, analyst: Respondent, tmp_path: Path) -> None:
    analyst.open(TEXTS)
    _press(house, analyst, HARMLESS, "release")
    with house.app_context():
        row = db.session.get_one(Submission, 2)
        row.document = {**row.document, "comment": f"{HARMLESS} Sagt {TELLING}."}
        db.session.commit()
    _freeze(house, tmp_path, SUBMITTED_AT + timedelta(hours=1))
    assert not [name for name in _taken(analyst, "csv") if "freitexte" in name]


def test_a_decision_about_nothing_changes_nothing(house: Flask, analyst: Respondent) -> None:
    token = form_token(house, analyst.client)
    for data, status in (
        ({"key": "0" * 64, "act": "release"}, 404),
        ({"key": "x", "act": "release"}, 400),
        ({"key": "0" * 64, "act": "publish"}, 400),
        ({"key": "0" * 64, "act": "release", "code": "x" * 41}, 400),
    ):
        assert analyst.client.post(TEXTS, data={"csrf_token": token, **data}).status_code == status
    with house.app_context():
        assert not list(db.session.scalars(select(TextReview)))


def test_an_archived_wave_is_read_and_no_longer_decided(house: Flask, analyst: Respondent) -> None:
    with house.app_context():
        waves.find(db.session, SLUG).state = WaveState.ARCHIVED
        db.session.commit()
    analyst.open(TEXTS)
    assert HARMLESS.split("\n", maxsplit=1)[0] in analyst.text
    assert not analyst.soup.select(".free-text form")


def test_before_freezing_there_is_nothing_to_take(house: Flask) -> None:
    closed_wave(house)
    someone = visitor(house, "manager")
    someone.open(FILES)
    assert "noch keine Daten eingefroren" in someone.text
    assert someone.client.get(f"{FILES}/de/csv").status_code == 409


def test_the_command_writes_a_file_for_each_table(house: Flask, analyst: Respondent, tmp_path: Path) -> None:
    target = tmp_path / "out"
    arguments = ["analysts", "export", SLUG, "--format", "sav", "--output", str(target)]
    result = house.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 0, result.output
    assert (target / f"intern-company-{SLUG}.sav").is_file()
    assert _acts(house, "answers_exported") == [{"format": "sav", "language": "de"}]
    wrong = house.test_cli_runner().invoke(args=["analysts", "export", "nichts", *arguments[3:]])
    assert wrong.exit_code == 1
    assert "Traceback" not in wrong.output
