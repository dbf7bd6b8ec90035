"""Consent: one tick a purpose, unticked by default, and how to reach the person. Stored apart from the answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from surveys.items.base import Item, Loading, Parsed, Situation, Typed, first
from surveys.messages import Message
from surveys.problems import Json, Problem
from surveys.rules.values import Value
from surveys.texts import EMPTY, Text

CONTACT_LENGTHS: Mapping[str, int] = {"name": 200, "email": 254, "phone": 60}
"""How to reach a person, and the most characters that each of it may have."""
FEWEST_DIGITS = 5
_PHONE = re.compile(r"\+?[\d\s/().\u2010-\u2013-]+", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


@dataclass(frozen=True, slots=True)
class Granted:
    """What a person agreed to, and how to reach them. Never part of the answers."""

    purposes: tuple[str, ...]
    contact: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Consent(Item):
    """Purposes to agree to one by one; ``text`` is the wording that is agreed to."""

    purposes: tuple[tuple[str, Text], ...] = ()
    text: Text = EMPTY

    type: ClassVar[str] = "consent"
    KEYS: ClassVar[frozenset[str]] = frozenset({"purposes"})
    TEXTS: ClassVar[frozenset[str]] = frozenset({"text"})
    is_answered_by_respondent: ClassVar[bool] = False

    @classmethod
    def load(cls, common: Mapping[str, object], loading: Loading) -> Self:
        return cls(**common, purposes=loading.purposes(), text=loading.text("text"))  # type: ignore[arg-type]

    def read(self, typed: Typed, place: str) -> tuple[Granted, tuple[Problem, ...]]:
        """The consent that was ticked; an agreed purpose needs an address or a number."""
        ticked = set(typed.get(place) or ())
        purposes = tuple(purpose for purpose, _ in self.purposes if purpose in ticked)
        contact = {name: first(typed, f"{place}.{name}") for name in CONTACT_LENGTHS}
        problems = _too_long(contact, place)
        if not problems and contact["email"] and not _EMAIL.fullmatch(contact["email"]):
            problems.append(Problem(f"{place}.email", Message("consent.email")))
        if not problems and contact["phone"] and not _is_phone(contact["phone"]):
            problems.append(Problem(f"{place}.phone", Message("consent.phone")))
        if purposes and not (contact["email"] or contact["phone"]):
            problems.append(Problem(f"{place}.email", Message("consent.no_contact")))
        return Granted(purposes, contact), tuple(problems)

    def parse(self, typed: Typed, place: str, situation: Situation, language: str) -> Parsed:
        """Nothing of a consent enters the answers."""
        return Parsed(problems=self.read(typed, place)[1])

    def value(self, answer: Json) -> Value:
        return None

    def gaps(self, answer: Json, place: str, situation: Situation) -> list[Problem]:
        return []

    def typed(self, answer: Json, place: str, language: str) -> dict[str, list[str]]:
        return {}


def _is_phone(text: str) -> bool:
    return _PHONE.fullmatch(text) is not None and sum(sign.isdigit() for sign in text) >= FEWEST_DIGITS


def _too_long(contact: Mapping[str, str], place: str) -> list[Problem]:
    return [
        Problem(f"{place}.{name}", Message("text.too_long", {"max": longest, "given": len(contact[name])}))
        for name, longest in CONTACT_LENGTHS.items()
        if len(contact[name]) > longest
    ]
