"""How gunicorn serves the application: ``gunicorn --config python:app.server wsgi:app``."""

from __future__ import annotations

from typing import Any

from flask import Flask

from app import garbage

worker_class = "gthread"
workers = 2
threads = 4


def post_worker_init(worker: Any) -> None:
    """Called by gunicorn in each process before its first visitor comes."""
    warm(worker.app.wsgi())


def warm(app: Flask) -> None:
    """Compile all templates, so that nobody waits for them, and set apart what always stays."""
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    garbage.leave_alone()
