"""Messages as codes with parameters; one catalogue per language puts them into words.

The pure rooms never build sentences: they return a ``Message``, and ``say`` renders it in the
reader's language from ``surveys/messages/<language>.toml``. Another room has a ``Catalogue`` of its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

from surveys.texts import SOURCE_LANGUAGE, Text, format_number

Param = str | int | Decimal | Text


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be said: a code of the catalogue (``section.key``) and the values in it."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted((k, str(v)) for k, v in self.params.items()))))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The words of one room: a folder with one file a language, ``<language>.toml``."""

    folder: Path

    def say(self, message: Message, language: str) -> str:
        """The words of ``message`` in ``language``; German where the language lacks the entry.

        Raises KeyError for a code that no file has.
        """
        template = self.template(message.code, language)
        return template.format(**{name: _word(value, language) for name, value in message.params.items()})

    def template(self, code: str, language: str) -> str:
        """The words of ``code`` with its ``{names}``. Raises KeyError for a code that no file has."""
        return self.entries(language).get(code) or self.entries(SOURCE_LANGUAGE)[code]

    def entries(self, language: str) -> Mapping[str, str]:
        """All entries of one language as ``section.key`` → words; empty when there is no such language."""
        return _entries(self.folder / f"{language}.toml")


@cache
def _entries(path: Path) -> Mapping[str, str]:
    if not path.is_file():
        return {}
    sections = tomllib.loads(path.read_text(encoding="utf-8"))
    return {f"{section}.{key}": words for section, entries in sections.items() for key, words in entries.items()}


def _word(value: Param, language: str) -> str:
    if isinstance(value, Text):
        return value.in_(language)
    if isinstance(value, int | Decimal):
        return format_number(value, language)
    return value


_OWN = Catalogue(Path(__file__).parent)
say = _OWN.say
"""What this room says: ``say(message, language)``."""
template = _OWN.template
"""What is said, with ``{names}`` where values go, for who fills them in otherwise."""
catalogue = _OWN.entries
"""All entries of this room in one language."""
