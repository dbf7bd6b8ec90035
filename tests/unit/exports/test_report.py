"""The report as a file: what is printed, what is not, and that it can be read by everybody."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from analysis.release import Measure, Release, to_tree
from exports.messages import CATALOGUE
from exports.numbers import number
from exports.pdf.report import render
from tests import pdf_gate, worked_example
from tests.unit.exports.releases import HIDDEN, Figure, dimension, participation, release, shares, table

HOSTILE = "</para><b>Fett</b> & \u202e\x00 {title} %s"
LONG = "Sehr lange Beschriftung einer Antwort mit vielen Wörtern " * 4
OWN = ("role", "report", "finding", "highlights", "participation", "method", "glossary", "imprint")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Eight companies, computed by hand."""
    return worked_example.release(tmp_path_factory.mktemp("snapshots"))


@pytest.fixture(scope="module")
def german(example: Release) -> bytes:
    return render(example)


def alternatives(data: bytes) -> str:
    """All alternative texts and the metadata of a file."""
    with pikepdf.open(BytesIO(data)) as pdf:
        alts = [str(each.get("/Alt", "")) for each in pdf_gate.walk(pdf.Root.StructTreeRoot.K)]
        return " ".join([*alts, bytes(pdf.Root.Metadata.read_bytes()).decode(), str(dict(pdf.trailer.Info))])


def many_sided() -> list[Any]:
    """A table of each shape for both roles."""
    rows = dimension({"r1": "Zeile eins", "r2": "Zeile zwei"}, "row")
    answers = dimension({"1": "Ja", "2": "Nein"}, partition=True)
    groups = dimension(
        {"total": "Insgesamt", "0-9": "Bis 9 Beschäftigte", "10+": "10 und mehr Beschäftigte"}, "size_group"
    )
    crossing: dict[tuple[str, ...], Figure] = {(row, answer): 0.5 for row in ("r1", "r2") for answer in ("1", "2")}
    return [
        shares({"a": 0.62, "b": 0.4, "c": HIDDEN}),
        table({(code, group.code): 0.5 for code in "abc" for group in groups.categories},
              [dimension({code: f"Antwort {code}" for code in "abc"}), groups], id="company.item.share.size_group"),
        table(crossing, [rows, answers], id="company.grid.share", variable="grid", title={"de": "Was gibt es?"}),
        table({(): 1234.0}, id="company.heads.sum", variable="heads", measure=Measure.SUM, unit={"de": "Beschäftigte"},
              title={"de": "Wie viele Beschäftigte?"}),
        shares({"a": 0.3, "b": 0.7, "c": HIDDEN}, role="works_council"),
    ]  # fmt: skip


# --- who may be printed --------------------------------------------------------------------------------


def test_only_a_release_can_be_printed(example: Release) -> None:
    for other in (None, to_tree(example), example.tables, object()):
        with pytest.raises(TypeError):
            render(other)  # type: ignore[arg-type]


def test_an_unknown_language_is_refused(example: Release) -> None:
    with pytest.raises(ValueError, match="no report"):
        render(example, "it")


# --- the hand-computed example -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "printed",
    [
        "(472)",  # employees in all
        "(148)",  # head count in need
        "(31 %)",  # 148 of 472
        "(0,35)",  # gap index
        "(2,9)",  # mean of the driver
        "(63 %)",  # companies with training
        "(21)",  # points of a ranked driver
    ],
)
def test_the_numbers_computed_by_hand_stand_in_the_text(german: bytes, printed: str) -> None:
    assert printed in pdf_gate.words(german)


def test_the_example_passes_the_gate_in_every_language(example: Release) -> None:
    for language in ("de", "en", "fr"):
        pdf_gate.check(render(example, language))


def test_free_text_is_in_no_report(german: bytes) -> None:
    assert "Freier Text" not in pdf_gate.words(german) + alternatives(german)


def test_the_same_release_gives_the_same_bytes(example: Release, german: bytes) -> None:
    assert render(example) == german


def test_a_draft_says_so_and_an_approved_report_does_not(example: Release, german: bytes) -> None:
    approved = release(many_sided(), state="approved")

    assert "Entwurf – nicht zur Weitergabe" in pdf_gate.words(german)
    assert "Entwurf" not in pdf_gate.words(render(approved))
    assert "Zurückgezogen" in pdf_gate.words(render(release(many_sided(), state="withdrawn")))


