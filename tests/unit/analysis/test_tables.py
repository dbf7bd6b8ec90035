"""Tables of questionnaires that are not ours: every word on every kind of item, and what it says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis.content import Content
from analysis.release import Measure, Table
from analysis.snapshot import Snapshot, write_snapshot
from analysis.tables import tabulate
from surveys.load import load_text
from surveys.model import Questionnaire
from tests import worked_example
from tests.questionnaires_for_tests import FOLDER, NAMES, real
from tests.tables_of import tables_of

WORDS = "share share_of_employees mean sum ratio median top2 borda distribution need"


def content(questionnaire: Questionnaire, documents: list[dict[str, Any]]) -> Content:
    cases = [
        replace(case, document=document, version=questionnaire.hash)
        for case, document in zip(worked_example.cases(), documents, strict=False)
    ]
    return replace(worked_example.content(), questionnaires={"company": [questionnaire]}, cases={"company": cases})


def snapshot(root: Path, questionnaire: Questionnaire, documents: list[dict[str, Any]]) -> Snapshot:
    return write_snapshot(root, content(questionnaire, documents))


def everything_counted(name: str) -> Questionnaire:
    """A small questionnaire that asks for every figure of every item and column."""
    lines = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.strip().startswith("aggregate:")]
    told = [
        part
        for line in kept
        for part in (
            [line, f"{' ' * (len(line) - len(line.lstrip()))}aggregate: {WORDS}"] if _is_type(line) else [line]
        )
    ]
    loaded = load_text("\n".join(told))
    assert loaded.questionnaire is not None, loaded.errors
    return loaded.questionnaire


def _is_type(line: str) -> bool:
    return line.strip().startswith("type:") and line.split(":")[1].strip() not in {"note", "text", "consent"}


@pytest.mark.parametrize("name", NAMES)
def test_a_word_that_does_not_fit_gives_no_table_and_no_error(name: str, tmp_path: Path) -> None:
    questionnaire = everything_counted(name)

    chapters = tabulate(snapshot(tmp_path, questionnaire, [{} for _ in range(8)]))

    assert [chapter.id for chapter in chapters] == [section.id for section in questionnaire.sections]


def tables(root: Path, documents: list[dict[str, Any]], item: str) -> dict[str, Table]:
    frozen = snapshot(root, real("company"), documents)
    return {tabulation.head.id: tabulation.opened() for tabulation in tables_of(frozen, "company", item)}


def test_every_table_is_complete(tmp_path: Path) -> None:
    for chapter in tabulate(worked_example.snapshot(tmp_path)):
        for tabulation in chapter.tables:
            table = tabulation.opened()
            axes = [[category.code for category in dimension.categories] for dimension in table.dimensions]
            count = 1
            for codes in axes:
                count *= len(codes)
            assert len({cell.key for cell in table.cells}) == len(table.cells) == count, table.id
            assert all(code in codes for cell in table.cells for code, codes in zip(cell.key, axes, strict=True))
            assert table.title["de"]
            assert not any("{" in text for text in table.title.values()), table.title


def test_breakdowns_start_with_the_total_and_add_up_to_it(tmp_path: Path) -> None:
    frozen = worked_example.snapshot(tmp_path, worked_example.TIMES)
    found = {one.head.id: one.opened() for one in tables_of(frozen, "company", "quali_total")}
    by_size = found["company.quali_total.sum.size_group"]

    [size] = by_size.dimensions
    assert (size.id, size.categories[0].code, size.partition) == ("size_group", "total", True)
    parts = [cell.value for cell in by_size.cells[1:] if isinstance(cell.value, float)]
    assert by_size.cell("total").value == sum(parts) == found["company.quali_total.sum"].cell().value


def test_the_years_of_the_wave_stand_in_the_titles(tmp_path: Path) -> None:
    [table, *_] = tables_of(worked_example.snapshot(tmp_path), "company", "quali_total")

    assert "bis 2030" in table.head.title["de"]


def test_the_two_highest_answers_are_named(tmp_path: Path) -> None:
    found = {one.head.id: one.head for one in tables_of(worked_example.snapshot(tmp_path), "company", "drv")}

    assert found["company.drv.top2"].figure["de"] == "Anteil „Stark“ oder „Sehr stark“"
    assert found["company.drv.mean"].unit["de"] == "Punkte von 0 („Gar nicht“) bis 4 („Sehr stark“)"


def test_rows_of_a_roster_count_once_for_the_enterprise(tmp_path: Path) -> None:
    row = {"kldb": "25", "level": "2", "n_now": 10, "n_target": 8, "n_up": 3, "n_re": 1}
    rows = [{"id": f"r{number}", **row, "level": str(number)} for number in (1, 2, 3)]
    frozen = snapshot(tmp_path, real("company"), [{"roster": rows}, {"roster": rows[:1]}])
    found = {one.head.id: one for one in tables_of(frozen, "company", "roster")}

    [machines] = [tally for tally in found["company.roster.need.need_rows"].tallies if tally.key == ("25",)]
    assert (machines.value, machines.n, machines.base.contributors) == (16, 4, 2)
    assert (machines.parts[0].largest, machines.parts[0].second) == (12, 4)
    [change] = [tally for tally in found["company.roster.need.change_rows"].tallies if tally.key == ("25",)]
    assert change.value == -8
    [reskilled] = [tally for tally in found["company.roster.need.reskill_levels"].tallies if tally.key == ("1",)]
    assert reskilled.value == 2 / 8


def test_offers_that_do_not_fit(tmp_path: Path) -> None:
    document: dict[str, Any] = {
        "cmp": {"K01": {"n": 7}, "K02": {"n": 5}},
        "gap": {"K01": {"fit": "3", "mismatch": ["cont"]}, "K02": {"fit": "1"}},
    }
    found = tables(tmp_path, [document, {"cmp": {"K01": {"n": 2}}, "gap": {"K01": {"fit": "2"}}}], "gap")

    unmet = found["company.gap.need.unmet"]
    assert (unmet.cell("K01").value, unmet.cell("K02").value) == (9, 0)
    assert found["company.gap.fit.share"].cell("K01", "3").value == 0.5


def test_the_employers_share_follows_the_size(tmp_path: Path) -> None:
    documents = [{"emp_total": size, "quali_total_h120": 2} for size in (49, 50, 499, 500, 501)]

    potential = tables(tmp_path, documents, "quali_total_h120")["company.quali_total_h120.need.potential"]

    assert [cell.value for cell in potential.cells] == [2, 4, 4]


def test_hours_of_training_are_divided_by_people(tmp_path: Path) -> None:
    documents: list[dict[str, Any]] = [
        {"emp_total": 100, "train_n": {"total": {"n": 20}}, "train_hours": 300},
        {"emp_total": 50, "train_n": {"total": {"n": 10}}, "train_hours": 60},
        {"emp_total": 50, "train_hours": 900},
    ]
    found = tables(tmp_path, documents, "train_hours")

    each = found["company.train_hours.ratio.train_n.total.n"]
    assert (each.measure, each.cell().value, each.cell().n) == (Measure.RATIO, 360 / 30, 2)
    assert found["company.train_hours.ratio.emp_total"].cell().value == 1_260 / 200
