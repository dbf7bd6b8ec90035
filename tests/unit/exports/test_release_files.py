"""A release as CSV, workbook, JSON and page: the same figures as the report, and nothing else of them."""

from __future__ import annotations

import csv as csv_reader
import io
import json as json_reader
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import html5lib
import numpy as np
import openpyxl
import pytest

from analysis.disclosure.files import differences
from analysis.disclosure.report.primary import is_published
from analysis.disclosure.seal import from_tree
from analysis.draw import coarse
from analysis.estimate import Estimates, Form
from analysis.release import (
    Block,
    BlockKind,
    Category,
    Dimension,
    Measure,
    Plan,
    PlanChapter,
    Release,
    Sure,
    Table,
    to_tree,
)
from analysis.tallies import shortened
from exports import csv, html, json, xlsx
from exports.readback import read
from exports.report.method import SHORT_ID
from exports.values import value_text
from tests.unit.exports.releases import HIDDEN, Figure, cell, dimension, participation, release, shares, table
from tests.writers import WRITERS

LANGUAGES = ("de", "en", "fr")


@pytest.fixture(scope="module")
def made() -> Release:
    values: dict[str, Figure] = {"a": 0.145, "b": 0.855, "c": HIDDEN, "d": None}
    listed = shares(values, missing=(cell(("total", "dont_know"), 0.125, 400),))
    groups = dimension({"total": "Insgesamt", "0-9": "Bis 9 Beschäftigte"}, "size_group", partition=True)
    crossed = table({("x", "total"): 0.5, ("x", "0-9"): HIDDEN}, [dimension({"x": "Heute"}, "row"), groups], n=20)
    mean = table({(): 2.25}, measure=Measure.MEAN, id="company.mean.mean", scale=(0.0, 4.0))
    money = table({(): -1234.5}, measure=Measure.SUM, id="company.sum.sum", unit={"de": "Euro"}, title={"de": "=1+1"})
    crossed = replace(crossed, id="company.item.share.size_group")
    return release([listed, crossed, mean, money], participation=(participation(started=HIDDEN),))


def rows(content: bytes, separator: str = ";") -> list[dict[str, str]]:
    return list(csv_reader.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=separator))


