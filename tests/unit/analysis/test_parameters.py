"""Settings and limits of the law by date: which set a wave uses, and that the questionnaire has the same limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from analysis.content import Wave
from analysis.parameters import EMPLOYER_SHARES, HOURS, NEED_THRESHOLD, parameters
from analysis.snapshot import write_snapshot
from surveys.scope import Scope
from tests import worked_example
from tests.questionnaires_for_tests import CONTEXT, real
from tests.tables_of import tables_of

WAVE = Wave("herbst", 2025, 2030)


def test_a_set_holds_from_its_day_on() -> None:
    before, after = replace(WAVE, reference_year=2023), replace(WAVE, reference_year=2024)

    assert parameters(EMPLOYER_SHARES, before) is None
    found = parameters(EMPLOYER_SHARES, after)
    assert found is not None
    assert (found.valid_from, dict(found.values)) == (date(2024, 4, 1), {"0": 0, "50": 50, "500": 75})


def test_every_set_names_its_source_and_its_hours_are_those_of_the_concept() -> None:
    found = [parameters(kind, WAVE) for kind in (HOURS, EMPLOYER_SHARES, NEED_THRESHOLD)]

    assert all(one is not None and one.source for one in found)
    hours = found[0]
    assert hours is not None
    assert dict(hours.values) == {"1": 4, "2": 24, "3": 80, "4": 260, "5": 600}


@pytest.mark.parametrize("employees", [1, 49, 249, 250, 499, 5_000])
def test_the_rule_of_the_questionnaire_has_the_same_threshold(employees: int) -> None:
    found = parameters(NEED_THRESHOLD, WAVE)
    assert found is not None
    [*_, percent] = [percent for least, percent in found.values.items() if int(least) <= employees]

    asked = Scope(real("company"), {"emp_total": employees}, CONTEXT)

    assert asked.value("sgb82a_threshold") == percent


@pytest.mark.parametrize(
    ("item", "table", "words"),
    [
        (
            "cmp",
            "company.cmp.need.hours",
            "4, 24, 80, 260, 600\u00a0Stunden für die Klassen (Setzung, Stand 01.01.2025)",
        ),
        (
            "quali_total_h120",
            "company.quali_total_h120.need.potential",
            "§\u00a082 SGB\u00a0III, Fassung ab 01.04.2024",
        ),
        ("flag82a", "company.flag82a.share", "§\u00a082a SGB\u00a0III, Fassung ab 01.04.2024, noch zu prüfen"),
        ("bv82a", "company.bv82a.need.agreement", "§\u00a082a SGB\u00a0III, Fassung ab 01.04.2024, noch zu prüfen"),
    ],
)
def test_a_table_names_the_set_it_was_made_with(item: str, table: str, words: str, tmp_path: Path) -> None:
    heads = {one.head.id: one.head for one in tables_of(worked_example.snapshot(tmp_path), "company", item)}

    assert words in heads[table].base["de"]
    assert all(heads[table].base[language] for language in ("en", "fr"))


def test_without_a_set_there_is_no_table(tmp_path: Path) -> None:
    old = replace(worked_example.content(), wave=replace(WAVE, reference_year=2020))
    frozen = write_snapshot(tmp_path, old)

    found = [one.head.id for item in ("cmp", "quali_total_h120") for one in tables_of(frozen, "company", item)]

    assert "company.cmp.need.places" in found
    assert not {"company.cmp.need.hours", "company.quali_total_h120.need.potential"} & set(found)
