"""The variables of one question, read from the columns that the snapshot has of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from exports.analysts.codebook import Category, Kind, Variable, missing_categories, say
from exports.analysts.names import Names
from exports.analysts.study import MISSING
from exports.paper.sheet import TAGS, Sheet
from surveys.items.registry import DecimalItem, Integer, Item

Asked = Sequence[tuple[Sheet, Item]]
"""A question in all versions that have it, the newest first."""

_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)
_GAPS = re.compile(r"\s+")


def words_of(asked: Asked) -> dict[str, str]:
    """The labels of the codes of a choice; those of the newest version that has the code."""
    found: dict[str, str] = {}
    for sheet, item in reversed(asked):
        for code in item.code_list.codes if item.code_list else ():
            found[code.code] = sheet.words(code.label).text
    return found


def rows_of(asked: Asked) -> dict[str, str]:
    """The labels of the rows of a matrix or grid."""
    found: dict[str, str] = {}
    for sheet, item in reversed(asked):
        source = getattr(item, "rows", None)
        for code in source.codes.codes if source is not None else ():
            found[code.code] = sheet.words(code.label).text
    return found


def question_of(asked: Asked) -> str:
    """The question in its newest words, on one line."""
    sheet, item = asked[0]
    return _GAPS.sub(" ", sheet.words(item.label).text).strip() or item.id


def tag_of(asked: Asked) -> str | None:
    """The language of the question, where it is not translated."""
    sheet, item = asked[0]
    language = sheet.words(item.label).language
    return None if language == sheet.language else TAGS.get(language, language)


def categories_of(codes: Sequence[str], words: Mapping[str, str]) -> tuple[Category, ...]:
    """The values of a list: its codes where all of them are numbers, else their places from 1."""
    if all(_NUMBER.fullmatch(code) for code in codes):
        return tuple(Category(int(code), words.get(code) or code) for code in codes)
    return tuple(Category(place, words.get(code, ""), code) for place, code in enumerate(codes, start=1))


@dataclass(frozen=True)
class Columns:
    """The columns of one table of the snapshot, and the names that were given in it so far."""

    schema: Mapping[str, pl.DataType]
    names: Names
    language: str

    def of(self, asked: Asked, source: str = "") -> tuple[Variable, ...]:
        """All variables of a question; its columns are called ``source``, by default like the question."""
        _, item = asked[0]
        maker = _MAKERS.get(item.type)
        return tuple(maker(self, asked, source or item.id)) if maker else ()

    def below(self, name: str) -> list[str]:
        """What stands behind the point in the columns ``name.…``, in their order."""
        return [one[len(name) + 1 :] for one in self.schema if one.startswith(f"{name}.") and MISSING not in one]

    def code(self, source: str, label: str, words: Mapping[str, str], missing: str | None) -> Variable:
        """A variable with the codes of a list."""
        kind = self.schema[source]
        codes = kind.categories.to_list() if isinstance(kind, pl.Enum) else []
        categories = categories_of(codes, words)
        return Variable(self.names.take(source), source, Kind.CODE, label, categories, missing)

    def plain(self, source: str, kind: Kind, label: str, unit: str = "") -> Variable:
        """A variable without missing codes: a key, a text, a day."""
        return Variable(self.names.take(source), source, kind, label, unit=unit)

    def why(self, base: Variable) -> Variable:
        """The variable beside ``base`` that says why it has no value."""
        label = say("fact.why_missing", self.language, label=base.label)
        name = self.names.take(f"{base.name[:28]}_mis")
        return Variable(name, base.source + MISSING, Kind.CODE, label, missing_categories(self.language))


def label_of(asked: Asked, part: str = "") -> str:
    """Number, part and question: „K-B1 Digitalisierung: Wie stark …“."""
    question = question_of(asked)
    return " ".join(filter(None, (asked[0][1].number, f"{part}: {question}" if part else question)))


def _single(columns: Columns, asked: Asked, source: str) -> Iterator[Variable]:
    if source in columns.schema:
        yield columns.code(source, label_of(asked), words_of(asked), source + MISSING)


def _multi(columns: Columns, asked: Asked, source: str) -> Iterator[Variable]:
    words = words_of(asked)
    answers = (say("flag.no", columns.language), say("flag.yes", columns.language))
    flags = tuple(Category(value, text) for value, text in enumerate(answers))
    for code in columns.below(source):
        short, place = words.get(code) or code, f"{source}.{code}"
        name = columns.names.take(place)
        yield Variable(name, place, Kind.FLAG, label_of(asked, short), flags, source + MISSING, short)


def _rank(columns: Columns, asked: Asked, source: str) -> Iterator[Variable]:
    words = words_of(asked)
    for place in columns.below(source):
        short = say("fact.place", columns.language, number=int(place))
        made = columns.code(f"{source}.{place}", label_of(asked, short), words, source + MISSING)
        yield _shortened(made, short)


def _matrix(columns: Columns, asked: Asked, source: str) -> Iterator[Variable]:
    words, rows = words_of(asked), rows_of(asked)
    for row in columns.below(source):
        short, place = rows.get(row) or row, f"{source}.{row}"
        yield _shortened(columns.code(place, label_of(asked, short), words, place + MISSING), short)


def _shortened(variable: Variable, short: str) -> Variable:
    return replace(variable, short=short)


def _number(columns: Columns, asked: Asked, source: str) -> Iterator[Variable]:
    """A number; where it can be negative, its missing codes stand in a variable of their own."""
    sheet, item = asked[0]
    if source not in columns.schema:
        return
    kind = Kind.WHOLE if isinstance(item, Integer) else Kind.DECIMAL
    unit = sheet.words(item.unit).text if isinstance(item, Integer | DecimalItem) else ""
    lowest = [one.min for _, one in asked if isinstance(one, Integer | DecimalItem)]
    is_positive = all(low is not None and low >= 0 for low in lowest)
    base = columns.plain(source, kind, f"{label_of(asked)} [{unit}]" if unit else label_of(asked), unit)
    if is_positive:
        yield Variable(base.name, source, kind, base.label, missing=source + MISSING, unit=unit)
        return
    yield base
    yield columns.why(base)


def _day(columns: Columns, asked: Asked, source: str) -> Iterator[Variable]:
    if source in columns.schema:
        base = columns.plain(source, Kind.DAY, label_of(asked))
        yield base
        yield columns.why(base)


_MAKERS: Mapping[str, Callable[[Columns, Asked, str], Iterator[Variable]]] = {
    "single": _single,
    "multi": _multi,
    "rank": _rank,
    "matrix": _matrix,
    "integer": _number,
    "decimal": _number,
    "date": _day,
}
