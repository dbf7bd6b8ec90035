"""Values of the rule language: missing (None), booleans, decimals, codes, texts, dates, lists and rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from surveys.codelists import CodeList

PLACES = Decimal("0.000001")
LIMIT = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Coded:
    """A chosen code with its list, so that a rule can ask for its score or its ancestors."""

    code: str
    code_list: CodeList

    @property
    def score(self) -> Decimal | None:
        """The number of the code on its scale, if it has one."""
        entry = self.code_list.by_code.get(self.code)
        return entry.score if entry else None


@dataclass(frozen=True, slots=True)
class RowValue:
    """One row: its code (matrix, grid, option) or id (roster), and the values in it."""

    key: Coded | str
    columns: Mapping[str, Value]


Value = None | bool | Decimal | Coded | str | date | tuple["Value", ...] | RowValue


def number_of(value: Value) -> Decimal | None:
    """The number a value stands for: itself, or the score of a code."""
    if isinstance(value, Decimal):
        return value
    return value.score if isinstance(value, Coded) else None


def text_of(value: Value) -> str | None:
    """The code or text a value stands for."""
    if isinstance(value, Coded):
        return value.code
    if isinstance(value, RowValue):
        return text_of(value.key)
    return value if isinstance(value, str) else None


def fixed(number: Decimal) -> Decimal | None:
    """Six places, half-even; missing beyond 10^15, so that no rule can grow a number without end."""
    return None if abs(number) >= LIMIT else number.quantize(PLACES, rounding=ROUND_HALF_EVEN)


def same(left: Value, right: Value) -> bool | None:
    """A code equals a text by its code and a number by its score; other unlike kinds are missing."""
    if left is None or right is None or isinstance(left, tuple) or isinstance(right, tuple):
        return None
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right if isinstance(left, bool) and isinstance(right, bool) else None
    if isinstance(left, date) or isinstance(right, date):
        return left == right if isinstance(left, date) and isinstance(right, date) else None
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        a, b = number_of(left), number_of(right)
        return None if a is None or b is None else a == b
    return text_of(left) == text_of(right)


def in_order(left: Value, right: Value) -> int | None:
    """-1, 0 or 1 for numbers (scores) and dates; missing for everything else."""
    if isinstance(left, date) and isinstance(right, date):
        return (left > right) - (left < right)
    a, b = number_of(left), number_of(right)
    return None if a is None or b is None else (a > b) - (a < b)


def flat(value: Value) -> tuple[Value, ...]:
    """The single values of a list, lists in lists included; a single value is a list of one, missing is none."""
    if value is None:
        return ()
    if isinstance(value, tuple):
        return tuple(leaf for part in value for leaf in flat(part))
    return (value,)
