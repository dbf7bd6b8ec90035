"""Texts that speak of figures: each number must belong to the label before it, in the tables the text is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import product
from typing import Final

from analysis.disclosure.filed.difference import Difference, read
from analysis.disclosure.filed.figures import interval_text, is_published, is_unsure, number_text, plain_text, rounded
from analysis.disclosure.filed.order import GROUPS, TOTAL
from analysis.disclosure.filed.ranges import drawn_cells
from analysis.disclosure.filed.words import NUMBER, Words, short_names, whole
from analysis.release import Category, Cell, Dimension, Table
from surveys.context import DISTRICT_SIGNS

ROLES: Final = (
    "Betriebe",
    "Betriebsräte",
    "Establishments",
    "Works councils",
    "Établissements",
    "Comités d’entreprise",
)
MOST_CELLS: Final = 1_000_000
TOTALS: Final = ("Alle", "Insgesamt", "All", "Total", "Tous", "Ensemble")
COUNTED: Final = re.compile(rf"n = ({NUMBER})(?: (?:bis|to|à) ({NUMBER}))?")
FIRST: Final = re.compile(rf"\(?({NUMBER})\)?(?= )")
HIDDEN_COUNT: Final = re.compile(r"\b(\d+) (?:nicht ausgewiesen|not published|sans valeur publiée)")
NONE_SHOWN: Final = re.compile(r"\b0 (?:von|of|sur) (\d+)")


def names_of(dimension: Dimension, category: Category, languages: Iterable[str]) -> Iterator[str]:
    """What a category is called: its label; of a group also the label without a word that all share, its code."""
    for language in languages:
        label = category.label.get(language, "")
        yield label
        if dimension.id in GROUPS:
            yield from short_names(label)
    if dimension.id in GROUPS:
        yield DISTRICT_SIGNS.get(category.code) or category.code.replace("-", "–")
    if category.code == TOTAL:
        yield from TOTALS


class Scope:
    """The tables that a text is about: which values belong to which label, and which n to which value."""

    def __init__(self, tables: Sequence[Table], words: Words) -> None:
        self.words = words
        self.cells: dict[str, dict[str, set[int]]] = {}
        """By label the values of its cells, and which cells these are."""
        self.told: dict[tuple[str, str], set[str]] = {}
        """By a value and its n what a key figure says between them of its interval."""
        self.ranges: set[tuple[str, str]] = set()
        self.hidden = 0
        for number, (table, language) in enumerate(product(tables, words.languages)):
            self._add(table, language, number * MOST_CELLS)
        for cells, language in product(drawn_cells(tables, words.mosts, words.groups), words.languages):
            self._count(cells, language)

    def _add(self, table: Table, language: str, first: int) -> None:
        called = [
            {
                each.code: {read(name) for name in names_of(dimension, each, (language,)) if name}
                for each in dimension.categories
            }
            for dimension in table.dimensions
        ]
        for name in (name for each in called for names in each.values() for name in names):
            self.cells.setdefault(name, {})
        self._count(table.cells, language)
        for group in self.words.groups if table.dimensions and table.dimensions[-1].id in GROUPS else ():
            self._count([cell for cell in table.cells if cell.key[-1] == group], language)
        for number, cell in enumerate(table.cells, start=first):
            if not is_published(cell):
                self.hidden += cell.value is not None
                continue
            known = float(cell.value)  # type: ignore[arg-type]  # it is published
            value = read(plain_text(table, known, language))
            said = read(plain_text(table, known, language, is_short=False)) if value[0] in "<>" else value
            if not is_unsure(cell):
                n = read(number_text(int(cell.n), language))  # type: ignore[arg-type]
                self.told.setdefault((value, n), set()).add(read(interval_text(table, cell, language)))
            for name in {name for place, code in enumerate(cell.key) for name in called[place][code]} or {""}:
                for text in (value, said, f"+{value}", *_ends(table, cell, language)):
                    self.cells.setdefault(name, {}).setdefault(text, set()).add(number)

    def _count(self, cells: Sequence[Cell], language: str) -> None:
        counts = sorted({int(cell.n) for cell in cells if is_published(cell)})  # type: ignore[arg-type]
        if counts:
            low, high = (read(number_text(count, language)) for count in (counts[0], counts[-1]))
            self.ranges.add((low, "" if low == high else high))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Labels, the longest first, numbers, and where a clause ends."""
        known = whole(label for label in self.cells if label)
        return re.compile(f"(?P<words>{known})|(?P<number>{NUMBER})|(?P<end>;|[.] )")

    def unexplained(self, text: str, *, is_strict: bool = False) -> Iterator[str]:
        """The numbers of a text that neither a phrase nor the labels before them explain.

        A strict text says one figure in each clause, with all the labels of its cell.
        """
        if (rest := self._after_key_figure(text)) is None:
            yield text
            return
        text = COUNTED.sub(lambda found: "" if (found[1], found[2] or "") in self.ranges else found[0], rest)
        text = HIDDEN_COUNT.sub(lambda found: "" if int(found[1]) <= self.hidden else found[0], text)
        text = NONE_SHOWN.sub(lambda found: "" if int(found[1]) <= self.hidden else found[0], text)
        text = self.words.pattern.sub(lambda found: found[0] if found[0] in self.cells else "¤", text)
        labels: list[str] = []
        for found in self.pattern.finditer(text):
            if found["words"] is not None:
                labels.append(found["words"])
            elif found["end"]:
                labels = [] if is_strict else labels[-1:]
            elif not self._is_said(found["number"], labels, is_strict=is_strict):
                yield found["number"]

    def _after_key_figure(self, text: str) -> str | None:
        """The text without a value in front, its interval and its n; None where it is a value with another interval."""
        first = FIRST.match(text)
        counted = list(COUNTED.finditer(text))
        told = self.told.get((first[1], counted[-1][1])) if first and counted and not counted[-1][2] else None
        if first is None or told is None:
            return text
        between = text[first.end() : counted[-1].start()]
        for said in sorted(told, key=len, reverse=True):
            if between.startswith(f" {said}"):
                return between[len(said) + 1 :] + text[counted[-1].end() :]
        return None

    def _is_said(self, number: str, labels: Sequence[str], *, is_strict: bool) -> bool:
        """Whether a cell with these labels has the value; the name of a role beside a label is no label."""
        kept = [label for label in labels if label not in ROLES] or list(labels)
        if is_strict:
            found = [self.cells[label].get(number, set()) for label in kept or [""] if kept or "" in self.cells]
            return bool(found) and bool(set.intersection(*found))
        return any(
            number in self.cells.get(label, {}) for label in (*labels[-1:], *kept[-1:], *([] if labels else [""]))
        )


