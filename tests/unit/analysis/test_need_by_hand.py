"""Every quantity of need once more, document by document, in plain Python: counted, and standing for the frame.

The formulas are those of the concept: w = N / n of the stratum for establishments, g = E / employees of those who
answered in it for people, places and hours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
import pytest

from analysis.content import Content, Stratum, Wave
from analysis.release import Table
from analysis.snapshot import write_snapshot
from analysis.tables import tabulate
from tests import worked_example
from tests.questionnaires_for_tests import real

Document: TypeAlias = dict[str, Any]
Weight: TypeAlias = Callable[[Document], float]
Figures: TypeAlias = Mapping[tuple[str, ...], float]
Amounts: TypeAlias = Callable[[Document], Figures]

FRAME = {
    "B-E/10-49": (900, 16_000),
    "B-E/250+": (60, 33_000),
    "G-I/10-49": (1_400, 24_000),
    "G-I/50-249": (240, 20_000),
}
SIZES = {"B-E/10-49": (10, 49), "B-E/250+": (250, 900), "G-I/10-49": (10, 49), "G-I/50-249": (50, 249)}
FIELDS = ("K01", "K02", "K06")
HOURS = {"1": (1, 4, 8), "2": (9, 24, 40), "3": (41, 80, 120), "4": (121, 260, 400), "5": (401, 600, 600)}
"""Lowest, set and highest hours of each class."""

SHARES = {"share_0": range(50), "share_50": range(50, 500), "share_75": range(500, 100_000)}
REASONS = ("cont", "fmt")


def _row(random: np.random.Generator, level: str) -> Document:
    now = int(random.integers(2, 9))
    up, re = int(random.integers(0, now // 2 + 1)), int(random.integers(0, now // 2 + 1))
    row = {"id": level, "kldb": str(random.choice(["25", "26", "43"])), "level": level, "n_now": now, "change": "2"}
    return row | {"n_target": int(random.integers(0, 12)), "n_up": up, "n_re": re}


def _company(random: np.random.Generator, stratum: str) -> Document:
    low, high = SIZES[stratum]
    employees = int(random.integers(low, high + 1))
    fields = sorted(str(one) for one in random.choice(FIELDS, int(random.integers(1, 4)), replace=False))
    total = int(random.integers(1, employees))
    return {
        "stratum": stratum,
        "unit_scope": "1",
        "emp_total": employees,
        "ags_kreis": str(random.choice(["10041", "10044"])),
        "quali_total": total,
        "quali_total_h120": int(random.integers(0, total + 1)),
        "roster": [_row(random, level) for level in "1234" if random.random() < 0.7],
        "fields": fields,
        "cmp": {one: _need(random) for one in fields},
        "gap": {one: _gap(random) for one in fields},
        "train_n": {row: {"n": int(random.integers(1, 6))} for row in ("1", "2", "3", "4")} | {"total": {"n": 5}},
        "pool": str(random.choice(["1", "2"])),
        "computed": {"flag82a": total / employees >= (0.1 if employees < 250 else 0.2)},
    }


def _need(random: np.random.Generator) -> Document:
    now = int(random.integers(0, 4))
    codes = {"urgency": str(random.integers(1, 4)), "hours": str(random.integers(1, 6))}
    return {"now": str(now), "need": str(random.integers(now + 1, 5)), "n": int(random.integers(1, 30)), **codes}


def _gap(random: np.random.Generator) -> Document:
    fit = str(random.integers(1, 4))
    return {"fit": fit} | ({"mismatch": [str(random.choice(REASONS))]} if fit in "23" else {})


def _documents() -> list[Document]:
    random = np.random.default_rng(7)
    found = [_company(random, stratum) for stratum in FRAME for _answer in range(7)]
    # For the whole enterprise: in no total of people, and its employees are not those of the frame.
    found[0]["unit_scope"], found[0]["emp_total"] = "3", 4_000
    return found


DOCUMENTS = _documents()
HERE = [one for one in DOCUMENTS if one["unit_scope"] != "3"]


def _one(_document: Document) -> float:
    return 1.0


def _by_establishments(document: Document) -> float:
    stratum: str = document["stratum"]
    answers = [one for one in DOCUMENTS if one["stratum"] == stratum]
    return FRAME[stratum][0] / len(answers)


def _by_employees(document: Document) -> float:
    stratum = document["stratum"]
    answered: float = sum(one["emp_total"] for one in HERE if one["stratum"] == stratum)
    return FRAME[stratum][1] / answered


@pytest.fixture(scope="module", params=[False, True], ids=["counted", "extrapolated"])
def weighted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """The tables by id, and what an answer stands for as an establishment (``w``) and as its employees (``g``)."""
    questionnaire, is_sample = real("company"), bool(request.param)
    blank = worked_example.cases(times=len(DOCUMENTS))
    cases = [
        replace(
            case,
            document={name: said for name, said in document.items() if name != "stratum"},
            stratum=document["stratum"],
            sector_group=document["stratum"].partition("/")[0],
            size_class=document["stratum"].partition("/")[2],
        )
        for case, document in zip(blank, DOCUMENTS, strict=False)
    ]
    content = Content(
        wave=Wave("von-hand", 2025, 2030, is_sample),
        is_provisional=False,
        questionnaires={"company": [questionnaire]},
        cases={"company": cases},
        frame=tuple(Stratum(name, *known, "2026-01-01", "erfunden") for name, known in FRAME.items()),
    )
    snapshot = write_snapshot(tmp_path_factory.mktemp("hand"), content)
    assert snapshot.is_extrapolated == is_sample
    tables = {one.head.id: one.opened() for chapter in tabulate(snapshot) for one in chapter.tables}
    return {"tables": tables, "w": _by_establishments if is_sample else _one, "g": _by_employees if is_sample else _one}


def _sum(
    amounts: Callable[[Document], Mapping[tuple[str, ...], float]], weight: Weight
) -> dict[tuple[str, ...], float]:
    found: dict[tuple[str, ...], float] = defaultdict(float)
    for document in HERE:
        for key, amount in amounts(document).items():
            found[key] += weight(document) * amount
    return found


def _number(name: str) -> Amounts:
    return lambda document: {(): document[name]}


def _rows(key: Callable[[Document], tuple[str, ...]], amount: Callable[[Document], float]) -> Amounts:
    def added(document: Document) -> Figures:
        found: dict[tuple[str, ...], float] = defaultdict(float)
        for row in document["roster"]:
            found[key(row)] += amount(row)
        return found

    return added


def _over_cells(amount: Callable[[Document], float]) -> Amounts:
    return lambda one: {(field,): amount(cell) for field, cell in one["cmp"].items()}


def _quotient(above: Mapping[Any, float], below: Mapping[Any, float]) -> Figures:
    return {key: above[key] / below[key] for key in below if below[key]}


BY: Mapping[str, Callable[[Document], tuple[str, ...]]] = {
    "rows": lambda row: (row["kldb"],),
    "levels": lambda row: (row["level"],),
    "pairs": lambda row: (row["kldb"], row["level"]),
}

OF_ROW: Mapping[str, Callable[[Document], float]] = {
    "need": lambda row: row["n_up"] + row["n_re"],
    "change": lambda row: row["n_target"] - row["n_now"],
    "re": lambda row: row["n_re"],
}


def _expected(w: Weight, g: Weight) -> dict[str, Figures]:
    """Each table's figures, by its id."""
    found: dict[str, Figures] = _of_heads(g) | _of_fields(w, g) | _of_training(g) | _of_pools(w, g)
    reached = sum(w(one) for one in DOCUMENTS if one["computed"]["flag82a"])
    found["company.flag82a.share"] = {("yes",): reached / sum(map(w, DOCUMENTS))}
    return found


