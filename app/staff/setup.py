"""What a wave needs before it opens: questionnaires and a frame."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.database import writing
from app.extensions import db
from app.forms.staff import FrameForm, QuestionnaireForm
from app.security import ANALYST, CONTACTS, MANAGER, accepts_body, staff_required, user_id
from app.services import audit, strata, waves
from app.services import frame as frames
from app.services import questionnaires as instruments
from app.services.refusals import Refused
from app.staff.blueprint import Page, blueprint, show_wave


@blueprint.get("/wellen/<slug>/fragebogen")
@staff_required(MANAGER, ANALYST)
def questionnaires(slug: str) -> Page:
    """The questionnaires of a wave."""
    return _show_questionnaires(slug, QuestionnaireForm(formdata=None))


@blueprint.post("/wellen/<slug>/fragebogen")
@staff_required(MANAGER)
def attach_file(slug: str) -> Page:
    """Check an uploaded questionnaire and attach it; with problems nothing is stored."""
    form = QuestionnaireForm()
    if form.validate():
        name, content = form.file.data.filename or "Datei", form.file.data.read()
        try:
            return _attach(slug, lambda: instruments.take_text(db.session, name, content))
        except Refused as refused:
            for line in str(refused).splitlines():
                form.refuse(form.file, line)
    return _show_questionnaires(slug, form)


@blueprint.post("/wellen/<slug>/fragebogen/mitgeliefert")
@staff_required(MANAGER)
def attach_own(slug: str) -> Page:
    """Attach one of the questionnaires that come with the product."""
    chosen = request.form.get("name", "")
    try:
        return _attach(slug, lambda: instruments.take_own(db.session, chosen))
    except Refused as refused:
        form = QuestionnaireForm(formdata=None)
        form.refuse(form.file, str(refused))
        return _show_questionnaires(slug, form)


@blueprint.route("/wellen/<slug>/auswahlgrundlage", methods=["GET", "POST"])
@accepts_body(20)
@staff_required(MANAGER, CONTACTS)
def frame(slug: str) -> Page:
    """The frame of a wave, and its import from a file."""
    wave = waves.find(db.session, slug)
    form = FrameForm()
    taken = None
    if form.validate_on_submit():
        try:
            taken = _take_frame(slug, form)
        except Refused as refused:
            form.refuse(form.file, str(refused))
    size, sampled = frames.size_of(db.session, wave.id)
    totals = sorted(frames.totals(db.session, wave.id), key=lambda total: strata.place_of(total.stratum))
    page = show_wave("frame.html", slug, wave=wave, form=form, taken=taken, size=size, sampled=sampled, totals=totals)
    return page, 400 if form.problems else 200


def _attach(slug: str, take: Any) -> Response:
    with writing(db.session):
        wave, version = waves.hold(db.session, slug), take()
        instruments.attach(db.session, wave, version)
        audit.record(db.session, user_id(), "questionnaire_attached", f"wave:{slug}", version=version.hash)
    flash("Der Fragebogen ist zugeordnet.")
    return redirect(url_for("staff.questionnaires", slug=slug))


def _show_questionnaires(slug: str, form: QuestionnaireForm) -> Page:
    wave = waves.find(db.session, slug)
    page = show_wave(
        "questionnaires.html",
        slug,
        wave=wave,
        form=form,
        attached=instruments.attached(db.session, wave),
        own=instruments.own_files(),
    )
    return page, 400 if form.problems else 200


def _take_frame(slug: str, form: FrameForm) -> frames.Taken:
    text = frames.decode(form.file.data.read())
    with writing(db.session):
        wave = waves.hold(db.session, slug)
        drawn = bool(form.is_random_sample.data)
        origin = {"source": form.source.data, "reference_date": form.reference_date.data}
        taken = frames.take(db.session, wave, text, **origin, is_random_sample=drawn)
        audit.record(
            db.session,
            user_id(),
            "frame_imported",
            f"wave:{slug}",
            added=taken.added,
            changed=taken.changed,
            refused=len(taken.refused),
            is_random_sample=drawn,
        )
    return taken
