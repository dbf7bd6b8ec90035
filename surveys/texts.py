"""Texts in several languages, numbers in texts, and the one place where text from outside is cleaned."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

LANGUAGES = ("de", "en", "fr")
SOURCE_LANGUAGE = "de"

_KEPT_CONTROLS = {"\n", "\t"}


@dataclass(frozen=True, slots=True)
class Text(Mapping[str, str]):
    """A text by language. German is the source: where a language is missing, German stands in."""

    by_language: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, **languages: str) -> Text:
        """``Text.of(de="Ja", en="Yes")``."""
        return cls(tuple(languages.items()))

    def __getitem__(self, language: str) -> str:
        for known, text in self.by_language:
            if known == language:
                return text
        raise KeyError(language)

    def __iter__(self) -> Iterator[str]:
        return (language for language, _ in self.by_language)

    def __len__(self) -> int:
        return len(self.by_language)

    def get_with_language(self, language: str) -> tuple[str, str]:
        """The text and the language it is really in (for the ``lang`` attribute of a fallback)."""
        for wanted in (language, SOURCE_LANGUAGE):
            if wanted in self:
                return self[wanted], wanted
        return (self.by_language[0][1], self.by_language[0][0]) if self.by_language else ("", language)

    def in_(self, language: str) -> str:
        """The text in ``language``, else in German."""
        return self.get_with_language(language)[0]


EMPTY = Text(())


def clean_text(text: str) -> str:
    """NFC without control characters, lone surrogates and outer spaces; line ends become ``\\n``.

    Both databases store the result the same way (PostgreSQL refuses NUL and surrogates in JSON).
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (sign for sign in unified if not _is_dropped(sign))
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def has_unseen(text: str) -> bool:
    """Whether a text has signs that ``clean_text`` takes out without a trace."""
    return any(_is_dropped(sign) for sign in text.replace("\r", "\n"))


def _is_dropped(sign: str) -> bool:
    return sign not in _KEPT_CONTROLS and unicodedata.category(sign) in ("Cc", "Cs")


def format_number(number: int | Decimal, language: str) -> str:
    """``1250`` → ``1.250`` (de), ``1,250`` (en), ``1 250`` (fr); decimals keep their digits."""
    plain = f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"
    if language == "en":
        return plain.replace("-", "\u2212")
    group = "." if language == "de" else "\u202f"
    return plain.replace(",", "\0").replace(".", ",").replace("\0", group).replace("-", "\u2212")
