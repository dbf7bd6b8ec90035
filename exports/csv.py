"""A release as one tidy CSV file: a line for each figure, with everything that names it.

The columns and their names are the same in every language. UTF-8 with a byte order mark; German and French files
have semicolons and decimal commas, English ones commas and decimal points: what a spreadsheet program of that
language opens without asking, and without reading 2.9 as a date.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import StringIO
from typing import Final

from analysis.release import Cell, Dimension, Participation, Release, Suppressed, Table
from exports.cells import published
from exports.grid import parts
from exports.numbers import Language, rounded_value
from exports.report.method import SHORT_ID
from exports.report.voice import Voice, voice_for
from exports.sure import ends, quality, variation
from exports.values import HIDDEN, rounded, rounded_share, stored

MARK: Final = "\ufeff"
MOST_DIMENSIONS: Final = 3
DIMENSIONS: Final = [
    f"{name}_{number}" for number in range(1, MOST_DIMENSIONS + 1) for name in ("dimension", "code", "label")
]
COLUMNS: Final = (
    *("release", "state", "role", "chapter", "annex", "table", "question", "title", "figure", "base", "unit"),
    *DIMENSIONS,
    *("value", "n", "low", "high", "variation", "quality", "status"),
)
SEPARATORS: Final[dict[Language, tuple[str, str]]] = {"de": (";", ","), "en": (",", "."), "fr": (";", ",")}
"""Between fields, and before decimals."""
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - read alike
"""A field that begins so would be a formula to a spreadsheet program."""

Row = list[str]


def render(release: Release, language: str = "de") -> bytes:
    """All figures of the release; the same release and language give the same bytes.

    Raises TypeError for anything but a release, ValueError for a language that the report does not speak.
    """
    voice = voice_for(release, language)
    separator, _ = SEPARATORS[voice.language]
    file = StringIO()
    writer = csv.writer(file, delimiter=separator, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(release, voice))
    return (MARK + file.getvalue()).encode()


def _rows(release: Release, voice: Voice) -> Iterator[Row]:
    start = [release.id[:SHORT_ID], voice.say(f"imprint.state_{release.state}")]
    for one in release.participation:
        for row in _of_participation(one, voice):
            yield [*start, one.role, *row]
    for part in parts(release):
        for named in part.tables:
            front = [*start, named.table.role, _safe(stored(part.title, voice.language)), named.name]
            for row in _of_table(named.table, voice):
                yield [*front, *row]


def _of_participation(one: Participation, voice: Voice) -> Iterator[Row]:
    """Counts of the fieldwork; by stratum the answers, whose n are those invited."""

    def front(name: str) -> Row:
        words = voice.say(f"participation.{name}")
        return [voice.say("participation.title"), "", f"{one.role}.participation", "", "", words, "", ""]

    for name, count in (("invited", one.invited), ("started", one.started), ("submitted", one.submitted)):
        yield [*front(name), *_crossing((), (), voice), *_figures(count, "", voice)]
    for cell in one.by_stratum:
        yield [*front("submitted"), *_crossing((one.strata,), cell.key, voice), *_counts(cell, voice)]


def _counts(cell: Cell, voice: Voice) -> Row:
    value = cell.value if published(cell) is None else rounded_value(published(cell) or 0)
    return _figures(value, cell.n, voice)


def _of_table(table: Table, voice: Voice) -> Iterator[Row]:
    front = [_safe(text) for text in (table.id, table.number, stored(table.title, voice.language))]
    base = _safe(stored(table.base, voice.language))
    about = [_safe(stored(table.figure, voice.language)), base, _safe(stored(table.unit, voice.language))]
    for cell in table.cells:
        value = cell.value if published(cell) is None else rounded(table, published(cell) or 0.0)
        figures = _figures(value, cell.n, voice, _sure(table, cell, voice))
        yield [*front, *about, *_crossing(table.dimensions, cell.key, voice), *figures]
    for cell in table.missing:
        value = cell.value if published(cell) is None else rounded_share(published(cell) or 0.0)
        yield [*front, "", base, "%", *_unanswered(table, cell, voice), *_figures(value, cell.n, voice)]


_NOT_SURE: Final = ("", "", "", "")


def _figures(
    value: Decimal | float | Suppressed | None,
    n: int | Suppressed | str,
    voice: Voice,
    sure: Sequence[str] = _NOT_SURE,
) -> Row:
    """Value, n, how sure the value is and status; with the value its n is hidden, and there is nothing beside it."""
    if isinstance(value, Suppressed) or isinstance(n, Suppressed):
        return [HIDDEN, HIDDEN, *_NOT_SURE, "hidden"]
    if value is None:
        return ["", "", *_NOT_SURE, "empty"]
    return [_number(value, voice), str(n), *sure, "published"]


def _sure(table: Table, cell: Cell, voice: Voice) -> Sequence[str]:
    """Low and high end in the unit of the value, the variation in percent, the mark."""
    found, error = ends(table, cell), variation(cell)
    if error is None:
        return _NOT_SURE
    told = [_number(each, voice) for each in found] if found else ["", ""]
    return *told, _number(error, voice), quality(cell)


def _number(value: Decimal | float, voice: Voice) -> str:
    return str(value).replace(".", SEPARATORS[voice.language][1])


def _crossing(dimensions: Sequence[Dimension], key: Sequence[str], voice: Voice) -> Row:
    made: Row = []
    for dimension, code in zip(dimensions, key, strict=True):
        label = next(stored(each.label, voice.language) for each in dimension.categories if each.code == code)
        made += [_safe(text) for text in (stored(dimension.label, voice.language), code, label)]
    return made + [""] * (len(DIMENSIONS) - len(made))


def _unanswered(table: Table, cell: Cell, voice: Voice) -> Row:
    """The row of the table, and what was given instead of an answer."""
    row, kind = cell.key
    whole = [each for each in table.dimensions if any(category.code == row for category in each.categories)][:1]
    made = _crossing(whole, [row] if whole else [], voice)[: 3 * len(whole)]
    made += ["missing", kind, _safe(voice.say(f"report.{kind}"))]
    return made + [""] * (len(DIMENSIONS) - len(made))


def _safe(text: str) -> str:
    """A text that no spreadsheet program runs."""
    return f"'{text}" if text.startswith(FORMULA) else text
