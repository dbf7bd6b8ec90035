"""English and French screens: every German text that a visitor can meet has a translation with the same places."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

APP = Path(__file__).parents[3] / "app"
IN_GERMAN_ONLY = ("staff", "partners", "account", "demo", "models")
"""Staff and partners work in German."""
_PLACE = re.compile(r"%\(\w+\)[sd]")


def _texts() -> set[str | tuple[str, ...]]:
    found: set[str | tuple[str, ...]] = set()
    sources = [("python", path) for path in APP.rglob("*.py")] + [("jinja2", path) for path in APP.rglob("*.html")]
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
    for method, path in sources:
        parts = path.relative_to(APP).parts
        if parts[0] in IN_GERMAN_ONLY or (parts[:1] == ("forms",) and parts[-1] == "staff.py"):
            continue
        method_name = method if method == "python" else "jinja2.ext:babel_extract"
        found |= {message for _, message, _, _ in extract_from_file(method_name, path, keywords=keywords)}
    return found


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_text_of_the_screens_is_translated(language: str) -> None:
    with (APP / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    texts = _texts()
    assert len(texts) > 100
    missing = [text for text in texts if not (entry := catalogue.get(_id(text))) or not entry.string or entry.fuzzy]
    assert not missing
    for text in texts:
        entry = catalogue[_id(text)]
        assert _all(entry.id) == _all(text), "one singular, one plural"
        assert sorted(_PLACE.findall(_all(text)[-1])) == sorted(_PLACE.findall(_all(entry.string or "")[-1])), text


def _all(text: str | Sequence[str]) -> tuple[str, ...]:
    """A text, or its singular and plural."""
    return (text,) if isinstance(text, str) else tuple(text)


def _id(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]
