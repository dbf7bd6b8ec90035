"""From answers to typed columns: a value and, where there is none, why.

A column of values is named like the place of its answer (``emp_total``, ``drv.dig``, ``fields.K01``); the
column with the suffix ``:missing`` beside it says why a value is not there. Several choices are one truth
value a code.

Each variable has a ``Column``. It says as which type its answers are read from JSON, so that reading a document
checks it as well and makes nothing that no column needs. It takes the answers batch by batch and keeps them as
arrays of small numbers; polars columns are made once, at the end.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from analysis.layout import Variable
from surveys.codelists import Missing

MISSING = ":missing"
KINDS = tuple(kind.value for kind in Missing)

Order: TypeAlias = NDArray[np.intp]
"""The place of each row of the finished table among the answers as they came."""

Places: TypeAlias = NDArray[np.uint16]
"""Places in a list; a place behind its end stands for no entry."""


class Absent(msgspec.Struct, frozen=True, gc=False):
    """The stored form of an answer that is not there: ``{"missing": kind}``."""

    missing: Missing


_KIND_PLACES = {None: KINDS.index(Missing.NOT_ASKED)} | {Absent(kind): place for place, kind in enumerate(Missing)}
"""Where nothing is stored, nothing was asked."""


class Unreadable(ValueError):
    """An answer does not fit its variable. The text names the variable and never the answer."""

    def __init__(self, variable: str) -> None:
        super().__init__(f"{variable}: a stored answer does not fit the questionnaire")


class Column(ABC):
    """The answers of one variable. ``answer`` is the type they are read as; None, where nothing is stored, is one."""

    answer: Any

    @abstractmethod
    def add(self, answers: Sequence[Any]) -> None:
        """Append the answers of a batch; raises ``Unreadable``."""

    @abstractmethod
    def series(self, order: Order) -> Iterator[pl.Series]:
        """The columns of the snapshot, once at least one batch was added; the column is empty afterwards."""


def taken(parts: list[NDArray[Any]], order: Order) -> NDArray[Any]:
    """All parts as one array in ``order``; the list is empty afterwards, to keep no array twice."""
    whole = np.concatenate(parts)
    parts.clear()
    return whole[order]


def enum_series(name: str, places: Places, words: Sequence[str]) -> pl.Series:
    """Places in ``words`` as a column; null where the place is behind the end."""
    place, enum = pl.col(name), pl.Enum(words)
    stored = pl.Series(dtype=enum).to_physical().dtype
    known = pl.when(place < len(words)).then(place).cast(stored)
    return pl.DataFrame({name: places}).select(known.cat.to(enum))[name]


class Kinds:
    """Why answers are not there; ``value`` is the class of those that are."""

    def __init__(self, name: str, value: type) -> None:
        self._name = name + MISSING
        self._value = value
        self._parts: list[NDArray[Any]] = []

    def add(self, answers: Sequence[Any]) -> None:
        """Append a batch."""
        value = self._value
        kinds = (len(KINDS) if answer.__class__ is value else _KIND_PLACES[answer] for answer in answers)
        self._parts.append(np.fromiter(kinds, np.uint8, len(answers)))

    def places(self, order: Order) -> Places:
        """The place of each kind; behind the end where there is a value."""
        return taken(self._parts, order)

    def series(self, places: Places) -> pl.Series:
        """The column beside the values."""
        return enum_series(self._name, places, KINDS)


class Coded(Column):
    """One code of a list."""

    def __init__(self, name: str, codes: Sequence[str]) -> None:
        # A literal is read as the one text of the list: no text is made for an answer.
        self.answer = Literal[tuple(codes)] | Absent | None
        self._name = name
        self._codes = codes
        self._places = dict(zip(codes, range(len(codes)), strict=True)) | {
            absent: len(codes) + place for absent, place in _KIND_PLACES.items()
        }
        self._parts: list[NDArray[Any]] = []

    def add(self, answers: Sequence[Any]) -> None:
        """Append a batch of codes and ``Absent``."""
        self._parts.append(np.fromiter(map(self._places.__getitem__, answers), np.uint16, len(answers)))

    def series(self, order: Order) -> Iterator[pl.Series]:
        """The code, and why there is none."""
        places = taken(self._parts, order)
        count = len(self._codes)
        yield enum_series(self._name, places, self._codes)
        # Numbers below zero wrap around to the largest ones, which are behind every end.
        yield enum_series(self._name + MISSING, places - np.uint16(count), KINDS)


class _Several(Column):
    """Several codes of a list; how they are kept is the matter of ``_table``."""

    def __init__(self, variable: Variable) -> None:
        self._name = variable.id
        self._codes = variable.codes
        self._places = {code: place for place, code in enumerate(variable.codes)}
        self._kinds = Kinds(variable.id, list)
        self._parts: list[NDArray[Any]] = []

    @abstractmethod
    def _table(self, counts: Order, codes: Places) -> NDArray[Any]:
        """One row an answer: ``counts`` codes of each, all ``codes`` in one array."""

    def add(self, answers: Sequence[Any]) -> None:
        """Append a batch of lists of codes and ``Absent``."""
        self._kinds.add(answers)
        lists = [answer if answer.__class__ is list else () for answer in answers]
        counts = np.fromiter(map(len, lists), np.intp, len(lists))
        codes = np.fromiter(map(self._places.__getitem__, chain.from_iterable(lists)), np.uint16, counts.sum())
        self._parts.append(self._table(counts, codes))


class Multi(_Several):
    """Several codes without order: a truth value for each code of the list."""

    def __init__(self, variable: Variable) -> None:
        super().__init__(variable)
        self.answer = list[Literal[variable.codes]] | Absent | None  # type: ignore[name-defined]

    def _table(self, counts: Order, codes: Places) -> NDArray[Any]:
        chosen = np.zeros((len(counts), len(self._codes)), dtype=bool)
        chosen[np.repeat(np.arange(len(counts)), counts), codes] = True
        return chosen

    def series(self, order: Order) -> Iterator[pl.Series]:
        """Whether each code was chosen, null where none could be; and why not."""
        kinds = self._kinds.places(order)
        names = [f"{self._name}.{code}" for code in self._codes]
        chosen = pl.DataFrame(taken(self._parts, order), schema=names)
        yield from chosen.select(pl.when(pl.Series(kinds == len(KINDS))).then(pl.all()))
        yield self._kinds.series(kinds)


class Ranked(_Several):
    """Codes in an order: the code at each place."""

    def __init__(self, variable: Variable) -> None:
        super().__init__(variable)
        at_most = msgspec.Meta(max_length=variable.places)
        self.answer = Annotated[list[Literal[variable.codes]], at_most] | Absent | None  # type: ignore[name-defined]
        self._width = variable.places

    def _table(self, counts: Order, codes: Places) -> NDArray[Any]:
        table = np.full((len(counts), self._width), len(self._codes), dtype=np.uint16)
        rows = np.repeat(np.arange(len(counts)), counts)
        starts = np.repeat(np.cumsum(counts) - counts, counts)
        table[rows, np.arange(len(codes)) - starts] = codes
        return table

    def series(self, order: Order) -> Iterator[pl.Series]:
        """The code at each place, null where there is none; and why there are none."""
        for place, codes in enumerate(taken(self._parts, order).T, start=1):
            yield enum_series(f"{self._name}.{place}", codes, self._codes)
        yield self._kinds.series(self._kinds.places(order))


class Plain(Column):
    """A number or a day; ``value`` is the class of those that are there."""

    def __init__(self, name: str, value: type, kind: type[pl.DataType]) -> None:
        self.answer = value | Absent | None
        self._name = name
        self._value = value
        self._kind = kind
        self._kinds = Kinds(name, value)
        self._parts: list[pl.Series] = []

    def add(self, answers: Sequence[Any]) -> None:
        """Append a batch of values and ``Absent``."""
        value = self._value
        values = [answer if answer.__class__ is value else None for answer in answers]
        try:
            self._parts.append(pl.Series(self._name, values, dtype=self._kind))
        except (pl.exceptions.PolarsError, TypeError, OverflowError) as problem:
            raise Unreadable(self._name) from problem
        self._kinds.add(answers)

    def series(self, order: Order) -> Iterator[pl.Series]:
        """The value, and why there is none."""
        parts, self._parts = self._parts, []
        yield pl.concat(parts)[order]
        yield self._kinds.series(self._kinds.places(order))


class Decimals(Plain):
    """Numbers that are stored as text, to lose no digit; computed ones can be truth values."""

    def __init__(self, name: str) -> None:
        super().__init__(name, float, pl.Float64)
        self.answer = float | bool | str | Absent | None

    def add(self, answers: Sequence[Any]) -> None:
        """Append a batch of numbers in any form and ``Absent``."""
        try:
            super().add([float(answer) if isinstance(answer, str | bool) else answer for answer in answers])
        except ValueError as problem:
            raise Unreadable(self._name) from problem


class Words(Column):
    """Texts that are always there and of few kinds, such as codes of the frame."""

    answer = str

    def __init__(self, name: str) -> None:
        self._name = name
        self._parts: list[pl.Series] = []

    def add(self, answers: Sequence[Any]) -> None:
        """Append a batch of texts."""
        self._parts.append(pl.Series(self._name, answers, dtype=pl.String))

    def series(self, order: Order) -> Iterator[pl.Series]:
        """The texts."""
        parts, self._parts = self._parts, []
        yield pl.concat(parts)[order]


def days(name: str) -> Column:
    """A column of days."""
    return Plain(name, date, pl.Date)


def whole_numbers(name: str) -> Column:
    """A column of whole numbers."""
    return Plain(name, int, pl.Int64)
