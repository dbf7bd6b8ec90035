"""Numbers as they are printed: separators, rounding, signs and protected spaces of each language."""

from decimal import Decimal

import pytest

from exports.numbers import Language, Number, base, interval, number, percent, points, rounded_value, signed


@pytest.mark.parametrize(
    ("language", "expected"),
    [("de", "1.234,5"), ("en", "1,234.5"), ("fr", "1\u00a0234,5")],
)
def test_separators_follow_the_language(language: Language, expected: str) -> None:
    assert number(1234.5, language, 1) == expected


def test_percent_sign_stands_apart_in_german_and_french_but_not_in_english() -> None:
    assert percent(71) == "71\u00a0%"
    assert percent(71, "fr") == "71\u00a0%"
    assert percent(71, "en") == "71%"


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [(0.5, 0, "1"), (1.5, 0, "2"), (2.5, 0, "3"), (2.675, 2, "2,68"), (-0.4, 0, "0"), (99.95, 1, "100,0")],
)
def test_a_half_goes_away_from_zero_and_zero_has_no_sign(value: float, decimals: int, expected: str) -> None:
    assert number(value, "de", decimals) == expected


def test_minus_is_a_minus_sign_and_a_gain_shows_its_plus() -> None:
    assert number(-4) == "\u22124"
    assert signed(31) == "+31"
    assert signed(-4) == "\u22124"
    assert signed(0.2) == "0"


def test_base_and_differences_do_not_break_over_lines() -> None:
    assert base(1380) == "n\u00a0=\u00a01.380"
    assert points(31) == "31\u00a0Prozentpunkte"
    assert points(1) == "1\u00a0Prozentpunkt"
    assert points(-1, "en") == "\u22121\u00a0percentage point"


def test_an_interval_with_a_negative_end_uses_words_so_that_no_dash_meets_a_minus() -> None:
    assert interval(63, 77.9, decimals=1) == "63,0–77,9"
    assert interval(-2, 4) == "\u22122 bis 4"
    assert interval(-2, 4, "fr") == "de \u22122 à 4"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_not_finite_is_refused(value: Number) -> None:
    with pytest.raises(ValueError, match="finite"):
        number(value)


def test_decimals_and_huge_integers_keep_every_digit() -> None:
    assert number(Decimal("12345678901234567890.125"), "de", 2) == "12.345.678.901.234.567.890,13"
    assert rounded_value(10**30) == 10**30