def workbook(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


# --- what holds for every format ------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file_format", WRITERS)
def test_the_same_release_gives_the_same_bytes(made: Release, file_format: str, language: str) -> None:
    writer = WRITERS[file_format]
    assert writer(made, language) == writer(from_tree(json_reader.loads(json_reader.dumps(to_tree(made)))), language)


@pytest.mark.parametrize("writer", WRITERS.values())
def test_nothing_but_a_release_is_written(writer: Callable[[Any, str], bytes], made: Release) -> None:
    with pytest.raises(TypeError, match="release"):
        writer(to_tree(made), "de")
    with pytest.raises(ValueError, match="'xx'"):
        writer(made, "xx")


@pytest.mark.parametrize("file_format", ["csv", "html", "xlsx"])
def test_only_what_is_not_approved_is_marked_a_draft(file_format: str, made: Release) -> None:
    def text(state: str) -> str:
        content = WRITERS[file_format](from_tree(to_tree(made) | {"state": state}), "de")
        if file_format == "xlsx":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                return " ".join(archive.read(name).decode() for name in archive.namelist())
        return content.decode()

    assert "nicht zur Weitergabe" in text("built")
    assert "nicht zur Weitergabe" not in text("approved")
    assert "Entwurf" not in text("approved")


# --- CSV ------------------------------------------------------------------------------------------------


def test_every_figure_is_a_line(made: Release) -> None:
    lines = rows(csv.render(made, "de"))
    found = [(line["code_1"], line["value"], line["n"], line["status"]) for line in lines if line["annex"] == "A1"]
    assert found == [
        ("a", "15", "100", "published"),
        ("b", "86", "100", "published"),
        ("c", "•", "•", "hidden"),
        ("d", "", "", "empty"),
        ("dont_know", "13", "400", "published"),
    ]
    assert {line["release"] for line in lines} == {made.id[:SHORT_ID]}


def test_participation_stands_first(made: Release) -> None:
    lines = [line for line in rows(csv.render(made, "de")) if line["table"] == "company.participation"]
    assert [(line["figure"], line["code_1"], line["value"], line["n"]) for line in lines] == [
        ("eingeladen", "", "200", ""),
        ("begonnen", "", "•", "•"),
        ("abgegeben", "", "100", ""),
        ("abgegeben", "s1", "60", "110"),
        ("abgegeben", "s2", "•", "•"),
        ("abgegeben", "s3", "", ""),
    ]


def test_who_was_invited_may_be_hidden(made: Release) -> None:
    hidden = release([shares({"a": 0.5, "b": 0.5})], participation=(participation(invited=HIDDEN),))

    lines = rows(csv.render(hidden, "de"))
    assert [(line["figure"], line["value"], line["status"]) for line in lines[:2]] == [
        ("eingeladen", "•", "hidden"),
        ("begonnen", "120", "published"),
    ]
    sheet = workbook(xlsx.render(hidden, "de")).worksheets[2]
    assert [each.value for each in sheet[7][1:4]] == ["•", 120, 100]
    assert json_reader.loads(json.render(hidden))["participation"][0]["invited"] == {"suppressed": "protected"}


@pytest.mark.parametrize(
    ("language", "separator", "value"), [("de", ";", "2,3"), ("en", ",", "2.3"), ("fr", ";", "2,3")]
)
def test_a_spreadsheet_program_of_the_language_reads_the_numbers(
    made: Release, language: str, separator: str, value: str
) -> None:
    content = csv.render(made, language)
    assert content.startswith(b"\xef\xbb\xbf")
    assert [line["value"] for line in rows(content, separator) if line["table"] == "company.mean.mean"] == [value]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_text_of_a_csv_file_is_a_formula(sign: str) -> None:
    hostile = f"{sign}HYPERLINK(1)"
    made = release([shares({"a": 0.5}, title={"de": hostile}, base={"de": hostile}, number=hostile)])
    fields = [field for line in rows(csv.render(made, "de")) for field in line.values()]
    assert f"'{hostile}" in fields
    assert not [field for field in fields if field.startswith(sign)]


def test_a_negative_number_stays_a_number(made: Release) -> None:
    assert [line["value"] for line in rows(csv.render(made, "de")) if line["table"] == "company.sum.sum"] == ["-1235"]


# --- workbook -------------------------------------------------------------------------------------------


def test_a_workbook_has_a_sheet_for_each_table(made: Release) -> None:
    book = workbook(xlsx.render(made, "de"))
    assert book.sheetnames == ["Inhalt", "Hinweise", "Wer hat geantwortet", "A1", "A1-1", "A2", "A3"]
    links = [cell.hyperlink.location for line in book["Inhalt"] for cell in line if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]
    for name in book.sheetnames[3:]:
        assert book[name].freeze_panes is not None
        assert book[name].print_title_rows == "$5:$6"
        assert book[name]["A4"].hyperlink.location == "'Inhalt'!A1"


BY = {"de": "nach Betriebsgröße", "en": "by size of establishment", "fr": "selon\u00a0: taille de l’établissement"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_breakdown_says_by_what_where_its_sheet_is_listed_and_over_it(language: str) -> None:
    texts = dict.fromkeys(LANGUAGES, "A")
    size = {each: by.removeprefix("nach ").removeprefix("by ").removeprefix("selon\u00a0: ") for each, by in BY.items()}
    groups = (Category("total", texts), Category("0-9", texts))
    about: Any = dict.fromkeys(("title", "base", "unit", "figure"), texts)
    row = Dimension("row", texts, (Category("x", texts),))
    whole = table({("x",): 0.5}, [row], **about)
    by_size = Dimension("size_group", size, groups, partition=True)
    values: dict[tuple[str, ...], Figure] = {("x", "total"): 0.5, ("x", "0-9"): HIDDEN}
    part = table(values, [row, by_size], id="company.item.share.size_group", **about)
    book = workbook(xlsx.render(release([whole, part]), language))
    contents = book.worksheets[0]
    listed = {line[0].value: line[1].value for line in contents.iter_rows(max_col=2)}
    assert (listed["A1"], listed["A1-1"]) == ("K-A1 A", f"K-A1 A – {BY[language]}")
    assert book["A1-1"]["A1"].value == listed["A1-1"]


def test_tables_of_one_question_are_told_apart_where_they_are_listed() -> None:
    """Another figure, the other role, and a shorter form of the same question."""
    short = table({(): 0.5}, id="company.short.share", variable="short")
    mean = table({(): 2.5}, id="company.item.mean", measure=Measure.MEAN, figure={"de": "Mittelwert"})
    tables = [table({(): 0.5}), short, mean, table({(): 0.5}, role="works_council")]
    book = workbook(xlsx.render(release(tables), "de"))
    listed = {line[0].value: (line[1].value, line[2].value) for line in book["Inhalt"].iter_rows(max_col=3)}
    title = "K-A1 Was wird gebraucht?"
    assert [listed[f"A{number}"] for number in (1, 2, 3, 4)] == [
        (title, "Betriebe. Anteil"),
        (f"{title} (kürzere Fassung der Frage)", "Betriebe. Anteil"),
        (title, "Betriebe. Mittelwert"),
        (title, "Betriebsräte. Anteil"),
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Bei A steht dort höchstens zehn"),
        ("en", "With A it is at most ten"),
        ("fr", "Pour A elle est d’au plus dix"),
    ],
)
def test_the_notes_say_that_the_variation_is_an_upper_bound_where_there_are_estimates(language: str, said: str) -> None:
    """„A unter einem Zehntel“ beside a column with a 10 read like a contradiction."""
    counted = table({(): 0.5})
    estimated = replace(counted, cells=(replace(counted.cells[0], sure=Sure(0.4, 0.6, 0.1, "A")),))

    def notes(one: Table) -> str:
        book = workbook(xlsx.render(release([one]), language))
        return " ".join(str(cell.value) for line in book.worksheets[1] for cell in line)

    assert said in notes(estimated)
    assert "variation" not in notes(counted)


@pytest.mark.parametrize(("mark", "most"), [("A", 0.1), ("B", 0.2), ("C", 0.3)])
def test_the_variation_of_a_mark_is_at_most_what_the_notes_say(mark: str, most: float) -> None:
    exact = np.arange(0.001, 0.4, 0.0007)
    ones, n = np.ones_like(exact), np.full(len(exact), 99)
    marks = Estimates(ones, exact, ones, ones, n, ones, ones, Form.EVEN).quality
    assert max(step for step, own in zip(coarse(exact), marks, strict=True) if own == mark) == pytest.approx(most)


def test_a_workbook_holds_the_printed_number_and_no_further_digit(made: Release) -> None:
    sheet = workbook(xlsx.render(made, "de"))["A1"]
    found = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=7, max_col=3)]
    assert found == [
        ["Antwort a", 0.15, 100],
        ["Antwort b", 0.86, 100],
        ["Antwort c", "•", "•"],
        ["Antwort d", "–", "–"],
        [None, None, None],
        ["„weiß nicht“", 0.13, 400],
    ]
    assert sheet["B7"].number_format == '[=0]"< 1 %";[=1]"> 99 %";0 %'


