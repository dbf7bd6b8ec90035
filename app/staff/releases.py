"""Releases of a wave: build one, look at it, see where it stands, take its files home."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from analysis.plan_file import SHIPPED
from analysis.release import COMPARED_WITH
from app.database import writing
from app.extensions import db
from app.filters import moment, number
from app.security import ANALYST, MANAGER, staff_required, user_id
from app.services import accounts, approval, audit, compared, jobs, plans, publish, results, waves
from app.services.named import file_name
from app.services.refusals import Refused
from app.services.shelf import Shelf
from app.staff.blueprint import ACT_WORDS, Page, blueprint, current_role, show_wave
from app.staff.jobs import work_of
from app.staff.plan_words import choices_of
from app.staff.sheets import sheet

FORMATS = f"any({', '.join(publish.WRITERS)})"
AUDIT_WORDS = {
    "verdict": "Ergebnis",
    "totals": "Summen, auf die sich alle Tabellen zurückführen lassen",
    "equations": "Gleichungen zwischen ihnen",
}
VERDICTS = {"pass": "kein verborgener Wert lässt sich zurückrechnen", "fail": "nicht bestanden"}
STEPS = (
    "release_built",
    "release_refused",
    "release_verified",
    "release_restored",
    "release_approved",
    "release_withdrawn",
)
"""What is written down of a release's way, by the name of the act."""
COMMAND_LINE = "Befehlszeile"
PREVIEW_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'none'"
SUFFIXES = {"built": "-entwurf", "verified": "-entwurf", "approved": "", "withdrawn": "-zurueckgezogen"}


@blueprint.get("/wellen/<slug>/veroeffentlichungen")
@staff_required(MANAGER, ANALYST)
def releases(slug: str) -> str:
    """The releases of a wave, and where each of them stands."""
    wave = waves.find(db.session, slug)
    return show_wave(
        "releases.html",
        slug,
        wave=wave,
        releases=publish.of_wave(db.session, wave.id),
        titles=publish.plan_titles(db.session, wave.id),
        plans=[(one, choices_of(one.outline)) for one in plans.listed(db.session)],
        earlier=compared.choices(db.session, wave),
        snapshot=results.latest(db.session, wave.id),
        builds=work_of(slug, "build"),
        checks={work.release: work for work in work_of(slug, "verify")},
    )


@blueprint.post("/wellen/<slug>/veroeffentlichungen")
@staff_required(MANAGER)
def build_release(slug: str) -> Redirect:
    """Have a release built from the latest snapshot after a plan, perhaps compared with one of an earlier wave."""
    return _build(slug, {})


@blueprint.post("/wellen/<slug>/vorschau")
@staff_required(MANAGER, ANALYST)
def build_preview(slug: str) -> Redirect:
    """Have a draft built that shows what a plan becomes, and never goes out."""
    return _build(slug, {"preview": True})


def _build(slug: str, more: Mapping[str, Any]) -> Redirect:
    plan, _, choice = (request.form.get("plan") or SHIPPED[0]).partition(" ")
    found = plans.find(db.session, plan)
    name, sign, value = choice.partition("=")
    parameters = {name: value} if sign else {}
    chosen = plans.chosen(found.outline, parameters)
    with writing(db.session):
        wave = waves.hold(db.session, slug)
        waves.require_changeable(wave)
        wanted: dict[str, Any] = {"wave": slug, "plan": found.name, "parameters": parameters, **more}
        if before := compared.chosen(db.session, wave, request.form.get("before", ""), chosen):
            wanted["before"] = before.id
        job = jobs.start(db.session, "build", wanted, user_id())
    return redirect(url_for("staff.job", slug=slug, number=job.id))


@blueprint.get("/wellen/<slug>/veroeffentlichungen/<release_id>")
@staff_required(MANAGER, ANALYST)
def release(slug: str, release_id: str) -> Page:
    """What a release holds, where it stands, who took which step, and what comes next."""
    wave = waves.find(db.session, slug)
    row = publish.find_of_wave(db.session, wave.id, release_id)
    history = audit.about_release(db.session, f"wave:{slug}", row.id, STEPS)
    refused = next((act for act in history if act.action == "release_refused" and act.at >= row.built_at), None)
    facts = {"wave": wave, "row": row, "stages": _stages(row), "refused": refused}
    facts["history"] = _history(row, history)
    facts["plan_title"] = publish.plan_titles(db.session, wave.id)[row.id]
    try:
        read = publish.read(row)
    except Refused as problem:
        return show_wave("damaged.html", slug, problem=str(problem), **facts), 409
    return show_wave("release.html", slug, release=read, **facts, **_standing(slug, row))


