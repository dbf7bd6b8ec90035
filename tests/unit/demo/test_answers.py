"""The invented answers pass every check, hang together as in reality, and differ between the two sides."""

from collections.abc import Mapping
from itertools import pairwise
from statistics import correlation, mean

import pytest

from app.demo.answers import answers
from app.demo.fieldwork import COMPLETE, courses
from app.demo.frame import Unit
from surveys.context import Context
from surveys.importing import read_answers
from surveys.model import Questionnaire
from surveys.problems import Document, Json, missing_kind
from surveys.scope import Scope
from tests.unit.demo.conftest import SEED, YEARS, Answers

ROLES = ("company", "works_council")


def _score(document: Document, item: str, row: str) -> float | None:
    table = document.get(item)
    value = table.get(row) if isinstance(table, dict) else None
    return float(value) if isinstance(value, str) else None


def _codes(document: Document, item: str) -> set[str]:
    value = document.get(item)
    return {str(code) for code in value} if isinstance(value, list) else set()


def _numbers(document: Document, item: str) -> int | None:
    value = document.get(item)
    return value if isinstance(value, int) else None


def _pairs(answered: Answers) -> list[tuple[Document, Document]]:
    references = {reference for reference, role in answered if role == "works_council"}
    return [(answered[reference, "company"], answered[reference, "works_council"]) for reference in sorted(references)]


def test_every_answer_is_accepted_by_parser_route_and_checks(
    answered: Answers, sample: tuple[Unit, ...], questionnaires: Mapping[str, Questionnaire]
) -> None:
    by_reference = {unit.reference: unit for unit in sample}
    refused = []
    for (reference, role), document in list(answered.items())[::12]:
        unit = by_reference[reference]
        frame: Mapping[str, str | int] = {"employees": unit.employees, "wz": unit.division, "kreis": unit.kreis}
        scope = Scope(questionnaires[role], {}, Context(YEARS, frame))
        _read, problems = read_answers(scope, document)
        refused += [f"{reference} {role} {problem}" for problem in problems]
    assert not refused, "\n".join(refused)


def test_drivers_depend_on_the_branch(answered: Answers, sample: tuple[Unit, ...]) -> None:
    profiles = {unit.reference: unit.profile for unit in sample}
    companies = {reference: document for (reference, role), document in answered.items() if role == "company"}

    def strength(driver: str, *wanted: str) -> float:
        found = [_score(document, "drv", driver) for ref, document in companies.items() if profiles[ref] in wanted]
        return mean(score for score in found if score is not None)

    assert strength("veh", "vehicle", "metal", "machinery") > strength("veh", "health", "office", "public") + 0.8
    assert strength("lab", "health", "construction") > strength("lab", "vehicle") + 0.3


def test_stronger_automation_means_more_need_in_automation(answered: Answers) -> None:
    companies = [document for (_, role), document in answered.items() if role == "company"]
    strong = [("K06" in _codes(d, "fields")) for d in companies if (_score(d, "drv", "aut") or 0) >= 3]
    weak = [("K06" in _codes(d, "fields")) for d in companies if (_score(d, "drv", "aut") or 0) <= 1]
    assert mean(strong) > mean(weak) + 0.2


def test_larger_establishments_train_more_often(answered: Answers, sample: tuple[Unit, ...]) -> None:
    sizes = {unit.reference: unit.employees for unit in sample}
    companies = [(sizes[reference], d) for (reference, role), d in answered.items() if role == "company"]
    large = [d.get("train_any") == "1" for size, d in companies if size >= 250]
    small = [d.get("train_any") == "1" for size, d in companies if size < 10]
    assert mean(large) > mean(small) + 0.2


@pytest.mark.parametrize("driver", ["dig", "veh", "lab", "co2"])
def test_two_answers_from_one_establishment_are_similar_and_not_equal(answered: Answers, driver: str) -> None:
    both = [(_score(a, "drv", driver), _score(b, "drv", driver)) for a, b in _pairs(answered)]
    known = [(a, b) for a, b in both if a is not None and b is not None]
    together = correlation([a for a, _ in known], [b for _, b in known])
    agreeing = mean(a == b for a, b in known)
    assert 0.4 < together < 0.95
    assert 0.25 < agreeing < 0.85


def test_fields_of_a_pair_overlap_more_than_those_of_strangers(answered: Answers) -> None:
    pairs = [(_codes(a, "fields"), _codes(b, "fields")) for a, b in _pairs(answered)]

    def overlap(one: set[str], other: set[str]) -> float:
        return len(one & other) / max(len(one | other), 1)

    own = mean(overlap(a, b) for a, b in pairs)
    strangers = mean(overlap(a, b) for (a, _), (_, b) in pairwise(pairs))
    assert own > strangers + 0.1
    assert own < 0.9


def test_both_sides_name_the_same_body(answered: Answers) -> None:
    both = [(a.get("representation"), b.get("representation")) for a, b in _pairs(answered)]
    assert all(a == b for a, b in both if isinstance(a, str))
    assert len({b for _, b in both if isinstance(b, str)}) == 3


def test_need_never_exceeds_the_establishment(answered: Answers) -> None:
    for (_, role), document in answered.items():
        total, employees = _numbers(document, "quali_total"), _numbers(document, "emp_total")
        if role == "company" and total is not None and employees is not None:
            assert total <= employees


def test_there_are_missing_answers_texts_and_confirmed_checks(answered: Answers) -> None:
    documents = list(answered.values())

    def kinds(value: Json) -> set[str | None]:
        if isinstance(value, dict) and missing_kind(value) is None:
            return {kind for part in value.values() for kind in kinds(part)}
        if isinstance(value, list):
            return {kind for part in value for kind in kinds(part)}
        return {missing_kind(value)}

    found = {kind for document in documents for value in document.values() for kind in kinds(value)}
    assert {"dont_know", "refused"} <= found
    assert any("comment" in document for document in documents)
    assert any("confirmed" in document for document in documents)
    assert any("fields_other" in document for document in documents)


def test_the_same_seed_gives_the_same_answers(
    answered: Answers, sample: tuple[Unit, ...], questionnaires: Mapping[str, Questionnaire]
) -> None:
    unit = next(unit for unit in sample if unit.has_council)
    for role in ROLES:
        assert answers(questionnaires[role], unit, SEED, YEARS) == answered[unit.reference, role]
        assert answers(questionnaires[role], unit, SEED + 1, YEARS) != answered[unit.reference, role]


def test_the_field_period_has_pairs_and_all_that_happens_in_one(sample: tuple[Unit, ...]) -> None:
    planned = courses(sample, 0.6, SEED)
    done = {role: {c.unit.reference for c in planned if (c.role, c.outcome) == (role, COMPLETE)} for role in ROLES}
    assert len(done["company"] & done["works_council"]) >= 40
    assert 0.5 < len(done["company"]) / len(sample) < 0.7
    assert {"partial", "started", "opened", "refused", "bounced", "late", "out_of_scope"} <= {
        course.outcome for course in planned
    }
    assert all(course.unit.employees >= 5 for course in planned if course.role == "works_council")
