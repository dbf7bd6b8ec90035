"""The entry point of servers and of the command line: ``flask --app wsgi``, ``gunicorn wsgi:app``."""

from __future__ import annotations

from app import create_app
from app.config import ending_on_unsafe
from app.garbage import look_rarely

look_rarely()

with ending_on_unsafe():
    app = create_app()
