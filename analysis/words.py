"""The words that tables need besides those of the questionnaires, in every language at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from analysis.release import Texts
from surveys.texts import LANGUAGES, Text

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_UNKNOWN = "…"
"""Stands where a text names an answer: a table has no single respondent whose answer could stand there."""


@cache
def _catalogue(language: str) -> Mapping[str, Mapping[str, str]]:
    path = Path(__file__).parent / "words" / f"{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def words(key: str, **params: Text | Texts | str) -> Texts:
    """The words ``section.name`` by language; ``params`` fill their places. Raises KeyError."""
    section, name = key.split(".")
    return {language: _catalogue(language)[section][name].format(**_in(params, language)) for language in LANGUAGES}


def _in(params: Mapping[str, Text | Texts | str], language: str) -> dict[str, str]:
    return {name: value if isinstance(value, str) else _text(value, language) for name, value in params.items()}


def _text(text: Texts, language: str) -> str:
    return text.get(language) or text.get("de", "")


def plain(text: Text, values: Mapping[str, int]) -> Texts:
    """A text of the questionnaire with the wave's values (``{ZJ}``); other placeholders become „…“."""

    def fill(match: re.Match[str]) -> str:
        return str(values.get(match[1], _UNKNOWN))

    return {language: _PLACEHOLDER.sub(fill, words_) for language, words_ in text.items()}
