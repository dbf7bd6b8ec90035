"""What a wave needs before it opens: questionnaires, frame, invitations, a trial run."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.database import writing
from app.extensions import db
from app.forms.staff import ConfirmForm, FrameForm, QuestionnaireForm, ReissueForm
from app.security import ANALYST, CONTACTS, MANAGER, accepts_body, staff_required, user_id
from app.services import audit, invite, monitor, waves
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
    totals = frames.totals(db.session, wave.id)
    page = show_wave("frame.html", slug, wave=wave, form=form, taken=taken, size=size, sampled=sampled, totals=totals)
    return page, 400 if form.problems else 200


@blueprint.get("/wellen/<slug>/einladungen")
@staff_required(MANAGER, CONTACTS)
def invitations(slug: str) -> str:
    """How many are invited, and the buttons that invite."""
    return _show_invitations(slug)


@blueprint.post("/wellen/<slug>/einladungen/<any(company, works_council):role>")
@staff_required(MANAGER, CONTACTS)
def invite_all(slug: str, role: str) -> Page:
    """Invite all sampled establishments of one role; the answer is the list, shown this once."""
    with writing(db.session):
        listed = invite.invite(db.session, waves.hold(db.session, slug), role, _pepper())
        audit.record(db.session, user_id(), "invited", f"wave:{slug}", role=role, number=len(listed))
    if not listed:
        flash("Alle Betriebe der Stichprobe sind schon eingeladen.")
        return redirect(url_for("staff.invitations", slug=slug))
    return show_wave("codes.html", slug, listed=listed, title="Zugangscodes")


@blueprint.post("/wellen/<slug>/einladungen/<any(company, works_council):role>/ersetzen")
@staff_required(MANAGER, CONTACTS)
def replace_all(slug: str, role: str) -> Page:
    """New codes for everybody who has not come in yet: the list was lost before the letters went out."""
    with writing(db.session):
        listed = invite.replace_unused(db.session, waves.hold(db.session, slug), role, _pepper())
        audit.record(db.session, user_id(), "codes_replaced", f"wave:{slug}", role=role, number=len(listed))
    if not listed:
        flash("Es gibt keine Einladung, mit der noch niemand gekommen ist.")
        return redirect(url_for("staff.invitations", slug=slug))
    return show_wave("codes.html", slug, listed=listed, title="Neue Zugangscodes")


@blueprint.post("/wellen/<slug>/einladungen/neuer-code")
@staff_required(MANAGER, CONTACTS)
def reissue(slug: str) -> Page:
    """A new code for one invitation whose letter was lost; the old one dies."""
    form = ReissueForm()
    if not form.validate():
        return _show_invitations(slug, form), 400
    try:
        with writing(db.session):
            wave = waves.hold(db.session, slug)
            listed = [invite.reissue(db.session, wave, form.reference.data, form.role.data, _pepper())]
            audit.record(db.session, user_id(), "code_reissued", f"wave:{slug}", role=form.role.data)
    except Refused as refused:
        form.refuse(form.reference, str(refused))
        return _show_invitations(slug, form), 400
    return show_wave("codes.html", slug, listed=listed, title="Neuer Zugangscode")


@blueprint.post("/wellen/<slug>/probelauf")
@staff_required(MANAGER)
def trial(slug: str) -> str:
    """Begin a trial run: a code of each role, whose answers never count."""
    with writing(db.session):
        listed = invite.start_trial(db.session, waves.hold(db.session, slug), _pepper())
        audit.record(db.session, user_id(), "trial_started", f"wave:{slug}")
    return show_wave("codes.html", slug, listed=listed, title="Probelauf", is_trial=True)


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


def _show_invitations(slug: str, form: ReissueForm | None = None) -> str:
    wave = waves.find(db.session, slug)
    return show_wave(
        "invitations.html",
        slug,
        wave=wave,
        form=form or ReissueForm(formdata=None),
        confirm=ConfirmForm(formdata=None),
        counts=monitor.look(db.session, wave).by_role,
        waiting=invite.waiting(db.session, wave),
        trials=monitor.trials(db.session, wave),
    )


def _take_frame(slug: str, form: FrameForm) -> frames.Taken:
    text = frames.decode(form.file.data.read())
    with writing(db.session):
        wave = waves.hold(db.session, slug)
        taken = frames.take(db.session, wave, text, source=form.source.data, reference_date=form.reference_date.data)
        audit.record(
            db.session,
            user_id(),
            "frame_imported",
            f"wave:{slug}",
            added=taken.added,
            changed=taken.changed,
            refused=len(taken.refused),
        )
    return taken


def _pepper() -> str:
    return str(current_app.extensions["settings"].code_pepper)
