"""Stored answers in words, for the review, the cards of a roster and the page that shows two versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from app.i18n import gettext as _
from surveys.checks import unread_texts
from surveys.codelists import CodeList
from surveys.items.registry import (
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
from surveys.problems import OTHER, Json, missing_kind
from surveys.scope import Scope


class Fact(NamedTuple):
    """What was asked (``term``) and answered (``value``); ``lang`` where the words are in another language."""

    term: str
    lang: str
    value: str
    href: str = ""
    action: str = ""
    value_lang: str = ""


class Speaker:
    """Puts the answers of one scope into words of one language."""

    def __init__(self, scope: Scope, language: str) -> None:
        self.scope = scope
        self.language = language

    def facts(self, item: Item) -> list[Fact]:
        """The answer of an item, a line for each row of a table."""
        term, lang = self.label(item)
        stored = self.scope.stored(item)
        if isinstance(item, Matrix | Grid) and missing_kind(stored) is None:
            return [Fact(term, lang, ""), *self._rows(item, stored)]
        return [Fact(term, lang, self.answer(item, stored))]

    def label(self, item: Item) -> tuple[str, str]:
        """The question and its language, where that is not the reader's."""
        text, language = self.scope.text(self.scope.label(item), self.language)
        return text, "" if language == self.language else language

    def answer(self, item: Item, stored: Json) -> str:
        """One stored answer in words; „nicht beantwortet“ when there is none."""
        unread = unread_texts(self.scope.document).get(item.id)
        if unread is not None:
            return _("nicht lesbar: „%(text)s“") % {"text": unread}
        words = self.cell(item, stored)
        other = self.scope.document.get(item.id + OTHER)
        return f"{words}: {other}" if isinstance(other, str) and words else words or _("nicht beantwortet")

    def cell(self, item: Item, stored: Json) -> str:
        """The answer of one column or item without rows; empty when there is none."""
        kind = missing_kind(stored)
        if kind is not None:
            return self._missing(item, kind)
        if stored is None:
            return ""
        speak = _SPOKEN.get(type(item), Speaker._typed)
        return speak(self, item, stored)

    def row_facts(self, item: Roster, row: Mapping[str, Json]) -> list[Fact]:
        """The cells of a roster's row that are asked."""
        columns = self.scope.columns(item, str(row.get("id")), row)
        spoken = ((column, self.cell(column, row.get(column.id))) for column in columns)
        return [Fact(*self.label(column), words or _("nicht beantwortet")) for column, words in spoken]

    def row_title(self, item: Roster, row: Mapping[str, Json], number: int) -> str:
        """What a card is called: its naming columns, else „Beschäftigtengruppe 2“."""
        columns = {column.id: column for column in item.columns}
        named = (self.cell(columns[name], row.get(name)) for name in item.title if name in columns)
        one = self.scope.text(item.one, self.language)[0] or _("Eintrag")
        return " – ".join(name for name in named if name) or f"{one} {number}"

    def code(self, codes: CodeList | None, code: Json) -> str:
        """The label of a code."""
        found = codes.by_code.get(str(code)) if codes is not None else None
        return self.scope.text(found.label, self.language)[0] if found is not None else str(code)

    def _rows(self, item: Matrix | Grid, stored: Json) -> list[Fact]:
        answers = stored if isinstance(stored, dict) else {}
        words = self.scope.words(item)
        facts = []
        for row in self.scope.rows(item):
            answer = answers.get(row.code)
            spoken = self._row(item, answer) or _("nicht beantwortet")
            facts.append(Fact(self.code(words, row.code), "", spoken))
        return facts

    def _row(self, item: Matrix | Grid, answer: Json) -> str:
        if isinstance(item, Matrix):
            kind = missing_kind(answer)
            return self._missing(item, kind) if kind else self.code(item.choices, answer) if answer else ""
        cells = answer if isinstance(answer, dict) else {}
        spoken = [(column, self.cell(column, cells.get(column.id))) for column in item.columns]
        if len(item.columns) == 1:
            return spoken[0][1]
        return "; ".join(f"{self.label(column)[0]}: {words}" for column, words in spoken if words)

    def _missing(self, item: Item, kind: str) -> str:
        words = {str(known): text for known, text in item.missing.items()}
        if kind in words:
            return self.scope.text(words[kind], self.language)[0]
        return {"dont_know": _("weiß nicht"), "refused": _("keine Angabe")}.get(kind, "")

    def _typed(self, item: Item, stored: Json) -> str:
        return next(iter(item.typed(stored, item.id, self.language).get(item.id, ())), "")

    def _number(self, item: Integer | DecimalItem, stored: Json) -> str:
        unit = self.scope.text(item.unit, self.language)[0]
        return f"{self._typed(item, stored)}\N{NO-BREAK SPACE}{unit}".strip()

    def _single(self, item: Single, stored: Json) -> str:
        return self.code(self.scope.words(item), stored)

    def _several(self, item: Multi, stored: Json) -> str:
        codes = stored if isinstance(stored, list) else []
        return "; ".join(self.code(self.scope.words(item), code) for code in codes)

    def _ranked(self, item: Rank, stored: Json) -> str:
        codes = stored if isinstance(stored, list) else []
        return "; ".join(f"{n}. {self.code(self.scope.words(item), code)}" for n, code in enumerate(codes, 1))

    def _roster(self, item: Roster, stored: Json) -> str:
        return "; ".join(self.row_title(item, row, number) for number, row in enumerate(as_rows(stored), 1))


_SPOKEN: Mapping[type[Item], Callable[[Speaker, Any, Json], str]] = {
    Single: Speaker._single,
    Multi: Speaker._several,
    Rank: Speaker._ranked,
    Integer: Speaker._number,
    DecimalItem: Speaker._number,
    Roster: Speaker._roster,
}
