"""The demo as a newcomer loads it: few establishments, both databases, the same data each time.

The same options everywhere, so that what they give is protected once (``tests.builds``).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app import create_app
from app.config import Settings
from app.demo.waves import fixed_code, fixed_link
from app.extensions import db
from app.models import Assignment, Base, Disposition, FrameEntry, Response, Snapshot, StoredRelease, Submission, Wave
from app.services import accounts, publish
from benchmarks.forms import hidden_fields
from tests.respondents import Respondent

OPTIONS = ("--establishments", "60", "--response-rate", "0.5", "--seed", "11")
PASSWORD = "Radieschen im Regen"


def _load(app: Flask, options: Sequence[str] = OPTIONS) -> Result:
    return app.test_cli_runner().invoke(args=["demo", "load", *options])


def _count(kind: type[Base], *conditions: ColumnElement[bool] | InstrumentedAttribute[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(kind).where(*conditions)) or 0


@pytest.fixture
def one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """One file of the release, where their number does not matter."""
    monkeypatch.setattr("app.services.publish.EDITIONS", (("csv", "de"),))


@pytest.fixture
def few_files(app: Flask, request: pytest.FixtureRequest) -> None:
    """One file of the release on PostgreSQL: files know nothing of databases, and on SQLite all are written."""
    if app.extensions["settings"].database_url.startswith("postgresql"):
        request.getfixturevalue("one_file")


def _made(url: str, folder: Path) -> Flask:
    return create_app(Settings(database_url=url, testing=True, data_dir=folder))


@pytest.mark.usefixtures("few_files")
def test_a_newcomer_loads_the_demo_and_comes_in(app: Flask) -> None:
    result = _load(app)
    assert result.exit_code == 0, result.output
    with app.app_context():
        _is_a_whole_survey(result.output)
        for name, role in (("leitung", "manager"), ("netzwerk", "partner")):
            user = accounts.authenticate(db.session, f"{name}@demo.example", PASSWORD)
            assert user is not None
            assert user.role == role
    for role in ("company", "works_council"):
        _opens_a_questionnaire(app, role, result.output)
        _sees_what_comes_back(app, role, result.output)
    assert "leitung@demo.example" in result.output
    assert PASSWORD in result.output
    again = _load(app)
    assert again.exit_code == 1
    assert "schon geladen" in again.output
    assert "Traceback" not in again.output


def _is_a_whole_survey(output: str) -> None:
    closed = db.session.scalars(select(Wave).where(Wave.slug == "demo")).one()
    own = Assignment.wave_id == closed.id
    assert closed.is_invented
    assert "erfunden" in closed.title["de"]
    assert closed.state == "closed"
    assert _count(FrameEntry, FrameEntry.wave_id == closed.id) == 44_144
    assert _count(FrameEntry, FrameEntry.wave_id == closed.id, FrameEntry.is_sampled) == 60
    assert _count(Assignment, own, Assignment.role == "company") == 60
    complete = _count(Assignment, Assignment.disposition == Disposition.COMPLETE)
    assert complete == _count(Submission) > 30
    assert _count(Response) > complete, "somebody broke off"
    releases = list(db.session.scalars(select(StoredRelease)))
    snapshot = db.session.scalars(select(Snapshot)).one()
    assert not snapshot.is_provisional
    assert snapshot.id in output
    assert {one.state for one in releases} == {"approved"}
    assert {one.document["plan"]["id"] for one in releases} == {"bericht", "kurzfassung"}
    assert any(f"{one.id} (freigegeben)" in output for one in releases)
    moments = list(db.session.scalars(select(Submission.submitted_at)))
    assert closed.opened_at is not None
    assert closed.closed_at is not None
    assert closed.opened_at < min(moments) < max(moments) < closed.closed_at
    assert len({moment.date() for moment in moments}) > 8


def _opens_a_questionnaire(app: Flask, role: str, output: str) -> None:
    client = app.test_client()
    assert fixed_code(role) in output
    form = hidden_fields(client.get("/befragung/").text)
    entered = client.post("/befragung/", data={**form, "code": fixed_code(role)})
    assert entered.status_code == 303
    start = client.get(entered.headers["Location"])
    assert start.status_code == 200
    assert "Saarland" in start.text


def _sees_what_comes_back(app: Flask, role: str, output: str) -> None:
    assert f"/e/{fixed_link(role)}" in output
    someone = Respondent(app.test_client())
    someone.open(f"/e/{fixed_link(role)}")
    someone.press("Fragebogen öffnen")
    ways = {"Ergebnisse ansehen": "Vergleich", "Bedarfsblatt ansehen": "Bedarfsblatt"}
    links = {ways[words]: address for words, address in someone.links.items() if words in ways}
    assert list(links) == (["Vergleich"] if role == "company" else ["Vergleich", "Bedarfsblatt"])
    for title, address in links.items():
        someone.open(address)
        assert title in someone.title
        assert someone.soup.select("td.is-number") or title == "Bedarfsblatt", "released figures"


@pytest.mark.usefixtures("one_file")
def test_the_same_seed_gives_the_same_data(sqlite_url: str, empty_sqlite_url: str, tmp_path: Path) -> None:
    first = _load(_made(sqlite_url, tmp_path / "first")).output
    second = _load(_made(empty_sqlite_url, tmp_path / "second")).output
    assert "Datenstand" in first
    assert first == second
    assert "Antworten einlesen: 1 bis" in first, "whoever waits sees what is done"
    assert "Datei 1 von 1" in first
    assert "ACHTUNG" not in first


@pytest.mark.usefixtures("one_file")
def test_a_release_that_its_files_contradict_is_announced(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cast(dict[str, Any], publish.WRITERS), "csv", lambda _release, _language: b"\xff")
    result = _load(_made(sqlite_url, tmp_path))
    assert result.exit_code == 0, result.output
    assert "ACHTUNG" in result.stderr
    assert "csv/de: Datei: gefunden „nicht lesbar" in result.stderr
    assert "(ein Entwurf)" in result.stdout


@pytest.mark.usefixtures("one_file")
def test_an_interrupted_load_is_begun_anew(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = _made(sqlite_url, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("app.demo.load._answer", _interrupt)
        assert _load(app).exit_code != 0
    result = _load(app)
    assert result.exit_code == 0, result.output
    with app.app_context():
        assert _count(Wave) == 2


def _interrupt(*_arguments: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    "words", [["--establishments", "0"], ["--response-rate", "1.5"], ["--seed", "-1"], ["--establishments", "many"]]
)
def test_bad_input_is_refused_in_a_line(sqlite_url: str, tmp_path: Path, words: list[str]) -> None:
    result = _load(_made(sqlite_url, tmp_path), words)
    assert result.exit_code == 2
    assert words[0] in result.output


@pytest.mark.parametrize("slug", ["demo", "demo-offen"])
def test_a_real_wave_of_the_same_name_is_never_replaced(sqlite_url: str, tmp_path: Path, slug: str) -> None:
    app = _made(sqlite_url, tmp_path)
    create = ["wave", "create", slug, "--title", "Echt", "--reference-year", "2025", "--target-year", "2030"]
    assert app.test_cli_runner().invoke(args=create).exit_code == 0
    result = _load(app)
    assert result.exit_code == 1
    assert f"„{slug}“ ist nicht erfunden" in result.output
    with app.app_context():
        assert db.session.scalars(select(Wave.title["de"].as_string())).all() == ["Echt"]


def test_production_is_never_filled_with_invented_data(sqlite_url: str, tmp_path: Path) -> None:
    settings = Settings(
        is_production=True,
        database_url=sqlite_url,
        data_dir=tmp_path,
        base_url="https://radar.example",
        trusted_hosts=("radar.example",),
        trusted_proxies=1,
        secret_key="abcdefghijklmnopqrstuvwxyz0123456789",
        code_pepper="9876543210zyxwvutsrqponmlkjihgfedcba",
        contact_phone="0681 1",
        contact_mail="team@radar.example",
    )
    app = create_app(settings)
    for words in (["load"], ["run", "--port", "8765"]):
        result = app.test_cli_runner().invoke(args=["demo", *words])
        assert result.exit_code == 1
        assert "Echtbetrieb" in result.output
