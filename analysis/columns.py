"""From answer documents to typed columns: a value and, where there is none, why.

A column of values is named like the place of its answer (``emp_total``, ``drv.dig``, ``fields.K01``); the
column with the suffix ``:missing`` beside it says why a value is not there. Several choices are one truth
value a code.

It is done in two steps, because Python touches each answer only once: ``gather`` turns the answers of a batch
into raw columns, in which a missing kind is a word with ``!``; ``split`` makes the columns of the snapshot of
them, for all batches at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from operator import methodcaller
from typing import Any, TypeAlias

import polars as pl

from analysis.layout import Variable
from surveys.codelists import Missing

MISSING = ":missing"
KINDS = tuple(kind.value for kind in Missing)
KIND = pl.Enum(KINDS)

_MARKS = {kind: f"!{kind}" for kind in KINDS}
_NOT_ASKED = _MARKS[Missing.NOT_ASKED]
_BETWEEN = "\x1f"
"""Stands around each code of several choices while they are one text."""

Answers: TypeAlias = Sequence[Any]
"""One stored answer a response: a value, ``{"missing": kind}``, or None where nothing was asked."""


class Unreadable(ValueError):
    """An answer does not fit its variable. The text names the variable and never the answer."""

    def __init__(self, variable: str) -> None:
        super().__init__(f"{variable}: a stored answer does not fit the questionnaire")


def _series(name: str, values: list[Any], kind: pl.DataType | type[pl.DataType]) -> pl.Series:
    try:
        return pl.Series(name, values, dtype=kind)
    except (pl.exceptions.PolarsError, TypeError, OverflowError) as problem:
        raise Unreadable(name) from problem


def _mark(name: str, answer: Any) -> str:
    """The word for an answer that is no value."""
    try:
        return _NOT_ASKED if answer is None else _MARKS[answer["missing"]]
    except (KeyError, TypeError) as problem:
        raise Unreadable(name) from problem


# --- one code ------------------------------------------------------------------------------------------


def _gather_coded(name: str, codes: tuple[str, ...], answers: Answers) -> pl.Series:
    words = [answer if answer.__class__ is str else _mark(name, answer) for answer in answers]
    return _series(name, words, pl.Enum((*codes, *_MARKS.values())))


def _split_coded(name: str, codes: tuple[str, ...]) -> Iterable[pl.Expr]:
    number, count = pl.col(name).to_physical(), len(codes)
    yield pl.when(number < count).then(number).cat.to(pl.Enum(codes)).alias(name)
    yield pl.when(number >= count).then(number - count).cast(pl.UInt8).cat.to(KIND).alias(name + MISSING)


def _gather_single(variable: Variable, answers: Answers) -> Iterable[pl.Series]:
    yield _gather_coded(variable.id, variable.codes, answers)


def _split_single(variable: Variable) -> Iterable[pl.Expr]:
    return _split_coded(variable.id, variable.codes)


def _gather_matrix(variable: Variable, answers: Answers) -> Iterable[pl.Series]:
    # A matrix that is missing as a whole is missing in each row, for the same reason.
    maps = [
        dict.fromkeys(variable.rows, answer) if answer is None or "missing" in answer else answer for answer in answers
    ]
    for row in variable.rows:
        yield _gather_coded(f"{variable.id}.{row}", variable.codes, list(map(methodcaller("get", row), maps)))


def _split_matrix(variable: Variable) -> Iterable[pl.Expr]:
    for row in variable.rows:
        yield from _split_coded(f"{variable.id}.{row}", variable.codes)


# --- several codes -------------------------------------------------------------------------------------


def _gather_several(variable: Variable, answers: Answers) -> Iterable[pl.Series]:
    known = frozenset(variable.codes)
    words = []
    for answer in answers:
        if answer.__class__ is not list:
            words.append(_mark(variable.id, answer))
        elif known.issuperset(answer):
            words.append(f"{_BETWEEN}{_BETWEEN.join(answer)}{_BETWEEN}")
        else:
            raise Unreadable(variable.id)
    yield _series(variable.id, words, pl.String)


def _split_kind(name: str) -> pl.Expr:
    return (
        pl.col(name).replace_strict(list(_MARKS.values()), KINDS, default=None, return_dtype=KIND).alias(name + MISSING)
    )


def _split_multi(variable: Variable) -> Iterable[pl.Expr]:
    words = pl.col(variable.id)
    chosen = pl.when(~words.str.starts_with("!")).then(words)
    for code in variable.codes:
        held = chosen.str.contains(f"{_BETWEEN}{code}{_BETWEEN}", literal=True)
        yield held.alias(f"{variable.id}.{code}")
    yield _split_kind(variable.id)


def _split_rank(variable: Variable) -> Iterable[pl.Expr]:
    words = pl.col(variable.id)
    codes = pl.when(~words.str.starts_with("!")).then(words).str.strip_chars(_BETWEEN).str.split(_BETWEEN)
    for place in range(variable.places):
        code = codes.list.get(place, null_on_oob=True)
        yield code.cast(pl.Enum(variable.codes)).alias(f"{variable.id}.{place + 1}")
    yield _split_kind(variable.id)


# --- numbers and days ----------------------------------------------------------------------------------


def _kinds(name: str, answers: Answers, kind: type) -> pl.Series:
    words = [None if answer.__class__ is kind else _mark(name, answer)[1:] for answer in answers]
    return _series(name + MISSING, words, KIND)


def _split_plain(variable: Variable) -> Iterable[pl.Expr]:
    yield pl.col(variable.id)
    yield pl.col(variable.id + MISSING)


def _gather_integer(variable: Variable, answers: Answers) -> Iterable[pl.Series]:
    values = [answer if answer.__class__ is int else None for answer in answers]
    yield _series(variable.id, values, pl.Int64)
    yield _kinds(variable.id, answers, int)


def _gather_decimal(variable: Variable, answers: Answers) -> Iterable[pl.Series]:
    try:
        values = [answer if isinstance(answer, dict | None) else float(answer) for answer in answers]
    except (TypeError, ValueError) as problem:
        raise Unreadable(variable.id) from problem
    numbers = [value if value.__class__ is float else None for value in values]
    yield _series(variable.id, numbers, pl.Float64)
    yield _kinds(variable.id, values, float)


def _gather_date(variable: Variable, answers: Answers) -> Iterable[pl.Series]:
    texts = [answer if answer.__class__ is str else None for answer in answers]
    try:
        yield _series(variable.id, texts, pl.String).str.to_date("%Y-%m-%d")
    except pl.exceptions.PolarsError as problem:
        raise Unreadable(variable.id) from problem
    yield _kinds(variable.id, answers, str)


_Gather: TypeAlias = Callable[[Variable, Answers], Iterable[pl.Series]]
_Split: TypeAlias = Callable[[Variable], Iterable[pl.Expr]]

_STEPS: Mapping[str, tuple[_Gather, _Split]] = {
    "single": (_gather_single, _split_single),
    "matrix": (_gather_matrix, _split_matrix),
    "multi": (_gather_several, _split_multi),
    "rank": (_gather_several, _split_rank),
    "integer": (_gather_integer, _split_plain),
    "decimal": (_gather_decimal, _split_plain),
    "date": (_gather_date, _split_plain),
}


def gather(variable: Variable, answers: Answers) -> Iterable[pl.Series]:
    """The raw columns of one variable, one entry an answer; raises ``Unreadable``."""
    return _STEPS[variable.type][0](variable, answers)


def split(variable: Variable) -> Iterable[pl.Expr]:
    """The columns of the snapshot, made of the raw columns of one variable."""
    return _STEPS[variable.type][1](variable)


# --- grids and rosters ---------------------------------------------------------------------------------


def gather_whole(variable: Variable, answers: Answers) -> pl.Series:
    """Why a grid or roster has no rows at all; null where it has some."""
    words = [None if has_rows(answer) else _mark(variable.id, answer)[1:] for answer in answers]
    return _series(variable.id + MISSING, words, KIND)


def has_rows(answer: Any) -> bool:
    """Whether a stored grid or roster is more than a missing kind."""
    return answer.__class__ is list or (answer.__class__ is dict and "missing" not in answer)


def child_columns(variable: Variable) -> list[Variable]:
    """The columns of a grid or roster that are counted."""
    return [column for column in variable.columns if column.type in _STEPS]


def gather_children(variable: Variable, answers: Answers, first: int) -> pl.DataFrame:
    """The raw table of a grid or roster: one row for each row answered.

    ``case`` is the place of the response among all of them, ``first`` that of the first answer given here.
    """
    places: list[int] = []
    names: list[str] = []
    cells: list[Mapping[str, Any]] = []
    for place, answer in enumerate(answers, first):
        if has_rows(answer):
            places.extend(repeat(place, len(answer)))
            # A grid names its rows; those of a roster are numbered.
            names.extend(map(str, range(1, len(answer) + 1)) if isinstance(answer, list) else answer)
            cells.extend(answer if isinstance(answer, list) else answer.values())
    kind = pl.Enum(variable.rows) if variable.rows else pl.String()
    series = [pl.Series("case", places, pl.UInt32), _series(variable.id, names, kind).alias("row")]
    for column in child_columns(variable):
        series.extend(gather(column, list(map(methodcaller("get", column.id), cells))))
    return pl.DataFrame(series)


def split_children(variable: Variable) -> list[pl.Expr]:
    """The columns of the table of a grid or roster."""
    columns = (expression for column in child_columns(variable) for expression in split(column))
    return [pl.col("case"), pl.col("row"), *columns]