def _ends(table: Table, cell: Cell, language: str) -> list[str]:
    """The ends of the interval of an estimate, as texts about a chart say them beside its value."""
    ends = cell.sure and cell.sure.between
    return [read(number_text(rounded(table, end), language)) for end in ends or ()]


class Prose:
    """Checks the texts of a file."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self._scopes: dict[tuple[str, ...], Scope] = {}

    def scope(self, names: Iterable[str]) -> Scope:
        """The tables under these names with their breakdowns; without a name all tables, not broken down."""
        key = tuple(sorted(set(names)))
        if key not in self._scopes:
            named = [one for entry in self.words.entries for one in (entry, *entry.alone()) if one.name in key]
            tables = [table for entry in named for _, table in entry.named()]
            self._scopes[key] = Scope(tables if key else [entry.table for entry in self.words.entries], self.words)
        return self._scopes[key]

    def check(self, block: str, place: str, text: str, names: Sequence[str] = ()) -> Iterator[Difference]:
        """Every number that neither words nor the tables named give; without a name the release's counts are known."""
        if not self.words.left(text):
            return
        scope = self.scope(names)
        for number in scope.unexplained(read(text)):
            if names or number not in self.words.counts:
                yield Difference(block, place, number, "")

    def only(self, table: Table) -> Scope:
        """One table without its breakdowns."""
        return Scope([table], self.words)
