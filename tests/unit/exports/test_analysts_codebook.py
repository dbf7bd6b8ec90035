"""The codebook of the files for analysts: as page, as tagged PDF, as DDI, and the workbook that holds it."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from itertools import takewhile
from pathlib import Path

import html5lib
import openpyxl
import pytest
from lxml import etree
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from exports.analysts.codebook import Codebook
from exports.analysts.ddi import ddi
from exports.analysts.describe import describe
from exports.analysts.html import html
from exports.analysts.pdf import chapters, pdf
from exports.analysts.xlsx import xlsx
from exports.csv import FORMULA
from exports.pdf.flowables import Table
from exports.pdf.flowables.text import Text
from surveys.messages import Catalogue
from tests.pdf_gate import problems
from tests.studies import HOSTILE, LONG, small_study

PROFILE = Path(__file__).parents[2] / "data" / "ddi-codebook-2.5-profile.rng"
NAMES = {"d": "ddi:codebook:2_5"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
WORDS = Path(__file__).parents[3] / "exports" / "analysts" / "words"


@pytest.fixture(scope="module")
def codebook(tmp_path_factory: pytest.TempPathFactory) -> Codebook:
    return describe(small_study(tmp_path_factory.mktemp("study")), "de")


def only(files: object) -> bytes:
    assert isinstance(files, dict)
    [content] = files.values()
    assert isinstance(content, bytes)
    return content


# --- DDI -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_ddi_keeps_to_the_order_and_the_words_of_the_standard(language: str, tmp_path: Path) -> None:
    schema = etree.RelaxNG(etree.parse(PROFILE))
    document = etree.fromstring(only(ddi(describe(small_study(tmp_path), language))))  # type: ignore[arg-type]
    assert schema.validate(document), schema.error_log


def test_ddi_marks_the_language_of_a_question_that_is_not_translated(codebook: Codebook, tmp_path: Path) -> None:
    document = etree.fromstring(only(ddi(describe(small_study(tmp_path), "fr"))))
    variable = document.find(".//d:var[@name='trains']", NAMES)
    assert variable.get(LANG) == "de-DE"
    assert {one.get(LANG) for one in variable.findall("d:catgry[@missing='Y']/d:labl", NAMES)} == {"fr"}
    assert document.find(".//d:var[@name='case']", NAMES).get(LANG) is None
    assert b"de-DE" not in only(ddi(codebook))


def test_a_number_has_its_unit(codebook: Codebook) -> None:
    document = etree.fromstring(only(ddi(codebook)))
    variable = document.find(".//d:var[@name='people']", NAMES)
    assert variable.get("measUnit") == "Beschäftigte"
    assert variable.findtext("d:labl", namespaces=NAMES) == "T3 Wie viele? [Beschäftigte]"
    assert "T3 Wie viele? [Beschäftigte]" in only(html(codebook)).decode()


def test_ddi_names_weights(codebook: Codebook) -> None:
    cases = codebook.study.frames["company"].select("case")
    weights = cases.with_columns(weight=2.0, weight_employees=3.0, weight_stratum=1)
    weighted = describe(replace(codebook.study, weights={"company": weights}), "de")
    document = etree.fromstring(only(ddi(weighted)))
    assert etree.RelaxNG(etree.parse(PROFILE)).validate(document)
    named = [one.get("name") for one in document.findall(".//d:var[@wgt='wgt']", NAMES)]
    assert named == ["weight", "weight_employees"]


@pytest.mark.parametrize(
    ("found", "damaged"),
    [
        ('<codeBook xmlns="ddi:codebook:2_5" version="2.5"', '<codeBook xmlns="ddi:codebook:2_5" version="2.1"'),
        ("<titlStmt>\n<titl>", "<titlStmt>\n<titl>Noch einer</titl>\n<titl>"),
        ("<titlStmt>", "Titel <titlStmt>"),
        ("<producer>", "<software>Davor</software><producer>"),
        ('event="single"', 'event="from"'),
        ("<useStmt>", "<notes>Davor</notes><useStmt>"),
        ("</fileCont>\n<dimensns>", "</fileCont><fileName>Danach</fileName><dimensns>"),
        ('name="trains"', ""),
        ('name="trains"', 'name="trains" label="Schulung"'),
        ('intrvl="discrete"', 'intrvl="nominal"'),
        ('<item VALUE="-1"/>', "<item/>"),
        ('<item VALUE="-1"/>', '<item VALUE="-1">fehlt</item>'),
        ('<sumStat type="vald">', "<sumStat>"),
        ('<sumStat type="mean">', '<sumStat type="average">'),
        ('<catgry missing="Y">', '<catgry missing="yes">'),
        ("<catgry>\n<catValu>1</catValu>", "<catgry>\n<labl>Davor</labl><catValu>1</catValu>"),
        ('<catStat type="freq">', '<catStat type="n">'),
        ('<varFormat type="character"', '<varFormat type="string"'),
        ('category="date"', 'category="day"'),
        ("</dataDscr>", "</dataDscr><stdyDscr/>"),
    ],
)
def test_ddi_out_of_order_or_in_other_words_is_found(codebook: Codebook, found: str, damaged: str) -> None:
    text = only(ddi(codebook)).decode()
    assert found in text
    spoilt = etree.fromstring(text.replace(found, damaged, 1).encode())
    assert not etree.RelaxNG(etree.parse(PROFILE)).validate(spoilt)


def test_ddi_names_files_and_variables_once_and_refers_to_what_there_is(codebook: Codebook) -> None:
    document = etree.fromstring(only(ddi(codebook)))
    ids = [one.get("ID") for one in document.iter() if one.get("ID")]
    assert len(ids) == len(set(ids))
    assert {one.get("files") for one in document.findall(".//d:var", NAMES)} <= set(ids)


def test_ddi_tells_values_missing_values_and_how_often_they_occur(codebook: Codebook) -> None:
    document = etree.fromstring(only(ddi(codebook)))
    variable = document.find(".//d:var[@name='trains']", NAMES)
    said = {
        one.findtext("d:catValu", namespaces=NAMES): (one.get("missing"), one.findtext("d:catStat", namespaces=NAMES))
        for one in variable.findall("d:catgry", NAMES)
    }
    assert said == {
        "1": (None, "1"), "2": (None, "0"),
        "-1": ("Y", "0"), "-7": ("Y", "1"), "-8": ("Y", "0"), "-9": ("Y", "1"), "-10": ("Y", "0"),
    }  # fmt: skip
    assert variable.findtext(".//d:qstnLit", namespaces=NAMES) == "Wird bis 2030 geschult?"
    fields = document.find(".//d:var[@name='fields_K01']", NAMES)
    assert fields.findtext("d:universe", namespaces=NAMES).startswith("Nur wenn Frage T1")
    people = document.find(".//d:var[@name='people']", NAMES)
    assert {one.get("type"): float(one.text) for one in people.findall("d:sumStat", NAMES)} == {
        "vald": 2, "invd": 1, "min": 0, "max": 12, "mean": 6,
    }  # fmt: skip


# --- page and PDF --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_the_page_says_that_it_is_internal_and_names_every_variable(language: str, tmp_path: Path) -> None:
    book = describe(small_study(tmp_path), language)  # type: ignore[arg-type]
    text = only(html(book)).decode()
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    codes = {one.text for one in page.iter("code")}
    assert {variable.name for sheet in book.sheets for variable in sheet.variables} <= codes
    assert page.find(".//aside[@class='stamp']").text == book.stamp
    assert LONG.strip() in " ".join("".join(page.itertext()).split())
    assert "<script" not in text
    assert HOSTILE not in text, "free texts are never part of a codebook"


def test_the_pdf_is_tagged_archivable_and_stamped(codebook: Codebook) -> None:
    content = only(pdf(codebook))
    assert not problems(content)
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    assert all("INTERN" in page for page in pages)
    text = "\n".join(pages)
    assert "fields_K02" in text
    assert HOSTILE not in text


@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_numbers_below_zero_have_a_minus_where_people_read_them(language: str, tmp_path: Path) -> None:
    """The table of missing values said „-1“, the sentence over it „−1“."""
    book = describe(small_study(tmp_path), language)  # type: ignore[arg-type]
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(only(html(book)).decode())
    read = " ".join("".join(page.find(".//main").itertext()).split())
    printed = " ".join(each.extract_text() for each in PdfReader(BytesIO(only(pdf(book)))).pages)
    for text in (read, printed):
        assert re.search(r"(?<!\w)−10\b", text)
        assert not re.findall(r"(?<![\w-])-\d+", text)


def test_a_chapter_begins_with_its_first_question(codebook: Codebook) -> None:
    """The title of a table and the line below it stood at the foot of a page."""
    story = list(chapters(codebook))
    for sheet in codebook.sheets:
        start = next(place for place, each in enumerate(story) if isinstance(each, Text) and each.source == sheet.title)
        before = list(takewhile(lambda each: not isinstance(each, Table), story[start:]))
        assert len(before) > 2
        assert all(each.getKeepWithNext() for each in before)


# --- workbook ------------------------------------------------------------------------------------------


def test_the_workbook_says_answers_in_words_and_keeps_numbers_numbers(codebook: Codebook) -> None:
    book = openpyxl.load_workbook(BytesIO(only(xlsx(codebook))))
    rows = list(book["company"].values)
    found = {name: [row[place] for row in rows[1:]] for place, name in enumerate(rows[0])}
    assert found["trains"] == ["Ja", "keine Angabe", "nicht beantwortet"]
    assert found["people"] == [12, "weiß nicht", 0]
    assert found["change"] == [-7, None, 2.5]
    assert found["day"] == ["2026-05-04", None, None]
    assert str(book.worksheets[0]["A1"].value).startswith("INTERN")
    texts = [str(row[4]) for row in book["free_text"].values]
    assert texts == ["text", "'" + HOSTILE, "Ein Satz.\n<Und> noch einer & mehr; mit „Zeichen“ _x003D_."]
    assert book["company"].dimensions == f"A1:{book['company'].cell(4, len(rows[0])).coordinate}"
    [heads, *_] = book["Codebuch"].values
    assert len(set(heads)) == len(heads)
    meant = [row for row in book["Codebuch"].values if row[1] == "trains"]
    assert ("company", "trains", None, -7, None, "keine Angabe", 1) in meant


def test_no_cell_of_the_workbook_is_or_begins_like_a_formula(codebook: Codebook) -> None:
    content = only(xlsx(codebook))
    texts = [
        cell
        for name in CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names
        for row in CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name(name).to_python()
        for cell in row
        if isinstance(cell, str)
    ]
    assert "'" + HOSTILE in texts
    assert not [text for text in texts if text.startswith(FORMULA)]
    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]


def test_a_text_that_was_not_released_is_nowhere_in_the_workbook(tmp_path: Path) -> None:
    book = describe(small_study(tmp_path, with_texts=False), "de")
    with zipfile.ZipFile(BytesIO(only(xlsx(book)))) as parts:
        assert not [name for name in parts.namelist() if b"HYPERLINK" in parts.read(name)]


# --- words ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("writer", [html, pdf, ddi, xlsx])
def test_the_same_study_gives_the_same_bytes(writer: object, tmp_path: Path) -> None:
    assert callable(writer)
    first, second = (describe(small_study(tmp_path / name), "fr") for name in ("a", "b"))
    assert writer(first) == writer(second)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_entry_exists_in_every_language(language: str) -> None:
    words = Catalogue(WORDS)
    assert set(words.entries(language)) == set(words.entries("de"))
