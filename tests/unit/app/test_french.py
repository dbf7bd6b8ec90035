"""French signs: a protected space stands before : ; ? ! » and after «, so that no line begins with a sign."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

from surveys.messages import catalogue

PO = Path(__file__).parents[3] / "app" / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
_PROTECTED = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_LOOSE = re.compile(rf"(?<![{_PROTECTED}?!])[;?!»]|(?<![{_PROTECTED}0-9])(?<!https):|«(?![{_PROTECTED}])")
"""A sign without its space; a colon may stand in a time of day and in an address."""


def _texts() -> list[str]:
    with PO.open("rb") as file:
        entries = [entry.string for entry in read_po(file, locale="fr") if entry.id]
    screens = [text for entry in entries if entry for text in ([entry] if isinstance(entry, str) else entry)]
    return [*screens, *catalogue("fr").values()]


def test_the_rule_finds_what_it_looks_for() -> None:
    assert all(map(_LOOSE.search, ("Quoi ?", "Quoi?", "« oui\N{NO-BREAK SPACE}»", "« oui »", "Note : rien", "fin;")))
    protected = ("Quoi ?", "« oui »", "à 8:30")
    assert not any(map(_LOOSE.search, (text.replace(" ", "\N{NO-BREAK SPACE}") for text in protected)))


def test_every_sign_of_the_french_texts_is_protected() -> None:
    texts = _texts()
    assert len(texts) > 200
    assert not [text for text in texts if _LOOSE.search(text)]