def _of_heads(g: Weight) -> dict[str, Figures]:
    total, staff = (_sum(_number(name), g) for name in ("quali_total", "emp_total"))
    found: dict[str, Figures] = {
        "company.quali_total.sum": total,
        "company.quali_total.share_of_employees": _quotient(total, staff),
        "company.quali_total_h120.need.potential": _sum(_large, g),
    }
    for name, key in BY.items():
        sums = {what: _sum(_rows(key, amount), g) for what, amount in OF_ROW.items()}
        found |= {f"company.roster.need.{what}_{name}": sums[what] for what in ("need", "change")}
        if name == "levels":
            found["company.roster.need.reskill_levels"] = _quotient(sums["re"], sums["need"])
    return found


def _large(document: Document) -> Figures:
    [share] = [name for name, sizes in SHARES.items() if document["emp_total"] in sizes]
    return {(share,): document["quali_total_h120"]}


def _of_fields(w: Weight, g: Weight) -> dict[str, Figures]:
    gaps: dict[tuple[str, ...], float] = defaultdict(float)
    asked: dict[tuple[str, ...], float] = defaultdict(float)
    for one in DOCUMENTS:
        for field, cell in one["cmp"].items():
            gaps[field,] += w(one) * (int(cell["need"]) - int(cell["now"])) / 4
            asked[field,] += w(one)
    range_ = _sum(
        lambda one: {
            (field, end): cell["n"] * HOURS[cell["hours"]][place]
            for field, cell in one["cmp"].items()
            for end, place in (("low", 0), ("high", 2))
        },
        g,
    )
    return {
        "company.cmp.need.places": _sum(_over_cells(lambda cell: cell["n"]), g),
        "company.cmp.need.hours": _sum(_over_cells(lambda cell: cell["n"] * HOURS[cell["hours"]][1]), g),
        "company.cmp.need.hours_range": range_,
        "company.cmp.need.urgent": _sum(_over_cells(lambda cell: cell["n"] * (cell["urgency"] == "1")), g),
        "company.cmp.need.gap_index": _quotient(gaps, asked),
        "company.gap.need.unmet": _sum(_unmet, g),
        "company.gap.mismatch.share": _reasons(w),
    }


