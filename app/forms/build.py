"""From an item of the questionnaire to the field that asks it: one line a type in ``FIELDS``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.forms.answers import contact_labels
from app.forms.fields import AnswerField, Option
from app.i18n import gettext as _
from surveys.codelists import Code
from surveys.items.registry import (
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
from surveys.items.tables import as_rows
from surveys.problems import Json
from surveys.route import seen_pages
from surveys.scope import Scope
from surveys.texts import Text
from surveys.words import Speaker

Asks = Mapping[str, Sequence[tuple[str, str]]]
"""Soft questions: place → (check, words)."""

CONTACTS: Mapping[str, tuple[str, str, str]] = {
    "name": ("text", "", "name"),
    "email": ("email", "email", "email"),
    "phone": ("tel", "tel", "tel"),
}
"""Part of a contact → type, keyboard and what the browser may fill in."""


@dataclass(frozen=True)
class Sheet:
    """What the fields of a page are filled with: typed texts and problems, both by place.

    ``is_compact`` inside the cards of a grid: short lists drop down instead of being spread out.
    """

    scope: Scope
    language: str
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    asks: Asks = field(default_factory=dict)
    is_compact: bool = False

    def words(self, text: Text) -> tuple[str, str]:
        """The words of ``text`` with its placeholders filled, and their language where it is another one."""
        words, language = self.scope.text(text, self.language)
        return words, "" if language == self.language else language

    def cells(self, item: Grid | Roster, row: str) -> Mapping[str, Json]:
        """What is stored in a row."""
        stored = self.scope.stored(item)
        if isinstance(item, Roster):
            return next((cells for cells in as_rows(stored) if cells["id"] == row), {})
        found = stored.get(row) if isinstance(stored, dict) else None
        return found if isinstance(found, dict) else {}


def build(items: Sequence[Item], sheet: Sheet) -> tuple[AnswerField, ...]:
    """The fields of a page, in order; those that are not asked now are there, but not shown."""
    return tuple(build_field(item, item.id, sheet, sheet.scope.is_visible(item.id)) for item in items)


def build_row(item: Roster, row_id: str, sheet: Sheet) -> tuple[AnswerField, ...]:
    """The fields of one row of a roster."""
    return _cells(item, row_id, sheet)


def build_field(item: Item, place: str, sheet: Sheet, is_shown: bool = True) -> AnswerField:
    """The field of one item or column at ``place``."""
    built = FIELDS[type(item)](item, place, sheet)
    built.is_shown = is_shown
    return built


def _cells(item: Grid | Roster, row: str, sheet: Sheet) -> tuple[AnswerField, ...]:
    cells = sheet.cells(item, row)
    asked = {column.id for column in sheet.scope.columns(item, row, cells)}
    return tuple(
        build_field(column, f"{item.id}.{row}.{column.id}", sheet, column.id in asked) for column in item.columns
    )


def _said(place: str, sheet: Sheet) -> dict[str, Any]:
    """What was typed at a place, and what stands against it."""
    return {
        "problem": sheet.problems.get(place, ""),
        "asks": sheet.asks.get(place, ()),
        "values": sheet.typed.get(place, ()),
    }


def _common(item: Item, place: str, sheet: Sheet) -> dict[str, Any]:
    text, lang = sheet.words(sheet.scope.label(item))
    hint, hint_lang = sheet.words(sheet.scope.hint(item))
    return {
        "text": text,
        "lang": lang,
        "hint": hint,
        "hint_lang": hint_lang,
        "page_lang": sheet.language,
        "is_optional": item.required is False,
        "note": _suggestion(item, place, sheet),
        **_said(place, sheet),
    }


def _suggestion(item: Item, place: str, sheet: Sheet) -> str:
    """Says that an answer was not typed here but comes from the frame, as long as nobody has sent the page."""
    scope = sheet.scope
    if not item.prefill or place != item.id or not sheet.typed.get(place) or scope.stored(item) is not None:
        return ""
    if scope.questionnaire.page_of(item.id).id in seen_pages(scope.document):
        return ""
    return _("Aus dem Register vorausgefüllt – bitte prüfen.")


def _missing(item: Item, sheet: Sheet) -> tuple[Option, ...]:
    """„weiß nicht“ and „keine Angabe“ in the words of the item."""
    options = []
    for kind, text in item.missing.items():
        label, lang = sheet.words(text)
        options.append(Option(f"!{kind}", label, lang, is_apart=True, is_exclusive=True))
    return tuple(options)


def _apart(item: Item, place: str, sheet: Sheet) -> dict[str, Any]:
    """The boxes that stand beside a control instead of being options of it."""
    boxes = tuple(option._replace(code=option.code[1:]) for option in _missing(item, sheet))
    return {"missing": boxes, "missing_values": sheet.typed.get(f"{place}:missing", ())}


def _options(item: Item, codes: Sequence[Code], sheet: Sheet, exclusive: Sequence[str] = ()) -> tuple[Option, ...]:
    shown = sheet.scope.words(item)
    options = []
    for code in codes:
        label, lang = sheet.words(shown.by_code[code.code].label if shown is not None else code.label)
        options.append(Option(code.code, label, lang, is_exclusive=code.code in exclusive))
    return tuple(options)


def _rows(item: Matrix | Grid, sheet: Sheet) -> list[tuple[str, str, str]]:
    """Code, words and other language of each row."""
    speaker = Speaker(sheet.scope, sheet.language)
    named = ((row.code, speaker.row_name(item, row.code)) for row in sheet.scope.rows(item))
    return [(code, name.text, "" if name.language == sheet.language else name.language) for code, name in named]


def _others(item: Single | Multi, place: str, sheet: Sheet) -> dict[str, AnswerField]:
    other = f"{place}:other"
    said = _said(other, sheet)
    return {code: AnswerField(other, "text", text=_("Bitte nennen Sie es"), **said) for code in item.other}


def _single(item: Single, place: str, sheet: Sheet) -> AnswerField:
    codes = sheet.scope.options(item)
    others, facts = _others(item, place, sheet), _common(item, place, sheet)
    if item.show == "radio" and not (sheet.is_compact and not others):
        options = (*_options(item, codes, sheet), *_missing(item, sheet))
        return AnswerField(place, "radio", options=options, others=others, **facts)
    return AnswerField(
        place,
        "select",
        others=others,
        groups=_grouped(item, codes, sheet),
        show=item.show,
        search=item.id if item.show == "search" else "",
        step=next(iter(sheet.typed.get(f"{place}:step", ())), ""),
        **facts,
    )


def _grouped(item: Single, codes: Sequence[Code], sheet: Sheet) -> list[tuple[str, Sequence[Option]]]:
    """The options of a list under the headings of the level above, and the missing kinds at its end."""
    groups: dict[str, list[Option]] = {}
    for code, option in zip(codes, _options(item, codes, sheet), strict=True):
        parent = item.choices.by_code.get(code.parent) if code.parent else None
        groups.setdefault(sheet.words(parent.label)[0] if parent else "", []).append(option)
    missing = _missing(item, sheet)
    return [*groups.items(), *([(_("Ohne Antwort"), missing)] if missing else [])]


def _multi(item: Multi, place: str, sheet: Sheet) -> AnswerField:
    return AnswerField(
        place,
        "checkbox",
        options=_options(item, sheet.scope.options(item), sheet, item.exclusive),
        others=_others(item, place, sheet),
        **_common(item, place, sheet),
        **_apart(item, place, sheet),
    )


def _number(item: Integer | DecimalItem, place: str, sheet: Sheet) -> AnswerField:
    unit, unit_lang = sheet.words(item.unit)
    mode = "numeric" if isinstance(item, Integer) else "decimal"
    facts = {**_common(item, place, sheet), **_apart(item, place, sheet)}
    return AnswerField(place, "text", unit=unit, unit_lang=unit_lang, inputmode=mode, width="number", **facts)


def _text(item: TextItem, place: str, sheet: Sheet) -> AnswerField:
    shape = "textarea" if item.lines > 1 else "text"
    facts = {**_common(item, place, sheet), **_apart(item, place, sheet)}
    return AnswerField(place, shape, lines=item.lines, **facts)


def _date(item: Date, place: str, sheet: Sheet) -> AnswerField:
    facts = {**_common(item, place, sheet), **_apart(item, place, sheet)}
    return AnswerField(place, "date", width="short", unit=_("TT.MM.JJJJ"), **facts)


def _matrix(item: Matrix, place: str, sheet: Sheet) -> AnswerField:
    options = (*_answers(item, sheet), *_missing_of_rows(item, sheet))
    rows = []
    for row, text, lang in _rows(item, sheet):
        spot = f"{place}.{row}"
        rows.append(AnswerField(spot, "row", text=text, lang=lang, options=options, **_said(spot, sheet)))
    return AnswerField(place, "matrix", fields=rows, **_common(item, place, sheet), **_rest(item, place, sheet))


def _answers(item: Matrix, sheet: Sheet) -> tuple[Option, ...]:
    return tuple(Option(code.code, *sheet.words(code.label)) for code in item.choices.codes)


def _missing_of_rows(item: Matrix, sheet: Sheet) -> tuple[Option, ...]:
    """Each row offers the kinds of its list; those that the item adds are one box below all rows."""
    return tuple(option for option in _missing(item, sheet) if option.code[1:] in item.choices.missing)


def _rest(item: Matrix | Grid, place: str, sheet: Sheet) -> dict[str, Any]:
    """One box for all rows that were left open."""
    own = item.choices.missing if isinstance(item, Matrix) else {}
    boxes = tuple(
        option._replace(code=option.code[1:], label=_("%s zu allen offenen Zeilen") % option.label)
        for option in _missing(item, sheet)
        if option.code[1:] not in own
    )
    return {"missing": boxes, "missing_values": sheet.typed.get(f"{place}:missing", ())}


def _grid(item: Grid, place: str, sheet: Sheet) -> AnswerField:
    facts = {**_common(item, place, sheet), **_rest(item, place, sheet)}
    if len(item.columns) == 1:
        return AnswerField(place, "lines", fields=_lines(item, sheet), **facts)
    compact = replace(sheet, is_compact=True)
    cards = []
    for row, text, lang in _rows(item, sheet):
        spot = f"{place}.{row}"
        cells = _cells(item, row, compact)
        cards.append(AnswerField(spot, "card", text=text, lang=lang, fields=cells, **_said(spot, sheet)))
    return AnswerField(place, "grid", fields=cards, **facts)


def _lines(item: Grid, sheet: Sheet) -> list[AnswerField]:
    """The only column of each row, with the words of the row."""
    lines = []
    for row, text, lang in _rows(item, sheet):
        (line,) = _cells(item, row, sheet)
        line.text, line.lang, line.is_optional = text, lang, False
        lines.append(line)
    return lines


def _rank(item: Rank, place: str, sheet: Sheet) -> AnswerField:
    codes = sheet.scope.options(item)
    groups = [("", _options(item, codes, sheet))]
    places = []
    for number in range(1, min(item.places, len(codes)) + 1):
        spot = f"{place}.{number}"
        text = _("%d. Platz") % number
        places.append(AnswerField(spot, "select", text=text, groups=groups, **_said(spot, sheet)))
    return AnswerField(place, "rank", fields=places, **_common(item, place, sheet), **_apart(item, place, sheet))


def _consent(item: Consent, place: str, sheet: Sheet) -> AnswerField:
    contacts = []
    for key, text in contact_labels().items():
        spot = f"{place}.{key}"
        kind, mode, known = CONTACTS[key]
        facts = {"kind": kind, "inputmode": mode, "autocomplete": known, **_said(spot, sheet)}
        contacts.append(AnswerField(spot, "text", text=text, is_optional=True, **facts))
    options = []
    for purpose, words in item.purposes:
        label, lang = sheet.words(words)
        options.append(Option(purpose, label, lang))
    statement, statement_lang = sheet.words(item.text)
    built = AnswerField(place, "consent", fields=contacts, options=options, **_common(item, place, sheet))
    built.statement, built.statement_lang = statement, statement_lang
    built.drawn = next(iter(sheet.typed.get(f"{place}.drawn", ())), "")
    return built


def _note(item: Note, place: str, sheet: Sheet) -> AnswerField:
    return AnswerField(place, "note", **{**_common(item, place, sheet), "is_optional": False})


def _roster(item: Roster, place: str, sheet: Sheet) -> AnswerField:
    """The page of a roster shows cards; only „keine Angabe“ is a control there."""
    return AnswerField(place, "roster", **_common(item, place, sheet), **_apart(item, place, sheet))


FIELDS: Mapping[type[Item], Callable[[Any, str, Sheet], AnswerField]] = {
    Single: _single,
    Multi: _multi,
    Integer: _number,
    DecimalItem: _number,
    TextItem: _text,
    Date: _date,
    Matrix: _matrix,
    Grid: _grid,
    Rank: _rank,
    Consent: _consent,
    Note: _note,
    Roster: _roster,
}
