"""Sentences with a count are right for none, one and many, in every language."""

from __future__ import annotations

import pytest

from exports.charts import Bar, Look, ranked_bars
from exports.numbers import Language
from exports.report.method import brief
from exports.report.voice import Voice
from tests.unit.exports.releases import release, shares

WORDS: dict[Language, str] = {
    "de": "Ausgewiesene Werte: {some} von 12 in den Tabellen ohne Untergliederung, {some} von 40 insgesamt.",
    "en": "Published figures: {some} of 12 in the tables that are not broken down, {some} of 40 in all.",
    "fr": "Valeurs publiées\u00a0: {some} sur 12 dans les tableaux sans ventilation, {some} sur 40 en tout.",
}


@pytest.mark.parametrize("some", [0, 1, 7])
@pytest.mark.parametrize("language", WORDS)
def test_how_many_figures_are_published(language: Language, some: int) -> None:
    facts = {"one_way_cells": 12, "one_way_cells_published": some, "cells": 40, "cells_published": some}
    made = release([shares({"a": 0.5, "b": 0.5})], facts=facts)
    said = "".join(map(str, brief(made, Voice(language, language)))).replace("\\xa0", "\u00a0")
    assert WORDS[language].format(some=some) in said


@pytest.mark.parametrize("hidden", [1, 2])
@pytest.mark.parametrize(
    ("language", "words"), [("de", "nicht ausgewiesen"), ("en", "not published"), ("fr", "sans valeur publiée")]
)
def test_how_many_values_a_chart_hides(language: Language, words: str, hidden: int) -> None:
    rows = [Bar(str(place), None if place < hidden else 5.0, 50) for place in range(20)]
    assert f"{hidden} {words}." in ranked_bars("T", rows, Look(language)).description


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "ausgewiesene Werte: 0 von 1."),
        ("en", "published values: 0 of 1."),
        ("fr", "valeurs publiées\u00a0: 0 sur 1."),
    ],
)
def test_a_chart_of_one_hidden_value(language: Language, words: str) -> None:
    assert words in ranked_bars("T", [Bar("a", None)], Look(language)).description