def test_few_answers_stand_in_brackets(made: Release) -> None:
    sheet = workbook(xlsx.render(made, "de"))["A1-1"]
    shown = '[=0]"(< 1 %)";[=1]"(> 99 %)";(0 %)'
    assert (sheet["B7"].value, sheet["B7"].number_format) == (0.5, shown)


def test_a_workbook_runs_nothing_and_knows_one_time(made: Release) -> None:
    content = xlsx.render(made, "de")
    book = workbook(content)
    assert book["A3"]["A1"].value == "K-A1 =1+1"
    assert not [cell for sheet in book for line in sheet for cell in line if cell.data_type == "f"]
    assert book.properties.created == book.properties.modified == datetime(2026, 7, 1, 12)  # noqa: DTZ001 - UTC
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# --- JSON -----------------------------------------------------------------------------------------------


def test_json_is_the_release(made: Release) -> None:
    assert from_tree(json_reader.loads(json.render(made, "fr"))) == made


# --- page -----------------------------------------------------------------------------------------------


def page(made: Release, language: str = "de") -> Any:
    return html5lib.parse(html.render(made, language), namespaceHTMLElements=False)


def test_a_page_needs_nothing_else(made: Release) -> None:
    found = page(made)
    assert not found.findall(".//script")
    assert not found.findall(".//link")
    assert not found.findall(".//img")
    style = found.find(".//style").text
    assert "url(" not in style
    assert "@import" not in style
    assert "default-src 'none'" in found.find(".//meta[@http-equiv]").get("content")
    addresses = [each.get("href") for each in found.findall(".//a")]
    ids = {each.get("id") for each in found.iter() if each.get("id")}
    assert addresses
    assert {address.removeprefix("#") for address in addresses} <= ids


def test_every_table_of_a_page_has_heads(made: Release) -> None:
    captions = [
        each.find("caption").text for each in page(made).findall(".//table") if each.find("caption") is not None
    ]
    assert captions[:2] == [
        "Einladungen und Antworten",
        "Eingeladene und Antworten nach Wirtschaftsbereich und Betriebsgröße",
    ]
    annexed = [found for caption in captions if (found := re.match(r"Tabelle\s(A\d+): ", caption))]
    assert [found[1] for found in annexed] == ["A1", "A1", "A2", "A3"]  # below its chart, and in the annex
    for each in page(made).findall(".//table"):
        lines = [line for line in each.findall("tbody/tr") if line.find("td") is not None and len(line) > 1]
        assert all(line.find("th[@scope]") is not None for line in lines)


def test_hidden_values_are_dots_with_words(made: Release) -> None:
    found = page(made).find(".//details//table")
    texts = {line[0].text: line[1].text for line in found.findall("tbody/tr")}
    cells = {f"Antwort {each.key[0]}": each for each in made.tables[0].cells if each.value is not None}
    assert {label: texts[label] for label in cells} == {
        label: value_text(made.tables[0], each.value) for label, each in cells.items()
    }
    assert {each.get("aria-label") for each in found.findall(".//td[@class='hidden']")} == {"nicht ausgewiesen"}


