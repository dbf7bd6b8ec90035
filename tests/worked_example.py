"""Eight companies whose figures are computed by hand: the numbers that must come out of every stage.

Employees, need, one competence field and the three strata are the worked example of the survey's concept. The
other answers were added so that each kind of figure occurs. All figures count respondents; none is weighted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from analysis.content import Case, Content, Fieldwork, Stratum, Wave
from analysis.disclosure.build import Order, build
from analysis.release import Release, Rules, WaveFacts
from analysis.snapshot import Snapshot, write_snapshot
from tests import questionnaires_for_tests
from tests.questionnaires_for_tests import real

RULES = Rules(min_contributors=3, min_pairs=5, p_percent=10)
BUILT_AT = "2026-07-01T12:00:00+00:00"
FACTS = WaveFacts(
    slug="worked-example",
    title={"de": "Rechenbeispiel", "en": "Worked example", "fr": "Exemple de calcul"},
    reference_year=2025,
    target_year=2030,
    opened="2026-05-04",
    closed="2026-06-12",
    invented=True,
    extrapolated=False,
)
FIELD = "K06"


@dataclass(frozen=True, slots=True)
class Company:
    """One company's answers; ``field`` is (persons, hours class, urgency, level today, level needed)."""

    stratum: str
    size_class: str
    employees: int
    need: int
    field: tuple[int, str, str, str, str] | None
    digital: str
    trains: str
    ranked: tuple[str, str, str]


COMPANIES = (
    Company("B-E/10-49", "S4", 40, 10, (6, "3", "1", "1", "3"), "4", "1", ("dig", "ai", "lab")),
    Company("B-E/10-49", "S4", 22, 4, None, "3", "1", ("dig", "lab", "ai")),
    Company("B-E/10-49", "S4", 30, 12, (9, "2", "2", "1", "2"), "4", "1", ("ai", "dig", "lab")),
    Company("B-E/50-249", "S6", 120, 60, (25, "4", "1", "1", "3"), "2", "1", ("dig", "ai", "dem")),
    Company("B-E/50-249", "S6", 200, 50, (10, "3", "2", "2", "3"), "3", "1", ("lab", "dig", "dem")),
    Company("G-I/10-49", "S3", 15, 3, (2, "2", "3", "1", "2"), "4", "2", ("dig", "lab", "dem")),
    Company("G-I/10-49", "S4", 25, 5, None, "1", "2", ("ai", "dig", "lab")),
    Company("G-I/10-49", "S4", 20, 4, None, "2", "2", ("dig", "lab", "ai")),
)

FRAME = (
    Stratum("B-E/10-49", 908, 15_819, "2026-01-01", "erfunden"),
    Stratum("B-E/50-249", 344, 29_966, "2026-01-01", "erfunden"),
    Stratum("G-I/10-49", 1_461, 23_936, "2026-01-01", "erfunden"),
)
INVITED = {"B-E/10-49": (8, 5, 3), "B-E/50-249": (6, 4, 2), "G-I/10-49": (9, 4, 3)}
"""By stratum: how many were invited, have started and have submitted."""

FIELDWORK = tuple(
    Fieldwork("company", stratum, f"{stratum} {number}", 1, int(number < started), int(number < submitted))
    for stratum, (invited, started, submitted) in INVITED.items()
    for number in range(invited)
)

Figures: TypeAlias = Mapping[tuple[str, tuple[str, ...]], float]
"""Values by table and key, before rounding for print."""

PUBLISHED: Figures = {
    # 40 + 22 + 30 + 120 + 200 + 15 + 25 + 20
    ("company.emp_total.sum", ()): 472,
    # N1, everybody once: 10 + 4 + 12 + 60 + 50 + 3 + 5 + 4
    ("company.quali_total.sum", ()): 148,
    ("company.quali_total.share_of_employees", ()): 148 / 472,
    # N7, levels to climb: (2 + 1 + 2 + 1 + 1) / 4 / 5
    ("company.cmp.need.gap_index", (FIELD,)): 0.35,
    # mean of the points (4 + 3 + 4 + 2 + 3 + 4 + 1 + 2) / 8
    ("company.drv.mean", ("dig",)): 2.875,
    # five of eight say 3 or 4
    ("company.drv.top2", ("dig",)): 0.625,
    # first in five (3 points each), second in three (2 points each)
    ("company.drv_top.borda", ("dig",)): 21,
    # 3 · 2 + 2 · 2 + 1 · 2
    ("company.drv_top.borda", ("ai",)): 12,
    ("company.train_any.share", ("1",)): 0.625,
    ("company.train_any.share", ("2",)): 0.375,
}
"""What a release prints."""

COUNTED: Figures = {
    # five of eight name the field; whether that can be printed depends on what is hidden of the levels in it
    ("company.fields.share", (FIELD,)): 0.625,
    # N4, places in one field: 6 + 9 + 25 + 10 + 2; less the urgent ones, which two companies have, others have the rest
    ("company.cmp.need.places", (FIELD,)): 52,
    # N5: 6 · 80 + 9 · 24 + 25 · 260 + 10 · 80 + 2 · 24; of each class of hours are one or two
    ("company.cmp.need.hours", (FIELD,)): 8_044,
    # N6: 6 + 25, from two companies
    ("company.cmp.need.urgent", (FIELD,)): 31,
    # N9: all eight reach the threshold of § 82a SGB III
    ("company.flag82a.share", ("yes",)): 1,
}
"""What is counted but not promised to be printed."""

