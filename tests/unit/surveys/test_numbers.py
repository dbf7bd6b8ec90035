"""Numbers as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.messages import Message
from surveys.numbers import parse_decimal, parse_integer
from surveys.texts import format_number


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("1250", "de", 1250),
        ("1.250", "de", 1250),
        ("1 250", "de", 1250),
        ("1\u00a0250", "de", 1250),
        ("1\u202f250", "fr", 1250),
        ("1'250", "de", 1250),
        ("1,250", "en", 1250),
        ("1.250.000", "de", 1_250_000),
        ("1,250,000", "de", 1_250_000),
        (" 12 ", "de", 12),
        ("12,0", "de", 12),
        ("-3", "de", -3),
        ("\u22123", "de", -3),
        ("１２", "de", 12),
        ("007", "de", 7),
    ],
)
def test_whole_numbers_are_read(text: str, language: str, number: int) -> None:
    assert parse_integer(text, language) == number


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("ca. 30", "de", "number.about"),
        ("rund 1.250", "de", "number.about"),
        ("~30", "de", "number.about"),
        ("etwa 30", "de", "number.about"),
        ("about 30", "en", "number.about"),
        ("10-20", "de", "number.range"),
        ("10 bis 20", "de", "number.range"),
        ("1.250", "en", "number.two_readings"),
        ("1,250", "de", "number.two_readings"),
        ("1.250", "fr", "number.two_readings"),
        ("12,5", "de", "number.not_whole"),
        ("zwölf", "de", "number.unreadable"),
        ("1.2.3", "de", "number.unreadable"),
        ("1e5", "de", "number.unreadable"),
        ("NaN", "de", "number.unreadable"),
        ("1" * 30, "de", "number.too_long"),
        ("٣", "de", "number.unreadable"),
        ("circa", "de", "number.unreadable"),
        ("ca. " * 300 + "3", "de", "number.too_long"),
        ("1" + " " * 100_000 + "x", "de", "number.too_long"),
        ("0,125", "de", "number.not_whole"),
    ],
)
def test_what_is_not_one_whole_number_asks_back(text: str, language: str, code: str) -> None:
    answer = parse_integer(text, language)
    assert isinstance(answer, Message)
    assert answer.code == code


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("12,5", "de", "12.5"),
        ("12.5", "de", "12.5"),
        ("1.250,50", "de", "1250.50"),
        ("1,250.50", "en", "1250.50"),
        ("1,250.50", "de", "1250.50"),
        ("1 250,5", "fr", "1250.5"),
        (",5", "de", "0.5"),
    ],
)
def test_decimals_are_read(text: str, language: str, number: str) -> None:
    assert parse_decimal(text, language, 2) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [("1,250", "de", "1.250"), ("1.250", "de", "1250"), ("1.250", "en", "1.250"), ("0,125", "de", "0.125")],
)
def test_three_digits_after_the_own_mark_are_decimals_where_three_are_wanted(
    text: str, language: str, number: str
) -> None:
    assert parse_decimal(text, language, 3) == Decimal(number)
    shorter = parse_decimal(text, language, 2)
    assert isinstance(shorter, Message) or shorter == 1250


def test_too_many_places_ask_back() -> None:
    answer = parse_decimal("1,234567", "de", 2)
    assert isinstance(answer, Message)
    assert answer.code == "number.too_many_places"


@given(st.integers(-(10**14), 10**14), st.sampled_from(["de", "en", "fr"]))
def test_what_we_write_we_read(number: int, language: str) -> None:
    assert parse_integer(format_number(number, language), language) == number


@given(st.text(max_size=40), st.sampled_from(["de", "en", "fr"]))
def test_any_text_is_a_number_or_a_question(text: str, language: str) -> None:
    assert isinstance(parse_integer(text, language), int | Message)
    assert isinstance(parse_decimal(text, language, 2), Decimal | Message)
