"""Choices: one answer, several answers, and answers put in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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

    KEYS: ClassVar[frozenset[str]] = frozenset({"list", "only", "where", "other", "other_min", "other_max"})

    @classmethod
    def choice_fields(cls, loading: Loading) -> dict[str, object]:
        """The keys all choices share."""
        return {
            "choices": loading.code_list("list"),
            "only": loading.words("only"),
            "where": loading.rule("where"),
            "other": loading.words("other"),
            "other_min": loading.integer("other_min", 2),
            "other_max": loading.integer("other_max", 200),
        }

    @property
    def code_list(self) -> CodeList:
        return self.choices

    def candidates(self) -> tuple[Code, ...]:
        """The codes that can be offered at all, whatever was answered before."""
        return tuple(code for code in self.choices.codes if not self.only or code.code in self.only)

    def read_other(self, typed: Typed, place: str, codes: Json) -> Parsed:
        """The text of „other“, asked when a code that needs one is chosen."""
        chosen = set(codes) if isinstance(codes, list) else {codes}
        if not chosen & set(self.other):
            return Parsed()
        text = first(typed, f"{place}:other")
        if not self.other_min <= len(text) <= self.other_max:
            params = {"min": self.other_min, "max": self.other_max}
            problem = Problem(f"{place}:other", Message("answer.other_length", params), is_gap=not text)
            return Parsed(others={place + OTHER: text[: self.other_max]} if text else {}, problems=(problem,))
        return Parsed(others={place + OTHER: text})


@dataclass(frozen=True, kw_only=True)
class Single(Choice):
    """One code: as radio buttons, list, searchable list, or in two steps (section, then division)."""

    show: str = "radio"
    level: int | None = None
    also_finds: CodeList | None = None

    type: ClassVar[str] = "single"
    KEYS: ClassVar[frozenset[str]] = Choice.KEYS | {"show", "level", "also_finds"}

    @classmethod
    def load(cls, common: Mapping[str, object], loading: Loading) -> Self:
        fields = cls.choice_fields(loading)
        count = len(fields["choices"].codes) if isinstance(fields["choices"], CodeList) else 0
        show = loading.word("show", "radio" if count <= LONGEST_RADIO_LIST else "list")
        if show not in SHOWS:
            loading.report("show", "unknown_word", word=show, known=", ".join(SHOWS))
        level, also = loading.integer("level"), loading.code_list_if_any("also_finds")
        return cls(**common, **fields, show=show, level=level, also_finds=also)  # type: ignore[arg-type]

    def candidates(self) -> tuple[Code, ...]:
        return tuple(code for code in super().candidates() if self.level is None or code.level == self.level)

    def parse(self, typed: Typed, place: str, situation: Situation, language: str) -> Parsed:
        kind, code = chosen_missing(typed, place, self), first(typed, place)
        if kind is not None:
            return Parsed(missing(kind))
        if not code:
            return Parsed(problems=self._step_problem(typed, place))
        if code not in {option.code for option in situation.options(self)}:
            return Parsed(problems=(Problem(place, Message("answer.not_offered")),))
        other = self.read_other(typed, place, code)
        return Parsed(code, other.others, problems=other.problems)

    def _step_problem(self, typed: Typed, place: str) -> tuple[Problem, ...]:
        """Only the first step was chosen: ask for the second (a plain gap when nothing was chosen)."""
        is_halfway = self.show == "steps" and first(typed, f"{place}:step")
        return (Problem(place, Message("answer.second_step"), is_gap=True),) if is_halfway else ()

    def effective(self, answer: Json, situation: Situation) -> Json:
        if self.where is None or not isinstance(answer, str):
            return answer
        return answer if answer in {code.code for code in situation.options(self)} else None

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
    KEYS: ClassVar[frozenset[str]] = Choice.KEYS | {"min", "max", "exclusive", "preselect"}

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
        kind = chosen_missing(typed, place, self)
        if kind is not None:
            return Parsed(missing(kind)) if not codes else self._conflict(place, codes, "answer.both_missing")
        if not codes:
            return Parsed()
        other = self.read_other(typed, place, codes)
        return Parsed(codes, other.others, problems=(*self._limits(place, codes), *other.problems))

    def _conflict(self, place: str, codes: list[Json], code: str) -> Parsed:
        return Parsed(codes, problems=(Problem(place, Message(code)),))

    def _limits(self, place: str, codes: list[Json]) -> tuple[Problem, ...]:
        if len(codes) > 1 and set(codes) & set(self.exclusive):
            words = next(c.label for c in self.choices.codes if c.code in self.exclusive and c.code in codes)
            return (Problem(place, Message("answer.exclusive", {"label": words})),)
        if self.max is not None and len(codes) > self.max:
            return (Problem(place, Message("answer.too_many", {"max": self.max, "given": len(codes)})),)
        if len(codes) < self.min:
            return (Problem(place, Message("answer.too_few", {"min": self.min})),)
        return ()

    def effective(self, answer: Json, situation: Situation) -> Json:
        if self.where is None or not isinstance(answer, list):
            return answer
        offered = {code.code for code in situation.options(self)}
        return [code for code in answer if code in offered] or None

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
        offered = {option.code for option in situation.options(self)}
        texts = [first(typed, f"{place}.{number}") for number in range(1, self.places + 1)]
        codes: list[Json] = [text for text in texts if text in offered]
        kind = chosen_missing(typed, place, self)
        if kind is not None and not codes:
            return Parsed(missing(kind))
        problems: list[Problem] = []
        if kind is not None:
            problems.append(Problem(place, Message("answer.both_missing")))
        if len(set(map(str, codes))) < len(codes):
            problems.append(Problem(place, Message("answer.twice_in_rank")))
        elif codes and len(codes) < self.wanted(len(offered)):
            problems.append(self._open_place(texts, place, len(offered)))
        return Parsed(codes or None, problems=tuple(problems))

    def wanted(self, offered: int) -> int:
        """How many places are to be filled when so many codes are offered."""
        return min(self.places, offered)

    def _open_place(self, texts: list[str], place: str, offered: int) -> Problem:
        number = next((n for n, text in enumerate(texts, 1) if not text), self.places)
        return gap(f"{place}.{number}", "rank_place", number=str(number), wanted=str(self.wanted(offered)))

    def effective(self, answer: Json, situation: Situation) -> Json:
        if not isinstance(answer, list):
            return answer
        offered = {code.code for code in situation.options(self)}
        return [code for code in answer if code in offered] or None

    def gaps(self, answer: Json, place: str, situation: Situation) -> list[Problem]:
        offered = len(situation.options(self))
        if answer is None:
            return [gap(f"{place}.1", self.type)] if offered else []
        if isinstance(answer, list) and len(answer) < self.wanted(offered):
            return [self._open_place([*map(str, answer), ""], place, offered)]
        return []

    def value(self, answer: Json) -> Value:
        return tuple(coded(code, self.choices) for code in answer) if isinstance(answer, list) else None

    def typed(self, answer: Json, place: str, language: str) -> dict[str, list[str]]:
        as_missing = typed_missing(answer, place)
        if as_missing is not None:
            return as_missing
        codes = answer if isinstance(answer, list) else []
        return {f"{place}.{number}": [str(code)] for number, code in enumerate(codes, 1)}
