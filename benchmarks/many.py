"""Large waves: 2,000 answer sets through the engine, repeated with new ids and other head counts."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from multiprocessing import get_context

import numpy as np
from flask import Flask
from sqlalchemy import func, insert, select

from app.database import writing
from app.demo.answers import answers, context_of
from app.demo.company_figures import size_code
from app.demo.fieldwork import period
from app.demo.frame import Unit, draw_frame
from app.demo.sample import draw_sample
from app.demo.waves import FILES, QUESTIONNAIRES, make_wave
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
    now,
)
from app.services import questionnaires, waves
from surveys.codelists import CodeList, code_list, library_rows
from surveys.importing import read_answers
from surveys.load import load_file
from surveys.model import Questionnaire
from surveys.problems import Document, Json
from surveys.scope import Scope
from surveys.submit import finalise

SEED = 1
YEARS = {"ZJ": 2030, "BJ": 2025}
SETS = 2_000
COUNCIL_SHARE = 0.2
ONE_OF = 3
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class AnswerSet:
    """The finished answers of one role of an invented establishment."""

    role: str
    unit: Unit
    document: Document


def answer_sets(count: int = SETS) -> list[AnswerSet]:
    """So many answer sets, each read, routed, checked and finished by the engine; on all cores."""
    units = [unit for unit in draw_frame(SEED) if unit.employees > 0]
    chosen = draw_sample(units, count, SEED)
    asked = [unit for unit in units if unit.reference in chosen]
    wanted = round(count * COUNCIL_SHARE)
    councils = [("works_council", unit) for unit in asked if unit.has_council][:wanted]
    tasks = [*councils, *(("company", unit) for unit in asked[: count - len(councils)])]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        return list(pool.map(_answered, tasks, chunksize=50))


def _answered(task: tuple[str, Unit]) -> AnswerSet:
    role, unit = task
    questionnaire = instruments()[role]
    scope = Scope(questionnaire, {}, context_of(questionnaire, unit, YEARS))
    document, problems = read_answers(scope, answers(questionnaire, unit, SEED, YEARS))
    if problems:
        raise RuntimeError(f"{unit.reference} {role}: {problems[0]}")
    return AnswerSet(role, unit, finalise(scope.after(document)))


@cache
def instruments() -> Mapping[str, Questionnaire]:
    """The questionnaire of each role."""
    found = {}
    for role, file in FILES.items():
        questionnaire = load_file(QUESTIONNAIRES / file).questionnaire
        if questionnaire is None:
            raise RuntimeError(f"{file} cannot be read")
        found[str(role)] = questionnaire
    return found


def fill_wave(app: Flask, sets: Sequence[AnswerSet], total: int) -> str:
    """A closed wave with ``total`` submitted responses, one of ``ONE_OF`` of the frame; returns its short name."""
    field = period()
    with app.app_context():
        with writing(db.session):
            # A new wave needs a deadline to come; the invented one is set back to its day at the end.
            wave = make_wave(db.session, "closed", field.opens.date(), now() + timedelta(days=1))
            waves.open_wave(db.session, wave, field.opens)
            versions = {str(role): questionnaires.current(db.session, wave.id, role) for role in Role}
        for start in range(0, total, BATCH):
            with writing(db.session):
                _store(wave, sets, versions, range(start, min(start + BATCH, total)))
        with writing(db.session):
            wave = waves.find(db.session, wave.slug)
            db.session.execute(insert(FrameTotal), _totals(wave))
            wave.closes_at = field.closes
            waves.close(db.session, wave, field.closes)
        return wave.slug


def _totals(wave: Wave) -> list[dict[str, object]]:
    """What the frame would say of each stratum, if those who answered were one of ``ONE_OF`` of it."""
    counts = select(FrameEntry.stratum, func.count(), func.sum(FrameEntry.employees)).group_by(FrameEntry.stratum)
    return [
        {
            "wave_id": wave.id,
            "stratum": stratum,
            "establishments": ONE_OF * establishments,
            "employees": ONE_OF * employees,
            "reference_date": period().opens.date(),
            "source": "invented",
        }
        for stratum, establishments, employees in db.session.execute(counts.where(FrameEntry.wave_id == wave.id))
    ]


def _store(wave: Wave, sets: Sequence[AnswerSet], versions: Mapping[str, str], numbers: range) -> None:
    """Rows of one batch; each copy of an answer set is an establishment of its own with other head counts."""
    factors = np.random.default_rng([SEED, numbers.start]).uniform(0.7, 1.4, len(numbers))
    ids = [number + 1 for number in numbers]
    chosen = [sets[number % len(sets)] for number in numbers]
    at = period().closes - timedelta(days=2)
    one_by_one = list(zip(ids, chosen, factors.tolist(), strict=True))
    db.session.execute(insert(Establishment), [_establishment(number) for number in ids])
    db.session.execute(insert(FrameEntry), [_entry(wave.id, *each) for each in one_by_one])
    db.session.execute(insert(Assignment), [_assignment(wave.id, number, one.role) for number, one, _ in one_by_one])
    responses = [
        {
            "id": number,
            "assignment_id": number,
            "version_hash": versions[one.role],
            "state": ResponseState.SUBMITTED,
            "document": {},
            "reference": f"BR-{number}",
            "started_at": at,
            "updated_at": at,
        }
        for number, one, _ in one_by_one
    ]
    db.session.execute(insert(Response), responses)
    submissions = [
        {
            "response_id": number,
            "number": 1,
            "document": varied(one.document, factor),
            "check_value": "",
            "submitted_at": at,
        }
        for number, one, factor in one_by_one
    ]
    db.session.execute(insert(Submission), submissions)


def _establishment(number: int) -> dict[str, object]:
    return {"id": number, "reference": f"B{number:07}", "name": f"Messbetrieb {number}", "enterprise_id": None}


def _entry(wave_id: int, number: int, one: AnswerSet, factor: float) -> dict[str, object]:
    unit, employees, classes = one.unit, round(one.unit.employees * factor), _classes()
    size = classes.by_code[size_code(employees, classes)]
    return {
        "wave_id": wave_id,
        "establishment_id": number,
        "stratum": f"{unit.sector_group}/{size.merge}",
        "sector_group": unit.sector_group,
        "wz": unit.division,
        "wz_version": "2008",
        "kreis": unit.kreis,
        "size_class": size.code,
        "employees": employees,
        "has_works_council": unit.has_council,
        "is_sampled": True,
    }


@cache
def _classes() -> CodeList:
    return code_list("groessenklassen", library_rows("groessenklassen") or [])


def _assignment(wave_id: int, number: int, role: str) -> dict[str, object]:
    disposition = Disposition.COMPLETE
    return {"id": number, "wave_id": wave_id, "establishment_id": number, "role": role, "disposition": disposition}


def varied(value: Document, factor: float) -> Document:
    """The same answers with every head count multiplied."""
    return {key: _varied(part, factor) for key, part in value.items()}


def _varied(value: Json, factor: float) -> Json:
    if isinstance(value, bool) or not isinstance(value, int | dict | list):
        return value
    if isinstance(value, int):
        return max(round(value * factor), 1) if value > 0 else value
    if isinstance(value, list):
        return [_varied(part, factor) for part in value]
    return varied(value, factor)
