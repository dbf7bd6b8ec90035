"""Answers with rows: the matrix (one code a row) and the grid (typed columns in each row)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Self

from surveys.codelists import Code, CodeList
from surveys.items.base import (
    Item,
    Loading,
    Parsed,
    RowSource,
    Situation,
    Typed,
    chosen_missing,
    coded,
    first,
    gap,
    not_offered,
)
from surveys.items.choice import EMPTY_LIST
from surveys.messages import Message
from surveys.problems import Json, Problem, missing, missing_kind
from surveys.rules.values import Coded, RowValue, Value
from surveys.texts import EMPTY, Text

NO_ROWS = RowSource(EMPTY_LIST)


@dataclass(frozen=True, kw_only=True)
class Matrix(Item):
    """One code for each row; ``{row: code}``. A box at its end leaves all open rows to „keine Angabe“."""

    rows: RowSource = NO_ROWS
    choices: CodeList = EMPTY_LIST

    type: ClassVar[str] = "matrix"
    KEYS: ClassVar[frozenset[str]] = frozenset({"rows", "except", "list"})

    @classmethod
    def load(cls, common: Mapping[str, object], loading: Loading) -> Self:
        return cls(**common, rows=loading.rows(), choices=loading.code_list("list"))  # type: ignore[arg-type]

    @property
    def code_list(self) -> CodeList:
        return self.choices

    def parse(self, typed: Typed, place: str, situation: Situation, language: str) -> Parsed:
        answers: dict[str, Json] = dict(_as_map(situation.stored(self)))
        problems: list[Problem] = []
        rest = first(typed, f"{place}:missing")
        for row in situation.rows(self):
            spot = f"{place}.{row.code}"
            kind, code = chosen_missing(typed, spot, self), first(typed, spot)
            answers.pop(row.code, None)
            if kind is not None:
                answers[row.code] = missing(kind)
            elif code in self.choices.by_code:
                answers[row.code] = code
            elif code:
                problems.append(not_offered(spot))
            elif rest in self.missing:
                answers[row.code] = missing(rest)
        return Parsed(answers or None, problems=tuple(problems))

    def effective(self, answer: Json, situation: Situation) -> Json:
        stored = _as_map(answer)
        return {row.code: stored[row.code] for row in situation.rows(self) if _is_given(stored, row.code, self)} or None

    def faults(self, answer: Json, place: str, situation: Situation) -> list[Problem]:
        rows = _as_map(answer).items()
        return [not_offered(f"{place}.{row}") for row, code in rows if not self._is_answer(code)]

    def _is_answer(self, code: Json) -> bool:
        return missing_kind(code) is not None or (isinstance(code, str) and code in self.choices.by_code)

    def value(self, answer: Json) -> Value:
        return tuple(value for row in _as_map(answer).values() if (value := coded(row, self.choices)) is not None)

    def row_value(self, answer: Json, row: str) -> Value:
        """The rule value of one row."""
        return coded(_as_map(answer).get(row), self.choices)

    def gaps(self, answer: Json, place: str, situation: Situation) -> list[Problem]:
        stored = _as_map(answer)
        rows = situation.rows(self)
        return [gap(f"{place}.{row.code}", "matrix_row", row=row.label) for row in rows if row.code not in stored]

    def typed(self, answer: Json, place: str, language: str) -> dict[str, list[str]]:
        return {f"{place}.{row}": [_as_choice(code)] for row, code in _as_map(answer).items()}


@dataclass(frozen=True, kw_only=True)
class Columned(Item):
    """What grid and roster share: typed columns, each asked and required by the other cells of its row."""

    cells: tuple[Item, ...] = ()

    @property
    def columns(self) -> tuple[Item, ...]:
        return self.cells

    def parse_cells(self, typed: Typed, place: str, situation: Situation, language: str) -> Parsed:
        """Read one row; every column is read, but only those that are asked can complain."""
        cells: dict[str, Json] = {}
        unread: dict[str, str] = {}
        problems: list[Problem] = []
        for column in self.cells:
            parsed = column.parse(typed, f"{place}.{column.id}", situation, language)
            unread.update(parsed.unread)
            problems.extend(parsed.problems)
            if parsed.answer is not None:
                cells[column.id] = parsed.answer
        asked = {f"{place}.{column.id}" for column in situation.columns(self, _row_of(place), cells)}
        kept = tuple(problem for problem in problems if problem.place.partition(":")[0] in asked)
        return Parsed(dict(cells), unread=unread, problems=kept)

    def effective_cells(self, row: str, cells: Mapping[str, Json], situation: Situation) -> dict[str, Json]:
        """The cells of a row that are asked now."""
        asked = situation.columns(self, row, cells)
        return {column.id: cells[column.id] for column in asked if _is_given(cells, column.id, column)}

    def cell_faults(self, cells: Mapping[str, Json], place: str, situation: Situation) -> Iterable[Problem]:
        """What the types of the columns demand of the cells of a row."""
        for column in self.cells:
            cell = cells.get(column.id)
            if cell is not None and missing_kind(cell) is None:
                yield from column.faults(cell, f"{place}.{column.id}", situation)

    def open_cells(
        self, place: str, cells: Mapping[str, Json], situation: Situation, words: Code | None = None
    ) -> Iterable[Problem]:
        """The required cells of a row that are open."""
        row = _row_of(place)
        for column in situation.columns(self, row, cells):
            if column.id not in cells and situation.is_required(column, self, row, cells):
                spot = f"{place}.{column.id}"
                if words is None:
                    yield gap(spot, "cell", column=column.label)
                else:
                    yield gap(spot, "grid_cell", row=words.label, column=column.label)

    @cached_property
    def column_by_id(self) -> Mapping[str, Item]:
        """The columns by their names."""
        return {column.id: column for column in self.cells}

    def cell_value(self, cells: Mapping[str, Json], column_id: str) -> Value:
        """The rule value of one cell; missing kinds are missing."""
        column, cell = self.column_by_id.get(column_id), cells.get(column_id)
        return None if column is None or cell is None or missing_kind(cell) is not None else column.value(cell)

    def cells_of(self, answer: Json, row: str) -> Mapping[str, Json]:
        """The stored cells of one row."""
        raise NotImplementedError

    def cell_values(self, cells: Mapping[str, Json]) -> dict[str, Value]:
        """The rule values of a row's cells."""
        return {column.id: self.cell_value(cells, column.id) for column in self.cells if column.id in cells}

    def typed_cells(self, cells: Mapping[str, Json], place: str, language: str) -> dict[str, list[str]]:
        """A row as it stands in the form."""
        shown: dict[str, list[str]] = {}
        for column in self.cells:
            if column.id in cells:
                shown |= column.typed(cells[column.id], f"{place}.{column.id}", language)
        return shown


