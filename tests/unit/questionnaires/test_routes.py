"""Ways through the questionnaires as the specification tells them, and values computed on the way."""

from __future__ import annotations

import pytest

from surveys.context import Context
from surveys.model import Questionnaire
from surveys.problems import Document, Json, Level
from surveys.route import Route, route
from surveys.rules.values import Value, text_of
from surveys.scope import Scope
from tests.unit.questionnaires.conditions import load

COMPANY, WORKS_COUNCIL = load("company"), load("works-council")
WAVE = {"ZJ": 2030, "BJ": 2025}
DONT_KNOW: Json = {"missing": "dont_know"}
REFUSED: Json = {"missing": "refused"}


def scope(questionnaire: Questionnaire, document: Document, **frame: str | int) -> Scope:
    return Scope(questionnaire, document, Context(WAVE, frame))


def way(questionnaire: Questionnaire, document: Document) -> Route:
    return route(scope(questionnaire, document))


def computed(document: Document, name: str) -> Value:
    return scope(COMPANY, document).value(name)


# -- size -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "is_short"),
    [
        ({"emp_total": 9}, True),
        ({"emp_total": 10}, False),
        ({"emp_total": DONT_KNOW, "emp_class": "S2"}, True),
        ({"emp_total": DONT_KNOW, "emp_class": "S3"}, False),
        ({"emp_total": DONT_KNOW, "emp_class": REFUSED}, True),
        ({"emp_total": REFUSED}, True),
        ({}, True),
    ],
)
def test_small_and_unknown_establishments_get_the_short_roster(size: Document, is_short: bool) -> None:
    items = way(COMPANY, size).items
    assert ("roster_short" in items, "roster" in items) == (is_short, not is_short)
    assert ("strategy" in items) is not is_short


@pytest.mark.parametrize(("size_class", "is_short"), [("S2", True), ("S3", False), (REFUSED, True), (None, True)])
def test_works_councils_of_small_establishments_name_broad_areas_only(size_class: Json, is_short: bool) -> None:
    items = way(WORKS_COUNCIL, {"emp_class": size_class} if size_class else {}).items
    assert ("roster_short" in items, "roster" in items) == (is_short, not is_short)


def test_a_class_left_over_from_before_does_not_count_once_the_number_is_known() -> None:
    document: Document = {"emp_total": 40, "emp_class": "S1"}
    assert text_of(computed(document, "emp_class_known")) == "S4"
    assert computed(document, "is_small") is False


# -- what is mapped to the classes of the works council ---------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "trend"),
    [(899, "1"), (900, "2"), (989, "2"), (990, "3"), (1010, "3"), (1011, "4"), (1100, "4"), (1101, "5")],
)
def test_expected_employees_become_a_trend(target: int, trend: str) -> None:
    assert text_of(computed({"emp_total": 1000, "emp_target": target}, "emp_trend")) == trend


def test_a_trend_given_instead_of_a_number_stands_as_it_is() -> None:
    document: Document = {"emp_total": 1000, "emp_target": DONT_KNOW, "emp_target_trend": "2"}
    assert text_of(computed(document, "emp_trend")) == "2"


@pytest.mark.parametrize(
    ("total", "share"),
    [(0, "0"), (1, "1"), (99, "1"), (100, "2"), (199, "2"), (200, "3"), (399, "3"), (400, "4"), (599, "4"), (600, "5")],
)
def test_the_head_count_in_need_becomes_a_share_class(total: int, share: str) -> None:
    assert text_of(computed({"emp_total": 1000, "quali_total": total}, "quali_share_class")) == share


@pytest.mark.parametrize(
    ("employees", "total", "is_reached"), [(249, 25, True), (249, 24, False), (250, 50, True), (250, 49, False)]
)
def test_threshold_of_the_qualification_allowance(employees: int, total: int, is_reached: bool) -> None:
    assert computed({"emp_total": employees, "quali_total": total}, "flag82a") is is_reached


def test_a_changed_branch_is_kept_and_marked() -> None:
    reported = scope(COMPANY, {"wz_division": "28"}, wz="29")
    assert text_of(reported.value("wz_division_reported")) == "28"
    assert reported.value("wz_division_changed") is True
    assert scope(COMPANY, {"wz_division": "29"}, wz="29").value("wz_division_changed") is False


# -- filters that leave out several questions -------------------------------------------------------------------


def test_without_training_five_questions_are_left_out_and_the_reasons_are_asked() -> None:
    with_training = set(way(COMPANY, {"train_any": "1"}).items)
    without = set(way(COMPANY, {"train_any": "2"}).items)
    assert with_training - without == {"train_n", "train_hours", "formats", "worktime", "providers"}
    assert without - with_training == {"no_train"}


