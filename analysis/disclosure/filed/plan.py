"""What the plan of a release makes its report say: titles, texts with their values, key figures, headlines, in order.

Values are formatted here a second time, and whether a claim holds is seen from the intervals of the release.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Final, NamedTuple

from analysis.disclosure.filed.difference import Difference, read
from analysis.disclosure.filed.figures import (
    count_text,
    end_text,
    interval_text,
    is_published,
    is_unsure,
    value_text,
)
from analysis.disclosure.filed.order import TOTAL, Entry
from analysis.disclosure.filed.words import Words
from analysis.release import Block, BlockKind, Cell, Claim, Query, Table, Texts

NAMED: Final = re.compile(r"\{([^{}.]+)(?:\.(n|low|high))?\}")
NUMBERED: Final = re.compile(r"^(?:\d+(?:\.\d+)? |\S+ \d+\.\d+ ?: )")
"""The number before a heading, or before a headline."""
DRAWN: Final = {BlockKind.CHART, BlockKind.COMPARISON}
LONGEST: Final = 80
RESPONDENTS: Final = ("Betriebe", "Gremien", "Beschäftigte")


class Told(NamedTuple):
    """A text that has to be there: a heading (``H``), a paragraph (``P``), a headline (``Caption``).

    Of a tile only its value, its interval and its n are given. One that is ``free`` may be missing: a chart that shows
    too little has no headline.
    """

    kind: str
    text: str
    n: str = ""
    is_free: bool = False


class Expected:
    """The texts of a plan, as far as its release makes them, and those that it rules out."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.tables = {table.id: table for table in words.release.tables}
        self.plan = words.release.plan
        self.queries = self.plan.queries
        self.annex = self._annex()
        self.told: list[Told] = []
        self.untrue: set[str] = set()
        """Titles whose claim does not hold."""
        for chapter in self.plan.chapters:
            if title := self._words(chapter.title):
                self.told.append(Told("H", title, is_free=True))
            # where nobody answered, words that lead to figures may be missing with them
            of_figures = self.is_of_nobody and any(block.queries for block in chapter.blocks)
            for block in chapter.blocks:
                told = self._block(block)
                self.told += (each._replace(is_free=True) for each in told) if of_figures else told
        self.texts = {read(each.text) for each in self.told if not each.n}

    @property
    def is_of_nobody(self) -> bool:
        """Whether no table has an answer."""
        return all(cell.value is None for table in self.tables.values() for cell in table.cells)

    def _annex(self) -> str:
        """The title of the chapter with all tables; before it a block may print some of them. Nothing without one."""
        for chapter in self.plan.chapters:
            if any(block.kind is BlockKind.ANNEX for block in chapter.blocks):
                return read(self._words(chapter.title))
        return ""

    def knows(self, kind: str, text: str) -> bool:
        """Whether a text is one of the plan's own, word by word."""
        return kind != "TOCI" and read(NUMBERED.sub("", text) if kind != "P" else text) in self.texts

    def compare(self, found: Sequence[tuple[str, str]]) -> Iterator[Difference]:
        """Where a text is missing or out of order, and where a title claims what the intervals do not say."""
        texts = [(kind[:1] if kind.startswith("H") else kind, read(text)) for kind, text in found]
        place = 0
        for told in self.told:
            at = next((n for n in range(place, len(texts)) if _is(told, *texts[n])), None)
            if at is not None:
                place = at + 1
            elif not told.is_free:
                yield Difference("plan", told.kind, "", told.text[:LONGEST])
        for kind, text in texts:
            if NUMBERED.sub("", text) in self.untrue:
                yield Difference("plan", kind, text[:LONGEST], "a title whose claim does not hold")

    # --- what blocks say -----------------------------------------------------------------------------------

    def _block(self, block: Block) -> Iterator[Told]:
        has_tables = any(query.table in self.tables for query in block.queries)
        is_held = block.claim is None or self._holds(block.claim)
        own = block.text if block.kind is BlockKind.TEXT else block.title
        if not is_held and (title := self._words(own)):
            self.untrue.add(read(title))
        said = (self._filled(own) if is_held else "") or self._filled(block.otherwise)
        if block.kind is BlockKind.TEXT:
            if said:
                title = self._filled(block.title)
                yield from [Told("H", title)] if title else []
                yield Told("P", said)
        elif block.kind is BlockKind.KEY_FIGURES:
            yield from [Told("H", said)] if said and has_tables else []
            yield from self._tiles(block)
        elif block.kind in DRAWN and said:
            yield Told("Caption", said, is_free=True)
        elif block.kind is BlockKind.TABLE and said:
            yield Told("H", said, is_free=True)

    def _tiles(self, block: Block) -> Iterator[Told]:
        for query in block.queries:
            found = self._cell(query)
            if found and is_published(found[1]) and not is_unsure(found[1]):
                language = self._language(found[0], query)
                text = f"{value_text(*found, language)} {interval_text(*found, language)}".strip()
                yield Told("P", text, self._counted(*found, language))

    def _counted(self, table: Table, cell: Cell, language: str) -> str:
        """An n, with what it counts where that is not who answered."""
        base = "" if table.base["de"].startswith(RESPONDENTS) else table.base.get(language) or table.base["de"]
        return f"{count_text(cell, language)} {base}".strip()

    def _language(self, table: Table, query: Query) -> str:
        texts = [table.title, table.base, table.unit, table.figure, query.label]
        return self.words.language if all(self.words.language in text for text in texts if text) else "de"

    def _words(self, texts: Texts) -> str:
        return texts.get(self.words.language) or texts.get("de", "")

    def _filled(self, texts: Texts) -> str:
        """A text with its values; empty when one of them is not published, or too uncertain."""
        language = self.words.language if not texts or self.words.language in texts else "de"
        pieces: list[str] = []
        for place, part in enumerate(NAMED.split(self._words(texts))):
            if place % 3 < 2:
                pieces.append(part)
            else:
                value = self._value(pieces.pop(), part or "", language)
                if value is None:
                    return ""
                pieces.append(value)
        return "".join(pieces)

    def _value(self, name: str, part: str, language: str) -> str | None:
        found = self._cell(self.queries[name]) if name in self.queries else None
        if found is None or not is_published(found[1]):
            return None
        table, cell = found
        if part == "n":
            return count_text(cell, language)
        if not part:
            return None if is_unsure(cell) else value_text(table, cell, language, is_short=False)
        ends = cell.sure and cell.sure.between
        return end_text(table, ends[part == "high"], language) if ends else None

    def _cell(self, query: Query) -> tuple[Table, Cell] | None:
        table = self.tables.get(query.table)
        found = [cell for cell in table.cells if cell.key == query.key] if table else []
        return (table, found[0]) if table and found else None

    def _holds(self, claim: Claim) -> bool:
        """Whether the lowest that the one value may be is more than the highest that the other may be."""
        cells = [self._cell(self.queries[name]) for name in (claim.greater, claim.than) if name in self.queries]
        sures = [found[1].sure for found in cells if found and is_published(found[1])]
        greater, than = [sure.between if sure else None for sure in sures] if len(sures) == 2 else (None, None)
        return bool(greater and than and greater[0] > than[1])

    # --- tables in part ------------------------------------------------------------------------------------

    def parts(self, entry: Entry) -> Iterator[Entry]:
        """An entry as blocks of the plan print it: with one group beside all, or its first rows."""
        blocks = (block for chapter in self.plan.chapters for block in chapter.blocks)
        for query in (query for block in blocks for query in block.queries):
            for _, table in entry.named():
                if query.table == table.id:
                    parts = (_part(table, query.group, most) for most in {query.most, 0})
                    yield from (replace(entry, table=part, parts=()) for part in parts)

    def sides(self, entry: Entry) -> Iterator[list[Table]]:
        """What a chart of a group beside all may be drawn from."""
        blocks = (block for chapter in self.plan.chapters for block in chapter.blocks)
        groups = dict.fromkeys(query.group for block in blocks for query in block.queries if query.group)
        tables = [table for _, table in entry.named() if table.dimensions]
        for table, group in product(tables, groups):
            if group in {each.code for each in table.dimensions[-1].categories}:
                part = _part(table, group, 0)
                yield [part] if len(part.dimensions) == 1 else [_side(part, TOTAL), _side(part, group)]


def _side(table: Table, group: str) -> Table:
    cells = tuple(replace(cell, key=cell.key[:-1]) for cell in table.cells if cell.key[-1] == group)
    return replace(table, dimensions=table.dimensions[:-1], cells=cells)


def _part(table: Table, group: str, most: int) -> Table:
    dimensions = list(table.dimensions)
    if group and dimensions:
        kept = tuple(each for each in dimensions[-1].categories if each.code in (TOTAL, group))
        dimensions[-1] = replace(dimensions[-1], categories=kept)
    if most and dimensions and not (group and len(dimensions) == 1):
        dimensions[0] = replace(dimensions[0], categories=dimensions[0].categories[:most])
    codes = [{each.code for each in dimension.categories} for dimension in dimensions]
    cells = tuple(cell for cell in table.cells if all(code in own for code, own in zip(cell.key, codes, strict=True)))
    return replace(table, dimensions=tuple(dimensions), cells=cells)


def _is(told: Told, kind: str, text: str) -> bool:
    if told.kind != kind:
        return False
    if told.n:
        return text.startswith(f"{read(told.text)} ") and f"n = {read(told.n)})" in text
    return read(told.text) == (text if kind == "P" else NUMBERED.sub("", text))
