"""Lists by which a report is broken down have their words in every language that the report speaks."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from surveys import load
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
