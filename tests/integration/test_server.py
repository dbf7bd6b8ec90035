"""What gunicorn is told, and what a process has done before its first visitor comes."""

from __future__ import annotations

import gc
import re
import subprocess
import sys

from flask import Flask

from app.config import ROOT
from app.server import warm


def test_no_visitor_waits_for_a_template(app: Flask) -> None:
    try:
        warm(app)
    finally:
        gc.unfreeze()

    assert len(app.jinja_env.cache or ()) == len(app.jinja_env.list_templates())


def test_gunicorn_takes_its_settings() -> None:
    words = [sys.executable, "-m", "gunicorn", "--config", "python:app.server", "--print-config", "wsgi:app"]

    told = subprocess.run(words, check=True, cwd=ROOT, capture_output=True, text=True, timeout=60).stdout

    for setting in (r"worker_class += gthread", r"post_worker_init += <post_worker_init"):
        assert re.search(setting, told)
