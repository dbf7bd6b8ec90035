"""A wave at a glance: who was asked, who answered, by role, stratum and day."""

from __future__ import annotations

from app.extensions import db
from app.security import ANALYST, CONTACTS, MANAGER, staff_required
from app.services import monitor, waves
from app.staff.blueprint import blueprint, show_wave


@blueprint.get("/wellen/<slug>/auf-einen-blick")
@staff_required(MANAGER, ANALYST, CONTACTS)
def glance(slug: str) -> str:
    """The fieldwork in numbers and charts."""
    wave = waves.find(db.session, slug)
    return show_wave("glance.html", slug, wave=wave, fieldwork=monitor.look(db.session, wave))
