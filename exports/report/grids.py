"""The table annex: every released figure with its n, in the order of the questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from analysis.release import Cell, Table
from exports.cells import count, is_empty, is_hidden, is_weak
from exports.numbers import Language, percent
from exports.pdf import theme
from exports.pdf.flowables import Cell as Box
from exports.pdf.flowables import CellLike, Columns, Flowable, caption, paragraph
from exports.pdf.flowables import Table as Grid
from exports.report.chapters import Entry
from exports.report.figures import signs
from exports.report.sheets import MOST_ANSWERS, MOST_COLUMNS, MOST_EACH, Block, Counts, Line, Sheet, sheets
from exports.report.voice import Voice, of_tables
from exports.values import EMPTY, HIDDEN, value_text

LABEL_SHARE = 0.34
N = "n"


def annex(entries: Sequence[Entry], language: Language) -> Iterator[Flowable]:
    """The grids of the entries, each with its name, what it shows, and its notes."""
    for entry in entries:
        yield from _entry(entry, language)


def _entry(entry: Entry, language: Language) -> Iterator[Flowable]:
    voice = of_tables([entry.table, *entry.parts], language)
    title = voice.say("report.table_title", name=entry.name, title=_title(entry.table, voice))
    subline = paragraph(_shown(entry.table, voice), theme.SUBLINE_KEPT, lang=voice.tag)
    if not entry.is_answered:
        yield caption(title, lang=voice.tag)
        yield paragraph(voice.say("report.nobody"), theme.NOTE, lang=voice.tag)
        return
    for place, (sheet, counts) in enumerate(_divided(entry, voice)):
        grid = _grid(sheet, counts, entry.table, voice)
        if place == 0:
            yield caption(title, within=grid.group, lang=voice.tag)
            yield subline
        yield grid
        legend = sheet.legend
    yield paragraph(" ".join(_notes(entry, legend, voice)) or " ", theme.NOTE, lang=voice.tag)


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


def _notes(entry: Entry, legend: str, voice: Voice) -> list[str]:
    notes = signs([entry.table, *entry.parts], voice)
    if legend:
        notes.append(legend)
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
    step = 2 if counts is Counts.EACH else 1
    width = len(sheet.columns) * step + (counts is Counts.BESIDE)
    rows: list[list[CellLike]] = []
    for block in sheet.blocks:
        if block.title:
            rows.append(_block_title(block, counts, width, voice))
        rows += [_line(line, counts, table, voice) for line in block.lines]
        if counts is Counts.BELOW and not block.title:
            rows.append([N, *(_n(column, voice) for column in _cells(block))])
    share = 1 - LABEL_SHARE
    shares = (LABEL_SHARE if width > 2 else 1 - 0.15 * width, *(share / width if width > 2 else 0.15,) * width)
    columns = Columns(shares, "l" + "r" * width)
    return Grid(columns, rows, _head(sheet, counts, step), lang=voice.tag, is_dense=True)


def _cells(block: Block) -> list[tuple[Cell | None, ...]]:
    return list(zip(*(line.cells for line in block.lines), strict=True))


def _block_title(block: Block, counts: Counts, width: int, voice: Voice) -> list[CellLike]:
    """The title of some lines, with n where each column has one."""
    if counts is Counts.BELOW:
        title = Box(f"{block.title} ({N})", is_bold=True)
        return [title, *(_n(column, voice) for column in _cells(block))]
    return [Box(block.title, columns=width + 1, is_bold=True)]


def _line(line: Line, counts: Counts, table: Table, voice: Voice) -> list[CellLike]:
    row: list[CellLike] = [line.label]
    for cell in line.cells:
        row.append(_value(cell, table, voice))
        if counts is Counts.EACH:
            row.append(_n([cell], voice))
    if counts is Counts.BESIDE:
        row.append(_n(line.cells, voice))
    return row


def _value(cell: Cell | None, table: Table, voice: Voice) -> str:
    if cell is None:
        return EMPTY
    text = value_text(table, cell.value, voice.language)
    return f"({text})" if is_weak(cell) else text


def _n(cells: Sequence[Cell | None], voice: Voice) -> str:
    """The n of cells that share it: hidden when every value that exists is hidden."""
    there = [cell for cell in cells if cell is not None and not is_empty(cell)]
    for cell in there:
        answers = count(cell)
        if answers is not None:
            return voice.number(answers)
    return HIDDEN if any(map(is_hidden, there)) else EMPTY


def _head(sheet: Sheet, counts: Counts, step: int) -> list[list[CellLike]]:
    heads: list[CellLike] = [sheet.corner]
    for column in sheet.columns:
        heads += [column.head, N] if step > 1 else [column.head]
    if counts is Counts.BESIDE:
        heads.append(N)
    if not any(column.over for column in sheet.columns):
        return [heads]
    over: list[CellLike] = [""]
    for name, columns in groupby(sheet.columns, key=lambda column: column.over):
        over.append(Box(name, columns=len(list(columns)) * step, align="center"))
    return [over, heads]
