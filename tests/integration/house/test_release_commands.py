"""The way of a release out of the house by command, also under the short id that is printed everywhere."""

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.database import writing
from app.extensions import db
from app.models import AuditEntry, ReleaseFile, StoredRelease
from app.services import accounts, publish
from tests.accounts import visitor
from tests.integration.analysis.field import SLUG, closed_wave
from tests.releases import built_release

MANAGER = "--as", "manager@example.org"
ANALYST = "--as", "analyst@example.org"


@pytest.mark.parametrize(
    "words", [("build", SLUG), ("verify", "abcd"), ("approve", "abcd"), ("withdraw", "abcd", "--reason", "x")]
)
def test_every_step_is_taken_for_an_account(house: Flask, words: tuple[str, ...]) -> None:
    result = house.test_cli_runner().invoke(args=["release", *words])
    assert result.exit_code == 2
    assert "Bitte nennen Sie mit „--as E-MAIL“ Ihr Konto" in result.output


def test_who_built_by_command_cannot_approve_on_screen(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "EDITIONS", (("csv", "de"),))
    closed_wave(house)

    def run(*words: str, status: int = 0) -> str:
        result = house.test_cli_runner().invoke(args=list(words))
        assert result.exit_code == status, result.output
        return str(result.output if status else result.stdout).strip()

    run("snapshot", SLUG)
    assert "nur die Befragungsleitung" in run("release", "build", SLUG, *ANALYST, status=1)
    release_id = run("release", "build", SLUG, *MANAGER)
    assert "Freigeben kann: Person analyst (Auswertung)." in run("release", "verify", release_id, *ANALYST)
    page = f"/intern/wellen/{SLUG}/veroeffentlichungen/{release_id}"
    someone = visitor(house, "manager")
    someone.open(f"{page}/freigeben")
    assert someone.status == 409
    assert "zweite Person. Freigeben kann: Person analyst (Auswertung)." in someone.text
    someone.open(page)
    assert "Person manager" in someone.text, "who took a step by command is named on screen"
    with house.app_context():
        by = {row.action: row.user_id for row in db.session.scalars(select(AuditEntry))}
        people = [accounts.by_email(db.session, email).id for _as, email in (MANAGER, ANALYST)]
    assert [by["release_built"], by["release_verified"]] == people


def test_an_account_that_is_switched_off_builds_nothing(house: Flask) -> None:
    with house.app_context(), writing(db.session):
        accounts.by_email(db.session, MANAGER[1]).is_active = False
    result = house.test_cli_runner().invoke(args=["release", "build", SLUG, *MANAGER])
    assert result.exit_code == 1
    assert "nur die Befragungsleitung" in result.output


def test_the_same_way_by_command(house: Flask, tmp_path: Path) -> None:
    release_id = built_release(house, made_by="manager")

    def run(*words: str, status: int = 0) -> str:
        result = house.test_cli_runner().invoke(args=["release", *words])
        assert result.exit_code == status, result.output
        assert "Traceback" not in result.output
        return str(result.output)

    for command in ("verify", "approve", "withdraw"):
        assert "KENNUNG" in run(command, "--help")
    assert "ein Entwurf, nicht geprüft" in run("approve", release_id, "--as", "analyst@example.org", status=1)
    assert "Geprüft" in run("verify", release_id[:12], *MANAGER)
    assert "geprüft, nicht ein Entwurf" in run("verify", release_id, *MANAGER, status=1)
    assert "zweite Person" in run("approve", release_id, "--as", "manager@example.org", status=1)
    assert "gibt es nicht" in run("approve", release_id, "--as", "niemand@example.org", status=1)
    assert "nur Befragungsleitung" in run("approve", release_id, "--as", "contacts@example.org", status=1)
    assert "Freigegeben" in run("approve", release_id, "--as", "analyst@example.org")
    target = tmp_path / "report.pdf"
    run("export", release_id, "--format", "pdf", "--output", str(target))
    with house.app_context():
        query = select(ReleaseFile.sha256).where(ReleaseFile.format == "pdf", ReleaseFile.language == "de")
        assert db.session.scalars(query).one() == sha256(target.read_bytes()).hexdigest()
    assert "Grund" in run("withdraw", release_id, "--reason", " ", "--as", "manager@example.org", status=1)
    run("withdraw", release_id, "--reason", "Versehen", "--as", "manager@example.org")
    assert re.search(r"^[0-9a-f]{64}  withdrawn  \S+  Bericht$", run("list", SLUG), re.MULTILINE)
    _short_ids(house, release_id, run)
    assert run("verify", "0" * 64, *MANAGER, status=1) == "Error: Diese Veröffentlichung gibt es nicht.\n"


def _short_ids(app: Flask, release_id: str, run: Callable[..., str]) -> None:
    """The short id is enough while it fits one release only; nothing is done to one that is merely meant."""
    short = release_id[:12]
    assert "zurückgezogen, nicht ein Entwurf" in run("verify", short, *MANAGER, status=1)
    assert "zurückgezogen, nicht geprüft" in run("approve", short.upper(), "--as", "analyst@example.org", status=1)
    assert "mindestens ihre ersten 4" in run("verify", release_id[:3], *MANAGER, status=1)
    assert "mindestens ihre ersten 4" in run("verify", "%" * 8, *MANAGER, status=1)
    assert "gibt es nicht" in run("verify", "zzzzzzzz", *MANAGER, status=1)
    twin = short + "f" * 52
    with app.app_context(), writing(db.session):
        row = db.session.get_one(StoredRelease, release_id)
        db.session.add(StoredRelease(id=twin, wave_id=row.wave_id, snapshot_id=row.snapshot_id, document={}))
    said = run("withdraw", short, "--reason", "x", "--as", "manager@example.org", status=1)
    assert "passt auf mehrere" in said
    assert release_id in said
    assert twin in said
    assert "nicht ein Entwurf" in run("verify", release_id, *MANAGER, status=1)
