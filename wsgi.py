"""The entry point of servers and of the command line: ``flask --app wsgi``, ``gunicorn wsgi:app``."""

from __future__ import annotations

import sys

from app import create_app
from app.config import UnsafeSettings
from app.garbage import look_rarely

look_rarely()

try:
    app = create_app()
except UnsafeSettings as unsafe:
    sys.stderr.write(f"Bedarfsradar startet nicht:\n{unsafe}\n")
    # The status at which gunicorn gives up; at any other it would start the next worker, for ever.
    sys.exit(3)
