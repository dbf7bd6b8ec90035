"""CSV: every field by its line and column."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Final

from analysis.release import Printed
from exports.readback.unreadable import Unreadable

MARK: Final = "\ufeff"
SEPARATORS: Final = ";,"


def read(content: bytes) -> Iterator[Printed]:
    """A piece for each field: its block is the line („line 1“ holds the names), its place the name of the column.

    Raises Unreadable for what is not UTF-8 with a byte order mark, and for lines of other lengths than the first.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError as problem:
        raise Unreadable(f"not UTF-8: {problem}") from problem
    if not text.startswith(MARK):
        raise Unreadable("no byte order mark")
    text = text.removeprefix(MARK)
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as problem:
        raise Unreadable(f"no CSV: {problem}") from problem
    names = rows[0] if rows else []
    for number, row in enumerate(rows, start=1):
        if len(row) != len(names):
            raise Unreadable(f"line {number} has {len(row)} fields, the first has {len(names)}")
        block = f"line {number}"
        for name, field in zip(names, row, strict=True):
            yield Printed(block, name, field)
