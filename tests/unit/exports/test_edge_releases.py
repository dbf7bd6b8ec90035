"""Releases at the edge: nobody, everything hidden, eight who answered, and labels of 200 characters."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
import pytest
from pypdf import PdfReader

from analysis.disclosure.files import differences
from analysis.release import Measure, Release, WaveFacts
from exports.pdf import report, theme
from exports.pdf.pages import COVER_EDGE, Cover
from exports.readback import read
from surveys.texts import LANGUAGES
from tests import worked_example
from tests.hostile import COMPOUND, SENTENCE
from tests.pdf_gate import check, normal, walk, words
from tests.pdf_words import stories
from tests.unit.exports.releases import HIDDEN, Figure, dimension, participation, release, shares, table
from tests.writers import WRITERS

MOST = 200
TITLES = {
    "de": f"Befragung mit einem langen Titel: {SENTENCE}"[:MOST],
    "en": f"A survey with a long title: {SENTENCE}"[:MOST],
    "fr": f"Une enquête au titre long : {SENTENCE}"[:MOST],
}


def _empty() -> Release:
    tables = [shares({"a": None, "b": None}), shares({"a": None}, role="works_council")]
    nobody = (participation(submitted=0, started=0), participation("works_council", 0, 0))
    return release(tables, participation=nobody, facts={})


def _hidden() -> Release:
    rows, answers = dimension({"x": "Heute"}, "row"), dimension({"a": "Ja", "b": "Nein"}, partition=True)
    tables = [
        shares({"a": HIDDEN, "b": HIDDEN}),
        table({(): HIDDEN}, id="company.heads.sum", variable="heads", measure=Measure.SUM),
        table({("x", "a"): HIDDEN, ("x", "b"): HIDDEN}, [rows, answers], id="company.rows.share", variable="rows"),
    ]
    facts = {"cells": 5, "cells_published": 0, "one_way_cells": 3, "one_way_cells_published": 0}
    return release(
        tables, participation=(participation(submitted=HIDDEN, started=HIDDEN, invited=HIDDEN),), facts=facts
    )


def _eight() -> Release:
    with TemporaryDirectory() as folder:
        return worked_example.release(Path(folder))


def _long() -> Release:
    """Labels of 200 characters: sentences, and compounds without a place to break."""
    answers = {f"k{n}": f"Zu {n}: {COMPOUND if n % 2 else SENTENCE}"[:MOST] for n in range(1, 9)}
    groups = {"total": "Insgesamt", "a": SENTENCE[:MOST], "b": COMPOUND[:MOST], "c": "Kurz"}
    rows = {"r1": SENTENCE[:MOST], "r2": COMPOUND[:MOST], "r3": "Kurz"}
    whole: dict[tuple[str, ...], Figure] = {(code,): 0.9 - 0.1 * place for place, code in enumerate(answers)}
    broken: dict[tuple[str, ...], Figure] = {
        (code, group): HIDDEN if group == "b" else value for (code,), value in whole.items() for group in groups
    }
    parts: dict[tuple[str, ...], Figure] = {(row, code): 0.125 for row in rows for code in answers}
    title = {"de": SENTENCE[: MOST - 1] + "?"}
    sizes = dimension(groups, "size_group", partition=True)
    tables = [
        table(whole, [dimension(answers)], title=title),
        table(broken, [dimension(answers), sizes], id="company.item.share.size_group", title=title),
        table(parts, [dimension(rows, "row"), dimension(answers, partition=True)], id="company.rows.share",
              variable="rows", title={"de": COMPOUND[:MOST]}),
    ]  # fmt: skip
    wave = WaveFacts("w1", TITLES, 2025, 2030, "2026-05-04", "2026-06-12", invented=True, extrapolated=False)
    return release(tables, wave=wave)


MAKERS = {"empty": _empty, "hidden": _hidden, "eight": _eight, "long": _long}
made = cache(lambda name: MAKERS[name]())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MAKERS)
def test_the_report_passes_the_gate_and_says_its_words_in_order(name: str, language: str) -> None:
    with stories() as given:
        content = report.render(made(name), language)
    check(content, given[-1])


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("name", MAKERS)
def test_every_file_says_what_the_release_says(name: str, kind: str) -> None:
    for language in LANGUAGES:
        content = WRITERS[kind](made(name), language)
        assert differences(made(name), read(kind, content), kind, language) == ()


def test_a_report_of_nobody_says_so_once_and_has_no_chapters() -> None:
    text = words(report.render(made("empty")))
    assert text.count("Es liegen noch keine Antworten vor.") == 1
    assert "Abschnitt A" not in text


def test_a_report_that_hides_everything_says_which_questions_and_why() -> None:
    text = words(report.render(made("hidden")))
    assert "zum Schutz einzelner Betriebe" in text
    assert "Zu wenige haben geantwortet." in text
    assert "Ausgewiesene Werte: 0 von 3 in den Tabellen ohne Untergliederung, 0 von 5 insgesamt." in text
    assert "Was wird gebraucht?" in text


def test_the_annex_names_what_it_hides_and_has_no_tables_of_nothing() -> None:
    text = words(report.render(made("hidden")))
    assert text.count("ist zum Schutz einzelner Betriebe kein Wert ausgewiesen:") == 1
    assert "Nur im Tabellenanhang" not in text
    assert "Antwort a" not in text
    assert all(f"Tabelle A{number}: K-A1 Was wird gebraucht?" in text for number in (1, 2, 3))


def test_a_report_of_eight_puts_every_value_in_brackets() -> None:
    pieces = list(read("pdf", report.render(made("eight"))))
    annex = {piece.block for piece in pieces if piece.place == "caption" and piece.text.startswith("Tabelle A")}
    cells = [piece.text for piece in pieces if piece.block in annex and "/" in piece.place]
    assert [text for text in cells if re.fullmatch(r"\([\d.,]+(\s%)?\)", text)]
    assert not [text for text in cells if re.fullmatch(r"\d+\s%", text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_labels_are_printed_whole(language: str) -> None:
    text = words(report.render(made("long"), language)).replace(" ", "")
    for label in (SENTENCE[:MOST], COMPOUND[:MOST]):
        assert normal(label).replace(" ", "") in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cover_has_the_whole_title_of_the_language(language: str) -> None:
    text = words(report.render(made("long"), language))
    assert normal(TITLES[language]) in text


@pytest.mark.parametrize("title", [*TITLES.values(), COMPOUND * 2, "W" * 1_000, SENTENCE * 2])
@pytest.mark.parametrize("subtitle", ["", "Ergebnisse der Befragung zum Qualifizierungsbedarf", SENTENCE * 2])
def test_title_and_subtitle_stay_on_the_coloured_part_of_the_cover(title: str, subtitle: str) -> None:
    upper = Cover(title=title, subtitle=subtitle, kicker="Entwurf").story()[:4]
    height = sum(each.wrap(theme.TEXT_WIDTH, theme.TEXT_HEIGHT)[1] + each.getSpaceAfter() for each in upper)
    assert height <= theme.PAGE_HEIGHT - theme.BOTTOM - COVER_EDGE


@pytest.mark.parametrize(
    ("name", "has_contents"), [("empty", False), ("hidden", False), ("long", False), ("eight", True)]
)
def test_only_a_report_of_more_than_eight_pages_has_contents(name: str, *, has_contents: bool) -> None:
    """A list of five lines stood on a page of its own."""
    content = report.render(made(name))
    with pikepdf.open(BytesIO(content)) as pdf:
        pages = len(pdf.pages)
        tags = {str(each.S) for each in walk(pdf.Root.StructTreeRoot.K)}
        texts = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    assert (pages > 8, "/TOC" in tags) == (has_contents, has_contents)
    assert ("Inhalt" in " ".join(texts).split()) == has_contents
    assert min(map(len, texts)) > 200, "a page with nothing but its frame"
