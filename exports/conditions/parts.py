"""What a condition is made of, and how the parts become a clause of one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from exports.messages import Phrase, listed, phrase, quoted
from surveys.codelists import CodeList
from surveys.items.registry import Item
from surveys.scope import Scope
from surveys.texts import Text, format_number
from surveys.words import Words

ANSWERED = ("an_answer", "an_number", "an_entry")
"""The manners that only say that there is an answer."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule compares: its name in the questionnaire, and the list its codes come from."""

    words: Phrase
    item: Item | None = None
    codes: CodeList | None = None


@dataclass(frozen=True, slots=True)
class Manner:
    """How something is answered: an entry of the catalogue and what stands in it."""

    code: str
    options: Phrase = ()
    number: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """Who is answered how: „Frage K-E1“ „mit „Ja““."""

    subject: Phrase
    manners: tuple[Manner, ...]
    word: str = "and"


@dataclass(frozen=True, slots=True)
class Whole:
    """A part that is a clause by itself."""

    words: Phrase


@dataclass(frozen=True, slots=True)
class Unless:
    """Asked unless this is known to be true."""

    part: Part


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts with „und“ or „oder“ between them."""

    word: str
    parts: tuple[Part, ...]


Part = Clause | Whole | Unless | Joined


@dataclass(frozen=True)
class Vocabulary:
    """The words that conditions of one questionnaire are made of, in one language.

    ``lists`` names code lists that the reader has at hand by id („Liste 1“): their codes are named, not their labels.
    """

    scope: Scope
    language: str
    lists: Mapping[str, str] = field(default_factory=dict)

    def say(self, code: str, **parts: Phrase | str | int) -> Phrase:
        """The entry ``code`` of the section on conditions."""
        return phrase(f"condition.{code}", self.language, **parts)

    def words(self, text: Text) -> Words:
        """A text of the questionnaire with its placeholders filled."""
        return Words(*self.scope.text(text, self.language))

    def quoted(self, text: Text) -> Phrase:
        """A text of the questionnaire in quotation marks."""
        return quoted(self.words(text), self.language)

    def number(self, value: Decimal) -> str:
        """A number as people write it."""
        return format_number(int(value) if value == value.to_integral_value() else value, self.language)

    def question(self, item: Item) -> Phrase:
        """„Frage K-A4“; the question itself where it has no number."""
        return self.say("question", number=item.number) if item.number else self.quoted(item.label)

    def clause(self, part: Part) -> Phrase:
        """A part as a subordinate clause: „Frage K-E1 mit „Ja“ beantwortet ist“."""
        if isinstance(part, Whole):
            return part.words
        if isinstance(part, Unless):
            return self.say("not_so", clause=self.clause(part.part))
        if isinstance(part, Clause):
            manners = [self.say(m.code, options=m.options, number=m.number) for m in part.manners]
            return self.say("is_answered", subject=part.subject, manner=listed(manners, part.word, self.language))
        spoken = [self._nested(each) for each in _by_subject(part)]
        return listed(list(dict.fromkeys(spoken)), part.word, self.language)

    def _nested(self, part: Part) -> Phrase:
        words = self.clause(part)
        return self.say("nested", clause=words) if isinstance(part, Joined | Unless) else words


def _by_subject(joined: Joined) -> list[Part]:
    """Neighbours about one subject become one clause: „Frage 1 mit „a“ oder mit „b“ beantwortet ist“."""
    made: list[Part] = []
    for part in joined.parts:
        last = made[-1] if made else None
        if isinstance(part, Clause) and isinstance(last, Clause) and part.subject == last.subject:
            made[-1] = Clause(part.subject, _together(last.manners, part.manners, joined.word), joined.word)
        else:
            made.append(part)
    return made


def _together(first: tuple[Manner, ...], second: tuple[Manner, ...], word: str) -> tuple[Manner, ...]:
    """Both, each once; „answered, and not with x“ is „answered with anything but x“."""
    if word == "and" and first[-1].code in ANSWERED and second[0].code == "none_of":
        return (*first[:-1], Manner("other_than", second[0].options), *second[1:])
    return tuple(dict.fromkeys((*first, *second)))
