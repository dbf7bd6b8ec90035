"""Answers in words: what was asked and what was answered, as people say it. The one place for it.

The review, the receipt and the cards of a roster all read from here. Every stretch of words carries the
language it is really in, because a text without a translation stays German.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from surveys.checks import unread_texts
from surveys.codelists import CodeList, Missing
from surveys.items.registry import (
    Choice,
    Columned,
    DecimalItem,
    Grid,
    Integer,
    Item,
    Matrix,
    Multi,
    Rank,
    Roster,
    Single,
)
from surveys.items.tables import as_rows
from surveys.messages import Message, say
from surveys.problems import OTHER, Json, missing_kind
from surveys.scope import Scope
from surveys.texts import EMPTY, Text

NBSP = "\u00a0"


class Words(NamedTuple):
    """A stretch of text and the language it is in."""

    text: str
    language: str


Answer = tuple[Words, ...]
"""An answer in words: one stretch, or one for each chosen option; empty when nothing was answered."""


class Cell(NamedTuple):
    """A column that was asked in a row. A matrix has one nameless column."""

    column: Words
    answer: Answer


class Row(NamedTuple):
    """A row of a matrix, grid or roster."""

    title: Words
    cells: tuple[Cell, ...]


class Speaker:
    """Puts the answers of one scope into words of one language."""

    def __init__(self, scope: Scope, language: str) -> None:
        self.scope = scope
        self.language = language
        self._unread = unread_texts(scope.document)

    def text(self, text: Text) -> Words:
        """A text with its placeholders filled."""
        return Words(*self.scope.text(text, self.language))

    def question(self, item: Item) -> Words:
        """The question as it is asked now."""
        return self.text(self.scope.label(item))

    def hint(self, item: Item) -> Words:
        """The help text as it stands now."""
        return self.text(self.scope.hint(item))

    def nothing(self) -> Words:
        """„nicht beantwortet“."""
        return Words(say(Message("answer.none"), self.language), self.language)

    def answer(self, item: Item) -> Answer:
        """The answer in force of an item without rows, with the text of „other“; for a whole table see ``rows``."""
        stored = self.scope.answer(item.id)
        spoken = self.cell(item, stored, item.id)
        other = self.scope.document.get(item.id + OTHER)
        codes = stored if isinstance(stored, list) else [stored]
        if not isinstance(item, Choice) or not isinstance(other, str) or len(codes) != len(spoken):
            return spoken
        shown = self.scope.words(item)
        return tuple(
            self._specified(shown, code, other) if code in item.other else words
            for code, words in zip(codes, spoken, strict=True)
        )

    def cell(self, item: Item, stored: Json, place: str = "") -> Answer:
        """One stored answer of an item or column; ``place`` finds text that could not be read."""
        if place in self._unread:
            message = Message("answer.unread", {"text": self._unread[place]})
            return (Words(say(message, self.language), self.language),)
        kind = missing_kind(stored)
        if kind is not None:
            return self._missing(item, kind)
        if stored is None:
            return ()
        return SPOKEN.get(type(item), Speaker._typed)(self, item, stored)

    def rows(self, item: Item) -> tuple[Row, ...]:
        """The rows of a matrix, grid or roster in force; none when the whole item has a missing kind."""
        answer = self.scope.answer(item.id)
        if isinstance(item, Roster):
            rows = enumerate(as_rows(answer), 1)
            return tuple(Row(self.row_title(item, row, n), self.cells(item, str(row["id"]), row)) for n, row in rows)
        if not isinstance(item, Matrix | Grid) or missing_kind(answer) is not None:
            return ()
        answers = answer if isinstance(answer, dict) else {}
        return tuple(self._table_row(item, row.code, answers.get(row.code)) for row in self.scope.rows(item))

    def cells(self, item: Columned, row: str, stored: Mapping[str, Json]) -> tuple[Cell, ...]:
        """The columns that are asked in a row, and their answers."""
        columns = self.scope.columns(item, row, stored)
        return tuple(
            Cell(self.question(column), self.cell(column, stored.get(column.id), f"{item.id}.{row}.{column.id}"))
            for column in columns
        )

    def row_title(self, item: Roster, row: Mapping[str, Json], number: int) -> Words:
        """What a row of a roster is called: its naming columns, else „Beschäftigtengruppe 2“."""
        columns = {column.id: column for column in item.columns}
        named = [self.cell(columns[name], row.get(name)) for name in item.title if name in columns]
        spoken = [words for answer in named for words in answer]
        if spoken:
            return Words(" – ".join(words.text for words in spoken), spoken[0].language)
        one = self.text(item.one) if item.one else Words(say(Message("roster.one"), self.language), self.language)
        return Words(f"{one.text} {number}", one.language)

    def code(self, codes: CodeList | None, code: Json) -> Words:
        """The label of a code; the code itself where the list does not know it."""
        found = codes.by_code.get(str(code)) if codes is not None else None
        return self.text(found.label) if found is not None else Words(str(code), self.language)

    def _table_row(self, item: Matrix | Grid, row: str, stored: Json) -> Row:
        title = self.row_name(item, row)
        if isinstance(item, Matrix):
            kind = missing_kind(stored)
            spoken = self._missing(item, kind) if kind else () if stored is None else (self.code(item.choices, stored),)
            return Row(title, (Cell(Words("", self.language), spoken),))
        return Row(title, self.cells(item, row, stored if isinstance(stored, dict) else {}))

    def row_name(self, item: Matrix | Grid, row: str) -> Words:
        """The label of a row; where it comes from „other“ of an earlier answer, with the text typed there."""
        shown, origin = self.scope.words(item), self.scope.questionnaire.items.get(item.rows.origin or "")
        other = self.scope.document.get(f"{item.rows.origin}{OTHER}")
        if isinstance(origin, Choice) and row in origin.other and isinstance(other, str):
            return self._specified(shown, row, other)
        return self.code(shown, row)

    def _specified(self, codes: CodeList | None, code: Json, other: str) -> Words:
        """„Sonstiges: Laser“: the short words where the list has some, for the long ones may still ask for the text."""
        found = codes.by_code.get(str(code)) if codes is not None else None
        name = self.text(found.short_label) if found is not None else self.code(codes, code)
        return Words(f"{name.text}: {other}", name.language)

    def _missing(self, item: Item, kind: str) -> Answer:
        if kind not in (Missing.DONT_KNOW, Missing.REFUSED):
            return ()
        words = item.missing.get(Missing(kind), EMPTY)
        return (self.text(words) if words else Words(say(Message(f"missing.{kind}"), self.language), self.language),)

    def _typed(self, item: Item, stored: Json) -> Answer:
        shown = next(iter(item.typed(stored, item.id, self.language).get(item.id, ())), "")
        return (Words(shown, self.language),) if shown else ()

    def _number(self, item: Integer | DecimalItem, stored: Json) -> Answer:
        unit = self.text(item.unit)
        return tuple(
            Words(f"{words.text}{NBSP}{unit.text}".strip(), unit.language) for words in self._typed(item, stored)
        )

    def _single(self, item: Single, stored: Json) -> Answer:
        return (self.code(self.scope.words(item), stored),)

    def _several(self, item: Multi | Rank, stored: Json) -> Answer:
        codes = stored if isinstance(stored, list) else []
        return tuple(self.code(self.scope.words(item), code) for code in codes)

    def _ranked(self, item: Rank, stored: Json) -> Answer:
        chosen = enumerate(self._several(item, stored), 1)
        return tuple(Words(f"{place}.{NBSP}{words.text}", words.language) for place, words in chosen)

    def _titles(self, item: Roster, stored: Json) -> Answer:
        return tuple(self.row_title(item, row, number) for number, row in enumerate(as_rows(stored), 1))


SPOKEN: Mapping[type[Item], Callable[[Speaker, Any, Json], Answer]] = {
    Single: Speaker._single,
    Multi: Speaker._several,
    Rank: Speaker._ranked,
    Integer: Speaker._number,
    DecimalItem: Speaker._number,
    Roster: Speaker._titles,
}
"""How an answer is said that is not simply what was typed: one line a type."""
