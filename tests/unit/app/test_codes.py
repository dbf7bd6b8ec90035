"""Access codes: no look-alikes, read kindly, a typing error told apart from a code that does not exist."""

import random

import pytest

from app.services import codes
from app.services.codes import ALPHABET, Mistyped


def test_a_code_has_twelve_characters_and_a_check_character() -> None:
    code = codes.new_code()
    assert [len(part) for part in code.split("-")] == [4, 4, 4, 1]
    assert set(code.replace("-", "")) <= set(ALPHABET)
    assert not set("01OIL") & set(ALPHABET)


def test_codes_do_not_repeat() -> None:
    assert len({codes.new_code() for _ in range(2000)}) == 2000


@pytest.mark.parametrize(
    "change", [str.lower, lambda c: c.replace("-", " "), lambda c: f"  {c} ", lambda c: c.replace("-", "–")]
)
def test_a_code_is_read_however_it_is_typed(change) -> None:  # type: ignore[no-untyped-def]
    code = codes.new_code()
    assert codes.mistyped(change(code)) is None
    assert codes.code_hash("pepper", change(code)) == codes.code_hash("pepper", code)


def test_every_wrong_character_and_every_swap_is_found() -> None:
    draw = random.Random(1)
    for _ in range(50):
        code = codes.normalise(codes.new_code())
        for place in range(len(code)):
            wrong = draw.choice([c for c in ALPHABET if c != code[place]])
            assert codes.mistyped(code[:place] + wrong + code[place + 1 :]) is Mistyped.CHECK
        for place in range(len(code) - 2):
            first, second = code[place], code[place + 1]
            if first != second:
                swapped = code[:place] + second + first + code[place + 2 :]
                assert codes.mistyped(swapped) is Mistyped.CHECK


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", Mistyped.LENGTH),
        ("ABCD", Mistyped.LENGTH),
        ("ABCD-EFGH-JKMN-PQ", Mistyped.LENGTH),
        ("ABCD-EFGH-JKM0-P", Mistyped.CHARACTER),
        ("ABCD-EFGH-JKMÄ-P", Mistyped.CHARACTER),
        ("\x00" * 13, Mistyped.CHARACTER),
        ("\ud800" * 13, Mistyped.CHARACTER),
    ],
)
def test_what_is_no_code_is_told_apart(typed: str, kind: Mistyped) -> None:
    assert codes.mistyped(typed) is kind
    assert len(codes.code_hash("pepper", typed)) == 64


def test_the_stored_value_depends_on_the_secret_and_on_the_kind() -> None:
    code = codes.new_code()
    stored = {codes.code_hash("a", code), codes.code_hash("b", code), codes.link_hash("a", code)}
    assert len(stored) == 3


def test_a_link_word_carries_128_bits() -> None:
    assert len(codes.new_link_word()) >= 128 / 6
    assert len({codes.new_link_word() for _ in range(1000)}) == 1000
