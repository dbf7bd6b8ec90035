"""The closed list of functions of the rule language: their arguments and what they do.

An argument is a value, or a word that stands for itself (item, list, column, kind, operator).
Adding a function is one function here and one line in ``FUNCTIONS``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

from surveys.codelists import CodeList, PairList
from surveys.rules.nodes import Environment, Node, compare
from surveys.rules.values import Coded, Value, fixed, flat, number_of, same, text_of


class Argument(StrEnum):
    """What may stand at a place of a function call."""

    VALUE = "value"
    ITEM = "item"
    LIST = "list"
    KIND = "kind"
    OPERATOR = "operator"
    COLUMN = "column"


Evaluate = Callable[[Environment, tuple[Node, ...]], Value]


@dataclass(frozen=True, slots=True)
class Function:
    """A function: the kinds of its arguments; the last kind repeats when ``is_open``."""

    name: str
    arguments: tuple[Argument, ...]
    evaluate: Evaluate
    is_open: bool = False

    def argument(self, place: int) -> Argument:
        """The kind of the argument at ``place`` (0 first)."""
        return self.arguments[min(place, len(self.arguments) - 1)]

    def accepts(self, count: int) -> bool:
        """Whether so many arguments fit."""
        return count >= len(self.arguments) if self.is_open else count == len(self.arguments)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function."""

    function: Function
    arguments: tuple[Node, ...]

    def evaluate(self, environment: Environment) -> Value:
        return self.function.evaluate(environment, self.arguments)

    def children(self) -> tuple[Node, ...]:
        return self.arguments

    def __str__(self) -> str:
        return f"{self.function.name}({', '.join(map(str, self.arguments))})"


def _strict(calculate: Callable[[tuple[Value, ...]], Value]) -> Evaluate:
    """A function of values that is missing when any of them is."""

    def evaluate(environment: Environment, arguments: tuple[Node, ...]) -> Value:
        values = tuple(argument.evaluate(environment) for argument in arguments)
        return None if any(value is None for value in values) else calculate(values)

    return evaluate


def _lenient(calculate: Callable[[tuple[Value, ...]], Value]) -> Evaluate:
    def evaluate(environment: Environment, arguments: tuple[Node, ...]) -> Value:
        return calculate(tuple(argument.evaluate(environment) for argument in arguments))

    return evaluate


def _numbers(values: tuple[Value, ...]) -> list[Decimal]:
    return [number for value in flat(values) if (number := number_of(value)) is not None]


def _sum(values: tuple[Value, ...]) -> Value:
    numbers = _numbers(values)
    return fixed(sum(numbers, Decimal(0))) if numbers else None


def _minimum(values: tuple[Value, ...]) -> Value:
    return min(_numbers(values), default=None)


def _maximum(values: tuple[Value, ...]) -> Value:
    return max(_numbers(values), default=None)


def _absolute(values: tuple[Value, ...]) -> Value:
    number = number_of(values[0])
    return None if number is None else abs(number)


def _round(values: tuple[Value, ...]) -> Value:
    number, places = number_of(values[0]), number_of(values[1])
    if number is None or places is None or places not in range(7):
        return None
    return number.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_EVEN)


def _share(values: tuple[Value, ...]) -> Value:
    part, whole = number_of(values[0]), number_of(values[1])
    return fixed(part * 100 / whole) if part is not None and whole else None


def _coalesce(environment: Environment, arguments: tuple[Node, ...]) -> Value:
    for argument in arguments:
        value = argument.evaluate(environment)
        if value is not None:
            return value
    return None


def _if(environment: Environment, arguments: tuple[Node, ...]) -> Value:
    condition = arguments[0].evaluate(environment)
    if not isinstance(condition, bool):
        return None
    return arguments[1 if condition else 2].evaluate(environment)


def _any_of(values: tuple[Value, ...]) -> Value:
    return any(same(a, b) is True for a in flat(values[0]) for b in flat(values[1]))


def _all_of(values: tuple[Value, ...]) -> Value:
    return all(any(same(a, b) is True for a in flat(values[0])) for b in flat(values[1]))


def _compare_each(values: tuple[Value, ...]) -> list[bool | None]:
    operator = values[1] if isinstance(values[1], str) else "="
    return [compare(operator, value, values[2]) for value in flat(values[0])]


def _any(values: tuple[Value, ...]) -> Value:
    results = _compare_each(values)
    return True if True in results else None if None in results or not results else False


def _all(values: tuple[Value, ...]) -> Value:
    results = _compare_each(values)
    return False if False in results else None if None in results or not results else True


def _within(values: tuple[Value, ...]) -> Value:
    value, ancestor = values
    if not isinstance(value, Coded):
        return None
    return value.code_list.is_within(value.code, text_of(ancestor) or "")


def _said(environment: Environment, arguments: tuple[Node, ...]) -> Value:
    return environment.said(str(arguments[0]), str(arguments[1]))


def _pair(environment: Environment, arguments: tuple[Node, ...]) -> Value:
    found = environment.find_list(str(arguments[0]))
    left, right = (text_of(argument.evaluate(environment)) for argument in arguments[1:])
    if not isinstance(found, PairList) or left is None or right is None:
        return None
    return (left, right) in found.pairs


def _class(environment: Environment, arguments: tuple[Node, ...]) -> Value:
    number, found = number_of(arguments[0].evaluate(environment)), environment.find_list(str(arguments[1]))
    if number is None or not isinstance(found, CodeList):
        return None
    entry = found.class_of(number)
    return Coded(entry.code, found) if entry else None


def _unique(environment: Environment, arguments: tuple[Node, ...]) -> Value:
    item = str(arguments[0])
    columns = [environment.look_up((item, str(column))) for column in arguments[1:]]
    rows = list(zip(*(column if isinstance(column, tuple) else () for column in columns), strict=False))
    complete = [tuple(text_of(value) or value for value in row) for row in rows if None not in row]
    return len(set(complete)) == len(complete)


def _date(values: tuple[Value, ...]) -> Value:
    try:
        return date.fromisoformat(values[0]) if isinstance(values[0], str) else None
    except ValueError:
        return None


_V, _I, _L, _C = Argument.VALUE, Argument.ITEM, Argument.LIST, Argument.COLUMN
_ALL = (
    Function("answered", (_V,), _lenient(lambda values: values[0] is not None and values[0] != ())),
    Function("count", (_V,), _lenient(lambda values: Decimal(len(flat(values[0]))))),
    Function("sum", (_V,), _lenient(_sum), is_open=True),
    Function("min", (_V,), _lenient(_minimum), is_open=True),
    Function("max", (_V,), _lenient(_maximum), is_open=True),
    Function("abs", (_V,), _strict(_absolute)),
    Function("round", (_V, _V), _strict(_round)),
    Function("share", (_V, _V), _strict(_share)),
    Function("coalesce", (_V, _V), _coalesce, is_open=True),
    Function("if", (_V, _V, _V), _if),
    Function("anyof", (_V, _V), _strict(_any_of)),
    Function("allof", (_V, _V), _strict(_all_of)),
    Function("any", (_V, Argument.OPERATOR, _V), _strict(_any)),
    Function("all", (_V, Argument.OPERATOR, _V), _strict(_all)),
    Function("within", (_V, _V), _strict(_within)),
    Function("said", (_I, Argument.KIND), _said),
    Function("pair", (_L, _V, _V), _pair),
    Function("class", (_V, _L), _class),
    Function("unique", (_I, _C), _unique, is_open=True),
    Function("date", (_V,), _strict(_date)),
)
FUNCTIONS: Mapping[str, Function] = {function.name: function for function in _ALL}
