"""Groups of employees: who they are, how their tasks change, how many need training."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from app.demo.competences import field_scores, most_needed, urgency
from app.demo.frame import whole_shares
from app.demo.tables import rows
from app.demo.views import View
from surveys.problems import Json, missing

NEED_BY_CHANGE = (0.02, 0.12, 0.32, 0.55, 0.75)
RESKILL_BY_CHANGE = (0.0, 0.02, 0.08, 0.25, 0.8)
CHANGE_CUTS = (-1.3, -0.2, 0.9, 2.4)
SHARE_CUTS = (0.01, 0.10, 0.20, 0.40, 0.60)
"""Lower bounds of the classes 1 to 5 of the list ``emp_share6``."""
UNKNOWN: Json = missing("dont_know")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of employees: occupation, requirement level (empty in small establishments), share of all."""

    kldb: str
    level: str
    share: float


def groups(view: View, count: int, *, is_short: bool) -> list[Group]:
    """The largest groups of a branch, a little different in each establishment and alike on both sides."""
    shares: dict[tuple[str, str], float] = {}
    for group in _typical(view.unit.profile):
        key = (group.kldb[0], "") if is_short else (group.kldb, group.level)
        luck = 2.0 ** view.noise(f"group/{group.kldb}/{group.level}")
        shares[key] = shares.get(key, 0.0) + group.share * luck
    largest = sorted(shares.items(), key=lambda one: -one[1])[:count]
    total = sum(share for _, share in largest)
    return [Group(kldb, level, share / total) for (kldb, level), share in largest]


def group_count(view: View) -> int:
    """How many groups are named: more in larger establishments, never over eight."""
    return int(min(max(round(2.6 + 0.9 * view.traits["size"] + view.noise("groups")), 1), 8))


def company_roster(view: View, employees: int, *, is_short: bool) -> Json:
    """The roster of a company; the groups have at most ``employees`` together."""
    coverage = 1.0 if view.chance(0.5) else view.between(0.55, 0.98)
    named = groups(view, min(group_count(view), employees), is_short=is_short)
    covered = max(round(coverage * employees), 1)
    counts = whole_shares([group.share for group in named], covered)
    filled = [(group, int(n)) for group, n in zip(named, counts, strict=True) if n > 0]
    return [_company_row(view, number, group, n) for number, (group, n) in enumerate(filled, 1)]


def council_roster(view: View, *, is_short: bool) -> Json:
    """The roster of a works council: shares instead of numbers."""
    named = groups(view, min(group_count(view), 8), is_short=is_short)
    return [_council_row(view, number, group) for number, group in enumerate(named, 1)]


def change_of(view: View, group: Group) -> int:
    """The score of the list ``task_change``; routine work changes more."""
    routine = {"1": 0.35, "2": 0.1, "4": -0.3}.get(group.level, 0.0)
    drivers = 0.25 * (view.traits["dig"] + view.traits["aut"] + 0.6 * view.traits["veh"])
    level = routine + drivers + 0.5 * view.traits["pressure"] + 0.8 * view.noise(_place(group, "change"))
    return bisect(CHANGE_CUTS, level)


def share_class(share: float) -> str:
    """The code of ``emp_share6`` for a share of the employees."""
    return str(bisect(SHARE_CUTS, share))


def _company_row(view: View, number: int, group: Group, now: int) -> Json:
    change = change_of(view, group)
    need = min(round(view.share(NEED_BY_CHANGE[change]) * now), now)
    reskill = min(round(view.share(RESKILL_BY_CHANGE[change], 30.0) * need), need)
    growth = 0.05 * view.traits["growth"] - (0.12, 0.0, 0.0, 0.05, 0.5)[change] * (change == 4)
    row: dict[str, Json] = {"id": f"r{number}", "kldb": group.kldb}
    if group.level:
        row["level"] = group.level
    row |= {
        "n_now": now,
        "n_target": UNKNOWN if view.chance(0.05) else max(round(now * (1 + growth + 0.03 * view.noise("target"))), 0),
        "change": UNKNOWN if view.chance(0.015) else str(change),
        "n_up": UNKNOWN if view.chance(0.02) else need - reskill,
        "n_re": UNKNOWN if view.chance(0.02) else reskill,
    }
    if need or view.chance(0.2):
        row |= {"fields": _row_fields(view, group), "urgency": urgency(view, _place(group, "urgency"))}
    if not view.chance(0.08):
        row["shortage"] = "1" if view.traits["lab"] + 0.8 * view.noise(_place(group, "shortage")) > 0.7 else "2"
    return row


def _council_row(view: View, number: int, group: Group) -> Json:
    change = change_of(view, group)
    row: dict[str, Json] = {"id": f"r{number}", "kldb": group.kldb}
    if group.level:
        row["level"] = group.level
    risk = 0.9 * change - 0.4 * view.traits["growth"] + 0.6 * view.noise(_place(group, "risk"))
    row["change"] = UNKNOWN if view.chance(0.02) else str(change)
    row["share"] = UNKNOWN if view.chance(0.04) else share_class(view.share(NEED_BY_CHANGE[change] + 0.04))
    if not view.chance(0.06):
        row["fields"] = _row_fields(view, group)
    if not view.chance(0.05):
        row["jobrisk"] = str(bisect((0.9, 1.8, 2.7, 3.6), risk))
    return row


def _row_fields(view: View, group: Group) -> list[Json]:
    scores = field_scores(view, _place(group, "fields"))
    count = 1 + int(view.between(0, 3))
    return [*most_needed(scores, count)]


def _place(group: Group, column: str) -> str:
    return f"roster/{group.kldb}{group.level}/{column}"


@cache
def _typical(profile: str) -> Sequence[Group]:
    return [
        Group(row["kldb"], row["level"], float(row["share"]))
        for row in rows("occupations")
        if row["profile"] == profile
    ]
