"""Every condition and check of a questionnaire, found by walking it: nothing can be added without a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from surveys.checks import check_item
from surveys.items.registry import Check, Choice, Columned, Grid, Item, Matrix, Roster, Variant
from surveys.items.tables import as_rows
from surveys.load import load_file
from surveys.model import Questionnaire
from surveys.problems import Document, Json
from surveys.rules.parse import Rule
from surveys.rules.values import Coded
from surveys.scope import InRow, Scope

FOLDER = Path(__file__).parents[3] / "surveys" / "questionnaires"


def load(name: str) -> Questionnaire:
    """One of the two questionnaires."""
    loaded = load_file(FOLDER / f"{name}.yaml")
    assert loaded.questionnaire is not None, loaded.problems
    return loaded.questionnaire


@dataclass(frozen=True)
class Answers:
    """A small document, what the frame says, and the row (or option) in which the condition is looked at."""

    document: Document = field(default_factory=dict)
    row: str = ""
    frame: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """Answers that make a condition true, and answers that make it false."""

    true: Answers
    false: Answers


def case(
    true: Document, false: Document, row: str | tuple[str, str] = "", frame: Mapping[str, str | int] | None = None
) -> Case:
    """A case in one line; ``row`` is one for both or one each."""
    rows = (row, row) if isinstance(row, str) else row
    return Case(Answers(true, rows[0], frame or {}), Answers(false, rows[1], frame or {}))


@dataclass(frozen=True)
class Condition:
    """A rule, and what a respondent would notice of it."""

    id: str
    rule: Rule

    def value(self, scope: Scope, row: str) -> object:
        """What the rule comes to: True, False or None."""
        return self.rule.node.evaluate(scope)

    def is_noticed(self, scope: Scope, row: str) -> bool:
        """Whether the questionnaire behaves as if the rule were true."""
        raise NotImplementedError


@dataclass(frozen=True)
class Asked(Condition):
    """``when`` of a section, page or item."""

    items: tuple[str, ...]

    def is_noticed(self, scope: Scope, row: str) -> bool:
        return any(scope.is_visible(item) for item in self.items)


@dataclass(frozen=True)
class Worded(Condition):
    """Other words under a condition."""

    item: Item
    variant: Variant

    def is_noticed(self, scope: Scope, row: str) -> bool:
        shown = (scope.label(self.item), scope.hint(self.item), scope.words(self.item))
        variant = self.variant
        wanted = (variant.label, variant.hint, variant.words)
        return scope.is_visible(self.item.id) and all(a == b for a, b in zip(shown, wanted, strict=True) if b)


@dataclass(frozen=True)
class Offered(Condition):
    """``where``: which options (or rows) are offered."""

    item: Choice

    def value(self, scope: Scope, row: str) -> object:
        return self.rule.node.evaluate(InRow(scope, Coded(row, self.item.choices), None, {}))

    def is_noticed(self, scope: Scope, row: str) -> bool:
        return row in {option.code for option in scope.options(self.item)}


@dataclass(frozen=True)
class InCell(Condition):
    """``when`` or ``required`` of a column."""

    table: Columned
    column: Item
    is_about_duty: bool

    def value(self, scope: Scope, row: str) -> object:
        return self.rule.node.evaluate(scope.in_row(self.table, row, self._cells(scope, row)))

    def is_noticed(self, scope: Scope, row: str) -> bool:
        cells = self._cells(scope, row)
        if self.is_about_duty:
            return scope.is_required(self.column, self.table, row, cells)
        return self.column in scope.columns(self.table, row, cells)

    def _cells(self, scope: Scope, row: str) -> Mapping[str, Json]:
        return cells_of(scope, self.table, row)


@dataclass(frozen=True)
class Checked(Condition):
    """A check; what is noticed is that it says nothing."""

    item: Item
    check: Check

    def value(self, scope: Scope, row: str) -> object:
        if self.rule.uses_row and isinstance(self.item, Columned):
            return self.rule.node.evaluate(scope.in_row(self.item, row, cells_of(scope, self.item, row)))
        return self.rule.node.evaluate(scope)

    def is_noticed(self, scope: Scope, row: str) -> bool:
        assert scope.is_visible(self.item.id), "the check is off the route"
        said = {(problem.check or "").partition("@")[0] for problem in check_item(scope, self.item)}
        return self.check.id not in said


def cells_of(scope: Scope, table: Columned, row: str) -> Mapping[str, Json]:
    """The answers of one row of a grid or roster."""
    answer = scope.answer(table.id)
    if isinstance(table, Roster):
        return next(cells for cells in as_rows(answer) if cells["id"] == row)
    cells = answer.get(row) if isinstance(answer, dict) else None
    return cells if isinstance(cells, dict) else {}


def conditions(questionnaire: Questionnaire) -> Iterator[Condition]:
    """All of them, in order."""
    for section in questionnaire.sections:
        if section.when:
            inside = tuple(item.id for page in section.pages for item in page.items)
            yield Asked(f"section {section.id}", section.when, inside)
        for page in section.pages:
            if page.when:
                yield Asked(f"page {page.id}", page.when, tuple(item.id for item in page.items))
            for item in page.items:
                yield from _of_item(item)


def _of_item(item: Item) -> Iterator[Condition]:
    if item.when:
        yield Asked(f"{item.id} when", item.when, (item.id,))
    assert not isinstance(item.required, Rule), "write a condition class for it"
    for number, variant in enumerate(item.variants, 1):
        yield Worded(f"{item.id} variant {number}", variant.when, item, variant)
    if isinstance(item, Choice) and item.where:
        yield Offered(f"{item.id} where", item.where, item)
    assert not (isinstance(item, Matrix | Grid) and item.rows.where), "write a condition class for it"
    for check in item.checks:
        yield Checked(f"check {check.id}", check.rule, item, check)
    if isinstance(item, Columned):
        for column in item.columns:
            yield from _of_column(item, column)


def _of_column(table: Columned, column: Item) -> Iterator[Condition]:
    name = f"{table.id}.{column.id}"
    if column.when:
        yield InCell(f"{name} when", column.when, table, column, is_about_duty=False)
    if isinstance(column.required, Rule):
        yield InCell(f"{name} required", column.required, table, column, is_about_duty=True)
    if isinstance(column, Choice) and column.where:
        yield Offered(f"{name} where", column.where, column)
    for check in column.checks:
        yield Checked(f"check {check.id}", check.rule, table, check)
    assert not column.variants, "write a condition class for it"
