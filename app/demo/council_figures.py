"""What a works council says about size, its body, groups of employees, competence fields and the share in need."""

from __future__ import annotations

from collections.abc import Mapping

from app.demo.company_figures import body, fields, size_class
from app.demo.competences import urgency
from app.demo.interview import Figure, Interview, unknown
from app.demo.rosters import NEED_BY_CHANGE, council_roster, share_class
from surveys.problems import Json, missing

MEMBERS: Mapping[int, int] = {20: 1, 50: 3, 100: 5, 200: 7, 400: 9, 700: 11, 1000: 13, 1500: 15, 2000: 17, 2500: 19}
"""Members of a works council up to this many employees (§ 9 BetrVG)."""
SCORES: Mapping[str, int] = {"0": 0, "1": 1, "2": 2, "3": 3, "4": 4}


def own_body(interview: Interview) -> Json:
    """The body that answers."""
    return body(interview)


def members(interview: Interview) -> Json:
    """Members by the size of the establishment."""
    return next((count for limit, count in MEMBERS.items() if interview.employees <= limit), 21)


def roster(interview: Interview) -> Json:
    """Groups of employees and how far they are affected."""
    if interview.view.chance(0.015):
        return missing("refused")
    return council_roster(interview.view, is_short=interview.asked.id == "roster_short")


def competences(interview: Interview) -> Json:
    """Level, share concerned and urgency of each chosen field."""
    return {row.code: _competence(interview, row.code) for row in interview.scope.rows(interview.asked)}


def _competence(interview: Interview, field: str) -> Json:
    view = interview.view
    place = f"cmp/{field}"
    now = min(max(round(1.6 + 0.35 * view.traits["training"] + 0.8 * view.noise(f"{place}/now")), 0), 4)
    step = max(round(1.1 + 0.3 * view.traits["pressure"] + 0.6 * view.noise(f"{place}/need")), 0)
    share = share_class(view.share(0.08 + 0.1 * step))
    return {
        "now": str(now),
        "need": str(min(now + step, 4)),
        "share": unknown() if view.chance(0.05) else share,
        "urgency": urgency(view, f"{place}/urgency"),
    }


def share_in_need(interview: Interview) -> Json:
    """The share of all employees in need, after what was said about the groups."""
    given = interview.document.get("roster") or interview.document.get("roster_short")
    changes = [row.get("change") for row in given if isinstance(row, dict)] if isinstance(given, list) else []
    known = [SCORES[code] for code in changes if isinstance(code, str)]
    if not known or interview.view.chance(0.04):
        return unknown()
    mean = sum(NEED_BY_CHANGE[change] for change in known) / len(known)
    return share_class(interview.view.share(mean, 20.0))


FIGURES: Mapping[str, Figure] = {
    "emp_class": size_class,
    "representation": own_body,
    "representation_members": members,
    "roster": roster,
    "roster_short": roster,
    "fields": fields,
    "cmp": competences,
    "quali_share": share_in_need,
}
