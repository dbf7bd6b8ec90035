"""The way of a release out of the house by command, also under the short id that is printed everywhere."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from app.database import writing
from app.extensions import db
from app.models import ReleaseFile, StoredRelease
from tests.integration.analysis.field import SLUG
from tests.releases import built_release


def test_the_same_way_by_command(house: Flask, tmp_path: Path) -> None:
    release_id = built_release(house, made_by="manager")

    def run(*words: str, status: int = 0) -> str:
        result = house.test_cli_runner().invoke(args=["release", *words])
        assert result.exit_code == status, result.output
        assert "Traceback" not in result.output
        return str(result.output)

    for command in ("verify", "approve", "withdraw"):
        assert "KENNUNG" in run(command, "--help")
    assert "ein Entwurf, nicht geprüft" in run("approve", release_id, "--user", "analyst@example.org", status=1)
    assert "Geprüft" in run("verify", release_id[:12])
    assert "geprüft, nicht ein Entwurf" in run("verify", release_id, status=1)
    assert "zweite Person" in run("approve", release_id, "--user", "manager@example.org", status=1)
    assert "gibt es nicht" in run("approve", release_id, "--user", "niemand@example.org", status=1)
    assert "nur Befragungsleitung" in run("approve", release_id, "--user", "contacts@example.org", status=1)
    assert "Freigegeben" in run("approve", release_id, "--user", "analyst@example.org")
    target = tmp_path / "report.pdf"
    run("export", release_id, "--format", "pdf", "--output", str(target))
    with house.app_context():
        query = select(ReleaseFile.sha256).where(ReleaseFile.format == "pdf", ReleaseFile.language == "de")
        assert db.session.scalars(query).one() == sha256(target.read_bytes()).hexdigest()
    assert "Grund" in run("withdraw", release_id, "--reason", " ", "--user", "manager@example.org", status=1)
    run("withdraw", release_id, "--reason", "Versehen", "--user", "manager@example.org")
    assert "withdrawn" in run("list", SLUG)
    _short_ids(house, release_id, run)
    assert run("verify", "0" * 64, status=1) == "Error: Diese Veröffentlichung gibt es nicht.\n"


def _short_ids(app: Flask, release_id: str, run: Callable[..., str]) -> None:
    """The short id is enough while it fits one release only; nothing is done to one that is merely meant."""
    short = release_id[:12]
    assert "zurückgezogen, nicht ein Entwurf" in run("verify", short, status=1)
    assert "zurückgezogen, nicht geprüft" in run("approve", short.upper(), "--user", "analyst@example.org", status=1)
    assert "mindestens ihre ersten 4" in run("verify", release_id[:3], status=1)
    assert "mindestens ihre ersten 4" in run("verify", "%" * 8, status=1)
    assert "gibt es nicht" in run("verify", "zzzzzzzz", status=1)
    twin = short + "f" * 52
    with app.app_context(), writing(db.session):
        row = db.session.get_one(StoredRelease, release_id)
        db.session.add(StoredRelease(id=twin, wave_id=row.wave_id, snapshot_id=row.snapshot_id, document={}))
    said = run("withdraw", short, "--reason", "x", "--user", "manager@example.org", status=1)
    assert "passt auf mehrere" in said
    assert release_id in said
    assert twin in said
    assert "nicht ein Entwurf" in run("verify", release_id, status=1)
