"""What the variables of the files mean: tables of blocks (one question each) of variables with their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import polars as pl

from exports.analysts.study import FREE_TEXT, MISSING, Study
from exports.numbers import MINUS, Language
from surveys.messages import Catalogue, Message, Param

MARK = "INTERN"
MISSING_CODES = {"not_asked": -1, "refused": -7, "dont_know": -8, "no_answer": -9, "not_reached": -10}
"""Why there is no value, as numbers of the files; ``not_reached`` is for interviews that were broken off."""
UNASKED = MISSING_CODES["not_asked"]

_WORDS = Catalogue(Path(__file__).parent / "words")


class Kind(StrEnum):
    """What stands in a variable; a key is a whole number that nobody calculates with."""

    CODE = "code"
    FLAG = "flag"
    KEY = "key"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DAY = "day"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Category:
    """A value with its words; ``code`` is the code of the questionnaire where it is not the number itself."""

    value: int
    label: str
    code: str = ""

    @property
    def words(self) -> str:
        """The label, behind the code where the number says nothing of it."""
        return f"{self.code} {self.label}".strip()

    @property
    def shown(self) -> str:
        """The value as people read it, with a minus and not a hyphen."""
        return str(self.value).replace("-", MINUS)


@dataclass(frozen=True, slots=True)
class Variable:
    """One column. ``source`` is its column in the snapshot, ``missing`` the column that says why it is empty.

    Where ``missing`` is None, the variable has no missing codes of its own.
    """

    name: str
    source: str
    kind: Kind
    label: str
    categories: tuple[Category, ...] = ()
    missing: str | None = None
    short: str = ""
    unit: str = ""

    @property
    def is_reason(self) -> bool:
        """Whether it says nothing but why another variable has no value."""
        return self.kind is Kind.CODE and self.source.endswith(MISSING)


@dataclass(frozen=True, slots=True)
class Block:
    """A question and its variables; ``asked`` is the condition under which it was asked, empty for everybody.

    ``tag`` is the language of the question where it is not the codebook's.
    """

    variables: tuple[Variable, ...]
    question: str
    number: str = ""
    section: str = ""
    asked: str = ""
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of the files; ``frame`` has a column for each variable, with the numbers of values and missing codes."""

    name: str
    title: str
    unit: str
    blocks: tuple[Block, ...]
    frame: pl.DataFrame = field(repr=False, compare=False)

    @property
    def variables(self) -> Iterator[Variable]:
        """All variables in the order of the columns."""
        return (variable for block in self.blocks for variable in block.variables)


@dataclass(frozen=True, slots=True)
class Codebook:
    """All tables of a study in one language."""

    study: Study
    language: Language
    sheets: tuple[Sheet, ...]

    def say(self, code: str, **params: Param) -> str:
        """An entry of the words of these files."""
        return say(code, self.language, **params)

    @property
    def title(self) -> str:
        """The title of the wave."""
        return self.study.title.get(self.language) or self.study.title["de"]

    @property
    def stamp(self) -> str:
        """What every file says of itself."""
        return self.say("file.stamp")

    def stamp_of(self, sheet: Sheet) -> str:
        """What the files of one table say of themselves; those of texts say that they are."""
        return self.say("file.text_stamp") if sheet.name == FREE_TEXT else self.stamp

    @property
    def missing(self) -> tuple[Category, ...]:
        """The missing codes with their words."""
        return missing_categories(self.language)

    @property
    def notes(self) -> tuple[str, ...]:
        """What holds for all tables, a sentence or two each."""
        known: Mapping[str, bool] = {
            "provisional": self.study.is_provisional,
            "invented": self.study.is_invented,
            "no_text": self.study.texts.is_empty(),
        }
        weights = "weighted" if self.study.weights else "weights"
        always = ("internal", "missing", "codes", "multi", "rows", "beside", weights, "formula")
        return tuple(self.say(f"note.{name}") for name in (*always, *(name for name, holds in known.items() if holds)))


def say(code: str, language: str, **params: Param) -> str:
    """An entry of the words of these files in ``language``."""
    return _WORDS.say(Message(code, params), language)


def missing_categories(language: str) -> tuple[Category, ...]:
    """The missing codes with their words, the smallest last."""
    return tuple(Category(code, say(f"missing.{kind}", language)) for kind, code in MISSING_CODES.items())
