"""Receipt and draft: the answers in words, read back from the file."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

import pytest
from pypdf import PdfReader

from exports.facts import Contact, ReceiptFacts
from exports.pdf.receipt import render
from surveys.context import Context
from surveys.problems import Document
from surveys.scope import Scope
from surveys.submit import finalise
from tests.pdf_gate import check, normal, words
from tests.questionnaires_for_tests import NAMES, real, scope
from tests.unit.exports.worked_answers import COMPANY, COUNCIL, WAVE

AT = datetime(2026, 3, 3, 13, 20, tzinfo=UTC)
CHECK = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
FACTS = ReceiptFacts(
    AT, "59e33153c5930000", "BR-7K3F-9Q2M", CHECK, "Muster GmbH, Werk Saarlouis", Contact(phone="0681 4005-123")
)
DRAFT = ReceiptFacts(AT, "59e33153c5930000")
ANSWERS = {"company": COMPANY, "works-council": COUNCIL}


def answered(name: str, document: Document) -> Scope:
    return Scope(real(name), document, Context(WAVE))


@cache
def receipt(name: str, language: str = "de") -> bytes:
    """The receipt of a worked example as it was submitted."""
    return render(answered(name, finalise(answered(name, ANSWERS[name]))), language, FACTS)


@cache
def receipt_text() -> str:
    return words(receipt("company"))


@cache
def draft(name: str) -> bytes:
    return render(answered(name, ANSWERS[name]), "de", DRAFT)


@pytest.mark.parametrize("language", ["de", "en", "fr"])
@pytest.mark.parametrize("name", ANSWERS)
def test_receipts_pass_the_gate_in_every_language(name: str, language: str) -> None:
    check(receipt(name, language))


@pytest.mark.parametrize("name", ANSWERS)
def test_drafts_pass_the_gate(name: str) -> None:
    check(draft(name))


def test_a_receipt_names_itself_and_what_it_is_for() -> None:
    text = words(receipt("company"))
    for fact in (
        "Bestätigung Ihrer Teilnahme",
        "Referenznummer BR-7K3F-9Q2M",
        "Abgegeben am 3. März 2026, 14:20 Uhr",
        "Betrieb Muster GmbH, Werk Saarlouis",
        "Fragebogen Unternehmensbefragung zum Qualifizierungsbedarf im Saarland",
        "Fassung des Fragebogens 59e33153c593",
        "Prüfwert der Antworten 9f86d081 884c7d65 9a2feaa0",
        "Telefon: 0681 4005-123",
    ):
        assert fact in text
    metadata = PdfReader(BytesIO(receipt("company"))).metadata
    assert metadata is not None
    assert str(metadata.title).startswith("Bestätigung Ihrer Teilnahme: ")


@pytest.mark.parametrize(
    "line",
    [
        (
            "K-A1 In welchem Wirtschaftszweig ist Ihr Betrieb überwiegend tätig? Bitte zuerst den Bereich, dann die"
            " Abteilung wählen. Maschinenbau"
        ),
        "1.250 Beschäftigte",
        "Befristet Beschäftigte 0 Beschäftigte",
        "Umstieg auf elektrische und andere neue Antriebe Weiß nicht",
        "1. Automatisierung und Robotik 2. Altersstruktur und Renteneintritte",
        "1. Maschinen- und Fahrzeugtechnikberufe – Fachlich ausgerichtete Tätigkeiten",
        "davon: Umqualifizierung für andere Tätigkeit 35 Beschäftigte",
        "Beschäftigte Ende 2030 Weiß nicht",
        "K-D3 Davon: neuer Beruf oder Berufsabschluss? Keine Angabe",
        "Sonstiges: Lasertechnik & „Remote Laser Welding“",
        "312,50 Euro je Beschäftigten",
        "Helfer- und Anlerntätigkeiten nicht beantwortet",
        "Hochvolt-Schulung <b>vor Ort</b>, möglichst in zwei Blöcken",
        "K-J4 Möchten Sie uns noch etwas mitteilen? nicht beantwortet",
    ],
)
def test_every_answer_stands_in_words(line: str) -> None:
    assert normal(line) in receipt_text()


@pytest.mark.parametrize(
    "absent",
    [
        "K-F2",  # no training: not asked of those who trained
        "Gesamtes Unternehmen",
        "In kleinen Betrieben",
        "K-J5",  # contact data are no answers
        "Welche Formen der Weiterbildung wurden 2025 genutzt? Interne Kurse und Seminare Externe",
    ],
)
def test_what_was_not_asked_is_not_there(absent: str) -> None:
    assert absent not in receipt_text()


def test_the_works_council_has_its_own_words() -> None:
    text = words(receipt("works-council"))
    assert "Betriebsrätebefragung" in text
    assert "Wie viele Mitglieder hat es? 15 Mitglieder" in text
    assert "Bitte mehr Angebote für Schichtbeschäftigte." in text


def test_numbers_and_dates_follow_the_language() -> None:
    text = words(receipt("company", "en"))
    assert "1,250 employees" in text
    assert "Submitted on 3 March 2026, 14:20" in text
    assert "312.50 euro per employee" in text


def test_a_draft_says_that_it_is_one_in_title_text_and_on_every_page() -> None:
    reader = PdfReader(BytesIO(draft("works-council")))
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith("Entwurf Ihrer Antworten: ")
    assert all("Entwurf – noch nicht abgegeben" in page.extract_text() for page in reader.pages)
    text = words(draft("works-council"))
    assert "noch nicht abgegeben und können sich noch ändern" in text
    assert "Referenznummer" not in text
    assert "Prüfwert" not in text


def test_the_receipt_of_a_trial_run_says_on_every_page_that_it_does_not_count() -> None:
    facts = replace(FACTS, is_trial=True, is_invented=True)
    reader = PdfReader(BytesIO(render(answered("works-council", COUNCIL), "de", facts)))

    assert all("Probelauf – zählt nicht · Erfundene Daten" in page.extract_text() for page in reader.pages)


def test_a_draft_leaves_out_what_is_off_the_route_though_it_is_kept() -> None:
    document: Document = {**COMPANY, "train_any": "2", "no_train": ["cost"]}
    text = words(render(answered("company", document), "de", DRAFT))
    assert "K-F2 Warum gab es 2025 keine Weiterbildung? Zu teuer" in text
    assert "K-E3" not in text
    assert "9.840" not in text


def test_a_draft_shows_what_could_not_be_read() -> None:
    document: Document = {"raw": {"emp_total": "ca. dreißig"}}
    text = words(render(answered("company", document), "de", DRAFT))
    assert "nicht lesbar: „ca. dreißig“" in text


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_draft_of_every_kind_of_question_can_be_printed(name: str) -> None:
    data = render(scope(name), "de", DRAFT)
    check(data)
    assert "nicht beantwortet" in words(data)


@pytest.mark.parametrize(
    "text",
    [
        "</para></font><a href='javascript:x'>",
        "\x00\ud800 \u202e",
        "ق عربى 漢字 🦊",
        "a" * 1000,
        "Zeile\n" * 80,
        "{emp_total} %(x)s {{ 7*7 }}",
    ],
)
def test_hostile_free_text_is_only_text(text: str) -> None:
    document: Document = {**COMPANY, "comment": text, "pref_course": text, "fields_other": text}
    facts = replace(FACTS, establishment=text, reference="BR-1")
    data = render(answered("company", document), "de", facts)
    check(data)
    printed = "".join(words(data).split())
    for word in re.findall(r"[!-~]{2,24}", text):
        assert word in printed


def test_the_same_answers_give_the_same_bytes() -> None:
    assert draft("works-council") == render(answered("works-council", COUNCIL), "de", DRAFT)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        render(answered("works-council", {}), "de", ReceiptFacts(datetime(2026, 3, 3), "0"))  # noqa: DTZ001 - that is the fault
