"""The answers of a body of representation, as the sheet of its needs arranges them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from exports.messages import Phrase
from exports.returns.own import Own
from exports.returns.say import apart
from surveys.codelists import Missing
from surveys.items.registry import Grid, Item, Matrix, Roster
from surveys.items.tables import as_rows
from surveys.problems import Json, missing_kind
from surveys.scope import Scope
from surveys.words import Answer, Words

WORKS_COUNCIL: Final = "1"
"""The code of the body whose rights stand in the law that the sheet names."""
NAMING: Final = ("kldb", "level")
NONE: Final = "none"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table in words: its title, the answer of each column, and the points of those on a scale."""

    id: str
    title: Phrase
    said: Mapping[str, Phrase]
    points: Mapping[str, float | None]
    codes: Mapping[str, Json]


class Answers:
    """What was answered, in one language."""

    def __init__(self, scope: Scope, language: str) -> None:
        self.scope = scope
        self.own = Own(scope, language)
        self.language = language

    @property
    def is_council(self) -> bool:
        """Whether a works council answered, and no other body."""
        return self.own.code("representation") == WORKS_COUNCIL

    def said(self, name: str) -> Phrase:
        """An answer in words; empty where there is none of substance."""
        item = self.own.item(name)
        stored = self.scope.answer(name) if item is not None else None
        if item is None or stored is None or missing_kind(stored) is not None:
            return ()
        return self._joined(self.own.speaker.answer(item))

    def text(self, name: str) -> str:
        """A text that was typed."""
        stored = self.scope.answer(name) if self.own.item(name) is not None else None
        return stored if isinstance(stored, str) else ""

    def several(self, name: str) -> list[Phrase]:
        """The chosen options in words, but not „none“."""
        item, chosen = self.own.item(name), self.own.chosen(name) or ()
        words = dict(self.own.options(item)) if item is not None else {}
        return [(words[code],) for code in chosen if code in words and code != NONE]

    def rated(self, name: str) -> list[tuple[Words, str]]:
        """The rows of a matrix with their codes."""
        item = self.own.item(name)
        titles = self.own.titles(item) if isinstance(item, Matrix) else {}
        return [(titles[row], code) for row, code in self.own.rows(name).items()]

    # -- groups of employees -----------------------------------------------------------------------------------

    @cached_property
    def roster(self) -> Roster | None:
        """The list of groups that was asked: the long or the short one."""
        asked = (self.own.item(name) for name in ("roster", "roster_short"))
        return next((item for item in asked if isinstance(item, Roster)), None)

    @cached_property
    def group_columns(self) -> Sequence[Item]:
        """The columns that do not name the group."""
        return [column for column in self.roster.columns if column.id not in NAMING] if self.roster else []

    @cached_property
    def groups(self) -> list[Row]:
        """The groups of employees, those that change most first."""
        item = self.roster
        if item is None:
            return []
        rows = as_rows(self.scope.answer(item.id))
        titled = [((self.own.speaker.row_title(item, row, number),), row) for number, row in enumerate(rows, 1)]
        found = [self._row(item, str(row["id"]), title, row) for title, row in titled]
        return sorted(found, key=lambda row: -(row.points.get("change") or 0))

    # -- competence fields -------------------------------------------------------------------------------------

    @cached_property
    def fields(self) -> list[Row]:
        """The competence fields: the most urgent first, of these the widest gap."""
        item = self.own.item("cmp")
        if not isinstance(item, Grid):
            return []
        stored = self.scope.answer("cmp")
        answers = stored if isinstance(stored, dict) and missing_kind(stored) is None else {}
        named = [(code.code, self.own.speaker.row_name(item, code.code)) for code in self.scope.rows(item)]
        found = [self._row(item, row, (title,), _cells(answers.get(row))) for row, title in named]
        return sorted(found, key=lambda row: (row.points["urgency"] or 9.0, -_gap(row)))

    def urgent(self, code: str) -> list[Phrase]:
        """The fields in need of more, needed at a time."""
        return [row.title for row in self.fields if row.codes.get("urgency") == code and _gap(row) > 0]

    def fitting(self, fit: str) -> list[Phrase]:
        """The fields whose offers fit so far."""
        item = self.own.item("gap")
        titles = self.own.titles(item) if isinstance(item, Grid) else {}
        return [(titles[row],) for row, cells in self.own.cells("gap").items() if cells.get("fit") == fit]

    def is_unknown(self, stored: Json) -> bool:
        """Whether somebody said not to know."""
        return missing_kind(stored) == Missing.DONT_KNOW

    def _row(self, item: Grid | Roster, row: str, title: Phrase, stored: Mapping[str, Json]) -> Row:
        speaker = self.own.speaker
        said = {
            column.id: self._joined(speaker.cell(column, stored.get(column.id), f"{item.id}.{row}.{column.id}"))
            or (Words("–", self.language),)
            for column in item.columns
        }
        points = {column.id: self.own.score(item.id, stored.get(column.id), column.id) for column in item.columns}
        return Row(row, title, said, points, stored)

    def _joined(self, answer: Answer) -> Phrase:
        made: list[Words] = []
        for words in answer:
            made += [Words(f"{apart(self.language)}; ", self.language)] if made else []
            made.append(words)
        return tuple(made)


def _cells(stored: Json) -> Mapping[str, Json]:
    return stored if isinstance(stored, dict) else {}


def _gap(row: Row) -> float:
    now, need = row.points.get("now"), row.points.get("need")
    return 0.0 if now is None or need is None else need - now
