"""Answers that are typed: whole numbers, decimals, texts and dates; and notes, which are only read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

from surveys.items.base import (
    LONGEST_TEXT,
    Item,
    Loading,
    Parsed,
    Situation,
    Typed,
    first,
    missing_or_problem,
    typed_missing,
    unreadable,
)
from surveys.messages import Message, Param
from surveys.numbers import parse_decimal, parse_integer
from surveys.problems import Json, Problem
from surveys.rules.values import Value
from surveys.texts import EMPTY, SOURCE_LANGUAGE, Text, format_number, has_unseen

_STORED_DECIMAL = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2}) ?[./] ?(\d{1,2}) ?[./] ?(\d{4})\.?", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_DATE_FORMS = (("de", "{2}.{1}.{0}"), ("en", "{2}/{1}/{0}"), ("fr", "{2}/{1}/{0}"))


@dataclass(frozen=True, kw_only=True)
class Typing(Item):
    """What all typed answers share: an explicit missing kind, unreadable text that is kept, and limits."""

    def parse(self, typed: Typed, place: str, situation: Situation, language: str) -> Parsed:
        explicit = missing_or_problem(typed, place, self)
        if explicit is not None:
            return explicit
        text = first(typed, place)
        if not text:
            return Parsed()
        answer, problem = self.read(text, language)
        if self.type in ("integer", "decimal") and has_unseen((typed.get(place) or ("",))[0]):
            problem = Message("number.signs")  # what is left of „14␀8“ would be another number
        problem = problem or self.limit(answer, language)
        if problem is None:
            return Parsed(answer)
        return Parsed(unread={place: text[:LONGEST_TEXT]}, problems=(Problem(place, problem),))

    def faults(self, answer: Json, place: str, situation: Situation) -> list[Problem]:
        if self.value(answer) is None:
            return [unreadable(place)]
        problem = self.limit(answer, SOURCE_LANGUAGE)
        return [Problem(place, problem)] if problem else []

    def read(self, text: str, language: str) -> tuple[Json, Message | None]:
        """The answer to store, or why the text cannot be one."""
        raise NotImplementedError

    def limit(self, answer: Json, language: str) -> Message | None:
        """Which limit of the item an answer of its type breaks."""
        raise NotImplementedError

    def typed(self, answer: Json, place: str, language: str) -> dict[str, list[str]]:
        as_missing = typed_missing(answer, place)
        if as_missing is not None:
            return as_missing
        return {} if answer is None else {place: [self.shown(answer, language)]}

    def shown(self, answer: Json, language: str) -> str:
        """The answer as people write it."""
        return str(answer)


@dataclass(frozen=True, kw_only=True)
class Integer(Typing):
    """A whole number between ``min`` and ``max``."""

    min: int | None = None
    max: int | None = None
    unit: Text = EMPTY

    type: ClassVar[str] = "integer"
    KEYS: ClassVar[frozenset[str]] = frozenset({"min", "max"})
    TEXTS: ClassVar[frozenset[str]] = frozenset({"unit"})

    @classmethod
    def load(cls, common: Mapping[str, object], loading: Loading) -> Self:
        low, high = loading.integer("min"), loading.integer("max")
        return cls(**common, min=low, max=high, unit=loading.text("unit"))  # type: ignore[arg-type]

    def read(self, text: str, language: str) -> tuple[Json, Message | None]:
        number = parse_integer(text, language)
        return (None, number) if isinstance(number, Message) else (number, None)

    def limit(self, answer: Json, language: str) -> Message | None:
        return out_of_range(self.value(answer), self.min, self.max)

    def value(self, answer: Json) -> Value:
        return Decimal(answer) if isinstance(answer, int) and not isinstance(answer, bool) else None

    def shown(self, answer: Json, language: str) -> str:
        value = self.value(answer)
        return format_number(int(value), language) if isinstance(value, Decimal) else str(answer)


@dataclass(frozen=True, kw_only=True)
class DecimalItem(Typing):
    """A number with up to ``places`` digits after the mark, stored as text."""

    places: int = 2
    min: int | None = None
    max: int | None = None
    unit: Text = EMPTY

    type: ClassVar[str] = "decimal"
    KEYS: ClassVar[frozenset[str]] = frozenset({"places", "min", "max"})
    TEXTS: ClassVar[frozenset[str]] = frozenset({"unit"})

    @classmethod
    def load(cls, common: Mapping[str, object], loading: Loading) -> Self:
        return cls(
            **common,  # type: ignore[arg-type]
            places=loading.integer("places", 2) or 0,
            min=loading.integer("min"),
            max=loading.integer("max"),
            unit=loading.text("unit"),
        )

    def read(self, text: str, language: str) -> tuple[Json, Message | None]:
        number = parse_decimal(text, language, self.places)
        return (None, number) if isinstance(number, Message) else (f"{number:f}", None)

    def limit(self, answer: Json, language: str) -> Message | None:
        if len(str(answer).partition(".")[2]) > self.places:
            return Message("number.too_many_places", {"places": self.places})
        return out_of_range(self.value(answer), self.min, self.max)

    def value(self, answer: Json) -> Value:
        return Decimal(answer) if isinstance(answer, str) and _STORED_DECIMAL.fullmatch(answer) else None

    def shown(self, answer: Json, language: str) -> str:
        value = self.value(answer)
        return format_number(value, language) if isinstance(value, Decimal) else str(answer)


@dataclass(frozen=True, kw_only=True)
class TextItem(Typing):
    """Free text between ``min_length`` and ``max_length`` characters, on ``lines`` lines."""

    min_length: int = 0
    max_length: int = 1000
    lines: int = 1

    type: ClassVar[str] = "text"
    KEYS: ClassVar[frozenset[str]] = frozenset({"min_length", "max_length", "lines"})

    @classmethod
    def load(cls, common: Mapping[str, object], loading: Loading) -> Self:
        return cls(
            **common,  # type: ignore[arg-type]
            min_length=loading.integer("min_length", 0) or 0,
            max_length=loading.integer("max_length", 1000) or 1000,
            lines=loading.integer("lines", 1) or 1,
        )

    def read(self, text: str, language: str) -> tuple[Json, Message | None]:
        return text, None

    def limit(self, answer: Json, language: str) -> Message | None:
        length = len(str(answer))
        params: dict[str, Param] = {"min": self.min_length, "max": self.max_length, "given": length}
        if length > self.max_length:
            return Message("text.too_long", params)
        return Message("text.too_short", params) if length < self.min_length else None

    def value(self, answer: Json) -> Value:
        return answer if isinstance(answer, str) else None


@dataclass(frozen=True, kw_only=True)
class Date(Typing):
    """A day, typed as people write it and stored as ISO 8601."""

    min: date | None = None
    max: date | None = None

    type: ClassVar[str] = "date"
    KEYS: ClassVar[frozenset[str]] = frozenset({"min", "max"})

    @classmethod
    def load(cls, common: Mapping[str, object], loading: Loading) -> Self:
        return cls(**common, min=_bound(loading, "min"), max=_bound(loading, "max"))  # type: ignore[arg-type]

    def read(self, text: str, language: str) -> tuple[Json, Message | None]:
        day = _read_date(text)
        return (None, Message("date.unreadable")) if day is None else (day.isoformat(), None)

    def limit(self, answer: Json, language: str) -> Message | None:
        day = self.value(answer)
        if isinstance(day, date) and self.min is not None and day < self.min:
            return Message("date.too_early", {"min": _show_date(self.min, language)})
        if isinstance(day, date) and self.max is not None and day > self.max:
            return Message("date.too_late", {"max": _show_date(self.max, language)})
        return None

    def value(self, answer: Json) -> Value:
        try:
            return date.fromisoformat(answer) if isinstance(answer, str) else None
        except ValueError:
            return None

    def shown(self, answer: Json, language: str) -> str:
        value = self.value(answer)
        return _show_date(value, language) if isinstance(value, date) else str(answer)


@dataclass(frozen=True, kw_only=True)
class Note(Item):
    """Words between questions; nothing is answered."""

    type: ClassVar[str] = "note"
    is_answered_by_respondent: ClassVar[bool] = False

    @classmethod
    def load(cls, common: Mapping[str, object], loading: Loading) -> Self:
        return cls(**common)  # type: ignore[arg-type]

    def parse(self, typed: Typed, place: str, situation: Situation, language: str) -> Parsed:
        return Parsed()

    def value(self, answer: Json) -> Value:
        return None

    def gaps(self, answer: Json, place: str, situation: Situation) -> list[Problem]:
        return []

    def typed(self, answer: Json, place: str, language: str) -> dict[str, list[str]]:
        return {}


def out_of_range(number: Value, low: int | None, high: int | None) -> Message | None:
    """Why a number is not between its bounds."""
    if not isinstance(number, Decimal):
        return None
    if low is not None and number < low:
        return Message("number.too_small", {"min": low})
    return Message("number.too_large", {"max": high}) if high is not None and number > high else None


def _bound(loading: Loading, key: str) -> date | None:
    text = loading.word(key)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        loading.report(key, "not_a_date", text=text)
        return None


def _read_date(text: str) -> date | None:
    """``30.6.2026``, ``30/06/2026`` or ``2026-06-30``."""
    day_first, iso = _DAY_FIRST.fullmatch(text), _ISO_DATE.fullmatch(text)
    numbers = day_first.group(3, 2, 1) if day_first else iso.groups() if iso else ("0", "0", "0")
    try:
        year, month, day = map(int, numbers)
        return date(year, month, day)
    except ValueError:
        return None


def _show_date(day: date, language: str) -> str:
    form = dict(_DATE_FORMS).get(language, "{2}.{1}.{0}")
    return form.format(f"{day.year:04}", f"{day.month:02}", f"{day.day:02}")
