"""The commands of ``flask --app wsgi``."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add the commands to ``app``."""
