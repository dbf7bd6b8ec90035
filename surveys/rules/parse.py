"""Text of a rule → tree, with limits on length and depth. A fault is a ``RuleError`` with a message."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from surveys.codelists import OFFERED
from surveys.messages import Message
from surveys.rules import nodes
from surveys.rules.functions import FUNCTIONS, Argument, Call
from surveys.rules.nodes import Environment, Node

MAX_LENGTH = 500
MAX_DEPTH = 50
MAX_DIGITS = 15
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
RULE_WORDS = frozenset({"and", "or", "not", "in", "true", "false"})
"""Words with a meaning of their own: nothing can be called like them."""
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)
    |(?P<text>"[^"]*")
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign><=|>=|!=|[=<>+\-*/()\[\],.]))""",
    re.VERBOSE | re.ASCII,
)


class RuleError(ValueError):
    """A rule that cannot be understood; ``message`` says what and where."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.message = Message(f"rule.{code}", params)
        super().__init__(code, params)


@dataclass(frozen=True)
class Rule:
    """A parsed rule with the text it was written as."""

    text: str
    node: Node
    line: int = field(default=0, compare=False)

    def holds(self, environment: Environment) -> bool:
        """Whether the rule is true; missing is not true."""
        return self.node.evaluate(environment) is True

    def is_violated(self, environment: Environment) -> bool:
        """Whether the rule is false; missing never blocks."""
        return self.node.evaluate(environment) is False

    @cached_property
    def names(self) -> frozenset[str]:
        """First words of all names in the rule, words for items included."""
        found: set[str] = set()
        for node in nodes.walk(self.node):
            if isinstance(node, nodes.Name):
                found.add(node.parts[0])
            elif isinstance(node, nodes.Index):
                found.add(node.name)
            elif isinstance(node, Call):
                found |= {word.partition(".")[0] for word in _words(node, Argument.ITEM)}
        return frozenset(found)

    @cached_property
    def frame_names(self) -> frozenset[str]:
        """What the rule reads of the frame."""
        names = (node.parts for node in nodes.walk(self.node) if isinstance(node, nodes.Name))
        return frozenset(parts[1] for parts in names if parts[0] == "frame" and len(parts) > 1)

    @cached_property
    def lists(self) -> frozenset[str]:
        """The lists that functions of the rule name."""
        calls = (node for node in nodes.walk(self.node) if isinstance(node, Call))
        return frozenset(word for call in calls for word in _words(call, Argument.LIST))

    @cached_property
    def uses_row(self) -> bool:
        """Whether the rule speaks of the row it stands in."""
        return "row" in self.names


def parse(text: str, line: int = 0) -> Rule:
    """Parse a rule that stands at ``line`` of a file; raises RuleError."""
    if len(text) > MAX_LENGTH:
        raise RuleError("too_long", length=MAX_LENGTH)
    return Rule(text, _Parser(text).whole(), line)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    place: int


def _tokens(text: str) -> list[_Token]:
    found, place, stripped = [], 0, text.rstrip()
    while place < len(stripped):
        match = _TOKEN.match(stripped, place)
        if match is None or match.lastgroup is None:
            place += len(stripped[place:]) - len(stripped[place:].lstrip())
            raise RuleError("unexpected_character", place=place + 1, text=stripped[place : place + 6])
        kind = match.lastgroup
        found.append(_Token(kind, match[kind], match.start(kind)))
        place = match.end()
    return [*found, _Token("end", "", len(stripped))]


class _Parser:
    """Recursive descent, one method a level of precedence."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.place = 0
        self.depth = 0

    def whole(self) -> Node:
        node = self.either()
        if self.token.kind != "end":
            raise self.unexpected()
        return node

    @property
    def token(self) -> _Token:
        return self.tokens[self.place]

    def next(self) -> _Token:
        self.place += 1
        return self.tokens[self.place - 1]

    def is_sign(self, *signs: str) -> bool:
        return self.token.kind == "sign" and self.token.text in signs

    def is_word(self, word: str) -> bool:
        return self.token.kind == "name" and self.token.text == word

    def expect(self, sign: str) -> None:
        if not self.is_sign(sign):
            raise RuleError("expected", sign=sign, place=self.token.place + 1)
        self.next()

    def unexpected(self) -> RuleError:
        if self.token.kind == "end":
            return RuleError("incomplete")
        return RuleError("unexpected", text=self.token.text, place=self.token.place + 1)

    def either(self) -> Node:
        return self.junction("or", self.both)

    def both(self) -> Node:
        return self.junction("and", self.negation)

    def junction(self, word: str, inner: Callable[[], Node]) -> Node:
        parts = [inner()]
        while self.is_word(word):
            self.next()
            parts.append(inner())
        return parts[0] if len(parts) == 1 else nodes.Junction(word, tuple(parts))

    def nested(self, inner: Callable[[], Node]) -> Node:
        """A part that can hold any other; every way into the depth leads through here."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise RuleError("too_deep", depth=MAX_DEPTH)
        node = inner()
        self.depth -= 1
        return node

    def negation(self) -> Node:
        if self.is_word("not"):
            self.next()
            return nodes.Not(self.nested(self.negation))
        return self.nested(self.comparison)

    def comparison(self) -> Node:
        left = self.sum()
        if self.is_sign(*COMPARISONS):
            return nodes.Comparison(self.next().text, left, self.sum())
        if self.is_word("in"):
            self.next()
            return nodes.Membership(left, self.sum())
        if self.is_word("not"):
            self.next()
            if not self.is_word("in"):
                raise RuleError("expected", sign="in", place=self.token.place + 1)
            self.next()
            return nodes.Not(nodes.Membership(left, self.sum()))
        return left

    def sum(self) -> Node:
        node = self.product()
        while self.is_sign("+", "-"):
            node = nodes.Arithmetic(self.next().text, node, self.product())
        return node

    def product(self) -> Node:
        node = self.signed()
        while self.is_sign("*", "/"):
            node = nodes.Arithmetic(self.next().text, node, self.signed())
        return node

    def signed(self) -> Node:
        if self.is_sign("-"):
            self.next()
            return nodes.Arithmetic("-", nodes.Constant(Decimal(0)), self.primary())
        return self.primary()

    def primary(self) -> Node:
        if self.token.kind == "number":
            return self.number()
        if self.token.kind == "text":
            return nodes.Constant(self.next().text[1:-1])
        if self.is_sign("("):
            self.next()
            node = self.either()
            self.expect(")")
            return node
        if self.is_sign("["):
            self.next()
            return nodes.ListOf(tuple(self.sequence("]")))
        if self.token.kind == "name":
            return self.named()
        raise self.unexpected()

    def number(self) -> Node:
        text = self.next().text
        if len(text.replace(".", "")) > MAX_DIGITS:
            raise RuleError("number_too_long", digits=MAX_DIGITS)
        return nodes.Constant(Decimal(text))

    def sequence(self, end: str) -> list[Node]:
        parts: list[Node] = []
        while not self.is_sign(end):
            parts.append(self.either())
            if not self.is_sign(end):
                self.expect(",")
        self.next()
        return parts

    def named(self) -> Node:
        word = self.next().text
        if word in ("true", "false"):
            return nodes.Constant(word == "true")
        if self.is_sign("("):
            return self.call(word)
        if word in RULE_WORDS:
            self.place -= 1
            raise self.unexpected()
        if self.is_sign("["):
            self.next()
            key = self.nested(self.sum)
            self.expect("]")
            return nodes.Index(word, key, self.dotted())
        return nodes.Name((word, *self.dotted()))

    def dotted(self) -> tuple[str, ...]:
        parts: list[str] = []
        while self.is_sign("."):
            self.next()
            if self.token.kind not in ("name", "number"):
                raise self.unexpected()
            parts.append(self.next().text)
        return tuple(parts)

    def call(self, name: str) -> Node:
        function = FUNCTIONS.get(name)
        if function is None:
            raise RuleError("unknown_function", name=name, **_suggestion(name))
        self.expect("(")
        arguments: list[Node] = []
        while not self.is_sign(")"):
            arguments.append(self.argument(function.argument(len(arguments))))
            if not self.is_sign(")"):
                self.expect(",")
        self.next()
        if not function.accepts(len(arguments)):
            raise RuleError("arguments", name=name, wanted=len(function.arguments), given=len(arguments))
        return Call(function, tuple(arguments))

    def argument(self, kind: Argument) -> Node:
        if kind is Argument.VALUE:
            return self.either()
        if kind is Argument.OPERATOR:
            if not self.is_sign(*COMPARISONS):
                raise RuleError("expected", sign=" ".join(COMPARISONS), place=self.token.place + 1)
            return nodes.Word(self.next().text)
        if self.token.kind != "name":
            raise self.unexpected()
        word = self.next().text
        if kind is Argument.ITEM:
            word = ".".join((word, *self.dotted()))
        if kind is Argument.KIND and word not in OFFERED:
            raise RuleError("unknown_kind", name=word, kinds=", ".join(OFFERED))
        return nodes.Word(word)


def _words(call: Call, kind: Argument) -> list[str]:
    return [str(word) for place, word in enumerate(call.arguments) if call.function.argument(place) is kind]


def _suggestion(name: str) -> dict[str, str]:
    close = difflib.get_close_matches(name, FUNCTIONS, 1)
    return {"suggestion": close[0] if close else ", ".join(FUNCTIONS)}
