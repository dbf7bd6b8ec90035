"""Commands for those who work with single answers inside the house: ``analysts``."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click
from flask.cli import AppGroup

from app.cli_errors import plain_errors
from app.cli_files import write_whole
from app.database import reading, writing
from app.extensions import db
from app.services import analysts, audit, waves
from exports.numbers import Language

group = AppGroup("analysts", help="Dateien mit Einzelangaben für die Auswertung im Haus.")


@group.command("export")
@click.argument("slug", metavar="KÜRZEL")
@click.option("--format", "file_format", type=click.Choice(list(analysts.WRITERS)), required=True, help="Dateiformat.")
@click.option("--language", type=click.Choice(["de", "en", "fr"]), default="de", show_default=True, help="Sprache.")
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), required=True, metavar="ORDNER",
    help="Ordner, in den die Dateien kommen; er wird angelegt.",
)  # fmt: skip
def export(slug: str, file_format: str, language: str, output: Path) -> None:
    """Schreibt alle Antworten des letzten Stands mit ihren Bezeichnungen, eine Datei je Tabelle.

    Die Dateien enthalten Einzelangaben und bleiben im Haus; Name und Inhalt sagen es. Freitexte sind nur dabei, wenn
    sie geprüft und freigegeben sind. Weitergegeben wird allein eine Veröffentlichung.
    """
    with plain_errors(), reading():
        files = analysts.write(db.session, waves.find(db.session, slug), file_format, cast(Language, language))
        with writing(db.session):
            facts = {"format": file_format, "language": language}
            audit.record(db.session, None, "answers_exported", f"wave:{slug}", **facts)
            output.mkdir(parents=True, exist_ok=True)
            for name, content in files.items():
                write_whole(output / name, content)
    for name in files:
        click.echo(output / name)
