"""What stands in a written file: read back from its bytes alone, by readers that know nothing of the writers.

Everything counts that is printed or stored: the text of pages, alternative and actual texts, bookmarks, what a file
says of itself, hidden sheets, comments, attributes, and the lengths of what is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from analysis.release import Printed
from exports.readback import csv, html, json, pdf, xlsx
from exports.readback.unreadable import Unreadable

__all__ = ["READERS", "Unreadable", "read"]

READERS: Final[Mapping[str, Callable[[bytes], Iterator[Printed]]]] = {
    "csv": csv.read,
    "html": html.read,
    "json": json.read,
    "pdf": pdf.read,
    "xlsx": xlsx.read,
}
"""A format without a reader cannot be exported."""


def read(file_format: str, content: bytes) -> tuple[Printed, ...]:
    """All pieces of a file in its order; raises Unreadable for a damaged file and for a format without a reader."""
    reader = READERS.get(file_format)
    if reader is None:
        raise Unreadable(f"no reader for {file_format!r}")
    return tuple(reader(content))
