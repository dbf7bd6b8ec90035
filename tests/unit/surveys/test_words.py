"""Answers in words: what review, receipt and cards say."""

import pytest

from surveys.problems import Document, Json
from surveys.scope import Scope
from surveys.words import Speaker, Words
from tests.questionnaires_for_tests import CONTEXT, real, small

DONT_KNOW: Json = {"missing": "dont_know"}


def spoken(name: str, document: Document, item: str, language: str = "de") -> list[str]:
    """The answer of an item of a small questionnaire."""
    scope = Scope(small(name), document, CONTEXT)
    return [words.text for words in Speaker(scope, language).answer(scope.questionnaire.items[item])]


@pytest.mark.parametrize(
    ("document", "item", "language", "expected"),
    [
        ({"besch": 1250}, "besch", "de", ["1.250\u00a0Personen"]),
        ({"besch": 1250}, "besch", "en", ["1,250\u00a0persons"]),
        ({"besch": DONT_KNOW}, "besch", "de", ["Genaue Zahl nicht bekannt"]),
        ({"besch": {"missing": "refused"}}, "besch", "en", ["No answer"]),
        ({"besch": {"missing": "no_answer"}}, "besch", "de", []),
        ({"euro": "312.50"}, "euro", "de", ["312,50\u00a0Euro"]),
        ({"azubis": 0}, "azubis", "de", ["0"]),
        ({}, "azubis", "de", []),
        ({"raw": {"besch": "ca. dreißig"}}, "besch", "de", ["nicht lesbar: „ca. dreißig“"]),
    ],
)
def test_numbers_are_said_as_people_write_them(
    document: Document, item: str, language: str, expected: list[str]
) -> None:
    assert spoken("numbers", document, item, language) == expected


def test_a_date_is_said_in_the_order_of_the_language() -> None:
    assert spoken("texts", {"tag": "2026-03-01"}, "tag") == ["01.03.2026"]
    assert spoken("texts", {"tag": "2026-03-01"}, "tag", "en") == ["01/03/2026"]


def test_the_text_of_other_stands_with_its_option_wherever_that_is_in_the_list() -> None:
    questionnaire = real("company")
    scope = Scope(questionnaire, {"emp_total": 40, "fields": ["K90", "K03"], "fields_other": "Laser"}, CONTEXT)
    answer = Speaker(scope, "de").answer(questionnaire.items["fields"])
    assert [words.text for words in answer] == [
        "Sonstiges: Laser",
        "Künstliche Intelligenz anwenden",
    ]


def test_a_row_that_comes_from_other_is_called_by_what_was_typed() -> None:
    questionnaire = real("company")
    document: Document = {"emp_total": 40, "fields": ["K90"], "fields_other": "Laser", "cmp": {"K90": {"now": "1"}}}
    [row] = Speaker(Scope(questionnaire, document, CONTEXT), "de").rows(questionnaire.items["cmp"])
    assert row.title.text == "Sonstiges: Laser"
    assert [(cell.column.text, [w.text for w in cell.answer]) for cell in row.cells][:2] == [
        ("Niveau heute", ["Grundkenntnisse"]),
        ("Nötiges Niveau bis 2030", []),
    ]


def test_a_column_that_is_not_asked_is_not_said() -> None:
    questionnaire = real("company")
    document: Document = {"emp_total": 40, "fields": ["K03"], "gap": {"K03": {"fit": "1", "mismatch": ["lev"]}}}
    [row] = Speaker(Scope(questionnaire, document, CONTEXT), "de").rows(questionnaire.items["gap"])
    assert [cell.column.text for cell in row.cells] == ["Gibt es passende Angebote?"]


def test_a_ranking_is_said_with_its_places() -> None:
    questionnaire = real("company")
    document: Document = {"drv": {"aut": "4", "dem": "3"}, "drv_top": ["dem", "aut"]}
    scope = Scope(questionnaire, document, CONTEXT)
    assert [words.text for words in Speaker(scope, "de").answer(questionnaire.items["drv_top"])] == [
        "1.\u00a0Altersstruktur und Renteneintritte",
        "2.\u00a0Automatisierung und Robotik",
    ]


def test_a_group_of_employees_is_called_by_occupation_and_level_else_by_its_number() -> None:
    questionnaire = real("company")
    rows: list[Json] = [{"id": "r1", "kldb": "25", "level": "2"}, {"id": "r2", "n_now": 3}]
    speaker = Speaker(Scope(questionnaire, {"emp_total": 40, "roster": rows}, CONTEXT), "de")
    assert [row.title.text for row in speaker.rows(questionnaire.items["roster"])] == [
        "Maschinen- und Fahrzeugtechnikberufe – Fachlich ausgerichtete Tätigkeiten",
        "Beschäftigtengruppe 2",
    ]
    foreign = Speaker(Scope(questionnaire, {"emp_total": 40, "roster": rows}, CONTEXT), "en")
    assert foreign.rows(questionnaire.items["roster"])[0].title == Words(
        "Technical occupations in machine-building and automotive industry – Skilled tasks", "en"
    )


def test_words_without_a_translation_say_that_they_are_german() -> None:
    questionnaire = small("numbers")
    scope = Scope(questionnaire, {"besch": DONT_KNOW}, CONTEXT)
    assert Speaker(scope, "fr").answer(questionnaire.items["besch"]) == (Words("Genaue Zahl nicht bekannt", "de"),)


@pytest.mark.parametrize("answer", [7, "x", ["x"], {"x": 1}, {"missing": "odd"}, None, True, [{"id": 3}]])
def test_odd_stored_values_never_break_a_page(answer: Json) -> None:
    questionnaire = real("company")
    document: Document = dict.fromkeys(questionnaire.items, answer)
    speaker = Speaker(Scope(questionnaire, document, CONTEXT), "de")
    for item in questionnaire.items.values():
        assert all(isinstance(words.text, str) for words in speaker.answer(item))
        assert all(isinstance(row.title.text, str) for row in speaker.rows(item))