@dataclass(frozen=True, kw_only=True)
class Grid(Columned):
    """Typed columns over fixed rows or over the codes of an earlier answer; ``{row: {column: value}}``."""

    rows: RowSource = NO_ROWS

    type: ClassVar[str] = "grid"
    KEYS: ClassVar[frozenset[str]] = frozenset({"rows", "except", "columns"})

    @classmethod
    def load(cls, common: Mapping[str, object], loading: Loading) -> Self:
        return cls(**common, rows=loading.rows(), cells=loading.columns())  # type: ignore[arg-type]

    def cells_of(self, answer: Json, row: str) -> Mapping[str, Json]:
        return _as_map(_as_map(answer).get(row))

    def parse(self, typed: Typed, place: str, situation: Situation, language: str) -> Parsed:
        answers: dict[str, Json] = dict(_as_map(situation.stored(self)))
        rest = first(typed, f"{place}:missing")
        unread: dict[str, str] = {}
        problems: list[Problem] = []
        for row in situation.rows(self):
            spot = f"{place}.{row.code}"
            parsed = self.parse_cells(typed, spot, situation, language)
            cells = dict(_as_map(parsed.answer))
            if rest in self.missing:
                faulty = {problem.place for problem in parsed.problems}
                open_now = [gap.place for gap in self.open_cells(spot, cells, situation) if gap.place not in faulty]
                left = {place.rpartition(".")[2] for place in open_now}
                cells |= {c.id: missing(rest) for c in self.cells if c.id in left and rest in c.missing}
            answers.pop(row.code, None)
            if cells:
                answers[row.code] = cells
            unread |= parsed.unread
            problems.extend(parsed.problems)
        return Parsed(answers or None, unread=unread, problems=tuple(problems))

    def effective(self, answer: Json, situation: Situation) -> Json:
        stored = _as_map(answer)
        rows: dict[str, Json] = {}
        for row in situation.rows(self):
            cells = self.effective_cells(row.code, _as_map(stored.get(row.code)), situation)
            if cells:
                rows[row.code] = cells
        return rows or None

    def value(self, answer: Json) -> Value:
        return tuple(
            RowValue(Coded(row, self.rows.codes), self.cell_values(_as_map(cells)))
            for row, cells in _as_map(answer).items()
        )

    def gaps(self, answer: Json, place: str, situation: Situation) -> list[Problem]:
        stored = _as_map(answer)
        return [
            problem
            for row in situation.rows(self)
            for problem in self.open_cells(f"{place}.{row.code}", _as_map(stored.get(row.code)), situation, row)
        ]

    def faults(self, answer: Json, place: str, situation: Situation) -> list[Problem]:
        rows = _as_map(answer).items()
        return [p for row, cells in rows for p in self.cell_faults(_as_map(cells), f"{place}.{row}", situation)]

    def typed(self, answer: Json, place: str, language: str) -> dict[str, list[str]]:
        shown: dict[str, list[str]] = {}
        for row, cells in _as_map(answer).items():
            shown |= self.typed_cells(_as_map(cells), f"{place}.{row}", language)
        return shown


