"""The small questionnaires under ``tests/questionnaires``: one for each kind of item."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from surveys.context import Context
from surveys.load import load_file, load_text
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


@cache
def counting(name: str, *items: str) -> Questionnaire:
    """A real one with all its questions, of which only these items are counted: protecting it takes a fifth as long."""
    tree = yaml.load((REAL / f"{name}.yaml").read_text(), yaml.BaseLoader)  # noqa: S506 - it makes nothing but texts
    asked = [item for section in tree["sections"] for page in section["pages"] for item in page["items"]]
    for item in [*asked, *tree["computed"]]:
        if item["id"] not in items:
            for part in (item, *item.get("columns", ())):
                part.update({"aggregate": "none"} if "aggregate" in part else {})
    loaded = load_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False))
    assert loaded.questionnaire is not None, loaded.errors
    return loaded.questionnaire


def scope(name: str, document: Document | None = None) -> Scope:
    """A scope of a small questionnaire."""
    return Scope(small(name), document or {}, CONTEXT)


def _load(path: Path) -> Questionnaire:
    loaded = load_file(path)
    assert loaded.questionnaire is not None, loaded.errors
    return loaded.questionnaire
