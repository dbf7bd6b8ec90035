"""The tree of a rule. Each node evaluates itself against the answers; nothing here can raise on answers.

Kleene logic: missing is neither true nor false; an operator with a missing operand is missing, except
``and``, ``or`` and the functions that are made for missing values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from surveys.codelists import CodeList, PairList
from surveys.rules.values import Value, fixed, flat, in_order, number_of, same


class Environment(Protocol):
    """What a rule can see: the answers in force, the row it stands in, and the lists."""

    def look_up(self, parts: tuple[str, ...]) -> Value:
        """The value of a dotted name."""

    def look_up_row(self, name: str, key: Value, rest: tuple[str, ...]) -> Value:
        """The value of ``name[key].rest``: a row of a matrix or grid by its code."""

    def said(self, item: str, kind: str) -> bool:
        """Whether ``item`` was answered with this missing kind."""

    def find_list(self, list_id: str) -> CodeList | PairList | None:
        """The list of this name."""


class Node(Protocol):
    """A part of a rule."""

    def evaluate(self, environment: Environment) -> Value:
        """The value of this part for these answers."""

    def children(self) -> tuple[Node, ...]:
        """The parts it is made of."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, a quoted text, ``true`` or ``false``."""

    value: Value

    def evaluate(self, environment: Environment) -> Value:
        return self.value

    def children(self) -> tuple[Node, ...]:
        return ()

    def __str__(self) -> str:
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return f'"{self.value}"' if isinstance(self.value, str) else str(self.value)


@dataclass(frozen=True, slots=True)
class Name:
    """A dotted name: an item, a part of it, ``row``, ``frame.…``, ``wave.…`` or a computed value."""

    parts: tuple[str, ...]

    def evaluate(self, environment: Environment) -> Value:
        return environment.look_up(self.parts)

    def children(self) -> tuple[Node, ...]:
        return ()

    def __str__(self) -> str:
        return ".".join(self.parts)


@dataclass(frozen=True, slots=True)
class Word:
    """A name that stands for itself: a list, an item, a column, a missing kind or an operator."""

    text: str

    def evaluate(self, environment: Environment) -> Value:
        return self.text

    def children(self) -> tuple[Node, ...]:
        return ()

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Index:
    """A row by its code: ``drv[row]``, ``cmp["K01"].need``."""

    name: str
    key: Node
    rest: tuple[str, ...]

    def evaluate(self, environment: Environment) -> Value:
        return environment.look_up_row(self.name, self.key.evaluate(environment), self.rest)

    def children(self) -> tuple[Node, ...]:
        return (self.key,)

    def __str__(self) -> str:
        return f"{self.name}[{self.key}]" + "".join(f".{part}" for part in self.rest)


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list written out: ``["1", "2"]``."""

    parts: tuple[Node, ...]

    def evaluate(self, environment: Environment) -> Value:
        return tuple(part.evaluate(environment) for part in self.parts)

    def children(self) -> tuple[Node, ...]:
        return self.parts

    def __str__(self) -> str:
        return "[" + ", ".join(map(str, self.parts)) + "]"


@dataclass(frozen=True, slots=True)
class Not:
    """``not x``: missing stays missing."""

    part: Node

    def evaluate(self, environment: Environment) -> Value:
        value = self.part.evaluate(environment)
        return not value if isinstance(value, bool) else None

    def children(self) -> tuple[Node, ...]:
        return (self.part,)

    def __str__(self) -> str:
        return f"(not {self.part})"


@dataclass(frozen=True, slots=True)
class Junction:
    """``and`` / ``or``: one false (true) decides, whatever is missing."""

    word: str
    parts: tuple[Node, ...]

    def evaluate(self, environment: Environment) -> Value:
        decisive, seen_missing = self.word == "or", False
        for part in self.parts:
            value = part.evaluate(environment)
            if not isinstance(value, bool):
                seen_missing = True
            elif value is decisive:
                return decisive
        return None if seen_missing else not decisive

    def children(self) -> tuple[Node, ...]:
        return self.parts

    def __str__(self) -> str:
        return "(" + f" {self.word} ".join(map(str, self.parts)) + ")"


@dataclass(frozen=True, slots=True)
class Comparison:
    """``= != < <= > >=`` between numbers, scores, codes, texts and dates."""

    operator: str
    left: Node
    right: Node

    def evaluate(self, environment: Environment) -> Value:
        return compare(self.operator, self.left.evaluate(environment), self.right.evaluate(environment))

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)

    def __str__(self) -> str:
        return f"({self.left} {self.operator} {self.right})"


@dataclass(frozen=True, slots=True)
class Membership:
    """``x in [..]``."""

    part: Node
    choices: Node

    def evaluate(self, environment: Environment) -> Value:
        value, choices = self.part.evaluate(environment), self.choices.evaluate(environment)
        if value is None or not isinstance(choices, tuple):
            return None
        return any(same(value, choice) is True for choice in flat(choices))

    def children(self) -> tuple[Node, ...]:
        return (self.part, self.choices)

    def __str__(self) -> str:
        return f"({self.part} in {self.choices})"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``+ - * /`` with six places; division by zero is missing."""

    operator: str
    left: Node
    right: Node

    def evaluate(self, environment: Environment) -> Value:
        left = number_of(self.left.evaluate(environment))
        right = number_of(self.right.evaluate(environment))
        return None if left is None or right is None else calculate(self.operator, left, right)

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)

    def __str__(self) -> str:
        return f"({self.left} {self.operator} {self.right})"


def compare(operator: str, left: Value, right: Value) -> bool | None:
    """One comparison; missing when the kinds cannot be compared."""
    if operator in ("=", "!="):
        equal = same(left, right)
        return None if equal is None else equal is (operator == "=")
    order = in_order(left, right)
    if order is None:
        return None
    return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[operator]


def calculate(operator: str, left: Decimal, right: Decimal) -> Decimal | None:
    """One calculation, fixed to six places."""
    if operator == "+":
        return fixed(left + right)
    if operator == "-":
        return fixed(left - right)
    if operator == "*":
        return fixed(left * right)
    return fixed(left / right) if right else None


def walk(node: Node) -> Iterator[Node]:
    """All parts of a rule."""
    yield node
    for child in node.children():
        yield from walk(child)
