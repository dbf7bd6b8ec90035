"""Invitations of a wave: codes for all, for the lost letter, for the lost list, for a trial run.

Codes leave once, as a page or as a file for letters; whoever loses them has them replaced.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.database import writing
from app.extensions import db
from app.forms.staff import ConfirmForm, ReissueForm
from app.security import CONTACTS, MANAGER, staff_required, user_id
from app.services import audit, invite, letters, monitor, waves
from app.services.invite import Invitation
from app.services.refusals import Refused
from app.staff.blueprint import Page, blueprint, current_role, show_wave

AS_FILE = "csv"
"""Value of the button that takes the codes as a file."""


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
        if listed:
            audit.record(db.session, user_id(), "invited", f"wave:{slug}", role=role, number=len(listed))
    if not listed:
        flash("Alle Betriebe der Stichprobe sind schon eingeladen.")
        return redirect(url_for("staff.invitations", slug=slug))
    return _hand_over(slug, listed, "Zugangscodes")


@blueprint.get("/wellen/<slug>/einladungen/<any(company, works_council):role>/ersetzen")
@staff_required(MANAGER, CONTACTS)
def ask_replace_all(slug: str, role: str) -> Page:
    """Ask whether it is meant: every letter that is on its way would stop working."""
    wave = waves.find(db.session, slug)
    number = invite.unused(db.session, wave, role)
    if not number:
        return _nothing_to_replace(slug)
    return show_wave("replace.html", slug, wave=wave, form=ConfirmForm(formdata=None), side=role, number=number)


@blueprint.post("/wellen/<slug>/einladungen/<any(company, works_council):role>/ersetzen")
@staff_required(MANAGER, CONTACTS)
def replace_all(slug: str, role: str) -> Page:
    """New codes for everybody who has not come in yet: the list was lost before the letters went out."""
    with writing(db.session):
        listed = invite.replace_unused(db.session, waves.hold(db.session, slug), role, _pepper())
        if listed:
            audit.record(db.session, user_id(), "codes_replaced", f"wave:{slug}", role=role, number=len(listed))
    return _hand_over(slug, listed, "Neue Zugangscodes") if listed else _nothing_to_replace(slug)


@blueprint.post("/wellen/<slug>/einladungen/neuer-code")
@staff_required(MANAGER, CONTACTS)
def reissue(slug: str) -> Page:
    """A new code for one invitation whose letter was lost; the old one dies."""
    form = ReissueForm()
    if not form.validate():
        return _show_invitations(slug, form), 400
    try:
        renewed = _reissue(slug, form.reference.data, form.role.data)
    except Refused as refused:
        form.refuse(form.reference, str(refused))
        return _show_invitations(slug, form), 400
    return show_wave("codes.html", slug, listed=[renewed], title="Neuer Zugangscode")


@blueprint.post("/wellen/<slug>/probelauf")
@staff_required(MANAGER)
def trial(slug: str) -> str:
    """Begin a trial run: a code of each role, whose answers never count."""
    with writing(db.session):
        listed = invite.start_trial(db.session, waves.hold(db.session, slug), _pepper())
        audit.record(db.session, user_id(), "trial_started", f"wave:{slug}")
    return show_wave("codes.html", slug, listed=listed, title="Probelauf", is_trial=True)


def _reissue(slug: str, reference: str, role: str) -> Invitation:
    may_see_answers = current_role() == MANAGER
    with writing(db.session):
        wave = waves.hold(db.session, slug)
        done = invite.reissue(db.session, wave, reference, role, _pepper(), may_see_answers=may_see_answers)
        audit.record(
            db.session,
            user_id(),
            "code_reissued",
            f"wave:{slug}",
            establishment=reference,
            role=role,
            has_answers=done.has_answers,
        )
    return done.invitation


def _hand_over(slug: str, listed: Sequence[Invitation], title: str) -> Page:
    """The codes in the form that was asked for."""
    if request.form.get("als") != AS_FILE:
        return show_wave("codes.html", slug, listed=listed, title=title)
    site = current_app.extensions["settings"].base_url.rstrip("/")
    content = letters.as_csv(listed, lambda word: site + url_for("respond.enter_with_link", word=word))
    name = f"zugangscodes-{slug}-{listed[0].role}.csv"
    # That nobody keeps a copy on the way, every answer of the application says already.
    return Response(content, mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _nothing_to_replace(slug: str) -> Response:
    flash("Es gibt keine Einladung, mit der noch niemand gekommen ist.")
    return redirect(url_for("staff.invitations", slug=slug))


def _show_invitations(slug: str, form: ReissueForm | None = None) -> str:
    wave = waves.find(db.session, slug)
    return show_wave(
        "invitations.html",
        slug,
        wave=wave,
        form=form or ReissueForm(formdata=None),
        counts=monitor.look(db.session, wave).by_role,
        waiting=invite.waiting(db.session, wave),
        trials=monitor.trials(db.session, wave),
    )


def _pepper() -> str:
    return str(current_app.extensions["settings"].code_pepper)
