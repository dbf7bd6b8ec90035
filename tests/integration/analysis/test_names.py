"""Snapshots do not depend on the numbers that a database gave to its rows, and tell nothing of whom they are about."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select

from analysis.snapshot import Snapshot as FrozenData
from app import create_app
from app.config import Settings
from app.database import writing
from app.extensions import db
from app.models import Establishment, Role, Wave, WaveQuestionnaire
from app.services import freeze, questionnaires, waves
from tests.integration.analysis.field import SLUG, SUBMITTED_AT, assigned, closed_wave, respond
from tests.questionnaires_for_tests import REAL

REFERENCES = [f"B{number}" for number in range(8)]


@pytest.fixture
def fresh_app(sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    """A second application on a SQLite database of its own."""
    path = shutil.copy(sqlite_template, tmp_path / "fresh.sqlite3")
    made = create_app(Settings(database_url=f"sqlite:///{path}", testing=True, data_dir=tmp_path))
    yield made
    with made.app_context():
        db.engine.dispose()


def frozen(app: Flask, root: Path, pepper: str = "pepper") -> FrozenData:
    with app.app_context():
        wave = waves.find(db.session, SLUG)
        return freeze.write(db.session, wave, freeze.Place(root, pepper), SUBMITTED_AT)


def used_before(app: Flask) -> None:
    """A database that has seen other things: its numbers start elsewhere, have gaps and stand in another order."""
    with app.app_context(), writing(db.session):
        for number in range(5):
            db.session.add(Wave(slug=f"before-{number}", title={}, reference_year=2020, target_year=2025))
        for reference in ("X1", "X2", *reversed(REFERENCES)):
            db.session.add(Establishment(reference=reference, name=f"Betrieb {reference}"))
            db.session.flush()
        db.session.execute(delete(Establishment).where(Establishment.reference == "X2"))


def ids(app: Flask) -> list[int]:
    with app.app_context():
        rows = db.session.scalars(select(Establishment).where(Establishment.reference.in_(REFERENCES)))
        return [one.id for one in sorted(rows, key=lambda one: one.reference)]


def test_the_same_answers_are_the_same_snapshot_in_every_database(app: Flask, fresh_app: Flask, tmp_path: Path) -> None:
    used_before(app)
    for one in (app, fresh_app):
        closed_wave(one)

    first, second = frozen(app, tmp_path / "first"), frozen(fresh_app, tmp_path / "second")

    assert first.id == second.id
    assert ids(app) != ids(fresh_app)


def test_both_sides_of_an_establishment_can_be_joined_but_their_responses_have_names_of_their_own(
    app: Flask, tmp_path: Path
) -> None:
    closed_wave(app)
    with app.app_context(), writing(db.session):
        wave = waves.find(db.session, SLUG)
        version = questionnaires.take_file(db.session, REAL / "works-council.yaml")
        db.session.add(WaveQuestionnaire(wave_id=wave.id, role=Role.WORKS_COUNCIL, version_hash=version.hash))
        unit = db.session.scalars(select(Establishment).where(Establishment.reference == "B3")).one()
        respond(assigned(wave, unit, Role.WORKS_COUNCIL), version.hash, [{}])

    snapshot = frozen(app, tmp_path)

    company = snapshot.scan("company").collect()
    [council] = snapshot.scan("works_council").collect().to_dicts()
    assert company["establishment"].to_list().count(council["establishment"]) == 1
    names = [*company["case"], *company["establishment"], council["case"], council["establishment"]]
    assert len(set(names)) == len(names) - 1


def test_names_cannot_be_made_without_the_secret(app: Flask, tmp_path: Path) -> None:
    closed_wave(app)

    one, other = frozen(app, tmp_path / "one"), frozen(app, tmp_path / "other", pepper="another")

    for column in ("case", "establishment", "contributor"):
        names = one.scan("company").collect()[column]
        assert set(names).isdisjoint(other.scan("company").collect()[column])
        assert all(len(name) == freeze.KEY_LENGTH for name in names)
