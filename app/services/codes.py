"""Access codes on letters, random words in mail links, and the keyed hashes of both.

A code has 12 characters of an alphabet of 31 without look-alikes (no 0 O 1 I L), which is 59 bits, and a check
character. 31 is prime, so the weighted sum finds every single wrong character and every swap of two.
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
from enum import Enum
from typing import Final

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH: Final = 12
LINK_BYTES: Final = 16

_DASHES: Final = "-._/\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}"
_VALUES: Final = {character: value for value, character in enumerate(ALPHABET)}


class Mistyped(Enum):
    """How a typed code differs from any code that we ever printed."""

    LENGTH = "length"
    CHARACTER = "character"
    CHECK = "check"


def new_code() -> str:
    """A fresh code as it is printed: ``ABCD-EFGH-JKMN-P``."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return show(body + _check_character(body))


def new_link_word() -> str:
    """128 random bits for the address in a mail."""
    return secrets.token_urlsafe(LINK_BYTES)


def new_reference() -> str:
    """A reference number for receipts, ``BR-7K3F-9Q2M``: random, so that it tells nothing about others."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"BR-{body[:4]}-{body[4:]}"


def normalise(text: str) -> str:
    """A typed code without spaces and dashes, in capitals; other characters stay and make it wrong."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in plain if not c.isspace() and c not in _DASHES)


def mistyped(text: str) -> Mistyped | None:
    """What is wrong with a typed code before it is looked up; None when it may be one of ours."""
    code = normalise(text)
    if len(code) != LENGTH + 1:
        return Mistyped.LENGTH
    if any(character not in _VALUES for character in code):
        return Mistyped.CHARACTER
    return None if code[-1] == _check_character(code[:-1]) else Mistyped.CHECK


def show(code: str) -> str:
    """A code in groups of four."""
    plain = normalise(code)
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def keyed_hash(secret: str, text: str) -> str:
    """HMAC-SHA256 as hex: without the secret nobody can try codes against a stolen database."""
    return hmac.digest(secret.encode(), text.encode("utf-8", "surrogatepass"), "sha256").hex()


def code_hash(secret: str, code: str) -> str:
    """What is stored of a code."""
    return keyed_hash(secret, "code:" + normalise(code))


def link_hash(secret: str, word: str) -> str:
    """What is stored of the random word of a mail link."""
    return keyed_hash(secret, "link:" + word)


def _check_character(body: str) -> str:
    total = sum(weight * _VALUES[character] for weight, character in enumerate(body, start=1))
    return ALPHABET[total % len(ALPHABET)]
