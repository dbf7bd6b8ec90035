"""Commands from stored answers to protected tables to files: ``snapshot`` and ``release``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import click
from flask.cli import AppGroup, with_appcontext

from analysis.plan import Outline, PlanError
from analysis.plan_file import SHIPPED, read_plan
from app.cli_errors import plain_errors, settings
from app.cli_files import write_whole
from app.cli_progress import progress
from app.database import reading, writing
from app.extensions import db
from app.models import UserRole, now
from app.services import accounts, approval, audit, compared, freeze, plans, publish, verification, waves
from app.services.named import unfilled
from app.services.refusals import Refused, Unknown
from app.services.shelf import Shelf

release = AppGroup(
    "release",
    help="""Veröffentlichungen bauen, prüfen, freigeben, zurückziehen, auflisten und ausgeben.

    Für KENNUNG genügt ihr Anfang, solange er nur auf eine Veröffentlichung passt.""",
)
MOST_FINDINGS: Final = 20
"""So many are named; the first one mostly explains the others."""
NOBODY_NAMED: Final = (
    "Bitte nennen Sie mit „--as E-MAIL“ Ihr Konto. Es wird festgehalten: Wer eine Veröffentlichung baut, "
    "gibt sie nicht frei."
)


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
        plans.tables_of(frozen, Shelf(settings().data_dir / "files"))
        with writing(db.session):
            row = freeze.store(db.session, waves.find(db.session, slug), frozen, at)
            audit.record(db.session, None, "snapshot_taken", f"wave:{slug}", snapshot=row.id, **row.responses)
            is_provisional = row.is_provisional
    click.echo(frozen.id)
    if is_provisional:
        click.echo("Die Welle ist noch nicht beendet: Dieser Stand ist vorläufig.", err=True)


def _named(_context: click.Context, _option: click.Parameter, email: str | None) -> str:
    """The address after ``--as``; raises UsageError, because a release that nobody answers for is never approved."""
    if not email:
        raise click.UsageError(NOBODY_NAMED)
    return email


ACTING: Final = click.option("--as", "email", metavar="E-MAIL", callback=_named, help="Ihr Konto; immer anzugeben.")


def _account(email: str, roles: frozenset[UserRole], refusal: str) -> int:
    """The number of the account that a step is taken for; asked before long work. Raises Unknown, Refused."""
    return accounts.require(db.session, accounts.by_email(db.session, email).id, roles, refusal)


def _shown_on(bar: Any) -> publish.Step:
    """Moves a bar of a hundred steps."""
    return lambda share, _words: bar.update(round(share * 100) - bar.pos)


def _parameters(given: tuple[str, ...]) -> dict[str, str]:
    """``sector_group=B-E`` as name and value; raises Refused."""
    pairs = [text.partition("=") for text in given]
    if any(not (name and sign and value) for name, sign, value in pairs):
        raise Refused("Ein Parameter hat die Form NAME=WERT, zum Beispiel sector_group=B-E.")
    return {name: value for name, _sign, value in pairs}


def _outline(named: str) -> Outline:
    """The plan of a file, of the programme or of staff; raises Refused with one sentence."""
    if not named.endswith((".yaml", ".yml")):
        return plans.find(db.session, named).outline
    path = Path(named)
    try:
        return read_plan(path.read_bytes(), path.name)
    except OSError as error:
        raise Unknown(f"{named}: {error.strerror}") from error
    except PlanError as problem:
        raise Refused(str(problem)) from problem


@release.command("build")
@click.argument("slug", metavar="KÜRZEL")
@click.option("--plan", "named", default=SHIPPED[0], show_default=True, metavar="PLAN", help="Name oder YAML-Datei.")
@click.option("--parameter", "given", multiple=True, metavar="NAME=WERT", help="Wahl, zum Beispiel sector_group=B-E.")
@click.option("--before", default="", metavar="KENNUNG", help="Freigegebene Veröffentlichung einer früheren Welle.")
@ACTING
def build_release(slug: str, named: str, given: tuple[str, ...], before: str, email: str) -> None:
    """Baut aus dem letzten Stand eine geschützte Veröffentlichung und gibt ihre Kennung aus.

    Der Plan sagt, was in ihr steht; „release plans“ listet die Pläne. Mit „--before“ zeigt sie auch, was sich
    gegenüber einer früheren Erhebungswelle verändert hat. Das Konto muss zur Befragungsleitung gehören.
    """
    with plain_errors(), reading():
        at, user_id = now(), _account(email, publish.MAY_BUILD, publish.NOT_ALLOWED)
        plan = plans.chosen(_outline(named), _parameters(given))
        wave = waves.find(db.session, slug)
        other = compared.opened(db.session, wave, before, plan)
        with progress("Veröffentlichung", 100) as bar:
            made = publish.make(db.session, wave, _shown_on(bar), plan=plan, before=other)
        with writing(db.session):
            row = publish.keep(db.session, waves.find(db.session, slug), made, at, user_id)
            state = "" if row.built_at == at else publish.STATE_WORDS[row.state]
    click.echo(made.release.id)
    if state:
        click.echo(
            f"Diese Veröffentlichung gibt es schon: dieselben Daten, dieselben Zahlen. Sie ist {state}.", err=True
        )


@release.command("plans")
@with_appcontext
def list_plans() -> None:
    """Zeigt die Pläne, nach denen Veröffentlichungen gebaut werden: Name, Titel und was zu wählen ist."""
    with plain_errors():
        for one in plans.listed(db.session):
            chosen = "".join(f"  --parameter {name}=…" for name in one.outline.choosable[:1])
            others = "".join(f" oder {name}=…" for name in one.outline.choosable[1:])
            click.echo(f"{one.name.ljust(14)}{unfilled(one.outline.plan.title['de'])}{chosen}{others}")


@release.command("verify")
@click.argument("release_id", metavar="KENNUNG")
@ACTING
def verify_release(release_id: str, email: str) -> None:
    """Schreibt jede Datei, liest sie zurück und vergleicht sie Zahl für Zahl mit der Veröffentlichung.

    Stimmt alles, sind die Dateien gespeichert und die Veröffentlichung ist geprüft. Sonst bleibt sie ein Entwurf, und
    der Befehl nennt die Stellen und endet mit Status 1. Das Konto muss zur Befragungsleitung oder Auswertung gehören.
    """
    with plain_errors(), reading():
        user_id = _account(email, verification.MAY_VERIFY, verification.NOT_ALLOWED)
        row = publish.find_short(db.session, release_id)
        with progress("Dateien", 100) as bar:
            done = verification.verify(db.session, row, _shown_on(bar))
        with writing(db.session):
            is_verified = verification.settle(db.session, done, now(), user_id)
        comes_next = approval.what_next(db.session, row)
    if not is_verified:
        for finding in done.findings[:MOST_FINDINGS]:
            click.echo(finding.line, err=True)
        words = f"Abweichungen: {len(done.findings)}. Die Veröffentlichung bleibt ein Entwurf."
        raise click.ClickException(words)
    click.echo(f"Geprüft: {len(done.contents)} Dateien sagen genau das, was die Veröffentlichung sagt.")
    if comes_next:
        click.echo(comes_next)


@release.command("approve")
@click.argument("release_id", metavar="KENNUNG")
@ACTING
def approve_release(release_id: str, email: str) -> None:
    """Gibt eine geprüfte Veröffentlichung für Netzwerkpartner frei.

    Das Konto muss zur Befragungsleitung oder Auswertung gehören und darf die Veröffentlichung nicht selbst
    gebaut haben. Veröffentlichte Zahlen lassen sich nicht zurückholen.
    """
    with plain_errors(), writing(db.session):
        user_id = accounts.by_email(db.session, email).id
        approval.approve(db.session, publish.find_short(db.session, release_id).id, now(), user_id)
    click.echo("Freigegeben. Netzwerkpartner können die Veröffentlichung jetzt lesen.")


@release.command("withdraw")
@click.argument("release_id", metavar="KENNUNG")
@click.option("--reason", required=True, metavar="TEXT", help="Grund; Partner lesen ihn, also nichts Verborgenes.")
@ACTING
def withdraw_release(release_id: str, reason: str, email: str) -> None:
    """Zieht eine freigegebene Veröffentlichung zurück: Partner sehen Tag und Grund, aber keine Datei mehr."""
    with plain_errors(), writing(db.session):
        user_id = accounts.by_email(db.session, email).id
        approval.withdraw(db.session, publish.find_short(db.session, release_id).id, reason, now(), user_id)
    click.echo("Zurückgezogen. Was gelesen wurde, bleibt bekannt.")


@release.command("list")
@click.argument("slug", metavar="KÜRZEL")
@click.option("--json", "as_json", is_flag=True, help="Als JSON.")
def list_releases(slug: str, as_json: bool) -> None:
    """Zeigt die Veröffentlichungen einer Erhebungswelle, die neueste zuerst."""
    with plain_errors():
        wave_id = waves.find(db.session, slug).id
        found, titles = publish.of_wave(db.session, wave_id), publish.plan_titles(db.session, wave_id)
        rows = [
            {
                "id": row.id,
                "state": row.state.value,
                "snapshot": row.snapshot_id,
                "built_at": row.built_at.isoformat(timespec="seconds"),
                "plan": titles[row.id],
            }
            for row in found
        ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo("  ".join((row["id"], row["state"].ljust(9), row["built_at"], row["plan"])).rstrip())


@release.command("export")
@click.argument("release_id", metavar="KENNUNG")
@click.option("--format", "file_format", type=click.Choice(list(publish.WRITERS)), required=True, help="Dateiformat.")
@click.option("--language", type=click.Choice(["de", "en", "fr"]), default="de", show_default=True, help="Sprache.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="DATEI", help="Zieldatei."
)
def export_release(release_id: str, file_format: str, language: str, output: Path) -> None:
    """Schreibt eine Veröffentlichung in eine Datei.

    Eine freigegebene sind die Bytes, die geprüft wurden. Jede andere trägt den Vermerk, dass sie nicht zur Weitergabe
    ist.
    """
    with plain_errors():
        row = publish.find_short(db.session, release_id)
        content = publish.file_of(db.session, row, file_format, language)
        facts = {"format": file_format, "language": language}
        subject = f"release:{row.id}"
        with writing(db.session):
            audit.record(db.session, None, "release_exported", subject, **facts)
            write_whole(output, content)
