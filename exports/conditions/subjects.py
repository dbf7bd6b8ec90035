"""What a name in a rule stands for, as the reader of a questionnaire knows it."""

from __future__ import annotations

from dataclasses import dataclass

from exports.conditions.parts import Subject, Vocabulary
from surveys.items.registry import Grid, Item, Matrix
from surveys.rules.nodes import Constant, Index, Name, Node


@dataclass(frozen=True)
class Subjects:
    """Finds the subject of a name; ``owner`` is the table whose ``row`` a rule speaks of."""

    vocabulary: Vocabulary
    owner: Item | None

    def of(self, node: Node) -> Subject | None:
        """The subject of a node, or None when it is no name of something that is answered."""
        if isinstance(node, Name):
            return self.named(node.parts)
        if not isinstance(node, Index):
            return None
        item = self.vocabulary.scope.questionnaire.items.get(node.name)
        if not isinstance(item, Matrix | Grid):
            return None
        if isinstance(node.key, Name) and node.key.parts == ("row",):
            words = self.vocabulary.say("same_row", subject=self.vocabulary.question(item))
            return self._column(Subject(words, item, item.code_list), node.rest)
        return self._row(item, str(node.key.value), node.rest) if isinstance(node.key, Constant) else None

    def named(self, parts: tuple[str, ...]) -> Subject | None:
        """The subject of a dotted name."""
        name, rest = parts[0], parts[1:]
        if name == "row":
            return self._own_row(rest)
        computed = self.vocabulary.scope.questionnaire.computed.get(name)
        if computed is not None and computed.label and not rest:
            return Subject(self.vocabulary.quoted(computed.label), None, computed.code_list)
        item = self.vocabulary.scope.questionnaire.items.get(name)
        if item is None:
            return None
        if not rest:
            return Subject(self.vocabulary.question(item), item, item.code_list)
        if isinstance(item, Matrix | Grid) and rest[0] in item.rows.codes.by_code:
            return self._row(item, rest[0], rest[1:])
        return self._column(Subject(self.vocabulary.question(item), item), rest)

    def _own_row(self, rest: tuple[str, ...]) -> Subject | None:
        columns = {column.id: column for column in (self.owner.columns if self.owner is not None else ())}
        column = columns.get(rest[0]) if rest else None
        return None if column is None else Subject(self.vocabulary.quoted(column.label), column, column.code_list)

    def _row(self, item: Matrix | Grid, row: str, rest: tuple[str, ...]) -> Subject | None:
        code = item.rows.codes.by_code.get(row)
        if code is None:
            return None
        name = self.vocabulary.quoted(code.label)
        words = self.vocabulary.say("in_row", subject=self.vocabulary.question(item), row=name)
        if isinstance(item, Grid) and not rest and len(item.columns) == 1:
            return Subject(words, item.columns[0], item.columns[0].code_list)
        return self._column(Subject(words, item, item.code_list), rest)

    def _column(self, whole: Subject, rest: tuple[str, ...]) -> Subject | None:
        if not rest or whole.item is None:
            return whole
        column = next((column for column in whole.item.columns if column.id == rest[0]), None)
        if column is None:
            return None
        words = self.vocabulary.say("in_column", subject=whole.words, column=self.vocabulary.quoted(column.label))
        return Subject(words, column, column.code_list)
