"""Releases of a wave: build one, look at it, take it home as a stamped draft."""

from __future__ import annotations

from flask import Response, abort, current_app, redirect, url_for
from werkzeug.wrappers import Response as Redirect

from app.database import writing
from app.extensions import db
from app.security import ANALYST, MANAGER, staff_required, user_id
from app.services import audit, jobs, publish, results, waves
from app.services.shelf import Shelf
from app.staff.blueprint import blueprint, show_wave
from app.staff.sheets import sheet

MIME = {"pdf": "application/pdf", "json": "application/json"}


@blueprint.get("/wellen/<slug>/veroeffentlichungen")
@staff_required(MANAGER, ANALYST)
def releases(slug: str) -> str:
    """The releases of a wave, and why none of them can be approved yet."""
    wave = waves.find(db.session, slug)
    return show_wave(
        "releases.html",
        slug,
        wave=wave,
        releases=publish.of_wave(db.session, wave.id),
        snapshot=results.latest(db.session, wave.id),
    )


@blueprint.post("/wellen/<slug>/veroeffentlichungen")
@staff_required(MANAGER)
def build_release(slug: str) -> Redirect:
    """Have a release built from the latest snapshot; the same data give the same release."""
    with writing(db.session):
        waves.require_changeable(waves.hold(db.session, slug))
        job = jobs.start(db.session, "build", {"wave": slug}, user_id())
    return redirect(url_for("staff.job", slug=slug, number=job.id))


@blueprint.get("/wellen/<slug>/veroeffentlichungen/<release_id>")
@staff_required(MANAGER, ANALYST)
def release(slug: str, release_id: str) -> str:
    """What a release holds, and how much of it is hidden."""
    wave = waves.find(db.session, slug)
    row = publish.find_of_wave(db.session, wave.id, release_id)
    return show_wave("release.html", slug, wave=wave, row=row, release=publish.read(row), formats=list(publish.WRITERS))


@blueprint.get("/wellen/<slug>/veroeffentlichungen/<release_id>/<any(company, works_council):role>/<chapter_id>")
@staff_required(MANAGER, ANALYST)
def chapter(slug: str, release_id: str, role: str, chapter_id: str) -> str:
    """One chapter of a release: its tables as they would be published, hidden values as dots."""
    wave = waves.find(db.session, slug)
    row = publish.find_of_wave(db.session, wave.id, release_id)
    made = publish.read(row)
    found = [each for each in made.chapters if (each.role, each.id) == (role, chapter_id)]
    if not found:
        abort(404)
    sheets = [sheet(made.table(name), number) for number, name in enumerate(found[0].tables)]
    return show_wave("chapter.html", slug, wave=wave, row=row, chapter=found[0], sheets=sheets)


@blueprint.get(
    "/wellen/<slug>/veroeffentlichungen/<release_id>/<any(de, en, fr):language>.<any(pdf, json):file_format>"
)
@staff_required(MANAGER, ANALYST)
def download(slug: str, release_id: str, language: str, file_format: str) -> Response:
    """A release as file, stamped as a draft."""
    wave = waves.find(db.session, slug)
    row = publish.find_of_wave(db.session, wave.id, release_id)
    shelf = Shelf(current_app.extensions["settings"].data_dir / "files")
    content = publish.file_of(row, file_format, language, shelf)
    facts = {"release": row.id, "format": file_format, "language": language}
    with writing(db.session):
        audit.record(db.session, user_id(), "release_downloaded", f"wave:{slug}", **facts)
    name = f"bedarfsradar-{slug}-{row.id[:8]}-{language}-entwurf.{file_format}"
    return Response(
        content, mimetype=MIME[file_format], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