@dataclass(frozen=True, kw_only=True)
class Roster(Columned):
    """One to n rows that the respondent adds; a list of objects, each with a random ``id``.

    Rows are read one at a time (``parse_cells``), each on a page of its own; the page of the roster itself
    only takes „keine Angabe“.
    """

    min: int = 1
    max: int = 8
    unique: tuple[str, ...] = ()
    one: Text = EMPTY
    title: tuple[str, ...] = ()

    type: ClassVar[str] = "roster"
    KEYS: ClassVar[frozenset[str]] = frozenset({"min", "max", "columns", "unique", "title"})
    TEXTS: ClassVar[frozenset[str]] = frozenset({"one"})

    @classmethod
    def load(cls, common: Mapping[str, object], loading: Loading) -> Self:
        return cls(
            **common,  # type: ignore[arg-type]
            cells=loading.columns(),
            min=loading.integer("min", 1) or 0,
            max=loading.integer("max", 8) or 1,
            unique=loading.words("unique"),
            one=loading.text("one"),
            title=loading.words("title"),
        )

    def cells_of(self, answer: Json, row: str) -> Mapping[str, Json]:
        return next((cells for cells in as_rows(answer) if cells["id"] == row), {})

    def parse(self, typed: Typed, place: str, situation: Situation, language: str) -> Parsed:
        rows = as_rows(situation.stored(self))
        kind = first(typed, f"{place}:missing")
        if kind not in self.missing:
            return Parsed(list(rows) or None)
        if rows:
            problem = Problem(place, Message("roster.both", {"count": len(rows)}))
            return Parsed(list(rows), problems=(problem,))
        return Parsed(missing(kind))

    def effective(self, answer: Json, situation: Situation) -> Json:
        rows: list[Json] = [
            {"id": row["id"], **self.effective_cells(str(row["id"]), row, situation)} for row in as_rows(answer)
        ]
        return rows or None

    def value(self, answer: Json) -> Value:
        return tuple(RowValue(str(row["id"]), self.cell_values(row)) for row in as_rows(answer))

    def gaps(self, answer: Json, place: str, situation: Situation) -> list[Problem]:
        return [gap(place, "roster", min=str(self.min))] if len(as_rows(answer)) < self.min else []

    def faults(self, answer: Json, place: str, situation: Situation) -> list[Problem]:
        """A row that was begun must be whole, whether the roster is required or not."""
        rows = as_rows(answer)
        problems: list[Problem] = []
        for row in rows:
            spot = f"{place}.{row['id']}"
            problems += self.open_cells(spot, row, situation)
            problems += self.cell_faults(row, spot, situation)
        if len(rows) > self.max:
            problems.append(Problem(place, Message("roster.too_many", {"max": self.max})))
        return [*problems, *self._repeated(rows, place)]

    def _repeated(self, rows: list[dict[str, Json]], place: str) -> Iterable[Problem]:
        """Rows that have the same codes as an earlier one."""
        seen: set[tuple[str, ...]] = set()
        for row in rows:
            key = tuple(code for column in self.unique if isinstance(code := row.get(column), str))
            if not self.unique or len(key) < len(self.unique):
                continue
            if key in seen:
                yield Problem(f"{place}.{row['id']}.{self.unique[0]}", Message("roster.twice"))
            seen.add(key)

    def typed(self, answer: Json, place: str, language: str) -> dict[str, list[str]]:
        kind = missing_kind(answer)
        if kind is not None:
            return {f"{place}:missing": [kind]}
        shown: dict[str, list[str]] = {}
        for row in as_rows(answer):
            shown |= self.typed_cells(row, f"{place}.{row['id']}", language)
        return shown


def as_rows(answer: Json) -> list[dict[str, Json]]:
    """The rows of a stored roster; anything else is no row."""
    if not isinstance(answer, list):
        return []
    return [row for row in answer if isinstance(row, dict) and isinstance(row.get("id"), str)]


def _is_given(answers: Mapping[str, Json], key: str, item: Item) -> bool:
    """Whether there is an answer, or a missing kind that the item offers."""
    answer = answers.get(key)
    return answer is not None and missing_kind(answer) in (None, *item.missing)


def _as_map(answer: Json) -> Mapping[str, Json]:
    if not isinstance(answer, dict) or missing_kind(answer) is not None:
        return {}
    return answer


def _as_choice(code: Json) -> str:
    kind = missing_kind(code)
    return f"!{kind}" if kind else str(code)


def _row_of(place: str) -> str:
    return place.rpartition(".")[2]
