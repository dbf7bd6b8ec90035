"""The worked example as rows of the database, among answers that must not count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.database import writing
from app.extensions import db
from app.models import (
    Assignment,
    Disposition,
    Establishment,
    FrameEntry,
    FrameTotal,
    Response,
    ResponseState,
    Role,
    Submission,
    Wave,
    WaveState,
)
from app.services import codes, questionnaires
from tests import worked_example
from tests.questionnaires_for_tests import REAL

SLUG = "worked-example"
EARLIER = "two-years-before"
SUBMITTED_AT = datetime(2026, 5, 20, 10, tzinfo=UTC)
NOT_COUNTED = {"unit_scope": "1", "emp_total": 40_000, "quali_total": 30_000, "train_any": "2"}
"""Answers that would show at once if they were counted."""


def earlier_wave(app: Flask) -> None:
    """A wave of the same that was over two years before the other; one of the eight did not train anybody then."""
    closed_wave(app, EARLIER, {"train_any": "2"})
    with app.app_context(), writing(db.session):
        wave = db.session.scalars(select(Wave).where(Wave.slug == EARLIER)).one()
        wave.reference_year, wave.target_year = 2023, 2028
        wave.opened_at, wave.closed_at = datetime(2024, 5, 4, 6, tzinfo=UTC), datetime(2024, 6, 12, 21, tzinfo=UTC)


def closed_wave(app: Flask, slug: str = SLUG, first_said: Mapping[str, Any] | None = None) -> None:
    """A wave that is over: eight submissions, one of them corrected, a draft, a trial run, a letter nobody opened.

    ``first_said`` are other answers of the first of the eight.
    """
    with app.app_context(), writing(db.session):
        wave = _wave(slug)
        version = questionnaires.take_file(db.session, REAL / "company.yaml")
        questionnaires.attach(db.session, wave, version)
        wave.state = WaveState.CLOSED
        for number, case in enumerate(worked_example.cases()):
            assignment = _assignment(wave, number, case.stratum, case.size_class)
            earlier = [NOT_COUNTED] if number == 0 else []
            other = first_said or {} if number == 0 else {}
            respond(assignment, version.hash, [*earlier, {**case.document, **other}])
        respond(_assignment(wave, 20, "G-I/10-49", "S4"), version.hash, [])
        respond(_assignment(wave, 21, "G-I/10-49", "S4", is_trial=True), version.hash, [NOT_COUNTED])
        _assignment(wave, 22, "G-I/10-49", "S4")


def _wave(slug: str) -> Wave:
    wave = Wave(
        slug=slug,
        title=dict(worked_example.FACTS.title),
        reference_year=2025,
        target_year=2030,
        state=WaveState.OPEN,
        is_invented=True,
        opened_at=datetime(2026, 5, 4, 6, tzinfo=UTC),
        closed_at=datetime(2026, 6, 12, 21, tzinfo=UTC),
    )
    db.session.add(wave)
    db.session.flush()
    for total in worked_example.FRAME:
        db.session.add(
            FrameTotal(
                wave_id=wave.id,
                stratum=total.stratum,
                establishments=total.establishments or 0,
                employees=total.employees or 0,
                reference_date=date.fromisoformat(total.reference_date),
                source=total.source,
            )
        )
    return wave


def _assignment(wave: Wave, number: int, stratum: str, size_class: str, *, is_trial: bool = False) -> Assignment:
    unit = _establishment(f"B{number}")
    entry = FrameEntry(
        wave_id=wave.id,
        establishment_id=unit.id,
        stratum=stratum,
        sector_group=stratum.partition("/")[0],
        wz="29",
        wz_version="2008",
        kreis="10041",
        size_class=size_class,
        employees=worked_example.COMPANIES[number].employees if number < 8 else 20,
        has_works_council=None,
        is_sampled=True,
    )
    db.session.add(entry)
    return assigned(wave, unit, Role.COMPANY, is_trial=is_trial)


def _establishment(reference: str) -> Establishment:
    known = db.session.scalar(select(Establishment).where(Establishment.reference == reference))
    if known is not None:
        return known
    made = Establishment(reference=reference, name=f"Betrieb {reference}")
    db.session.add(made)
    db.session.flush()
    return made


def assigned(wave: Wave, unit: Establishment, role: Role, *, is_trial: bool = False) -> Assignment:
    """A letter was sent to one role of an establishment."""
    made = Assignment(
        wave_id=wave.id, establishment_id=unit.id, role=role, is_trial=is_trial, disposition=Disposition.SENT
    )
    db.session.add(made)
    db.session.flush()
    return made


def respond(assignment: Assignment, version: str, submissions: list[Mapping[str, Any]]) -> None:
    """A response with its submissions; the draft on top is never the same as what was handed in."""
    response = Response(
        assignment_id=assignment.id,
        version_hash=version,
        state=ResponseState.SUBMITTED if submissions else ResponseState.DRAFT,
        document=dict(NOT_COUNTED),
        reference=codes.new_reference(),
    )
    db.session.add(response)
    db.session.flush()
    for number, document in enumerate(submissions, start=1):
        db.session.add(
            Submission(
                response_id=response.id,
                number=number,
                document=dict(document),
                check_value="-",
                submitted_at=SUBMITTED_AT,
            )
        )
