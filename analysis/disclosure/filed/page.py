"""The page of HTML: tables cell by cell, charts by row and length, everything else without numbers of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from analysis.disclosure.filed.difference import Difference, read, unlike
from analysis.disclosure.filed.drawings import Drawing, Piece
from analysis.disclosure.filed.figures import EMPTY, HIDDEN, count_text, is_published, number_text, percent_text, share
from analysis.disclosure.filed.order import language_of, texts
from analysis.disclosure.filed.prose import Prose
from analysis.disclosure.filed.words import Words
from analysis.release import Participation, Printed, Suppressed, Table

CELL: Final = re.compile(r"\d+/\d+")
OWN: Final = re.compile(r"#?(?:[a-z]+-)*(?:strata-\d|s\d|k\d{1,2}|chart-[a-z]+(?:-\d)?|chart(?:-text)?|title|desc|)")
NAMES: Final = re.compile(r"(?<![\w-])(?:[a-z]-)?(A\d+(?:-\d+)?)(?:-title|-desc)?(?![\w-])")
MARKS: Final = ("rect", "line", "circle")
STYLED: Final = {'"Source Sans 3"', '"Source Sans Pro"'}
SCALE: Final = "width=device-width, initial-scale=1"

Blocks = dict[str, list[Printed]]


def compare(printed: Sequence[Printed], words: Words) -> Iterator[Difference]:
    """Every block of the page."""
    blocks: Blocks = {}
    for piece in printed:
        blocks.setdefault(piece.block, []).append(piece)
    prose = Prose(words)
    tables = {name: table for entry in words.entries for name, table in entry.named()}
    found = [block.removeprefix("table t-") for block in blocks if block.startswith("table t-A")]
    if found != list(tables):
        yield Difference("page", "tables", f"{len(found)}", f"{len(tables)}")
    fieldwork = _fieldwork(words)
    for block, pieces in blocks.items():
        kind, _, name = block.partition(" ")
        if kind == "table":
            expected = fieldwork.get(name)
            table = tables.get(name.removeprefix("t-"))
            yield from _table(block, pieces, _cells(table, words) if table else expected, prose)
        elif kind == "svg":
            yield from _chart(block, pieces, tables.get(name.removeprefix("c-")), prose)
        else:
            yield from _text(block, pieces, tables, prose)


def _table(block: str, pieces: Sequence[Printed], expected: list[Piece] | None, prose: Prose) -> Iterator[Difference]:
    found = [(piece.place, piece.text) for piece in pieces if CELL.fullmatch(piece.place)]
    if expected is None:
        yield Difference(block, "table", " ".join(text for _, text in found), "")
        return
    # a label that is a word of the file's own is not the release's to give
    own = {place for place, text in expected if text == ""}
    yield from unlike(block, [each for each in found if each[0] not in own], [each for each in expected if each[1]])
    for place, text in found:
        if place in own:
            yield from prose.check(block, place, text)
    yield from _rest(block, [piece for piece in pieces if not CELL.fullmatch(piece.place)], prose)


def _rest(block: str, pieces: Sequence[Printed], prose: Prose) -> Iterator[Difference]:
    """Heads, captions, attributes and comments."""
    for piece in pieces:
        yield from _misnamed(piece)
        if piece.place.startswith("@"):
            yield from _attribute(piece, prose.words)
        else:
            yield from (Difference(block, piece.place, number, "") for number in prose.words.left(piece.text))


def _misnamed(piece: Printed) -> Iterator[Difference]:
    """A table and its chart go by one name."""
    own = piece.block.partition("-")[2]
    if own.startswith("A") and (piece.place in ("@id", "@aria-labelledby", "caption")):
        others = [name for name in NAMES.findall(piece.text) if name != own]
        yield from (Difference(piece.block, piece.place, name, own) for name in others)


def _attribute(piece: Printed, words: Words) -> Iterator[Difference]:
    if piece.place == "@content" and piece.text == SCALE:
        return
    names = piece.text.split() if piece.place in ("@class", "@id", "@href", "@aria-labelledby") else []
    if names and all(OWN.fullmatch(NAMES.sub("", name)) for name in names) and _are_known(piece.text, words):
        return
    yield from (Difference(piece.block, piece.place, number, "") for number in words.left(piece.text))


def _are_known(text: str, words: Words) -> bool:
    return all(name.lower() in words.phrases or name in words.phrases for name in NAMES.findall(text))


def _cells(table: Table, words: Words) -> list[Piece]:
    """The cells of a table by line and column; an empty label is a word of the page's own."""
    made = []
    for line, (labels, figures) in enumerate(texts(table, language_of([table], words.language)), start=1):
        for column, text in enumerate((*(labels or ("",)), *figures), start=1):
            made.append((f"{line}/{column}", text))
    return made


