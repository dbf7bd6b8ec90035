"""Results of a wave, for the eyes of the house: every question as table and chart, from the latest snapshot."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from analysis.estimate import FEWEST_ANSWERS
from app.database import writing
from app.extensions import db
from app.security import ANALYST, MANAGER, staff_required, user_id
from app.services import explore, jobs, plans, waves
from app.services import results as service
from app.services.refusals import Unknown
from app.staff.blueprint import Page, blueprint, show_wave
from app.staff.explore import page, targets
from app.staff.jobs import work_of
from exports.cells import WEAK

MOST_DIGITS = 4
LONGEST = 100
"""Of the words that are searched for."""


@blueprint.get("/wellen/<slug>/ergebnisse")
@staff_required(MANAGER, ANALYST)
def results(slug: str) -> str:
    """What there are results of, and how old the data are; ``suche`` keeps the questions with these words."""
    wave = waves.find(db.session, slug)
    row = service.latest(db.session, wave.id)
    words = request.args.get("suche", "").strip()[:LONGEST]
    contents = service.contents(service.open_snapshot(row), words) if row else {}
    freezes = work_of(slug, "freeze")
    return show_wave("results.html", slug, wave=wave, snapshot=row, contents=contents, words=words, freezes=freezes)


@blueprint.get("/wellen/<slug>/ergebnisse/<any(company, works_council):role>/<item_id>")
@staff_required(MANAGER, ANALYST)
def result(slug: str, role: str, item_id: str) -> Page:
    """One question as the address says: which figure, by what, of whom, and how."""
    return _show(slug, role, item_id)


def _show(slug: str, role: str, item_id: str, *problems: tuple[str, str]) -> Page:
    """The page of a question; ``problems`` are places on it with what stands against the last step."""
    wave = waves.find(db.session, slug)
    row = service.latest(db.session, wave.id)
    if row is None:
        return redirect(url_for("staff.results", slug=slug))
    frozen = service.open_snapshot(row)
    opened = explore.source(frozen, role)
    entry = service.entry(frozen, role, item_id)
    facts = {"wave": wave, "snapshot": row, "side": role, "entry": entry, "problems": problems}
    try:
        state = explore.read(opened, item_id, request.args)
        shown = page(frozen, opened, state, service.rules(wave))
    except Unknown as problem:
        return show_wave("no_result.html", slug, problem=str(problem), **facts), 404
    facts["is_one_sided"] = state.view != explore.BOTH and request.args.get(explore.VIEW) == explore.BOTH
    facts |= {"state": state, "page": shown, "weak": WEAK, "fewest": FEWEST_ANSWERS}
    made = show_wave("result.html", slug, targets=tuple(targets(plans.listed(db.session))), **facts)
    return made, 400 if problems else 200


@blueprint.post("/wellen/<slug>/ergebnisse/<any(company, works_council):role>/<item_id>/baustein")
@staff_required(MANAGER, ANALYST)
def keep_block(slug: str, role: str, item_id: str) -> Page:
    """Put what the address says into a plan as a block at the end of a chapter."""
    wave = waves.find(db.session, slug)
    row = service.latest(db.session, wave.id)
    if row is None:
        return redirect(url_for("staff.results", slug=slug))
    frozen = service.open_snapshot(row)
    state = explore.read(explore.source(frozen, role), item_id, request.args)
    block = explore.block_of(frozen, state)
    name, _, chapter = request.form.get("ziel", "").partition(":")
    if not name:
        return _show(slug, role, item_id, ("#ziel", "Bitte wählen Sie Plan und Kapitel."))
    number = int(chapter) if chapter.isdecimal() and len(chapter) < MOST_DIGITS else 0
    with writing(db.session):
        plans.append_block(db.session, name, number, block, user_id())
    flash("Der Baustein steht jetzt im Plan, am Ende des gewählten Kapitels.")
    return redirect(url_for("staff.plan", plan=name))


@blueprint.post("/wellen/<slug>/ergebnisse")
@staff_required(MANAGER, ANALYST)
def freeze_wave(slug: str) -> Response:
    """Have the answers of a wave frozen; all results come from there."""
    with writing(db.session):
        waves.require_changeable(waves.hold(db.session, slug))
        job = jobs.start(db.session, "freeze", {"wave": slug}, user_id())
    return redirect(url_for("staff.job", slug=slug, number=job.id))
