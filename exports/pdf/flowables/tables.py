"""Tables: head, row headers, spans over columns, page breaks between and within rows.

Own layout instead of platypus' Table: rows keep their identity over page breaks, so a table stays
one Table in the tree, a row one TR, and the repeated head is decoration.
"""
# ruff: noqa: N803 - methods and arguments that reportlab names

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from math import inf
from typing import Final, Literal, NamedTuple

from reportlab.lib.styles import PropertySet
from reportlab.platypus import Flowable

from exports.pdf import theme
from exports.pdf.flowables.lists import BOX, BoxKind, draw_box, draw_field
from exports.pdf.flowables.text import Group, Text
from exports.pdf.structure import Attributes
from exports.pdf.tagged import TaggedCanvas, tagged
from exports.pdf.text import Content, emphasised, plain, shortened

Align = Literal["left", "center", "right"]
ALIGN: Final[dict[str, Align]] = {"l": "left", "c": "center", "r": "right"}
PAD_X, PAD_TOP, PAD_BOTTOM = 5.0, 3.4, 4.0
TALL: Final = 160.0
MIN_ROOM: Final = 60.0
LEAST_ROWS: Final = 3
LOW: Final = 0.25
"""A table of few rows and no more than this of a page stays in one piece."""
LONGEST_HEAD: Final = 200


class _Setting(NamedTuple):
    """Type and room of the cells."""

    cell: PropertySet
    head: PropertySet
    x: float
    top: float
    bottom: float


USUAL: Final = _Setting(theme.TABLE_CELL, theme.TABLE_HEAD, PAD_X, PAD_TOP, PAD_BOTTOM)
DENSE: Final = _Setting(theme.DENSE_CELL, theme.DENSE_HEAD, 2.2, 0.5, 1.3)


@dataclass(frozen=True)
class Tick:
    """An empty box in a cell, to be ticked on paper."""

    kind: BoxKind = "one"


@dataclass(frozen=True)
class Blank:
    """An empty field over the whole cell, to be written in on paper."""

    height: float = 17.0


Empty = Tick | Blank
"""What is filled in by hand: decoration in the tree, an empty cell."""


@dataclass(frozen=True)
class Cell:
    """A cell that needs more than text: span, alignment, language, header, weight."""

    content: Content | Empty
    columns: int = 1
    align: Align | None = None
    lang: str | None = None
    is_header: bool = False
    is_bold: bool = False


@dataclass(frozen=True)
class Columns:
    """Columns by relative width and alignment ("lrr"), the first ones being row headers.

    All together are ``width`` wide, where a page or a column has as much room.
    """

    shares: tuple[float, ...]
    align: str
    row_headers: int = 1
    width: float = inf

    def __post_init__(self) -> None:
        """Raises ValueError when widths and alignments do not match."""
        if len(self.shares) != len(self.align) or set(self.align) - set(ALIGN):
            raise ValueError(f"{len(self.shares)} columns, but alignment {self.align!r}")

    def edges(self, width: float) -> list[float]:
        """Left edge of each column and the right edge of the last, in points."""
        total = sum(self.shares)
        edges = [0.0]
        for share in self.shares:
            edges.append(edges[-1] + width * share / total)
        return edges


@dataclass(eq=False)
class _Placed:
    group: Group
    column: int
    columns: int
    text: Text | None
    empty: Empty | None = None
    height: float = 0.0


@dataclass(eq=False)
class _Row:
    cells: list[_Placed]
    number: int
    group: Group = field(default_factory=lambda: Group("TR"))
    height: float = 0.0
    is_title: bool = False
    """Whether it stands over the rows below it."""


CellLike = Cell | Empty | Content


