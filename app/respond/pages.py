"""The pages of the questionnaire: overview, one page, its save, its quiet save."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.extensions import db
from app.filters import clock
from app.forms.answers import consent_differences, differences, other_language, termed
from app.forms.build import build
from app.forms.fields import AnswerField
from app.i18n import choose, language
from app.i18n import gettext as _
from app.respond.door import CHOICE, ForeignForm, answering, blueprint, is_own_form, page_of, turn_of
from app.respond.present import View, page_context, roster_context, sheet_of, shown_places
from app.security import respondent_required
from app.services.consents import COMPARED, agreed, mark
from app.services.respond import Saved, Turn, remember_language, save
from app.services.visit import QUIET, Visit
from surveys.checks import check_page, unread_texts
from surveys.items.registry import Consent, Roster
from surveys.model import Page
from surveys.problems import Problem
from surveys.route import route
from surveys.words import Speaker

Reply = str | Answer | tuple[str, int]

REVIEW = "pruefen"
"""Where „Ändern“ on the review leads back to."""
_NOT_TYPED = ("compared", "switch_language")
KEPT_AS_TYPED = ("later", "overview", "back")
"""Buttons that save without asking whether the page is complete."""


@blueprint.get("/befragung/uebersicht")
@respondent_required
def overview() -> str:
    """All sections with their state, and the way back to where one stopped."""
    visit = answering()
    way = route(visit.scope)
    tasks = []
    for found in way.sections:
        title, lang = visit.scope.text(found.section.title, language())
        tasks.append(
            {
                "title": title,
                "lang": "" if lang == language() else lang,
                "href": url_for("respond.page", page_id=found.pages[0].id),
                "state": found.state.value,
            }
        )
    resume = resume_page(visit)
    return render_template("respond/overview.html", tasks=tasks, resume=resume, visit=visit)


@blueprint.get("/befragung/<page_id>")
@respondent_required
def page(page_id: str) -> Reply:
    """One page as it is stored; with ``pruefen`` its open points are shown too."""
    visit = answering()
    shown = page_of(visit, page_id)
    if not visit.scope.is_page_visible(page_id):
        return redirect(url_for("respond.overview"))
    problems: tuple[Problem, ...] = ()
    if "pruefen" in request.args:
        problems = check_page(visit.scope, page_id)
    elif unread_texts(visit.document):
        problems = tuple(p for p in check_page(visit.scope, page_id) if p.place in unread_texts(visit.document))
    return draw(View(visit, shown, problems, back=request.args.get("zurueck", "")))


@blueprint.post("/befragung/<page_id>")
@respondent_required
def save_page(page_id: str) -> Reply:
    """Store a page and go on, or show it again with what is wrong."""
    visit = answering()
    shown = page_of(visit, page_id)
    if not is_own_form(visit):
        raise ForeignForm
    button, switch = request.form.get("go", ""), request.form.get("switch_language", "")
    is_unchecked = bool(switch) or button in KEPT_AS_TYPED
    turn = turn_of(page_id, is_quiet=is_unchecked)
    choose(switch)
    saved = save(db.session, visit, turn)
    if saved.conflicts:
        return draw_conflict(saved, turn, shown)
    if switch:
        remember_language(db.session, visit, language())
    if (saved.problems and not is_unchecked) or unclear_consents(saved):
        return draw_problems(saved, shown, turn)
    return redirect(_after(saved.visit, page_id, button, is_here=bool(switch)), 303)


@blueprint.post("/befragung/<page_id>/entwurf")
@respondent_required
def draft(page_id: str) -> tuple[Response, int]:
    """The quiet save: stores what was typed so far, answers which fields are shown and what is open."""
    visit = answering()
    shown = page_of(visit, page_id)
    if not is_own_form(visit):
        return jsonify(state="foreign"), 409
    turn = turn_of(page_id, is_background=True)
    saved = save(db.session, visit, turn)
    if saved.conflicts:
        return jsonify(state="conflict"), 409
    fields = build(shown.items, sheet_of(View(saved.visit, shown, typed=turn.typed)))
    return jsonify(quiet_answer(saved, fields)), 200


def quiet_answer(saved: Saved, fields: Sequence[AnswerField]) -> dict[str, Any]:
    """What the script needs to know: the new version, what is shown now, what is still open."""
    return {
        "version": saved.visit.version,
        "saved": clock(saved.visit.updated_at),
        "shown": shown_places(fields),
        "open": [problem.place for problem in saved.problems],
    }


def draw(view: View, status: int = 200) -> Reply:
    """A page of the questionnaire; a roster shows its cards."""
    roster = next((item for item in view.page.items if isinstance(item, Roster)), None)
    if roster is not None and view.visit.scope.is_visible(roster.id):
        return render_template("respond/roster.html", **roster_context(view, roster)), status
    return render_template("respond/page.html", **page_context(view)), status


def unclear_consents(saved: Saved) -> tuple[Problem, ...]:
    """What stands against contact data: they are not kept with the answers, so their page is shown with them again."""
    items = saved.visit.questionnaire.items
    return tuple(problem for problem in saved.problems if isinstance(items[problem.item], Consent))


def draw_problems(saved: Saved, shown: Page, turn: Turn) -> Reply:
    """The page again. Questions that came up by this very answer are announced, not called errors.

    Somebody who only wanted to leave is told what could not be stored, and nothing else.
    """
    problems = unclear_consents(saved) if turn.is_quiet else saved.problems
    before = {name for text in turn.typed.get("shown", ()) for name in text.split()}
    fresh = frozenset(item.id for item in shown.items if item.id not in before) if before else frozenset()
    is_only_new = all(problem.item in fresh for problem in problems)
    view = View(
        saved.visit,
        shown,
        problems,
        contacts=turn.typed if unclear_consents(saved) else None,
        new_items=fresh,
        notice=_("Ihre Antworten sind gespeichert, nur die Kontaktdaten noch nicht.") if turn.is_quiet else "",
        back=next(iter(turn.typed.get("back", ())), ""),
    )
    return draw(view, 200 if is_only_new else 422)


def draw_conflict(saved: Saved, turn: Turn, shown: Page) -> tuple[str, int]:
    """Both versions side by side; nothing of either is lost, and nothing was stored."""
    mine = Speaker(saved.visit.scope.after(saved.mine), language())
    theirs = Speaker(saved.visit.scope.after(saved.theirs), language())
    pairs, same = [], []
    kept = {name: texts for name, texts in turn.typed.items() if not name.startswith((CHOICE, *_NOT_TYPED))}
    for item_id in saved.conflicts:
        item = saved.visit.questionnaire.items[item_id]
        asked = mine.question(item)
        if isinstance(item, Consent):
            stored = agreed(db.session, saved.visit, item)
            differing = consent_differences(mine, item, item.read(turn.typed, item_id)[0], stored)
            kept[f"{item_id}.{COMPARED}"] = [mark(stored)]
        else:
            differing = differences(mine, theirs, item)
        if differing:
            label = (asked.text, other_language(mine, asked))
            pairs.append({"id": item_id, "label": label, "differing": differing})
        else:
            same.append(item_id)
    clock_time = clock(saved.visit.updated_at)
    facts = {"compared": saved.visit.version, "saved": clock_time, "action": _address(turn), "same": same}
    return render_template("respond/conflict.html", pairs=pairs, fields=kept, page=shown, termed=termed, **facts), 409


def _address(turn: Turn) -> str:
    if turn.row_id:
        return url_for("respond.save_row", page_id=turn.page_id, row_id=turn.row_id)
    return url_for("respond.save_page", page_id=turn.page_id)


def resume_page(visit: Visit) -> str | None:
    """Where somebody stopped: the page left in the middle, else the first open one; None when all is answered."""
    last, way = visit.last_page, route(visit.scope)
    if way.first_open_page and last and visit.last_event == QUIET and last in way.pages:
        return last
    return way.first_open_page


def _after(visit: Visit, page_id: str, button: str, *, is_here: bool) -> str:
    """Where a saved page leads: back to it, out of it, back to the review, or on."""
    if is_here:
        return url_for("respond.page", page_id=page_id, zurueck=request.form.get("back") or None)
    if button == "back" and request.form.get("back") != REVIEW:
        previous = route(visit.scope).previous_page(page_id)
        return url_for("respond.page", page_id=previous) if previous else url_for("respond.overview")
    if button in KEPT_AS_TYPED and button != "back":
        return url_for("respond.pause" if button == "later" else "respond.overview")
    if request.form.get("back") == REVIEW:
        return url_for("respond.review")
    following = route(visit.scope).next_page(page_id)
    return url_for("respond.page", page_id=following) if following else url_for("respond.review")
