"""The words of what participants get back, from the files in ``words``, with parts that keep their language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from analysis.release import Texts
from exports.messages import Phrase, merged, stitched
from exports.numbers import NBSP, Language
from surveys.messages import Catalogue
from surveys.words import Words

CATALOGUE = Catalogue(Path(__file__).parent / "words")


def apart(language: str) -> str:
    """What French puts before a colon and a semicolon."""
    return NBSP if language == "fr" else ""


class Voice:
    """Says the entries of the catalogue in one language."""

    def __init__(self, language: str) -> None:
        self.language = cast(Language, language)

    def say(self, code: str, **parts: Phrase | str | int) -> Phrase:
        """The entry ``code`` with its ``{names}`` replaced; raises KeyError for a code that is not there."""
        return stitched(CATALOGUE.template(code, self.language), self.language, parts)

    def text(self, code: str, **parts: Phrase | str | int) -> str:
        """The same as plain text."""
        return "".join(part.text for part in self.say(code, **parts))

    def plain(self, text: str) -> Phrase:
        """Text in this language."""
        return (Words(text, self.language),) if text else ()

    def series(self, phrases: Sequence[Phrase]) -> Phrase:
        """Names one after another; many have a comma or an „und“ of their own."""
        made: list[Words] = []
        for each in phrases:
            made += [Words(f"{apart(self.language)}; ", self.language)] if made else []
            made += each
        return merged(made)

    def of(self, texts: Texts) -> Phrase:
        """A text of a release, in German where there is no translation."""
        language = self.language if texts.get(self.language) else "de"
        return (Words(texts.get(language, ""), language),)
