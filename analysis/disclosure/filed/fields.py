"""Fields of a matrix: one for each figure, and the darker the more it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from analysis.disclosure.filed.difference import Difference
from analysis.disclosure.filed.figures import HIDDEN
from analysis.disclosure.filed.marks import SWATCH, Row, decimal


def check_fields(block: str, rows: Sequence[Row]) -> Iterator[Difference]:
    """One field for each figure; a darker one never stands for less."""
    seen: dict[int, list[Decimal]] = {}
    for row in rows:
        fields = [mark[1] for mark in row.marks if mark[0] == "rect" and tuple(mark[4:6]) != SWATCH]
        if not row.figures:
            continue
        if len(fields) != len(row.figures):
            yield Difference(block, row.label, f"{len(fields)} fields", f"{len(row.figures)} fields")
            continue
        for role, text in zip(fields, row.figures, strict=True):
            if (role == "hidden") != (text == HIDDEN):
                yield Difference(block, row.label, role, text)
            elif text != HIDDEN:
                seen.setdefault(int(role.removeprefix("heat-")), []).append(decimal(text))
    yield from _darker(block, seen)


def _darker(block: str, seen: Mapping[int, list[Decimal]]) -> Iterator[Difference]:
    for low, high in pairwise(sorted(seen)):
        if max(seen[low]) > min(seen[high]):
            yield Difference(block, "fields", f"heat-{high} {min(seen[high])}", f"more than {max(seen[low])}")
