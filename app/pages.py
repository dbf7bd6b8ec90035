"""What every page shows around its content: language, contact, links, and static files by their hash."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app, g, url_for

from app.config import Settings
from app.i18n import LANGUAGES, language
from app.i18n import gettext as _
from exports.facts import dialled


def register(app: Flask) -> None:
    """Give the templates the frame's values, and static files an address that changes with their content."""
    app.context_processor(_frame)
    app.url_defaults(_add_hash)


def show_contact(phone: str, mail: str) -> None:
    """Show a wave's own field team in the footer of this page instead of the general one."""
    g.contact = {"phone": phone, "mail": mail}


def show_trial() -> None:
    """Say on this page that its respondent only tries the survey."""
    g.is_trial_run = True


def show_invented() -> None:
    """Say on this page that everything in its wave is invented, the telephone number too."""
    g.is_invented = True


def _frame() -> dict[str, Any]:
    settings = cast(Settings, current_app.extensions["settings"])
    general = {"phone": settings.contact_phone, "mail": settings.contact_mail}
    contact = {key: value or general[key] for key, value in g.get("contact", general).items()}
    contact |= {"dial": dialled(contact["phone"]), "hint": _("(erfunden)") if g.get("is_invented") else ""}
    links = [
        (url_for("public.privacy"), _("Datenschutz")),
        (url_for("public.imprint"), _("Impressum")),
        (url_for("public.accessibility"), _("Barrierefreiheit")),
    ]
    return {
        "language": language(),
        "languages": tuple(LANGUAGES.items()),
        "contact": contact,
        "is_trial_run": g.get("is_trial_run", False),
        "is_invented": g.get("is_invented", False),
        "footer_links": links,
    }


def _add_hash(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "filename" in values:
        values.setdefault("v", _hash(str(current_app.static_folder), values["filename"]))


@cache
def _hash(folder: str, name: str) -> str | None:
    path = Path(folder) / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else None
