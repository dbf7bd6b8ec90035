"""The table annex: every released figure with its n, in the order of the questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from analysis.release import Cell, Table
from exports.cells import PAIRS, WEAK, cell_text, count, is_comparison, is_empty, is_hidden, is_weak, published
from exports.heads import heads, without_total
from exports.numbers import Language, interval
from exports.numbers import part as part_text
from exports.report.chapters import Entry
from exports.report.pairs import Figure, Hidden, Question, figures_of, runs
from exports.report.pairs import Line as PairLine
from exports.report.references import place_of
from exports.report.sheets import MOST_ANSWERS, MOST_COLUMNS, MOST_EACH, Block, Counts, Line, Sheet, sheets
from exports.report.voice import Voice, of_tables
from exports.story import Bullets, Element, Grid, Paragraph, Slot, Tabulation, Tabulations
from exports.story import Line as Row
from exports.sure import beside
from exports.values import EMPTY, HIDDEN, rounded_share

N: Final = "n"
TWO: Final = 2
MOST_CHARACTERS: Final = 85
"""Of values and words of heads side by side; with more a sheet is divided as one of many columns is."""


def annex(entries: Sequence[Entry], language: Language) -> Iterator[Element]:
    """The grids of the entries, each with its name and what it shows; last what may not be told, and nobody answered.

    Tables of pairs with the same columns stand in one grid, in which figures that may not be told keep their column.
    """
    answered_by = [entry for entry in entries if entry.is_answered]
    protected = [entry for entry in answered_by if not entry.is_told and entry.table.role != PAIRS]
    found = runs([entry for entry in answered_by if entry not in protected], Voice(language, language))
    answered = tuple(tabulation(run, language) if isinstance(run, Entry) else joined(run, language) for run in found)
    if answered:
        yield Tabulations(answered)
    yield from _named("report.protected", protected, language)
    yield from _named("report.nobody", [entry for entry in entries if not entry.is_answered], language)


def _named(code: str, entries: Sequence[Entry], language: Language) -> Iterator[Element]:
    """Questions without a value, after the words ``code``."""
    if entries:
        voice = of_tables([entry.table for entry in entries], language)
        yield Paragraph(voice.say(code), "dense", voice.tag)
        yield Bullets(tuple(_name(entry, voice) for entry in entries), "dense_note", voice.tag)


def tabulation(entry: Entry, language: Language) -> Tabulation:
    """The grids of an entry with the words over them."""
    voice = of_tables([entry.table, *entry.parts], language)
    grids = tuple(_grid(sheet, counts, entry.table, voice) for sheet, counts in _divided(entry, voice))
    return Tabulation((place_of(entry, voice),), _name(entry, voice), _shown(entry.table, voice), grids, voice.tag)


def _name(entry: Entry, voice: Voice) -> str:
    title = _title(entry.table, voice)
    if entry.is_variant:
        title = voice.say("report.variant", title=title)
    return voice.say("report.table_title", name=entry.name, title=title)


def legends(entries: Sequence[Entry], language: Language) -> list[str]:
    """What the codes over the columns of the annex mean."""
    parts = {part.dimensions[-1].id: part.dimensions[-1] for entry in entries for part in entry.parts}
    return [
        named.legend
        for dimension in parts.values()
        if (named := heads(dimension, without_total(dimension.categories), language)).legend
    ]


def signs(cells: Sequence[Cell], voice: Voice) -> list[str]:
    """What the signs mean that stand in place of values or around them, as far as any of the cells has one."""
    meant = [
        (voice.say("report.hidden"), is_hidden),
        (voice.say("report.weak", limit=str(WEAK)), is_weak),
        (voice.say("report.empty"), is_empty),
    ]
    return [said for said, is_meant in meant if any(map(is_meant, cells))]


def _title(table: Table, voice: Voice) -> str:
    title = voice.words(table.title)
    return f"{table.number} {title}" if table.number else title


def _shown(table: Table, voice: Voice) -> str:
    role, base = voice.role(table.role), voice.words(table.base)
    figure = ", ".join(filter(None, [voice.words(table.figure), voice.unit(table)]))
    said = ". ".join(filter(None, ["" if base.startswith(role) else role, figure, base[:1].upper() + base[1:]])) + "."
    said = " ".join(filter(None, [said, voice.left_out(table)]))
    if not table.missing:
        return said
    listed = f"{voice.apart}; ".join(_missing(cell, table, voice) for cell in table.missing)
    return f"{said} {voice.say('report.missing', list=listed)}"


def _divided(entry: Entry, voice: Voice) -> Iterator[tuple[Sheet, Counts]]:
    """The sheets of an entry, cut into grids that fit the width of the page."""
    for sheet in sheets(entry, voice):
        counts = sheet.counts
        wide = MOST_COLUMNS if entry.parts else MOST_ANSWERS
        is_narrow = counts is Counts.EACH or _characters(sheet, entry.table, voice) > MOST_CHARACTERS
        for part in sheet.divided(MOST_EACH if is_narrow else wide):
            yield part, counts


def _characters(sheet: Sheet, table: Table, voice: Voice) -> int:
    """How long its widest line would be if each column had its longest value in it, or the longest word of its head."""
    lines = [line.cells for block in sheet.blocks for line in block.lines]
    is_only = len(sheet.columns) == 1
    words = [max(map(len, column.head.split()), default=0) for column in sheet.columns]
    # A sheet whose rows are all hidden as a whole has columns and no lines.
    columns = zip(*lines, strict=True) if lines else [()] * len(words)
    return sum(
        max([word, *(len(_value(cell, table, voice, is_only=is_only)) for cell in column)])
        for word, column in zip(words, columns, strict=True)
    )


def _missing(cell: Cell, table: Table, voice: Voice) -> str:
    row, kind = cell.key
    labels = {each.code: voice.words(each.label) for dimension in table.dimensions for each in dimension.categories}
    known = published(cell)
    value = HIDDEN if known is None else part_text(rounded_share(known), voice.language)
    said = {"kind": voice.say(f"report.{kind}"), "value": value}
    if row in labels:
        return voice.say("report.missing_entry", row=labels[row], **said)
    return voice.say("report.missing_total", **said)


# --- setting a sheet -----------------------------------------------------------------------------------


def _grid(sheet: Sheet, counts: Counts, table: Table, voice: Voice) -> Grid:
    """A sheet with the texts of its cells."""
    has_n = [_has_n(counts, place, len(sheet.columns)) for place in range(len(sheet.columns))]
    rows = [row for block in sheet.blocks for row in _block(block, has_n, counts, table, voice)]
    return Grid(tuple(_head(sheet, has_n)), tuple(rows), lang=voice.tag, is_dense=True)


def _block(block: Block, has_n: Sequence[bool], counts: Counts, table: Table, voice: Voice) -> Iterator[Row]:
    has_foot = counts in (Counts.BELOW, Counts.RANGE)
    foot = _foot(block, has_n, voice) if has_foot and block.lines else ()
    width = 1 + len(has_n) + sum(has_n)
    if block.title:
        title = Slot(f"{block.title} ({N})" if foot else block.title, columns=width - len(foot), is_bold=True)
        yield (title, *foot)
    for line in block.lines:
        yield _line(line, has_n, counts, table, voice)
    if block.hidden:
        yield (Slot(voice.say("report.hidden_lines", list=f"{voice.apart}; ".join(block.hidden)), columns=width),)
    if foot and not block.title:
        yield (N, *foot)


def _has_n(counts: Counts, place: int, columns: int) -> bool:
    """Whether a column of n stands after a column of values."""
    if counts is Counts.RANGE:
        return place == 0
    return counts is Counts.EACH or (counts is Counts.BESIDE and place == columns - 1)


def _line(line: Line, has_n: Sequence[bool], counts: Counts, table: Table, voice: Voice) -> Row:
    row: list[str | Slot] = [line.label]
    for cell, n in zip(line.cells, has_n, strict=True):
        row.append(_value(cell, table, voice, is_only=len(line.cells) == 1))
        if n:
            row.append(_n(line.cells if counts is Counts.BESIDE else [cell], voice))
    return tuple(row)


def _value(cell: Cell | None, table: Table, voice: Voice, *, is_only: bool) -> str:
    """A value and how sure it is; there is room for the interval of the only value of a line."""
    if cell is None:
        return EMPTY
    return cell_text(table, cell, voice.language) + beside(table, cell, voice.language, is_whole=is_only)


def _foot(block: Block, has_n: Sequence[bool], voice: Voice) -> Row:
    """The n of each column."""
    row: list[str | Slot] = []
    for column, n in zip(zip(*(line.cells for line in block.lines), strict=True), has_n, strict=True):
        row += ["", ""] if n else [_n(column, voice)]
    return tuple(row)


def _n(cells: Sequence[Cell | None], voice: Voice) -> str:
    """The n behind some cells, from the least to the most: hidden when every value that exists is hidden."""
    there = [cell for cell in cells if cell is not None and not is_empty(cell)]
    known = sorted({answers for cell in there if (answers := count(cell)) is not None})
    if not known:
        return HIDDEN if any(map(is_hidden, there)) else EMPTY
    if len(known) == 1:
        return voice.number(known[0])
    return interval(known[0], known[-1], voice.language)


def _head(sheet: Sheet, has_n: Sequence[bool]) -> list[Row]:
    """One line of heads, or two where some have a common one."""
    names: list[str | Slot] = [sheet.corner]
    overs: list[str] = [""]
    for column, n in zip(sheet.columns, has_n, strict=True):
        names += [column.head, N] if n else [column.head]
        overs += [column.over] * (2 if n else 1)
    if not any(overs):
        return [tuple(names)]
    above = tuple(Slot(over, columns=len(list(columns)), is_centred=True) for over, columns in groupby(overs))
    return [above, tuple(names)]


# --- tables of pairs in one grid -----------------------------------------------------------------------


def joined(run: Sequence[Question], language: Language) -> Tabulation:
    """The grid of questions with the same figures of pairs: a title for each, where there are several."""
    entries = [entry for question in run for entry in question.entries]
    voice = of_tables([entry.table for entry in entries], language)
    columns, has_titles = figures_of(run), len(run) > 1
    rows = [row for question in run for row in _question(question, columns, voice, has_titles=has_titles)]
    grid = Grid(tuple(_joined_head(run, columns, voice)), tuple(rows), lang=voice.tag, is_dense=True)
    title = voice.role(PAIRS) if has_titles else _title(entries[0].table, voice)
    caption = voice.say("report.tables_title", names=_names(entries, voice), title=title)
    places = tuple(place_of(entry, voice) for entry in entries)
    return Tabulation(places, caption, _joined_about(run, voice, has_role=not has_titles), (grid,), voice.tag)


def _names(entries: Sequence[Entry], voice: Voice) -> str:
    """„A12“, „A12 und A13“, „A12 bis A15“."""
    if len(entries) == 1:
        return entries[0].name
    code = "report.names_two" if len(entries) == TWO else "report.names"
    return voice.say(code, first=entries[0].name, last=entries[-1].name)


def _joined_about(run: Sequence[Question], voice: Voice, *, has_role: bool) -> str:
    """Whose answers, which figures in which units, and on what base."""
    tables = [table for question in run for table in question.tables]
    figures = dict.fromkeys(", ".join(filter(None, [voice.words(each.figure), voice.unit(each)])) for each in tables)
    bases = dict.fromkeys(voice.words(each.base) for each in tables)
    long = dict.fromkeys(filter(None, map(voice.left_out, tables)))
    said = [voice.role(PAIRS)] if has_role else []
    said += [f"{voice.apart}; ".join(figures), *bases]
    return " ".join([". ".join(said) + ".", *long])


def _joined_head(run: Sequence[Question], columns: Sequence[Figure], voice: Voice) -> Iterator[Row]:
    first = run[0].tables[0].dimensions if run[0].depth else ()
    corner = voice.words(first[0].label) if first else voice.say("report.group")
    if any(each.over for each in columns):
        overs = [(over, len(list(same))) for over, same in groupby(columns, key=lambda each: each.over)]
        yield ("", *(Slot(over, columns=count, is_centred=True) for over, count in overs), "")
    yield (corner, *(each.head for each in columns), N)


def _question(question: Question, columns: Sequence[Figure], voice: Voice, *, has_titles: bool) -> Iterator[Row]:
    """The title with what is said of the whole question, then its lines."""
    label = voice.say("report.total")
    if has_titles:
        own = question.entries
        label = voice.say("report.named", title=_title(own[0].table, voice), names=_names(own, voice))
    if has_titles or question.has_own:
        yield _pair_line(question.line((), label, is_title=has_titles), columns, voice)
    for line in question.lines():
        if isinstance(line, Hidden):
            listed = f"{voice.apart}; ".join(line.labels)
            yield (Slot(voice.say("report.hidden_lines", list=listed), columns=len(columns) + 2),)
        else:
            yield _pair_line(line, columns, voice)


def _pair_line(line: PairLine, columns: Sequence[Figure], voice: Voice) -> Row:
    """A line with its figures and its n; a title reaches as far as there is none."""
    texts = [_beside(*line.cells[each], voice) if each in line.cells else "" for each in columns]
    texts.append(_n([cell for _, cell in line.cells.values()], voice) if line.cells else "")
    if not line.is_title:
        return (line.label, *texts)
    blank = next((place for place, text in enumerate(texts) if text), len(texts))
    return (Slot(line.label, columns=1 + blank, is_bold=True), *texts[blank:])


def _beside(table: Table, cell: Cell, voice: Voice) -> str:
    return _value(cell, table, voice, is_only=not is_comparison(table))
