"""CSV: every field of every line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from analysis.disclosure.filed.difference import Difference
from analysis.disclosure.filed.figures import HIDDEN, is_published, rounded, share
from analysis.disclosure.filed.order import words as said
from analysis.disclosure.filed.words import SHORT_ID, Words
from analysis.release import Cell, Dimension, Participation, Printed, Suppressed, Table

POINTS: Final = {"de": ",", "en": ".", "fr": ","}
GUARD: Final = "'"
"""Stands before a text that a spreadsheet program would run."""
RUN: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - read alike
FREE: Final = {"state", "chapter", "figure"}
"""Columns that may hold words of the file's own; what the release gives them must stand there."""
OWN: Final = "\0"
"""Stands for words of the file's own in another column."""

Fields = Mapping[str, str]


def compare(printed: Sequence[Printed], words: Words) -> Iterator[Difference]:
    """The lines in the order of the release: participation, then every cell of every table."""
    lines: dict[str, dict[str, str]] = {}
    for piece in printed:
        lines.setdefault(piece.block, {})[piece.place] = piece.text
    head, *found = list(lines.items()) or [("line 1", {})]
    if any(name != text for name, text in head[1].items()):
        yield Difference(head[0], "head", " ".join(head[1].values()), " ".join(head[1]))
    expected = list(_expected(words))
    for (block, line), given in zip(found, expected, strict=False):
        yield from _line(block, line, given, words)
    if len(found) != len(expected):
        yield Difference("file", "lines", str(len(found)), str(len(expected)))


def _line(block: str, line: Fields, given: Fields, words: Words) -> Iterator[Difference]:
    for name, text in line.items():
        wanted = given.get(name, "")
        if wanted == OWN or (name in FREE and not wanted):
            yield from (Difference(block, name, number, "") for number in words.left(text))
        elif text != wanted:
            yield Difference(block, name, text, wanted)
    for name in given.keys() - line.keys():
        yield Difference(block, name, "", given[name])


def _expected(words: Words) -> Iterator[Fields]:
    release = words.release
    titles = {chapter.id: said(chapter.title, words.language) for chapter in reversed(release.chapters)}
    front = {"release": release.id[:SHORT_ID]}
    for one in release.participation:
        yield from ({**front, "role": one.role, **line} for line in _fieldwork(one, words))
    for entry in words.entries:
        for name, table in entry.named():
            place = {"role": table.role, "chapter": _guarded(titles[table.section]), "annex": name}
            yield from ({**front, **place, **line} for line in _table(table, words))


def _fieldwork(one: Participation, words: Words) -> Iterator[Fields]:
    front = {"table": f"{one.role}.participation"}
    for count in (one.invited, one.started, one.submitted):
        is_hidden = isinstance(count, Suppressed)
        yield {
            **front,
            **({"value": HIDDEN, "n": HIDDEN} if is_hidden else {"value": str(count)}),
            **_status(is_hidden),
        }
    for cell in one.by_stratum:
        value = str(round(cell.value)) if is_published(cell) else ""  # type: ignore[arg-type]  # it is published
        yield {**front, **_key((one.strata,), cell.key, words), **_figure(cell, value)}


def _status(is_hidden: bool) -> Fields:
    return {"status": "hidden" if is_hidden else "published"}


def _table(table: Table, words: Words) -> Iterator[Fields]:
    names = {"title": table.title, "base": table.base}
    front = {name: _guarded(said(text, words.language)) for name, text in names.items()}
    front |= {"table": table.id, "question": _guarded(table.number)}
    about = {"figure": table.figure, "unit": table.unit}
    own = {name: _guarded(said(text, words.language)) for name, text in about.items()}
    point = POINTS[words.language]
    for cell in table.cells:
        value = str(rounded(table, cell.value)) if is_published(cell) else ""  # type: ignore[arg-type]  # published
        figure = {**_figure(cell, value.replace(".", point)), **_sure(table, cell, point)}
        yield {**front, **own, **_key(table.dimensions, cell.key, words), **figure}
    for cell in table.missing:
        value = str(share(float(cell.value))) if is_published(cell) else ""  # type: ignore[arg-type]  # published
        yield {**front, "unit": "%", **_unanswered(table, cell, words), **_figure(cell, value)}


def _figure(cell: Cell, value: str) -> Fields:
    if cell.value is None:
        return {"status": "empty"}
    if not is_published(cell):
        return {"value": HIDDEN, "n": HIDDEN, "status": "hidden"}
    return {"value": value, "n": str(cell.n), "status": "published"}


def _sure(table: Table, cell: Cell, point: str) -> Fields:
    """Interval, variation in percent and mark of a published estimate."""
    if cell.sure is None or not is_published(cell):
        return {}
    ends = {name: str(rounded(table, end)) for name, end in zip(("low", "high"), cell.sure.between or (), strict=False)}
    made = {**ends, "variation": f"{100 * cell.sure.variation:.10g}"}
    return {**{name: text.replace(".", point) for name, text in made.items()}, "quality": cell.sure.quality}


def _key(dimensions: Sequence[Dimension], key: Sequence[str], words: Words, first: int = 1) -> Fields:
    made = {}
    for number, (dimension, code) in enumerate(zip(dimensions, key, strict=True), start=first):
        category = next(each for each in dimension.categories if each.code == code)
        made[f"dimension_{number}"] = _guarded(said(dimension.label, words.language))
        made[f"code_{number}"] = _guarded(code)
        made[f"label_{number}"] = _guarded(said(category.label, words.language))
    return made


def _unanswered(table: Table, cell: Cell, words: Words) -> Fields:
    row, kind = cell.key
    of_row = [each for each in table.dimensions if any(category.code == row for category in each.categories)][:1]
    number = len(of_row) + 1
    return {
        **_key(of_row, [row][: len(of_row)], words),
        f"dimension_{number}": "missing",
        f"code_{number}": kind,
        f"label_{number}": OWN,
    }


def _guarded(text: str) -> str:
    return GUARD + text if text.startswith(RUN) else text
