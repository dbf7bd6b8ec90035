"""The small questionnaires under ``tests/questionnaires``: one for each kind of item."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from surveys.context import Context
from surveys.load import load_file
from surveys.model import Questionnaire
from surveys.problems import Document
from surveys.scope import Scope

FOLDER = Path(__file__).parent / "questionnaires"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))
REAL = Path(__file__).parents[1] / "surveys" / "questionnaires"
CONTEXT = Context({"ZJ": 2030, "BJ": 2025}, {"wz": "29", "employees": 64, "size_class": "S5", "kreis": "10041"})


@cache
def small(name: str) -> Questionnaire:
    """The test questionnaire of this name."""
    return _load(FOLDER / f"{name}.yaml")


@cache
def real(name: str) -> Questionnaire:
    """``company`` or ``works-council``."""
    return _load(REAL / f"{name}.yaml")


def scope(name: str, document: Document | None = None) -> Scope:
    """A scope of a small questionnaire."""
    return Scope(small(name), document or {}, CONTEXT)


def _load(path: Path) -> Questionnaire:
    loaded = load_file(path)
    assert loaded.questionnaire is not None, loaded.errors
    return loaded.questionnaire