def test_cover_and_imprint_say_where_the_numbers_come_from(example: Release, german: bytes) -> None:
    text = pdf_gate.words(german)

    for part in ("Arbeitskammer des Saarlandes", "4. Mai 2026", "12. Juni 2026", "1. Juli 2026", example.id[:12]):
        assert part in text
    assert "Alle Angaben sind erfunden" in text
    assert "nicht hochgerechnet" in text


# --- shapes --------------------------------------------------------------------------------------------


def test_every_shape_of_table_passes_the_gate() -> None:
    data = render(release(many_sided(), participation=(participation(), participation("works_council"))))

    pdf_gate.check(data)
    text = pdf_gate.words(data)
    assert "Am häufigsten bei Betrieben: Antwort a (62 %); bei antwortenden Betriebsräten: Antwort b (70 %)" in text
    assert "1.234" in text


def test_everything_hidden_prints_no_figure() -> None:
    tables = [shares({"a": HIDDEN, "b": HIDDEN}), table({(): HIDDEN}, id="company.heads.sum", variable="heads")]
    data = render(release(tables, participation=(participation(submitted=HIDDEN, started=HIDDEN),)))

    pdf_gate.check(data)
    assert not re.search(
        r"\d\s?%", pdf_gate.words(data).replace("auf 10 %", "").replace("mehr als 10 %", "").replace("55 %", "")
    )


def test_without_those_invited_the_report_says_how_many_answered() -> None:
    tables = [shares({"a": 0.5, "b": 0.5})]
    text = pdf_gate.words(render(release(tables, participation=(participation(invited=HIDDEN),))))

    assert "100 Betriebe haben geantwortet." in text
    assert "Betriebe • 120 100 •" in text
    assert "eingeladenen" not in text
    assert "Auswahlgrundlage" not in text


def test_a_hidden_stratum_hides_its_rate_and_its_invitations() -> None:
    text = pdf_gate.words(render(release(many_sided())))

    assert "Handel, groß • • •" in text
    assert "Industrie, klein 110 60 55 %" in text


def test_a_wave_without_answers_is_a_short_report() -> None:
    empty = release([shares({"a": None, "b": None})], participation=(participation(submitted=0, started=0),), facts={})
    data = render(empty)

    pdf_gate.check(data)
    text = pdf_gate.words(data)
    assert "Es liegen noch keine Antworten vor." in text
    assert "Abschnitt" not in text
    assert "Tabellenanhang 1" not in text


def test_a_provisional_report_says_so() -> None:
    facts = {"is_provisional": 1, "cells": 2, "cells_published": 2, "one_way_cells": 2, "one_way_cells_published": 2}
    text = pdf_gate.words(render(release([shares({"a": 0.5, "b": 0.5})], facts=facts)))

    assert "Der Datenstand ist vorläufig" in text
    assert "Vorläufiger Datenstand" in text


def test_a_single_number_that_is_hidden_is_named_and_no_tile() -> None:
    tables = [table({(): HIDDEN}, title={"de": "Wie viele?"}), shares({"a": 0.5, "b": 0.5}, id="company.other.share")]
    text = pdf_gate.words(render(release(tables)))

    assert "Nicht ausgewiesen: Wie viele? Abbildung" in text


def test_a_long_list_says_that_it_is_not_complete() -> None:
    long_one = replace(dimension({"a": "Erste", "b": "Zweite"}), is_long=True)
    text = pdf_gate.words(render(release([table({("a",): 0.4, ("b",): 0.3}, [long_one])])))

    assert "Aufgeführt sind nur Antworten, zu denen ein Wert ausgewiesen ist." in text


@pytest.mark.parametrize(("later", "is_said"), [(90, True), (100, False)])
def test_totals_of_unequal_answers_are_not_to_be_subtracted(later: int, *, is_said: bool) -> None:
    columns = dimension({"now": "Beschäftigte heute", "to_come": "Beschäftigte Ende 2030"}, "column")
    counts = {("now",): 100, ("to_come",): later}
    totals = table({("now",): 246_000.0, ("to_come",): 228_000.0}, [columns], measure=Measure.SUM, n=counts)

    text = pdf_gate.words(render(release([totals])))

    assert ("lassen sich deshalb nicht voneinander abziehen" in text) == is_said


