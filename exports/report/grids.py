"""The table annex: every released figure with its n, in the order of the questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from analysis.release import Cell, Table
from exports.cells import cell_text, count, is_empty, is_hidden
from exports.heads import heads, without_total
from exports.numbers import Language, interval, share
from exports.paper.kept import Kept
from exports.pdf import theme
from exports.pdf.flowables import COLUMN_WIDTH, CellLike, Columns, Flowable, TwoColumns, bullets, caption, paragraph
from exports.pdf.flowables import Cell as Box
from exports.pdf.flowables import Table as Grid
from exports.pdf.fonts import width as text_width
from exports.report.chapters import Entry
from exports.report.references import place_of
from exports.report.sheets import MOST_ANSWERS, MOST_COLUMNS, MOST_EACH, Block, Counts, Line, Sheet, sheets
from exports.report.voice import Voice, of_tables
from exports.values import EMPTY, HIDDEN

N: Final = "n"
SHORT: Final = 9
LEAST: Final = 22.0
WIDEST: Final = 84.0
LABEL: Final = 120.0
ROOMY: Final = 210.0
"""Columns of figures are of one width as long as this much is left for labels."""
PADDING: Final = 5.0


def annex(entries: Sequence[Entry], language: Language) -> Iterator[Flowable]:
    """The grids of the entries, each with its name and what it shows; last what nobody answered.

    Neighbours that are narrow enough stand in two columns.
    """
    answered = [_Set(entry, language) for entry in entries if entry.is_answered]
    for is_narrow, neighbours in groupby(answered, key=lambda each: each.is_narrow):
        run = list(neighbours)
        if is_narrow and len(run) > 1:
            yield TwoColumns([flowable for each in run for flowable in each.flowables(COLUMN_WIDTH)])
        else:
            for each in run:
                yield from each.flowables(theme.TEXT_WIDTH)
    unanswered = [entry for entry in entries if not entry.is_answered]
    if unanswered:
        voice = of_tables([entry.table for entry in unanswered], language)
        yield paragraph(voice.say("report.nobody"), theme.DENSE_LINE, lang=voice.tag)
        yield bullets([_name(entry, voice) for entry in unanswered], theme.DENSE_NOTE, lang=voice.tag)


class _Set:
    """The grids of an entry with the words over them."""

    def __init__(self, entry: Entry, language: Language) -> None:
        self.entry = entry
        self.voice = of_tables([entry.table, *entry.parts], language)
        self.grids = [_Grid(sheet, counts, entry.table, self.voice) for sheet, counts in _divided(entry, self.voice)]

    @property
    def is_narrow(self) -> bool:
        """Whether half of the page is wide enough."""
        return all(grid.least_width <= COLUMN_WIDTH for grid in self.grids)

    def flowables(self, room: float) -> list[Flowable]:
        """Words and grids; a short one stays on one page."""
        grids = [grid.table(room) for grid in self.grids]
        name, tag = _name(self.entry, self.voice), self.voice.tag
        anchor = place_of(self.entry, self.voice)
        made: list[Flowable] = [
            caption(name, theme.DENSE_CAPTION, within=grids[0].group, anchor=anchor, lang=tag),
            paragraph(_shown(self.entry.table, self.voice), theme.DENSE_LINE, lang=tag),
            *grids,
        ]
        return [Kept(made)] if sum(len(grid.rows) for grid in grids) <= SHORT else made


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


def _title(table: Table, voice: Voice) -> str:
    title = voice.words(table.title)
    return f"{table.number} {title}" if table.number else title


def _shown(table: Table, voice: Voice) -> str:
    role, base = voice.role(table.role), voice.words(table.base)
    figure = ", ".join(filter(None, [voice.words(table.figure), voice.unit(table)]))
    said = ". ".join(filter(None, ["" if base.startswith(role) else role, figure, base])) + "."
    said = " ".join(filter(None, [said, voice.left_out(table)]))
    if not table.missing:
        return said
    listed = "; ".join(_missing(cell, table, voice) for cell in table.missing)
    return f"{said} {voice.say('report.missing', list=listed)}"


def _divided(entry: Entry, voice: Voice) -> Iterator[tuple[Sheet, Counts]]:
    """The sheets of an entry, cut into grids that fit the width of the page."""
    for sheet in sheets(entry, voice):
        counts = sheet.counts
        wide = MOST_COLUMNS if entry.parts else MOST_ANSWERS
        for part in sheet.divided(MOST_EACH if counts is Counts.EACH else wide):
            yield part, counts


def _missing(cell: Cell, table: Table, voice: Voice) -> str:
    row, kind = cell.key
    labels = {each.code: voice.words(each.label) for dimension in table.dimensions for each in dimension.categories}
    value = share(float(cell.value), voice.language) if isinstance(cell.value, float | int) else HIDDEN
    said = {"kind": voice.say(f"report.{kind}"), "value": value}
    if row in labels:
        return voice.say("report.missing_entry", row=labels[row], **said)
    return voice.say("report.missing_total", **said)


# --- setting a sheet -----------------------------------------------------------------------------------


class _Grid:
    """A sheet with the texts of its cells, not yet as wide as a page or a column."""

    def __init__(self, sheet: Sheet, counts: Counts, table: Table, voice: Voice) -> None:
        self.voice = voice
        self.has_n = [_has_n(counts, place, len(sheet.columns)) for place in range(len(sheet.columns))]
        self.width = 1 + len(self.has_n) + sum(self.has_n)
        self.head = _head(sheet, self.has_n)
        self.rows = [row for block in sheet.blocks for row in self._block(block, counts, table)]
        self.rooms = _spread(_rooms(self.rows, self.head[-1], 2), self.head)
        if theme.TEXT_WIDTH - sum(self.rooms) < ROOMY:
            self.rooms = _spread(_rooms(self.rows, self.head[-1], 3), self.head)

    @property
    def least_width(self) -> float:
        """Room that the figures need beside short labels."""
        return LABEL + sum(self.rooms)

    def _block(self, block: Block, counts: Counts, table: Table) -> Iterator[list[CellLike]]:
        has_foot = counts in (Counts.BELOW, Counts.RANGE)
        foot = _foot(block, self.has_n, self.voice) if has_foot and block.lines else []
        if block.title:
            title = Box(f"{block.title} ({N})" if foot else block.title, columns=self.width - len(foot), is_bold=True)
            yield [title, *foot]
        for line in block.lines:
            yield _line(line, self.has_n, counts, table, self.voice)
        if block.hidden:
            yield [Box(self.voice.say("report.hidden_lines", list="; ".join(block.hidden)), columns=self.width)]
        if foot and not block.title:
            yield [N, *foot]

    def table(self, room: float) -> Grid:
        """The table, ``room`` wide: columns of figures as wide as the widest of them, the rest is for labels."""
        is_count = [kind for n in self.has_n for kind in ((False, True) if n else (False,))]
        widest = max(room for room, is_n in zip(self.rooms, is_count, strict=True) if not is_n)
        even = [own if is_n else widest for own, is_n in zip(self.rooms, is_count, strict=True)]
        kept = even if room - sum(even) >= ROOMY else self.rooms
        columns = Columns((max(room - sum(kept), LABEL), *kept), "l" + "r" * (self.width - 1))
        return Grid(columns, self.rows, self.head, lang=self.voice.tag, is_dense=True)


def _rooms(rows: Sequence[Sequence[CellLike]], head: Sequence[CellLike], lines: int) -> list[float]:
    """What the columns of figures need: each value on one line, its head on so many."""
    rooms = []
    for place in range(1, len(head)):
        name = head[place]
        texts = [row[place] for row in rows if len(row) == len(head)]
        needed = [_broken(name.split(" "), lines)] if isinstance(name, str) else []
        needed += [text_width(text, "regular", theme.DENSE_CELL.fontSize) for text in texts if isinstance(text, str)]
        rooms.append(max([LEAST, *(min(room + PADDING, WIDEST) for room in needed)]))
    return rooms


def _spread(rooms: list[float], head: Sequence[Sequence[CellLike]]) -> list[float]:
    """Columns under a common head are together as wide as its longest word."""
    start = -1
    for box in head[0] if len(head) > 1 else ():
        count = box.columns if isinstance(box, Box) else 1
        if start >= 0 and isinstance(box, Box) and isinstance(box.content, str):
            words = (text_width(word, "bold", theme.DENSE_HEAD.fontSize) for word in box.content.split(" "))
            lacking = max(words, default=0.0) + PADDING - sum(rooms[start : start + count])
            for place in range(start, start + count):
                rooms[place] += max(lacking, 0.0) / count
        start += count
    return rooms


def _broken(words: Sequence[str], lines: int) -> float:
    """Least width of words on so many lines."""
    whole = text_width(" ".join(words), "bold", theme.DENSE_HEAD.fontSize)
    if lines == 1 or len(words) == 1:
        return whole
    breaks = range(1, len(words))
    return min(max(_broken(words[:place], 1), _broken(words[place:], lines - 1)) for place in breaks)


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
