"""Texts that mean harm, in every file: they cannot break it, run in it, or appear where they must not.

Labels and texts go through ``clean_text`` as they do when a questionnaire or an answer is read.
"""

from __future__ import annotations

import csv as csv_reader
import json as json_reader
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import html5lib
import openpyxl
import polars as pl
import pyreadstat
import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from analysis.disclosure.files import differences
from analysis.disclosure.seal import from_tree
from analysis.release import Release, WaveFacts
from exports import csv, html, json, xlsx
from exports.analysts import ddi, statistics, tables
from exports.analysts import html as codebook_html
from exports.analysts import pdf as codebook_pdf
from exports.analysts import xlsx as workbook
from exports.analysts.codebook import Codebook
from exports.analysts.describe import describe
from exports.csv import FORMULA
from exports.pdf import report
from exports.readback import read
from surveys.texts import clean_text
from tests import worked_example
from tests.hostile import HOSTILE, with_labels
from tests.pdf_gate import problems, words
from tests.studies import QUESTIONNAIRE, questionnaire, small_study
from tests.unit.exports.releases import dimension, release, table

every_text = pytest.mark.parametrize("name", HOSTILE)
CLEAN = {name: clean_text(text) for name, text in HOSTILE.items()}
FREE_TEXT = "intern-freitexte-klein"
SHOWN_OTHERWISE = {"direction", "controls", "emoji", "long", "one word"}
"""Paper has no signs for these, or cuts what nobody could listen to: such releases stay unverified."""


def hostile(name: str) -> Release:
    """A release whose every word is this text."""
    text = {"de": CLEAN[name]}
    answers = dimension({"a": CLEAN[name], "b": "Antwort b"})
    one = table(
        {("a",): 0.5, ("b",): 0.25}, [replace(answers, label=text)], title=text, base=text, unit=text, figure=text
    )
    wave = WaveFacts("w1", text, 2025, 2030, "2026-05-04", "2026-06-12", invented=True, extrapolated=False)
    return release([one], wave=wave)


def parse_page(content: bytes) -> Any:
    return html5lib.parse(content, namespaceHTMLElements=False)


def check_page(content: bytes) -> None:
    """Nothing of a page runs, loads or looks like an element that nobody wrote."""
    page = parse_page(content)
    for each in page.iter():
        assert str(each.tag).rpartition("}")[2] not in {"script", "img", "iframe", "object", "b", "font"}
        assert not [name for name in each.attrib if str(name).startswith("on")]


