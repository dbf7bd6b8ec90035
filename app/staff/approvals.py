"""The steps of a release after it is built: verified, approved by a second person, withdrawn; a draft removed."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.database import writing
from app.extensions import db
from app.forms.staff import ConfirmForm, WithdrawalForm
from app.security import ANALYST, MANAGER, staff_required, user_id
from app.services import accounts, approval, jobs, publish, verification, waves
from app.services.refusals import Refused
from app.staff.blueprint import Page, blueprint, show_wave

RELEASE = "/wellen/<slug>/veroeffentlichungen/<release_id>"


@blueprint.post(f"{RELEASE}/pruefen")
@staff_required(MANAGER, ANALYST)
def verify(slug: str, release_id: str) -> Response:
    """Have every file of a release written, read back and compared."""
    with writing(db.session):
        wave = waves.hold(db.session, slug)
        verification.require_possible(db.session, publish.find_of_wave(db.session, wave.id, release_id))
        job = jobs.start(db.session, "verify", {"wave": slug, "release": release_id}, user_id())
    return redirect(url_for("staff.job", slug=slug, number=job.id))


@blueprint.route(f"{RELEASE}/freigeben", methods=["GET", "POST"])
@staff_required(MANAGER, ANALYST)
def approve(slug: str, release_id: str) -> Page:
    """Ask whether it is meant, then let partners read a release."""
    form = ConfirmForm()
    wave, row = _find(slug, release_id)
    problem = approval.why_not(db.session, row, user_id())
    if not problem and form.validate_on_submit():
        try:
            with writing(db.session):
                approval.approve(db.session, release_id, now(), user_id())
            flash("Die Veröffentlichung ist freigegeben. Netzwerkpartner können sie jetzt lesen.")
            return _back(slug, release_id)
        except Refused as refused:
            problem = str(refused)
    facts = _facts(row) | {"partners": accounts.number_of_partners(db.session)}
    page = show_wave("approve.html", slug, wave=wave, row=row, form=form, problem=problem, **facts)
    return page, 409 if problem else 200


@blueprint.route(f"{RELEASE}/zurueckziehen", methods=["GET", "POST"])
@staff_required(MANAGER, ANALYST)
def withdraw(slug: str, release_id: str) -> Page:
    """Ask why, then take a release back."""
    form = WithdrawalForm()
    wave, row = _find(slug, release_id)
    problem = approval.why_not_withdraw(row)
    if not problem and form.validate_on_submit():
        try:
            with writing(db.session):
                approval.withdraw(db.session, release_id, form.reason.data, now(), user_id())
            flash("Die Veröffentlichung ist zurückgezogen.")
            return _back(slug, release_id)
        except Refused as refused:
            if refused.about:
                form.refuse(form[refused.about], str(refused))
            else:
                problem = str(refused)
    page = show_wave("withdraw.html", slug, wave=wave, row=row, form=form, problem=problem, **_facts(row))
    return page, 409 if problem else 400 if form.problems else 200


@blueprint.post(f"{RELEASE}/entfernen")
@staff_required(MANAGER, ANALYST)
def remove(slug: str, release_id: str) -> Response:
    """Take a draft out of the list."""
    _find(slug, release_id)
    with writing(db.session):
        approval.remove(db.session, release_id, user_id())
    flash("Der Entwurf ist entfernt.")
    return redirect(url_for("staff.releases", slug=slug))


def _find(slug: str, release_id: str) -> Any:
    wave = waves.find(db.session, slug)
    return wave, publish.find_of_wave(db.session, wave.id, release_id)


def _facts(row: Any) -> dict[str, Any]:
    """What a decision is about: the release, its plan, its files with their sizes, and who did what before."""
    return {
        "plan_title": publish.plan_titles(db.session, row.wave_id)[row.id],
        "release": publish.read(row),
        "files": publish.stored_editions(db.session, row.id),
        "names": accounts.names(db.session, (row.built_by, row.verified_by, row.approved_by, row.withdrawn_by)),
    }


def _back(slug: str, release_id: str) -> Response:
    return redirect(url_for("staff.release", slug=slug, release_id=release_id))
