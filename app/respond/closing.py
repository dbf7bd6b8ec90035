"""The end of a visit: leave for now, review, hand in, receipt, correct, sign out."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Answer

from app import sessions
from app.extensions import db
from app.forms.answers import Fact, cell_facts, consent_facts, facts_of, termed
from app.i18n import choose, language, ngettext
from app.respond.carry import carried_turn, show_handed_in, store_carried
from app.respond.consents import has_agreed
from app.respond.door import (
    CARRIED,
    Closed,
    answering,
    blueprint,
    contact_of,
    is_own_form,
    mark_of,
    pdf_answer,
    present,
    sent_version,
    settings,
)
from app.respond.pages import REVIEW, Reply
from app.respond.present import View, links_of
from app.security import public, respondent_required
from app.services import papers, returns, waves
from app.services.consents import agreed
from app.services.respond import reopen
from app.services.shelf import Shelf
from app.services.submit import Receipt, latest_receipt, submit
from app.services.visit import Visit
from app.services.waves import Phase
from surveys.items.registry import Consent, Item, Roster
from surveys.items.tables import as_rows
from surveys.problems import Problem
from surveys.route import route
from surveys.words import Speaker


@blueprint.get("/befragung/pause")
@respondent_required
def pause() -> str:
    """Saved; how to come back."""
    visit = answering()
    return render_template("respond/pause.html", visit=visit, **_end_of(visit))


@blueprint.get("/befragung/pruefen")
@respondent_required
def review() -> Reply:
    """All answers on one page, each with „Ändern“, and what is still open."""
    return _draw_review(answering())


@blueprint.post("/befragung/abgeben")
@respondent_required
def hand_in() -> Reply:
    """Hand in what was reviewed; sent twice, it leads to the same receipt."""
    visit = present()
    if visit.is_handed_in:
        return redirect(url_for("respond.receipt"), 303)
    visit = answering()
    if not is_own_form(visit):
        return redirect(url_for("respond.overview"), 303)
    outcome = submit(db.session, visit, sent_version(request.form.get("version", "")), language())
    if isinstance(outcome, Receipt):
        return redirect(url_for("respond.receipt"), 303)
    html, _status = _draw_review(present(), outcome.problems, is_stale=outcome.is_stale)
    return html, 409 if outcome.is_stale else 422


@blueprint.get("/befragung/quittung")
@respondent_required
def receipt() -> Reply:
    """Reference number and check value of what was handed in."""
    visit = present()
    found = latest_receipt(db.session, visit)
    if found is None:
        return redirect(url_for("respond.overview"))
    facts = {"receipt": found, "can_correct": visit.accepts_answers(), "has_agreed": has_agreed(visit)}
    facts |= {"standing": returns.standing(db.session, visit), "has_need_sheet": returns.has_need_sheet(visit)}
    return render_template("respond/receipt.html", visit=visit, **facts, **_end_of(visit))


@blueprint.get("/befragung/quittung.pdf")
@respondent_required
def receipt_pdf() -> Answer:
    """One's own answers as they were handed in."""
    visit = present()
    found = latest_receipt(db.session, visit)
    if found is None:
        raise NotFound
    return pdf_answer(
        papers.receipt_paper(visit, found, language(), contact_of(visit)), f"bedarfsradar-{found.reference}.pdf"
    )


@blueprint.get("/befragung/fragebogen.pdf")
@respondent_required
def blank_pdf() -> Answer:
    """The whole questionnaire on paper, for collecting figures or for a meeting."""
    visit = present()
    shelf = Shelf(settings().data_dir / "files")
    return pdf_answer(
        papers.blank_questionnaire(db.session, visit, language(), contact_of(visit), shelf), "fragebogen.pdf"
    )


