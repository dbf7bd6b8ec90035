"""Values that the texts of a plan name, and whether what a title claims holds."""

from __future__ import annotations

import re
from typing import Final

from analysis.release import Block, BlockKind, Cell, Claim, Plan, Query, Release, Table, Texts
from exports.cells import cell_text, count, is_hidden, is_unsure, published
from exports.numbers import Language, number
from exports.report.voice import Voice, speaking
from exports.values import end_text

NAME: Final = re.compile(r"\{([^{}.]+)(?:\.(n|low|high))?\}")


class Named:
    """The values of a plan's queries."""

    def __init__(self, release: Release, plan: Plan) -> None:
        self.tables = {table.id: table for table in release.tables}
        self.queries = plan.queries

    def cell(self, query: Query) -> tuple[Table, Cell] | None:
        """The table and the cell that a query names; None where the release has none."""
        table = self.tables.get(query.table)
        cell = next((cell for cell in table.cells if cell.key == query.key), None) if table else None
        return (table, cell) if table and cell else None

    def headline(self, block: Block, voice: Voice) -> tuple[str, str | None]:
        """What stands over a block: its title or what is said otherwise; nothing where a value of both is missing."""
        is_first = block.kind is BlockKind.TEXT or block.claim is None or self.holds(block.claim)
        first = self._filled(block.title, voice) if is_first else ("", None)
        return first if first[0] or block.kind is BlockKind.TEXT else self._filled(block.otherwise, voice)

    def text(self, block: Block, voice: Voice) -> tuple[str, str | None]:
        """The words of a block with their values, and the language that they are in where it is another."""
        is_first = block.claim is None or self.holds(block.claim)
        first = self._filled(block.text, voice) if is_first else ("", None)
        return first if first[0] else self._filled(block.otherwise, voice)

    def holds(self, claim: Claim) -> bool:
        """Whether the whole interval of the one value lies above that of the other; without intervals never."""
        ends = []
        for name in (claim.greater, claim.than):
            found = self.cell(self.queries[name]) if name in self.queries else None
            if found is None or is_hidden(found[1]) or found[1].sure is None or found[1].sure.between is None:
                return False
            ends.append(found[1].sure.between)
        return ends[0][0] > ends[1][1]

    def _filled(self, texts: Texts, voice: Voice) -> tuple[str, str | None]:
        """A text with its values; empty as soon as one of them is not published, or too uncertain."""
        own = speaking([texts], voice.language)
        pieces, last = [], 0
        text = own.words(texts)
        for found in NAME.finditer(text):
            value = self._value(found[1], found[2] or "", own.language)
            if value is None:
                return "", None
            pieces += [text[last : found.start()], value]
            last = found.end()
        return "".join([*pieces, text[last:]]), own.tag

    def _value(self, name: str, part: str, language: Language) -> str | None:
        found = self.cell(self.queries[name]) if name in self.queries else None
        if found is None or published(found[1]) is None:
            return None
        table, cell = found
        if part == "n":
            answers = count(cell)
            return None if answers is None else number(answers, language)
        if part:
            end = getattr(cell.sure, part, None)
            return None if end is None else end_text(table, end, language)
        return None if is_unsure(cell) else cell_text(table, cell, language, is_short=False)