def _standing(slug: str, row: Any) -> dict[str, Any]:
    """Where a readable release stands: its audit, its files, and what is in the way of its next step."""
    return {
        "audited": _audited(approval.audit_of(row)),
        "never": approval.why_never(row),
        "stale": approval.why_no_longer(db.session, row) if row.state in ("built", "verified") else "",
        "anew": _anew(row),
        "problem": approval.why_not(db.session, row, user_id()),
        "who_approves": approval.who_approves(db.session, row),
        "is_removable": not approval.why_not_remove(row)
        and (current_role() == MANAGER or (row.is_preview and row.built_by == user_id())),
        "damaged": publish.damaged_editions(db.session, row),
        "files": publish.stored_editions(db.session, row.id),
        "formats": publish.FORMAT_WORDS,
        "check": next((work for work in work_of(slug, "verify") if work.release == row.id), None),
    }


def _anew(row: Any) -> dict[str, str]:
    """The fields that build the same plan anew, from the latest data; empty where the plan is not here any more."""
    plan = row.document.get("plan", {})
    try:
        found = plans.find(db.session, plan.get("id", ""))
        plans.chosen(found.outline, plan.get("parameters", {}))
    except Refused:
        return {}
    choice = "".join(f" {name}={code}" for name, code in plan.get("parameters", {}).items())
    before = row.document.get("facts", {}).get(COMPARED_WITH, "")
    return {"plan": found.name + choice, "before": "" if compared.why_no_longer(db.session, row) else before}


def _history(row: Any, acts: list[Any]) -> list[dict[str, str]]:
    """Every step that was ever taken; empty while the steps above tell it all, because none was taken back."""
    if row.withdrawn_at is None:
        return []
    names = accounts.names(db.session, [act.user_id for act in acts])
    return [{"term": moment(act.at), "value": _act(act, names.get(act.user_id, COMMAND_LINE))} for act in acts]


def _act(act: Any, who: str) -> str:
    """A step in words: what was done, by whom, and why."""
    reason = act.detail.get("reason")
    return f"{ACT_WORDS[act.action]}, {who}" + (f". Grund: {reason}" if reason else "")


def _audited(record: Mapping[str, Any]) -> list[dict[str, str]]:
    """The record of the audit of the figures, in words; empty for a release that is older than this audit."""
    found = {key: _said(record[key]) for key in AUDIT_WORDS if key in record}
    return [{"term": AUDIT_WORDS[key], "value": value} for key, value in found.items()]


def _said(value: Any) -> str:
    return VERDICTS.get(value, value) if isinstance(value, str) else number(value)


def _stages(row: Any) -> list[dict[str, Any]]:
    """The steps of a release in their order: when each was taken, and by whom. One built again begins anew."""
    is_out = row.state in ("approved", "withdrawn")
    steps = [("Gebaut", row.built_at, row.built_by), ("Geprüft", row.verified_at, row.verified_by)]
    steps.append(("Freigegeben", row.approved_at if is_out else None, row.approved_by))
    if row.state == "withdrawn":
        steps.append(("Zurückgezogen", row.withdrawn_at, row.withdrawn_by))
    names = accounts.names(db.session, [number for _, _, number in steps])
    return [
        {"title": title, "at": at, "who": names.get(number, COMMAND_LINE) if at else ""} for title, at, number in steps
    ]


@blueprint.get("/wellen/<slug>/veroeffentlichungen/<release_id>/<any(company, works_council, pairs):role>/<chapter_id>")
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


@blueprint.get(f"/wellen/<slug>/veroeffentlichungen/<release_id>/<any(de, en, fr):language>.<{FORMATS}:file_format>")
@staff_required(MANAGER, ANALYST)
def download(slug: str, release_id: str, language: str, file_format: str) -> Response:
    """A release as file: what is not approved is stamped, what is approved are the stored bytes."""
    wave = waves.find(db.session, slug)
    row = publish.find_of_wave(db.session, wave.id, release_id)
    shelf = Shelf(current_app.extensions["settings"].data_dir / "files")
    content = publish.file_of(db.session, row, file_format, language, shelf)
    name = file_name(row, language, file_format, wave=slug, suffix=SUFFIXES[row.state])
    facts = {"release": row.id, "format": file_format, "language": language}
    with writing(db.session):
        audit.record(db.session, user_id(), "release_downloaded", f"wave:{slug}", **facts)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=publish.MIME[file_format], headers=headers)


@blueprint.get("/wellen/<slug>/veroeffentlichungen/<release_id>/<any(de, en, fr):language>/vorschau")
@staff_required(MANAGER, ANALYST)
def preview(slug: str, release_id: str, language: str) -> Response:
    """A release as its page for the browser, shown in place; what is not approved says so on it."""
    wave = waves.find(db.session, slug)
    row = publish.find_of_wave(db.session, wave.id, release_id)
    shelf = Shelf(current_app.extensions["settings"].data_dir / "files")
    response = Response(publish.file_of(db.session, row, "html", language, shelf), mimetype="text/html")
    # The page brings its own style and drawings, and nothing that acts.
    response.headers["Content-Security-Policy"] = PREVIEW_POLICY
    return response
