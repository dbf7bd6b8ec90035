"""Answers in words as lines of a page; the words themselves come from ``surveys.words``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.i18n import gettext as _
from surveys.checks import unread_texts
from surveys.items.registry import Consent, Granted, Grid, Item, Matrix, Roster
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


def said_facts(speaker: Speaker, item: Item, typed: Mapping[str, Sequence[str]]) -> list[Fact]:
    """What is answered of an item; texts typed into one that is not asked stand as they were typed."""
    nothing = speaker.nothing().text
    if speaker.scope.answer(item.id) is not None or item.id in unread_texts(speaker.scope.document):
        return [fact for fact in facts_of(speaker, item) if fact.value != nothing]
    texts = [] if item.code_list is not None else _texts_of(item, typed)
    return [_fact(speaker, speaker.question(item), tuple(Words(text, speaker.language) for text in texts))] * bool(
        texts
    )


def _texts_of(item: Item, typed: Mapping[str, Sequence[str]]) -> list[str]:
    """What stands in the fields of an item, its rows included; boxes and the like are no texts."""
    texts = (text for place, given in typed.items() if place.partition(".")[0] == item.id for text in given)
    return [text for text in texts if text.strip()]


def consent_facts(speaker: Speaker, item: Consent, granted: Granted) -> list[Fact]:
    """Each purpose that is agreed to, and the contact that is kept for it; one line where there is none."""
    asked = speaker.question(item)
    purposes = [speaker.text(words) for purpose, words in item.purposes if purpose in granted.purposes]
    facts = [_fact(speaker, asked, tuple(purposes) or (Words(_("keine Einwilligung"), speaker.language),))]
    for key, label in contact_labels().items():
        if granted.contact.get(key):
            facts.append(Fact(label, "", granted.contact[key], is_part=True))
    return facts


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
    if isinstance(item, Roster):
        ours, stored = _row_lines(mine, item), _row_lines(theirs, item)
        rows = [row_differences(mine, theirs, item, row) for row in dict.fromkeys((*stored, *ours))]
        if any(rows):
            return [line for lines in rows for line in lines]
    return _compared(mine, _lines(mine, item), _lines(theirs, item))


def row_differences(mine: Speaker, theirs: Speaker, item: Roster, row: str) -> list[Difference]:
    """The cells in which two versions of a row differ; one line where one side has removed it."""
    ours, stored = _row_lines(mine, item).get(row), _row_lines(theirs, item).get(row)
    if ours is not None and stored is not None:
        found = _compared(mine, ours.cells, stored.cells)
        return [line._replace(term=f"{stored.title}, {line.term}") for line in found]
    either = ours or stored
    if either is None:
        return []
    whole = "; ".join(termed(fact.term, fact.value) for fact in either.cells.values())
    return [Difference(either.title, whole if ours else _("entfernt"), whole if stored else _("entfernt"))]


def consent_differences(speaker: Speaker, item: Consent, mine: Granted, theirs: Granted) -> list[Difference]:
    """The purposes and the contact in which two versions of a consent differ."""
    nothing = speaker.nothing().text
    lines = []
    for purpose, words in item.purposes:
        ticked = (_yes_or_no(purpose in side.purposes) for side in (mine, theirs))
        lines.append(Difference(speaker.text(words).text.removesuffix("."), *ticked))
    for key, label in contact_labels().items():
        lines.append(Difference(label, *(side.contact.get(key) or nothing for side in (mine, theirs))))
    return [line for line in lines if line.mine != line.theirs]


def contact_labels() -> dict[str, str]:
    """What the parts of a contact are called."""
    return {"name": _("Name"), "email": _("E-Mail-Adresse"), "phone": _("Telefonnummer")}


def termed(term: str, value: str) -> str:
    """„Anzahl: 12“; a question keeps its own sign: „Schwer zu besetzen? ja“."""
    if term.endswith(("?", ":", "!", ".")):
        return f"{term} {value}"
    return _("%(term)s: %(value)s") % {"term": term, "value": value}


def other_language(speaker: Speaker, words: Words) -> str:
    """The language of words that are not in the reader's."""
    return "" if words.language == speaker.language else words.language


class _Row(NamedTuple):
    title: str
    cells: dict[str, Fact]


def _compared(speaker: Speaker, mine: Mapping[str, Fact], theirs: Mapping[str, Fact]) -> list[Difference]:
    nothing = speaker.nothing().text
    pairs = ((mine.get(key), theirs.get(key)) for key in dict.fromkeys((*theirs, *mine)))
    found = [
        Difference(either.term, one.value if one else nothing, two.value if two else nothing)
        for one, two in pairs
        if (either := two or one) is not None
    ]
    return [line for line in found if line.mine != line.theirs]


def _lines(speaker: Speaker, item: Item) -> dict[str, Fact]:
    """The lines of an answer by what they are about: the answer itself or a row of it."""
    return {fact.term if fact.is_part else "": fact for fact in facts_of(speaker, item)}


def _row_lines(speaker: Speaker, item: Roster) -> dict[str, _Row]:
    """The rows of a roster by their id: what each is called and the lines of its cells."""
    rows = {}
    for number, row in enumerate(as_rows(speaker.scope.stored(item)), 1):
        facts = [_fact(speaker, cell.column, cell.answer) for cell in speaker.cells(item, str(row["id"]), row)]
        title = speaker.row_title(item, row, number).text
        rows[str(row["id"])] = _Row(title, {fact.term: fact for fact in facts})
    return rows


def _yes_or_no(is_ticked: bool) -> str:
    return _("ja") if is_ticked else _("nein")


def _fact(speaker: Speaker, asked: Words, answer: Answer) -> Fact:
    spoken = answer or (speaker.nothing(),)
    return Fact(asked.text, other_language(speaker, asked), _joined(spoken), other_language(speaker, spoken[0]))


def _row(speaker: Speaker, row: tuple[Words, tuple[Cell, ...]]) -> Fact:
    title, cells = row
    if len(cells) == 1:
        return _fact(speaker, title, cells[0].answer)._replace(is_part=True)
    said = tuple(
        Words(termed(cell.column.text, _joined(cell.answer)), cell.column.language) for cell in cells if cell.answer
    )
    return _fact(speaker, title, said)._replace(is_part=True)


def _joined(answer: Answer) -> str:
    return "; ".join(words.text for words in answer)
