"""Results of a wave, for the eyes of the house: every item as table and chart, from the latest snapshot."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from app.database import writing
from app.extensions import db
from app.security import ANALYST, MANAGER, staff_required, user_id
from app.services import jobs, waves
from app.services import results as service
from app.staff.blueprint import blueprint, show_wave
from app.staff.jobs import work_of
from app.staff.sheets import sheet


@blueprint.get("/wellen/<slug>/ergebnisse")
@staff_required(MANAGER, ANALYST)
def results(slug: str) -> str:
    """What there are results of, and how old the data are."""
    wave = waves.find(db.session, slug)
    row = service.latest(db.session, wave.id)
    contents = service.contents(service.open_snapshot(row)) if row else {}
    freezes = work_of(slug, "freeze")
    return show_wave("results.html", slug, wave=wave, snapshot=row, contents=contents, freezes=freezes)


@blueprint.get("/wellen/<slug>/ergebnisse/<any(company, works_council):role>/<item_id>")
@staff_required(MANAGER, ANALYST)
def result(slug: str, role: str, item_id: str) -> str | Response:
    """One item: true values, with a mark where a release would hide them."""
    wave = waves.find(db.session, slug)
    row = service.latest(db.session, wave.id)
    if row is None:
        return redirect(url_for("staff.results", slug=slug))
    frozen = service.open_snapshot(row)
    entry = service.entry(frozen, role, item_id)
    shown = service.tables(frozen, role, item_id, service.rules(wave))
    sheets = [sheet(each.table, number, each.hidden) for number, each in enumerate(shown)]
    return show_wave("result.html", slug, wave=wave, snapshot=row, side=role, entry=entry, sheets=sheets)


@blueprint.post("/wellen/<slug>/ergebnisse")
@staff_required(MANAGER, ANALYST)
def freeze_wave(slug: str) -> Response:
    """Have the answers of a wave frozen; all results come from there."""
    with writing(db.session):
        waves.require_changeable(waves.hold(db.session, slug))
        job = jobs.start(db.session, "freeze", {"wave": slug}, user_id())
    return redirect(url_for("staff.job", slug=slug, number=job.id))
