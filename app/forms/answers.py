"""Answers in words as lines of a page; the words themselves come from ``surveys.words``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from surveys.items.registry import Grid, Item, Matrix, Roster
from surveys.items.tables import as_rows
from surveys.problems import Json, missing_kind
from surveys.words import Answer, Cell, Speaker, Words


class Fact(NamedTuple):
    """What was asked (``term``) and answered (``value``); a ``lang`` is set where it is not the reader's."""

    term: str
    lang: str
    value: str
    value_lang: str = ""
    href: str = ""
    action: str = ""
    is_part: bool = False


def facts_of(speaker: Speaker, item: Item) -> list[Fact]:
    """The answer of an item, with a line for each row of a matrix or grid."""
    asked = speaker.question(item)
    if isinstance(item, Matrix | Grid) and missing_kind(speaker.scope.answer(item.id)) is None:
        rows = speaker.rows(item)
        return [_fact(speaker, asked, (Words("", speaker.language),)), *(_row(speaker, row) for row in rows)]
    return [_fact(speaker, asked, speaker.answer(item))]


def cell_facts(speaker: Speaker, item: Roster, row: Mapping[str, Json]) -> list[Fact]:
    """The columns that are asked in a row of a roster, but those that name it."""
    naming = {speaker.question(column) for column in item.columns if column.id in item.title}
    cells = speaker.cells(item, str(row["id"]), row)
    return [_fact(speaker, cell.column, cell.answer) for cell in cells if cell.column not in naming]


class Difference(NamedTuple):
    """What two versions of an answer say about the same thing."""

    term: str
    mine: str
    theirs: str


def differences(mine: Speaker, theirs: Speaker, item: Item) -> list[Difference]:
    """The lines in which two versions of an answer differ; rows of a roster are compared cell by cell."""
    ours, stored, nothing = _lines(mine, item), _lines(theirs, item), mine.nothing().text
    pairs = {key: (ours.get(key), stored.get(key)) for key in (*stored, *ours)}
    found = [
        Difference(either.term, one.value if one else nothing, two.value if two else nothing)
        for one, two in pairs.values()
        if (either := two or one) is not None
    ]
    return [line for line in found if line.mine != line.theirs]


def _lines(speaker: Speaker, item: Item) -> dict[tuple[str, str], Fact]:
    """The lines of an answer by what they are about: the answer itself, a row of it, a cell of a row."""
    lines = {("", fact.term if fact.is_part else ""): fact for fact in facts_of(speaker, item)}
    if isinstance(item, Roster):
        for number, row in enumerate(as_rows(speaker.scope.stored(item)), 1):
            title = speaker.row_title(item, row, number).text
            for cell in speaker.cells(item, str(row["id"]), row):
                fact = _fact(speaker, cell.column, cell.answer)
                lines[str(row["id"]), fact.term] = fact._replace(term=f"{title}, {fact.term}")
    return lines


def other_language(speaker: Speaker, words: Words) -> str:
    """The language of words that are not in the reader's."""
    return "" if words.language == speaker.language else words.language


def _fact(speaker: Speaker, asked: Words, answer: Answer) -> Fact:
    spoken = answer or (speaker.nothing(),)
    return Fact(asked.text, other_language(speaker, asked), _joined(spoken), other_language(speaker, spoken[0]))


def _row(speaker: Speaker, row: tuple[Words, tuple[Cell, ...]]) -> Fact:
    title, cells = row
    if len(cells) == 1:
        return _fact(speaker, title, cells[0].answer)._replace(is_part=True)
    said = tuple(
        Words(f"{cell.column.text}: {_joined(cell.answer)}", cell.column.language) for cell in cells if cell.answer
    )
    return _fact(speaker, title, said)._replace(is_part=True)


def _joined(answer: Answer) -> str:
    return "; ".join(words.text for words in answer)
