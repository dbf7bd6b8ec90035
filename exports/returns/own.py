"""One's own answers as they are set beside figures: codes, scores and numbers, with the words of the questionnaire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from exports.messages import Phrase
from surveys.codelists import CodeList
from surveys.items.registry import Choice, Grid, Item, Matrix
from surveys.model import Computed
from surveys.problems import Json, missing_kind
from surveys.rules.values import number_of, text_of
from surveys.scope import Scope
from surveys.words import Speaker, Words


class Own:
    """The answers in force of one response in one language."""

    def __init__(self, scope: Scope, language: str) -> None:
        self.scope = scope
        self.speaker = Speaker(scope, language)

    def item(self, name: str) -> Item | None:
        """The item that was asked of this respondent; None when it was not, or there is none."""
        found = self.scope.questionnaire.items.get(name)
        return found if found is not None and self.scope.is_visible(name) else None

    def number(self, name: str) -> str:
        """The number of a question („K-B1“); empty for what is computed."""
        found = self.scope.questionnaire.items.get(name)
        return found.number if found is not None else ""

    def question(self, name: str) -> Phrase:
        """A question as it was asked, or the words of a computed value."""
        found = self.scope.questionnaire.items.get(name)
        if found is not None:
            return (self.speaker.question(found),)
        return (self.speaker.text(self.scope.questionnaire.computed[name].label),)

    def code(self, name: str) -> str | None:
        """The chosen code of an item or computed value."""
        if name not in self.scope.questionnaire.items and name not in self.scope.questionnaire.computed:
            return None
        return text_of(self.scope.value(name))

    def chosen(self, name: str) -> tuple[str, ...] | None:
        """The chosen codes of an item with several; None when it was not answered."""
        answer = self.scope.answer(name) if self.item(name) is not None else None
        return tuple(map(str, answer)) if isinstance(answer, list) else None

    def rows(self, name: str) -> Mapping[str, str]:
        """The code of each answered row of a matrix."""
        return {row: code for row, code in self._table(name).items() if isinstance(code, str)}

    def cells(self, name: str) -> Mapping[str, Mapping[str, Json]]:
        """The answered columns of each row of a grid."""
        found: dict[str, Mapping[str, Json]] = {}
        for row, cells in self._table(name).items():
            if isinstance(cells, dict) and not missing_kind(cells):
                found[row] = {column: value for column, value in cells.items() if missing_kind(value) is None}
        return found

    def _table(self, name: str) -> Mapping[str, Json]:
        answer = self.scope.answer(name) if self.item(name) is not None else None
        if not isinstance(answer, dict) or missing_kind(answer) is not None:
            return {}
        there = [code.code for code in self.scope.rows(self.scope.questionnaire.items[name])]
        return {row: answer[row] for row in there if row in answer}

    def amount(self, place: str) -> Decimal | None:
        """A number by its place (``emp_total``, ``train_n.total.n``)."""
        if place.partition(".")[0] not in self.scope.questionnaire.items:
            return None
        return number_of(self.scope.look_up(tuple(place.split("."))))

    def options(self, item: Item) -> Sequence[tuple[str, Words]]:
        """The options of a choice as they were offered, in order."""
        shown = self.scope.words(item)
        return [(code.code, self.speaker.code(shown, code.code)) for code in self.scope.options(item)]

    def titles(self, item: Matrix | Grid) -> Mapping[str, Words]:
        """The names of the rows of a table as they were offered: without anything that was typed."""
        shown = self.scope.words(item)
        return {code.code: self.speaker.code(shown, code.code) for code in self.scope.rows(item)}

    def label(self, name: str, code: str) -> Words:
        """The words of a code of an item or computed value."""
        return self.speaker.code(self.list(name), code)

    def list(self, name: str, column: str = "") -> CodeList | None:
        """The codes of an item, of its column, or of a computed value."""
        found: Item | Computed | None = self.scope.questionnaire.items.get(name)
        if isinstance(found, Item) and column:
            found = next((each for each in found.columns if each.id == column), None)
        if isinstance(found, Matrix):
            return found.choices
        if isinstance(found, Choice):
            return self.scope.words(found)
        return (found or self.scope.questionnaire.computed[name]).code_list

    def score(self, name: str, code: Json, column: str = "") -> float | None:
        """The points of a code on its scale; None for no code."""
        codes = self.list(name, column)
        found = codes.by_code.get(str(code)) if codes is not None else None
        return float(found.score) if found is not None and found.score is not None else None
