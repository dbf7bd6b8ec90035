"""All tables of a snapshot: for every item what its ``aggregate`` words ask for, in total and broken down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from analysis.domains import Domains
from analysis.fold import shares
from analysis.need import need_sheets
from analysis.pairs import Pairs
from analysis.records import NONE, Records
from analysis.release import Category, Dimension, Measure, Table, Texts
from analysis.sheets import Sheet, Subject
from analysis.sides import COMPANY, COUNCIL, PAIRS
from analysis.snapshot import Snapshot
from analysis.subjects import Chapter, Subjects
from analysis.tallies import Tabulation, Tally
from analysis.words import words
from surveys.codelists import CodeList, Missing
from surveys.items.base import Item
from surveys.items.tables import Roster

TOTAL = "total"
STATED_ABOVE = 0.10
"""Shares of missing answers up to this are not worth a line."""

SIZE = "size_group"

MOST_BROKEN_DOWN = 50
"""Tables with more figures are not broken down: hardly any of their cells could be published."""

_LEFT_TO_NEED = frozenset({"company.cmp.n.sum"})
"""What the need quantities say in better words."""


@dataclass(frozen=True, slots=True)
class ChapterTables:
    """A section of a questionnaire with its tables in the order of the items.

    ``unseen`` are totals that are printed nowhere and could be computed from what is.
    """

    id: str
    role: str
    title: Texts
    tables: tuple[Tabulation, ...]
    unseen: tuple[Tabulation, ...] = ()


def tabulate(snapshot: Snapshot, extra: frozenset[str] = frozenset()) -> list[ChapterTables]:
    """Every table of every role, chapter by chapter; ``extra`` are breakdowns beside the usual ones (``kreis``)."""
    chapters = [chapter for role in snapshot.roles for chapter in _chapters(Records(snapshot, role, extra))]
    return [*chapters, *_pairs(snapshot, chapters)]


def _pairs(snapshot: Snapshot, chapters: Sequence[ChapterTables]) -> Iterator[ChapterTables]:
    """The tables of pairs, in the sections of the company's questions."""
    if not {COMPANY, COUNCIL} <= set(snapshot.roles):
        return
    found: dict[str, list[Tabulation]] = {}
    for section, one in Pairs(*(Subjects(Records(snapshot, role)) for role in (COMPANY, COUNCIL))).tables():
        found.setdefault(section, []).append(one)
    titles = {chapter.id: chapter.title for chapter in chapters if chapter.role == COMPANY}
    for section, tables in found.items():
        yield ChapterTables(section, PAIRS, titles[section], tuple(tables))


def tabulate_sheet(sheet: Sheet, by: Dimension | None = None) -> Tabulation:
    """A sheet in total, or the total and the categories of ``by``, as its population knows them.

    A figure that cannot be broken down comes in total.
    """
    total = _folded(sheet, sheet.subject.population.total)
    if by is not None and not sheet.is_whole:
        parts = _folded(sheet, sheet.subject.population.by(by.id))
        return Tabulation(_head(sheet, (by,)), tuple(_with_total(total, parts)))
    return Tabulation(_head(sheet, ()), tuple(total), tuple(_missing(sheet.subject)))


def item_sheets(subjects: Subjects, chapter: Chapter, item: Item) -> Iterator[Sheet]:
    """The sheets of an item that are printed."""
    return (sheet for sheet in _sheets(subjects, chapter, item) if not sheet.is_unseen)


def need_of(subjects: Subjects, chapter: Chapter, item: Item) -> Iterator[Sheet]:
    """The quantities of several variables that belong to an item, each made when it is wanted."""
    if "need" in item.aggregate:
        yield from need_sheets(chapter.records, subjects.subject(chapter, item), _occupations(item))


def table_head(sheet: Sheet) -> Table:
    """The table of a sheet that is not broken down, without its cells."""
    return _head(sheet, ())


def _chapters(records: Records) -> Iterator[ChapterTables]:
    subjects = Subjects(records)
    for chapter in subjects.chapters():
        sheets = [sheet for item in chapter.items for sheet in _sheets(subjects, chapter, item)]
        sheets += subjects.computed_sheets(chapter)
        every = [table for sheet in sheets for table in _tables(sheet)]
        seen, unseen = (tuple(one for one in every if one.is_unseen is kind) for kind in (False, True))
        yield ChapterTables(chapter.section.id, records.role, subjects.text(chapter.section.title), seen, unseen)


