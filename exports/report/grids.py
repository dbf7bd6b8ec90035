"""The table annex: every released figure with its n, in the order of the questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from analysis.release import Cell, Table
from exports.cells import cell_text, count, is_empty, is_hidden
from exports.heads import heads, without_total
from exports.numbers import Language, interval, percent
from exports.paper.kept import Kept
from exports.pdf import theme
from exports.pdf.flowables import Cell as Box
from exports.pdf.flowables import CellLike, Columns, Flowable, bullets, caption, paragraph
from exports.pdf.flowables import Table as Grid
from exports.pdf.fonts import width as text_width
from exports.report.chapters import Entry
from exports.report.figures import signs
from exports.report.sheets import MOST_ANSWERS, MOST_COLUMNS, MOST_EACH, Block, Counts, Line, Sheet, sheets
from exports.report.voice import Voice, of_tables
from exports.values import EMPTY, HIDDEN

N: Final = "n"
SHORT: Final = 9
LEAST: Final = 26.0
WIDEST: Final = 84.0
LABEL: Final = 120.0
ROOMY: Final = 210.0
"""Columns of figures are of one width as long as this much is left for labels."""
PADDING: Final = 6.8


def annex(entries: Sequence[Entry], language: Language) -> Iterator[Flowable]:
    """The grids of the entries, each with its name, what it shows, and its notes; last what nobody answered."""
    for entry in entries:
        if entry.is_answered:
            yield from _entry(entry, language)
    unanswered = [entry for entry in entries if not entry.is_answered]
    if unanswered:
        voice = of_tables([entry.table for entry in unanswered], language)
        yield paragraph(voice.say("report.nobody"), theme.DENSE_LINE, lang=voice.tag)
        yield bullets([_name(entry, voice) for entry in unanswered], theme.DENSE_NOTE, lang=voice.tag)


def _entry(entry: Entry, language: Language) -> Iterator[Flowable]:
    """The grids of an entry; a short one stays on one page with its words."""
    voice = of_tables([entry.table, *entry.parts], language)
    made: list[Flowable] = []
    lines = 0
    for place, (sheet, counts) in enumerate(_divided(entry, voice)):
        grid = _grid(sheet, counts, entry.table, voice)
        lines += len(grid.rows)
        if place == 0:
            made.append(caption(_name(entry, voice), theme.DENSE_CAPTION, within=grid.group, lang=voice.tag))
            made.append(paragraph(_shown(entry.table, voice), theme.DENSE_LINE, lang=voice.tag))
        made.append(grid)
    notes = " ".join(_notes(entry, voice))
    if notes:
        made.append(paragraph(notes, theme.DENSE_NOTE, lang=voice.tag))
    yield from [Kept(made)] if lines <= SHORT else made


def _name(entry: Entry, voice: Voice) -> str:
    return voice.say("report.table_title", name=entry.name, title=_title(entry.table, voice))


def legends(entries: Sequence[Entry], language: Language) -> list[str]:
    """What the codes over the columns of the annex mean."""
    parts = {part.dimensions[-1].id: part.dimensions[-1] for entry in entries for part in entry.parts}
    return [
        named.legend
        for dimension in parts.values()
        if (named := heads(dimension, without_total(dimension.categories), language)).legend
    ]


def _title(table: Table, voice: Voice) -> str:
    title = voice.words(table.title)
    return f"{table.number} {title}" if table.number else title


def _shown(table: Table, voice: Voice) -> str:
    parts = [voice.role(table.role), voice.words(table.figure), voice.unit(table), voice.words(table.base)]
    return ". ".join(filter(None, [parts[0], ", ".join(filter(None, parts[1:3])), parts[3]])) + "."


def _divided(entry: Entry, voice: Voice) -> Iterator[tuple[Sheet, Counts]]:
    """The sheets of an entry, cut into grids that fit the width of the page."""
    for sheet in sheets(entry, voice):
        counts = sheet.counts
        wide = MOST_COLUMNS if entry.parts else MOST_ANSWERS
        for part in sheet.divided(MOST_EACH if counts is Counts.EACH else wide):
            yield part, counts


def _notes(entry: Entry, voice: Voice) -> list[str]:
    notes = signs([entry.table, *entry.parts], voice)
    if entry.table.missing:
        listed = "; ".join(_missing(cell, entry.table, voice) for cell in entry.table.missing)
        notes.append(voice.say("report.missing", list=listed))
    return notes


def _missing(cell: Cell, table: Table, voice: Voice) -> str:
    row, kind = cell.key
    labels = {each.code: voice.words(each.label) for dimension in table.dimensions for each in dimension.categories}
    value = percent(100 * cell.value, voice.language) if isinstance(cell.value, float | int) else HIDDEN
    said = {"kind": voice.say(f"report.{kind}"), "value": value}
    if row in labels:
        return voice.say("report.missing_entry", row=labels[row], **said)
    return voice.say("report.missing_total", **said)


# --- setting a sheet -----------------------------------------------------------------------------------


def _grid(sheet: Sheet, counts: Counts, table: Table, voice: Voice) -> Grid:
    has_n = [_has_n(counts, place, len(sheet.columns)) for place in range(len(sheet.columns))]
    width = 1 + len(has_n) + sum(has_n)
    has_foot = counts in (Counts.BELOW, Counts.RANGE)
    rows: list[list[CellLike]] = []
    for block in sheet.blocks:
        foot = _foot(block, has_n, voice) if has_foot else []
        if block.title:
            title = Box(f"{block.title} ({N})" if foot else block.title, columns=width - len(foot), is_bold=True)
            rows.append([title, *foot])
        rows += [_line(line, has_n, counts, table, voice) for line in block.lines]
        if foot and not block.title:
            rows.append([N, *foot])
    head = _head(sheet, has_n)
    columns = Columns(_widths(rows, head[-1], has_n), "l" + "r" * (width - 1))
    return Grid(columns, rows, head, lang=voice.tag, is_dense=True)


def _widths(rows: Sequence[Sequence[CellLike]], head: Sequence[CellLike], has_n: Sequence[bool]) -> tuple[float, ...]:
    """Columns of figures as wide as the widest of them, those of n as narrow as they allow; the rest is for labels."""
    rooms = [LEAST] * (len(head) - 1)
    for place in range(len(rooms)):
        name = head[place + 1]
        words = name.split(" ") if isinstance(name, str) else []
        texts = [row[place + 1] for row in rows if len(row) == len(head)]
        needed = [text_width(word, "bold", theme.DENSE_HEAD.fontSize) for word in words]
        needed += [text_width(text, "regular", theme.DENSE_CELL.fontSize) for text in texts if isinstance(text, str)]
        rooms[place] = max([LEAST, *(min(room + PADDING, WIDEST) for room in needed)])
    counts = [kind for n in has_n for kind in ((False, True) if n else (False,))]
    widest = max(room for room, is_n in zip(rooms, counts, strict=True) if not is_n)
    even = [room if is_n else widest for room, is_n in zip(rooms, counts, strict=True)]
    kept = even if theme.TEXT_WIDTH - sum(even) >= ROOMY else rooms
    return (max(theme.TEXT_WIDTH - sum(kept), LABEL), *kept)


def _has_n(counts: Counts, place: int, columns: int) -> bool:
    """Whether a column of n stands after a column of values."""
    if counts is Counts.RANGE:
        return place == 0
    return counts is Counts.EACH or (counts is Counts.BESIDE and place == columns - 1)


def _line(line: Line, has_n: Sequence[bool], counts: Counts, table: Table, voice: Voice) -> list[CellLike]:
    row: list[CellLike] = [line.label]
    for cell, n in zip(line.cells, has_n, strict=True):
        row.append(_value(cell, table, voice))
        if n:
            row.append(_n(line.cells if counts is Counts.BESIDE else [cell], voice))
    return row


def _value(cell: Cell | None, table: Table, voice: Voice) -> str:
    if cell is None:
        return EMPTY
    return cell_text(table, cell, voice.language)


def _foot(block: Block, has_n: Sequence[bool], voice: Voice) -> list[CellLike]:
    """The n of each column."""
    row: list[CellLike] = []
    for column, n in zip(zip(*(line.cells for line in block.lines), strict=True), has_n, strict=True):
        row += ["", ""] if n else [_n(column, voice)]
    return row


def _n(cells: Sequence[Cell | None], voice: Voice) -> str:
    """The n behind some cells, from the least to the most: hidden when every value that exists is hidden."""
    there = [cell for cell in cells if cell is not None and not is_empty(cell)]
    known = sorted({answers for cell in there if (answers := count(cell)) is not None})
    if not known:
        return HIDDEN if any(map(is_hidden, there)) else EMPTY
    if len(known) == 1:
        return voice.number(known[0])
    return interval(known[0], known[-1], voice.language)


def _head(sheet: Sheet, has_n: Sequence[bool]) -> list[list[CellLike]]:
    """One line of heads, or two where some have a common one."""
    names: list[CellLike] = [sheet.corner]
    overs: list[str] = [""]
    for column, n in zip(sheet.columns, has_n, strict=True):
        names += [column.head, N] if n else [column.head]
        overs += [column.over] * (2 if n else 1)
    if not any(overs):
        return [names]
    above: list[CellLike] = []
    for over, columns in groupby(overs):
        above.append(Box(over, columns=len(list(columns)), align="center"))
    return [above, names]
