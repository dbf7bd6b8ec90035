"""Programs that run beside one another and end together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Final

import click

from app.config import ROOT

TOO_SOON: Final = 5.0
"""A program that ends within so many seconds would only end again."""


class Ended(Exception):
    """One of the programs has ended by itself, and starting it again would not help."""


def run_together(server: str, worker: str, environment: Mapping[str, str]) -> None:
    """Run Python with the arguments of two programs until Strg+C or SIGTERM; then, or on Ended, both are stopped.

    A worker that was killed is started again, as a supervisor would; the server goes on meanwhile.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    running: list[subprocess.Popen[bytes]] = []
    try:
        running += [_start(server, environment)]
        running += [_start(worker, environment)]
        started = time.monotonic()
        while running[0].poll() is None:
            if running[1].poll() is not None:
                if time.monotonic() - started < TOO_SOON:
                    break
                click.echo("Der Hintergrunddienst ist ausgefallen und startet neu.", err=True)
                running[1], started = _start(worker, environment), time.monotonic()
            time.sleep(0.2)
        raise Ended
    except KeyboardInterrupt:
        pass
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def _start(words: str, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *words.split()], cwd=ROOT, env={**os.environ, **environment})  # noqa: S603 - no shell
