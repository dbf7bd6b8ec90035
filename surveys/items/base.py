"""What every item has, and the contract between an item type and the rest of the engine.

An item type is one class: it reads its own keys (``load``), reads what was typed (``parse``), says what
is in force (``effective``), what a rule sees (``value``), what is still open (``gaps``) and how an answer
stands in a form (``typed``), and what it demands of an answer, whoever stored it (``faults``). All of it works
on the stored JSON answer; nothing raises on hostile input.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Protocol, Self

from surveys.codelists import Code, CodeList, Missing
from surveys.messages import Message
from surveys.problems import Json, Level, Problem, missing, missing_kind
from surveys.rules.parse import Rule
from surveys.rules.values import Coded, Value
from surveys.texts import EMPTY, Text, clean_text

LONGEST_TEXT = 20_000
"""What is kept of a text that could not be read, so that it can be shown again."""

Typed = Mapping[str, Sequence[str]]
"""What a form sends: place → the texts of that place."""


@dataclass(frozen=True, slots=True)
class Check:
    """An edit rule: the positive rule, violated only when it is false."""

    id: str
    rule: Rule
    level: Level
    message: Text
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """Other words under a condition; the list has the same codes as the item's own."""

    when: Rule
    label: Text = EMPTY
    hint: Text = EMPTY
    words: CodeList | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """What typed text became: the answer, texts of „other“, what could not be read, and why."""

    answer: Json = None
    others: Mapping[str, str] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


class Situation(Protocol):
    """What an item may ask about the answers around it."""

    def options(self, item: Item) -> tuple[Code, ...]:
        """The codes on offer now."""

    def rows(self, item: Item) -> tuple[Code, ...]:
        """The rows of a matrix or grid now."""

    def columns(self, item: Item, row: str, cells: Mapping[str, Json]) -> tuple[Item, ...]:
        """The columns that are asked in a row, given what stands in it."""

    def is_required(self, column: Item, item: Item, row: str, cells: Mapping[str, Json]) -> bool:
        """Whether a column must be answered in a row."""

    def stored(self, item: Item) -> Json:
        """What is stored for an item, on the route or not."""

    def other_text(self, item: Item) -> str:
        """What is stored as the text of „other“."""


@dataclass(frozen=True, slots=True)
class RowSource:
    """Where the rows of a matrix or grid come from: a list, or the codes of an earlier answer."""

    codes: CodeList
    origin: str | None = None
    where: Rule | None = None
    order: tuple[tuple[Rule, bool], ...] = ()
    limit: int | None = None
    left_out: tuple[str, ...] = ()

    @property
    def is_fixed(self) -> bool:
        """Whether the rows do not depend on answers."""
        return self.origin is None and self.where is None and self.limit is None


class Loading(Protocol):
    """What ``load`` of an item type may ask of the file reader; every fault is reported with its line."""

    def text(self, key: str) -> Text: ...
    def word(self, key: str, default: str = "") -> str: ...
    def words(self, key: str) -> tuple[str, ...]: ...
    def integer(self, key: str, default: int | None = None) -> int | None: ...
    def is_yes(self, key: str) -> bool: ...
    def rule(self, key: str) -> Rule | None: ...
    def code_list(self, key: str) -> CodeList: ...
    def report(self, key: str, code: str, **params: str | int) -> None: ...
    def code_list_if_any(self, key: str) -> CodeList | None: ...
    def rows(self) -> RowSource: ...
    def columns(self) -> tuple[Item, ...]: ...
    def purposes(self) -> tuple[tuple[str, Text], ...]: ...