def _fieldwork(words: Words) -> dict[str, list[Piece]]:
    made: dict[str, list[Piece]] = {"t-overview": []}
    language = words.language
    for line, one in enumerate(words.release.participation, start=1):
        counts = (one.invited, one.started, one.submitted)
        made["t-overview"].append((f"{line}/1", ""))
        for column, count in enumerate(counts, start=2):
            text = HIDDEN if isinstance(count, Suppressed) else number_text(count, language)
            made["t-overview"].append((f"{line}/{column}", text))
        if one.by_stratum:
            made[f"t-strata-{sum(name != 't-overview' for name in made) + 1}"] = _strata(one, language)
    return made


def _strata(one: Participation, language: str) -> list[Piece]:
    labels = {each.code: each.label.get(language) or each.label["de"] for each in one.strata.categories}
    made = []
    for line, cell in enumerate(one.by_stratum, start=1):
        sign = EMPTY if cell.value is None else HIDDEN
        value = number_text(round(float(cell.value)), language) if is_published(cell) else sign  # type: ignore[arg-type]
        figures = (labels[cell.key[0]], count_text(cell, language), value)
        made += [(f"{line}/{column}", text) for column, text in enumerate(figures, start=1)]
    return made


def _chart(block: str, pieces: Sequence[Printed], table: Table | None, prose: Prose) -> Iterator[Difference]:
    if table is None:
        yield Difference(block, "chart", "a chart of no table", "")
        return
    name = block.removeprefix("svg c-")
    entry, _, part = name.partition("-")
    scope = prose.only(table)
    drawn: list[Piece] = []
    for piece in pieces:
        if piece.place in ("text", *MARKS):
            drawn.append((piece.place, piece.text))
        elif piece.place in ("title", "desc"):
            yield from (
                Difference(block, piece.place, number, "")
                for number in scope.unexplained(read(piece.text), is_strict=True)
            )
        elif piece.place.startswith("@"):
            yield from _misnamed(piece)
            yield from _attribute(piece, prose.words)
        else:
            yield Difference(block, piece.place, piece.text, "")
    yield from Drawing(block, [table], prose, [entry] if part or entry else []).compare(drawn)


def _text(block: str, pieces: Sequence[Printed], tables: dict[str, Table], prose: Prose) -> Iterator[Difference]:
    """Paragraphs; under a table how many gave no answer, number by number."""
    name = next((piece.text.removeprefix("m-") for piece in pieces if piece.place == "@id"), "")
    table = tables.get(name)
    if block == "script":
        yield Difference(block, "script", "a script", "")
    for piece in pieces:
        if piece.place.startswith("@"):
            yield from _attribute(piece, prose.words)
        elif piece.block == "style" and piece.text in STYLED:
            continue
        elif table is not None and piece.place == "p":
            expected = missing(table, language_of([table], prose.words.language))
            yield from unlike(block, [(piece.place, each) for each in prose.words.left(piece.text)], expected)
        else:
            numbers = [each for each in prose.words.left(piece.text) if read(each) not in prose.words.counts]
            yield from (Difference(block, piece.place, number, "") for number in numbers)


def missing(table: Table, language: str) -> list[Piece]:
    """How many of those asked gave no answer, in order."""
    shown = [share(float(cell.value)) for cell in table.missing if is_published(cell)]  # type: ignore[arg-type]
    return [("p", percent_text(value, language)) for value in shown]
