"""Results of a wave, for the analysts' eyes, and the releases made of them."""

from __future__ import annotations

from app.extensions import db
from app.security import ANALYST, MANAGER, staff_required
from app.services import publish, waves
from app.staff.blueprint import blueprint, show_wave


@blueprint.get("/wellen/<slug>/ergebnisse")
@staff_required(MANAGER, ANALYST)
def results(slug: str) -> str:
    """Every item as table and chart, from the latest snapshot; internal."""
    return show_wave("results.html", slug)


@blueprint.get("/wellen/<slug>/veroeffentlichungen")
@staff_required(MANAGER, ANALYST)
def releases(slug: str) -> str:
    """The releases of a wave."""
    wave = waves.find(db.session, slug)
    return show_wave("releases.html", slug, wave=wave, releases=publish.of_wave(db.session, wave.id))
