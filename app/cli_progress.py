"""A bar on a terminal, for what takes more than a moment."""

from __future__ import annotations

import sys
from typing import Any

import click


def progress(label: str, length: int, least: int = 0) -> Any:
    """Shows how much of ``length`` is done, when there is a terminal and more than ``least`` to do."""
    is_shown = sys.stderr.isatty() and length > least
    return click.progressbar(length=length, label=label, file=sys.stderr, hidden=not is_shown)
