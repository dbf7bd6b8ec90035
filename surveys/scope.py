"""The answers in force: what is on the route, what a rule sees, which rows and options there are.

A ``Scope`` holds one document and remembers what it found out; make a new one when the document changes.
What is off the route is kept in the document and never seen here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from surveys.codelists import Code, CodeList, PairList
from surveys.context import FRAME_LISTS, NO_CONTEXT, Context
from surveys.items.base import RowSource
from surveys.items.registry import Choice, Columned, Grid, Item, Matrix
from surveys.model import Questionnaire
from surveys.problems import OTHER, Document, Json, missing_kind
from surveys.rules.parse import Rule
from surveys.rules.values import Coded, RowValue, Value, number_of, text_of
from surveys.texts import Text, format_number

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.]*)\}")


class Scope:
    """One document seen through its questionnaire. Implements ``Situation`` and ``Environment``."""

    def __init__(self, questionnaire: Questionnaire, document: Document, context: Context = NO_CONTEXT) -> None:
        self.questionnaire = questionnaire
        self.document = document
        self.context = context
        self._conditions: dict[int, bool] = {}
        self._visible: dict[str, bool] = {}
        self._answers: dict[str, Json] = {}
        self._values: dict[str, Value] = {}
        self._options: dict[int, tuple[Code, ...]] = {}
        self._rows: dict[int, tuple[Code, ...]] = {}

    def after(self, document: Document) -> Scope:
        """The same questionnaire and context with another document."""
        return Scope(self.questionnaire, document, self.context)

    # -- route -------------------------------------------------------------------------------------------------

    def holds(self, rule: Rule | None) -> bool:
        """Whether a condition is true; no condition always is."""
        if rule is None:
            return True
        key = id(rule)
        if key not in self._conditions:
            self._conditions[key] = False  # a condition that asks for itself is not true
            self._conditions[key] = rule.holds(self)
        return self._conditions[key]

    def is_visible(self, item_id: str) -> bool:
        """Whether an item is asked now: its own condition, its page's and its section's."""
        known = self._visible.get(item_id)
        if known is None:
            section, page = self.questionnaire.place_of(item_id)
            item = self.questionnaire.items[item_id]
            known = self.holds(section.when) and self.holds(page.when) and self.holds(item.when)
            known = known and self._has_something_to_ask(item)
            self._visible[item_id] = known
        return known

    def _has_something_to_ask(self, item: Item) -> bool:
        """A table without rows and a choice without options are not asked."""
        if isinstance(item, Matrix | Grid) and not item.rows.is_fixed:
            return bool(self.rows(item))
        return not (isinstance(item, Choice) and item.where is not None) or bool(self.options(item))

    def is_page_visible(self, page_id: str) -> bool:
        """Whether a page has anything to show."""
        return any(self.is_visible(item.id) for item in self.questionnaire.page(page_id).items)

    # -- answers -----------------------------------------------------------------------------------------------

    def stored(self, item: Item) -> Json:
        """What is stored for an item, on the route or not."""
        return self.document.get(item.id)

    def other_text(self, item: Item) -> str:
        """What is stored as the text of „other“."""
        text = self.document.get(item.id + OTHER)
        return text if isinstance(text, str) else ""

    def answer(self, item_id: str) -> Json:
        """The answer in force: None when there is none, or the item is off the route or does not offer it."""
        if item_id not in self._answers:
            self._answers[item_id] = self._in_force(self.questionnaire.items[item_id])
        return self._answers[item_id]

    def _in_force(self, item: Item) -> Json:
        stored = self.document.get(item.id)
        if stored is None or not item.is_answered_by_respondent or not self.is_visible(item.id):
            return None
        kind = missing_kind(stored)
        if kind is not None:
            return stored if kind in item.missing else None
        return item.effective(stored, self)

    def value(self, name: str) -> Value:
        """What a rule sees of an item or computed value."""
        if name not in self._values:
            self._values[name] = None
            self._values[name] = self._fresh_value(name)
        return self._values[name]

    def _fresh_value(self, name: str) -> Value:
        computed = self.questionnaire.computed.get(name)
        if computed is not None:
            value = computed.rule.node.evaluate(self)
            code = text_of(value) if computed.code_list is not None else None
            return Coded(code, computed.code_list) if computed.code_list is not None and code is not None else value
        if name not in self.questionnaire.items:
            return None
        answer = self.answer(name)
        if answer is None or missing_kind(answer) is not None:
            return None
        return self.questionnaire.items[name].value(answer)

    # -- rows and options --------------------------------------------------------------------------------------

    def options(self, item: Item) -> tuple[Code, ...]:
        """The codes an item or column offers now."""
        if not isinstance(item, Choice):
            return ()
        key = id(item)
        if key not in self._options:
            where = item.where
            candidates = item.candidates
            if where is not None:
                candidates = tuple(
                    c for c in candidates if where.holds(InRow(self, Coded(c.code, item.choices), None, {}))
                )
            self._options[key] = candidates
        return self._options[key]

    def rows(self, item: Item) -> tuple[Code, ...]:
        """The rows of a matrix or grid now, in order."""
        if not isinstance(item, Matrix | Grid):
            return ()
        key = id(item)
        if key not in self._rows:
            self._rows[key] = self._rows_of(item.rows)
        return self._rows[key]

    def _rows_of(self, source: RowSource) -> tuple[Code, ...]:
        codes = [code for code in source.codes.codes if code.code not in source.left_out]
        if source.origin is not None:
            chosen = self.answer(source.origin) if source.origin in self.questionnaire.items else None
            codes = [code for code in codes if isinstance(chosen, list) and code.code in chosen]
        where = source.where
        if where is not None:
            codes = [code for code in codes if where.holds(self._row(source, code))]
        for rule, is_descending in reversed(source.order):
            codes = self._sorted(codes, rule, source, is_descending=is_descending)
        return tuple(codes[: source.limit])

    def _row(self, source: RowSource, code: Code) -> InRow:
        return InRow(self, Coded(code.code, source.codes), None, {})

    def _sorted(self, codes: list[Code], rule: Rule, source: RowSource, *, is_descending: bool) -> list[Code]:
        """Stable; a missing value comes last, whatever the direction."""

        def key(code: Code) -> tuple[bool, Decimal]:
            number = number_of(rule.node.evaluate(self._row(source, code)))
            if number is None:
                return True, Decimal(0)
            return False, -number if is_descending else number

        return sorted(codes, key=key)

    def columns(self, item: Item, row: str, cells: Mapping[str, Json]) -> tuple[Item, ...]:
        """The columns asked in a row, given what stands in it."""
        if all(column.when is None for column in item.columns):
            return item.columns
        environment = self.in_row(item, row, cells)
        return tuple(c for c in item.columns if c.when is None or c.when.holds(environment))

    def is_required(self, column: Item, item: Item, row: str, cells: Mapping[str, Json]) -> bool:
        """Whether a column must be answered: by itself, or by a rule; in an optional item only once a row is begun."""
        is_begun = any(other.id in cells for other in item.columns)
        if item.required is False and not is_begun and isinstance(item, Grid):
            return False
        if isinstance(column.required, Rule):
            return column.required.holds(self.in_row(item, row, cells))
        return column.required

    def in_row(self, item: Item, row: str, cells: Mapping[str, Json]) -> InRow:
        """The environment of a rule that stands in a row of ``item``."""
        key = Coded(row, item.rows.codes) if isinstance(item, Matrix | Grid) else row
        return InRow(self, key, item if isinstance(item, Columned) else None, cells)

    # -- what rules ask ----------------------------------------------------------------------------------------

    def look_up(self, parts: tuple[str, ...]) -> Value:
        """The value of a dotted name."""
        name, rest = parts[0], parts[1:]
        if name == "frame":
            return self._frame_value(rest)
        if name == "wave":
            number = self.context.wave.get(rest[0]) if rest else None
            return None if number is None else Decimal(number)
        if not rest:
            return self.value(name)
        item = self.questionnaire.items.get(name)
        if isinstance(item, Matrix):
            return item.row_value(self.answer(name), rest[0])
        return self._table_value(name, item, rest) if isinstance(item, Columned) else None

    def _table_value(self, name: str, item: Columned, rest: tuple[str, ...]) -> Value:
        rows = self.value(name)
        if not isinstance(rows, tuple):
            return None
        if rest[0] in {column.id for column in item.columns}:
            return tuple(row.columns.get(rest[0]) for row in rows if isinstance(row, RowValue))
        return self.look_up_row(name, rest[0], rest[1:])

    def look_up_row(self, name: str, key: Value, rest: tuple[str, ...]) -> Value:
        """``name[key].rest``: a row by its code; the only column needs no name."""
        item, code = self.questionnaire.items.get(name), text_of(key)
        if code is None:
            return None
        if isinstance(item, Matrix):
            return item.row_value(self.answer(name), code)
        if not isinstance(item, Columned):
            return None
        column = rest[0] if rest else item.columns[0].id if len(item.columns) == 1 else ""
        return item.cell_value(item.cells_of(self.answer(name), code), column)

    def _frame_value(self, rest: tuple[str, ...]) -> Value:
        entry = self.context.frame.get(rest[0]) if rest else None
        if entry is None or isinstance(entry, int):
            return None if entry is None else Decimal(entry)
        found = self.questionnaire.lists.get(FRAME_LISTS.get(rest[0]) or "")
        return Coded(entry, found) if isinstance(found, CodeList) else entry

    def said(self, item: str, kind: str) -> bool:
        """Whether an item was answered with this missing kind."""
        return item in self.questionnaire.items and missing_kind(self.answer(item)) == kind

    def find_list(self, list_id: str) -> CodeList | PairList | None:
        """The list of this name."""
        return self.questionnaire.lists.get(list_id)

    # -- words -------------------------------------------------------------------------------------------------

    def label(self, item: Item) -> Text:
        """The question as it is asked now."""
        for variant in item.variants:
            if variant.label and self.holds(variant.when):
                return variant.label
        return item.label

    def hint(self, item: Item) -> Text:
        """The help text as it stands now."""
        for variant in item.variants:
            if variant.hint and self.holds(variant.when):
                return variant.hint
        return item.hint

    def words(self, item: Item) -> CodeList | None:
        """The list whose labels are shown now for the rows (matrix) or codes of an item."""
        for variant in item.variants:
            if variant.words is not None and self.holds(variant.when):
                return variant.words
        return item.rows.codes if isinstance(item, Matrix | Grid) else item.code_list

    def text(self, text: Text, language: str) -> tuple[str, str]:
        """A text with its placeholders filled, and the language it is really in."""
        words, actual = text.get_with_language(language)
        if "{" not in words:
            return words, actual
        return _PLACEHOLDER.sub(lambda match: self._placeholder(match[1], actual), words), actual

    def filled(self, text: Text) -> Text:
        """A text in all its languages with its placeholders filled."""
        return Text(tuple((language, self.text(text, language)[0]) for language in text))

    def _placeholder(self, name: str, language: str) -> str:
        if name in self.context.wave:
            return str(self.context.wave[name])
        value = self.look_up(tuple(name.split(".")))
        if isinstance(value, Decimal):
            return format_number(int(value) if value == value.to_integral_value() else value.normalize(), language)
        if isinstance(value, Coded) and value.code in value.code_list.by_code:
            return value.code_list.by_code[value.code].label.in_(language)
        return text_of(value) or "…"


class InRow:
    """The environment of a rule inside a row: ``row`` is the row, all else is the scope's."""

    def __init__(self, scope: Scope, key: Coded | str, item: Columned | None, cells: Mapping[str, Json]) -> None:
        self.scope = scope
        self.key = key
        self.item = item
        self.cells = cells

    def look_up(self, parts: tuple[str, ...]) -> Value:
        """``row`` is the code of the row, ``row.column`` a value in it."""
        if parts[0] != "row":
            return self.scope.look_up(parts)
        if len(parts) == 1:
            return self.key
        return None if self.item is None else self.item.cell_value(self.cells, parts[1])

    def look_up_row(self, name: str, key: Value, rest: tuple[str, ...]) -> Value:
        """A row of another table by the code of this one."""
        return self.scope.look_up_row(name, key, rest)

    def said(self, item: str, kind: str) -> bool:
        """``said(row.column, kind)`` asks the row, all else the scope."""
        name, _, column = item.partition(".")
        if name == "row":
            return missing_kind(self.cells.get(column)) == kind
        return self.scope.said(item, kind)

    def find_list(self, list_id: str) -> CodeList | PairList | None:
        """The list of this name."""
        return self.scope.find_list(list_id)
