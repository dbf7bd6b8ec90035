"""One invented frame and its answers for all tests of this folder."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from app.demo.answers import answers
from app.demo.frame import Unit, draw_frame
from app.demo.sample import draw_sample
from surveys.load import load_file
from surveys.model import Questionnaire
from surveys.problems import Document

SEED = 7
YEARS = {"ZJ": 2030, "BJ": 2025}
FOLDER = Path(__file__).resolve().parents[3] / "surveys" / "questionnaires"
Answers = Mapping[tuple[str, str], Document]
"""By reference and role."""


@pytest.fixture(scope="session")
def units() -> tuple[Unit, ...]:
    return draw_frame(SEED)


@pytest.fixture(scope="session")
def sample(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    chosen = draw_sample(units, 600, SEED)
    return tuple(unit for unit in units if unit.reference in chosen)


@pytest.fixture(scope="session")
def questionnaires() -> Mapping[str, Questionnaire]:
    found = {}
    for name in ("company.yaml", "works-council.yaml"):
        questionnaire = load_file(FOLDER / name).questionnaire
        assert questionnaire is not None
        found[questionnaire.role] = questionnaire
    return found


@pytest.fixture(scope="session")
def answered(sample: tuple[Unit, ...], questionnaires: Mapping[str, Questionnaire]) -> Answers:
    """The answers of both sides of every second sampled establishment with a works council, and of some without."""
    asked = [unit for unit in sample if unit.has_council][::2] + [unit for unit in sample if not unit.has_council][::5]
    return {
        (unit.reference, role): answers(questionnaire, unit, SEED, YEARS)
        for unit in asked
        for role, questionnaire in questionnaires.items()
        if role == "company" or unit.has_council
    }
