"""Waves: the list, a new one, one wave's page, its dates, and the steps of its life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.database import writing
from app.extensions import db
from app.forms.staff import ConfirmForm, DatesForm, ExtendForm, WaveForm
from app.security import ANALYST, CONTACTS, MANAGER, staff_required, user_id
from app.services import audit, frame, invite, monitor, publish, questionnaires, waves
from app.services.refusals import Refused
from app.staff.blueprint import Page, blueprint, show_wave


@dataclass(frozen=True, slots=True)
class Step:
    """One step in the life of a wave: its words, the state it leads to, and the service that takes it."""

    act: str
    state: str
    title: str
    question: str
    button: str
    done: str
    take: Any


STEPS: Final = {
    "oeffnen": Step(
        "wave_opened",
        "open",
        "Erhebungswelle öffnen",
        "Danach können alle Eingeladenen antworten. Fragebogen und Termine lassen sich dann nicht mehr "
        "zurücksetzen; die Frist lässt sich verlängern.",
        "Jetzt öffnen",
        "Die Erhebungswelle ist geöffnet.",
        waves.open_wave,
    ),
    "schliessen": Step(
        "wave_closed",
        "closed",
        "Erhebungswelle schließen",
        "Danach nimmt die Befragung keine Antworten mehr an. Wer gerade schreibt, hat noch 10 Minuten. "
        "Eine geschlossene Welle lässt sich nicht wieder öffnen.",
        "Endgültig schließen",
        "Die Erhebungswelle ist geschlossen.",
        waves.close,
    ),
    "archivieren": Step(
        "wave_archived",
        "archived",
        "Erhebungswelle archivieren",
        "Danach lässt sich an der Welle nichts mehr ändern. Ergebnisse und Veröffentlichungen bleiben lesbar.",
        "Archivieren",
        "Die Erhebungswelle ist archiviert.",
        waves.archive,
    ),
}


@blueprint.get("", endpoint="waves")
@staff_required(MANAGER, ANALYST, CONTACTS)
def show_waves() -> str:
    """All waves."""
    return render_template("staff/waves.html", waves=waves.all_waves(db.session))


@blueprint.route("/wellen/neu", methods=["GET", "POST"])
@staff_required(MANAGER)
def new_wave() -> Page:
    """Make a wave."""
    form = WaveForm()
    if form.validate_on_submit():
        try:
            with writing(db.session):
                wave = waves.create(db.session, _new_wave(form))
                audit.record(db.session, user_id(), "wave_created", f"wave:{wave.slug}")
            flash("Die Erhebungswelle ist angelegt.")
            return redirect(url_for("staff.wave", slug=wave.slug))
        except Refused as refused:
            form.refuse(form[refused.about or "slug"], str(refused))
    return render_template("staff/new_wave.html", form=form), 400 if form.problems else 200


@blueprint.get("/wellen/<slug>")
@staff_required(MANAGER, ANALYST, CONTACTS)
def wave(slug: str) -> str:
    """One wave: where it stands and what comes next."""
    found = waves.find(db.session, slug)
    size, sampled = frame.size_of(db.session, found.id)
    counts = monitor.look(db.session, found).by_role.values()
    return show_wave(
        "wave.html",
        slug,
        wave=found,
        attached=questionnaires.attached(db.session, found),
        frame_size=size,
        sampled=sampled,
        trials=monitor.trials(db.session, found),
        invited=sum(count.invited for count in counts),
        waiting=sum(invite.waiting(db.session, found).values()),
        is_overdue=waves.is_overdue(found),
        history=audit.entries(db.session, f"wave:{slug}", limit=10),
        plan_titles=publish.plan_titles(db.session, found.id),
    )


@blueprint.route("/wellen/<slug>/termine", methods=["GET", "POST"])
@staff_required(MANAGER)
def dates(slug: str) -> Page:
    """Date a draft, or extend an open wave."""
    found = waves.find(db.session, slug)
    is_draft = found.state == "draft"
    form = DatesForm() if is_draft else ExtendForm()
    if not form.is_submitted():
        form.last_day.data = waves.last_day(found)
        if is_draft:
            form.opens_on.data = found.opens_on
    elif form.validate():
        try:
            _store_dates(slug, form)
            return redirect(url_for("staff.wave", slug=slug))
        except Refused as refused:
            form.refuse(form.last_day, str(refused))
    return show_wave("dates.html", slug, wave=found, form=form), 400 if form.problems else 200


@blueprint.route("/wellen/<slug>/<any(oeffnen, schliessen, archivieren):act>", methods=["GET", "POST"])
@staff_required(MANAGER)
def step(slug: str, act: str) -> Page | Response:
    """Ask whether it is meant, then take a step in the life of a wave."""
    chosen = STEPS.get(act) or abort(404)
    form = ConfirmForm()
    found = waves.find(db.session, slug)
    problem = waves.why_not(found, chosen.state)
    is_possible = not problem
    if is_possible and form.validate_on_submit():
        try:
            with writing(db.session):
                chosen.take(db.session, waves.hold(db.session, slug))
                audit.record(db.session, user_id(), chosen.act, f"wave:{slug}")
            flash(chosen.done)
            return redirect(url_for("staff.wave", slug=slug))
        except Refused as refused:
            problem = str(refused)
    facts = {"step": chosen, "form": form, "problem": problem, "is_possible": is_possible, **_before(found)}
    return show_wave("step.html", slug, **facts), 409 if problem else 200


def _before(wave: Any) -> dict[str, Any]:
    """What to know before a step: how many are invited, and whether somebody has tried the questionnaires."""
    counts = monitor.look(db.session, wave).by_role
    return {
        "invited": {role.value: count.invited for role, count in counts.items()},
        "trials": monitor.trials(db.session, wave),
    }


def _new_wave(form: WaveForm) -> waves.NewWave:
    names = (
        "slug", "title", "reference_year", "target_year", "opens_on", "closes_at", "is_invented", "contact_phone",
        "contact_mail",
    )  # fmt: skip
    values = {name: getattr(form, name) for name in names}
    return waves.NewWave(**{name: getattr(value, "data", value) for name, value in values.items()})


def _store_dates(slug: str, form: DatesForm | ExtendForm) -> None:
    with writing(db.session):
        found = waves.hold(db.session, slug)
        if isinstance(form, DatesForm):
            waves.set_dates(db.session, found, form.opens_on.data, form.closes_at)
            flash("Die Termine sind gespeichert.")
        else:
            waves.extend(db.session, found, form.closes_at)
            flash("Die Frist ist verlängert.")
        audit.record(db.session, user_id(), "wave_dated", f"wave:{slug}", last_day=str(form.last_day.data))
