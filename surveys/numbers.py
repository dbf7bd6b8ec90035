"""Numbers as people write them: the one place where they are read."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from surveys.messages import Message

MAX_DIGITS = 15
MAX_LENGTH = 60
"""Characters of a typed number, spaces and words like „etwa“ included; what is longer is no number."""
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f'’]")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_ABOUT = re.compile(
    r"^(?:ca\.?|circa|rund|etwa|ungefähr|about|approx\.?|around|env\.?|environ|~|≈)(?=[\s\d.])", re.IGNORECASE
)
_RANGE = re.compile(r"^\d[\d.,\s]*\s*(?:-|–|bis|to|à)\s*\d[\d.,\s]*$", re.IGNORECASE)
_WITH_UNIT = re.compile(r"[+-]?\d[\d.,\s]*?\s*([^\W\d_]+\.?|[%€])")
"""A number and one word or sign: „300 h“, „30 MA“, „12 %“."""
_DECIMAL_MARK = {"de": ",", "fr": ",", "en": "."}


def parse_integer(text: str, language: str) -> int | Message:
    """Read a whole number; a ``Message`` says why it could not be read.

    ``1.250`` is 1250 in German; in English it reads two ways and asks back. ``ca. 30`` asks back.
    """
    number = _parse(text, language)
    if isinstance(number, Message):
        return number
    if number != number.to_integral_value():
        return Message("number.not_whole")
    return int(number)


def parse_decimal(text: str, language: str, places: int) -> Decimal | Message:
    """Read a decimal number with at most ``places`` digits after the mark.

    Three digits after the language's own mark are decimals where three places are wanted, else they ask back.
    """
    number = _parse(text, language, places)
    if isinstance(number, Message):
        return number
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > places:
        return Message("number.too_many_places", {"places": places})
    return number


def _parse(text: str, language: str, places: int = 0) -> Decimal | Message:
    if len(text) > MAX_LENGTH:
        return Message("number.too_long", {"digits": MAX_DIGITS})
    typed = unicodedata.normalize("NFKC", text).strip().replace("\u2212", "-")
    about = _ABOUT.match(typed)
    if about:
        return _ask_for_one_number(typed[about.end() :], language)
    if _RANGE.match(typed):
        return Message("number.range")
    digits = _SPACES.sub("", typed)
    if sum(c.isdigit() for c in digits) > MAX_DIGITS:
        return Message("number.too_long", {"digits": MAX_DIGITS})
    plain = _without_marks(digits, language, places)
    if isinstance(plain, Message):
        return plain
    if not re.fullmatch(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)", plain, re.ASCII):
        unit = _WITH_UNIT.fullmatch(typed)
        return Message("number.unit", {"unit": unit[1]}) if unit else Message("number.unreadable")
    return Decimal(plain)


def _ask_for_one_number(rest: str, language: str) -> Message:
    number = _parse(rest, language) if rest.strip(" .") else Message("number.unreadable")
    if isinstance(number, Message):
        return Message("number.unreadable")
    return Message("number.about", {"number": number.normalize() if number % 1 else int(number)})


def _without_marks(digits: str, language: str, places: int) -> str | Message:
    """Remove the marks of thousands and turn the decimal mark into a point."""
    mark = _DECIMAL_MARK.get(language, ",")
    group = "." if mark == "," else ","
    if "." in digits and "," in digits:
        last = max(digits.rfind("."), digits.rfind(","))
        other = "," if digits[last] == "." else "."
        head = digits[:last]
        if digits[last] in head or not _GROUPED.fullmatch(head):
            return Message("number.unreadable")
        return head.replace(other, "") + "." + digits[last + 1 :]
    grouped = _GROUPED.fullmatch(digits)
    if grouped is None:
        return digits.replace(",", ".")
    if grouped[1] == group and language != "fr":
        return digits.replace(group, "")
    if digits.count(grouped[1]) > 1:
        return digits.replace(grouped[1], "")
    if digits.startswith("0") or (grouped[1] == mark and places >= 3):
        return digits.replace(grouped[1], ".")
    return _two_readings(digits, grouped[1])


def _two_readings(digits: str, mark: str) -> Message:
    return Message(
        "number.two_readings",
        {"typed": digits, "whole": int(digits.replace(mark, "")), "decimal": Decimal(digits.replace(mark, "."))},
    )
