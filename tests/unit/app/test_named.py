"""Files of several reports of a wave can be told apart by their names."""

from __future__ import annotations

import pytest

from app.models import StoredRelease
from app.services.named import file_name

LONG = "Herstellung von Kraftwagen und Kraftwagenteilen sowie Fahrzeugbau im Übrigen auf einen Blick"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Bericht", "bedarfsradar-bericht-1a2b3c4d-de.pdf"),
        ("Saarpfalz-Kreis: größere Maßnahmen", "bedarfsradar-saarpfalz-kreis-groessere-massnahmen-1a2b3c4d-de.pdf"),
        ("../„Évaluation“\r\n/x", "bedarfsradar-evaluation-x-1a2b3c4d-de.pdf"),
        (LONG, "bedarfsradar-herstellung-von-kraftwagen-und-kraftwagenteilen-sowie-1a2b3c4d-de.pdf"),
        ("x" * 90, f"bedarfsradar-{'x' * 60}-1a2b3c4d-de.pdf"),
        ("漢字", "bedarfsradar-1a2b3c4d-de.pdf"),
    ],
)
def test_a_file_is_named_by_the_title_of_its_plan(title: str, name: str) -> None:
    row = StoredRelease(id="1a2b3c4d" * 8, document={"plan": {"title": {"de": title}}})
    assert file_name(row, "de", "pdf") == name


def test_a_release_without_a_plan_has_a_name_too() -> None:
    row = StoredRelease(id="1a2b3c4d" * 8, document={})
    assert file_name(row, "fr", "json", wave="w26", suffix="-entwurf") == "bedarfsradar-w26-1a2b3c4d-fr-entwurf.json"
