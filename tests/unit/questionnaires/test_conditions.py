"""Every routing condition and every check of both questionnaires is once true and once false."""

from __future__ import annotations

import pytest

from surveys.context import Context
from surveys.model import Questionnaire
from surveys.route import route
from surveys.scope import Scope
from tests.unit.questionnaires import company_cases, works_council_cases
from tests.unit.questionnaires.conditions import Answers, Case, Condition, conditions, load

WAVE = {"ZJ": 2030, "BJ": 2025}
COMPANY, WORKS_COUNCIL = load("company"), load("works-council")
BOTH: list[tuple[Questionnaire, dict[str, Case]]] = [
    (COMPANY, company_cases.CASES),
    (WORKS_COUNCIL, works_council_cases.CASES),
]


def scope_of(questionnaire: Questionnaire, answers: Answers) -> Scope:
    return Scope(questionnaire, answers.document, Context(WAVE, answers.frame))


EVERY = [
    pytest.param(questionnaire, condition, cases.get(condition.id), id=f"{questionnaire.id}: {condition.id}")
    for questionnaire, cases in BOTH
    for condition in conditions(questionnaire)
]


@pytest.mark.parametrize(("questionnaire", "condition", "case"), EVERY)
def test_condition_is_once_true_and_once_false(
    questionnaire: Questionnaire, condition: Condition, case: Case | None
) -> None:
    assert case is not None, f"write a case for: {condition.id} ({condition.rule.text})"
    for answers, wanted in ((case.true, True), (case.false, False)):
        scope = scope_of(questionnaire, answers)
        assert condition.value(scope, answers.row) is wanted
        assert condition.is_noticed(scope, answers.row) is wanted


@pytest.mark.parametrize(("questionnaire", "cases"), BOTH, ids=lambda part: getattr(part, "id", ""))
def test_every_case_belongs_to_a_condition(questionnaire: Questionnaire, cases: dict[str, Case]) -> None:
    assert set(cases) == {condition.id for condition in conditions(questionnaire)}


@pytest.mark.parametrize("questionnaire", [COMPANY, WORKS_COUNCIL], ids=lambda part: part.id)
def test_names_of_conditions_are_their_own(questionnaire: Questionnaire) -> None:
    ids = [condition.id for condition in conditions(questionnaire)]
    assert len(ids) == len(set(ids))
    assert len(ids) >= 15


@pytest.mark.parametrize(("questionnaire", "cases"), BOTH, ids=lambda part: getattr(part, "id", ""))
def test_every_page_is_reached(questionnaire: Questionnaire, cases: dict[str, Case]) -> None:
    documents = [answers for case in cases.values() for answers in (case.true, case.false)]
    reached = {page for answers in documents for page in route(scope_of(questionnaire, answers)).pages}
    assert reached == {page.id for page in questionnaire.pages}