def test_without_representation_the_last_but_one_section_is_left_out() -> None:
    def sections(kind: str) -> list[str]:
        return [state.section.id for state in way(COMPANY, {"representation": kind}).sections]

    assert "i" in sections("1")
    assert "i" not in sections("5")


def test_sources_are_asked_without_the_row_none() -> None:
    for questionnaire in (COMPANY, WORKS_COUNCIL):
        rows = scope(questionnaire, {}).rows(questionnaire.items["sources"])
        assert [row.code for row in rows][-2:] == ["prov", "web"]
        assert len(rows) == 11


def test_the_body_that_answers_cannot_be_no_body() -> None:
    item = WORKS_COUNCIL.items["representation"]
    assert [code.code for code in scope(WORKS_COUNCIL, {}).options(item)] == ["1", "2", "3", "4"]
    assert list(item.missing) == ["refused"]


# -- competence fields ------------------------------------------------------------------------------------------


def field(now: str, need: str, urgency: str, **more: Json) -> dict[str, Json]:
    return {"now": now, "need": need, "urgency": urgency, **more}


def test_offers_are_asked_for_the_five_fields_with_the_largest_need() -> None:
    document: Document = {
        "fields": ["K01", "K02", "K03", "K04", "K05", "K06"],
        "cmp": {
            "K01": field("1", "2", "1", n=10),
            "K02": field("1", "2", "1", n=30),
            "K03": field("0", "4", "3", n=10),
            "K04": field("1", "3", "2", n=5),
            "K05": field("1", "3", "1", n=5),
            "K06": field("3", "3", "1", n=99),
        },
    }
    rows = scope(COMPANY, document).rows(COMPANY.items["gap"])
    assert [row.code for row in rows] == ["K03", "K02", "K01", "K05", "K04"]


def test_works_councils_order_fields_by_gap_then_urgency() -> None:
    document: Document = {
        "fields": ["K01", "K02", "K03"],
        "cmp": {"K01": field("1", "2", "3"), "K02": field("1", "2", "1"), "K03": field("1", "4", "3")},
    }
    rows = scope(WORKS_COUNCIL, document).rows(WORKS_COUNCIL.items["gap"])
    assert [row.code for row in rows] == ["K03", "K02", "K01"]


def test_no_need_excludes_everything_about_fields() -> None:
    for questionnaire in (COMPANY, WORKS_COUNCIL):
        assert {"cmp", "gap"}.isdisjoint(way(questionnaire, {"fields": ["none"]}).items)
        assert {"cmp", "gap"} <= set(way(questionnaire, {"fields": ["K90"]}).items)


def test_each_code_of_a_roster_field_can_be_preselected_in_the_section_on_needs() -> None:
    for questionnaire in (COMPANY, WORKS_COUNCIL):
        for roster in ("roster", "roster_short"):
            columns = {column.id: column for column in questionnaire.items[roster].columns}
            offered = {code.code for code in scope(questionnaire, {}).options(columns["fields"])}
            assert offered == set(questionnaire.lists["competence_fields"].by_code) - {"none"}  # type: ignore[union-attr]


# -- leaving a question --------------------------------------------------------------------------------------


@pytest.mark.parametrize("questionnaire", [COMPANY, WORKS_COUNCIL], ids=lambda part: part.id)
def test_every_required_question_can_be_left_by_no_answer(questionnaire: Questionnaire) -> None:
    for item in questionnaire.items.values():
        for part in (item, *item.columns):
            assert part.required is False or "refused" in part.missing, part.id
    document: Document = {item.id: REFUSED for item in questionnaire.items.values() if item.required is not False}
    problems = way(questionnaire, matrices_refused(questionnaire, document)).problems
    assert problems == ()


def matrices_refused(questionnaire: Questionnaire, document: Document) -> Document:
    """A matrix is left row by row."""
    at = scope(questionnaire, {})
    rows = {key: at.rows(questionnaire.items[key]) for key in document if questionnaire.items[key].type == "matrix"}
    return document | {key: {row.code: REFUSED for row in found} for key, found in rows.items()}


@pytest.mark.parametrize("questionnaire", [COMPANY, WORKS_COUNCIL], ids=lambda part: part.id)
def test_silence_leaves_every_required_question_open(questionnaire: Questionnaire) -> None:
    at = way(questionnaire, {})
    required = {key for key in at.items if questionnaire.items[key].required is not False}
    assert required == {problem.item for problem in at.problems}
    assert {problem.level for problem in at.problems} == {Level.HARD}
