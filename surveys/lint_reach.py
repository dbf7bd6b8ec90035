"""Conditions and checks that can never be true, or always are, whatever is chosen.

Only codes are tried out, all combinations of them: what depends on numbers, texts or several answers at once
counts as possible either way. A rule with too many combinations is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from math import prod

from surveys.codelists import CodeList, PairList
from surveys.items.registry import Choice, Item, Single
from surveys.lint_rules import list_of
from surveys.messages import Message
from surveys.model import Questionnaire
from surveys.rules import nodes
from surveys.rules.functions import Call
from surveys.rules.nodes import Node
from surveys.rules.parse import Rule
from surveys.rules.values import Coded, Value
from surveys.source import SourceProblem

MOST_COMBINATIONS = 5000
_PURE = frozenset({"within", "if", "coalesce", "abs", "min", "max", "sum", "round", "answered", "count", "share"})
"""Functions that look at nothing but the values they are given."""


@dataclass
class Trial:
    """One way to answer: the value of each name. An environment for rules that ask for names only."""

    values: Mapping[str, Value]

    def look_up(self, parts: tuple[str, ...]) -> Value:
        """The value tried for a name."""
        return self.values.get(".".join(parts))

    def look_up_row(self, name: str, key: Value, rest: tuple[str, ...]) -> Value:
        """Never tried."""
        return None

    def said(self, item: str, kind: str) -> bool:
        """Never tried."""
        return False

    def find_list(self, list_id: str) -> CodeList | PairList | None:
        """Never tried."""
        return None


@dataclass
class Names:
    """What a rule depends on: for each name the values to try, and the conditions of the items behind the names."""

    questionnaire: Questionnaire
    host: Item | None = None
    values: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    guards: dict[str, Node] = field(default_factory=dict)

    def take(self, node: Node) -> Node:
        """The rule with every part that cannot be tried out replaced by a name that may be anything."""
        if isinstance(node, nodes.Junction):
            return nodes.Junction(node.word, tuple(self.take(part) for part in node.parts))
        if isinstance(node, nodes.Not):
            return nodes.Not(self.take(node.part))
        if all(self._can_try(part) for part in nodes.walk(node)):
            for part in nodes.walk(node):
                if isinstance(part, nodes.Name):
                    self._add(part)
            return node
        name = f"? {node}"
        self.values[name] = (True, False, None)
        return nodes.Name((name,))

    def outcomes(self, node: Node) -> set[Value]:
        """All values of a rule over every way to answer; empty when there are too many ways."""
        if prod(map(len, self.values.values())) > MOST_COMBINATIONS:
            return set()
        trials = (Trial(dict(zip(self.values, chosen, strict=True))) for chosen in product(*self.values.values()))
        return {node.evaluate(trial) for trial in trials if self._is_possible(trial)}

    def _is_possible(self, trial: Trial) -> bool:
        """Whether every item that has an answer in this trial is asked in it."""
        return all(trial.values[name] is None or guard.evaluate(trial) is True for name, guard in self.guards.items())

    def _can_try(self, node: Node) -> bool:
        if isinstance(node, nodes.Name):
            return bool(self._codes(node))
        if isinstance(node, Call):
            return node.function.name in _PURE
        return not isinstance(node, nodes.Index | nodes.Word)

    def _codes(self, node: nodes.Name) -> tuple[Value, ...]:
        """The codes a name can stand for; none when it is not a single choice."""
        item = self.questionnaire.items.get(node.parts[0])
        if isinstance(item, Single):
            return tuple(Coded(code.code, item.choices) for code in item.candidates)
        if node.parts == ("row",) and isinstance(self.host, Choice):
            return tuple(Coded(code.code, self.host.choices) for code in self.host.candidates)
        is_single = item is None or (len(node.parts) == 2 and item.type == "matrix")
        found = list_of(self.questionnaire, node, self.host) if is_single else None
        return tuple(Coded(code, found) for code in found.by_code) if found is not None else ()

    def _add(self, node: nodes.Name) -> None:
        name = ".".join(node.parts)
        if name in self.values:
            return
        codes = self._codes(node)
        self.values[name] = codes if name == "row" else (*codes, None)
        if node.parts[0] in self.questionnaire.items:
            asked = condition(self.questionnaire, node.parts[0])
            if asked is not None:
                self.guards[name] = self.take(asked)


def condition(questionnaire: Questionnaire, item_id: str) -> Node | None:
    """The condition of an item with those of its page and section; None when it is always asked."""
    section, page = questionnaire.place_of(item_id)
    rules = [rule for rule in (section.when, page.when, questionnaire.items[item_id].when) if rule is not None]
    return nodes.Junction("and", tuple(rule.node for rule in rules)) if rules else None


def check_reach(questionnaire: Questionnaire) -> Iterator[SourceProblem]:
    """Hints on conditions and checks that cannot make a difference, and on items that nobody can reach."""
    for section in questionnaire.sections:
        yield from _condition(questionnaire, section.id, section.when, None)
        for page in section.pages:
            yield from _condition(questionnaire, page.id, page.when, None)
    for item in questionnaire.items.values():
        yield from _item(questionnaire, item)
        for column in item.columns:
            yield from _condition(questionnaire, f"{item.id}.{column.id}", column.when, item)
        for owner in (item, *item.columns):
            for check in owner.checks:
                yield from _check(questionnaire, check.id, check.rule, item)


def _item(questionnaire: Questionnaire, item: Item) -> Iterator[SourceProblem]:
    where = item.where if isinstance(item, Choice) else None
    hints = [*_condition(questionnaire, item.id, item.when, None), *_condition(questionnaire, item.id, where, item)]
    for variant in item.variants:
        hints += _condition(questionnaire, item.id, variant.when, None)
    yield from hints
    whole = None if hints else condition(questionnaire, item.id)
    found = _values(questionnaire, whole, None) if whole is not None else set()
    if found and True not in found:
        yield _hint(item.line, "unreachable", name=item.id)


def _values(questionnaire: Questionnaire, node: Node, host: Item | None) -> set[Value]:
    names = Names(questionnaire, host)
    return names.outcomes(names.take(node))


def _condition(
    questionnaire: Questionnaire, name: str, rule: Rule | None, host: Item | None
) -> Iterator[SourceProblem]:
    found = _values(questionnaire, rule.node, host) if rule is not None else set()
    if rule is not None and found and not {True, False} <= found:
        code = "never_true" if True not in found else "always_true"
        yield _hint(rule.line, code, name=name, rule=rule.text)


def _check(questionnaire: Questionnaire, name: str, rule: Rule, host: Item) -> Iterator[SourceProblem]:
    found = _values(questionnaire, rule.node, host)
    if found and not {True, False} <= found:
        yield _hint(rule.line, "never_violated" if False not in found else "always_violated", name=name)


def _hint(line: int, code: str, **params: str) -> SourceProblem:
    return SourceProblem(line, Message(f"lint.{code}", params), is_hint=True)
