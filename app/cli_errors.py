"""What all commands share: a clear line on errors, and a schema that is up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click
from flask import current_app

from app import migrate
from app.config import Settings
from app.database import UNAVAILABLE, trouble_words
from app.services.refusals import Refused
from surveys.causes import cause_of

TORN: Final = (
    "In der Datenbank verweisen Zeilen auf andere, die es nicht mehr gibt ({where}). Das Schema ist deshalb nicht "
    "geändert, und es ist nichts verloren gegangen. Bitte stellen Sie die Datenbank aus der Sicherung wieder her, oder "
    "lassen Sie diese Zeilen von der Technik prüfen."
)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what services and the database raise into one line and exit status 1."""
    try:
        with plain_troubles():
            _require_schema()
            yield
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
    except BrokenPipeError:
        raise  # the reader of the output has gone; click ends quietly
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        raise click.ClickException(place + cause_of(error)) from error


@contextmanager
def plain_troubles() -> Iterator[None]:
    """Turn what is wrong with a database itself into one line and exit status 1."""
    try:
        yield
    except UNAVAILABLE as error:
        raise click.ClickException(trouble_words(error)) from error
    except migrate.Foreign as problem:
        raise click.ClickException(str(problem)) from problem
    except migrate.Torn as problem:
        raise click.ClickException(TORN.format(where=problem)) from problem


def settings() -> Settings:
    """The settings of this application."""
    found: Settings = current_app.extensions["settings"]
    return found


def _require_schema() -> None:
    """Set up an empty database; refuse one that is behind, because upgrading it is a decision."""
    url = settings().database_url
    if migrate.revision(url) is None:
        migrate.upgrade(url)
    elif not migrate.is_current(url):
        raise Refused("Das Schema der Datenbank ist veraltet. Bitte zuerst: flask --app wsgi db upgrade")
