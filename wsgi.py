"""The entry point of servers and of the command line: ``flask --app wsgi``, ``gunicorn wsgi:app``."""

from app import create_app

app = create_app()
