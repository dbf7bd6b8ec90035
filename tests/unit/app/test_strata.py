"""Strata in the words and in the order of their lists."""

import random

from app.services.strata import label_of, place_of

IN_ORDER = ["B-E/0-9", "B-E/10-49", "B-E/50-249", "B-E/250+", "F/0-9", "G-I/250+", "J-S/0-9", "", "C-4"]


def test_strata_stand_as_their_lists_do() -> None:
    mixed = random.Random(1).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(mixed, key=place_of) == IN_ORDER


def test_a_stratum_has_words() -> None:
    assert label_of("B-E/250+") == "Produzierendes Gewerbe ohne Bau, 250 und mehr Beschäftigte"
    assert label_of("F/0-9") == "Baugewerbe, bis 9 Beschäftigte"
    assert label_of("C-4") == "C-4"
    assert label_of("") == "ohne Schicht"
