"""Files for analysts: from a snapshot to labelled CSV, SPSS and the other formats, each in a process of its own."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from analysis.content import Case, Content, Wave
from analysis.snapshot import write_snapshot
from benchmarks.fieldwork import FOLDER
from benchmarks.figures import Figure
from benchmarks.many import SEED, YEARS, answer_sets, instruments, varied
from benchmarks.volumes import UNIT, alone, by_clock
from surveys.items.registry import Item, Matrix
from surveys.load import load_file
from surveys.model import Questionnaire
from surveys.problems import Document, Json

SIZES = (1_000, 10_000)
SETS = 400
GOALS = {(1_000, "csv"): 17.4, (10_000, "sav"): 3.4}
"""What LimeSurvey 6.14 took for a questionnaire of this size (58 columns of answers)."""
FORMATS = ("csv", "sav")
OTHERS = ("csv", "xlsx", "parquet", "sav", "dta", "codebook-pdf")


def measure(folder: Path) -> Iterator[Figure]:
    """A questionnaire of 20 questions, then the real one with its rosters and grids."""
    small = _loaded(FOLDER / "twenty.yaml")
    chance = random.Random(SEED)
    documents = [_answered(small, chance) for _ in range(SETS)]
    for size in SIZES:
        path = _frozen(folder, small, documents, size)
        for kind in FORMATS:
            yield _figure("20 questions", size, kind, path, GOALS.get((size, kind)))
    real = [one.document for one in answer_sets(SETS) if one.role == "company"]
    for size in SIZES:
        path = _frozen(folder, instruments()["company"], real, size)
        for kind in OTHERS:
            yield _figure("company questionnaire", size, kind, path)


def _figure(what: str, size: int, kind: str, path: Path, goal: float | None = None) -> Figure:
    made = alone("analysts", str(path), kind)
    size_of = f"{made['columns']} columns, {made['tables']} tables, {made['megabytes']:.1f} MB"
    note = f"{size_of}, peak {made['peak']:.0f} MB, {by_clock(made)}"
    return Figure(f"{kind} of {size:,} responses, {what}", made["used"], UNIT, goal, note=note)


def _frozen(folder: Path, questionnaire: Questionnaire, documents: Sequence[Document], size: int) -> Path:
    cases = (_case(number, questionnaire, documents[number % len(documents)]) for number in range(size))
    role = questionnaire.role
    wave = Wave("messung", YEARS["BJ"], YEARS["ZJ"])
    content = Content(wave, False, {role: [questionnaire]}, {role: cases})
    return write_snapshot(folder / "snapshots", content).path


def _case(number: int, questionnaire: Questionnaire, document: Document) -> Case:
    name = f"c{number:07}"
    facts = {"stratum": "B-E/10-49", "sector_group": "B-E", "size_class": "S4", "kreis": "10041", "wz": "25"}
    factor = 0.7 + number % 70 / 100
    return Case(
        case=name, establishment=name, contributor=name, version=questionnaire.hash, language="de",
        submitted_on="2026-05-20", document=varied(document, factor), **facts,
    )  # fmt: skip


def _loaded(path: Path) -> Questionnaire:
    questionnaire = load_file(path).questionnaire
    if questionnaire is None:
        raise RuntimeError(f"{path} cannot be read")
    return questionnaire


def _answered(questionnaire: Questionnaire, chance: random.Random) -> Document:
    """An answer to each question, without looking at conditions: it is the number of columns that costs time."""
    found = {item.id: _answer(item, chance) for item in questionnaire.items.values()}
    return {name: answer for name, answer in found.items() if answer is not None}


def _answer(item: Item, chance: random.Random) -> Json:
    codes = [code.code for code in item.code_list.codes] if item.code_list else []
    if isinstance(item, Matrix):
        return {row.code: chance.choice(codes) for row in item.rows.codes.codes if row.code not in item.rows.left_out}
    if item.type == "single":
        return chance.choice(codes)
    if item.type in {"multi", "rank"}:
        return list(chance.sample(codes, min(len(codes), 2)))
    return chance.randint(1, 500) if item.type == "integer" else None