def test_no_chapters_at_all() -> None:
    pdf_gate.check(render(release([], participation=())))


def test_long_labels_and_hostile_ones_are_printed_as_text() -> None:
    labels = {"a": LONG, "b": HOSTILE, "c": "W" * 300}
    one = table({("a",): 0.6, ("b",): 0.3, ("c",): 0.1}, [dimension(labels)], title={"de": f"{LONG}? {HOSTILE}"})
    data = render(release([one]))

    pdf_gate.check(data)
    assert "</para><b>Fett</b> &" in pdf_gate.words(data)


def test_many_rows_stay_on_their_pages() -> None:
    many = shares({str(n): (n % 90) / 100 for n in range(1, 120)})
    data = render(
        release([many, shares({str(n): 0.5 + n / 100 for n in range(24)}, id="company.b.share", variable="b")])
    )

    pdf_gate.check(data)
    assert len(PdfReader(BytesIO(data)).pages) < 14


def test_bracketed_values_rest_on_few_answers() -> None:
    text = pdf_gate.words(render(release([shares({"a": 0.6, "b": 0.3}, n=29)])))

    assert "(60 %)" in text
    assert "( ) geringe Fallzahl, n unter 30." in text


# --- nothing is derived from what is hidden --------------------------------------------------------------


def test_a_file_differs_only_where_published_values_differ() -> None:
    """The order of hidden rows, the length of their marks and all words are the same for any hidden value."""
    tables = [shares({"a": HIDDEN, "b": 0.5, "c": HIDDEN, "d": 0.3, "e": 0.2, "f": 0.1})]
    data = render(release(tables))

    text = pdf_gate.words(data)
    shown = [text.index(f"Antwort {code}", text.index("Abbildung 2.1")) for code in "bdefac"]
    assert shown == sorted(shown)
    assert "Antwort a nicht ausgewiesen" in alternatives(data)


def test_every_number_of_the_annex_is_a_number_of_the_release(example: Release, german: bytes) -> None:
    """Closed world: what is printed in brackets as a value is the print of a published cell."""
    pages = [each.extract_text() for each in PdfReader(BytesIO(german)).pages]
    start = next(n for n, page in enumerate(pages) if page.count("Tabelle A") > 3)
    values = {cell.value for each in example.tables for cell in each.cells if isinstance(cell.value, float | int)}
    known = {number(value * 100) for value in values}
    known |= {number(value, "de", places) for value in values for places in (0, 1, 2)}
    printed = re.findall(r"\(([\d.,−]+)(?:\s%)?\)", " ".join(pages[start:]))

    assert printed
    assert set(printed) <= known


# --- languages -----------------------------------------------------------------------------------------


def test_every_language_says_everything_with_the_same_parts() -> None:
    german = {key: words for key, words in CATALOGUE.entries("de").items() if key.partition(".")[0] in OWN}

    for language in ("en", "fr"):
        other = CATALOGUE.entries(language)
        for key, words in german.items():
            assert key in other, f"{language}: {key}"
            assert set(re.findall(r"{(\w+)}", words)) == set(re.findall(r"{(\w+)}", other[key])), f"{language}: {key}"


def test_what_is_not_translated_is_marked_as_german() -> None:
    data = render(release(many_sided()), "fr")

    pdf_gate.check(data)
    with pikepdf.open(BytesIO(data)) as pdf:
        marked = [
            str(each.S) for each in pdf_gate.walk(pdf.Root.StructTreeRoot.K) if str(each.get("/Lang", "")) == "de-DE"
        ]
    assert {"/Figure", "/Caption", "/Table", "/H1"} <= set(marked)


def test_chapters_can_be_found_from_the_outline(german: bytes, tmp_path: Path) -> None:
    titles = [str(each["/Title"]) for each in PdfReader(BytesIO(german)).outline if not isinstance(each, list)]

    assert titles[0] == "Das Wichtigste auf einer Seite"
    assert any(title.endswith("Tabellenanhang") for title in titles)
