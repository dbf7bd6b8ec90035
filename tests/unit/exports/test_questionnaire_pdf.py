"""The blank questionnaire: what is printed of every kind of question, and that it passes the gate."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from exports.facts import Contact, PaperFacts
from exports.messages import CATALOGUE
from exports.pdf.questionnaire import render
from surveys.load import load_text
from surveys.model import Questionnaire
from tests.hostile import with_labels
from tests.pdf_gate import check, normal, walk, words
from tests.questionnaires_for_tests import NAMES, REAL, real, small

CREATED = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEAM = Contact("Projektteam", "0681 4005-123", "team@example.org")
FACTS = PaperFacts(CREATED, TEAM, "https://bedarfsradar.example")
WAVE = {"ZJ": 2030, "BJ": 2025}
BOTH = ("company", "works-council")
LANGUAGES = ("de", "en", "fr")
FOOTER = 60.0  # points from the lower edge
LIST_HEADING = {"de": "Listen", "en": "Lists", "fr": "Listes"}


@cache
def printed(name: str, language: str = "de") -> bytes:
    """A real or small questionnaire as PDF."""
    return render(real(name) if name in BOTH else small(name), language, WAVE, FACTS)


@cache
def text_of(name: str, language: str = "de") -> str:
    """All words of it, the footers and headers included."""
    return words(printed(name, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", BOTH)
def test_the_real_questionnaires_pass_the_gate_in_every_language(name: str, language: str) -> None:
    check(printed(name, language))


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_question_passes_the_gate(name: str) -> None:
    check(printed(name))
    text = text_of(name)
    for item in small(name).items.values():
        first = item.label.in_("de").split("{")[0]
        assert normal(first) in text


@pytest.mark.parametrize("name", BOTH)
def test_every_question_stands_there_with_its_number_its_options_and_its_help(name: str) -> None:
    text = text_of(name)
    for item in real(name).items.values():
        question = item.label.in_("de").replace("{ZJ}", "2030").replace("{BJ}", "2025")
        assert normal(f"{item.number} {question}") in text
        if item.hint and "{" not in item.hint.in_("de"):
            assert normal(item.hint.in_("de")) in text


def test_placeholders_of_the_wave_are_filled_and_none_is_left() -> None:
    for name in BOTH:
        assert "Ende 2030" in text_of("company")
        assert "{" not in text_of(name)


def test_it_says_that_online_is_the_way_and_who_helps() -> None:
    text = text_of("company")
    assert "Bitte antworten Sie online" in text
    assert "Online brauchen Sie etwa 15 Minuten" in text
    assert "https://bedarfsradar.example" in text
    assert "Projektteam, Telefon: 0681 4005-123, E-Mail: team@example.org" in text
    assert "Zahl der Beschäftigten am 30. Juni 2025, wenn möglich mit Alter" in text


def test_an_unknown_contact_leaves_no_heading_behind() -> None:
    data = render(small("single"), "de", WAVE, PaperFacts(CREATED))
    assert "Fragen?" not in words(data)


def test_conditions_stand_in_words_at_question_and_section() -> None:
    text = text_of("company")
    assert "Nur wenn Frage K-E1 mit „Ja“ beantwortet ist." in text
    assert "Entfällt, wenn Frage K-A4 mit mindestens 10 oder mit „10 bis 19 Beschäftigte“ oder mehr" in text
    assert (
        "I Beteiligung und Mitbestimmung Nur wenn Frage K-A6 mit „Betriebsrat“, „Personalrat“ oder"
        " „Mitarbeitervertretung (kirchlich)“ beantwortet ist." in text
    )


def test_long_lists_stand_at_the_end_and_are_named_at_the_question() -> None:
    text = text_of("company")
    assert "Nummer aus Liste 1:" in text
    annex = text.rpartition("Liste 1 zu Frage K-A1")[2]
    assert "C Verarbeitendes Gewerbe 10 Herstellung von Nahrungs- und Futtermitteln" in annex
    assert "Liste 2: Berufsgruppe (Frage K-C2)" in annex
    wz = real("company").items["wz_division"].code_list
    assert wz is not None
    assert all(normal(f"{code.code} {code.label.in_('de')}") in annex for code in wz.codes)


def test_a_list_of_options_that_tables_name_by_code_shows_the_codes() -> None:
    assert "K03 Künstliche Intelligenz anwenden" in text_of("works-council")


def test_a_roster_has_an_empty_column_for_each_row_that_can_be_given() -> None:
    text = text_of("company")
    assert "Beschäftigtengruppe 1 2 3 4 Berufsgruppe Nummer aus Liste 2" in text
    assert "Beschäftigtengruppe 5 6 7 8 Berufsgruppe Anforderungsniveau" in text
    assert "0 = Keine Veränderung 1 = Geringe Veränderung" in text
    assert "Weiß nicht: „W“ eintragen. Keine Angabe: „–“ eintragen." in text
    assert "Suchen Sie nach einem Wort" not in text


def test_a_table_over_an_earlier_answer_asks_for_that_answer_first() -> None:
    assert "Antwort aus Frage K-D1 (Nummer aus Liste 3)" in text_of("company")
    assert "Antwort aus Frage T1" in text_of("grid")


def test_explicit_missing_kinds_stand_in_the_words_of_the_question() -> None:
    text = text_of("numbers")
    assert "Wie viele Beschäftigte? Personen Genaue Zahl nicht bekannt Keine Angabe" in text


def test_contact_data_are_not_asked_on_paper() -> None:
    text = text_of("texts")
    assert "Ich bin einverstanden. Bitte schreiben Sie Ihre Kontaktdaten nicht auf dieses Papier" in text
    assert "E-Mail-Adresse" not in text


def test_what_is_not_translated_is_german_and_marked_as_german() -> None:
    data = printed("numbers", "fr")
    assert "Questionnaire à consulter et à préparer" in words(data)
    assert "Genaue Zahl nicht bekannt" in words(data)
    with pikepdf.open(BytesIO(data)) as pdf:
        assert str(pdf.Root.Lang) == "fr"
        spoken = {str(each.Lang) for each in walk(pdf.Root.StructTreeRoot.K) if "/Lang" in each}
    assert spoken == {"de-DE"}


def test_the_same_questionnaire_gives_the_same_bytes() -> None:
    assert printed("matrix") == render(small("matrix"), "de", WAVE, FACTS)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        render(small("single"), "de", WAVE, PaperFacts(datetime(2026, 3, 1)))  # noqa: DTZ001 - that is the fault


def test_the_catalogues_have_the_same_entries_and_names_in_all_languages() -> None:
    german = CATALOGUE.entries("de")
    for language in ("en", "fr"):
        other = CATALOGUE.entries(language)
        assert other.keys() == german.keys()
        assert {key: names(words) for key, words in other.items()} == {k: names(w) for k, w in german.items()}


def names(words: str) -> set[str]:
    return {part.partition("}")[0] for part in words.split("{")[1:]}


HOSTILE = [
    "</para><b>fett & mehr</b>",
    "100 % {0} %s {{x}} \\n",
    "Nullbyte \x00 und Richtung \u202eumgekehrt",
    "Emoji 🦊 und 漢字",
    "Ein" + "sehr" * 60 + "langesWort",
    "<img src=x onerror=alert(1)> &lt;script&gt;",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_printed_as_text(text: str) -> None:
    instrument = with_labels(small("matrix"), text)
    data = render(instrument, "de", WAVE, PaperFacts(CREATED, Contact(text, "", ""), text))
    check(data)
    printed = squeezed(words(data))
    for word in re.findall(r"[!-~]{2,24}", text):
        assert word in printed


def squeezed(text: str) -> str:
    """Without spaces, because long words are divided over lines."""
    return "".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", BOTH)
def test_no_page_is_half_empty_but_the_last_of_a_part(name: str, language: str) -> None:
    pages = list(PdfReader(BytesIO(printed(name, language))).pages)
    starts_lists = [LIST_HEADING[language] in map(str.strip, page.extract_text().split("\n")) for page in pages]
    for number, page in enumerate(pages[:-1]):
        if number and not starts_lists[number + 1]:
            assert lowest(page) < page.mediabox.height * 0.52, f"page {number + 1}"


def lowest(page: object) -> float:
    """Height of the lowest line above the footer."""
    heights: list[float] = []

    def visit(text: str, matrix: list[float], text_matrix: list[float], *_: object) -> None:
        y = matrix[1] * text_matrix[4] + matrix[3] * text_matrix[5] + matrix[5]
        if text.strip() and y > FOOTER:
            heights.append(y)

    page.extract_text(visitor_text=visit)  # type: ignore[attr-defined]
    return min(heights)


def test_a_long_matrix_and_a_long_list_go_over_pages() -> None:
    data = render(long_questionnaire(), "de", WAVE, FACTS)
    check(data)
    text = words(data)
    assert all(f"Zeile {number} " in text for number in range(80))
    assert "Nummer aus Liste 1:" in text
    assert text.count("Bitte je Zeile ein Kreuz") > 1


def long_questionnaire() -> Questionnaire:
    rows = "\n".join(lines_of("    - r{n} = Zeile {n} | Row {n}", 80))
    loaded = load_text(LONG.replace("ROWS", rows))
    assert loaded.questionnaire is not None, loaded.problems
    return loaded.questionnaire


def lines_of(template: str, count: int) -> Iterator[str]:
    return (template.format(n=number) for number in range(count))


LONG = """
format: bedarf/1
id: long
role: company
title.de: Lang
title.en: Long
languages: de en
lists:
  many:
    options:
ROWS
  yes_no:
    options:
    - 1 = Ja | Yes
    - 2 = Nein | No
sections:
- id: a
  title.de: Teil
  title.en: Part
  pages:
  - id: viele
    title.de: Viele
    title.en: Many
    items:
    - id: many
      number: L1
      type: matrix
      rows: many
      list: yes_no
      label.de: Je Zeile?
      label.en: For each row?
  - id: eine
    title.de: Eine
    title.en: One
    items:
    - id: one
      number: L2
      type: single
      list: many
      show: list
      label.de: Welche?
      label.en: Which?
"""


RARE = """
format: bedarf/1
id: rare
role: company
title.de: Selten
title.en: Rare
languages: de en
lists:
  skill:
    options:
    - none = Keine | None
    - some = Etwas | Some
    - "!dont_know = Weiß nicht | Do not know"
  thing:
    options:
    - a = Apfel | Apple
    - b = Birne | Pear
sections:
- id: a
  title.de: Teil
  title.en: Part
  pages:
  - id: vorn
    title.de: Vorn
    title.en: Front
    items:
    - id: things
      number: R1
      type: multi
      list: thing
      min: 1
      max: 2
      required: yes
      label.de: Welche Dinge?
      label.en: Which things?
    - id: best
      number: R2
      type: single
      list: thing
      where: anyof(things, [row])
      label.de: Welches ist das beste?
      label.en: Which is best?
      variants:
      - when: anyof(things, ["a"])
        label.de: Welches Obst ist das beste?
        label.en: Which fruit is best?
    - id: share
      number: R3
      type: decimal
      places: 1
      max: 100
      label.de: Welcher Anteil?
      label.en: What share?
  - id: tabelle
    title.de: Tabelle
    title.en: Table
    when: answered(things)
    items:
    - id: cells
      number: R4
      type: grid
      rows: thing
      required: yes
      label.de: Je Ding
      label.en: For each thing
      columns:
      - id: skill
        type: single
        list: skill
        required: yes
        label.de: Können
        label.en: Skill
      - id: wishes
        type: multi
        list: skill
        max: 2
        when: row.skill = "some"
        label.de: Wünsche
        label.en: Wishes
      - id: pay
        type: decimal
        unit.de: Euro
        unit.en: euro
        label.de: Kosten
        label.en: Costs
