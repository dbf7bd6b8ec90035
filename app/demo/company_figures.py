"""The company's numbers, which hang together: head counts, groups of employees, competence fields, training."""

from __future__ import annotations

import math
from collections.abc import Mapping

from app.demo.competences import chosen_fields, urgency
from app.demo.draws import model
from app.demo.frame import whole_shares
from app.demo.interview import Figure, Interview, unknown
from app.demo.rosters import company_roster
from surveys.codelists import CodeList
from surveys.problems import Json, missing

STRUCTURE: Mapping[str, float] = {"app": 0.05, "o55": 0.25, "noq": 0.13, "pt": 0.27, "tmp": 0.07}
"""Usual shares of the groups in K-A5."""
LEVEL_CHANCES = (0.45, 0.8, 1.2, 1.5)
"""How likely people of each requirement level, from helpers to experts, take part in training."""


def size_code(employees: int, sizes: CodeList) -> str:
    """The size class of a head count."""
    return next(code.code for code in sizes.codes if code.high is None or employees <= code.high)


def division(interview: Interview) -> Json:
    """The division of the frame; now and then a neighbouring one."""
    options = [code.code for code in interview.scope.options(interview.asked)]
    own = options.index(interview.view.unit.division)
    return options[min(own + 1, len(options) - 1)] if interview.view.chance(0.02) else options[own]


def district(interview: Interview) -> Json:
    """The district of the frame."""
    return interview.view.unit.kreis


def head_count(interview: Interview) -> Json:
    """The number of employees; some know only the class."""
    return unknown() if interview.view.chance(0.04) else interview.employees


def size_class(interview: Interview) -> Json:
    """The class of those who do not know the number."""
    sizes = interview.asked.code_list
    return size_code(interview.employees, sizes) if sizes else None


def structure(interview: Interview) -> Json:
    """Groups of the workforce, none larger than the whole."""
    view = interview.view
    cells: dict[str, Json] = {}
    for group, usual in STRUCTURE.items():
        if not view.chance(0.06):
            cells[group] = {"n": round(view.share(usual) * interview.employees)}
    return cells or None


def representation(interview: Interview) -> Json:
    """What the frame says, in the words of the list; a few do not know."""
    view = interview.view
    if view.chance(0.01):
        return unknown()
    return body(interview) if view.unit.has_council else ("4" if view.chance(0.05) else "5")


def body(interview: Interview) -> str:
    """The kind of works council: staff council in public bodies, church representation in some of health."""
    view = interview.view
    if view.traits["public"] == 1:
        return "2"
    # Both sides must name the same body, so the place of the establishment decides, not chance.
    return "3" if view.traits["public"] == 2 and int(view.unit.reference[1:]) % 3 == 0 else "1"


def engine_share(interview: Interview) -> Json:
    """Dependence on the combustion engine, never above that on the vehicle industry."""
    vehicle, known = interview.document.get("auto_dep_vehicle"), model("company", interview.asked.id)
    if not isinstance(vehicle, str) or known is None:
        return None
    codes = [code.code for code in interview.scope.options(interview.asked)]
    return min(known.step(interview.view, interview.asked.id, "every", codes), vehicle)


def target(interview: Interview) -> Json:
    """Employees expected in the target year."""
    view = interview.view
    if view.chance(0.08):
        return unknown()
    growth = 0.06 * view.traits["growth"] + 0.04 * view.noise("emp_target")
    return max(round(interview.employees * (1 + growth)), 0)


def roster(interview: Interview) -> Json:
    """Groups of employees with their need."""
    if interview.view.chance(0.015):
        return missing("refused")
    return company_roster(interview.view, interview.employees, is_short=interview.asked.id == "roster_short")


def retirements(interview: Interview) -> Json:
    """Part of those aged 55 and over, now and then more."""
    struct = interview.document.get("emp_struct")
    older = number_in(struct, "o55", "n")
    base = older if older is not None else round(0.2 * interview.employees)
    return min(round(base * interview.view.between(0.3, 0.9)), interview.employees)


def fields(interview: Interview) -> Json:
    """Competence fields; those of the groups of employees are mostly among them."""
    named: list[str] = []
    for row in rows_of(interview):
        listed = row.get("fields")
        named += [str(field) for field in listed] if isinstance(listed, list) else []
    return [*chosen_fields(interview.view, dict.fromkeys(named))]


def competences(interview: Interview) -> Json:
    """Levels, persons, urgency and hours of each chosen field."""
    need = max(rows_need(interview), round(0.05 * interview.employees), 1)
    return {row.code: _competence(interview, row.code, need) for row in interview.scope.rows(interview.asked)}


def _competence(interview: Interview, field: str, need: int) -> Json:
    view = interview.view
    place = f"cmp/{field}"
    now = min(max(round(1.6 + 0.35 * view.traits["training"] + 0.8 * view.noise(f"{place}/now")), 0), 4)
    step = max(round(1.1 + 0.3 * view.traits["pressure"] + 0.6 * view.noise(f"{place}/need")), 0)
    wanted = min(now + step, 4) if not view.chance(0.01) else max(now - 1, 0)
    hours = min(max(round(2.1 + 0.35 * step + 0.9 * view.noise(f"{place}/hours")), 1), 5)
    cells: dict[str, Json] = {"now": str(now), "need": str(wanted)}
    persons = max(min(round(need * view.between(0.25, 1.0)), interview.employees), 1)
    if wanted > now:
        cells["n"] = unknown() if view.chance(0.04) else persons
    cells |= {"urgency": urgency(view, f"{place}/urgency"), "hours": str(hours)}
    return cells


