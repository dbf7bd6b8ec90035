"""The commands of ``flask --app wsgi``: each says what went wrong in a line, and ends with 0 only on success."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup

from app import cli_analysts, migrate
from app.cli_errors import plain_errors, plain_troubles, settings
from app.cli_progress import progress
from app.cli_release import release, snapshot
from app.cli_worker import worker
from app.database import reading, writing
from app.demo import commands as demo
from app.extensions import db
from app.forms.staff import end_of
from app.models import Role, UserRole
from app.services import accounts, audit, frame, intake, questionnaires, waves
from app.services.refusals import Refused

DAY = click.DateTime(["%Y-%m-%d"])
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
WAVE = click.option("--wave", "slug", required=True, metavar="KÜRZEL", help="Kürzel der Erhebungswelle.")


def register(app: Flask) -> None:
    """Add the commands to ``app``."""
    answers = (responses, snapshot, cli_analysts.group, release)
    for group in (wave, questionnaire, frame_group, *answers, worker, user, database, demo.group):
        app.cli.add_command(group)


wave = AppGroup("wave", help="Erhebungswellen anlegen, öffnen und schließen.")
questionnaire = AppGroup("questionnaire", help="Fragebogen einlesen und ausgeben.")
frame_group = AppGroup("frame", help="Die Auswahlgrundlage einer Erhebungswelle.")
responses = AppGroup("responses", help="Antworten, die nicht über die Seiten kommen.")
user = AppGroup("user", help="Konten.")
database = AppGroup("db", help="Das Schema der Datenbank.")


@wave.command("create")
@click.argument("slug", metavar="KÜRZEL")
@click.option("--title", required=True, metavar="TEXT", help="Titel auf Deutsch.")
@click.option("--title-en", default="", metavar="TEXT", help="Titel auf Englisch.")
@click.option("--reference-year", type=int, required=True, metavar="JAHR", help="Bezugsjahr {BJ} der Fragen.")
@click.option("--target-year", type=int, required=True, metavar="JAHR", help="Zieljahr {ZJ} der Fragen.")
@click.option("--opens-on", type=DAY, metavar="TAG", help="Geplanter Tag der Öffnung (JJJJ-MM-TT).")
@click.option("--closes-on", type=DAY, metavar="TAG", help="Letzter Tag der Frist (JJJJ-MM-TT).")
@click.option("--phone", "contact_phone", default="", metavar="TEXT", help="Telefon des Befragungsteams.")
@click.option("--mail", "contact_mail", default="", metavar="TEXT", help="E-Mail-Adresse des Befragungsteams.")
@click.option("--invented", "is_invented", is_flag=True, help="Alle Daten sind erfunden (Vorführung, Schulung).")
def create_wave(slug: str, title: str, title_en: str, **values: Any) -> None:
    """Legt eine Erhebungswelle im Entwurf an."""
    opens_on: datetime | None = values.pop("opens_on")
    closes_on: datetime | None = values.pop("closes_on")
    new = waves.NewWave(
        slug=slug,
        title={"de": title, **({"en": title_en} if title_en else {})},
        opens_on=opens_on.date() if opens_on else None,
        closes_at=end_of(closes_on.date()) if closes_on else None,
        **values,
    )
    with plain_errors(), writing(db.session):
        waves.create(db.session, new)
        audit.record(db.session, None, "wave_created", f"wave:{slug}")
    click.echo(f"Die Erhebungswelle „{slug}“ ist angelegt.")


@wave.command("open")
@click.argument("slug", metavar="KÜRZEL")
@click.option("--closes-on", type=DAY, metavar="TAG", help="Setzt zuvor den letzten Tag der Frist.")
def open_wave(slug: str, closes_on: datetime | None) -> None:
    """Öffnet eine Erhebungswelle: Eingeladene können antworten."""
    with plain_errors(), writing(db.session):
        found = waves.hold(db.session, slug)
        if closes_on is not None:
            waves.set_dates(db.session, found, found.opens_on, end_of(closes_on.date()))
        waves.open_wave(db.session, found)
        audit.record(db.session, None, "wave_opened", f"wave:{slug}")
    click.echo(f"Die Erhebungswelle „{slug}“ ist geöffnet.")


@wave.command("close")
@click.argument("slug", metavar="KÜRZEL")
@click.option("--yes", "is_sure", is_flag=True, help="Ohne Rückfrage. In Skripten wird nie gefragt.")
def close_wave(slug: str, is_sure: bool) -> None:
    """Schließt eine Erhebungswelle für immer; wer gerade schreibt, hat noch 10 Minuten."""
    if not is_sure and sys.stdin.isatty():
        _ask_before_closing(slug)
    with plain_errors(), writing(db.session):
        waves.close(db.session, waves.hold(db.session, slug))
        audit.record(db.session, None, "wave_closed", f"wave:{slug}")
    click.echo(f"Die Erhebungswelle „{slug}“ ist geschlossen.")


def _ask_before_closing(slug: str) -> None:
    """Asked outside a transaction, so that nobody waits for the answer."""
    with plain_errors():
        title = waves.find(db.session, slug).title["de"]
        db.session.rollback()
    if not click.confirm(f"„{title}“ für immer schließen? Danach antwortet niemand mehr. y = ja, n = nein"):
        raise click.ClickException(f"Die Erhebungswelle „{slug}“ bleibt, wie sie ist.")


@questionnaire.command("import")
@click.argument("file", type=EXISTING, metavar="DATEI")
@WAVE
def import_questionnaire(file: Path, slug: str) -> None:
    """Prüft einen Fragebogen (YAML) und ordnet ihn der Erhebungswelle zu."""
    with plain_errors(), writing(db.session):
        found = waves.hold(db.session, slug)
        version = questionnaires.take_file(db.session, file)
        questionnaires.attach(db.session, found, version)
        audit.record(db.session, None, "questionnaire_attached", f"wave:{slug}", version=version.hash)
        words = f"{version.role.value}, Fassung {version.hash}"
    click.echo(f"Der Fragebogen ist zugeordnet: {words}")


@questionnaire.command("export")
@WAVE
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="Wessen Fragebogen.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), metavar="DATEI", help="Sonst am Bildschirm.")
def export_questionnaire(slug: str, role: str, output: Path | None) -> None:
    """Gibt die gültige Fassung eines Fragebogens als JSON aus, mit allen Codelisten."""
    with plain_errors():
        found = waves.find(db.session, slug)
        text = questionnaires.as_json(db.session, questionnaires.current(db.session, found.id, role))
        if output is None:
            click.echo(text, nl=False)
        else:
            output.write_text(text, encoding="utf-8")


@frame_group.command("import")
@click.argument("file", type=EXISTING, metavar="DATEI")
@WAVE
@click.option("--source", metavar="TEXT", help="Quelle, wie sie im Bericht steht.")
@click.option("--reference-date", type=DAY, metavar="TAG", help="Stichtag (JJJJ-MM-TT).")
@click.option("--random-sample", "is_random_sample", is_flag=True, help="Die Stichprobe ist zufällig daraus gezogen.")
def import_frame(
    file: Path, slug: str, source: str | None, reference_date: datetime | None, is_random_sample: bool
) -> None:
    """Liest die Betriebe einer Auswahlgrundlage (CSV oder XLSX) ein.

    Spalten: establishment, name, wz, kreis, employees; dazu enterprise, wz_version, has_works_council, sampled. Zeilen
    mit Fehlern werden mit Nummer und Grund genannt und nicht übernommen; dann ist der Exit-Status 1.

    Die erste Datei geht ohne Quelle („nicht angegeben“) und Stichtag (heute), jede weitere braucht beide; sie gelten
    für die Schichten, die in ihr vorkommen. In einer geöffneten Welle kommen nur Betriebe hinzu. Nur mit
    --random-sample werden Zahlen der Betriebe hochgerechnet; es gilt, was die letzte Datei sagt.
    """
    with plain_errors():
        text = frame.decode(file.read_bytes())
        with writing(db.session):
            found = waves.hold(db.session, slug)
            if (source is None or reference_date is None) and frame.totals(db.session, found.id):
                raise Refused(_ORIGIN_NEEDED)
            day = reference_date.date() if reference_date else date.today()  # noqa: DTZ011 - the day on this machine
            named = source or "nicht angegeben"
            taken = frame.take(
                db.session, found, text, source=named, reference_date=day, is_random_sample=is_random_sample
            )
            facts = {"added": taken.added, "changed": taken.changed, "refused": len(taken.refused)}
            facts["is_random_sample"] = is_random_sample
            audit.record(db.session, None, "frame_imported", f"wave:{slug}", **facts)
    refused = len(taken.refused)
    click.echo(f"Betriebe: {taken.added} neu, {taken.changed} geändert. Nicht übernommene Zeilen: {refused}.")
    _tell_refused(taken.refused)


_ORIGIN_NEEDED = (
    "Die Erhebungswelle hat schon eine Auswahlgrundlage. Bitte nennen Sie Quelle und Stichtag der neuen Datei "
    "(--source, --reference-date)."
)


@responses.command("import")
@click.argument("file", type=EXISTING, metavar="DATEI")
@WAVE
def import_responses(file: Path, slug: str) -> None:
    """Liest fertige Antworten ein, ein JSON-Objekt je Zeile.

    {"establishment": "…", "role": "company", "answers": {…}}; geprüft wie im Formular. Zeilen mit Fehlern werden mit
    Nummer und Grund genannt, von ihnen wird nichts gespeichert; dann ist der Exit-Status 1.

    Nur für eine geöffnete Welle vor Ende ihrer Frist, und nur von Betrieben, die in dieser Rolle eingeladen sind. Hat
    noch niemand einen Code bekommen, gilt die ganze Stichprobe als eingeladen.
    """
    taken = intake.Taken()

    def record(stored: int, refused: int) -> None:
        audit.record(db.session, None, "responses_imported", f"wave:{slug}", stored=stored, refused=refused)

    # Checking takes a while; between the batches others must be able to write.
    with plain_errors(), reading():
        found = waves.find(db.session, slug)
        _require_utf8(file)
        with file.open(encoding="utf-8-sig") as lines, progress("Antworten", file.stat().st_size, 200_000) as bar:
            try:
                intake.take(db.session, found, _counted(lines, bar), taken, record)
            except BaseException:
                _tell_interrupted(taken)
                raise
    click.echo(f"Gespeicherte Antworten: {taken.stored}. Nicht übernommene Zeilen: {len(taken.refused)}.")
    _tell_refused(taken.refused)


def _tell_interrupted(taken: intake.Taken) -> None:
    if taken.stored or taken.refused:
        click.echo(
            f"Abgebrochen. Gespeicherte Antworten: {taken.stored}. Nicht übernommene Zeilen: {len(taken.refused)}. "
            "Der Rest ist nicht gelesen. Dieselbe Datei lässt sich noch einmal einlesen; was gespeichert ist, bleibt.",
            err=True,
        )
        for row in taken.refused:
            click.echo(str(row), err=True)


@user.command("create")
@click.argument("email", metavar="E-MAIL")
@click.option("--name", required=True, metavar="TEXT", help="Name der Person.")
@click.option("--role", type=click.Choice([role.value for role in UserRole]), required=True, help="Was das Konto darf.")
@click.option(
    "--password", prompt="Passwort", hide_input=True, confirmation_prompt=True, metavar="TEXT",
    help="Mindestens 12 Zeichen; ohne diese Angabe wird danach gefragt.",
)  # fmt: skip
def create_user(email: str, name: str, role: str, password: str) -> None:
    """Legt ein Konto an."""
    with plain_errors(), writing(db.session):
        made = accounts.create(db.session, email, name, password, role)
        audit.record(db.session, None, "account_created", f"account:{made.id}", role=role)
        address = made.email
    click.echo(f"Das Konto „{address}“ ist angelegt.")


@database.command("upgrade")
def upgrade_database() -> None:
    """Bringt das Schema der Datenbank auf den neuesten Stand."""
    with plain_troubles():
        migrate.upgrade(settings().database_url)
    click.echo("Das Schema der Datenbank ist auf dem neuesten Stand.")


def _require_utf8(file: Path) -> None:
    """Refuse a file that is no text before anything of it is stored."""
    try:
        with file.open(encoding="utf-8") as lines:
            for _line in lines:
                pass
    except UnicodeDecodeError:
        raise Refused(f"{file.name}: Die Datei ist nicht in UTF-8 gespeichert.") from None


def _counted(lines: Iterator[str], bar: Any) -> Iterator[str]:
    for line in lines:
        yield line
        bar.update(len(line.encode()))


def _tell_refused(refused: list[Any]) -> None:
    for row in refused:
        click.echo(str(row), err=True)
    if refused:
        raise click.exceptions.Exit(1)
