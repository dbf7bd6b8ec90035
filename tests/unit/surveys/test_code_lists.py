"""Lists by which a report is broken down have their words in every language that the report speaks."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from surveys import load
from surveys.codelists import code_list, side_by_side
from surveys.texts import LANGUAGES

LISTS = Path(load.__file__).parent / "codelists"
OF_REPORTS = ("size_groups", "sector_groups", "merged_groups", "groessenklassen", "kreise_saarland", "wz2008")
ASKED = ("survey", "competence_fields", "kldb2010_berufshauptgruppen", "kldb2010_anforderungsniveau")
"""Lists of answers speak the languages of the questionnaires."""


def _rows(name: str) -> list[dict[str, str]]:
    with (LISTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OF_REPORTS)
def test_groups_of_a_report_speak_its_languages(name: str, language: str) -> None:
    assert [row["code"] for row in _rows(name) if not row[f"label_{language}"]] == []


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", ASKED)
def test_answers_speak_the_languages_of_the_questionnaires(name: str, language: str) -> None:
    assert [row["code"] for row in _rows(name) if not row[f"label_{language}"]] == []


@pytest.mark.parametrize("name", OF_REPORTS[:4])
def test_no_group_is_german_in_another_language(name: str) -> None:
    rows = _rows(name)
    assert not [row["code"] for row in rows if {row["label_en"], row["label_fr"]} & {row["label_de"]}]


def test_within_a_line_a_label_begins_small_unless_with_a_noun_or_a_name() -> None:
    sizes = code_list("size_groups", _rows("size_groups")).codes
    trade = code_list("sector_groups", _rows("sector_groups")).by_code["G-I"]

    assert side_by_side([trade.label, sizes[0].label], "de") == "Handel, Verkehr, Gastgewerbe, bis 9 Beschäftigte"
    assert side_by_side([trade.label, sizes[0].label], "en").endswith("accommodation and food, up to 9 employees")
    assert side_by_side([trade.label, sizes[0].label], "fr").endswith("restauration, jusqu’à 9 salariés")
    assert side_by_side([sizes[0].label, trade.label], "de") == "Bis 9 Beschäftigte, Handel, Verkehr, Gastgewerbe"
    assert side_by_side([trade.label, sizes[3].label], "fr").endswith("restauration, 250 salariés et plus")
