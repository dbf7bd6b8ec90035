"""The numbers that belong to words: years, sections of law, names of tables, what the rules and the wave say.

A number in a text is known when it stands within a phrase that the release, its rules or the fixed sentences of files
hold. What is left over must be a figure of the tables that the text is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from analysis.disclosure.filed.difference import read
from analysis.disclosure.filed.figures import WEAK, number_text
from analysis.disclosure.filed.order import GROUPS, TOTAL, entries, texts_of
from analysis.release import COMPARED_WITH, BlockKind, Release, Suppressed

HERE: Final = ZoneInfo("Europe/Berlin")
NUMBER: Final = (
    r"(?:(?:<|unter|under|moins de) 1 ?%|(?:>|über|over|plus de) 99 ?%"
    r"|[+−]?\d+(?:[ .,]\d{3}(?!\d))*(?:[.,]\d+)?(?: ?%)?)"
)
"""A figure as it stands in texts, with what is nearly nothing or all."""
LEAST_OF_GROUP: Final = 20
MOST: Final = (12, 14)
"""Of long lists a chart draws so many bars, and so many pairs."""
SHORT_ID: Final = 12
FIXED: Final[Mapping[str, Sequence[str]]] = {
    "de": (
        *("§ 82a SGB III", "mehr als 10 % der Befragten", "Platz 1 drei", "Platz 2 zwei", "Platz 3 einen"),
        *("stehen 4, 24, 80, 260 und 600 Stunden", "95-%-Vertrauensintervall"),
        *("weniger als {minimum}", "auf {percent} % genau", "n unter {weak}"),
        *("weniger als {weak} Antworten", "weniger als {least} Antworten"),
        *(phrase for most in MOST for phrase in (f"Die {most} größten Werte", f"Die ersten {most} Zeilen")),
        *(f"Die {most} Zeilen mit den größten Werten" for most in MOST),
        *("0 % heißt unter 1 %", "100 % über 99 %"),
    ),
    "en": (
        *("§ 82a SGB III", "more than 10% of those asked", "4, 24, 80, 260 and 600 hours"),
        "95% confidence interval",
        *("fewer than {minimum}", "to within {percent}%", "n below {weak}"),
        *("fewer than {weak} answers", "fewer than {least} answers"),
        *(phrase for most in MOST for phrase in (f"The {most} largest values", f"The first {most} lines")),
        *(f"The {most} lines with the largest values" for most in MOST),
        *("0% is under 1%", "100% over 99%"),
    ),
    "fr": (
        *("§ 82a SGB III", "plus de 10 % des personnes", "4, 24, 80, 260 et 600 heures"),
        "intervalle de confiance à 95 %",
        *("moins de {minimum}", "à {percent} % près", "n inférieur à {weak}", "moins de {weak} réponses"),
        "moins de {least} réponses",
        *(phrase for most in MOST for phrase in (f"Les {most} plus grandes valeurs", f"Les {most} premières lignes")),
        *(f"Les {most} lignes aux plus grandes valeurs" for most in MOST),
        *("0 % veut dire moins de 1 %", "100 % plus de 99 %"),
    ),
}
"""Sentences that stand in every file, as far as they hold numbers."""
LONGER: Final[Mapping[str, Sequence[str]]] = {
    "de": ("Die {most} größten Werte", "Die {most} Zeilen mit den größten Werten"),
    "en": ("The {most} largest values", "The {most} lines with the largest values"),
    "fr": ("Les {most} plus grandes valeurs", "Les {most} lignes aux plus grandes valeurs"),
}
"""Of long lists a block of a plan draws as many as it says."""
MONTHS: Final[Mapping[str, Sequence[str]]] = {
    "de": (
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
}
DAYS: Final = {"de": "{day}. {month} {year}", "en": "{day} {month} {year}", "fr": "{day} {month} {year}"}
MOMENTS: Final = {
    "de": "{day}. {month} {year}, {hour:02}:{minute:02}",
    "en": "{day} {month} {year}, {hour:02}:{minute:02}",
    "fr": "{day} {month} {year} à {hour:02}h{minute:02}",
}
DIGIT: Final = re.compile(r"\d")


def whole(phrases: Iterable[str]) -> str:
    """A pattern for the longest of some phrases, not within a longer number or word."""
    kept = sorted({read(phrase) for phrase in phrases if phrase}, key=lambda each: (-len(each), each))
    return r"(?<![\w])(?<!\d[.,])(?:" + "|".join(map(re.escape, kept)) + r")(?![\w])(?![.,]\d)" if kept else r"(?!)"


def short_names(label: str) -> Iterator[str]:
    """What the label of a group may be over a narrow column: without a word that all have, „≤“ for „Jusqu’à“."""
    parts = label.replace("Jusqu’à ", "≤ ").split(" ")
    for place, part in enumerate(parts):
        if not DIGIT.search(part):
            yield " ".join(parts[:place] + parts[place + 1 :])


class Words:
    """What a file of a release may say with numbers, without saying a figure."""

    def __init__(self, release: Release, language: str) -> None:
        self.release, self.language = release, language
        self.languages = tuple(dict.fromkeys((language, "de")))
        self.entries = entries(release)
        blocks = [block for chapter in release.plan.chapters for block in chapter.blocks]
        self.has_annex = not blocks or BlockKind.ANNEX in {block.kind for block in blocks}
        asked = {query.group for block in blocks for query in block.queries if query.group}
        self.groups = (TOTAL, *sorted(asked)) if asked else ()
        """Groups that a block sets beside all."""
        self.mosts = {*MOST, *(query.most for block in blocks for query in block.queries if query.most)}
        """So many rows of long lists are drawn."""
        names = [name for entry in self.entries for name, _ in entry.named()]
        self.phrases = {read(each) for each in (*self._texts(), *self._facts(), *self._fixed(), *names)}
        self.phrases = {each for each in self.phrases if DIGIT.search(each)}
        self.pattern = re.compile(whole(self.phrases))
        self.number = re.compile(NUMBER)
        self.counts = set(self._counts())
        self.name = self._name()
        """What a file says of itself that it is called."""

    def left(self, text: str) -> list[str]:
        """The numbers of a text that no known phrase explains, in order."""
        if not (plain := read(text)) or not DIGIT.search(plain):
            return []
        return self.number.findall(self.pattern.sub("¤", plain))

    def _name(self) -> str:
        """Wave and plan, in German where one of them has no other words."""
        both = [text for text in (self.release.wave.title, self.release.plan.title) if text]
        language = self.language if all(self.language in text for text in both) else "de"
        return read(" – ".join(filter(None, (text.get(language, "") for text in both))))

    def _texts(self) -> Iterator[str]:
        """Titles and labels; a question up to its question mark, and what two columns of a grid have in common."""
        tables = self.release.tables
        for text in (each for table in tables for each in texts_of(table)):
            for language in self.languages:
                said = text.get(language, "")
                yield from (said, said.partition("?")[0] + "?", said.rpartition(": ")[0], said.rpartition(": ")[2])
        dimensions = (dimension for table in tables for dimension in table.dimensions if dimension.id in GROUPS)
        for group in {each.code: each for dimension in dimensions for each in dimension.categories}.values():
            yield group.code.replace("-", "–")
            yield from (short for words in group.label.values() for short in short_names(words))
        for one in self.release.participation:
            yield from (words for each in one.strata.categories for words in each.label.values())
        yield from (words for chapter in self.release.chapters for words in chapter.title.values())
        yield from (*self.release.wave.title.values(), *self.release.plan.title.values())
        yield from (table.number for table in tables)

    def _facts(self) -> Iterator[str]:
        """Years, days and the hashes by which everything can be traced."""
        wave = self.release.wave
        yield from (str(wave.reference_year), str(wave.target_year))
        yield from (self.release.id, self.release.id[:SHORT_ID], self.release.snapshot)
        yield str(self.release.facts.get(COMPARED_WITH, self.release.id))[:SHORT_ID]
        yield from self.release.questionnaires.values()
        built = datetime.fromisoformat(self.release.frozen_at).astimezone(HERE)
        days = [datetime.fromisoformat(day) for day in (wave.opened, wave.closed) if day]
        for language in self.languages:
            yield from (_in_words(at, DAYS[language], language) for at in (*days, built))
            yield _in_words(built, MOMENTS[language], language)

    def _fixed(self) -> Iterator[str]:
        rules = self.release.rules
        blocks = (block for chapter in self.release.plan.chapters for block in chapter.blocks)
        for most in {query.most for block in blocks for query in block.queries}:
            yield from (phrase.format(most=most) for language in self.languages for phrase in LONGER[language])
        said = {"minimum": rules.min_contributors, "percent": rules.p_percent, "weak": WEAK, "least": LEAST_OF_GROUP}
        for language in self.languages:
            for phrase in FIXED[language]:
                text = phrase.format(**said)
                yield from (text, text[0].upper() + text[1:])

    def _counts(self) -> Iterator[str]:
        """What the release counts of itself and of its fieldwork, as texts."""
        facts = {**self.release.facts, **self.release.audit}
        counts: list[object] = [fact for name, fact in facts.items() if not name.startswith("is_")]
        for one in self.release.participation:
            counts += [one.frame, one.invited, one.started, one.submitted]
        for count in counts:
            if isinstance(count, int | float) and not isinstance(count, Suppressed | bool):
                yield from (read(number_text(count, language)) for language in self.languages)


def _in_words(at: datetime, pattern: str, language: str) -> str:
    month = MONTHS[language][at.month - 1]
    return pattern.format(day=at.day, month=month, year=at.year, hour=at.hour, minute=at.minute)
