"""One figure of one question as somebody looks at it: broken down, and of part of the responses.

A figure is named by the id of its table in a release. Only the columns of what is asked for are read. To know which
figures a question has, its sheets are made from no answers at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import numpy as np
import polars as pl

from analysis.domains import UNKNOWN, Flags, Ints
from analysis.layout import has_results
from analysis.records import DISTRICT, Population, Records
from analysis.release import Category, Dimension, Measure, Table, Texts
from analysis.sheets import MEASURES, Sheet
from analysis.snapshot import Snapshot
from analysis.subjects import Chapter, Subjects
from analysis.tables import SIZE, TOTAL, item_sheets, need_of, table_head, tabulate_sheet
from analysis.tallies import Tabulation
from analysis.words import words
from surveys.codelists import CodeList
from surveys.items.base import Item
from surveys.items.tables import Columned
from surveys.items.typed import Integer

CHOICE = "choice"
"""The breakdown by the answers to another question."""

NEED = "need"
MEASURES_BY_NAME = frozenset(name for _, name in MEASURES)

MOST_CHOICES = 12
"""Questions with more answers divide nobody in a way that can be read."""

Filters: TypeAlias = tuple[tuple[str, frozenset[str]], ...]
"""For each breakdown or question the codes of which a response must have one."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for: a figure by its id, by a breakdown or another question (or neither), of some responses."""

    figure: str
    by: str = ""
    filters: Filters = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure, broken down if it can be, with how many responses and contributors the filters leave."""

    table: Tabulation
    responses: int
    contributors: int


@dataclass(frozen=True, slots=True)
class Division:
    """What responses can be divided by: its words, and its codes with theirs."""

    id: str
    number: str
    label: Texts
    codes: CodeList


class _Unanswered(Snapshot):
    """A snapshot with its instruments and without any answer."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._empty: dict[str, pl.LazyFrame] = {}

    def scan(self, name: str) -> pl.LazyFrame:
        """A table without rows."""
        if name not in self._empty:
            self._empty[name] = super().scan(name).head(0).collect().lazy()
        return self._empty[name]

    def count(self, role: str) -> int:
        """No response."""
        return 0 * super().count(role)