HIDDEN: tuple[tuple[str, tuple[str, ...]], ...] = (
    # two companies only
    ("company.cmp.need.urgent", (FIELD,)),
    # everybody's answer
    ("company.flag82a.share", ("yes",)),
    # nobody named the field: 0 % tells everybody's answer too
    ("company.fields.share", ("K02",)),
    # so nobody was asked about it, where others were about another one
    ("company.cmp.need.places", ("K02",)),
)
"""What must be hidden. Of eight companies there are no breakdowns: no category has ten contributors."""

TIMES = 5
"""So often the eight companies make a wave that is broken down: 30 companies of up to 49 employees, 10 of more."""

BROKEN_DOWN: Figures = {
    # 5 · (40 + 22 + 30 + 15 + 25 + 20) and 5 · (120 + 200)
    ("company.emp_total.sum.size_group", ("0-49",)): 760,
    ("company.emp_total.sum.size_group", ("50+",)): 1_600,
    # 5 · (10 + 4 + 12 + 3 + 5 + 4)
    ("company.quali_total.sum.size_group", ("0-49",)): 190,
    ("company.quali_total.sum.size_group", ("total",)): 740,
    # B-E/10-49 and B-E/50-249 together: 5 · (10 + 4 + 12 + 60 + 50)
    ("company.quali_total.sum.sector_group", ("B-F",)): 680,
    # everybody in industry trains, nobody in trade
    ("company.train_any.share.sector_group", ("1", "B-F")): 1,
    ("company.train_any.share.sector_group", ("1", "G-S")): 0,
}
"""What is counted by size and sector in the wave of ``TIMES`` as many companies, groups merged until each has ten."""


EXTRAPOLATED: Figures = {
    # N1 and the share of all employees
    ("company.quali_total.sum", ()): 19_558.60,
    ("company.quali_total.share_of_employees", ()): 0.280527,
    # N4, N5, N6 of the field, by employees
    ("company.cmp.need.places", (FIELD,)): 6_654.58,
    ("company.cmp.need.hours", (FIELD,)): 822_422.35,
    ("company.cmp.need.urgent", (FIELD,)): 3_372.77,
    # establishments naming it, and N7, by establishments
    ("company.fields.share", (FIELD,)): 0.529426,
    ("company.cmp.need.gap_index", (FIELD,)): 0.332618,
    # the frame's own employees
    ("company.emp_total.sum", ()): 15_819 + 29_966 + 23_936,
}
"""What the wave of ``TIMES`` as many companies stands for where they were drawn at random."""


def _document(company: Company) -> dict[str, Any]:
    """Answers as a submission stores them; what is left out was not asked."""
    document: dict[str, Any] = {
        "unit_scope": "1",
        "emp_total": company.employees,
        "drv": {"dig": company.digital},
        "drv_top": list(company.ranked),
        "quali_total": company.need,
        "train_any": company.trains,
        "fields": [FIELD, "K01"] if company.field else ["K01"],
        "comment": f"Freier Text von {company.employees} Beschäftigten",
        "computed": {"flag82a": company.need / company.employees >= (0.2 if company.employees >= 250 else 0.1)},
    }
    if company.field:
        persons, hours, urgency, now, need = company.field
        document["cmp"] = {FIELD: {"n": persons, "hours": hours, "urgency": urgency, "now": now, "need": need}}
    return document


def cases(times: int = 1) -> list[Case]:
    """The eight responses, each its own enterprise; ``times`` as many when there are to be more."""
    return cases_of(COMPANIES * times)


def cases_of(companies: Sequence[Company]) -> list[Case]:
    """The responses of companies, each its own enterprise."""
    version = real("company").hash
    return [
        Case(
            case=f"{number * 7919 % 1000:03}",
            establishment=f"e{number}",
            contributor=f"e{number}",
            version=version,
            language="de",
            submitted_on="2026-05-20",
            stratum=company.stratum,
            sector_group=company.stratum.partition("/")[0],
            size_class=company.size_class,
            kreis="10041",
            wz="29",
            document=_document(company),
        )
        for number, company in enumerate(companies, start=1)
    ]


def content(times: int = 1, *, is_random_sample: bool = False) -> Content:
    """What goes into the snapshot."""
    return Content(
        wave=Wave("worked-example", 2025, 2030, is_random_sample),
        is_provisional=False,
        questionnaires={"company": [real("company")]},
        cases={"company": cases(times)},
        frame=FRAME,
        fieldwork=FIELDWORK,
    )


def counting(of: Content, *items: str) -> Content:
    """The same answers of companies, of which only these items are counted."""
    part = questionnaires_for_tests.counting("company", *items)
    answered = [replace(one, version=part.hash) for one in of.cases["company"]]
    return replace(of, questionnaires={"company": [part]}, cases={"company": answered})


def snapshot(root: Path, times: int = 1, *, is_random_sample: bool = False) -> Snapshot:
    """The snapshot of the example, written below ``root``."""
    return write_snapshot(root, content(times, is_random_sample=is_random_sample))


def release(root: Path) -> Release:
    """The release of the example; ``root`` takes its snapshot.

    The same snapshot gives the same release, and protecting it takes seconds: it is done once.
    """
    if not _MADE:
        _MADE.append(build(snapshot(root), Order(FACTS, RULES, BUILT_AT)))
    return _MADE[0]


_MADE: list[Release] = []
