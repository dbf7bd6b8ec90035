"""Snapshots: what goes in comes out, under a name that follows from the values alone."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.columns import MISSING, Unreadable
from analysis.content import Case, Content, Wave
from analysis.layout import Layout, MixedVersions, Variable, layout
from analysis.nested import make_column
from analysis.snapshot import Snapshot, SnapshotError, write_snapshot
from analysis.writer import RoleWriter
from surveys.codelists import Missing
from surveys.load import load_text
from surveys.model import Questionnaire
from tests import worked_example
from tests.questionnaires_for_tests import FOLDER, real, small

FACTS = {
    "establishment": "e1",
    "contributor": "e1",
    "language": "de",
    "submitted_on": "2026-05-01",
    "stratum": "F/0-9",
    "sector_group": "F",
    "size_class": "S1",
    "kreis": "10041",
    "wz": "41",
}
missing = st.sampled_from([kind.value for kind in Missing]).map(lambda kind: {"missing": kind})


def written(root: Path, questionnaire: Questionnaire, documents: dict[str, dict[str, Any]]) -> Snapshot:
    cases = [
        Case(case=key, version=questionnaire.hash, document=document, **FACTS) for key, document in documents.items()
    ]
    role = questionnaire.role
    return write_snapshot(root, Content(Wave("w", 2025, 2030), False, {role: [questionnaire]}, {role: cases}))


def columns(variable: Variable, answers: list[Any]) -> pl.DataFrame:
    column = make_column(variable)
    column.add(msgspec.convert(answers, list[column.answer]))  # type: ignore[name-defined]
    return pl.DataFrame(list(column.series(np.arange(len(answers)))))


# --- columns -------------------------------------------------------------------------------------------


@given(st.lists(st.none() | missing | st.sampled_from(["a", "b"]), max_size=20))
def test_one_code(answers: list[Any]) -> None:
    frame = columns(Variable("x", "single", codes=("a", "b")), answers)

    assert frame["x"].to_list() == [answer if isinstance(answer, str) else None for answer in answers]
    assert frame["x" + MISSING].to_list() == [_kind(answer) for answer in answers]


@given(st.lists(missing | st.lists(st.sampled_from(["a", "ab", "b"]), unique=True, min_size=1), max_size=20))
def test_several_codes(answers: list[Any]) -> None:
    frame = columns(Variable("x", "multi", codes=("a", "ab", "b")), answers)

    for code in ("a", "ab", "b"):
        chosen = [code in answer if isinstance(answer, list) else None for answer in answers]
        assert frame[f"x.{code}"].to_list() == chosen
    assert frame["x" + MISSING].to_list() == [_kind(answer) for answer in answers]


@given(st.lists(missing | st.permutations(["a", "b", "c"]).map(lambda order: order[:2]), max_size=20))
def test_codes_in_order(answers: list[Any]) -> None:
    frame = columns(Variable("x", "rank", codes=("a", "b", "c"), places=3), answers)

    for place in range(3):
        named = [answer[place] if isinstance(answer, list) and place < len(answer) else None for answer in answers]
        assert frame[f"x.{place + 1}"].to_list() == named


@given(st.lists(st.none() | missing | st.integers(-(2**40), 2**40), max_size=20))
def test_whole_numbers(answers: list[Any]) -> None:
    frame = columns(Variable("x", "integer"), answers)

    assert frame["x"].to_list() == [answer if isinstance(answer, int) else None for answer in answers]
    assert frame["x" + MISSING].to_list() == [_kind(answer) for answer in answers]


def test_decimals_days_and_truth() -> None:
    decimals = columns(Variable("x", "decimal"), ["12.50", 3, True, None, {"missing": "refused"}])
    days = columns(Variable("d", "date"), ["2026-05-01", {"missing": "no_answer"}])

    assert decimals["x"].to_list() == [12.5, 3.0, 1.0, None, None]
    assert decimals["x:missing"].to_list() == [None, None, None, "not_asked", "refused"]
    assert [str(day) for day in days["d"]] == ["2026-05-01", "None"]


def test_a_matrix_missing_as_a_whole_is_missing_in_each_row() -> None:
    variable = Variable("m", "matrix", codes=("1", "2"), rows=("r", "s"))

    frame = columns(variable, [{"r": "1", "s": {"missing": "dont_know"}}, {"missing": "refused"}, {"r": "2"}, None])

    assert frame["m.r"].to_list() == ["1", None, "2", None]
    assert frame["m.r:missing"].to_list() == [None, "refused", None, "not_asked"]
    assert frame["m.s:missing"].to_list() == ["dont_know", "refused", "not_asked", "not_asked"]


@pytest.mark.parametrize(
    ("variable", "answer"),
    [
        (Variable("x", "single", codes=("a",)), "b"),
        (Variable("x", "single", codes=("a",)), 7),
        (Variable("x", "single", codes=("a",)), {"missing": "lost"}),
        (Variable("x", "multi", codes=("a",)), ["b"]),
        (Variable("x", "integer"), "12"),
        (Variable("x", "integer"), 10**30),
        (Variable("x", "decimal"), "zwölf"),
        (Variable("x", "date"), "heute"),
        (Variable("x", "rank", codes=("a", "b"), places=1), ["a", "b"]),
        (Variable("x", "matrix", codes=("a",), rows=("r",)), {"lost": "a"}),
        (Variable("x", "grid", rows=("r",), columns=(Variable("n", "integer"),)), {"lost": {"n": 1}}),
        (Variable("x", "roster", columns=(Variable("n", "integer"),)), [{"n": "1"}]),
    ],
)
def test_an_answer_that_does_not_fit_names_its_variable(variable: Variable, answer: Any) -> None:
    writer = RoleWriter("company", Layout({"y": replace(variable, id="y"), "x": variable}, {}, ()))
    case = Case(case="1", version="v", document=json.dumps({"x": answer}), **FACTS)

    with pytest.raises(Unreadable, match=r"^x: ") as refused:
        writer.add([case])
    assert str(answer) not in str(refused.value)


def _kind(answer: Any) -> str | None:
    if answer is None:
        return "not_asked"
    return str(answer["missing"]) if isinstance(answer, dict) else None


# --- snapshots -----------------------------------------------------------------------------------------


def test_a_document_is_the_same_as_text_and_read_already(tmp_path: Path) -> None:
    cases = [replace(case, document=json.dumps(case.document)) for case in worked_example.cases()]

    read = write_snapshot(tmp_path, replace(worked_example.content(), cases={"company": cases}))

    assert read.id == worked_example.snapshot(tmp_path / "again").id


def test_the_order_of_the_database_leaves_no_trace(tmp_path: Path) -> None:
    content = worked_example.content()
    cases = worked_example.cases()
    random.Random(5).shuffle(cases)

    shuffled = write_snapshot(tmp_path, replace(content, cases={"company": cases}))

    assert shuffled.id == worked_example.snapshot(tmp_path / "again").id
    assert shuffled.scan("company").collect()["case"].is_sorted()


def test_one_changed_answer_is_another_snapshot(tmp_path: Path) -> None:
    first, *others = worked_example.cases()
    changed = replace(first, document={**first.document, "emp_total": 41})

    other = write_snapshot(tmp_path, replace(worked_example.content(), cases={"company": [changed, *others]}))

    assert other.id != worked_example.snapshot(tmp_path).id
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 2


def test_writing_again_leaves_what_is_there(tmp_path: Path) -> None:
    first = worked_example.snapshot(tmp_path)
    before = (first.path / "company.parquet").stat().st_mtime_ns

    second = worked_example.snapshot(tmp_path)

    assert second.path == first.path
    assert (second.path / "company.parquet").stat().st_mtime_ns == before
    assert [path.name for path in tmp_path.iterdir()] == [first.id]


def test_free_text_lies_apart_and_is_not_scanned(tmp_path: Path) -> None:
    snapshot = worked_example.snapshot(tmp_path)
    texts = pl.read_parquet(snapshot.path / "text.parquet")

    assert texts.filter(pl.col("variable") == "comment").height == 8
    with pytest.raises(SnapshotError, match="no table text"):
        snapshot.scan("text")
    for path in snapshot.path.glob("*.parquet"):
        if path.name != "text.parquet":
            assert "Freier Text" not in pl.read_parquet(path).write_csv()


def test_a_changed_file_is_found(tmp_path: Path) -> None:
    snapshot = worked_example.snapshot(tmp_path)
    snapshot.verify()
    path = snapshot.path / "company.parquet"
    pl.read_parquet(path).with_columns(emp_total=pl.col("emp_total") + 1).write_parquet(path)

    with pytest.raises(SnapshotError, match=r"company\.parquet"):
        snapshot.verify()


def test_the_lists_of_the_tables_are_part_of_it(tmp_path: Path) -> None:
    content = worked_example.content()
    rows = [{**row, "label_de": "Umbenannt"} for row in content.code_lists["sector_groups"]]
    renamed = replace(content, code_lists={**content.code_lists, "sector_groups": rows})

    before, after = worked_example.snapshot(tmp_path), write_snapshot(tmp_path, renamed)

    assert before.id != after.id
    assert [code.code for code in before.breakdown("size_group").codes][:2] == ["0-9", "10-49"]
    assert before.breakdown("sector_group").codes[0].label["de"] != "Umbenannt"
    assert after.breakdown("sector_group").codes[0].label["de"] == "Umbenannt"
    assert before.code_lists["level5"].is_scored


def test_a_changed_list_is_found(tmp_path: Path) -> None:
    snapshot = worked_example.snapshot(tmp_path)
    path = snapshot.path / "code_lists" / "size_groups.json"
    path.write_text(path.read_text(encoding="utf-8").replace("10-49", "10-50"), encoding="utf-8")

    with pytest.raises(SnapshotError, match="size_groups"):
        snapshot.verify()


def test_an_answer_that_does_not_fit_leaves_nothing_behind(tmp_path: Path) -> None:
    [broken, *_] = worked_example.cases()
    content = replace(
        worked_example.content(), cases={"company": [replace(broken, document={"train_any": "vielleicht"})]}
    )

    with pytest.raises(SnapshotError, match="train_any"):
        write_snapshot(tmp_path, content)
    assert list(tmp_path.iterdir()) == []


def test_a_wave_without_answers_is_a_snapshot_too(tmp_path: Path) -> None:
    snapshot = write_snapshot(tmp_path, replace(worked_example.content(), cases={}))

    assert snapshot.count("company") == 0
    assert snapshot.scan("company.cmp").collect().height == 0


def test_what_is_no_snapshot_says_so(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="is no snapshot"):
        Snapshot(tmp_path)


def test_rows_of_a_roster_and_a_grid_are_tables(tmp_path: Path) -> None:
    cells = {"heute": "1", "morgen": {"missing": "dont_know"}}
    document = {"farben": ["rot", "blau"], "tab": {"rot": cells, "blau": {"heute": "2"}}}

    snapshot = written(tmp_path, small("grid"), {"b": document, "a": {"tab": {"missing": "refused"}}})
    rows = snapshot.scan("company.tab").collect()
    parents = snapshot.scan("company").collect()

    assert rows.select("case", "row", "heute").rows() == [("b", "rot", "1"), ("b", "blau", "2")]
    assert rows["morgen:missing"].to_list() == ["dont_know", "not_asked"]
    assert parents["tab:missing"].to_list() == ["refused", None]


def test_rows_of_a_roster_stay_with_their_response_in_their_order(tmp_path: Path) -> None:
    documents = {
        case: {"roster": [{"n_now": first + row} for row in range(11)]} for case, first in (("b", 0), ("a", 50))
    }

    rows = written(tmp_path, real("company"), documents).scan("company.roster").collect()

    assert rows["case"].to_list() == ["a"] * 11 + ["b"] * 11
    assert rows["row"].to_list() == [str(number) for number in range(1, 12)] * 2
    assert rows["n_now"].to_list() == [*range(50, 61), *range(11)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents=st.dictionaries(st.text("abc", min_size=1), st.fixed_dictionaries({}, optional={"farben": missing})))
def test_any_number_of_responses(tmp_path: Path, documents: dict[str, dict[str, Any]]) -> None:
    snapshot = written(tmp_path, small("grid"), documents)

    frame = snapshot.scan("company").collect()
    assert frame["case"].to_list() == sorted(documents)
    assert frame["farben:missing"].to_list() == [_kind(documents[key].get("farben")) for key in sorted(documents)]


# --- versions ------------------------------------------------------------------------------------------


def changed(name: str, old: str, new: str) -> Questionnaire:
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    loaded = load_text(text.replace(old, new))
    assert loaded.questionnaire is not None, loaded.errors
    return loaded.questionnaire


def test_versions_share_their_columns() -> None:
    first, second = small("grid"), changed("grid", "- gelb = Gelb | Yellow", "- gold = Gold | Gold")

    joined = layout([first, second]).items["farben"]

    assert joined.codes == ("rot", "blau", "gold", "sonst", "keine", "gelb")


def test_versions_that_contradict_are_refused() -> None:
    first = small("grid")
    second = changed(
        "grid", "type: multi\n      list: farben\n      exclusive: keine", "type: single\n      list: farben"
    )

    with pytest.raises(MixedVersions, match="farben"):
        layout([first, second])
