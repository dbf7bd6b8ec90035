"""Pages for everyone: start, data protection, imprint, accessibility, and the state of health."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from app.database import ping
from app.extensions import db
from app.security import public

blueprint = Blueprint("public", __name__, template_folder="templates")


@blueprint.get("/")
@public
def start() -> str:
    """The door: what this is, and where a code is entered."""
    return render_template("public/start.html")


@blueprint.get("/datenschutz")
@public
def privacy() -> str:
    """What is stored, why, for how long, and who sees it."""
    return render_template("public/privacy.html")


@blueprint.get("/impressum")
@public
def imprint() -> str:
    """Who answers for these pages."""
    return render_template("public/imprint.html")


@blueprint.get("/barrierefreiheit")
@public
def accessibility() -> str:
    """How accessible these pages are, and how to tell us where they are not."""
    return render_template("public/accessibility.html")


@blueprint.get("/health")
@public
def health() -> Response:
    """„ok“ when the database answers; else the error page with 503."""
    ping(db.session)
    return Response("ok\n", mimetype="text/plain")
