"""Single answers as files for the house, and the review of free texts before one may be in them."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from app.clock import now
from app.database import writing
from app.extensions import db
from app.forms.review import LONGEST_CODE, ReviewForm
from app.security import ANALYST, MANAGER, staff_required, user_id
from app.services import analysts, audit, results, review, waves
from app.services.review import Standing
from app.staff.blueprint import blueprint, show_wave
from exports.numbers import Language

KINDS = ", ".join(f'"{kind}"' for kind in analysts.WRITERS)
PER_PAGE = 20
STANDING_WORDS = {Standing.OPEN: "offen", Standing.RELEASED: "freigegeben", Standing.HELD: "zurückgehalten"}


@blueprint.get("/wellen/<slug>/einzelangaben")
@staff_required(MANAGER, ANALYST)
def analyst_files(slug: str) -> str:
    """Which files there are, from which state of the data, and how many texts are still to be read."""
    wave = waves.find(db.session, slug)
    row = results.latest(db.session, wave.id)
    written = review.texts(db.session, wave.id, results.open_snapshot(row)) if row else []
    return show_wave(
        "analysts.html",
        slug,
        wave=wave,
        snapshot=row,
        formats=analysts.FORMAT_WORDS,
        counts=review.counts(written),
        standing_words=STANDING_WORDS,
    )


@blueprint.get(f"/wellen/<slug>/einzelangaben/<any(de, en, fr):language>/<any({KINDS}):kind>")
@staff_required(MANAGER, ANALYST)
def analyst_file(slug: str, language: Language, kind: str) -> Response:
    """Every answer of the latest snapshot in one format; who took it home is written down."""
    wave = waves.find(db.session, slug)
    packed = analysts.packed(analysts.write(db.session, wave, kind, language), wave, kind)
    with writing(db.session):
        audit.record(db.session, user_id(), "answers_exported", f"wave:{slug}", format=kind, language=language)
    headers = {"Content-Disposition": f'attachment; filename="{packed.name}"'}
    return Response(packed.content, mimetype="application/octet-stream", headers=headers)


@blueprint.get("/wellen/<slug>/freitexte")
@staff_required(MANAGER, ANALYST)
def texts(slug: str) -> str:
    """A page of texts with the same standing, each with what was decided about it."""
    wave = waves.find(db.session, slug)
    row = results.latest(db.session, wave.id)
    written = review.texts(db.session, wave.id, results.open_snapshot(row)) if row else []
    facts = _page(written, request.args.get("stand", ""), request.args.get("seite", 1, int))
    if facts["texts"]:
        with writing(db.session):
            audit.record(db.session, user_id(), "texts_read", f"wave:{slug}", texts=len(facts["texts"]))
    counts = review.counts(written)
    return show_wave(
        "texts.html", slug, wave=wave, counts=counts, standing_words=STANDING_WORDS, longest=LONGEST_CODE, **facts
    )


def _page(written: list[review.Written], word: str, wanted: int) -> dict[str, Any]:
    """The texts of one standing on one page; the nearest page where there is no such one."""
    standing = Standing(word) if word in set(Standing) else Standing.OPEN
    chosen = [one for one in written if one.standing is standing]
    pages = max((len(chosen) + PER_PAGE - 1) // PER_PAGE, 1)
    page = min(max(wanted, 1), pages)
    shown = chosen[(page - 1) * PER_PAGE : page * PER_PAGE]
    return {"texts": shown, "standing": standing, "page": page, "pages": pages}


@blueprint.post("/wellen/<slug>/freitexte")
@staff_required(MANAGER, ANALYST)
def review_text(slug: str) -> Redirect:
    """Release a text for the files, or hold it back; the last decision counts."""
    form = ReviewForm()
    wave = waves.find(db.session, slug)
    row = results.latest(db.session, wave.id)
    if row is None or not form.validate():
        abort(400)
    frozen, is_released = results.open_snapshot(row), form.act.data == "release"
    with writing(db.session):
        waves.require_changeable(waves.hold(db.session, slug))
        decision = (is_released, form.code.data)
        decided = review.decide(db.session, wave.id, frozen, form.key.data, decision, (user_id(), now()))
        facts = {"variable": decided.variable, "released": is_released}
        audit.record(db.session, user_id(), "text_reviewed", f"wave:{slug}", **facts)
    flash("Der Text ist freigegeben." if is_released else "Der Text wird zurückgehalten.")
    page = request.args.get("seite", 1, int)
    return redirect(url_for("staff.texts", slug=slug, stand=decided.standing.value, seite=page))
