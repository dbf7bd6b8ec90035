"""``flask --app wsgi worker``: the process that works off jobs."""

from __future__ import annotations

import signal
from contextlib import suppress
from types import FrameType

import click
from flask.cli import with_appcontext

from app import jobs
from app.cli_errors import plain_errors

STOPPING = (signal.SIGINT, signal.SIGTERM)


@click.command("worker")
@click.option("--once", "is_once", is_flag=True, help="Arbeitet ab, was wartet, und endet dann.")
@with_appcontext
def worker(is_once: bool) -> None:
    """Arbeitet Aufträge ab, die auf den Seiten angefangen werden: einfrieren, bauen, prüfen.

    Läuft neben dem Server, bis er beendet wird (Strg+C oder SIGTERM); ein angefangener Auftrag geht an den nächsten.
    Mehrere zugleich sind möglich.
    """
    for number in STOPPING:
        signal.signal(number, _stop)
    with plain_errors(), suppress(KeyboardInterrupt):
        jobs.serve(is_once=is_once)


def _stop(_number: int, _frame: FrameType | None) -> None:
    """Stop at once, in the middle of a job too. Once is enough: giving the job back must not be interrupted itself."""
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
