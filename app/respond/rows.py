"""The rows of a roster: each on a page of its own, added, changed and removed."""

from __future__ import annotations

import secrets

from flask import Response, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from app.extensions import db
from app.filters import clock
from app.forms.answers import other_language, row_differences
from app.forms.build import build_row
from app.i18n import choose, language
from app.respond.door import (
    ForeignForm,
    answering,
    blueprint,
    is_own_form,
    is_row_id,
    mark_of,
    page_of,
    sent_version,
    turn_of,
)
from app.respond.pages import Reply, draw_conflict, quiet_answer
from app.respond.present import View, row_context, sheet_of
from app.security import respondent_required
from app.services.respond import RowChanged, drop_row, remember_language, roster_on, save
from app.services.visit import Visit
from surveys.checks import check_item
from surveys.items.registry import Roster
from surveys.items.tables import as_rows
from surveys.problems import Document, Problem
from surveys.words import Speaker


@blueprint.get("/befragung/<page_id>/neu")
@respondent_required
def new_row(page_id: str) -> Reply:
    """A page for another row. Its id is in the address: sent twice, it is still one row."""
    visit = answering()
    _roster(visit, page_id)
    return redirect(url_for("respond.row", page_id=page_id, row_id=f"r{secrets.token_hex(4)}"))


@blueprint.get("/befragung/<page_id>/zeile/<row_id>")
@respondent_required
def row(page_id: str, row_id: str) -> Reply:
    """One row, stored or new."""
    visit = answering()
    item = _roster(visit, page_id)
    problems: tuple[Problem, ...] = ()
    if "pruefen" in request.args:
        place = f"{item.id}.{_known(row_id)}"
        problems = tuple(p for p in check_item(visit.scope, item) if p.place.startswith(f"{place}."))
    return _draw(visit, item, page_id, row_id, problems)


@blueprint.post("/befragung/<page_id>/zeile/<row_id>")
@respondent_required
def save_row(page_id: str, row_id: str) -> Reply:
    """Store a row and go back to the cards, or show it again with what is wrong."""
    visit = answering()
    item = _roster(visit, page_id)
    back = url_for("respond.page", page_id=page_id, zurueck=request.form.get("back") or None)
    if not is_own_form(visit):
        raise ForeignForm
    switch, button = request.form.get("switch_language", ""), request.form.get("go", "")
    if button == "back" and not _is_typed_in(f"{item.id}.{_known(row_id)}."):
        return redirect(back, 303)  # a row that somebody only looked at is not made
    turn = turn_of(page_id, row_id=_known(row_id), is_quiet=bool(switch or button))
    choose(switch)
    saved = save(db.session, visit, turn)
    if saved.conflicts:
        return draw_conflict(saved, turn, page_of(visit, page_id))
    if switch:
        remember_language(db.session, visit, language())
        return redirect(url_for("respond.row", page_id=page_id, row_id=row_id), 303)
    if button == "back":
        return redirect(back, 303)
    if button == "later":
        return redirect(url_for("respond.pause"), 303)
    if saved.problems:
        return _draw(saved.visit, item, page_id, row_id, saved.problems)
    return redirect(f"{back}#{item.id}.{row_id}", 303)


@blueprint.post("/befragung/<page_id>/zeile/<row_id>/entwurf")
@respondent_required
def draft_row(page_id: str, row_id: str) -> tuple[Response, int]:
    """The quiet save of a row; a row nobody has typed into is not made."""
    visit = answering()
    item = _roster(visit, page_id)
    if not is_own_form(visit):
        return jsonify(state="foreign"), 409
    saved = save(db.session, visit, turn_of(page_id, row_id=_known(row_id), is_background=True))
    if saved.conflicts:
        return jsonify(state="conflict"), 409
    view = View(saved.visit, page_of(visit, page_id), row_id=row_id)
    return jsonify(quiet_answer(saved, build_row(item, row_id, sheet_of(view)))), 200


@blueprint.get("/befragung/<page_id>/zeile/<row_id>/entfernen")
@respondent_required
def remove_row(page_id: str, row_id: str) -> Reply:
    """Ask before a row goes."""
    visit = answering()
    return _ask_to_remove(visit, _roster(visit, page_id), _known(row_id))


@blueprint.post("/befragung/<page_id>/zeile/<row_id>/entfernen")
@respondent_required
def remove_row_now(page_id: str, row_id: str) -> Reply:
    """Remove a row; one that is gone already stays gone, one that somebody else has changed is asked about again."""
    visit = answering()
    item = _roster(visit, page_id)
    if is_own_form(visit):
        version = sent_version(request.form.get("version", ""))
        try:
            drop_row(db.session, visit, item, _known(row_id), version, language())
        except RowChanged as changed:
            return _ask_to_remove(changed.visit, item, row_id, changed.seen)
    return redirect(url_for("respond.page", page_id=page_id), 303)


def _ask_to_remove(visit: Visit, item: Roster, row_id: str, seen: Document | None = None) -> Reply:
    """The row and the question; with ``seen``, the answers as they were, also what has changed in it since."""
    page_id = visit.questionnaire.page_of(item.id).id
    rows = as_rows(visit.scope.stored(item))
    number, found = next(((n, r) for n, r in enumerate(rows, 1) if r["id"] == row_id), (0, None))
    if found is None:
        return redirect(url_for("respond.page", page_id=page_id))
    speaker = Speaker(visit.scope, language())
    title = speaker.row_title(item, found, number)
    changes = []
    if seen is not None:
        changes = row_differences(Speaker(visit.scope.after(seen), language()), speaker, item, row_id)
    shown = {
        "row_title": title.text,
        "row_lang": other_language(speaker, title),
        "changes": changes,
        "is_changed": seen is not None,
        "saved": clock(visit.updated_at),
    }
    form = {"page_id": page_id, "version": visit.version, "whose": mark_of(visit)}
    return render_template("respond/remove.html", **shown, **form), 200 if seen is None else 409


def _roster(visit: Visit, page_id: str) -> Roster:
    page_of(visit, page_id)
    try:
        return roster_on(visit, page_id)
    except KeyError:
        raise NotFound from None


def _is_typed_in(start: str) -> bool:
    return any(text.strip() for name, text in request.form.items(multi=True) if name.startswith(start))


def _known(row_id: str) -> str:
    """A row id of ours; 404 for anything else."""
    if not is_row_id(row_id):
        raise NotFound
    return row_id


def _draw(visit: Visit, item: Roster, page_id: str, row_id: str, problems: tuple[Problem, ...]) -> Reply:
    back = request.values.get("back", request.args.get("zurueck", ""))
    view = View(visit, page_of(visit, page_id), problems, row_id=_known(row_id), back=back)
    status = 422 if problems and request.method == "POST" else 200
    return render_template("respond/row.html", **row_context(view, item)), status
