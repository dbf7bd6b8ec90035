"""Files for analysts, read back by other programs' readers: values, labels, kinds of missing values, marks."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyreadstat
import pytest

from app.services.analysts import study as study_of
from exports.analysts import statistics, tables
from exports.analysts.codebook import Codebook
from exports.analysts.describe import describe
from exports.analysts.names import LONGEST, Names
from exports.analysts.study import MISSING as MISSING_SUFFIX
from exports.csv import FORMULA
from tests import worked_example
from tests.studies import HOSTILE, LONG, MADE_AT, QUESTIONNAIRE, questionnaire, small_study

MISSING = {-1: "nicht gefragt", -7: "keine Angabe", -8: "weiß nicht", -9: "nicht beantwortet"}
RESPONSES: Mapping[str, list[Any]] = {
    "case": ["c1", "c2", "c3"],
    "stratum_establishments": [40, 40, 30],
    "stratum_responses": [2, 2, 1],
    "trains": [1, -7, -9],
    "v_by": [2, -1, -8],
    "people": [12, -8, 0],
    "change": [-7.0, None, 2.5],
    "change_mis": [None, -9, None],
    "day": [date(2026, 5, 4), None, None],
    "day_mis": [None, -7, -1],
    "fields_K01": [1, -1, -7],
    "fields_K02": [0, -1, -7],
    "top_1": [3, 2, -1],
    "top_2": [1, -1, -1],
    "at_lager": [2, -1, -1],
    "at_halle": [-8, -1, -1],
    "grid_rows": [2, -1, -1],
    "groups_rows": [2, -7, -1],
    "mark": ["INTERN", "INTERN", "INTERN"],
}
"""The three answers as numbers, written by hand from the documents."""
GROUPS: Mapping[str, list[Any]] = {
    "case": ["c1", "c1"], "row": [1, 2], "field": [1, 3], "need_K02": [1, -1], "mark": ["INTERN", "INTERN"],
}  # fmt: skip
WITHOUT_CODES = {"change", "day"}
"""Variables whose missing codes stand beside them."""


@pytest.fixture(scope="module")
def codebook(tmp_path_factory: pytest.TempPathFactory) -> Codebook:
    return describe(small_study(tmp_path_factory.mktemp("study")), "de")


def rows_of(content: bytes) -> list[dict[str, str]]:
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=";"))


def _as_text(value: Any) -> str:
    return "" if value is None else str(value).replace(".", ",")


# --- CSV and Parquet -----------------------------------------------------------------------------------


def test_csv_has_the_numbers_of_every_answer(codebook: Codebook) -> None:
    files = tables.csv(codebook)
    rows = rows_of(files["intern-company-klein.csv"])
    for name, values in RESPONSES.items():
        assert [row[name] for row in rows] == [_as_text(value) for value in values], name
    groups = rows_of(files["intern-company_groups-klein.csv"])
    assert {name: [row[name] for row in groups] for name in GROUPS} == {
        name: [_as_text(value) for value in values] for name, values in GROUPS.items()
    }


def test_labelled_csv_has_the_words_of_every_answer_and_of_every_gap(codebook: Codebook) -> None:
    rows = rows_of(tables.csv(codebook)["intern-company-klein-labels.csv"])
    assert [row["trains"] for row in rows] == ["Ja", "keine Angabe", "nicht beantwortet"]
    assert [row["v_by"] for row in rows] == ["K02 Minus", "nicht gefragt", "weiß nicht"]
    assert [row["people"] for row in rows] == ["12", "weiß nicht", "0"]
    assert [row["change"] for row in rows] == ["-7,0", "", "2,5"]
    assert rows[0]["at_lager"] == "'@SUM(1;1)"
    assert [row["fields_none"] for row in rows] == ["genannt", "nicht gefragt", "keine Angabe"]


def test_no_text_begins_like_a_formula(codebook: Codebook) -> None:
    files = tables.csv(codebook)
    for content in files.values():
        for row in rows_of(content):
            texts = [text for text in row.values() if not text.lstrip("-").replace(",", "").isdigit()]
            assert not [text for text in texts if text.startswith(FORMULA)]
    texts = [row["text"] for row in rows_of(files["intern-freitexte-klein.csv"])]
    assert texts == ["'" + HOSTILE, "Ein Satz.\n<Und> noch einer & mehr; mit „Zeichen“ _x003D_."]


def test_parquet_is_read_by_another_engine_with_its_labels(codebook: Codebook, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(tables.parquet(codebook)["intern-company-klein.parquet"])
    with duckdb.connect() as engine:
        found = engine.read_parquet(str(path))
        columns = dict(zip(found.columns, zip(*found.fetchall(), strict=True), strict=True))
        facts = engine.execute("SELECT key, value FROM parquet_kv_metadata(?)", [str(path)]).fetchall()
    for name, values in RESPONSES.items():
        assert list(columns[name]) == values, name
    said = {bytes(key).decode(): bytes(value).decode() for key, value in facts}
    assert said["stamp"].startswith("INTERN")
    variables = json.loads(said["variables"])
    assert variables["trains"]["values"]["1"] == "Ja"
    assert {number: variables["trains"]["missing"][str(number)] for number in MISSING} == MISSING
    assert variables["change"]["missing"] == {}
    assert json.loads(pl.read_parquet_metadata(path)["variables"]) == variables


# --- SPSS and Stata ------------------------------------------------------------------------------------


def _spss(codebook: Codebook, name: str, folder: Path, **options: Any) -> tuple[dict[str, list[Any]], Any]:
    path = folder / "t.sav"
    path.write_bytes(statistics.sav(codebook)[name])
    return pyreadstat.read_sav(path, output_format="dict", **options)


def test_spss_has_values_labels_and_user_missing_values(codebook: Codebook, tmp_path: Path) -> None:
    columns, meta = _spss(codebook, "intern-company-klein.sav", tmp_path, user_missing=True)
    for name, values in RESPONSES.items():
        assert [_plain(value) for value in columns[name]] == values, name
    assert meta.file_label.startswith("INTERN")
    assert meta.column_names_to_labels["trains"] == "T1 Wird bis 2030 geschult?"
    assert meta.variable_value_labels["v_by"][2] == "K02 Minus"
    for name in RESPONSES:
        if name in meta.missing_ranges:
            assert meta.missing_ranges[name] == [{"lo": -10, "hi": -1}]
            assert {code: meta.variable_value_labels[name][code] for code in MISSING} == MISSING
    assert {"trains", "people", "fields_K01", "at_halle", "groups_rows"} <= set(meta.missing_ranges)
    assert not WITHOUT_CODES & set(meta.missing_ranges)


def test_spss_leaves_user_missing_values_out_of_what_it_computes(codebook: Codebook, tmp_path: Path) -> None:
    columns, _ = _spss(codebook, "intern-company-klein.sav", tmp_path)
    assert [_plain(value) for value in columns["people"]] == [12, None, 0]
    assert [_plain(value) for value in columns["change"]] == [-7.0, None, 2.5]


def test_spss_labels_are_cut_between_characters(codebook: Codebook, tmp_path: Path) -> None:
    _, meta = _spss(codebook, "intern-company-klein.sav", tmp_path)
    label = meta.column_names_to_labels["v_by"]
    assert len(label.encode()) <= 255
    assert label.endswith("…")
    assert f"T2 {LONG}".startswith(label[:-1])
    assert next(v for v in codebook.sheets[0].variables if v.name == "v_by").label == f"T2 {LONG}".strip()
    assert statistics.cut("ä" * 10, 11) == "ääää…"


def test_stata_has_values_labels_and_extended_missing_values(codebook: Codebook, tmp_path: Path) -> None:
    path = tmp_path / "t.dta"
    path.write_bytes(statistics.dta(codebook)["intern-company-klein.dta"])
    columns, meta = pyreadstat.read_dta(path, output_format="dict", user_missing=True)
    letters = {-1: "a", -7: "b", -8: "c", -9: "d"}
    for name, values in RESPONSES.items():
        has_codes = name in meta.missing_user_values
        expected = [letters.get(value, value) if has_codes else value for value in values]
        assert [_plain(value) for value in columns[name]] == expected, name
    assert {"trains", "people", "at_halle"} <= set(meta.missing_user_values)
    labels: Mapping[str, Mapping[Any, str]] = meta.variable_value_labels
    assert labels["trains"]["b"] == "keine Angabe"
    assert labels["v_by"][3] == "none Kein Bedarf"
    assert str(meta.file_label).startswith("INTERN")
    assert len(meta.column_names_to_labels["v_by"] or "") <= 80


def test_a_computed_value_that_holds_or_not_has_labels_and_whole_numbers(tmp_path: Path) -> None:
    """„1,0“ without a word stood in every file."""
    frozen = worked_example.snapshot(tmp_path)
    texts = small_study(tmp_path).texts.clear()
    book = describe(study_of(frozen, {"de": "Beispiel"}, MADE_AT, texts, is_invented=True), "de")
    name = next(each for each in statistics.sav(book) if "-company-" in each)
    _, meta = _spss(book, name, tmp_path, user_missing=True)
    assert meta.variable_value_labels["flag82a"] == {0: "nein", 1: "ja", **MISSING, -10: "nicht erreicht (abgebrochen)"}
    assert meta.variable_measure["flag82a"] == "nominal"
    assert "flag82a_mis" not in meta.column_names
    path = tmp_path / "t.dta"
    path.write_bytes(statistics.dta(book)[name.replace(".sav", ".dta")])
    _, meta = pyreadstat.read_dta(path, output_format="dict", user_missing=True)
    labelled: Mapping[Any, str] = meta.variable_value_labels["flag82a"]
    assert (labelled[0], labelled[1], labelled["a"]) == ("nein", "ja", MISSING[-1])
    rows, labels = (rows_of(tables.csv(book)[name.replace(".sav", end)]) for end in (".csv", "-labels.csv"))
    given = {(row["flag82a"], said["flag82a"]) for row, said in zip(rows, labels, strict=True)}
    assert ("1", "ja") in given
    assert given <= {("0", "nein"), ("1", "ja"), *((str(code), said) for code, said in MISSING.items())}


def test_numbers_that_nobody_calculates_with_are_nominal(tmp_path: Path) -> None:
    study = small_study(tmp_path)
    weights = study.frames["company"].select("case").with_columns(weight=2.0, weight_employees=3.0, weight_stratum=7)
    book = describe(replace(study, weights={"company": weights}), "de")
    columns, meta = _spss(book, "intern-company-klein.sav", tmp_path)
    assert meta.variable_measure["weight_stratum"] == "nominal"
    assert meta.variable_measure["weight"] == meta.variable_measure["people"] == "scale"
    assert columns["weight_stratum"] == [7, 7, 7]
    _, meta = _spss(book, "intern-company_groups-klein.sav", tmp_path)
    assert meta.variable_measure["row"] == "nominal"


def test_rosters_and_texts_are_files_of_their_own(codebook: Codebook, tmp_path: Path) -> None:
    columns, meta = _spss(codebook, "intern-company_groups-klein.sav", tmp_path, user_missing=True)
    assert {name: [_plain(value) for value in columns[name]] for name in GROUPS} == GROUPS
    assert meta.variable_value_labels["field"][3] == "none Kein Bedarf"
    texts, meta = _spss(codebook, "intern-freitexte-klein.sav", tmp_path)
    assert texts["text"][0] == HOSTILE
    assert meta.file_label == "INTERN – geprüfte Freitexte, nicht weitergeben"


def test_a_text_that_spss_has_no_room_for_is_cut(tmp_path: Path) -> None:
    study = small_study(tmp_path)
    long = replace(study, texts=study.texts.with_columns(pl.lit("ä" * 20_000).alias("text")))
    texts, _ = _spss(describe(long, "de"), "intern-freitexte-klein.sav", tmp_path)
    assert len(texts["text"][0].encode()) <= 32_767
    assert texts["text"][0].startswith("ä" * 8_000)
    assert "ä" * 20_000 in tables.csv(describe(long, "de"))["intern-freitexte-klein.csv"].decode()


def _plain(value: Any) -> Any:
    if value is None or value == "" or value != value:  # noqa: PLR0124 - not a number
        return None
    return value


# --- all formats ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("writer", [tables.csv, tables.parquet, statistics.sav, statistics.dta])
def test_the_same_study_gives_the_same_bytes(writer: Any, tmp_path: Path) -> None:
    first, second = (describe(small_study(tmp_path / name), "fr") for name in ("a", "b"))
    assert writer(first) == writer(second)


def test_without_released_texts_there_is_no_file_of_them(tmp_path: Path) -> None:
    codebook = describe(small_study(tmp_path, with_texts=False), "en")
    for writer in (tables.csv, tables.parquet, statistics.sav, statistics.dta):
        files = writer(codebook)
        assert not [name for name in files if "freitexte" in name]
        assert not [name for name, content in files.items() if HOSTILE.encode() in content]


def test_words_follow_the_language(tmp_path: Path) -> None:
    study = small_study(tmp_path)
    labels = {language: list(describe(study, language).sheets[0].variables) for language in ("de", "en", "fr")}
    assert [one.name for one in labels["de"]] == [one.name for one in labels["fr"]]
    by_name = {language: {one.name: one.label for one in found} for language, found in labels.items()}
    assert by_name["en"]["trains"] == "T1 Is there training until 2030?"
    assert by_name["fr"]["case"] == "Identifiant de la réponse"
    assert by_name["fr"]["trains"] == "T1 Wird bis 2030 geschult?"


def test_names_are_fit_for_spss_and_stata() -> None:
    names = Names()
    wishes = ["drv.dig", "DRV_dig", "by", "str12", "1a", "x" * 40, "x" * 41, "a-b", "_n"]
    given = [names.take(wish) for wish in wishes]
    assert given == ["drv_dig", "DRV_dig_2", "v_by", "v_str12", "v_1a", "x" * 32, f"{'x' * 30}_2", "a_b", "v__n"]
    assert len({name.lower() for name in given}) == len(given)
    assert max(map(len, given)) <= LONGEST


# --- nothing is lost, nothing is mixed up --------------------------------------------------------------


def _sources(codebook: Codebook) -> dict[str, set[str]]:
    return {sheet.name: {variable.source for variable in sheet.variables} for sheet in codebook.sheets}


@pytest.mark.parametrize("is_real", [False, True], ids=["small", "real"])
def test_every_column_of_the_snapshot_is_a_variable(is_real: bool, tmp_path: Path) -> None:
    study = small_study(tmp_path)
    if is_real:
        frozen = worked_example.snapshot(tmp_path)
        study = study_of(frozen, {"de": "Beispiel"}, MADE_AT, study.texts.clear(), is_invented=True)
    sources = _sources(describe(study, "de"))
    for name, frame in study.frames.items():
        columns = {column for column in frame.columns if not column.endswith(MISSING_SUFFIX)}
        assert columns <= sources[name.replace(".", "_")], name


def test_versions_of_a_questionnaire_share_their_variables(tmp_path: Path) -> None:
    older = questionnaire()
    newer = questionnaire(
        QUESTIONNAIRE.replace("    - K01 = Plus | Plus\n", "    - K09 = Neu | New\n")
        .replace("label.de: Wird bis", "label.de: Und wird bis")
        .replace("id: people", "id: staff")
    )
    study = small_study(tmp_path, versions=(older, newer))
    by_name = {variable.name: variable for variable in describe(study, "de").sheets[0].variables}
    assert [each.words for each in by_name["v_by"].categories] == [
        "K09 Neu", "K02 Minus", "none Kein Bedarf", "K01 Plus",
    ]  # fmt: skip
    assert by_name["trains"].label == "T1 Und wird bis 2030 geschult?"
    assert {"people", "staff", "fields_K01", "fields_K09"} <= by_name.keys()
    frame = describe(study, "de").sheets[0].frame
    assert frame["v_by"].to_list() == [2, -1, -8]
    assert frame["top_1"].to_list() == [3, 2, -1]
    assert frame["top_2"].to_list() == [4, -1, -1]
