"""How gunicorn serves the application: ``gunicorn --config python:app.server wsgi:app``."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask

from app import garbage, make_folder
from app.config import Settings, ending_on_unsafe

worker_class = "gthread"
workers = 2
threads = 4


def on_starting(_server: Any) -> None:
    """Called by gunicorn before it has processes: else each says on its own what is wrong with the settings, and two
    that end at once are a traceback and another exit status."""
    with ending_on_unsafe():
        make_folder(Settings.from_environment(os.environ).data_dir)


def post_worker_init(worker: Any) -> None:
    """Called by gunicorn in each process before its first visitor comes."""
    warm(worker.app.wsgi())


def warm(app: Flask) -> None:
    """Compile all templates, so that nobody waits for them, and set apart what always stays."""
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    garbage.leave_alone()
