"""The audit of what was written: a file says exactly what its release says.

The comparison is a closed world: in each block of a file the numbers found are, in order, those that the release gives
that block. Whatever else stands in the file is a difference. ``docs/files.md`` says what is compared how strictly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from analysis.disclosure.filed import report, rows, workbook
from analysis.disclosure.filed.difference import Difference, unlike
from analysis.disclosure.filed.words import Words
from analysis.release import Printed, Release, canonical, to_tree

__all__ = ["Difference", "differences"]


def differences(
    release: Release, printed: Sequence[Printed], file_format: str, language: str
) -> tuple[Difference, ...]:
    """Where a file, read back as ``printed``, says something else than its release; empty when it says the same.

    Raises ValueError for a format that is not compared.
    """
    compare = COMPARED.get(file_format)
    if compare is None:
        raise ValueError(f"files of the format {file_format!r} are not compared")
    return tuple(compare(printed, Words(release, language)))


def _json(printed: Sequence[Printed], words: Words) -> Iterator[Difference]:
    """Every value of the release at its place, and nothing else."""
    expected = list(_leaves(to_tree(words.release), ""))
    found = [(piece.place, piece.text) for piece in printed]
    yield from unlike("tree", found, expected)


def _leaves(tree: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(tree, dict | list) and tree:
        for name, part in sorted(tree.items()) if isinstance(tree, dict) else enumerate(tree):
            yield from _leaves(part, f"{place}/{str(name).replace('~', '~0').replace('/', '~1')}")
    else:
        yield place, canonical(tree)


COMPARED: Final[Mapping[str, Callable[[Sequence[Printed], Words], Iterator[Difference]]]] = {
    "csv": rows.compare,
    "html": report.compare,
    "json": _json,
    "pdf": report.compare,
    "xlsx": workbook.compare,
}