def test_a_chart_has_title_description_and_table(made: Release) -> None:
    [figure] = [each for each in page(made).findall(".//figure") if each.find("details") is not None]
    drawn = figure.find(".//*[@role='img']")
    described = drawn.get("aria-labelledby").split()
    assert [each.get("id") for each in drawn if each.get("id")] == described
    said = "".join(drawn.itertext())
    assert "Antwort c nicht ausgewiesen" in said
    assert "Alle Werte: Tabelle\u00a0A1." in said
    assert figure.find(".//caption").text == "Tabelle\u00a0A1: K-A1 Was wird gebraucht?"


def test_print_leaves_out_tables_below_charts_that_stand_in_the_annex(made: Release) -> None:
    block = Block(BlockKind.SECTION, section=made.chapters[0].id)
    chapter = PlanChapter({"de": "Was gebraucht wird"}, (block,))
    alone = release(made.tables, plan=Plan("kurz", {"de": "Kurzfassung"}, {}, (chapter,), has_contents=False))

    assert {each.get("class") for each in page(made).iter("details")} == {"again"}
    assert {each.get("class") for each in page(alone).iter("details")} == {None}


def test_the_page_says_what_the_report_says_in_its_order(made: Release) -> None:
    """Everything that is words; the page has contents where few pages have none, and its tables below the charts."""

    def said(content: bytes, file_format: str) -> list[str]:
        kept = [piece for piece in read(file_format, content) if re.match(r"(P|H\d|LI|Caption) ", piece.block)]
        own = ("Inhalt", "Zurück zum Inhalt", "Werte als Tabelle", "Entwurf – nicht zur Weitergabe")
        texts = [re.sub(r"^• ?|\s+", " ", piece.text).strip() for piece in kept if piece.place == "text"]
        return [text for text in texts if text and text not in own]

    paper, screen = (said(WRITERS[name](made, "de"), name) for name in ("pdf", "html"))
    screen.remove(next(text for text in screen if "Keine Antwort gaben" in text))  # below the chart and in the annex
    assert [text.replace(" ", "") for text in screen] == [text.replace(" ", "") for text in paper]


def test_headings_go_down_step_by_step(made: Release) -> None:
    levels = [int(each.tag[1]) for each in page(made).iter() if re.fullmatch(r"h\d", str(each.tag))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert levels.count(1) == 1


def test_every_chapter_has_its_place_and_leads_back(made: Release) -> None:
    found = page(made)
    chapters = [each for each in found.findall(".//section") if each.find("h2") is not None]
    listed = [each.get("href") for each in found.findall(".//nav//a")]
    assert [f"#{each.get('id')}" for each in chapters] == [place for place in listed if place.count("-") == 1]
    assert all(each.find("p[@class='back']/a").get("href") == "#inhalt" for each in chapters[1:])


def test_hostile_words_stay_words() -> None:
    hostile = "</style><script>alert(1)</script>"
    text = html.render(release([shares({"a": 0.5, "b": 0.4}, title={"de": hostile})]), "de").decode()
    assert "<script" not in text


def test_a_page_of_another_language_marks_german_words(made: Release) -> None:
    found = page(made, "en")
    assert found.get("lang") == "en"
    assert {each.get("lang") for each in found.findall(".//details//table")} == {"de-DE"}


def test_the_template_is_beside_its_code() -> None:
    assert {path.name for path in Path(html.__file__).parent.iterdir()} >= {"report.html", "report.css"}


@pytest.mark.parametrize("kind", WRITERS)
def test_of_a_long_list_every_figure_of_a_breakdown_has_its_line(kind: str) -> None:
    """Category 42 is hidden in total and printed for one sector; category 7 nobody may see, so it is not there."""
    codes = {str(code): f"Beruf {code}" for code in range(50)}
    sectors = {"total": "Insgesamt", "B-E": "Industrie", "G": "Handel"}
    whole: dict[tuple[str, ...], Figure] = {(code,): HIDDEN if code in ("7", "42") else 0.5 for code in codes}
    by_sector: dict[tuple[str, ...], Figure] = {
        (code, sector): 0.02 if (code, sector) == ("42", "B-E") else HIDDEN if code in ("7", "42") else 0.25
        for code in codes
        for sector in sectors
    }
    tables = [
        table(whole, [dimension(codes, "kldb")]),
        table(
            by_sector,
            [dimension(codes, "kldb"), dimension(sectors, "sector_group")],
            id="company.item.share.sector_group",
        ),
    ]

    made = release(shortened(tables, is_published))

    for each in made.tables:
        assert {"42", "7"} & {category.code for category in each.dimensions[0].categories} == {"42"}
    assert differences(made, read(kind, WRITERS[kind](made, "de")), kind, "de") == ()
