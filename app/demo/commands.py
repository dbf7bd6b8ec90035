"""``flask --app wsgi demo load`` and ``demo run``: an invented survey to look at, with a server and a worker for it."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence

import click
from flask.cli import AppGroup

from app import migrate
from app.cli_errors import plain_errors, plain_troubles, settings
from app.demo.load import Loaded, Plan, is_loaded, load
from app.demo.processes import Ended, run_together
from app.demo.tables import tree
from app.demo.waves import fixed_code, fixed_link
from app.extensions import db
from app.models import Role, UserRole
from app.services import invite

ROLES = {Role.COMPANY: "Unternehmen", Role.WORKS_COUNCIL: "Betriebsrat"}

group = AppGroup("demo", help="Eine erfundene Befragung zum Ansehen und Ausprobieren.")


@group.command("load")
@click.option(
    "--establishments", type=click.IntRange(min=1, max=44_144), metavar="ZAHL",
    help="Wie viele Betriebe befragt werden (sonst 600; die Auswahlgrundlage hat immer 44.144).",
)  # fmt: skip
@click.option(
    "--response-rate", type=click.FloatRange(0, 1, min_open=True), metavar="ANTEIL",
    help="Anteil der Unternehmen, die antworten, zum Beispiel 0.6.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), metavar="ZAHL", help="Startzahl: gleiche Zahl, gleiche Daten.")
def load_command(establishments: int | None, response_rate: float | None, seed: int | None) -> None:
    """Lädt die erfundene Welle „demo“ mit Antworten, Datenstand und Veröffentlichung, und eine offene Welle."""
    _require_trial()
    facts = tree("fieldwork")
    with plain_errors():
        done = _load(
            establishments or facts["sample"],
            facts["response_rate"] if response_rate is None else response_rate,
            facts["seed"] if seed is None else seed,
        )
        _tell(done)
        _tell_ways_in(settings().base_url)


@group.command("run")
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True, metavar="PORT")
def run_command(port: int) -> None:
    """Lädt die Vorführung, falls sie fehlt, nennt Codes und Konten, und startet Server und Hintergrunddienst."""
    _require_free(port)
    _require_trial()
    facts = tree("fieldwork")
    _prepare_database()
    with plain_errors():
        if not is_loaded(db.session):
            _tell(_load(facts["sample"], facts["response_rate"], facts["seed"]))
        address = f"http://127.0.0.1:{port}"
        _tell_ways_in(address)
        db.session.remove()
    click.echo("\nAlle Betriebe, Personen und Antworten sind erfunden. Beenden mit Strg+C.")
    sys.stdout.flush()
    _serve(port, address)


def _load(establishments: int, response_rate: float, seed: int) -> Loaded:
    found = settings()
    plan = Plan(establishments, response_rate, seed, found.code_pepper, found.data_dir)
    click.echo("Die Vorführung wird erfunden. Das dauert einige Minuten.", err=True)
    return load(db.session, plan, lambda words: click.echo(f"  {words}", err=True))


def _require_trial() -> None:
    """Invented data must not come near real ones."""
    if settings().is_production:
        text = "Die Vorführung gibt es nur außerhalb des Echtbetriebs (BEDARFSRADAR_ENV=production)."
        raise click.ClickException(text)


def _prepare_database() -> None:
    """Bring the schema of an older demo up to date."""
    url = settings().database_url
    with plain_troubles():
        if not migrate.is_current(url):
            migrate.upgrade(url)


def _require_free(port: int) -> None:
    """Say so before anything is loaded when another program listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            text = f"Port {port} ist schon belegt. Bitte einen anderen nehmen, zum Beispiel: make demo PORT={port + 1}"
            raise click.ClickException(text) from error


def _serve(port: int, address: str) -> None:
    """Run gunicorn, and a worker beside it."""
    server = f"-m gunicorn --config python:app.server --bind 127.0.0.1:{port}"
    environment = {"BASE_URL": os.environ.get("BASE_URL", address)}
    try:
        run_together(f"{server} --log-level warning wsgi:app", "-m flask --app wsgi worker", environment)
    except Ended as problem:
        raise click.ClickException("Der Server oder der Hintergrunddienst hat sich beendet.") from problem


def _tell(done: Loaded) -> None:
    counts = ", ".join(f"{done.answered[str(role)]} {words}" for role, words in _ANSWERED.items())
    click.echo(f"Erfunden und geladen: {counts}, {done.pairs} Paare.")
    click.echo(f"Datenstand        {done.snapshot_id}")
    click.echo(f"Veröffentlichung  {done.release_id} ({done.release_state})")
    if done.held_back:
        click.secho(
            "\nACHTUNG: Nicht jede Veröffentlichung der Vorführung konnte freigegeben werden.", fg="red", err=True
        )
        for line in done.held_back:
            click.echo(f"  {line}", err=True)


def _tell_ways_in(address: str) -> None:
    """Codes, links and a password that stand in this program for anybody to read: no production ever has them."""
    click.echo(f"\nFragebogen ausfüllen, mit dem Zugangscode: {address}/")
    _tell_rows([(words, fixed_code(str(role))) for role, words in ROLES.items()])
    pepper = settings().code_pepper
    links = [(words, fixed_link(str(role))) for role, words in ROLES.items()]
    if known := [(words, f"{address}/e/{word}") for words, word in links if invite.by_link(db.session, pepper, word)]:
        click.echo("\nAnsehen, was Teilnehmende zurückbekommen („Ihr Betrieb im Vergleich“, „Bedarfsblatt“):")
        _tell_rows(known)
    accounts = tree("fieldwork")["accounts"]
    click.echo(f"\nAnmelden: {address}/anmelden (Passwort für alle: {accounts['password']})")
    _tell_rows([(str(role), accounts[role][0], accounts[role][2]) for role in UserRole])


def _tell_rows(rows: Sequence[tuple[str, ...]]) -> None:
    """A table with columns as wide as their longest text."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  " + "   ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


_ANSWERED = {Role.COMPANY: "Unternehmen", Role.WORKS_COUNCIL: "Betriebsräte"}
