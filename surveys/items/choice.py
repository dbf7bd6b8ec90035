"""Choices: one answer, several answers, and answers put in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Self

from surveys.codelists import Code, CodeList
from surveys.items.base import (
    Item,
    Loading,
    Parsed,
    Situation,
    Typed,
    chosen_missing,
    coded,
    first,
    gap,
    not_offered,
    ticked_missing,
    typed_missing,
)
from surveys.messages import Message
from surveys.problems import OTHER, Json, Problem, missing
from surveys.rules.parse import Rule
from surveys.rules.values import Value

EMPTY_LIST = CodeList("", ())
LONGEST_RADIO_LIST = 8
SHOWS = ("radio", "list", "search", "steps")


@dataclass(frozen=True, kw_only=True)
class Choice(Item):
    """What all choices share: the list, which codes are offered, and „other, please specify“."""

    choices: CodeList = EMPTY_LIST
    only: tuple[str, ...] = ()
    where: Rule | None = None
    other: tuple[str, ...] = ()
    other_min: int = 2
    other_max: int = 200

    KEYS: ClassVar[frozenset[str]] = frozenset({"list", "only", "where"})
    OTHER_KEYS: ClassVar[frozenset[str]] = frozenset({"other", "other_min", "other_max"})

    @classmethod
    def choice_fields(cls, loading: Loading) -> dict[str, object]:
        """The keys all choices share; those of „other“ only where a text can be asked for."""
        fields: dict[str, object] = {
            "choices": loading.code_list("list"),
            "only": loading.words("only"),
            "where": loading.rule("where"),
        }
        if cls.OTHER_KEYS <= cls.KEYS:
            fields["other"] = loading.words("other")
            fields["other_min"] = loading.integer("other_min", 2)
            fields["other_max"] = loading.integer("other_max", 200)
        return fields

    @property
    def code_list(self) -> CodeList:
        return self.choices

    @cached_property
    def candidates(self) -> tuple[Code, ...]:
        """The codes that can be offered at all, whatever was answered before."""
        return tuple(code for code in self.choices.codes if self.can_offer(code))

    def can_offer(self, code: Code) -> bool:
        """Whether a code of the list is ever offered."""
        return not self.only or code.code in self.only

    @cached_property
    def _candidate_codes(self) -> frozenset[str]:
        return frozenset(code.code for code in self.candidates)

    def offers(self, code: Json, situation: Situation) -> bool:
        """Whether a code stands for choice now."""
        if not isinstance(code, str) or code not in self._candidate_codes:
            return False
        return self.where is None or any(option.code == code for option in situation.options(self))

    def still_offered(self, answer: Json, situation: Situation) -> Json:
        """The codes of a list that are offered now; None when there are none."""
        if not isinstance(answer, list):
            return answer
        return [code for code in answer if self.offers(code, situation)] or None

    def asks_other(self, answer: Json) -> bool:
        """Whether an answer has a code that asks for a text."""
        chosen = answer if isinstance(answer, list) else [answer]
        return any(code in self.other for code in chosen)

    def read_other(self, typed: Typed, place: str, answer: Json) -> dict[str, str]:
        """The text of „other“; it is kept even where its length will be complained about."""
        text = first(typed, f"{place}:other")[: 2 * self.other_max] if self.asks_other(answer) else ""
        return {place + OTHER: text} if text else {}

    def other_faults(self, answer: Json, place: str, situation: Situation) -> list[Problem]:
        """What is wrong with the text of „other“."""
        if not self.asks_other(answer):
            return []
        text = situation.other_text(self)
        if self.other_min <= len(text) <= self.other_max:
            return []
        params = {"min": self.other_min, "max": self.other_max}
        return [Problem(f"{place}:other", Message("answer.other_length", params), is_gap=not text)]


@dataclass(frozen=True, kw_only=True)
class Single(Choice):
    """One code: as radio buttons, list, searchable list, or in two steps (section, then division)."""

    show: str = "radio"
    level: int | None = None
    also_finds: CodeList | None = None

    type: ClassVar[str] = "single"
    KEYS: ClassVar[frozenset[str]] = Choice.KEYS | Choice.OTHER_KEYS | {"show", "level", "also_finds"}

    @classmethod
    def load(cls, common: Mapping[str, object], loading: Loading) -> Self:
        fields = cls.choice_fields(loading)
        count = len(fields["choices"].codes) if isinstance(fields["choices"], CodeList) else 0
        show = loading.word("show", "radio" if count <= LONGEST_RADIO_LIST else "list")
        if show not in SHOWS:
            loading.report("show", "unknown_word", word=show, known=", ".join(SHOWS))
        level, also = loading.integer("level"), loading.code_list_if_any("also_finds")
        return cls(**common, **fields, show=show, level=level, also_finds=also)  # type: ignore[arg-type]

    def can_offer(self, code: Code) -> bool:
        return super().can_offer(code) and (self.level is None or code.level == self.level)

    def parse(self, typed: Typed, place: str, situation: Situation, language: str) -> Parsed:
        kind, code = chosen_missing(typed, place, self), first(typed, place)
        if kind is not None:
            return Parsed(missing(kind))
        if not code:
            return Parsed(problems=self._step_problem(typed, place))
        if not self.offers(code, situation):
            return Parsed(problems=(not_offered(place),))
        return Parsed(code, self.read_other(typed, place, code))

    def _step_problem(self, typed: Typed, place: str) -> tuple[Problem, ...]:
        """Only the first step was chosen: ask for the second (a plain gap when nothing was chosen)."""
        is_halfway = self.show == "steps" and first(typed, f"{place}:step")
        return (Problem(place, Message("answer.second_step"), is_gap=True),) if is_halfway else ()

    def effective(self, answer: Json, situation: Situation) -> Json:
        if self.where is None or not isinstance(answer, str):
            return answer
        return answer if self.offers(answer, situation) else None

    def faults(self, answer: Json, place: str, situation: Situation) -> list[Problem]:
        if not self.offers(answer, situation):
            return [not_offered(place)]
        return self.other_faults(answer, place, situation)

    def value(self, answer: Json) -> Value:
        return coded(answer, self.choices)

    def typed(self, answer: Json, place: str, language: str) -> dict[str, list[str]]:
        if isinstance(answer, dict):
            return {place: [f"!{answer.get('missing')}"]}
        return {place: [answer]} if isinstance(answer, str) else {}


@dataclass(frozen=True, kw_only=True)
class Multi(Choice):
    """Several codes, with a smallest and largest number and codes that exclude all others."""

    min: int = 0
    max: int | None = None
    exclusive: tuple[str, ...] = ()
    preselect: Rule | None = None

    type: ClassVar[str] = "multi"
    KEYS: ClassVar[frozenset[str]] = Choice.KEYS | Choice.OTHER_KEYS | {"min", "max", "exclusive", "preselect"}

    @classmethod
    def load(cls, common: Mapping[str, object], loading: Loading) -> Self:
        return cls(
            **common,  # type: ignore[arg-type]
            **cls.choice_fields(loading),  # type: ignore[arg-type]
            min=loading.integer("min", 0) or 0,
            max=loading.integer("max"),
            exclusive=loading.words("exclusive"),
            preselect=loading.rule("preselect"),
        )

    def parse(self, typed: Typed, place: str, situation: Situation, language: str) -> Parsed:
        offered = [option.code for option in situation.options(self)]
        texts = set(typed.get(place) or ())
        codes: list[Json] = [code for code in offered if code in texts]
        kind = ticked_missing(typed, place, self)
        if kind is not None and not codes:
            return Parsed(missing(kind))
        problems = (Problem(place, Message("answer.both_missing")),) if kind is not None else ()
        return Parsed(codes or None, self.read_other(typed, place, codes), problems=problems)

    def faults(self, answer: Json, place: str, situation: Situation) -> list[Problem]:
        if not isinstance(answer, list) or not all(self.offers(code, situation) for code in answer):
            return [not_offered(place)]
        limit = self._limit(answer)
        return [*([Problem(place, limit)] if limit else []), *self.other_faults(answer, place, situation)]

    def _limit(self, codes: list[Json]) -> Message | None:
        """A code that excludes the others stands alone, and then is enough."""
        excluding = [code for code in self.exclusive if code in codes]
        if excluding:
            label = self.choices.by_code[excluding[0]].label
            return Message("answer.exclusive", {"label": label}) if len(codes) > 1 else None
        if self.max is not None and len(codes) > self.max:
            return Message("answer.too_many", {"max": self.max, "given": len(codes)})
        return Message("answer.too_few", {"min": self.min}) if len(codes) < self.min else None

    def effective(self, answer: Json, situation: Situation) -> Json:
        return answer if self.where is None else self.still_offered(answer, situation)

    def value(self, answer: Json) -> Value:
        return tuple(coded(code, self.choices) for code in answer) if isinstance(answer, list) else None

    def typed(self, answer: Json, place: str, language: str) -> dict[str, list[str]]:
        as_missing = typed_missing(answer, place)
        if as_missing is not None:
            return as_missing
        return {place: [str(code) for code in answer]} if isinstance(answer, list) else {}


@dataclass(frozen=True, kw_only=True)
class Rank(Choice):
    """The most important codes in order: ``places`` different ones, fewer where fewer are offered."""

    places: int = 3

    type: ClassVar[str] = "rank"
    KEYS: ClassVar[frozenset[str]] = Choice.KEYS | {"places"}

    @classmethod
    def load(cls, common: Mapping[str, object], loading: Loading) -> Self:
        places = loading.integer("places", 3) or 3
        return cls(**common, **cls.choice_fields(loading), places=places)  # type: ignore[arg-type]

    def parse(self, typed: Typed, place: str, situation: Situation, language: str) -> Parsed:
        texts = [first(typed, f"{place}.{number}") for number in range(1, self.places + 1)]
        codes: list[Json] = [text for text in texts if self.offers(text, situation)]
        kind = ticked_missing(typed, place, self)
        if kind is not None and not codes:
            return Parsed(missing(kind))
        problems = (Problem(place, Message("answer.both_missing")),) if kind is not None else ()
        return Parsed(codes or None, problems=problems)

    def wanted(self, offered: int) -> int:
        """How many places are to be filled when so many codes are offered."""
        return min(self.places, offered)

    def effective(self, answer: Json, situation: Situation) -> Json:
        return self.still_offered(answer, situation)

    def gaps(self, answer: Json, place: str, situation: Situation) -> list[Problem]:
        return [gap(f"{place}.1", self.type)] if answer is None and situation.options(self) else []

    def faults(self, answer: Json, place: str, situation: Situation) -> list[Problem]:
        if not isinstance(answer, list) or len(answer) > self.places:
            return [not_offered(place)]
        if len(set(map(str, answer))) < len(answer):
            return [Problem(place, Message("answer.twice_in_rank"))]
        number, wanted = len(answer) + 1, self.wanted(len(situation.options(self)))
        if number > wanted:
            return []
        return [gap(f"{place}.{number}", "rank_place", number=str(number), wanted=str(wanted))]

    def value(self, answer: Json) -> Value:
        return tuple(coded(code, self.choices) for code in answer) if isinstance(answer, list) else None

    def typed(self, answer: Json, place: str, language: str) -> dict[str, list[str]]:
        as_missing = typed_missing(answer, place)
        if as_missing is not None:
            return as_missing
        codes = answer if isinstance(answer, list) else []
        return {f"{place}.{number}": [str(code)] for number, code in enumerate(codes, 1)}