class Source:
    """The responses of one role, kept open for many questions; nothing of a snapshot ever changes."""

    def __init__(self, snapshot: Snapshot, role: str) -> None:
        self.snapshot = snapshot
        self.role = role
        self._records = Records(snapshot, role, frozenset({DISTRICT}))
        self._unanswered = Subjects(Records(_Unanswered(snapshot.path), role))
        self._known: dict[str, tuple[Table, ...]] = {}
        self._main: set[str] = set()

    @property
    def is_extrapolated(self) -> bool:
        """Whether figures are estimates for all establishments."""
        return self._records.is_drawn

    def figures(self, item_id: str) -> tuple[Table, ...]:
        """The tables of a question without their cells; raises KeyError when there are none."""
        if item_id not in self._known:
            found = [(table_head(sheet), sheet.subject.is_main) for sheet in _sheets(self._unanswered, item_id)]
            if not found:
                raise KeyError(item_id)
            self._known[item_id] = tuple(head for head, _ in found)
            self._main |= {head.id for head, is_main in found if is_main}
        return self._known[item_id]

    def is_printed(self, figure: str, by: str) -> bool:
        """Whether a release can have the table of a figure by a breakdown: by another question it has none."""
        if not by:
            return True
        item_id = figure.removeprefix(f"{self.role}.").partition(".")[0]
        [head] = [table for table in self.figures(item_id) if table.id == figure]
        is_median = head.measure is Measure.MEDIAN and by == SIZE
        return by in self.breakdowns and (figure in self._main or is_median)

    @cached_property
    def breakdowns(self) -> Mapping[str, Division]:
        """By size, sector and district, as far as their categories are large enough."""
        population = self._records.population
        return {
            name: Division(name, "", words(f"dimension.{name}"), population.codes(name))
            for name in population.breakdowns
        }

    @cached_property
    def choices(self) -> Mapping[str, Division]:
        """The questions with one answer of few that a response can be divided by."""
        one = self.snapshot.questionnaires[self.role]
        text = self._unanswered.text
        return {
            item.id: Division(item.id, item.number, text(item.label), self._offered(item, item.code_list))
            for item in one.items.values()
            if item.type == "single" and has_results(item) and item.code_list is not None
            and len(item.code_list.codes) <= MOST_CHOICES
        }  # fmt: skip

    def _offered(self, item: Item, codes: CodeList) -> CodeList:
        known = self._records.layout.items[item.id].codes
        return CodeList(codes.id, tuple(code for code in codes.codes if code.code in known), codes.missing)

    def count(self, ask: Ask) -> Counted:
        """The figure; raises KeyError when there is none, or nothing of the kind that it is to be divided by."""
        kept = self._kept(ask.filters)
        population = self._records.population if kept.all() else self._records.population.only(kept)
        by, population = self._divided(ask.by, population)
        table = tabulate_sheet(self._sheet(ask.figure, Subjects(self._records.of(population))), by)
        return Counted(table, int(np.count_nonzero(kept)), population.contributors(kept))

    def _sheet(self, figure: str, subjects: Subjects) -> Sheet:
        item_id, _, rest = figure.removeprefix(f"{self.role}.").partition(".")
        for sheet in _sheets(subjects, item_id, rest):
            if table_head(sheet).id == figure:
                return sheet
        raise KeyError(figure)

    def _kept(self, filters: Filters) -> Flags:
        kept = np.ones(len(self._records), dtype=bool)
        for name, codes in filters:
            division, places = self._places(name)
            wanted = [place for place, code in enumerate(division.codes.codes) if code.code in codes]
            kept &= np.isin(places, wanted)
        return kept

    def _places(self, name: str) -> tuple[Division, Ints]:
        """What divides responses, and the place of each among its codes."""
        if name in self.breakdowns:
            return self.breakdowns[name], self._records.population.places(name)
        division = self.choices[name]
        stored = self._records.layout.items[name].codes
        places = {code.code: place for place, code in enumerate(division.codes.codes)}
        table = np.array([*(places.get(code, UNKNOWN) for code in stored), UNKNOWN])
        return division, table[self._records.codes([name])[0]]

    def _divided(self, by: str, population: Population) -> tuple[Dimension | None, Population]:
        if not by:
            return None, population
        division, places = self._places(by)
        name = by if by in self.breakdowns else CHOICE
        categories = [Category(code.code, dict(code.label)) for code in division.codes.codes]
        total = Category(TOTAL, words("category.total"))
        dimension = Dimension(name, division.label, (total, *categories), partition=True)
        return dimension, population if name == by else population.also(CHOICE, division.codes, places)


def _sheets(subjects: Subjects, item_id: str, rest: str = "") -> Iterator[Sheet]:
    """The sheets of an item or computed value; of a grid or roster only those that ``rest`` may name."""
    chapters = subjects.chapters()
    for chapter in chapters:
        for item in chapter.items:
            if item.id == item_id:
                yield from _of_item(subjects, chapter, item, rest)
                return
    computed = (sheet for chapter in chapters for sheet in subjects.computed_sheets(chapter))
    yield from (sheet for sheet in computed if sheet.subject.variable == item_id)


def _of_item(subjects: Subjects, chapter: Chapter, item: Item, rest: str) -> Iterator[Sheet]:
    if not rest:
        return item_sheets(subjects, chapter, item)
    first, _, name = rest.partition(".")
    # A column can be called as the quantities of several variables are; its figures have the names of measures.
    if first == NEED and name not in MEASURES_BY_NAME:
        return need_of(subjects, chapter, item)
    return item_sheets(subjects, chapter, _narrowed(item, first))


def _narrowed(item: Item, wanted: str) -> Item:
    """The item with the figures of one column, or with those that are of no single column."""
    if not isinstance(item, Columned):
        return replace(item, aggregate=_words_of(item, wanted))
    others = tuple(word for word in item.aggregate if word != NEED)
    is_column = any(column.id == wanted for column in item.columns)
    columns = tuple(
        column if column.id == wanted or (not is_column and isinstance(column, Integer)) else _uncounted(column)
        for column in item.columns
    )
    return replace(item, aggregate=others, cells=columns)


def _words_of(item: Item, figure: str) -> tuple[str, ...]:
    """The words of an item that give a figure: a distribution is one of shares."""
    return tuple(word for word in item.aggregate if word == figure or (word, figure) == ("distribution", "share"))


def _uncounted(column: Item) -> Item:
    return replace(column, aggregate=("none",))
