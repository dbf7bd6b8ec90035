"""French signs: a protected space stands before : ; ? ! » and after «, so that no line begins with a sign."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.pofile import read_po

from surveys.codelists import library_names, library_rows
from surveys.messages import catalogue
from tests.questionnaires_for_tests import real

ROOT = Path(__file__).parents[3]
PO = ROOT / "app" / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
_PROTECTED = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_LOOSE = re.compile(rf"(?<![{_PROTECTED}?!])[;?!»]|(?<![{_PROTECTED}0-9])(?<!https):|«(?![{_PROTECTED}])")
"""A sign without its space; a colon may stand in a time of day and in an address."""


def _texts() -> list[str]:
    with PO.open("rb") as file:
        entries = [entry.string for entry in read_po(file, locale="fr") if entry.id]
    screens = [text for entry in entries if entry for text in ([entry] if isinstance(entry, str) else entry)]
    return [*screens, *catalogue("fr").values(), *_asked(), *_labels()]


def _asked() -> list[str]:
    """What the questionnaires say in French."""
    return [text for name in ("company", "works-council") for text in _french(real(name).tree)]


def _french(node: object) -> Iterator[str]:
    if isinstance(node, Mapping):
        for key, part in node.items():
            yield from [str(part)] if key.endswith((".fr", "_fr")) else _french(part)
    elif isinstance(node, list | tuple):
        for part in node:
            yield from _french(part)


def _labels() -> list[str]:
    """The labels of all lists."""
    return [row["label_fr"] for name in library_names() for row in library_rows(name) or [] if row.get("label_fr")]


def test_the_rule_finds_what_it_looks_for() -> None:
    assert all(map(_LOOSE.search, ("Quoi ?", "Quoi?", "« oui\N{NO-BREAK SPACE}»", "« oui »", "Note : rien", "fin;")))
    protected = ("Quoi ?", "« oui »", "à 8:30")
    assert not any(map(_LOOSE.search, (text.replace(" ", "\N{NO-BREAK SPACE}") for text in protected)))


def test_every_sign_of_the_french_texts_is_protected() -> None:
    texts = _texts()
    assert len(texts) > 1500
    assert not [text for text in texts if _LOOSE.search(text)]