def _sheets(subjects: Subjects, chapter: Chapter, item: Item) -> list[Sheet]:
    found = [one for one in subjects.sheets(chapter, item) if _id(one) not in _LEFT_TO_NEED]
    return [*need_of(subjects, chapter, item), *found]


def _occupations(item: Item) -> CodeList | None:
    columns = {column.id: column.code_list for column in item.columns} if isinstance(item, Roster) else {}
    return columns.get("kldb")


def _id(sheet: Sheet) -> str:
    return f"{sheet.subject.id}.{sheet.name}"


def _tables(sheet: Sheet) -> Iterator[Tabulation]:
    """The table in total and by its breakdowns."""
    total = _folded(sheet, sheet.subject.population.total)
    whole = Tabulation(
        _head(sheet, ()),
        tuple(total),
        tuple(_missing(sheet.subject)),
        quantity=sheet.quantity or _id(sheet),
        made_of=sheet.made_of,
        source=sheet.source,
        along=sheet.along,
        is_unseen=sheet.is_unseen,
    )
    yield whole
    for breakdown in _breakdowns(sheet) if sheet.is_unseen or len(total) <= MOST_BROKEN_DOWN else ():
        parts = _folded(sheet, sheet.subject.population.by(breakdown))
        by = _breakdown(breakdown, sheet.subject.population.codes(breakdown))
        yield replace(whole, head=_head(sheet, (by,)), tallies=tuple(_with_total(total, parts)), missing=())


def _folded(sheet: Sheet, domains: Domains) -> list[Tally]:
    """The figures of a sheet, marked where earlier answers decided who was asked."""
    routed = sheet.subject.routed
    return [
        replace(tally, is_routed=True) if routed & {TOTAL, *tally.key[:1]} else tally for tally in sheet.fold(domains)
    ]


def _breakdowns(sheet: Sheet) -> tuple[str, ...]:
    """Main items by every breakdown; a median by size, because amounts differ with it more than with the sector."""
    known = sheet.subject.population.breakdowns
    if sheet.subject.is_main:
        return known
    return (SIZE,) if sheet.measure is Measure.MEDIAN and SIZE in known else ()


def _with_total(total: Sequence[Tally], parts: Sequence[Tally]) -> Iterator[Tally]:
    """For each figure the total, then its domains."""
    count = len(parts) // len(total) if total else 0
    for place, tally in enumerate(total):
        yield replace(tally, key=(*tally.key, TOTAL))
        yield from parts[place * count : (place + 1) * count]


def _breakdown(name: str, codes: CodeList) -> Dimension:
    categories = [Category(code.code, dict(code.label)) for code in codes.codes]
    total = Category(TOTAL, words("category.total"))
    return Dimension(name, words(f"dimension.{name}"), (total, *categories), partition=True)


def _head(sheet: Sheet, breakdown: tuple[Dimension, ...]) -> Table:
    subject = sheet.subject
    return Table(
        id=".".join((_id(sheet), *(dimension.id for dimension in breakdown))),
        section=subject.section,
        variable=subject.variable,
        number=subject.number,
        role=subject.role,
        measure=sheet.measure,
        title=subject.title,
        base=subject.base,
        unit=subject.unit,
        dimensions=(*sheet.dimensions, *breakdown),
        cells=(),
        figure=sheet.figure,
        scale=subject.scale,
        is_rough=sheet.is_rough,
    )


def _missing(subject: Subject) -> Iterator[Tally]:
    """Shares of missing kinds among those asked, where they are large enough to be stated."""
    if subject.kinds is None:
        return
    asked = subject.kinds != _PLACES[Missing.NOT_ASKED]
    stated = [kind for kind in Missing if kind is not Missing.NOT_ASKED]
    for (column, key), kind in product(enumerate(subject.kind_keys), stated):
        yes = subject.kinds[[column]] == _PLACES[kind]
        if np.count_nonzero(yes) > STATED_ABOVE * np.count_nonzero(asked[column]):
            [tally] = shares([(key, kind.value)], yes, asked[[column]], subject.population.total)
            yield replace(tally, is_routed=key in subject.routed)


_PLACES = {kind: place for place, kind in enumerate(Missing)} | {None: NONE}
