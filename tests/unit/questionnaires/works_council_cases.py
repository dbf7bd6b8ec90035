"""For every condition and check of the works council questionnaire: answers that make it true, and false."""

from __future__ import annotations

from surveys.problems import Document, Json
from tests.unit.questionnaires.conditions import Case, case


def one_field(**cells: Json) -> Document:
    """One competence field with these cells."""
    return {"fields": ["K06"], "cmp": {"K06": cells}}


CASES: dict[str, Case] = {
    "check emp_class_frame": case({"emp_class": "S5"}, {"emp_class": "S6"}, frame={"employees": 40}),
    "drv_top when": case({"drv": {"dig": "1", "ai": "0"}}, {"drv": {"dig": "0", "ai": "0"}}),
    "drv_top where": case({"drv": {"dig": "1", "ai": "0"}}, {"drv": {"dig": "1", "ai": "0"}}, ("dig", "ai")),
    "roster when": case({"emp_class": "S3"}, {"emp_class": "S2"}),
    "roster.fields where": case({}, {}, ("K90", "none")),
    "roster_short when": case({"emp_class": "S1"}, {"emp_class": "S9"}),
    "roster_short.fields where": case({}, {}, ("K90", "none")),
    "cmp when": case({"fields": ["K06"]}, {"fields": ["none"]}),
    "check cmp_need": case(one_field(now="0", need="4"), one_field(now="4", need="3"), "K06"),
    "worktime when": case({"train_any": "1"}, {"train_any": "2"}),
    "portal_sat when": case({"sources": {"portal": "2"}}, {"sources": {"portal": "1"}}),
    "gap when": case({"fields": ["K06"]}, {"fields": ["none"]}),
    "gap.mismatch when": case(
        {"fields": ["K06"], "gap": {"K06": {"fit": "2"}}}, {"fields": ["K06"], "gap": {"K06": {"fit": "1"}}}, "K06"
    ),
    "inv variant 1": case({"representation": "4"}, {"representation": "1"}),
    "rights when": case({"representation": "1"}, {"representation": "2"}),
    "br_support variant 1": case({"representation": "2"}, {"representation": "1"}),
}
