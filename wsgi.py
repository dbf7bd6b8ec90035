"""The entry point of servers and of the command line: ``flask --app wsgi``, ``gunicorn wsgi:app``."""

from __future__ import annotations

import gc
import sys

from app import create_app
from app.config import UnsafeSettings

# A release is made and read back as millions of small parts that stay: looking for garbage among them again and
# again took a quarter of the time.
gc.set_threshold(50_000, 20, 20)

try:
    app = create_app()
except UnsafeSettings as unsafe:
    sys.stderr.write(f"Bedarfsradar startet nicht:\n{unsafe}\n")
    # The status at which gunicorn gives up; at any other it would start the next worker, for ever.
    sys.exit(3)
