"""From the items of a questionnaire to the answers that tables are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from analysis.domains import Floats
from analysis.layout import is_counted, row_codes, section_of
from analysis.parameters import NEED_THRESHOLD, parameters
from analysis.records import EMPLOYEES, Child, Records
from analysis.release import Category, Dimension, Texts
from analysis.sheets import RATIOS, Chosen, Coded, Numbers, Sheet, Subject, View, dimension, sheets
from analysis.words import plain, words
from surveys.codelists import Code, CodeList
from surveys.items.base import Item
from surveys.items.choice import Choice, Rank
from surveys.items.tables import Grid, Matrix, Roster
from surveys.items.typed import DecimalItem, Integer
from surveys.model import Computed, Section
from surveys.texts import Text


@dataclass(frozen=True)
class Chapter:
    """One section of a questionnaire and the items to count in it."""

    records: Records
    section: Section

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The items of the section."""
        return tuple(item for page in self.section.pages for item in page.items)

    @cached_property
    def main(self) -> frozenset[str]:
        """The items that are broken down by size and sector.

        Those everybody must answer, unless the frame knows them already; else the first that is counted.
        """
        required = [item.id for item in self.items if item.required is True and item.prefill is None]
        return frozenset(required or [item.id for item in self.items if is_counted(item)][:1])


class Subjects:
    """The views of one role's questionnaire, item by item."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.questionnaire = records.snapshot.questionnaires[records.role]
        wave = records.snapshot.wave
        self._values = {"ZJ": wave.target_year, "BJ": wave.reference_year}

    def chapters(self) -> list[Chapter]:
        """The sections in order."""
        return [Chapter(self.records, section) for section in self.questionnaire.sections]

    def sheets(self, chapter: Chapter, item: Item) -> list[Sheet]:
        """All tables that the item's own words and those of its columns ask for."""
        found = []
        for view, wanted in self.views(chapter, item):
            found += sheets(view, wanted)
        return found

    def computed_sheets(self, chapter: Chapter) -> list[Sheet]:
        """The tables of computed values that stand in this section: where the last item they read is asked."""
        return [
            sheet
            for computed in self.computed_of(chapter)
            for sheet in sheets(self.computed(chapter, computed), computed.aggregate)
        ]

    def computed_of(self, chapter: Chapter) -> list[Computed]:
        """The computed values that stand in this section and are counted."""
        known = self.questionnaire.computed.values()
        return [one for one in known if is_counted(one) and section_of(self.questionnaire, one) == chapter.section.id]

    def subject(self, chapter: Chapter, item: Item, suffix: str = "") -> Subject:
        """The subject of an item, or of one of its columns."""
        role = self.records.role
        return Subject(
            id=f"{role}.{item.id}{suffix}",
            section=chapter.section.id,
            variable=item.id,
            number=item.number,
            role=role,
            title=self.text(item.label),
            base=words(f"base.{role}"),
            unit=self._unit(item),
            is_main=item.id in chapter.main,
            population=self.records.population,
            heads=self.records.counts_heads,
            denominators=self._denominators(item),
        )

    def text(self, text: Text) -> Texts:
        """A text of the questionnaire with the years of the wave."""
        return plain(text, self._values)

    def _unit(self, item: Item) -> Texts:
        if isinstance(item, Integer | DecimalItem) and item.unit:
            return dict(item.unit)
        return words("unit.number")

    def _denominators(self, item: Item) -> dict[str, Floats]:
        wanted = [divisor.place for divisor in RATIOS.get(item.id, ())] if "ratio" in item.aggregate else []
        if "share_of_employees" in item.aggregate:
            wanted.append(EMPLOYEES)
        known = self.questionnaire.items
        return {place: self.records.number(place) for place in wanted if place.partition(".")[0] in known}

    def views(self, chapter: Chapter, item: Item) -> Iterator[tuple[View, tuple[str, ...]]]:
        """What an item asks, as a whole or column by column, each with the words it is counted by."""
        subject = self.subject(chapter, item)
        if isinstance(item, Grid):
            yield from self._grid(chapter, item, subject)
        elif isinstance(item, Roster):
            yield from self._roster(chapter, item, subject)
        elif is_counted(item) and item.type in SIMPLE:
            yield SIMPLE[item.type](self.records, item, subject), item.aggregate

    # --- grids and rosters -----------------------------------------------------------------------------

    def _grid(self, chapter: Chapter, item: Grid, subject: Subject) -> Iterator[tuple[View, tuple[str, ...]]]:
        child = self.records.child(item.id)
        rows = dimension("row", item.rows.codes, row_codes(item))
        keys = row_codes(item)
        for column in item.columns:
            if len(item.columns) > 1 and not is_counted(column):
                continue
            of_column = self._column(chapter, item, column)
            of_column = replace(of_column, kinds=child.wide_kinds(column.id), kind_keys=keys)
            view = _wide(child, column, of_column, rows, keys)
            if view is None:
                continue
            if isinstance(view, Numbers) and len(item.columns) == 1:
                view = replace(
                    view, subject=replace(subject, kinds=of_column.kinds, kind_keys=keys, unit=of_column.unit)
                )
                yield view, (*item.aggregate, *column.aggregate)
            else:
                yield view, column.aggregate

    def _roster(self, chapter: Chapter, item: Roster, subject: Subject) -> Iterator[tuple[View, tuple[str, ...]]]:
        child = self.records.child(item.id)
        population = self.records.population.take(child.cells.response)
        rows = replace(subject, population=population, base=words("base.rows"), is_main=False)
        heads = self.records.counts_heads[child.cells.response]
        for column in item.columns:
            if column.type in SIMPLE and is_counted(column) and column.type != "integer":
                of_column = self._column(chapter, item, column)
                of_column = replace(of_column, population=population, base=rows.base, is_main=False, heads=heads)
                yield SIMPLE[column.type](child, column, of_column), column.aggregate
        numbers = [column for column in item.columns if isinstance(column, Integer) and "sum" in column.aggregate]
        if numbers:
            kept = replace(rows, heads=heads, unit=words("unit.people"), title=self._page_title(item))
            yield _row_sums(child, numbers, kept, self.text), ("sum",)
        if "share" in item.aggregate and item.title:
            yield _named(child, item, len(self.records), subject), ("share",)

    def _column(self, chapter: Chapter, item: Item, column: Item) -> Subject:
        """The subject of a column: named after the page and the column."""
        title = words("title.column", page=self._page_title(item), column=self.text(column.label))
        subject = self.subject(chapter, item, f".{column.id}")
        return replace(subject, variable=f"{item.id}.{column.id}", title=title, unit=self._unit(column))

    def _page_title(self, item: Item) -> Texts:
        return self.text(self.questionnaire.page_of(item.id).title)

    # --- computed values -------------------------------------------------------------------------------

    def computed(self, chapter: Chapter, computed: Computed) -> View:
        """A computed value as a view."""
        role = self.records.role
        subject = Subject(
            id=f"{role}.{computed.id}",
            section=chapter.section.id,
            variable=computed.id,
            number="",
            role=role,
            title=self.text(computed.label),
            base=self._base(computed),
            unit=words("unit.share"),
            # What follows from the size by a rule of law would tell of other answers in each group of sizes.
            is_main=computed.id not in RESTS_ON,
            population=self.records.population,
            heads=self.records.counts_heads,
        )
        if computed.code_list is not None:
            codes = self.records.codes([computed.id])
            return Coded(subject, _options(self.records, computed.id, computed.code_list), codes)
        values = self.records.numbers([computed.id])
        answers = Dimension("answer", words("dimension.answer"), (Category("yes", words("category.yes")),))
        return Chosen(subject, values == 1, ~np.isnan(values), (("yes",),), (answers,))

    def _base(self, computed: Computed) -> Texts:
        """Who answered, and the limits of the law that a value rests on."""
        base = words(f"base.{self.records.role}")
        kind = RESTS_ON.get(computed.id)
        known = parameters(kind, self.records.snapshot.wave) if kind else None
        return base if known is None else known.noted(base)


