"""The words of this room, in the files beside this one, and sentences whose parts keep their language.

A phrase is a sequence of stretches of text, each with the language it is really in: an answer that has no French
label stays German within a French sentence, and a screen reader is told so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Formatter

from surveys.messages import Catalogue
from surveys.words import Words

CATALOGUE = Catalogue(Path(__file__).parent)
say = CATALOGUE.say
"""What this room says: ``say(message, language)``."""

Phrase = tuple[Words, ...]


def phrase(code: str, language: str, **parts: Phrase | str | int) -> Phrase:
    """The entry ``code`` with its ``{names}`` replaced by phrases or plain text.

    Raises KeyError for a code or a name that is not there.
    """
    return stitched(CATALOGUE.template(code, language), language, parts)


def stitched(template: str, language: str, parts: Mapping[str, Phrase | str | int]) -> Phrase:
    """A template in ``language`` with its ``{names}`` replaced. Raises KeyError for a name that is not there."""
    made: list[Words] = []
    for text, name, _, _ in Formatter().parse(template):
        made.append(Words(text, language))
        if name is not None:
            part = parts[name]
            made += part if isinstance(part, tuple) else [Words(str(part), language)]
    return merged(made)


def quoted(words: Words, language: str) -> Phrase:
    """Words in the quotation marks of ``language``."""
    return phrase("words.quoted", language, text=(words,))


def listed(parts: Sequence[Phrase], word: str, language: str) -> Phrase:
    """„a, b oder c“; ``word`` is ``or`` or ``and``."""
    if len(parts) < 2:
        return parts[0] if parts else ()
    made = list(parts[0])
    for part in parts[1:-1]:
        made += [Words(", ", language), *part]
    return merged([*made, *phrase(f"words.{word}", language), *parts[-1]])


def merged(parts: Sequence[Words]) -> Phrase:
    """The same words, neighbours of one language put together."""
    made: list[Words] = []
    for words in parts:
        if made and made[-1].language == words.language:
            made[-1] = Words(made[-1].text + words.text, words.language)
        elif words.text:
            made.append(words)
    return tuple(made)


def plain(words: Phrase) -> str:
    """The text of a phrase."""
    return "".join(part.text for part in words)