@blueprint.post("/befragung/aendern")
@respondent_required
def correct() -> Reply:
    """Reopen what was handed in; it counts as before until it is handed in again. What was typed is taken along."""
    visit = present()
    carried, switch = request.form.get(CARRIED, ""), request.form.get("switch_language", "")
    turn = carried_turn(visit, carried)
    if switch and turn is not None and visit.is_handed_in:
        choose(switch)
        return show_handed_in(visit, turn, carried)
    if turn is not None and not visit.accepts_answers():
        raise Closed(visit)
    if visit.accepts_answers() and visit.is_handed_in:
        visit = reopen(db.session, visit, language())
    if turn is not None:
        return store_carried(visit, turn, REVIEW)
    return redirect(url_for("respond.review"), 303)


@blueprint.post("/befragung/abmelden")
@public
def sign_out() -> Answer:
    """End the session; public, so that a second click ends well too."""
    sessions.sign_out()
    answer = redirect(url_for("respond.enter", abgemeldet=1), 303)
    answer.headers["Clear-Site-Data"] = '"storage"'  # answers that a failing network left in the browser
    return answer


def _end_of(visit: Visit) -> dict[str, Any]:
    """Until when one can write: the deadline, or that only the minutes of grace are left. A trial run has no end."""
    end = None if visit.is_trial else waves.ends_at(visit.wave)
    return {"end": end, "is_ending": visit.phase() is Phase.GRACE}


def _draw_review(visit: Visit, problems: tuple[Problem, ...] = (), *, is_stale: bool = False) -> tuple[str, int]:
    way = route(visit.scope)
    speaker = Speaker(visit.scope, language())
    sections = []
    for found in way.sections:
        title, lang = visit.scope.text(found.section.title, language())
        facts = [fact for page in found.pages for item in page.items for fact in _facts(visit, speaker, page.id, item)]
        sections.append({"title": title, "lang": "" if lang == language() else lang, "facts": facts})
    return render_template(
        "respond/review.html",
        sections=sections,
        open_points=_open_points(visit, problems or way.problems),
        is_stale=is_stale,
        version=visit.version,
        whose=mark_of(visit),
        latest=latest_receipt(db.session, visit),
    ), 200


def _facts(visit: Visit, speaker: Speaker, page_id: str, item: Item) -> list[Fact]:
    """The lines of one item; only its first one carries „Ändern“."""
    if not visit.scope.is_visible(item.id) or not (item.is_answered_by_respondent or isinstance(item, Consent)):
        return []
    address = url_for("respond.page", page_id=page_id, zurueck=REVIEW) + f"#{item.id}"
    if isinstance(item, Consent):
        first, *rest = consent_facts(speaker, item, agreed(db.session, visit, item))
    else:
        first, *rest = facts_of(speaker, item)
    return [first._replace(href=address), *rest, *_of_rows(visit, speaker, page_id, item)]


def _of_rows(visit: Visit, speaker: Speaker, page_id: str, item: Item) -> list[Fact]:
    if not isinstance(item, Roster):
        return []
    facts: list[Fact] = []
    for number, row in enumerate(as_rows(visit.scope.stored(item)), 1):
        address = url_for("respond.row", page_id=page_id, row_id=str(row["id"]), zurueck=REVIEW)
        words = "; ".join(termed(fact.term, fact.value) for fact in cell_facts(speaker, item, row))
        facts.append(Fact(speaker.row_title(item, row, number).text, "", words, href=address, is_part=True))
    return facts


def _open_points(visit: Visit, problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    """A link for each page on which something is open, with what it is or how much."""
    pages: dict[str, list[Problem]] = {}
    for problem in problems:
        pages.setdefault(visit.questionnaire.page_of(problem.item).id, []).append(problem)
    points = []
    for page_id, found in pages.items():
        shown = visit.questionnaire.page(page_id)
        title = visit.scope.text(shown.title, language())[0]
        words = ngettext("eine offene Angabe", "%(count)d offene Angaben", len(found)) % {"count": len(found)}
        (link,) = links_of(View(visit, shown), found[:1])
        address = url_for("respond.page", page_id=page_id, zurueck=REVIEW, pruefen=1)
        points.append((f"{address}{link[0]}" if link[0].startswith("#") else link[0], f"{title}: {words}"))
    return points
