"""``flask --app wsgi worker``: the process that works off jobs."""

from __future__ import annotations

import signal

import click
from flask.cli import with_appcontext

from app import jobs
from app.cli_errors import plain_errors


@click.command("worker")
@click.option("--once", "is_once", is_flag=True, help="Arbeitet ab, was wartet, und endet dann.")
@with_appcontext
def worker(is_once: bool) -> None:
    """Arbeitet Aufträge ab, die auf den Seiten angefangen werden: Antworten einfrieren, Veröffentlichungen bauen.

    Läuft neben dem Server, bis er beendet wird (Strg+C oder SIGTERM); ein angefangener Auftrag geht an den nächsten.
    Mehrere zugleich sind möglich.
    """
    # A supervisor stops a worker as Strg+C does: at once, and the job goes back.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with plain_errors():
        try:
            jobs.serve(is_once=is_once)
        except KeyboardInterrupt:
            click.echo("Beendet.", err=True)