RESTS_ON: Mapping[str, str] = {"flag82a": NEED_THRESHOLD}
"""Computed values whose rule in the questionnaire has the same limits as a dated set of parameters."""


def _options(source: Records | Child, name: str, newest: CodeList) -> CodeList:
    """The codes in the order of the stored places; one that only older versions had keeps its code as label."""
    if isinstance(source, Records):
        known = (source.layout.items.get(name) or source.layout.computed[name]).codes
    else:
        known = next(column.codes for column in source.variable.columns if column.id == name)
    return CodeList(
        newest.id, tuple(newest.by_code.get(code) or Code(code, Text.of(de=code)) for code in known), newest.missing
    )


# --- one view for each item type -----------------------------------------------------------------------


def _code_list(item: Item) -> CodeList:
    if item.code_list is None:
        raise TypeError(f"{item.id} has no code list")
    return item.code_list


def _offered(item: Item) -> frozenset[str] | None:
    return frozenset(code.code for code in item.candidates) if isinstance(item, Choice) else None


def _single(source: Records | Child, item: Item, subject: Subject) -> View:
    subject = replace(subject, kinds=source.kinds([item.id]))
    options = _options(source, item.id, _code_list(item))
    return Coded(subject, options, source.codes([item.id]), offered=_offered(item))


