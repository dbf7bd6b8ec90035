"""From answer documents to typed columns: a value and, where there is none, why.

A column of values is named like the place of its answer (``emp_total``, ``drv.dig``, ``fields.K01``); the
column with the suffix ``:missing`` beside it says why a value is not there. Several choices are one truth
value a code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from analysis.layout import Variable
from surveys.codelists import Missing

MISSING = ":missing"
KINDS = tuple(kind.value for kind in Missing)
KIND = pl.Enum(KINDS)
NOT_ASKED = Missing.NOT_ASKED.value

Answers = Sequence[Any]
"""One stored answer a response: a value, ``{"missing": kind}``, or None where nothing was asked."""


class Unreadable(ValueError):
    """An answer does not fit its variable; the text names the variable."""


def kinds(name: str, answers: Answers) -> pl.Series:
    """Why there is no value; null where there is one."""
    reasons = [
        NOT_ASKED if answer is None else answer.get("missing") if isinstance(answer, dict) else None
        for answer in answers
    ]
    return _series(name + MISSING, reasons, KIND)


def _series(name: str, values: list[Any], kind: pl.DataType | type[pl.DataType]) -> pl.Series:
    try:
        return pl.Series(name, values, dtype=kind)
    except (pl.exceptions.PolarsError, TypeError, OverflowError) as problem:
        raise Unreadable(f"{name}: {problem}") from problem


def _coded(name: str, codes: tuple[str, ...], answers: Answers) -> Iterable[pl.Series]:
    values = [answer if isinstance(answer, str) else None for answer in answers]
    yield _series(name, values, pl.Enum(codes))
    yield kinds(name, answers)


def _single(variable: Variable, answers: Answers) -> Iterable[pl.Series]:
    return _coded(variable.id, variable.codes, answers)


def _multi(variable: Variable, answers: Answers) -> Iterable[pl.Series]:
    lists = [answer if isinstance(answer, list) else None for answer in answers]
    for code in variable.codes:
        chosen = [None if some is None else code in some for some in lists]
        yield pl.Series(f"{variable.id}.{code}", chosen, dtype=pl.Boolean)
    yield kinds(variable.id, answers)


def _rank(variable: Variable, answers: Answers) -> Iterable[pl.Series]:
    lists = [answer if isinstance(answer, list) else [] for answer in answers]
    for place in range(variable.places):
        values = [some[place] if place < len(some) else None for some in lists]
        yield _series(f"{variable.id}.{place + 1}", values, pl.Enum(variable.codes))
    yield kinds(variable.id, answers)


def _matrix(variable: Variable, answers: Answers) -> Iterable[pl.Series]:
    maps = [answer if isinstance(answer, dict) else {} for answer in answers]
    for row in variable.rows:
        # A matrix that is missing as a whole is missing in each row, for the same reason.
        of_row = [some if "missing" in some else some.get(row) for some in maps]
        yield from _coded(f"{variable.id}.{row}", variable.codes, of_row)


def _number(variable: Variable, answers: Answers) -> Iterable[pl.Series]:
    values = [None if isinstance(answer, dict) else answer for answer in answers]
    yield _series(variable.id, values, pl.Int64)
    yield kinds(variable.id, answers)


def _decimal(variable: Variable, answers: Answers) -> Iterable[pl.Series]:
    try:
        values = [None if isinstance(answer, dict | None) else float(answer) for answer in answers]
    except (TypeError, ValueError) as problem:
        raise Unreadable(f"{variable.id}: {problem}") from problem
    yield _series(variable.id, values, pl.Float64)
    yield kinds(variable.id, answers)


def _day(variable: Variable, answers: Answers) -> Iterable[pl.Series]:
    texts = [answer if isinstance(answer, str) else None for answer in answers]
    yield _series(variable.id, texts, pl.String).str.to_date("%Y-%m-%d")
    yield kinds(variable.id, answers)


WRITERS: Mapping[str, Callable[[Variable, Answers], Iterable[pl.Series]]] = {
    "single": _single,
    "multi": _multi,
    "rank": _rank,
    "matrix": _matrix,
    "integer": _number,
    "decimal": _decimal,
    "date": _day,
}


def write(variable: Variable, answers: Answers) -> Iterable[pl.Series]:
    """The columns of one variable, one entry an answer; raises ``Unreadable``."""
    return WRITERS[variable.type](variable, answers)


def child_rows(variable: Variable, answer: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """The rows of a stored grid (row code, cells) or roster (position, cells)."""
    if isinstance(answer, list):
        return [(str(position), cells) for position, cells in enumerate(answer, 1)]
    if not isinstance(answer, dict) or "missing" in answer:
        return []
    return [(row, answer[row]) for row in variable.rows if isinstance(answer.get(row), dict)]


def write_children(variable: Variable, cases: Sequence[str], answers: Answers) -> pl.DataFrame:
    """The table of a grid or roster: one row for each row answered, with the key of its response."""
    rows = [
        (case, row, cells)
        for case, answer in zip(cases, answers, strict=True)
        for row, cells in child_rows(variable, answer)
    ]
    series = [
        pl.Series("case", [case for case, _, _ in rows], dtype=pl.String),
        _series("row", [row for _, row, _ in rows], pl.Enum(variable.rows) if variable.rows else pl.String),
    ]
    for column in variable.columns:
        if column.type in WRITERS:
            series.extend(write(column, [cells.get(column.id) for _, _, cells in rows]))
    return pl.DataFrame(series)
