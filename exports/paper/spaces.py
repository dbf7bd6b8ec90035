"""Where the answer to a question is ticked or written on paper: one line a type in ``SPACES``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from exports.paper import tables
from exports.paper.columns import OPTION, options
from exports.paper.sheet import Sheet
from exports.pdf import theme
from exports.pdf.flowables import AnswerField, AnswerLines, Flowable, bullets, paragraph
from exports.pdf.flowables.lists import BoxKind
from exports.pdf.text import Content, spans
from surveys.codelists import Code
from surveys.items.registry import (
    Choice,
    Consent,
    Date,
    DecimalItem,
    Grid,
    Integer,
    Item,
    Matrix,
    Multi,
    Note,
    Rank,
    Roster,
    Single,
    TextItem,
)

INSTRUCTION: Final = theme.style("instruction", theme.SMALL, keepWithNext=1, textColor=theme.GREY)
FEWEST_CHARACTERS: Final = 4
MOST_CHARACTERS: Final = 10
CODE_CHARACTERS: Final = 4
DATE_CHARACTERS: Final = 10
OTHER_CHARACTERS: Final = 20
LEAST_LINES: Final = 2


def answer_space(item: Item, sheet: Sheet) -> list[Flowable]:
    """What stands below a question."""
    return SPACES[type(item)](item, sheet)


def _single(item: Single, sheet: Sheet) -> list[Flowable]:
    name = sheet.list_name(item)
    if name is None:
        return [*_offered(item, sheet), _boxes(item, sheet, "one"), *_others(item, sheet)]
    field = AnswerField(sheet.say("from_list", list=name), characters=CODE_CHARACTERS, style=OPTION)
    return [*_offered(item, sheet), field, *_missing(item, sheet), *_others(item, sheet)]


def _multi(item: Multi, sheet: Sheet) -> list[Flowable]:
    how = paragraph(_how_many(item, sheet), INSTRUCTION)
    return [how, *_offered(item, sheet), _boxes(item, sheet, "many"), *_others(item, sheet)]


def _how_many(item: Multi, sheet: Sheet) -> str:
    if item.max is None:
        return sheet.say("several") if item.min < 2 else sheet.say("several_from", min=item.min)
    if item.min < 2:
        return sheet.say("several_up_to", max=item.max)
    return sheet.say("several_between", min=item.min, max=item.max)


def _offered(item: Choice, sheet: Sheet) -> list[Flowable]:
    """Which options are meant, where that depends on answers and no help text says it."""
    if item.where is None or item.hint or not item.where.names - {"row"}:
        return []
    return [paragraph(sheet.content(sheet.conditions.offered(item.where, item)), INSTRUCTION)]


def _boxes(item: Choice, sheet: Sheet, kind: BoxKind) -> Flowable:
    """The options, and the missing kinds as options; with their code where tables ask for the code."""
    shown = sheet.scope.words(item) or item.choices
    has_codes = item.choices.id in sheet.long_lists
    texts = [_option(shown.by_code.get(code.code, code), sheet, has_codes=has_codes) for code in sheet.options(item)]
    return options([*texts, *(text for _, text in sheet.missing(item))], kind)


def _option(code: Code, sheet: Sheet, *, has_codes: bool) -> Content:
    text = sheet.text(code.label)
    is_named = has_codes and any(character.isdigit() for character in code.code)
    return [f"{code.code}  ", *spans(text)] if is_named else text


def _others(item: Choice, sheet: Sheet) -> list[Flowable]:
    if not item.other:
        return []
    return [AnswerField(sheet.say("other"), characters=OTHER_CHARACTERS, style=OPTION)]


def _missing(item: Item, sheet: Sheet) -> list[Flowable]:
    texts = [text for _, text in sheet.missing(item)]
    return [options(texts, "many")] if texts else []


def _number(item: Integer | DecimalItem, sheet: Sheet) -> list[Flowable]:
    digits = len(str(item.max)) if item.max is not None else MOST_CHARACTERS
    places = item.places + 1 if isinstance(item, DecimalItem) else 0
    characters = max(FEWEST_CHARACTERS, min(digits + places, MOST_CHARACTERS))
    return [AnswerField(after=sheet.text(item.unit), characters=characters, style=OPTION), *_missing(item, sheet)]


def _text(item: TextItem, sheet: Sheet) -> list[Flowable]:
    return [AnswerLines(max(item.lines, LEAST_LINES)), *_missing(item, sheet)]


def _date(item: Date, sheet: Sheet) -> list[Flowable]:
    field = AnswerField(after=sheet.say("date"), characters=DATE_CHARACTERS, style=OPTION)
    return [field, *_missing(item, sheet)]


def _consent(item: Consent, sheet: Sheet) -> list[Flowable]:
    """The wording to read; it is agreed to online, so that no contact data stand beside the answers."""
    wording = sheet.words(item.text)
    purposes: Sequence[Content] = [sheet.text(text) for _, text in item.purposes]
    made: list[Flowable] = [paragraph(sheet.say("consent_title"), INSTRUCTION), bullets(purposes, OPTION)]
    if wording.text:
        made.append(paragraph(sheet.content((wording,)), theme.SMALL))
    return [*made, paragraph(sheet.say("consent_online"), theme.SMALL)]


def _nothing(_note: Note, _sheet: Sheet) -> list[Flowable]:
    """A note is only read."""
    return []


SPACES: Mapping[type[Item], Callable[[Any, Sheet], list[Flowable]]] = {
    Single: _single,
    Multi: _multi,
    Integer: _number,
    DecimalItem: _number,
    TextItem: _text,
    Date: _date,
    Matrix: tables.matrix,
    Grid: tables.grid,
    Rank: tables.rank,
    Roster: tables.roster,
    Consent: _consent,
    Note: _nothing,
}
