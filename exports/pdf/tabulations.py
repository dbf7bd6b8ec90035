"""Tables of a story on paper: how wide their columns are, and which stand beside one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from exports.paper.kept import Kept
from exports.pdf import theme
from exports.pdf.flowables import (
    COLUMN_WIDTH,
    Cell,
    CellLike,
    Columns,
    Flowable,
    Table,
    TwoColumns,
    caption,
    paragraph,
)
from exports.pdf.flowables.tables import Align
from exports.pdf.fonts import width as text_width
from exports.story import Grid, Line, Slot, Tabulation, Tabulations

N: Final = "n"
SHORT: Final = 9
LEAST: Final = 22.0
WIDEST: Final = 100.0
LABEL: Final = 104.0
ROOMY: Final = 210.0
"""Columns of figures are of one width as long as this much is left for labels."""
PADDING: Final = 5.0
WIDEST_GAP: Final = 0.2
"""A table rather begins on a page than leaves so much of it open."""


def table(grid: Grid) -> list[Flowable]:
    """A table whose columns have their shares, with its caption."""
    align = "l" * grid.width if grid.is_words else "l" + "r" * (grid.width - 1)
    made = Table(Columns(grid.shares, align), *_cells(grid), lang=grid.lang, is_dense=grid.is_dense)
    if not grid.caption:
        return [made]
    return [Kept([caption(grid.caption, within=made.group, lang=grid.lang), made], widest_gap=WIDEST_GAP)]


def tabulations(element: Tabulations) -> Iterator[Flowable]:
    """Each with its caption; neighbours that are narrow enough stand in two columns."""
    sets = [_Set(each) for each in element.tables]
    for is_narrow, neighbours in groupby(sets, key=lambda each: each.is_narrow):
        run = list(neighbours)
        if is_narrow and len(run) > 1:
            yield TwoColumns([flowable for each in run for flowable in each.flowables(COLUMN_WIDTH)])
        else:
            for each in run:
                yield from each.flowables(each.width if is_narrow else theme.TEXT_WIDTH)


class _Set:
    """The grids of a tabulation with the words over them."""

    def __init__(self, tabulation: Tabulation) -> None:
        self.tabulation = tabulation
        self.grids = [_Sized(grid) for grid in tabulation.grids]

    @property
    def is_narrow(self) -> bool:
        """Whether half of the page is wide enough."""
        return all(grid.least_width <= COLUMN_WIDTH for grid in self.grids)

    @property
    def width(self) -> float:
        """What its figures need beside whole labels: a wider one would tear them apart."""
        needed = max(grid.whole_width for grid in self.grids)
        return min(max(needed, COLUMN_WIDTH), theme.TEXT_WIDTH)

    def flowables(self, room: float) -> list[Flowable]:
        """Words and grids; a short one stays on one page."""
        own = self.tabulation
        grids = [grid.table(room) for grid in self.grids]
        name = caption(own.caption, theme.DENSE_CAPTION, within=grids[0].group, anchors=own.places, lang=own.lang)
        made: list[Flowable] = [
            name,
            paragraph(own.about, theme.DENSE_LINE, lang=own.lang, within=name.group),
            *grids,
        ]
        return [Kept(made)] if sum(len(grid.rows) for grid in grids) <= SHORT else made


class _Sized:
    """A grid and what its columns of figures need, not yet as wide as a page or a column."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.rooms = _spread(_rooms(grid, 2), grid.head)
        if theme.TEXT_WIDTH - sum(self.rooms) < ROOMY:
            self.rooms = _spread(_rooms(grid, 3), grid.head)

    @property
    def least_width(self) -> float:
        """Room that the figures need beside labels whose words are whole."""
        labels = " ".join(row[0] for row in self.grid.rows if isinstance(row[0], str))
        words = (text_width(word, "regular", theme.DENSE_CELL.fontSize) for word in labels.split())
        return max(LABEL, PADDING + max(words, default=0.0)) + sum(self.rooms)

    @property
    def whole_width(self) -> float:
        """Room that the figures need beside labels on one line."""
        labels = (row[0] for row in (*self.grid.head[-1:], *self.grid.rows) if isinstance(row[0], str))
        return sum(self.rooms) + PADDING + max(text_width(label, "bold", theme.DENSE_CELL.fontSize) for label in labels)

    def table(self, room: float) -> Table:
        """The table, ``room`` wide: columns of figures as wide as the widest of them, the rest is for labels."""
        is_count = [name == N for name in self.grid.head[-1][1:]]
        widest = max(room for room, is_n in zip(self.rooms, is_count, strict=True) if not is_n)
        even = [own if is_n else widest for own, is_n in zip(self.rooms, is_count, strict=True)]
        kept = even if room - sum(even) >= ROOMY else self.rooms
        columns = Columns((max(room - sum(kept), LABEL), *kept), "l" + "r" * len(kept), width=room)
        return Table(columns, *_cells(self.grid), lang=self.grid.lang, is_dense=self.grid.is_dense)


def _cells(grid: Grid) -> tuple[list[list[CellLike]], list[list[CellLike]]]:
    """Rows and head."""
    return [[_cell(each) for each in row] for row in grid.rows], [[_cell(each) for each in row] for row in grid.head]


def _cell(slot: str | Slot) -> CellLike:
    if isinstance(slot, str):
        return slot
    align: Align | None = "center" if slot.is_centred else None
    return Cell(slot.text, columns=slot.columns, align=align, is_bold=slot.is_bold)


def _rooms(grid: Grid, lines: int) -> list[float]:
    """What the columns of figures need: each value on one line, its head on so many."""
    rooms, head = [], grid.head[-1]
    placed = [_placed(row) for row in grid.rows]
    for place in range(1, len(head)):
        name = head[place]
        texts = [row[place] for row in placed if place in row]
        needed = [_broken(name.split(" "), lines)] if isinstance(name, str) else []
        needed += [text_width(text, "regular", theme.DENSE_CELL.fontSize) for text in texts]
        rooms.append(max([LEAST, *(min(room + PADDING, WIDEST) for room in needed)]))
    return rooms


def _placed(row: Line) -> dict[int, str]:
    """The texts of single columns by their places."""
    made: dict[int, str] = {}
    place = 0
    for slot in row:
        if isinstance(slot, str):
            made[place] = slot
        place += slot.columns if isinstance(slot, Slot) else 1
    return made


def _spread(rooms: list[float], head: Sequence[Line]) -> list[float]:
    """Columns under a common head are together as wide as its longest word."""
    start = -1
    for slot in head[0] if len(head) > 1 else ():
        count = slot.columns if isinstance(slot, Slot) else 1
        if start >= 0 and isinstance(slot, Slot):
            words = (text_width(word, "bold", theme.DENSE_HEAD.fontSize) for word in slot.text.split(" "))
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
