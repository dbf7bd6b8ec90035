"""Commands from stored answers to protected tables to files: ``snapshot`` and ``release``."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from app.cli_errors import plain_errors, settings
from app.cli_progress import progress
from app.database import reading, writing
from app.extensions import db
from app.models import now
from app.services import audit, freeze, publish, waves

release = AppGroup("release", help="Veröffentlichungen bauen, auflisten und ausgeben.")


@click.command("snapshot")
@click.argument("slug", metavar="KÜRZEL")
@with_appcontext
def snapshot(slug: str) -> None:
    """Friert die Antworten einer Erhebungswelle ein und gibt die Kennung aus.

    Solange noch Antworten kommen können, ist der Stand vorläufig.
    """
    # Reading takes a while; until the row is stored, others must be able to write.
    with plain_errors(), reading():
        wave = waves.find(db.session, slug)
        place = freeze.Place(settings().data_dir / "snapshots", settings().code_pepper)
        at = now()
        with progress("Antworten", freeze.count(db.session, wave), 5_000) as bar:
            frozen = freeze.write(db.session, wave, place, at, bar.update)
        with writing(db.session):
            row = freeze.store(db.session, waves.find(db.session, slug), frozen, at)
            audit.record(db.session, None, "snapshot_taken", f"wave:{slug}", snapshot=row.id, **row.responses)
            is_provisional = row.is_provisional
    click.echo(frozen.id)
    if is_provisional:
        click.echo("Die Welle ist noch nicht beendet: Dieser Stand ist vorläufig.", err=True)


@release.command("build")
@click.argument("slug", metavar="KÜRZEL")
def build_release(slug: str) -> None:
    """Baut aus dem letzten Stand eine geschützte Veröffentlichung und gibt ihre Kennung aus."""
    with plain_errors(), reading():
        at = now()
        made = publish.make(db.session, waves.find(db.session, slug), at)
        with writing(db.session):
            publish.keep(db.session, waves.find(db.session, slug), made, at, None)
            audit.record(db.session, None, "release_built", f"wave:{slug}", release=made.id)
    click.echo(made.id)


@release.command("list")
@click.argument("slug", metavar="KÜRZEL")
@click.option("--json", "as_json", is_flag=True, help="Als JSON.")
def list_releases(slug: str, as_json: bool) -> None:
    """Zeigt die Veröffentlichungen einer Erhebungswelle, die neueste zuerst."""
    with plain_errors():
        found = publish.of_wave(db.session, waves.find(db.session, slug).id)
        rows = [
            {
                "id": row.id,
                "state": row.state.value,
                "snapshot": row.snapshot_id,
                "built_at": row.built_at.isoformat(timespec="seconds"),
            }
            for row in found
        ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo("  ".join((row["id"], row["state"], row["built_at"])))


@release.command("export")
@click.argument("release_id", metavar="KENNUNG")
@click.option("--format", "file_format", type=click.Choice(list(publish.WRITERS)), required=True, help="Dateiformat.")
@click.option("--language", type=click.Choice(["de", "en", "fr"]), default="de", show_default=True, help="Sprache.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="DATEI", help="Zieldatei."
)
def export_release(release_id: str, file_format: str, language: str, output: Path) -> None:
    """Schreibt eine Veröffentlichung in eine Datei; ein Entwurf trägt den Vermerk „nicht zur Weitergabe“."""
    with plain_errors():
        row = publish.find(db.session, release_id)
        content = publish.write(row, file_format, language)
        with writing(db.session):
            audit.record(
                db.session, None, "release_exported", f"release:{release_id}", format=file_format, language=language
            )
            output.write_bytes(content)
