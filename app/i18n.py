"""Languages of the screens: German is written in the code, the others come from ``translations/*.po``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages import Catalog
from babel.messages.pofile import read_po
from flask import Flask, g, has_request_context, request, session

from app.models import Realm
from app.sessions import realm_of

LANGUAGES: Final = {"de": "Deutsch", "en": "English", "fr": "Français"}
DEFAULT: Final = "de"
_TRANSLATIONS = Path(__file__).parent / "translations"


def language() -> str:
    """The language of this request: the chosen one, else what the browser prefers."""
    if not has_request_context() or realm_of(request.path) is Realm.STAFF:
        return DEFAULT  # staff and partners work in German
    if "language" not in g:
        chosen = session.get("language")
        g.language = chosen if chosen in LANGUAGES else _preferred()
    return str(g.language)


def choose(code: str) -> None:
    """Keep ``code`` as the language of this browser; an unknown one changes nothing."""
    if code in LANGUAGES:
        g.language = code
        if session.get("language") != code:
            session["language"] = code


def gettext(message: str) -> str:
    """``message`` (German) in the language of this request."""
    return str(_catalogue(language()).get(message, message))


def ngettext(one: str, many: str, count: int) -> str:
    """``one`` or ``many`` (German) for ``count`` in the language of this request."""
    found = _catalogue(language()).get(one)
    singular, plural = found if isinstance(found, tuple) else (one, many)
    return singular if count == 1 or (count == 0 and language() == "fr") else plural


def register(app: Flask) -> None:
    """Give the templates their words; fails at start when a catalogue cannot be read."""
    for code in LANGUAGES:
        _catalogue(code)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.before_request(_switch)


def _switch() -> None:
    """Follow the language links (``?language=en``), on any page."""
    if "language" in request.args:
        choose(request.args["language"])


def _preferred() -> str:
    return request.accept_languages.best_match(list(LANGUAGES)) or DEFAULT


@cache
def _catalogue(code: str) -> dict[str, str | tuple[str, str]]:
    path = _TRANSLATIONS / code / "LC_MESSAGES" / "messages.po"
    if code == DEFAULT or not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale=code)
    return dict(_words(catalogue))


def _words(catalogue: Catalog) -> Iterator[tuple[str, str | tuple[str, str]]]:
    """Message → words, or (one, many); what is not translated or doubtful stays German."""
    for message in catalogue:
        said = message.string
        if message.fuzzy or not message.id or not said:
            continue
        if isinstance(message.id, str):
            yield message.id, str(said)
        elif all(said):
            yield message.id[0], (said[0], said[1])
