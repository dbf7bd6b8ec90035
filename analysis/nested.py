"""Columns of answers that hold other answers: a document, a matrix, the rows of a grid or roster.

Each is read as a class made for it, with a field for every column inside; other fields are skipped while reading.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Any

import msgspec
import numpy as np
import polars as pl
from msgspec.structs import astuple
from numpy.typing import NDArray

from analysis.columns import (
    Absent,
    Coded,
    Column,
    Decimals,
    Kinds,
    Multi,
    Order,
    Places,
    Ranked,
    days,
    enum_series,
    taken,
    whole_numbers,
)
from analysis.layout import COUNTED_TYPES, Variable
from surveys.codelists import Missing


def _class_of(answers: Mapping[str, Any], *, is_closed: bool = False) -> type[msgspec.Struct]:
    """A class with a field for each name; a closed one allows no other. Names need not be Python's."""
    fields = {f"at{place}": name for place, name in enumerate(answers)}
    types = [(field, answers[name], None) for field, name in fields.items()]
    return msgspec.defstruct("Answers", types, rename=fields, gc=False, forbid_unknown_fields=is_closed)


class Group(Column):
    """Columns side by side, each under the name of its answer."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self.columns = columns
        self.kind = _class_of({name: column.answer for name, column in columns.items()})
        self.answer = self.kind | None
        self._nothing = (None,) * len(columns)

    def _row(self, answer: Any) -> tuple[Any, ...]:
        return self._nothing if answer is None else astuple(answer)

    def add(self, answers: Sequence[Any]) -> None:
        """Append a batch of groups."""
        by_column = zip(*map(self._row, answers), strict=True) if answers else repeat(())
        for column, some in zip(self.columns.values(), by_column, strict=False):
            column.add(some)

    def series(self, order: Order) -> Iterator[pl.Series]:
        """The columns of the snapshot of all of them."""
        for column in self.columns.values():
            yield from column.series(order)


class Matrix(Group):
    """One code a row. What is missing as a whole is missing in each row, for the same reason."""

    def __init__(self, variable: Variable) -> None:
        super().__init__({row: Coded(f"{variable.id}.{row}", variable.codes) for row in variable.rows})
        rows = {row: column.answer for row, column in self.columns.items()}
        self.answer = _class_of(rows | {"missing": Missing | None}, is_closed=True) | None
        self._whole = {kind: (Absent(kind),) * len(rows) for kind in Missing}

    def _row(self, answer: Any) -> tuple[Any, ...]:
        if answer is None:
            return self._nothing
        *row, missing = astuple(answer)
        return tuple(row) if missing is None else self._whole[missing]


class Rows(Column):
    """The rows of a grid or roster: a table of their own; the response itself has only why there are none."""

    def __init__(self, variable: Variable) -> None:
        self.name = variable.id
        self.cells = Group({one.id: make_column(one) for one in variable.columns if one.type in COUNTED_TYPES})
        self._kinds = Kinds(variable.id, list)
        self._count = 0
        self._responses: list[NDArray[Any]] = []
        self._numbers: list[NDArray[Any]] = []

    @abstractmethod
    def _rows(self, answer: Any) -> list[tuple[int, Any]] | Absent | None:
        """The number and the cells of each row, in order, or why there are none."""

    @abstractmethod
    def _row_names(self, numbers: Places) -> pl.Series:
        """The column ``row``."""

    def add(self, answers: Sequence[Any]) -> None:
        """Append a batch of grids or rosters."""
        given = [self._rows(answer) for answer in answers]
        self._kinds.add(given)
        tables = [rows if isinstance(rows, list) else [] for rows in given]
        counts = np.fromiter(map(len, tables), np.intp, len(tables))
        self._responses.append(np.repeat(np.arange(self._count, self._count + len(tables)), counts))
        numbers, cells = zip(*chain.from_iterable(tables), strict=True) if counts.any() else ((), ())
        self._numbers.append(np.array(numbers, dtype=np.uint16))
        self.cells.add(cells)
        self._count += len(tables)

    def series(self, order: Order) -> Iterator[pl.Series]:
        """Why a response has no table at all."""
        yield self._kinds.series(self._kinds.places(order))

    def table(self, order: Order, cases: pl.Series) -> pl.DataFrame:
        """All rows, those of a response together; ``cases`` are the names of the responses as they came."""
        responses = np.concatenate(self._responses)
        # Stable, so that the rows of a response stay in their order.
        own_order = np.argsort(np.argsort(order)[responses], kind="stable")
        names = self._row_names(taken(self._numbers, own_order))
        return pl.DataFrame([cases[responses[own_order]].alias("case"), names, *self.cells.series(own_order)])


class Roster(Rows):
    """Any number of rows, counted from 1."""

    def __init__(self, variable: Variable) -> None:
        super().__init__(variable)
        self.answer = list[self.cells.kind] | Absent | None  # type: ignore[name-defined]

    def _rows(self, answer: Any) -> list[tuple[int, Any]] | Absent | None:
        return list(enumerate(answer, start=1)) if isinstance(answer, list) else answer

    def _row_names(self, numbers: Places) -> pl.Series:
        return pl.Series("row", numbers).cast(pl.String)


class Grid(Rows):
    """Some of the rows of a list."""

    def __init__(self, variable: Variable) -> None:
        super().__init__(variable)
        self._list = variable.rows
        rows = dict.fromkeys(variable.rows, self.cells.answer)
        self.answer = _class_of(rows | {"missing": Missing | None}, is_closed=True) | None

    def _rows(self, answer: Any) -> list[tuple[int, Any]] | Absent | None:
        if answer is None:
            return None
        *rows, missing = astuple(answer)
        if missing is not None:
            return Absent(missing)
        return [(number, cells) for number, cells in enumerate(rows) if cells is not None]

    def _row_names(self, numbers: Places) -> pl.Series:
        return enum_series("row", numbers, self._list)


_MAKERS: Mapping[str, Callable[[Variable], Column]] = {
    "single": lambda variable: Coded(variable.id, variable.codes),
    "multi": Multi,
    "rank": Ranked,
    "integer": lambda variable: whole_numbers(variable.id),
    "decimal": lambda variable: Decimals(variable.id),
    "date": lambda variable: days(variable.id),
    "matrix": Matrix,
    "grid": Grid,
    "roster": Roster,
}


def make_column(variable: Variable) -> Column:
    """An empty column for the answers of a variable."""
    return _MAKERS[variable.type](variable)
