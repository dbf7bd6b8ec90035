"""Texts that speak of figures: each number must belong to the label before it, in the tables the text is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

from analysis.disclosure.filed.difference import Difference, read
from analysis.disclosure.filed.figures import is_published, number_text, plain_text
from analysis.disclosure.filed.order import TOTAL
from analysis.disclosure.filed.words import NUMBER, Words, whole
from analysis.release import Category, Table

TOTALS: Final = ("Alle", "Insgesamt", "All", "Total", "Tous", "Ensemble")
COUNTED: Final = re.compile(rf"n = ({NUMBER})(?: (?:bis|to|à) ({NUMBER}))?")
HIDDEN_COUNT: Final = re.compile(r"\b(\d+) (?:nicht ausgewiesen|not published|non publiés)")
NONE_SHOWN: Final = re.compile(r"\b0 (?:von|of|valeur sur) (\d+)")


def names_of(category: Category, languages: Iterable[str]) -> Iterator[str]:
    """What a category is called: its label, the label without a last word that all share, its code."""
    for language in languages:
        label = category.label.get(language, "")
        yield label
        yield label.rpartition(" ")[0]
    yield category.code.replace("-", "–")  # noqa: RUF001 - a range of numbers
    if category.code == TOTAL:
        yield from TOTALS


class Scope:
    """The tables that a text is about: which values belong to which label, and which n to which value."""

    def __init__(self, tables: Sequence[Table], words: Words) -> None:
        self.tables, self.words = tables, words
        self.values: dict[str, set[str]] = {}
        self.pairs: set[tuple[str, str]] = set()
        self.ranges: set[tuple[str, str]] = set()
        self.hidden = 0
        for table in tables:
            for language in words.languages:
                self._add(table, language)

    def _add(self, table: Table, language: str) -> None:
        called = [
            {each.code: {read(name) for name in names_of(each, (language,)) if name} for each in dimension.categories}
            for dimension in table.dimensions
        ]
        for names in (names for each in called for names in each.values()):
            self.values.update((name, set()) for name in names if name not in self.values)
        counts = sorted({cell.n for cell in table.cells if is_published(cell) and isinstance(cell.n, int)})
        if counts:
            low, high = (read(number_text(count, language)) for count in (counts[0], counts[-1]))
            self.ranges.add((low, "" if low == high else high))
        for cell in table.cells:
            if not is_published(cell):
                self.hidden += cell.value is not None
                continue
            value = read(plain_text(table, float(cell.value), language))  # type: ignore[arg-type]  # it is published
            self.pairs.add((value, read(number_text(float(cell.n), language).removesuffix(".0"))))  # type: ignore[arg-type]
            names = {name for place, code in enumerate(cell.key) for name in called[place][code]} or {""}
            for name in names:
                self.values.setdefault(name, set()).update((value, f"+{value}"))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Labels and known phrases, the longest first, and numbers."""
        known = f"(?i:{whole(self.words.phrases)})|{whole(label for label in self.values if label)}"
        return re.compile(f"(?P<words>{known})|(?P<number>{NUMBER})")

    def unexplained(self, text: str) -> Iterator[str]:
        """The numbers of a text that neither a phrase nor the label before them explains."""
        first = self.words.number.match(text)
        counted = [found.groups("") for found in COUNTED.finditer(text)]
        if first and counted and (first[0], counted[-1][0]) in self.pairs:
            text = text[first.end() :].replace(COUNTED.search(text)[0], "")  # type: ignore[index]  # it was found
        for low, high in counted:
            if (low, high) in self.ranges:
                text = text.replace(f"n = {low}", "n", 1)
                text = re.sub(rf"^(.*?\bn) (?:bis|to|à) {re.escape(high)}", r"\1", text) if high else text
        text = HIDDEN_COUNT.sub(lambda found: "" if int(found[1]) <= self.hidden else found[0], text)
        label = ""
        for found in self.pattern.finditer(text):
            said = found["words"]
            if said is not None:
                label = said if said in self.values else label
            elif found["number"] not in self.values.get(label, ()):
                yield found["number"]


class Prose:
    """Checks the texts of a file."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self._scopes: dict[tuple[str, ...], Scope] = {}

    def scope(self, names: Iterable[str]) -> Scope:
        """The tables under these names with their breakdowns; of all tables without any name."""
        key = tuple(sorted(set(names)))
        if key not in self._scopes:
            entries = [entry for entry in self.words.entries if not key or entry.name in key]
            self._scopes[key] = Scope([table for entry in entries for _, table in entry.named()], self.words)
        return self._scopes[key]

    def check(self, block: str, place: str, text: str, names: Iterable[str] = ()) -> Iterator[Difference]:
        """Every number that the words, the counts of the release and the tables named do not give."""
        if not self.words.left(text):
            return
        scope = self.scope(names)
        for number in scope.unexplained(read(text)):
            if number not in self.words.counts:
                yield Difference(block, place, number, "")