def quali_total(interview: Interview) -> Json:
    """Persons in need, each once: between the largest field and the sum of all."""
    if interview.view.chance(0.01):
        return missing("refused")
    largest = max((n for n in _persons(interview)), default=0)
    return min(max(rows_need(interview), largest), interview.employees)


def long_training(interview: Interview) -> Json:
    """Of these, those with more than 120 hours: more where fields need many hours."""
    total = interview.document.get("quali_total")
    if not isinstance(total, int):
        return missing("refused")
    cmp = interview.document.get("cmp")
    hours = [cells.get("hours") for cells in cmp.values() if isinstance(cells, dict)] if isinstance(cmp, dict) else []
    long = sum(str(code) in {"4", "5"} for code in hours) / max(len(hours), 1)
    return round(total * long * interview.view.between(0.2, 0.7))


def new_occupation(interview: Interview) -> Json:
    """Of these, those who learn a new occupation."""
    total = interview.document.get("quali_total")
    if not isinstance(total, int):
        return missing("refused")
    reskilled = sum(n for row in rows_of(interview) if isinstance(n := row.get("n_re"), int))
    return min(round(reskilled * interview.view.between(0.5, 1.0)), total)


def participants(interview: Interview) -> Json:
    """Participants in total and, where they are known, by level."""
    view = interview.view
    rate = 1 / (1 + math.exp(0.5 - 0.7 * view.traits["training"] - 0.4 * view.noise("train_n")))
    total = max(round(rate * interview.employees), 1)
    cells: dict[str, Json] = {"total": {"n": total}}
    if not view.chance(0.35):
        staff = _staff_by_level(interview)
        weights = [
            chance * (heads + 1) * view.between(0.7, 1.3) for chance, heads in zip(LEVEL_CHANCES, staff, strict=True)
        ]
        counts = whole_shares(weights, total)
        cells |= {str(level): {"n": int(count)} for level, count in enumerate(counts, 1)}
    return cells


def _staff_by_level(interview: Interview) -> list[int]:
    """Today's employees of each requirement level, as far as the groups are known."""
    staff = [0] * len(LEVEL_CHANCES)
    for row in rows_of(interview):
        level, heads = row.get("level"), row.get("n_now")
        if isinstance(level, str) and isinstance(heads, int):
            staff[int(level) - 1] += heads
    return staff


def hours(interview: Interview) -> Json:
    """Hours of all participants together; one in fifty is far above the usual."""
    view = interview.view
    total = number_in(interview.document.get("train_n"), "total", "n")
    if total is None or view.chance(0.1):
        return None
    per_head = 450.0 if view.chance(0.02) else min(max(18 * math.exp(0.6 * view.noise("hours")), 2.0), 380.0)
    return round(total * per_head)


def budget(interview: Interview) -> Json:
    """Euro per employee, in whole fifties."""
    if interview.view.chance(0.15):
        return None
    amount = 350 * math.exp(0.5 * interview.view.noise("budget") + 0.2 * interview.view.traits["training"])
    return str(max(round(amount / 50) * 50, 50))


def rows_of(interview: Interview) -> list[Mapping[str, Json]]:
    """The rows of the roster that was asked."""
    given = interview.document.get("roster") or interview.document.get("roster_short")
    return [row for row in given if isinstance(row, dict)] if isinstance(given, list) else []


def rows_need(interview: Interview) -> int:
    """Persons in need over all groups of employees, as far as they are known."""
    return sum(n for row in rows_of(interview) for name in ("n_up", "n_re") if isinstance(n := row.get(name), int))


def number_in(table: Json, row: str, column: str) -> int | None:
    """A whole number in a grid; None when there is none."""
    cells = table.get(row) if isinstance(table, dict) else None
    value = cells.get(column) if isinstance(cells, dict) else None
    return value if isinstance(value, int) else None


def _persons(interview: Interview) -> list[int]:
    cmp = interview.document.get("cmp")
    names = cmp if isinstance(cmp, dict) else {}
    return [n for field in names if (n := number_in(cmp, field, "n")) is not None]


FIGURES: Mapping[str, Figure] = {
    "wz_division": division,
    "ags_kreis": district,
    "emp_total": head_count,
    "emp_class": size_class,
    "emp_struct": structure,
    "representation": representation,
    "auto_dep_engine": engine_share,
    "emp_target": target,
    "roster": roster,
    "roster_short": roster,
    "retire_n": retirements,
    "fields": fields,
    "cmp": competences,
    "quali_total": quali_total,
    "quali_total_h120": long_training,
    "quali_total_reskill": new_occupation,
    "train_n": participants,
    "train_hours": hours,
    "budget_amount": budget,
}
