"""Answers in rows on paper: matrices to tick, tables to fill in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from exports.messages import Phrase, merged
from exports.paper.columns import options
from exports.paper.sheet import Sheet, is_about_searching
from exports.pdf import theme
from exports.pdf.flowables import Blank, CellLike, Columns, Flowable, Spacer, Table, Tick, fitted, paragraph
from exports.pdf.text import Content, Span, spans
from surveys.codelists import Code, Missing
from surveys.items.registry import Columned, DecimalItem, Grid, Integer, Item, Matrix, Multi, Rank, Roster
from surveys.words import Words

MOST_COLUMNS: Final = 5
MOST_ROWS: Final = 10
EMPTY_ROWS: Final = 5
MOST_LINES: Final = 6
SHORT_CODE: Final = re.compile(r"[A-Z]{0,2}\d{1,3}")
MARKS: Final = {Missing.DONT_KNOW: "mark_dont_know", Missing.REFUSED: "mark_refused"}


def matrix(item: Matrix, sheet: Sheet) -> list[Flowable]:
    """One row to tick for each thing that is asked about."""
    own = [kind for kind in item.missing if kind in item.choices.missing]
    answers = [*(code.label for code in item.choices.codes), *(item.missing[kind] for kind in own)]
    head: list[list[CellLike]] = [[sheet.say("tick_each"), *(sheet.text(text) for text in answers)]]
    rows: list[list[CellLike]] = [[title, *(Tick("one") for _ in answers)] for title in _row_titles(item, sheet)]
    columns = fitted(rows, head, align="l" + "c" * len(answers))
    return [Table(columns, rows, head), *_rest(item, sheet, own)]


def rank(item: Rank, sheet: Sheet) -> list[Flowable]:
    """One row for each option, one column for each place."""
    places = [sheet.say("place", number=number) for number in range(1, item.places + 1)]
    head: list[list[CellLike]] = [[sheet.say("tick_places"), *places]]
    rows: list[list[CellLike]] = [
        [sheet.text(code.label), *(Tick("one") for _ in places)] for code in sheet.options(item)
    ]
    return [Table(fitted(rows, head, align="l" + "c" * len(places)), rows, head), *_rest(item, sheet, [])]


def grid(item: Grid, sheet: Sheet) -> list[Flowable]:
    """Rows that are fixed stand in the table; rows from an earlier answer are empty fields."""
    if item.rows.origin is None:
        return [*_legends(item, sheet), _fixed_table(item, sheet), *_rest(item, sheet, _marked(item))]
    origin = sheet.questionnaire.items.get(item.rows.origin)
    most = item.rows.limit or (origin.max if isinstance(origin, Multi) else None) or EMPTY_ROWS
    first = _origin_row(origin, sheet)
    return [*_entry_tables(item, sheet, min(most, MOST_ROWS), first), *_marks(item, sheet)]


def roster(item: Roster, sheet: Sheet) -> list[Flowable]:
    """An empty column for each row that can be given."""
    one = sheet.text(item.one) if item.one else sheet.say("one")
    return [*_entry_tables(item, sheet, min(item.max, MOST_ROWS), one), *_marks(item, sheet)]


def _entry_tables(item: Columned, sheet: Sheet, count: int, first: Content) -> list[Flowable]:
    """The questions of a row from top to bottom, the rows from left to right, in tables of a readable width."""
    tables = -(-count // MOST_COLUMNS)
    wide = -(-count // tables)
    made: list[Flowable] = []
    for start in range(1, count + 1, wide):
        numbers = [str(number) for number in range(start, min(start + wide, count + 1))]
        made += [Spacer(0, 10)] if made else []
        made.append(_entry_table(item, sheet, numbers, first))
    return made


def _entry_table(item: Columned, sheet: Sheet, numbers: Sequence[str], first: Content) -> Table:
    """One such table; what the answers are called is said in the first one only."""
    is_first = numbers[0] == "1"
    head: list[list[CellLike]] = [[sheet.say("enter"), *numbers]]
    rows: list[list[CellLike]] = []
    if isinstance(item, Grid):
        rows.append([[*_bold(first)], *(Blank() for _ in numbers)])
    else:
        head[0][0] = first
    for column in item.columns:
        title = _column_title(item, column, sheet) if is_first else _bold(sheet.text(column.label))
        rows.append([title, *(Blank() for _ in numbers)])
    shares = (2.5, *(1.0 for _ in numbers))
    return Table(Columns(shares, "l" + "c" * len(numbers)), rows, head)


def _column_title(item: Columned, column: Item, sheet: Sheet) -> Content:
    """Question, unit, condition, help and the numbers of the answers, in one header cell."""
    parts: list[str | Span] = [*_bold(sheet.text(column.label)), *sheet.content(_unit(column, sheet))]
    lines: list[Content] = [*_conditions(item, column, sheet)]
    if column.hint and not is_about_searching(column):
        lines.append(sheet.text(column.hint))
    lines += _answers(column, sheet)
    for line in lines:
        parts += ["\n", *spans(line)]
    return parts


def _unit(column: Item, sheet: Sheet) -> Phrase:
    """„ (Beschäftigte)“, where the question does not name what is counted."""
    if not isinstance(column, Integer | DecimalItem) or not column.unit:
        return ()
    unit = sheet.words(column.unit)
    if unit.text in sheet.words(column.label).text:
        return ()
    return merged((Words(" (", sheet.language), unit, Words(")", sheet.language)))


def _conditions(item: Columned, column: Item, sheet: Sheet) -> list[Content]:
    if column.when is None:
        return []
    return [sheet.content(sheet.conditions.sentence(column.when, item), "italic")]


def _answers(column: Item, sheet: Sheet) -> list[Content]:
    """The number of each option, or the list that has it."""
    options_now = sheet.options(column)
    if not options_now:
        return []
    name = sheet.list_name(column)
    if name is not None:
        return [_from_list(column, name, sheet)]
    note: list[Content] = [_how_many(column, sheet)] if isinstance(column, Multi) else []
    legend = [_legend(mark, code, sheet) for mark, code in _numbered(options_now)]
    return [*note, *(legend if len(legend) <= MOST_LINES else [_run_in(legend)])]


def _run_in(legend: Sequence[Content]) -> Content:
    """Many short explanations as one text."""
    made: list[str | Span] = []
    for number, each in enumerate(legend):
        made += ["; " if number else "", *spans(each)]
    return made


def _from_list(column: Item, name: str, sheet: Sheet) -> str:
    if not isinstance(column, Multi):
        return sheet.say("from_list_short", list=name)
    if column.max is None:
        return sheet.say("any_from_list", list=name)
    return sheet.say("several_from_list", list=name, max=column.max)


def _how_many(column: Multi, sheet: Sheet) -> str:
    return sheet.say("several_codes") if column.max is None else sheet.say("up_to_codes", max=column.max)


def _numbered(codes: Sequence[Code]) -> list[tuple[str, Code]]:
    """What is written for each option: its code where that is short, else its place in the list."""
    if all(SHORT_CODE.fullmatch(code.code) for code in codes):
        return [(code.code, code) for code in codes]
    return [(str(number), code) for number, code in enumerate(codes, 1)]


def _legend(mark: str, code: Code, sheet: Sheet) -> Content:
    return [f"{mark}\u00a0=\u00a0", *spans(sheet.text(code.label))]


def _fixed_table(item: Grid, sheet: Sheet) -> Table:
    heads: list[CellLike] = [
        sheet.content(merged((sheet.words(column.label), *_unit(column, sheet)))) for column in item.columns
    ]
    rows: list[list[CellLike]] = [[title, *(Blank() for _ in heads)] for title in _row_titles(item, sheet)]
    shares = (3.0, *(1.3 for _ in heads))
    return Table(Columns(shares, "l" + "c" * len(heads)), rows, [[sheet.say("enter"), *heads]])


def _legends(item: Grid, sheet: Sheet) -> list[Flowable]:
    """The numbers of the answers of each column, above a table with fixed rows."""
    made: list[Flowable] = []
    for column in item.columns:
        lines = [*_conditions(item, column, sheet), *(_answers(column, sheet) if sheet.options(column) else [])]
        if lines:
            text: list[str | Span] = list(_bold(sheet.text(column.label)))
            for line in lines:
                text += ["\n", *spans(line)]
            made.append(paragraph(text, theme.style("legend", theme.SMALL, keepWithNext=1)))
    return made


def _row_titles(item: Matrix | Grid, sheet: Sheet) -> list[Content]:
    """The rows; numbered empty lines where they come from an earlier answer."""
    source = item.rows
    if source.origin is not None:
        return [f"{number}. …" for number in range(1, (source.limit or EMPTY_ROWS) + 1)]
    shown = sheet.scope.words(item) or source.codes
    codes = [code for code in source.codes.codes if code.code not in source.left_out]
    return [sheet.text(shown.by_code[code.code].label) for code in codes]


def _origin_row(origin: Item | None, sheet: Sheet) -> Content:
    if origin is None:
        return sheet.say("row_number")
    name = sheet.list_name(origin)
    number = origin.number or sheet.words(origin.label).text
    if name is None:
        return sheet.say("row_of_question", number=number)
    return sheet.say("row_of_list", number=number, list=name)


def _marked(item: Columned) -> list[Missing]:
    """The missing kinds that are written into a cell."""
    kinds = {kind for column in item.columns for kind in column.missing}
    return [kind for kind in MARKS if kind in kinds]


def _marks(item: Columned, sheet: Sheet) -> list[Flowable]:
    """What to write for „weiß nicht“ and „keine Angabe“."""
    words = {kind: text for column in item.columns for kind, text in column.missing.items()}
    said = [sheet.say("marks", label=words[kind], mark=sheet.say(MARKS[kind])) for kind in _marked(item)]
    return [paragraph(" ".join(said), theme.NOTE)] if said else []


def _rest(item: Item, sheet: Sheet, own: Sequence[Missing]) -> list[Flowable]:
    """Boxes for the missing kinds of the whole table, and for what is written into cells."""
    whole = [text for kind, text in item.missing.items() if kind not in own]
    said = [sheet.say("missing_rest", label=text) if not isinstance(item, Rank) else sheet.text(text) for text in whole]
    made: list[Flowable] = [options(said, "many")] if said else []
    return [*made, *(_marks(item, sheet) if isinstance(item, Columned) else [])]


def _bold(content: Content) -> list[str | Span]:
    return [Span(each.text, "bold", lang=each.lang) for each in spans(content)]