"""


def test_rare_kinds_of_tables_and_conditions_are_printed() -> None:
    loaded = load_text(RARE)
    assert loaded.questionnaire is not None, loaded.problems
    data = render(loaded.questionnaire, "de", WAVE, FACTS)
    check(data)
    text = words(data)
    for line in (
        "R1 Welche Dinge? Bis zu 2 Antworten sind möglich. Apfel Birne Keine Angabe",
        "Nur wenn Frage R1 mit „Apfel“ beantwortet ist. Welches Obst ist das beste?",
        "Zur Wahl steht nur, wofür es sich aus Ihren Angaben zu Frage R1 ergibt.",
        "R4 Je Ding Nur wenn Frage R1 mit mindestens einer Antwort beantwortet ist.",
        "Können 1\u00a0=\u00a0Keine 2\u00a0=\u00a0Etwas",
        "Wünsche Nur wenn „Können“ mit „Etwas“ beantwortet ist. Bis zu 2 Nummern sind möglich.",
        "Bitte eintragen Können Wünsche Kosten (Euro) Apfel Birne",
        "Weiß nicht: „W“ eintragen. Keine Angabe: „–“ eintragen.",
    ):
        assert normal(line) in text


def test_the_folder_of_real_questionnaires_is_covered() -> None:
    assert {path.stem for path in REAL.glob("*.yaml")} == set(BOTH)