@dataclass(frozen=True, kw_only=True)
class Item:
    """A question: identity, words, when it is asked, what it checks and how it is counted."""

    id: str
    number: str = ""
    label: Text = EMPTY
    hint: Text = EMPTY
    variants: tuple[Variant, ...] = ()
    required: bool | Rule = False
    missing: Mapping[Missing, Text] = field(default_factory=dict)
    when: Rule | None = None
    checks: tuple[Check, ...] = ()
    prefill: str | None = None
    mirror: str | None = None
    compare: str = "same"
    aggregate: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)

    KEYS: ClassVar[frozenset[str]] = frozenset()
    TEXTS: ClassVar[frozenset[str]] = frozenset()
    type: ClassVar[str] = ""
    is_answered_by_respondent: ClassVar[bool] = True

    @classmethod
    def load(cls, common: Mapping[str, object], loading: Loading) -> Self:
        """Build the item from its common fields and its own keys."""
        raise NotImplementedError

    @property
    def code_list(self) -> CodeList | None:
        """The list the answer is chosen from, if it is a choice."""
        return None

    @property
    def columns(self) -> tuple[Item, ...]:
        """The typed columns of a grid or roster."""
        return ()

    @cached_property
    def all_checks(self) -> tuple[tuple[Check, str | None], ...]:
        """The checks of the item, and those of its columns with the column they stand at."""
        of_columns = ((check, check.at or column.id) for column in self.columns for check in column.checks)
        return (*((check, None) for check in self.checks), *of_columns)

    def parse(self, typed: Typed, place: str, situation: Situation, language: str) -> Parsed:
        """Read what was typed at ``place``; unreadable text is kept and reported."""
        raise NotImplementedError

    def effective(self, answer: Json, situation: Situation) -> Json:
        """The part of a stored answer that is on the route now; None when nothing is."""
        return answer

    def value(self, answer: Json) -> Value:
        """What a rule sees of an effective answer that is not missing."""
        raise NotImplementedError

    def gaps(self, answer: Json, place: str, situation: Situation) -> list[Problem]:
        """What is still open in a required item."""
        return [gap(place, self.type)] if answer is None else []

    def faults(self, answer: Json, place: str, situation: Situation) -> list[Problem]:
        """What the type itself demands of an answer that is there: its form, its limits, its rows."""
        return []

    def typed(self, answer: Json, place: str, language: str) -> dict[str, list[str]]:
        """How a stored answer stands in the form: place → texts."""
        raise NotImplementedError


def gap(place: str, kind: str, **params: str | Text) -> Problem:
    """A required answer that is not there."""
    return Problem(place, Message(f"required.{kind}", params), is_gap=True)


def first(typed: Typed, place: str) -> str:
    """The first text at a place, cleaned."""
    texts = typed.get(place) or ("",)
    return clean_text(texts[0])


def ticked_missing(typed: Typed, place: str, item: Item) -> str | None:
    """The missing kind of the box beside an answer, if the item offers it."""
    kind = first(typed, f"{place}:missing")
    return kind if kind in item.missing else None


def chosen_missing(typed: Typed, place: str, item: Item) -> str | None:
    """The missing kind that stands among the options (``!refused``) or in a box of its own."""
    text = first(typed, place)
    kind = text[1:] if text.startswith("!") else ""
    return kind if kind in item.missing else ticked_missing(typed, place, item)


def missing_or_problem(typed: Typed, place: str, item: Item) -> Parsed | None:
    """An explicit missing kind of a typed (not chosen) answer; both at once ask back."""
    kind, text = ticked_missing(typed, place, item), first(typed, place)
    if kind is None:
        return None
    if text:
        code = "answer.both_number" if item.type in ("integer", "decimal") else "answer.both"
        problem = Problem(place, Message(code, {"kind": item.missing[Missing(kind)]}))
        return Parsed(unread={place: text[:LONGEST_TEXT], f"{place}:missing": kind}, problems=(problem,))
    return Parsed(missing(kind))


def not_offered(place: str) -> Problem:
    """A code that does not stand here for choice."""
    return Problem(place, Message("answer.not_offered"))


def unreadable(place: str) -> Problem:
    """A stored answer, or a text, that is none of the item's type."""
    return Problem(place, Message("answer.unreadable"))


def typed_missing(answer: Json, place: str) -> dict[str, list[str]] | None:
    """The form of an explicit missing kind."""
    kind = missing_kind(answer)
    return None if kind is None else {f"{place}:missing": [kind]}


def coded(code: Json, code_list: CodeList) -> Value:
    """The rule value of a stored code."""
    return Coded(code, code_list) if isinstance(code, str) else None
