"""How many rows of a long list a chart draws where its plan does not say so."""

from __future__ import annotations

from typing import Final

from analysis.release import Table
from exports.cells import is_breakdown, is_comparison, is_empty
from exports.charts.tables import ordered_pair, shown_part
from exports.report.chapters import Topic

MOST_BARS: Final = 12
MOST_PAIR_ROWS: Final = 14
FEW: Final = 2
"""Rows that are not left out alone: there is room for them, and they would be looked for."""


def fitting(rows: int, most: int) -> int:
    """How many of so many rows are drawn: all, or ``most`` where that leaves out more than one or two."""
    return rows if rows <= most + FEW else most


def usual_rows(topic: Topic) -> int:
    """How many rows the chart of a topic draws."""
    tables = [entry.table for entry in topic.entries]
    if topic.is_pair:
        return fitting(len(ordered_pair(tables[0], tables[1])), MOST_PAIR_ROWS)
    table, rows = tables[0], _rows(tables[0])
    most = MOST_PAIR_ROWS if is_comparison(table) else MOST_BARS
    left = rows - (most if is_breakdown(table) else _rows(shown_part(table, most)))
    return rows if 0 < left <= FEW else most


def _rows(table: Table) -> int:
    return len({cell.key[0] for cell in table.cells if cell.key and not is_empty(cell)})