def _unmet(document: Document) -> Figures:
    return {(field,): cell["n"] * (document["gap"][field]["fit"] in "23") for field, cell in document["cmp"].items()}


def _reasons(w: Weight) -> Figures:
    """The heat map: of those without a fitting offer in a field the share that gives this reason."""
    found: dict[tuple[str, ...], float] = {}
    for field in FIELDS:
        asked = [one for one in DOCUMENTS if "mismatch" in one["gap"].get(field, {})]
        for reason in REASONS:
            said = [one for one in asked if reason in one["gap"][field]["mismatch"]]
            found[field, reason] = sum(map(w, said)) / sum(map(w, asked))
    return found


def _of_training(g: Weight) -> dict[str, Figures]:
    def taught(document: Document) -> Figures:
        levels = {row["level"] for row in document["roster"]}
        return {(row,): cell["n"] for row, cell in document["train_n"].items() if row == "total" or row in levels}

    def staff(document: Document) -> Figures:
        return {("total",): document["emp_total"]} | {(row["level"],): row["n_now"] for row in document["roster"]}

    both = [one for one in HERE if {"1", "4"} <= {row["level"] for row in one["roster"]}]
    ends = [
        sum(g(one) * taught(one)[level,] for one in both) / sum(g(one) * staff(one)[level,] for one in both)
        for level in "14"
    ]
    return {
        "company.train_n.need.training_rates": _quotient(_sum(taught, g), _sum(staff, g)),
        "company.train_n.need.inequality": {(): ends[0] / ends[1]},
    }


def _of_pools(w: Weight, g: Weight) -> dict[str, Figures]:
    establishments: dict[tuple[str, ...], float] = defaultdict(float)
    places: dict[tuple[str, ...], float] = defaultdict(float)
    interested = [one for one in DOCUMENTS if one["pool"] == "1"]
    for one in interested:
        for field, cell in one["cmp"].items():
            for district in ("total", one["ags_kreis"]):
                establishments[field, district] += w(one)
                places[field, district] += g(one) * cell["n"] * (one in HERE)
    answered = {"total": DOCUMENTS} | {
        district: [one for one in DOCUMENTS if one["ags_kreis"] == district] for district in ("10041", "10044")
    }
    shares: Figures = {
        (district,): sum(w(one) for one in some if one in interested) / sum(map(w, some))
        for district, some in answered.items()
    }
    return {
        "company.pool.need.interest": shares,
        "company.pool.need.pool_establishments": establishments,
        "company.pool.need.pool_places": places,
    }


TABLES = tuple(_expected(_one, _one))


@pytest.mark.parametrize("table", TABLES)
def test_a_quantity_is_what_plain_python_makes_of_the_documents(table: str, weighted: Mapping[str, Any]) -> None:
    found: Table = weighted["tables"][table]
    wanted = _expected(weighted["w"], weighted["g"])[table]

    there = {cell.key: cell.value for cell in found.cells if cell.value}
    assert there == pytest.approx({key: value for key, value in wanted.items() if value}, rel=1e-6)
    assert there


def test_employees_of_the_frame_come_out(weighted: Mapping[str, Any]) -> None:
    everybody = weighted["tables"]["company.emp_total.sum"].cell().value

    total = sum(one["emp_total"] for one in HERE)
    assert everybody == pytest.approx(total if weighted["g"] is _one else sum(known[1] for known in FRAME.values()))
