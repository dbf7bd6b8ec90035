"""Intervals in charts: a line from end to end with a stroke at each, where an estimate is, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from analysis.disclosure.filed.difference import Difference
from analysis.disclosure.filed.figures import is_published, rounded
from analysis.release import Cell, Table
from analysis.sides import COMPARED

CLOSE: Final = 0.03
Mark = Sequence[str]
Span = tuple[float, float]
Known = Sequence[tuple[Table, int, str]]
"""Where a label stands: tables, in which of their dimensions, with which code."""


def has_room(table: Table) -> bool:
    """Whether a chart has room for lines and marks at each value: bars and dots have, fields and parts of bars not."""
    return len(table.dimensions) == 1 or (len(table.dimensions) > 1 and table.dimensions[-1].id in COMPARED)


def ends_of(known: Known, tables: Sequence[Table], side: int = 0) -> list[Span]:
    """The intervals of a label's published estimates; of two sides those of the one."""
    own = list(dict.fromkeys(id(table) for table in tables if has_room(table)))
    there = {id(table) for table, _, _ in known if has_room(table)}
    return [
        (float(rounded(table, ends[0])), float(rounded(table, ends[1])))
        for table, place, code in known
        if has_room(table) and (len(there) == 1 or id(table) == own[side])
        for cell in table.cells
        if cell.key[place] == code and _is_of_side(table, cell, side) and is_published(cell)
        if (ends := cell.sure and cell.sure.between)
    ]


def _is_of_side(table: Table, cell: Cell, side: int) -> bool:
    last = table.dimensions[-1]
    return last.id not in COMPARED or cell.key[-1] == last.categories[side].code


def lines_of(marks: Sequence[Mark], role: str) -> list[Span]:
    """From where to where the lines of a role go."""
    ends = (sorted(map(float, mark[2:6:2])) for mark in marks if list(mark[:2]) == ["line", role])
    return [(low, high) for low, high in ends]


def on_bar(label: str, marks: Sequence[Mark], start: float, ends: Sequence[Span]) -> Iterator[tuple[str, float, float]]:
    """How far the lines of a bar's interval go from where the bar begins, and what they stand for."""
    for low, high in ends[:1]:
        wanted = [(low, high), (low, low), (high, high)]
        for line, pair in zip(lines_of(marks, "whisker"), wanted, strict=False):
            yield from ((label, at - start, end) for at, end in zip(line, pair, strict=True))


def check_bar(block: str, label: str, marks: Sequence[Mark], ends: Sequence[Span]) -> Iterator[Difference]:
    """A bar of an estimate has a line with its strokes on a pale rim; no other bar has lines."""
    lines, rims = lines_of(marks, "whisker"), lines_of(marks, "halo")
    others = [mark[1] for mark in marks if mark[0] == "line" and mark[1] not in ("whisker", "halo")]
    if len(lines) != 3 * len(ends[:1]) or lines != rims or others:
        yield Difference(block, label, f"lines {lines} {rims} {others}", f"interval {list(ends)}")


def check_dot(
    block: str, label: str, found: Sequence[Span], ends: Sequence[Span], frame: tuple[Span, Span]
) -> Iterator[Difference]:
    """The lines around a dot, as far as the axis (where it begins and its unit) goes from edge to edge."""
    (start, unit), edges = frame
    wanted: list[Span] = []
    for pair in ends:
        low, high = (min(max(start + end * unit, edges[0]), edges[1]) for end in pair)
        wanted = [(low, high), (low, low), (high, high)]
    is_same = len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=False):
        is_same &= all(abs(mine - theirs) <= CLOSE for mine, theirs in zip(one, other, strict=True))
    if not is_same:
        yield Difference(block, label, f"lines {found}", f"lines {wanted}")
