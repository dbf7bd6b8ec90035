"""For every condition and check of the company questionnaire: answers that make it true, and that make it false."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.problems import Document, Json
from tests.unit.questionnaires.conditions import Case, case

DONT_KNOW: Json = {"missing": "dont_know"}
REFUSED: Json = {"missing": "refused"}
FORTY: Mapping[str, str | int] = {"employees": 40, "size_class": "S4"}


def row(**cells: Json) -> list[Json]:
    """A roster with one row, r1."""
    return [{"id": "r1", **cells}]


def group(*cells: tuple[int, int]) -> list[Json]:
    """A roster whose rows have only employees of today and at the end of the target year."""
    return [{"id": f"r{n}", "n_now": now, "n_target": then} for n, (now, then) in enumerate(cells, 1)]


def needs(emp_total: int, now: int, need: int, total: int) -> Document:
    """A roster of one row that covers ``now`` of ``emp_total`` with ``need``, and a total."""
    return {"emp_total": emp_total, "roster": row(n_now=now, n_up=need, n_re=0), "quali_total": total}


def one_field(**cells: Json) -> Document:
    """One competence field with these cells, in an establishment of 40."""
    return {"emp_total": 40, "fields": ["K06"], "cmp": {"K06": cells}}


def fields_and_total(persons: int, total: int) -> Document:
    """One competence field that concerns ``persons``, and a total."""
    return {**one_field(n=persons), "quali_total": total}


def trained(total: int, *levels: int, **others: Json) -> Document:
    """An establishment of 40 that trained ``total``, by level as far as given."""
    by_level: dict[str, Json] = {str(level): {"n": n} for level, n in enumerate(levels, 1)}
    return {"emp_total": 40, "train_any": "1", "train_n": {"total": {"n": total}, **by_level}, **others}


TRAINED = case({"train_any": "1"}, {"train_any": "2"})
DUTY = {"n_now": 10, "n_up": 3}
NO_DUTY = {"n_now": 10, "n_up": 0, "n_re": 0}

PROFILE: dict[str, Case] = {
    "check unit_scope_outside": case({"unit_scope": "1"}, {"unit_scope": "3"}),
    "saarland_only when": case({"unit_scope": "3"}, {"unit_scope": "2"}),
    "check emp_total_frame": case({"emp_total": 95}, {"emp_total": 100}, frame=FORTY),
    "emp_class when": case({"emp_total": DONT_KNOW}, {"emp_total": 40}),
    "check emp_class_frame": case(
        {"emp_total": DONT_KNOW, "emp_class": "S3"}, {"emp_total": DONT_KNOW, "emp_class": "S2"}, frame=FORTY
    ),
    "emp_struct when": case({"emp_total": 40}, {"emp_total": DONT_KNOW}),
    "check emp_struct_max": case(
        {"emp_total": 40, "emp_struct": {"pt": {"n": 40}}}, {"emp_total": 40, "emp_struct": {"pt": {"n": 41}}}, "pt"
    ),
    "auto_dep_engine when": case({"wz_division": "29"}, {"wz_division": "86"}),
    "check auto_dep_order": case(
        {"wz_division": "29", "auto_dep_vehicle": "2", "auto_dep_engine": "2"},
        {"wz_division": "29", "auto_dep_vehicle": "2", "auto_dep_engine": "3"},
    ),
}

DRIVERS: dict[str, Case] = {
    "drv_top when": case({"drv": {"dig": "0", "ai": "1"}}, {"drv": {"dig": "0", "ai": "0"}}),
    "drv_top where": case({"drv": {"dig": "4", "ai": "0"}}, {"drv": {"dig": "4", "ai": "0"}}, ("dig", "ai")),
    "strategy when": case({"emp_total": 10}, {"emp_total": 9}),
}

EMPLOYMENT: dict[str, Case] = {
    "check emp_target_range": case({"emp_total": 40, "emp_target": 12}, {"emp_total": 40, "emp_target": 121}),
    "emp_target_trend when": case({"emp_target": DONT_KNOW}, {"emp_target": 30}),
    "data_basis when": case({"emp_total": 40, "roster": row(kldb="25")}, {"emp_total": 40}),
    "check retire_max": case({"emp_total": 40, "retire_n": 40}, {"emp_total": 40, "retire_n": 41}),
    "check retire_older": case(
        {"emp_total": 40, "emp_struct": {"o55": {"n": 5}}, "retire_n": 5},
        {"emp_total": 40, "emp_struct": {"o55": {"n": 5}}, "retire_n": 6},
    ),
}

LONG_ROSTER: dict[str, Case] = {
    "roster when": case({"emp_total": DONT_KNOW, "emp_class": "S3"}, {"emp_total": DONT_KNOW, "emp_class": "S2"}),
    "check roster_pair": case(
        {"emp_total": 40, "roster": row(kldb="25", level="2")},
        {"emp_total": 40, "roster": row(kldb="27", level="1")},
        "r1",
    ),
}


def rosters(name: str, size: int) -> dict[str, Case]:
    """The conditions that the long and the short roster share; ``size`` puts the roster on the route."""

    def both(true: list[Json], false: list[Json], **others: Json) -> Case:
        base: Document = {"emp_total": size, **others}
        return case({**base, name: true}, {**base, name: false}, "r1")

    return {
        f"{name} variant 1": both(group((1, 1)), []),
        f"check {name}_now_max": both(group((size, 1)), group((size + 1, 1))),
        f"check {name}_now_sum": both(group((size - 1, 1), (1, 1)), group((size - 1, 1), (2, 1))),
        f"check {name}_coverage_low": both(group((size - 1, 1)), group((1, 1))),
        f"check {name}_target_sum": both(group((1, 2), (1, 2)), group((1, 2), (1, 3)), emp_target=4),
        f"check {name}_up_max": both(row(n_now=3, n_up=3), row(n_now=3, n_up=4)),
        f"check {name}_re_max": both(row(n_now=3, n_re=3), row(n_now=3, n_re=4)),
        f"check {name}_need_sum": both(row(n_now=3, n_up=2, n_re=1), row(n_now=3, n_up=2, n_re=2)),
        f"check {name}_same_reskill": both(row(change="0", n_re=0), row(change="0", n_re=1)),
        f"check {name}_gone_reskill": both(row(change="4", n_re=1), row(change="4", n_re=0)),
        f"{name}.fields required": both(row(**DUTY), row(**NO_DUTY)),
        f"{name}.fields where": case({}, {}, ("K01", "none")),
        f"{name}.urgency required": both(row(**DUTY), row(**NO_DUTY)),
    }


SHORT_ROSTER: dict[str, Case] = {"roster_short when": case({"emp_total": 9}, {"emp_total": 10})}

NEEDS: dict[str, Case] = {
    "cmp when": case({"fields": ["K06"]}, {"fields": ["none"]}),
    "check cmp_need": case(one_field(now="2", need="2"), one_field(now="2", need="1"), "K06"),
    "check cmp_n_max": case(one_field(n=40), one_field(n=41), "K06"),
    "check cmp_unknown": case(
        one_field(now=DONT_KNOW, need="2", n=REFUSED, hours="1"),
        one_field(now="1", need="2", n=DONT_KNOW, hours=DONT_KNOW),
        "K06",
    ),
    "cmp.n required": case(one_field(now="1", need="2"), one_field(now="2", need="2"), "K06"),
    "check quali_max": case({"emp_total": 40, "quali_total": 40}, {"emp_total": 40, "quali_total": 41}),
    "check quali_fields_max": case(fields_and_total(8, 8), fields_and_total(8, 7)),
    "check quali_rows_min": case(needs(40, 20, 6, 6), needs(40, 20, 6, 5)),
    "check quali_rows_equal": case(needs(40, 40, 6, 6), needs(40, 40, 6, 7)),
    "check quali_fields_sum": case(fields_and_total(8, 8), fields_and_total(8, 9)),
    "check quali_h120_max": case({"quali_total": 8, "quali_total_h120": 8}, {"quali_total": 8, "quali_total_h120": 9}),
    "check quali_reskill_max": case(
        {"quali_total": 8, "quali_total_reskill": 8}, {"quali_total": 8, "quali_total_reskill": 9}
    ),
}

PRACTICE: dict[str, Case] = {
    "train_n when": TRAINED,
    "check train_total_max": case(trained(40), trained(41)),
    "check train_levels_equal": case(trained(10, 1, 2, 3, 4), trained(10, 1, 2, 3, 3)),
    "check train_levels_max": case(trained(10, 4, 6), trained(10, 4, 7)),
    "train_hours when": TRAINED,
    "check train_hours_max": case(trained(10, train_hours=18_000), trained(10, train_hours=18_001)),
    "check train_hours_usual": case(trained(10, train_hours=10), trained(10, train_hours=9)),
    "formats when": TRAINED,
    "budget_amount when": case({"budget": "1"}, {"budget": "2"}),
    "worktime when": TRAINED,
    "no_train when": case({"train_any": "2"}, {"train_any": "1"}),
}

OFFERS: dict[str, Case] = {
    "portal_sat when": case({"sources": {"portal": "2"}}, {"sources": {"portal": "3"}}),
    "providers when": TRAINED,
    "gap when": case({"fields": ["K06"]}, {"fields": ["none"]}),
    "gap.mismatch when": case(
        {"fields": ["K06"], "gap": {"K06": {"fit": "3"}}}, {"fields": ["K06"], "gap": {"K06": {"fit": "4"}}}, "K06"
    ),
    "fund_bar when": case({"fund": {"p82": "1", "bf": "0"}}, {"fund": {"p82": "2", "bf": "0"}}),
    "bv82a when": case(
        {"emp_total": 40, "quali_total": 4, "fund": {"p82a": "0"}},
        {"emp_total": 40, "quali_total": 3, "fund": {"p82a": "0"}},
    ),
}

PARTICIPATION: dict[str, Case] = {
    "section i": case({"representation": "3"}, {"representation": "4"}),
    "inv variant 1": case({"representation": "2"}, {"representation": "1"}),
}

CASES: dict[str, Case] = {
    **PROFILE,
    **DRIVERS,
    **EMPLOYMENT,
    **LONG_ROSTER,
    **rosters("roster", 40),
    **SHORT_ROSTER,
    **rosters("roster_short", 5),
    **NEEDS,
    **PRACTICE,
    **OFFERS,
    **PARTICIPATION,
}