def _multi(source: Records | Child, item: Item, subject: Subject) -> View:
    offered = _offered(item) or ()
    codes = [code.code for code in _code_list(item).codes if code.code in offered]
    kinds = source.kinds([item.id])
    return Chosen(
        replace(subject, kinds=kinds),
        source.flags([f"{item.id}.{code}" for code in codes]),
        kinds < 0,
        tuple((code,) for code in codes),
        (dimension("answer", _code_list(item), codes),),
    )


def _rank(source: Records | Child, item: Item, subject: Subject) -> View:
    """Points: as many as there are places for the first one, one for the last."""
    options = _code_list(item)
    count = item.places if isinstance(item, Rank) else 0
    places = source.codes([f"{item.id}.{place}" for place in range(1, count + 1)])
    kinds = source.kinds([item.id])
    weights = np.arange(count, 0, -1)
    points = np.zeros((len(options.codes), places.shape[1]))
    for place, weight in zip(places, weights, strict=True):
        named = np.flatnonzero(place >= 0)
        points[place[named], named] = weight
    points[:, kinds[0] >= 0] = np.nan
    keys = tuple((code.code,) for code in options.codes)
    return Numbers(replace(subject, kinds=kinds), points, keys, (dimension("answer", options),), float(count))


def _matrix(source: Records | Child, item: Item, subject: Subject) -> View:
    if not isinstance(item, Matrix):
        raise TypeError(f"{item.id} is no matrix")
    rows = row_codes(item)
    names = [f"{item.id}.{row}" for row in rows]
    return Coded(
        replace(subject, kinds=source.kinds(names), kind_keys=rows),
        _options(source, item.id, _code_list(item)),
        source.codes(names),
        tuple((row,) for row in rows),
        (dimension("row", item.rows.codes, rows),),
    )


def _number(source: Records | Child, item: Item, subject: Subject) -> View:
    return Numbers(replace(subject, kinds=source.kinds([item.id])), source.numbers([item.id]))


SIMPLE: Mapping[str, Callable[[Records | Child, Item, Subject], View]] = {
    "single": _single,
    "multi": _multi,
    "rank": _rank,
    "matrix": _matrix,
    "integer": _number,
    "decimal": _number,
}


# --- views of grids and rosters ------------------------------------------------------------------------


def _wide(child: Child, column: Item, subject: Subject, rows: Dimension, keys: tuple[str, ...]) -> View | None:
    """A column of a grid, one key for each row of the grid."""
    row_keys = tuple((key,) for key in keys)
    if isinstance(column, Integer | DecimalItem):
        return Numbers(subject, child.wide_numbers(column.id)[: len(keys)], row_keys, (rows,))
    if column.type == "single":
        options = _options(child, column.id, _code_list(column))
        return Coded(subject, options, child.wide_codes(column.id)[: len(keys)], row_keys, (rows,), _offered(column))
    return _wide_multi(child, column, subject, rows, keys) if column.type == "multi" else None


def _wide_multi(child: Child, column: Item, subject: Subject, rows: Dimension, keys: tuple[str, ...]) -> Chosen:
    codes = [code.code for code in _code_list(column).codes]
    flags = child.flags([f"{column.id}.{code}" for code in codes])
    wide = np.zeros((len(keys), len(codes), len(subject.heads)), dtype=bool)
    is_row = child.cells.row < len(keys)
    for place, chosen in enumerate(flags):
        at = np.flatnonzero(chosen & is_row)
        wide[child.cells.row[at], place, child.cells.response[at]] = True
    return Chosen(
        subject,
        wide.reshape(len(keys) * len(codes), -1),
        child.wide_kinds(column.id)[: len(keys)] < 0,
        tuple((row, code) for row in keys for code in codes),
        (rows, dimension("answer", _code_list(column))),
    )


def _row_sums(child: Child, columns: list[Integer], subject: Subject, text: Callable[[Text], Texts]) -> Numbers:
    """Sums over all rows of a roster, one key for each column of numbers."""
    categories = tuple(Category(column.id, text(column.label)) for column in columns)
    return Numbers(
        subject,
        child.numbers([column.id for column in columns]),
        tuple((column.id,) for column in columns),
        (Dimension("column", words("dimension.column"), categories),),
    )


def _named(child: Child, item: Roster, count: int, subject: Subject) -> Chosen:
    """Which responses name a group: the codes of the first column that titles a row."""
    column = next(column for column in item.columns if column.id == item.title[0])
    options = _options(child, column.id, _code_list(column))
    codes = child.codes([column.id])[0]
    flags = np.zeros((len(options.codes), count), dtype=bool)
    flags[codes[codes >= 0], child.cells.response[codes >= 0]] = True
    answered = np.zeros((1, count), dtype=bool)
    answered[:, child.cells.response] = True
    keys = tuple((code.code,) for code in options.codes)
    return Chosen(subject, flags, answered, keys, (dimension("answer", options),))
