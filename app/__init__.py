"""The web application of Bedarfsradar."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import account, cli, errors, filters, i18n, identity, pages, partners, public, respond, security, staff
from app.config import Settings, UnsafeSettings
from app.extensions import csrf, db
from app.sessions import Sessions
from surveys.causes import cause_of


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from ``settings``, by default those of the environment.

    Raises UnsafeSettings when they cannot be used, RuntimeError when a view has no access decorator.
    """
    settings = settings or Settings.from_environment(os.environ)
    settings.refuse_unsafe()
    make_folder(settings.data_dir)

    app = Flask(__name__, instance_path=str(settings.data_dir))
    app.config.from_mapping(settings.flask())
    app.extensions["settings"] = settings
    app.session_interface = Sessions()
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]

    db.init_app(app)
    security.register(app)
    csrf.init_app(app)
    for part in (identity, i18n, filters, pages, errors, cli):
        part.register(app)
    for audience in (public, respond, account, staff, partners):
        app.register_blueprint(audience.blueprint)
    security.mark_static(app)
    security.refuse_unmarked(app)
    return app


def make_folder(path: Path) -> None:
    """The data directory, for this user alone: answers lie in it. Raises UnsafeSettings."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UnsafeSettings(f"DATA_DIR: {path} ist als Ordner nicht brauchbar ({cause_of(error)})") from error
