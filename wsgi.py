"""The entry point of servers and of the command line: ``flask --app wsgi``, ``gunicorn wsgi:app``."""

from __future__ import annotations

import sys

from app import create_app
from app.config import UnsafeSettings

try:
    app = create_app()
except UnsafeSettings as unsafe:
    sys.exit(f"Bedarfsradar startet nicht:\n{unsafe}")
