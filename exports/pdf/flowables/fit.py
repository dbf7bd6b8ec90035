"""Columns whose widths come from what stands in them."""

from collections.abc import Sequence
from typing import Final

from exports.pdf import theme
from exports.pdf.flowables.tables import PAD_X, Cell, CellLike, Columns, Empty
from exports.pdf.fonts import Weight, width
from exports.pdf.text import plain

PADDING: Final = 2 * PAD_X + 1
WIDEST_WORD: Final = theme.TEXT_WIDTH / 4  # a longer one is divided, so that others have room too


def fitted(
    rows: Sequence[Sequence[CellLike]],
    head: Sequence[Sequence[CellLike]] = (),
    *,
    align: str | None = None,
    row_headers: int = 1,
) -> Columns:
    """Columns as wide as their words; room that is left goes to the first one.

    Without `align` the row headers stand left and everything else right. Cells over several columns
    are not measured.
    """
    count = max((_width_of(row) for row in [*head, *rows]), default=1)
    least, natural = [24.0] * count, [24.0] * count
    for group, weight, size in (
        (head, "bold", theme.TABLE_HEAD.fontSize),
        (rows, "regular", theme.TABLE_CELL.fontSize),
    ):
        _measure(group, weight, size, (least, natural))  # type: ignore[arg-type]  # a literal each
    letters = align or "l" * row_headers + "r" * (count - row_headers)
    return Columns(tuple(_shares(least, natural, theme.TEXT_WIDTH)), letters, row_headers)


def _width_of(row: Sequence[CellLike]) -> int:
    return sum(cell.columns if isinstance(cell, Cell) else 1 for cell in row)


def _measure(
    rows: Sequence[Sequence[CellLike]],
    weight: Weight,
    size: float,
    widths: tuple[list[float], list[float]],
) -> None:
    least, natural = widths
    for row in rows:
        column = 0
        for each in row:
            cell = each if isinstance(each, Cell) else Cell(each)
            if cell.columns == 1 and not isinstance(cell.content, Empty):
                text = plain(cell.content)
                words = max((width(word, weight, size) for word in text.split()), default=0.0)
                lines = max((width(line, weight, size) for line in text.splitlines()), default=0.0)
                least[column] = max(least[column], min(words, WIDEST_WORD) + PADDING)
                natural[column] = max(natural[column], lines + PADDING)
            column += cell.columns


def _shares(least: list[float], natural: list[float], room: float) -> list[float]:
    spare = room - sum(natural)
    if spare >= 0:
        return [natural[0] + spare, *natural[1:]]
    left = room - sum(least)
    if left <= 0:
        return least
    wanted = sum(natural) - sum(least)
    return [low + (high - low) * left / wanted for low, high in zip(least, natural, strict=True)]
