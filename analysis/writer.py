"""From the documents of one role to the tables of a snapshot, without ever holding all documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter, methodcaller
from typing import Any

import polars as pl

from analysis.columns import MISSING, gather, gather_children, gather_whole, split, split_children
from analysis.content import Case
from analysis.layout import Layout
from surveys.problems import COMPUTED

TEXT_COLUMNS = {"role": pl.String, "case": pl.String, "variable": pl.String, "row": pl.String, "text": pl.String}

_BLOCK = 20_000
"""Rows that are split at once: splitting costs the same for few rows as for many, raw columns cost memory."""


class _Growing:
    """A table that grows batch by batch; ``columns`` make its raw columns those of the snapshot."""

    def __init__(self, columns: Sequence[pl.Expr]) -> None:
        self._columns = columns
        self._raw: list[pl.DataFrame] = []
        self._ready: list[pl.DataFrame] = []

    def add(self, raw: pl.DataFrame) -> None:
        """Append a batch of raw columns."""
        self._raw.append(raw)
        if sum(map(len, self._raw)) >= _BLOCK:
            self._settle()

    def _settle(self) -> None:
        self._ready.append(pl.concat(self._raw).select(self._columns))
        self._raw.clear()

    def whole(self) -> pl.DataFrame:
        """All of it; the table is empty afterwards."""
        if self._raw:
            self._settle()
        ready, self._ready = self._ready, []
        return pl.concat(ready)


def _each(documents: Iterable[Mapping[str, Any]], name: str) -> list[Any]:
    return list(map(methodcaller("get", name), documents))


class RoleWriter:
    """Collects one role's documents, batch by batch."""

    FACTS = tuple(name for name in Case.__dataclass_fields__ if name != "document")

    def __init__(self, role: str, columns: Layout) -> None:
        self._role = role
        self._layout = columns
        self._responses = _Growing(self._columns())
        self._children = {child: _Growing(split_children(child)) for child in columns.children}
        self._texts = _Growing([pl.col(name) for name in TEXT_COLUMNS])
        self._count = 0

    def _columns(self) -> list[pl.Expr]:
        counted = (*self._layout.plain, *self._layout.computed.values())
        return [
            *(pl.col(name) for name in self.FACTS),
            *(expression for variable in counted for expression in split(variable)),
            *(pl.col(child.id + MISSING) for child in self._layout.children),
        ]

    def add(self, cases: Sequence[Case]) -> None:
        """Turn one batch into columns; raises ``Unreadable``."""
        documents = [case.document for case in cases]
        computed = [document.get(COMPUTED) or {} for document in documents]
        series = [pl.Series(name, list(map(attrgetter(name), cases)), pl.String) for name in self.FACTS]
        for variable in self._layout.plain:
            series.extend(gather(variable, _each(documents, variable.id)))
        for variable in self._layout.computed.values():
            series.extend(gather(variable, _each(computed, variable.id)))
        for variable, rows in self._children.items():
            answers = _each(documents, variable.id)
            series.append(gather_whole(variable, answers))
            rows.add(gather_children(variable, answers, self._count))
        self._responses.add(pl.DataFrame(series))
        self._texts.add(self._batch_of_texts(cases))
        self._count += len(cases)

    def frames(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """All tables of the role by name, sorted by case (and row); each may be let go before the next."""
        if not self._count:
            self.add(())
        responses = self._responses.whole()
        cases = responses["case"]
        yield self._role, responses.sort("case")
        del responses
        for variable, rows in self._children.items():
            children = rows.whole()
            keys = cases.gather(children["case"]).alias("case")
            yield f"{self._role}.{variable.id}", children.with_columns(keys).sort("case", "row")

    def _batch_of_texts(self, cases: Sequence[Case]) -> pl.DataFrame:
        found = [
            (self._role, case.case, name, "", text)
            for case in cases
            for name in self._layout.texts
            if isinstance(text := case.document.get(name), str)
        ]
        return pl.DataFrame(found, schema=TEXT_COLUMNS, orient="row")

    def texts(self) -> pl.DataFrame:
        """Free texts and texts of „other“, one row each."""
        return self._texts.whole().sort("role", "case", "variable", "row")
