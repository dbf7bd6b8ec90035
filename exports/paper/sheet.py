"""What all parts of a paper questionnaire share: the empty answers, the language, and the lists at its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from exports.conditions import Conditions
from exports.conditions.parts import Vocabulary
from exports.messages import Phrase, say
from exports.pdf.fonts import Weight
from exports.pdf.text import Content, Span
from surveys.codelists import Code, Missing
from surveys.items.registry import Choice, Item, Single
from surveys.messages import Message, Param
from surveys.model import Questionnaire
from surveys.scope import Scope
from surveys.texts import Text
from surveys.words import Words

LONGEST: Final = 12
"""A longer list of options stands at the end and is named by number, unless several are to be ticked."""
TAGS: Final[Mapping[str, str]] = {"de": "de-DE", "en": "en", "fr": "fr"}


@dataclass(frozen=True, slots=True)
class LongList:
    """A list at the end: its number, the item or column that uses it first, and that question's number."""

    number: int
    item: Choice
    question: Item


@dataclass(frozen=True)
class Sheet:
    """A questionnaire without answers, seen in one language."""

    scope: Scope
    language: str

    @property
    def questionnaire(self) -> Questionnaire:
        """The questionnaire that is printed."""
        return self.scope.questionnaire

    @cached_property
    def long_lists(self) -> Mapping[str, LongList]:
        """The lists at the end by the id of the code list, in the order in which they are needed."""
        found: dict[str, LongList] = {}
        for question, item in _written_choices(self.questionnaire):
            if len(item.candidates) > LONGEST and item.choices.id not in found:
                found[item.choices.id] = LongList(len(found) + 1, item, question)
        return found

    @cached_property
    def conditions(self) -> Conditions:
        """Rules in words; the codes of the lists at the end are named by number."""
        names = {key: self.say("list", number=entry.number) for key, entry in self.long_lists.items()}
        return Conditions(Vocabulary(self.scope, self.language, names))

    def say(self, code: str, **params: Param) -> str:
        """An entry of the catalogue on paper."""
        return say(Message(f"paper.{code}", params), self.language)

    def list_name(self, item: Item) -> str | None:
        """„Liste 2“ when the options of an item stand at the end."""
        entry = self.long_lists.get(item.choices.id) if isinstance(item, Choice) else None
        return None if entry is None else self.say("list", number=entry.number)

    def words(self, text: Text) -> Words:
        """A text with its placeholders filled."""
        return Words(*self.scope.text(text, self.language))

    def text(self, text: Text, weight: Weight | None = None) -> Content:
        """A text as it is printed: another language is marked."""
        return self.content((self.words(text),), weight)

    def content(self, phrase: Phrase, weight: Weight | None = None) -> list[str | Span]:
        """A phrase as it is printed: stretches in another language are marked."""
        return content(phrase, self.language, weight)

    def options(self, item: Item) -> tuple[Code, ...]:
        """All options that can be offered; only what depends on nothing but the option itself is left out."""
        if not isinstance(item, Choice):
            return ()
        depends = item.where is not None and bool(item.where.names - {"row"})
        return item.candidates if depends else self.scope.options(item)

    def missing(self, item: Item) -> list[tuple[Missing, Content]]:
        """„weiß nicht“ and „keine Angabe“ as the item offers them."""
        return [(kind, self.text(text)) for kind, text in item.missing.items()]


def content(phrase: Phrase, language: str, weight: Weight | None = None) -> list[str | Span]:
    """A phrase within a document in ``language``."""
    return [
        part.text
        if part.language == language and weight is None
        else Span(part.text, weight, lang=_other(part, language))
        for part in phrase
    ]


def is_about_searching(item: Item) -> bool:
    """Whether the help text of an item explains the search online."""
    return isinstance(item, Single) and item.show == "search"


def lines(text: str) -> Sequence[str]:
    """The lines of a text that has one point a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _other(part: Words, language: str) -> str | None:
    return None if part.language == language else TAGS.get(part.language, part.language)


def _written_choices(questionnaire: Questionnaire) -> Iterator[tuple[Item, Choice]]:
    """Choices whose option is written by number, with their question: one of a long list, or a cell of a table."""
    for item in questionnaire.items.values():
        if isinstance(item, Single):
            yield item, item
        for column in item.columns:
            if isinstance(column, Choice):
                yield item, column
