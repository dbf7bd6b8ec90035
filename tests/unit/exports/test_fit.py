"""Column widths from contents: words stay whole, the first column takes what is left."""

from itertools import pairwise

import pytest

from exports.pdf import theme
from exports.pdf.flowables import Cell, Table, fitted
from exports.pdf.fonts import width

HEAD = [["Merkmal", "Beschäftigte insgesamt", "n"]]


def widths(rows: list[list[str]]) -> list[float]:
    edges = fitted(rows, HEAD).edges(theme.TEXT_WIDTH)
    return [right - left for left, right in pairwise(edges)]


def test_short_contents_leave_their_room_to_the_first_column() -> None:
    first, second, third = widths([["Handwerk", "1.234", "38"]])
    assert first > theme.TEXT_WIDTH / 2
    assert second >= width("Beschäftigte insgesamt", "bold", theme.TABLE_HEAD.fontSize)
    assert third < 40


def test_long_contents_share_the_room_and_keep_words_whole() -> None:
    first, second, third = widths([["sehr langer Text " * 20, "noch ein recht langer Text " * 10, "1.234.567"]])
    assert first + second + third == pytest.approx(theme.TEXT_WIDTH)
    assert third >= width("1.234.567", "regular", theme.TABLE_CELL.fontSize)
    assert second >= width("Beschäftigte", "bold", theme.TABLE_HEAD.fontSize)


def test_endless_words_in_every_column_still_make_a_table() -> None:
    rows = [["W" * 500] * 6]
    columns = fitted(rows)
    assert columns.align == "lrrrrr"
    assert Table(columns, rows).wrap(theme.TEXT_WIDTH, 700)[1] > 0


def test_cells_over_several_columns_count_but_are_not_measured() -> None:
    columns = fitted([[Cell("W" * 90, columns=2), "x"]], align="lcr", row_headers=0)
    assert len(columns.shares) == 3
    assert columns.shares[1] < 40
