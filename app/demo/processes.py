"""Programs that run beside one another and end together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

from app.config import ROOT


class Ended(Exception):
    """One of the programs has ended by itself."""


def run_together(programs: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run Python with the arguments of each program until Strg+C or SIGTERM; then, or on Ended, all are stopped."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    running: list[subprocess.Popen[bytes]] = []
    try:
        for words in programs:
            command = [sys.executable, *words.split()]
            running.append(subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}))  # noqa: S603 - no shell
        while all(process.poll() is None for process in running):
            time.sleep(0.2)
        raise Ended
    except KeyboardInterrupt:
        pass
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()