class Table(Flowable):
    """A table of one idea; give numbers as formatted text. `group` is for its caption.

    A dense one is for annexes of many figures.
    """

    def __init__(
        self,
        columns: Columns,
        rows: Sequence[Sequence[CellLike]],
        head: Sequence[Sequence[CellLike]] = (),
        *,
        lang: str | None = None,
        is_dense: bool = False,
    ) -> None:
        super().__init__()
        self.columns = columns
        self.setting = DENSE if is_dense else USUAL
        self.group = Group("Table", Attributes(lang=lang))
        self.head_group, self.body_group = Group("THead"), Group("TBody")
        self.head = [self._row(row, number, is_head=True) for number, row in enumerate(head)]
        self.rows = [self._row(row, number, is_head=False) for number, row in enumerate(rows)]
        self.is_continued = False
        self.is_finished = True
        self._measured_at = -1.0
        self.spaceBefore, self.spaceAfter = 2.0, 5.0

    def _row(self, cells: Sequence[CellLike], number: int, *, is_head: bool) -> _Row:
        placed: list[_Placed] = []
        column = 0
        for each in cells:
            cell = each if isinstance(each, Cell) else Cell(each)
            placed.append(self._place(cell, column, is_head=is_head))
            column += cell.columns
        if column != len(self.columns.shares):
            raise ValueError(f"row {number} has {column} of {len(self.columns.shares)} columns")
        first = cells[0] if cells else ""
        return _Row(placed, number, is_title=isinstance(first, Cell) and first.is_bold)

    def _place(self, cell: Cell, column: int, *, is_head: bool) -> _Placed:
        is_row_header = cell.is_header or column < self.columns.row_headers
        scope = "Column" if is_head else "Row" if is_row_header else None
        attributes = Attributes(scope=scope, columns=cell.columns, lang=cell.lang)
        group = Group("TH" if scope else "TD", attributes)
        if isinstance(cell.content, Empty):
            return _Placed(group, column, cell.columns, None, cell.content)
        basis = self.setting.head if is_head else self.setting.cell
        style = _style(basis, cell.align or ALIGN[self.columns.align[column]])
        content = emphasised(cell.content) if cell.is_bold else cell.content
        if is_head:  # a head cannot be divided over pages
            content = shortened(plain(content), LONGEST_HEAD)
        return _Placed(group, column, cell.columns, Text(content, style))

    # layout

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Width given, height of head and rows; measured once, however often columns and pages ask."""
        if self._measured_at == aW:
            return self.width, self.height
        self._measured_at = aW
        self.width = min(aW, self.columns.width)
        edges = self.columns.edges(self.width)
        for row in [*self.head, *self.rows]:
            for cell in row.cells:
                room = edges[cell.column + cell.columns] - edges[cell.column] - 2 * self.setting.x
                cell.height = cell.text.wrap(room, 1e6)[1] if cell.text else _empty_height(cell)
            row.height = max(cell.height for cell in row.cells) + self.setting.top + self.setting.bottom
        self.height = sum(row.height for row in [*self.head, *self.rows])
        return self.width, self.height

    def least_height(self, width: float) -> float:
        """Height of the head and the first rows: what must fit for a table to begin on a page."""
        self.wrap(width, 0)
        rows = [*self.head, *self.rows[:LEAST_ROWS]]
        return sum(min(row.height, TALL) for row in rows)

    def split(self, aW: float, aH: float) -> list[Flowable]:
        """Rows that fit and the rest; a very tall row is divided."""
        self.wrap(aW, aH)
        room = aH - sum(row.height for row in self.head)
        fitting = 0
        while fitting < len(self.rows) and self.rows[fitting].height <= room:
            room -= self.rows[fitting].height
            fitting += 1
        if fitting == len(self.rows):
            return [self]
        if self._is_together(fitting):
            return []
        least = min(LEAST_ROWS, len(self.rows) // 2)
        fitting = min(fitting, len(self.rows) - least)  # a last row alone says nothing under its head
        while fitting > 1 and self.rows[fitting - 1].is_title:
            fitting -= 1
        first, rest = self.rows[:fitting], self.rows[fitting:]
        if rest[0].height > TALL and room > MIN_ROOM:
            upper, lower = _divide(rest[0], self.columns.edges(self.width), room, self.setting)
            first, rest = [*first, upper], [lower, *rest[1:]]
        return [self._part(first, 0), self._part(rest, 1)] if first else []

    def _is_together(self, fitting: int) -> bool:
        """Whether no page gets so few rows: those at the beginning, or all of a low table."""
        first = self.rows if len(self.rows) < 2 * LEAST_ROWS else self.rows[:LEAST_ROWS]
        return fitting < len(first) and sum(row.height for row in first) <= LOW * theme.TEXT_HEIGHT

    def _part(self, rows: list[_Row], number: int) -> "Table":
        part = Table(self.columns, ())
        part.head, part.rows = self.head, rows
        part.setting = self.setting
        part.group, part.head_group, part.body_group = self.group, self.head_group, self.body_group
        part.is_continued = self.is_continued or number > 0
        part.is_finished = self.is_finished and number > 0
        part.spaceAfter = self.spaceAfter
        return part

    # drawing

    def draw(self) -> None:
        """Backgrounds and rules as decoration, then head and body."""
        canvas = tagged(self.canv)
        if canvas.is_dry:
            return
        self._draw_boxes(canvas)
        top = self.height
        with self.group.open(canvas):
            if self.head and self.is_continued:
                with canvas.artifact("Pagination"):
                    top = self._draw_rows(canvas, self.head, top)
            elif self.head:
                with self.head_group.open(canvas):
                    top = self._draw_rows(canvas, self.head, top)
            with self.body_group.open(canvas):
                self._draw_rows(canvas, self.rows, top)

    def _draw_rows(self, canvas: TaggedCanvas, rows: Sequence[_Row], top: float) -> float:
        edges = self.columns.edges(self.width)
        for row in rows:
            with row.group.open(canvas):
                for cell in row.cells:
                    with cell.group.open(canvas):
                        _draw_cell(canvas, cell, edges, (top, self.setting))
            top -= row.height
        return top

    def _draw_boxes(self, canvas: TaggedCanvas) -> None:
        head = sum(row.height for row in self.head)
        with canvas.artifact():
            canvas.setFillColor(theme.PETROL)
            if self.head:
                canvas.rect(0, self.height - head, self.width, head, stroke=0, fill=1)
            top = self.height - head
            canvas.setFillColor(theme.PANEL)
            canvas.setStrokeColor(theme.RULE)
            canvas.setLineWidth(0.4)
            for row in self.rows:
                if row.number % 2:
                    canvas.rect(0, top - row.height, self.width, row.height, stroke=0, fill=1)
                top -= row.height
                canvas.line(0, top, self.width, top)
            if self.is_finished:
                canvas.setStrokeColor(theme.INK)
                canvas.setLineWidth(0.9)
                canvas.line(0, 0, self.width, 0)


@cache
def _style(basis: PropertySet, align: Align) -> PropertySet:
    return theme.style(f"{basis.name}-{align}", basis, alignment=theme.ALIGNMENTS[align])


def _divide(row: _Row, edges: list[float], room: float, setting: _Setting) -> tuple[_Row, _Row]:
    """A row in two: what fits into the height and the rest, cell by cell."""
    upper: list[_Placed] = []
    lower: list[_Placed] = []
    for cell in row.cells:
        width = edges[cell.column + cell.columns] - edges[cell.column] - 2 * setting.x
        parts = cell.text.split(width, room - setting.top - setting.bottom) if cell.text else []
        first = parts[0] if parts else cell.text if cell.height <= room else None
        rest = parts[1] if len(parts) > 1 else None if first is not None else cell.text
        upper.append(replace(cell, text=first))
        lower.append(replace(cell, text=rest, empty=None))
    return _Row(upper, row.number, row.group), _Row(lower, row.number, row.group)


def _empty_height(cell: _Placed) -> float:
    return cell.empty.height if isinstance(cell.empty, Blank) else BOX


def _draw_cell(canvas: TaggedCanvas, cell: _Placed, edges: list[float], at: tuple[float, _Setting]) -> None:
    top, setting = at
    left, right = edges[cell.column], edges[cell.column + cell.columns]
    if isinstance(cell.empty, Tick):
        corner = ((left + right - BOX) / 2, top - setting.top - BOX - 1)
        draw_box(canvas, cell.empty.kind, corner)
    elif cell.empty is not None:
        field = (
            left + setting.x,
            top - setting.top - cell.empty.height,
            right - left - 2 * setting.x,
            cell.empty.height,
        )
        draw_field(canvas, field)
    elif cell.text is not None:
        cell.text.drawOn(canvas, left + setting.x, top - setting.top - cell.height)
