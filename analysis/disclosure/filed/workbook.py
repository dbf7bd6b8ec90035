"""Workbooks: a sheet for each table, cell by cell; every other text without a number of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from analysis.disclosure.filed.difference import Difference, read
from analysis.disclosure.filed.figures import EMPTY, HIDDEN, is_published, rounded, share
from analysis.disclosure.filed.order import language_of, lines
from analysis.disclosure.filed.words import Words
from analysis.release import Cell, Measure, Participation, Printed, Suppressed, Table

WORDS: Final = 3
"""Sheets before those of the tables: contents, notes, participation."""
SURE: Final = 3
"""Columns behind value and n where figures are estimates: both ends of the interval, and the mark."""
FIRST: Final = 7
"""The line of the first figures; above are title, base, stamp, link and two lines of heads."""
CELL: Final = re.compile(r"\d+/\d+")
NEARLY: Final = r"""\[=0\]"(?:< 1 ?%|\(< 1 ?%\))";\[=1\]"(?:> 99 ?%|\(> 99 ?%\))";"""
"""What is shown for shares that are rounded to nothing or all."""
FORMAT: Final = re.compile(rf"(?:{NEARLY})?\(?[#,]*0(?:\.0+)?(?: ?%)?\)?")
TITLES: Final = re.compile(r"'(A[\d-]+)'!(?:\$5:\$6|Print_Titles|A1)")
COMMAND: Final = re.compile(r"&[A-Z]")
"""Where a part of a printed header begins."""
Cells = Mapping[str, str]


def compare(printed: Sequence[Printed], words: Words) -> Iterator[Difference]:
    """The sheets in order: three of words and participation, then one for each table."""
    sheets: dict[str, list[Printed]] = {}
    others: list[Printed] = []
    for piece in printed:
        if piece.block.startswith("sheet "):
            sheets.setdefault(piece.block, []).append(piece)
        else:
            others.append(piece)
    names = [(name, table) for entry in words.entries for name, table in entry.named()]
    first, own = list(sheets)[:WORDS], list(sheets)[WORDS:]
    if own != [f"sheet {name}" for name, _ in names]:
        unknown = set(own) ^ {f"sheet {name}" for name, _ in names}
        yield Difference("workbook", "sheets", f"{len(own)}", f"{len(names)} ({', '.join(sorted(unknown)[:3])})")
    for block, (_, table) in zip(own, names, strict=False):
        yield from _sheet(block, sheets[block], _figures(table, words), words)
    for number, block in enumerate(first):
        yield from _sheet(block, sheets[block], _fieldwork(words) if number == 2 else {}, words)
    for piece in others:
        yield from _other(piece, words, len(sheets))


def _sheet(block: str, pieces: Sequence[Printed], expected: Cells, words: Words) -> Iterator[Difference]:
    """Figures at their places, the other cells without numbers; formulas and what is hidden have no place here."""
    is_figures = bool(expected)
    found = {piece.place: piece.text for piece in pieces if CELL.fullmatch(piece.place)}
    for place in dict.fromkeys((*expected, *found)):
        text = found.get(place, "")
        if place in expected:
            if read(text) != read(expected[place]):
                yield Difference(block, place, text, expected[place])
        else:
            left = [each for each in words.left(text) if is_figures or read(each) not in words.counts]
            yield from (Difference(block, place, number, "") for number in left)
    for piece in pieces:
        if CELL.fullmatch(piece.place) or piece.place == "begins":
            continue
        if piece.place == "hidden" or piece.place.startswith("formula"):
            yield Difference(block, piece.place, piece.text, "")
        elif piece.place == "link" and _is_link(piece.text, words):
            continue
        else:
            left = words.left(COMMAND.sub(" ", piece.text))
            yield from (Difference(block, piece.place, number, "") for number in left)


def _is_link(text: str, words: Words) -> bool:
    """A link to a sheet of this workbook that begins in its first cell."""
    sheet, sign, cell = text.rpartition("!")
    return sign == "!" and cell == "A1" and not words.left(sheet.strip("'"))


def _figures(table: Table, words: Words) -> Cells:
    """Labels, values and n by line and column, and below how many gave no answer."""
    language = language_of([table], words.language)
    made: dict[str, str] = {}
    laid = lines(table, language)
    heads = max(len(table.dimensions) - 1, 1)
    width = 2 + (SURE if any(cell.sure is not None for cell in table.cells) else 0)
    for number, (labels, cells) in enumerate(laid, start=FIRST):
        made |= {f"{number}/{column}": label for column, label in enumerate(labels, start=1)}
        for place, cell in enumerate(cells):
            at = number, heads + 1 + width * place
            made |= _pair(cell, _shown(table, cell.value) if is_published(cell) else Decimal(0), at)
            made |= _sure(table, cell, at)
    for number, cell in enumerate(table.missing, start=FIRST + len(laid) + 1):
        shown = share(float(cell.value)) / 100 if is_published(cell) else Decimal(0)  # type: ignore[arg-type]
        made |= _pair(cell, shown, (number, heads + 1))
    return made


def _shown(table: Table, value: object) -> Decimal:
    """A value as it is stored, a share as a fraction."""
    shown = rounded(table, value)  # type: ignore[arg-type]  # it is published
    return shown / 100 if table.measure is Measure.SHARE else shown


def _sure(table: Table, cell: Cell, at: tuple[int, int]) -> Cells:
    """The ends of the interval and the mark of a published estimate, behind value and n."""
    if cell.sure is None or not is_published(cell):
        return {}
    line, column = at
    texts = [_stored(_shown(table, end)) for end in cell.sure.between or ()]
    ends = {f"{line}/{column + 2 + place}": text for place, text in enumerate(texts)}
    return {**ends, f"{line}/{column + 4}": cell.sure.quality}


def _pair(cell: Cell, value: Decimal, at: tuple[int, int]) -> Cells:
    line, column = at
    sign = EMPTY if cell.value is None else HIDDEN
    texts = (_stored(value), str(cell.n)) if is_published(cell) else (sign, sign)
    return {f"{line}/{column}": texts[0], f"{line}/{column + 1}": texts[1]}


def _stored(value: Decimal | float) -> str:
    """A number as a workbook stores it."""
    return f"{float(value):.16G}"


def _fieldwork(words: Words) -> Cells:
    """Who was invited, began and answered; by stratum who was invited and answered."""
    made: dict[str, str] = {}
    line = FIRST
    for one in words.release.participation:
        counts = (one.invited, one.started, one.submitted)
        made |= {f"{line}/{column}": _count(count) for column, count in enumerate(counts, start=2)}
        line += 1
        made |= _strata(one, line)
        line += len(one.by_stratum)
    return made


def _strata(one: Participation, line: int) -> Cells:
    made = {}
    for number, cell in enumerate(one.by_stratum, start=line):
        sign = EMPTY if cell.value is None else HIDDEN
        known = is_published(cell)
        made[f"{number}/2"] = _count(cell.n) if known else sign
        made[f"{number}/4"] = _stored(float(cell.value)) if known else sign  # type: ignore[arg-type]  # published
    return made


def _count(count: int | Suppressed) -> str:
    return HIDDEN if isinstance(count, Suppressed) else _stored(count)


def _other(piece: Printed, words: Words, sheets: int) -> Iterator[Difference]:
    """Formats, names of ranges, and what the file says of itself."""
    text = piece.text
    if piece.block == "part xl/styles.xml" and FORMAT.fullmatch(text):
        return
    counts = {"AppVersion": {"12.0000"}, "DocSecurity": {"0"}, "i4": {str(sheets), str(sheets - WORDS)}}
    # sheets, and the titles of those with tables, where there are any
    sizes = {"vector": {"4" if sheets > WORDS else "2", str(2 * sheets - WORDS)}}
    if piece.block == "part docProps/app.xml" and text in (counts | sizes).get(piece.place, ()):
        return
    if piece.block == "part docProps/core.xml" and piece.place == "title" and read(text) != words.name:
        yield Difference(piece.block, piece.place, text, words.name)
        return
    if piece.place in ("created", "modified") and _is_built(text, words):
        return
    if piece.block in ("names", "part docProps/app.xml"):
        found = TITLES.fullmatch(text)
        text = found[1] if found else text
    is_strange = piece.block == "archive" or piece.place == "unused"
    numbers = [text] if is_strange else words.left(text)
    yield from (Difference(piece.block, piece.place, number, "") for number in numbers)


def _is_built(text: str, words: Words) -> bool:
    built = datetime.fromisoformat(words.release.frozen_at).astimezone(UTC)
    return text in {"dcterms:W3CDTF", built.strftime("%Y-%m-%dT%H:%M:%SZ")}
