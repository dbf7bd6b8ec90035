"""The words of the report in one language, and which language a block of it can be in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, get_args

from analysis.release import Release, Table, Texts
from exports.cells import count
from exports.charts.layout import SCREEN
from exports.charts.zoom import NARROW
from exports.messages import say
from exports.numbers import NBSP, Language, base, number
from exports.values import words
from surveys.messages import Message

TAGS: Final[dict[Language, str]] = {"de": "de-DE", "en": "en", "fr": "fr"}
SHARE_UNIT: Final = "%"
RESPONDENTS: Final = ("Betriebe", "Gremien", "Beschäftigte")
"""How the base of a figure begins whose n counts those who answered."""
OF_TABLES: Final = frozenset(
    f"report.{name}"
    for name in (
        *("values_in", "values_in_both", "all_values", "all_values_both", "only_annex", "entry"),
        *("single", "single_unit", "single_plain"),
    )
)
"""Sentences that name tables: those of the annex, or where there is none (``…_book``) sheets of the workbook."""
OF_THE_REST: Final = frozenset(
    ("report.largest", "report.largest_change", "report.largest_pair", "report.whole_rows", "report.first")
)
"""Sentences on what a chart leaves out: it stands in its table, on paper without an annex in the workbook."""


OF_ESTIMATES: Final = frozenset(
    (
        *("report.subject", "report.annex_intro", "highlights.who", "highlights.sure"),
        *("report.both_intro", "method.count_text", "method.heads", "method.both_text"),
    )
)
"""What is said otherwise (``…_drawn``) where establishments were drawn at random and stand for all."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks one language; within a document in another one a block says so (``tag``).

    Where there is no annex it refers to the workbook of the same release. On a page charts leave room for the letters
    of any font, and stand over their tables.
    """

    language: Language
    document: Language
    has_annex: bool = True
    is_page: bool = False
    is_narrow: bool = False
    is_drawn: bool = False

    @property
    def tag(self) -> str | None:
        """The language of a block where it is not the document's (BCP 47)."""
        return None if self.language == self.document else TAGS[self.language]

    @property
    def apart(self) -> str:
        """What French puts before a colon and a semicolon."""
        return NBSP if self.language == "fr" else ""

    def say(self, code: str, **params: str) -> str:
        """An entry of the catalogue („report.annex“)."""
        is_elsewhere = not self.has_annex and (code in OF_TABLES or (code in OF_THE_REST and not self.is_page))
        own = f"{code}_book" if is_elsewhere else code
        if self.is_drawn and code in OF_ESTIMATES:
            own = f"{code}_drawn"
        return say(Message(own, params), self.language)

    def about(self, tables: Iterable[Table]) -> Voice:
        """The voice for a block about these tables in the same document."""
        spoken = of_tables(tables, self.document)
        return replace(self, language=spoken.language)

    @property
    def stretch(self) -> float:
        """How much wider than on paper letters may be."""
        return SCREEN * (NARROW if self.is_narrow else 1.0) if self.is_page else 1.0

    def words(self, texts: Texts) -> str:
        """A text of the release."""
        return words(texts, self.language)

    def number(self, value: float) -> str:
        """A whole number."""
        return number(value, self.language)

    def role(self, role: str) -> str:
        """„Betriebe“, „Betriebsräte“."""
        return self.say(f"role.{role}")

    def side(self, table: Table, *, is_estimated: bool, has_estimate: bool) -> str:
        """The role as one of two sides: where one of them is estimated it says of both what they are."""
        kind = "_estimated" if is_estimated else "_counted"
        return self.say(f"role.{table.role}{kind if has_estimate else ''}")

    def title(self, table: Table) -> str:
        """The question without the hint that follows it."""
        return short(self.words(table.title))

    def left_out(self, table: Table) -> str:
        """That a long list is not complete; nothing for others."""
        return self.say("report.long_list") if any(each.is_long for each in table.dimensions) else ""

    def counts(self, table: Table) -> str:
        """„n = 138“ or „n = 129 bis 141“: the answers behind the published values of a table."""
        known = sorted({answers for answers in map(count, table.cells) if answers is not None})
        if not known:
            return f"n{NBSP}={NBSP}•"
        if len(known) == 1:
            return base(known[0], self.language)
        low, high = self.number(known[0]), self.number(known[-1])
        return self.say("report.counts", low=low, high=high)

    def counts_of(self, table: Table) -> str:
        """The same, with what n counts where that is not who answered: „n = 928 genannte Beschäftigtengruppen“."""
        counted = self.counts(table)
        return counted if is_of_respondents(table) else f"{counted} {self.words(table.base)}"

    def unit(self, table: Table) -> str:
        """The unit in words; nothing for shares, which carry their sign."""
        unit = self.words(table.unit)
        return "" if unit == SHARE_UNIT else unit


def voice_for(release: Release, language: str) -> Voice:
    """The voice of a file of a release.

    Raises TypeError for anything but a release: only protected tables can be written. Raises ValueError for a
    language that the report does not speak.
    """
    if type(release) is not Release:
        raise TypeError("a file is made from a release and nothing else")
    if language not in get_args(Language):
        raise ValueError(f"no report in {language!r}")
    spoken: Language = next(each for each in get_args(Language) if each == language)
    return Voice(spoken, spoken, is_drawn=release.wave.extrapolated)


def speaking(texts: Iterable[Texts], language: Language) -> Voice:
    """A voice in ``language`` if all texts are there in it, else in German, which always is."""
    has_all = all(language in text for text in texts if text)
    return Voice(language if has_all else "de", language)


def of_tables(tables: Iterable[Table], language: Language) -> Voice:
    """The voice for a block about these tables: a block never mixes languages."""
    return speaking((text for table in tables for text in _texts(table)), language)


def _texts(table: Table) -> Iterator[Texts]:
    yield from (table.title, table.base, table.unit, table.figure)
    for dimension in table.dimensions:
        yield dimension.label
        for category in dimension.categories:
            yield category.label


def is_of_respondents(table: Table) -> bool:
    """Whether n counts those who answered, and not the groups of employees that they named."""
    return table.base["de"].startswith(RESPONDENTS)


def begun(text: str) -> str:
    """Words as a sentence begins with them."""
    return text[:1].upper() + text[1:]


def short(title: str) -> str:
    """A question up to its question mark: what follows are hints for those who answer."""
    head, mark, _ = title.partition("?")
    return head + mark if mark else title
