"""From the documents of one role to the tables of a snapshot, without ever holding all documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

import msgspec
import numpy as np
import polars as pl

from analysis.columns import Absent, Column, Order, Unreadable, Words
from analysis.content import Case
from analysis.layout import Layout
from analysis.nested import Group, Rows, make_column
from surveys.problems import COMPUTED

TEXT_COLUMNS = {"role": pl.String, "case": pl.String, "variable": pl.String, "row": pl.String, "text": pl.String}
FACTS = tuple(name for name in Case.__dataclass_fields__ if name != "document")


class _FreeText(Column):
    """What somebody wrote; it lies in a table of its own and nothing of it in the response."""

    answer = str | Absent | None

    def __init__(self, name: str) -> None:
        self._name = name
        self._count = 0
        self._parts: list[pl.DataFrame] = []

    def add(self, answers: Sequence[Any]) -> None:
        """Append a batch of texts and ``Absent``."""
        found = [(place, text) for place, text in enumerate(answers, self._count) if isinstance(text, str)]
        self._parts.append(pl.DataFrame(found, schema={"response": pl.Int64, "text": pl.String}, orient="row"))
        self._count += len(answers)

    def series(self, _order: Order) -> Iterator[pl.Series]:
        """None."""
        return iter(())

    def table(self, role: str, cases: pl.Series) -> pl.DataFrame:
        """The texts with where they stand."""
        found = pl.concat(self._parts)
        return pl.DataFrame({"case": cases.gather(found["response"]), "text": found["text"]}).select(
            pl.lit(role).alias("role"), "case", pl.lit(self._name).alias("variable"), pl.lit("").alias("row"), "text"
        )


class RoleWriter:
    """Collects one role's documents, batch by batch."""

    def __init__(self, role: str, layout: Layout) -> None:
        self._role = role
        self._facts = {name: Words(name) for name in FACTS}
        self._texts = {name: _FreeText(name) for name in layout.texts}
        self._document = Group(
            {
                **{variable.id: make_column(variable) for variable in layout.plain},
                COMPUTED: Group({name: make_column(variable) for name, variable in layout.computed.items()}),
                **{variable.id: make_column(variable) for variable in layout.children},
                **self._texts,
            }
        )
        self._decoder = msgspec.json.Decoder(self._document.kind)
        self._cases: list[str] = []

    def add(self, cases: Sequence[Case]) -> None:
        """Turn one batch into columns; raises ``Unreadable``."""
        self._document.add([self._read(case.document) for case in cases])
        for name, column in self._facts.items():
            column.add(list(map(attrgetter(name), cases)))
        self._cases.extend(case.case for case in cases)

    def _read(self, document: str | Mapping[str, Any]) -> msgspec.Struct:
        try:
            if isinstance(document, str):
                return self._decoder.decode(document)
            return msgspec.convert(document, self._document.kind)
        except msgspec.ValidationError as problem:
            raise Unreadable(self._unreadable(document)) from problem

    def _unreadable(self, document: str | Mapping[str, Any]) -> str:
        """The variable whose answer does not fit."""
        answers = msgspec.json.decode(document) if isinstance(document, str) else document
        for name, column in self._document.columns.items():
            try:
                msgspec.convert(answers.get(name), column.answer)
            except msgspec.ValidationError:
                return name
        return self._role

    def frames(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """All tables of the role by name, sorted by case (and row); each may be let go before the next."""
        if not self._cases:
            self.add(())
        cases = pl.Series(self._cases, dtype=pl.String)
        order = cases.arg_sort().to_numpy().astype(np.intp)
        columns = (*self._facts.values(), *self._document.columns.values())
        yield self._role, pl.DataFrame([series for column in columns for series in column.series(order)])
        for column in self._document.columns.values():
            if isinstance(column, Rows):
                yield f"{self._role}.{column.name}", column.table(order, cases)

    def texts(self) -> pl.DataFrame:
        """Free texts and texts of „other“, one row each."""
        cases = pl.Series(self._cases, dtype=pl.String)
        tables = [column.table(self._role, cases) for column in self._texts.values()]
        return pl.concat([pl.DataFrame(schema=TEXT_COLUMNS), *tables]).sort("role", "case", "variable", "row")