def check_workbook(content: bytes) -> list[str]:
    """Every part of a workbook is well-formed and no cell is a formula; its texts."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
    cells = [cell for sheet in openpyxl.load_workbook(BytesIO(content)) for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    return [cell.value for cell in cells if isinstance(cell.value, str)]


def check_csv(content: bytes) -> None:
    """No field of a file is a formula to a spreadsheet program, and each line has as many fields as the first."""
    lines = list(csv_reader.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert {len(line) for line in lines} == {len(lines[0])}
    fields = [field for line in lines for field in line if not field.lstrip("-").replace(",", "").isdigit()]
    assert not [field for field in fields if field.startswith(FORMULA)]


# --- a release ------------------------------------------------------------------------------------------


@every_text
def test_no_label_breaks_the_report(name: str) -> None:
    made = hostile(name)
    content = report.render(made)
    assert problems(content) == []
    if name not in SHOWN_OTHERWISE:
        assert differences(made, read("pdf", content), "pdf", "de") == ()


@every_text
def test_no_label_runs_in_a_page(name: str) -> None:
    check_page(html.render(hostile(name), "de"))


@every_text
@pytest.mark.filterwarnings("ignore:Header string cannot be longer")
def test_no_label_breaks_a_workbook(name: str) -> None:
    texts = check_workbook(xlsx.render(hostile(name), "de"))
    assert "Antwort b" in texts


@every_text
def test_no_label_breaks_csv_and_json(name: str) -> None:
    made = hostile(name)
    check_csv(csv.render(made, "de"))
    assert from_tree(json_reader.loads(json.render(made, "de"))) == made
    for kind, content in (("csv", csv.render(made, "de")), ("json", json.render(made, "de"))):
        assert differences(made, read(kind, content), kind, "de") == ()


def test_no_free_text_is_in_any_file_of_a_release(tmp_path: Path) -> None:
    made = worked_example.release(tmp_path)
    files = {kind: module.render(made, "de") for kind, module in (("csv", csv), ("html", html), ("json", json))}
    said = [content.decode() for content in files.values()]
    said += [" ".join(check_workbook(xlsx.render(made, "de"))), words(report.render(made))]
    assert not [text for text in said if "Freier Text" in text]


# --- files for analysts ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Codebook:
    """The small study, with all of them as its released texts."""
    study = small_study(tmp_path_factory.mktemp("texts"))
    rows = [("company", f"c{place}", "words", "A1", text) for place, text in enumerate(CLEAN.values())]
    return describe(replace(study, texts=pl.DataFrame(rows, schema=study.texts.schema, orient="row")), "de")


@pytest.fixture(scope="module", params=[name for name in HOSTILE if name != "braces"])
def labels(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Codebook:
    """The small study with one of them as label everywhere; braces in a questionnaire are refused when it is read."""
    versions = (with_labels(questionnaire(QUESTIONNAIRE), CLEAN[request.param]),)
    study = small_study(tmp_path_factory.mktemp("labels"), versions=versions)
    return describe(replace(study, title={"de": CLEAN[request.param]}), "de")


def check_all(codebook: Codebook, folder: Path) -> Mapping[str, bytes]:
    """Every format can be read by another program; the files for programs."""
    etree.fromstring(next(iter(ddi.ddi(codebook).values())))
    check_page(next(iter(codebook_html.html(codebook).values())))
    check_workbook(next(iter(workbook.xlsx(codebook).values())))
    assert problems(next(iter(codebook_pdf.pdf(codebook).values()))) == []
    for content in tables.csv(codebook).values():
        check_csv(content)
    made = {**tables.parquet(codebook), **statistics.sav(codebook), **statistics.dta(codebook)}
    for name, content in made.items():
        path = folder / name
        path.write_bytes(content)
        assert columns(path)
    return made


def columns(path: Path) -> Mapping[str, list[Any]]:
    if path.suffix == ".parquet":
        return pl.read_parquet(path).to_dict(as_series=False)
    reader = pyreadstat.read_sav if path.suffix == ".sav" else pyreadstat.read_dta
    found, _ = reader(str(path), output_format="dict")
    return {str(name): list(values) for name, values in found.items()}


def test_no_label_breaks_a_file_for_analysts(labels: Codebook, tmp_path: Path) -> None:
    check_all(labels, tmp_path)


def test_no_released_text_breaks_a_file_or_is_changed(texts: Codebook, tmp_path: Path) -> None:
    made = check_all(texts, tmp_path)
    given = list(CLEAN.values())
    for name in made:
        if name.startswith(FREE_TEXT):
            assert columns(tmp_path / name)["text"] == given, name
    lines = csv_reader.DictReader(
        StringIO(tables.csv(texts)[f"{FREE_TEXT}.csv"].decode("utf-8-sig"), newline=""), delimiter=";"
    )
    assert [line["text"].removeprefix("'") for line in lines] == given


def test_a_released_text_stands_as_text_in_the_workbook(texts: Codebook) -> None:
    content = next(iter(workbook.xlsx(texts).values()))
    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("free_text").to_python()
    place = sheet[0].index("text")
    given = [text.replace("\ufffe\uffff", "\ufffd\ufffd") for text in CLEAN.values()]
    assert [str(row[place]).removeprefix("'") for row in sheet[1:]] == given


def test_free_texts_are_in_the_marked_file_alone(texts: Codebook) -> None:
    found = {**tables.csv(texts), **codebook_html.html(texts), **ddi.ddi(texts)}
    said = [content.decode() for name, content in found.items() if not name.startswith(FREE_TEXT)]
    said += [words(next(iter(codebook_pdf.pdf(texts).values())))]
    for sentence in (CLEAN["paths"], CLEAN["formula sign"], "Donaudampfschifffahrt"):
        assert not [text for text in said if sentence in text]
