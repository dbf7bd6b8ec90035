"""Code lists: the answers a question offers, with labels, scores and a hierarchy, read from CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from surveys.messages import Message
from surveys.texts import EMPTY, LANGUAGES, Text

OWN_LISTS = "survey"
"""The file that holds many lists, told apart by its column ``list``."""

_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?", re.ASCII)
Row = Mapping[str, str]


class Missing(StrEnum):
    """Why there is no answer. In number files: -1, -7, -8, -9, and -10 for ``not_reached`` (exports only)."""

    NOT_ASKED = "not_asked"
    REFUSED = "refused"
    DONT_KNOW = "dont_know"
    NO_ANSWER = "no_answer"


OFFERED = (Missing.DONT_KNOW, Missing.REFUSED)
"""The kinds a respondent can choose; the order on the page."""


@dataclass(frozen=True, slots=True)
class Code:
    """One answer of a list. ``score`` is its number on a scale; ``low`` and ``high`` bound a class (both included)."""

    code: str
    label: Text
    score: Decimal | None = None
    parent: str | None = None
    level: int = 1
    low: Decimal | None = None
    high: Decimal | None = None
    short: Text = EMPTY
    merge: str | None = None

    @property
    def short_label(self) -> Text:
        """The short words where a language has some, else its label: short German words are not for other readers."""
        return Text(tuple({**self.label, **self.short}.items()))


@dataclass(frozen=True, slots=True)
class CodeList:
    """An ordered list of codes; ``missing`` holds the words of the missing kinds that the list offers."""

    id: str
    codes: tuple[Code, ...]
    missing: Mapping[Missing, Text] = field(default_factory=dict)
    by_code: Mapping[str, Code] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {code.code: code for code in self.codes})

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def is_scored(self) -> bool:
        """Whether every code carries a number."""
        return bool(self.codes) and all(code.score is not None for code in self.codes)

    def is_within(self, code: str, ancestor: str) -> bool:
        """Whether ``ancestor`` is the code itself or stands above it."""
        current = self.by_code.get(code)
        while current is not None:
            if current.code == ancestor:
                return True
            current = self.by_code.get(current.parent) if current.parent else None
        return False

    def class_of(self, number: Decimal) -> Code | None:
        """The class whose bounds hold ``number``."""
        for code in self.codes:
            if (code.low is not None or code.high is not None) and _holds(code, number):
                return code
        return None


@dataclass(frozen=True, slots=True)
class PairList:
    """Pairs of codes that exist together (occupation and requirement level)."""

    id: str
    pairs: frozenset[tuple[str, str]]


class CodeListError(ValueError):
    """A code list that cannot be read; ``message`` names list and row."""

    def __init__(self, fault: str, /, **params: str | int) -> None:
        self.message = Message(f"list.{fault}", params)
        super().__init__(fault, params)


def _holds(code: Code, number: Decimal) -> bool:
    return (code.low is None or number >= code.low) and (code.high is None or number <= code.high)


def library_rows(list_id: str) -> list[dict[str, str]] | None:
    """The raw rows of a list in ``surveys/codelists``, or None when there is no such list."""
    path = _library() / f"{list_id}.csv"
    if path.is_file() and list_id != OWN_LISTS:
        return list(_rows(path))
    rows = _own_lists().get(list_id)
    return [dict(row) for row in rows] if rows else None


@cache
def library_names() -> tuple[str, ...]:
    """The names of all lists in ``surveys/codelists``."""
    return tuple(sorted({*(path.stem for path in _library().glob("*.csv")), *_own_lists()} - {OWN_LISTS}))


@cache
def _own_lists() -> Mapping[str, list[dict[str, str]]]:
    lists: dict[str, list[dict[str, str]]] = {}
    path = _library() / f"{OWN_LISTS}.csv"
    for row in _rows(path) if path.is_file() else ():
        lists.setdefault(row["list"], []).append({k: v for k, v in row.items() if k not in ("list", "order")})
    return lists


@cache
def _rows(path: Path) -> tuple[dict[str, str], ...]:
    text = path.read_text(encoding="utf-8-sig")
    return tuple({k: v or "" for k, v in row.items() if k} for row in csv.DictReader(io.StringIO(text)))


def _library() -> Path:
    return Path(__file__).parent / "codelists"


def is_pair_rows(rows: Iterable[Row]) -> bool:
    """Whether rows describe pairs of codes (columns ``a`` and ``b``)."""
    first = next(iter(rows), {})
    return "a" in first and "b" in first


def pair_list(list_id: str, rows: Iterable[Row]) -> PairList:
    """A pair list from rows with the columns ``a`` and ``b``."""
    return PairList(list_id, frozenset((row["a"], row["b"]) for row in rows))


def code_list(list_id: str, rows: Iterable[Row]) -> CodeList:
    """A code list from CSV rows. Raises CodeListError for duplicate or empty codes and unknown parents."""
    codes: dict[str, Code] = {}
    missing: dict[Missing, Text] = {}
    for number, row in enumerate(rows, start=2):
        code = row.get("code", "").strip()
        if code.startswith("!"):
            missing[_missing_kind(list_id, number, code)] = _text(row, "label")
            continue
        if not code or code in codes:
            raise CodeListError("duplicate" if code else "no_code", list=list_id, row=number, code=code)
        codes[code] = _code(list_id, number, row)
    for entry in codes.values():
        if entry.parent and entry.level > 1 and entry.parent not in codes and _holds_level(codes, entry.level - 1):
            raise CodeListError("no_parent", list=list_id, code=entry.code, parent=entry.parent)
    return CodeList(list_id, tuple(codes.values()), missing)


def _holds_level(codes: Mapping[str, Code], level: int) -> bool:
    return any(code.level == level for code in codes.values())


def _missing_kind(list_id: str, number: int, code: str) -> Missing:
    for kind in OFFERED:
        if code == f"!{kind}":
            return kind
    raise CodeListError("no_kind", list=list_id, row=number, code=code)


def _code(list_id: str, number: int, row: Row) -> Code:
    def decimal(column: str) -> Decimal | None:
        text = row.get(column, "").strip()
        if text and not _NUMBER.fullmatch(text):
            raise CodeListError("no_number", list=list_id, row=number, column=column, text=text)
        return Decimal(text) if text else None

    level = row.get("level", "").strip()
    return Code(
        code=row["code"].strip(),
        label=_text(row, "label"),
        score=decimal("score"),
        parent=row.get("parent", "").strip() or None,
        level=int(level) if level.isdigit() else 1,
        low=decimal("low"),
        high=decimal("high"),
        short=_text(row, "short"),
        merge=row.get("merge", "").strip() or None,
    )


def _text(row: Row, column: str) -> Text:
    return Text(tuple((lang, row[f"{column}_{lang}"]) for lang in LANGUAGES if row.get(f"{column}_{lang}")))


BEGINNINGS: Final[Mapping[str, frozenset[str]]] = {
    "de": frozenset({"Ab", "Bis", "Mehr", "Mindestens", "Höchstens", "Ohne", "Über", "Unter", "Weniger", "Zwischen"}),
    "en": frozenset({"At", "Between", "Fewer", "From", "Less", "More", "No", "Over", "Under", "Up"}),
    "fr": frozenset({"Au", "De", "Entre", "Jusqu’à", "Moins", "Plus", "Sans"}),
}
"""First words of labels with a capital for being the first, but within a line; nouns and names keep theirs."""


def side_by_side(labels: Iterable[Mapping[str, str]], language: str) -> str:
    """Labels in one line: „Baugewerbe, bis 9 Beschäftigte“. Raises KeyError where one has no such language."""
    first, *others = (label[language] for label in labels)
    return ", ".join([first, *(_within(label, language) for label in others)])


def _within(label: str, language: str) -> str:
    is_small = label.partition(" ")[0] in BEGINNINGS.get(language, frozenset())
    return label[0].lower() + label[1:] if is_small else label
