"""A small wave of both roles with its own questionnaires: every kind of figure, drawn at random, quick to protect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from analysis.content import Case, Content, Fieldwork, Wave
from analysis.disclosure.build import Order, build
from analysis.disclosure.report import participation
from analysis.disclosure.report.participation import fieldwork
from analysis.disclosure.report.primary import protect
from analysis.disclosure.seal import seal
from analysis.release import Release, Suppressed
from analysis.snapshot import Snapshot, write_snapshot
from analysis.tables import tabulate
from surveys.load import load_text
from surveys.model import Questionnaire
from tests.invented_questions import HEAD, ITEM, SCALE
from tests.worked_example import BUILT_AT, FACTS, RULES

COMPANY, COUNCIL = "company", "works_council"

_HEAD = f"""{HEAD}{SCALE}  antwort:
    options:
    - 1 = Ja | Yes
    - 2 = Geplant | Planned
    - 3 = Früher | Earlier
    - 4 = Nein | No
  themen:
    options:
    - a = A | A
    - b = B | B
    - c = C | C
sections:
"""

_ITEM = (
    """- id: part{n}
  title.de: Abschnitt {id}
  title.en: Section {id}
  pages:
"""
    + ITEM
)

_ITEMS = {
    "emp_total": ("type: integer", "required: yes", "aggregate: sum"),
    "need": ("type: integer", "required: yes", "aggregate: sum share_of_employees"),
    "trains": ("type: single", "list: antwort", "required: yes", "aggregate: share"),
    "strength": (
        "type: single",
        "list: skala",
        "required: yes",
        "when: {filter}",
        "aggregate: share mean top2",
    ),
    "topics": ("type: multi", "list: themen", "required: yes", "aggregate: share"),
}
"""The questions: amounts of two kinds, a choice, a scale for those who chose some of its answers, several choices."""

LEADING = {COMPANY: ("1",), COUNCIL: ("1", "2")}
"""The answers that lead to the scale: one in companies, two in councils."""

_FILTERS = {COMPANY: 'trains = "1"', COUNCIL: 'trains in ["1", "2"]'}

SECTORS, SIZES = ("B-E", "F", "G-I", "J-S"), ("0-9", "10-49", "50-249", "250+")
MERGED = {
    "0-49": {"0-9", "10-49"},
    "0-249": {"0-9", "10-49", "50-249"},
    "50+": {"50-249", "250+"},
    "B-F": {"B-E", "F"},
    "G-S": {"G-I", "J-S"},
}
SCORES = {"0": 0, "1": 1, "2": 2, "3": 3}


@cache
def questionnaire(role: str) -> Questionnaire:
    """The questions of a role; both are asked the same."""
    text = _HEAD.format(role=role)
    for number, (name, lines) in enumerate(_ITEMS.items()):
        text += _ITEM.format(id=name, n=number) + "".join(
            f"      {line.format(filter=_FILTERS[role])}\n" for line in lines
        )
    loaded = load_text(text)
    assert loaded.questionnaire is not None, loaded.errors
    return loaded.questionnaire


@dataclass(frozen=True, slots=True)
class Answer:
    """One response: who gave it, where it belongs, and what it says."""

    role: str
    who: str
    sector: str
    size: str
    said: dict[str, Any]
    kreis: str = "10041"


def drawn(seed: int, companies: int = 60, councils: int = 40) -> list[Answer]:
    """A wave: some enterprises have two sites, councils belong to the first of the companies."""
    random = np.random.default_rng(seed)
    found = []
    for number in range(companies):
        who = f"e{number - 1 if number % 15 == 14 else number}"
        sector = SECTORS[int(random.choice(4, p=(0.35, 0.2, 0.25, 0.2)))]
        size = SIZES[int(random.choice(4, p=(0.3, 0.3, 0.25, 0.15)))]
        answers = [Answer(COMPANY, who, sector, size, _said(random, COMPANY, size))]
        if number < councils:
            answers.append(Answer(COUNCIL, who, sector, size, _said(random, COUNCIL, size)))
        found += answers
    return found


_TOPICS = {"a": 0.9, "b": 0.5, "c": 0.15}


def _said(random: np.random.Generator, role: str, size: str) -> dict[str, Any]:
    low, high = {"0-9": (1, 9), "10-49": (10, 49), "50-249": (50, 249), "250+": (250, 900)}[size]
    employees = int(random.integers(low, high + 1))
    trains = str(random.choice(["1", "2", "3", "4"], p=(0.5, 0.06, 0.12, 0.32)))
    said = {
        "emp_total": employees,
        "need": int(random.binomial(employees, 0.3)),
        "trains": trains,
        "topics": [topic for topic, likely in _TOPICS.items() if random.random() < likely] or ["b"],
    }
    if trains in LEADING[role]:
        said["strength"] = str(random.choice(["0", "1", "2", "3"], p=(0.08, 0.32, 0.4, 0.2)))
    return said


def content(answers: Sequence[Answer], silent: Sequence[tuple[str, str]] = ()) -> Content:
    """What goes into the snapshot; ``silent`` are the sectors and sizes of companies that did not answer."""
    roles = tuple(role for role in (COMPANY, COUNCIL) if any(one.role == role for one in answers))
    return Content(
        wave=Wave("invented", 2025, 2030),
        is_provisional=False,
        questionnaires={role: [questionnaire(role)] for role in roles},
        cases={role: [_case(n, one) for n, one in enumerate(answers) if one.role == role] for role in roles},
        fieldwork=_fieldwork(answers, silent),
    )


def _case(number: int, one: Answer) -> Case:
    return Case(
        case=f"{one.role}{number:04}",
        establishment=f"{one.who}-{number}",
        contributor=one.who,
        version=questionnaire(one.role).hash,
        language="de",
        submitted_on="2026-05-20",
        stratum=f"{one.sector}/{one.size}",
        sector_group=one.sector,
        size_class=one.size,
        kreis=one.kreis,
        wz="29",
        document=one.said,
    )


def _fieldwork(answers: Sequence[Answer], silent: Sequence[tuple[str, str]]) -> list[Fieldwork]:
    """One row for each role, stratum and contributor; who is silent was invited only."""
    counted = Counter((one.role, f"{one.sector}/{one.size}", one.who) for one in answers)
    rows = [Fieldwork(role, stratum, who, n, n, n) for (role, stratum, who), n in counted.items()]
    quiet = [Fieldwork(COMPANY, f"{sector}/{size}", f"q{n}", 1, 0, 0) for n, (sector, size) in enumerate(silent)]
    return rows + quiet


def frozen(root: Path, answers: Sequence[Answer], silent: Sequence[tuple[str, str]] = ()) -> Snapshot:
    """The snapshot of a wave."""
    return write_snapshot(root, content(answers, silent))


def released(snapshot: Snapshot) -> Release:
    """The release of a wave."""
    return build(snapshot, Order(replace(FACTS, slug="invented"), RULES, BUILT_AT))


def sealed(snapshot: Snapshot, keys: Callable[[str], Collection[Any]]) -> Release:
    """A release in which nothing else is hidden than the keys of each table, with all digits."""
    tables = [one for chapter in tabulate(snapshot) for one in chapter.tables]
    counts = [fieldwork(snapshot, role) for role in snapshot.roles]
    return seal(
        state="built",
        wave=FACTS,
        snapshot=snapshot.id,
        questionnaires={},
        rules=RULES,
        participation=tuple(one.protected(frozenset(keys(participation.figures(one.role)))) for one in counts),
        chapters=(),
        tables=tuple(protect(one, RULES, keys(one.head.id)) for one in tables),
        frozen_at=BUILT_AT,
        facts={},
    )


def in_all_digits(snapshot: Snapshot) -> Release:
    """What the release of a wave prints, with all digits: so much the attacker is credited with."""
    made = released(snapshot)
    hidden: dict[str, set[Any]] = {
        table.id: {cell.key for cell in table.cells if isinstance(cell.value, Suppressed)} for table in made.tables
    }
    for one in made.participation:
        totals = {key for key in participation.TOTALS if isinstance(getattr(one, key), Suppressed)}
        strata = {cell.key[0] for cell in one.by_stratum if isinstance(cell.value, Suppressed)}
        hidden[participation.figures(one.role)] = totals | strata
    return sealed(snapshot, lambda table: hidden.get(table, set()))
