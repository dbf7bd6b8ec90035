"""Invented respondents walk every questionnaire: no page is a trap, and the way follows from the answers alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.checks import check_all
from surveys.fill import fill
from surveys.importing import read_answers
from surveys.items.registry import Grid, Matrix
from surveys.model import Questionnaire
from surveys.present import typed_page
from surveys.problems import OTHER, Document, Json
from surveys.route import Route, State, route
from surveys.scope import Scope
from surveys.submit import finalise
from tests.questionnaires_for_tests import NAMES, real, small
from tests.unit.surveys.walks import HOSTILE, Respondent, complete, leave, new_scope, walk

ALL = {**dict.fromkeys(NAMES, small), "company": real, "works-council": real}
LANGUAGES = ("de", "en", "fr")
FEW, MANY = 8, 300

People = Callable[[int], Any]


def walks(examples: int) -> Callable[[Callable[..., None]], Any]:
    """A property over every questionnaire and so many respondents each."""

    def decorate(test: Callable[..., None]) -> Any:
        by_chance = given(chance=st.integers(0, 2**32).map(Random), language=st.sampled_from(LANGUAGES))
        calm = settings(
            max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), derandomize=examples == FEW
        )
        return pytest.mark.parametrize("name", ALL)(calm(by_chance(test)))

    return decorate


def questionnaire(name: str) -> Questionnaire:
    return ALL[name](name)


def facts(found: Route) -> tuple[object, ...]:
    """Everything a route says."""
    states = tuple((part.section.id, part.state) for part in found.sections)
    return found.items, found.pages, states, found.problems, found.first_open_page, str(found.computed)


# -- the properties -------------------------------------------------------------------------------------------


def every_page_can_be_left(name: str, chance: Random, language: str) -> None:
    """Whatever was typed before, hostile fields included."""
    for page, scope in walk(questionnaire(name), Respondent(chance, language), wildness=0.3):
        json.dumps(scope.document).encode()
        if page in route(scope).pages:
            left = leave(scope, page)
            assert route(left).next_page(page) == route(left.after(left.document)).next_page(page)
    for problem in check_all(scope):
        assert problem.item in scope.questionnaire.items


def a_complete_walk_can_be_handed_in(name: str, chance: Random, language: str) -> None:
    """Nothing is open exactly when every section is done, and what is handed in passes every check again."""
    scope = complete(questionnaire(name), Respondent(chance, language), wildness=0.2)
    assert check_all(scope) == route(scope).problems == ()
    assert {part.state for part in route(scope).sections} <= {State.DONE}
    final = finalise(scope)
    again, problems = read_answers(new_scope(scope.questionnaire), final)
    assert problems == ()
    assert finalise(scope.after(again)) == final


def what_a_form_shows_is_what_is_stored(name: str, chance: Random, language: str) -> None:
    """Sending a page as it stands changes no answer, in any language, and loses no unreadable text.

    (Of a choice, codes that are no longer offered go: it is stored as it was seen.)
    """
    for page, scope in walk(questionnaire(name), Respondent(chance, language), wildness=0.2):
        shown = typed_page(scope, page, language)
        first = scope.after(fill(scope, page, shown, language).document)
        second = fill(first, page, typed_page(first, page, language), language)
        assert second.document == first.document
        assert finalise(first) == finalise(scope)
        assert first.document.get("raw") == scope.document.get("raw")


def the_route_follows_from_the_answers_alone(name: str, chance: Random, language: str) -> None:
    """Neither the order of keys nor the order of saving matters, nor what is stored off the route."""
    scope = complete(questionnaire(name), Respondent(chance, language))
    keys = list(scope.document)
    chance.shuffle(keys)
    shuffled = scope.after({key: scope.document[key] for key in keys})
    assert facts(route(shuffled)) == facts(route(scope))
    haunted = scope.after(haunt(scope, chance))
    assert facts(route(haunted)) == facts(route(scope))
    assert finalise(haunted) == finalise(scope)


def pages_can_be_saved_in_any_order(name: str, chance: Random, language: str) -> None:
    """A first pass in any order leaves no trace once every page was saved in order."""
    scope = complete(questionnaire(name), Respondent(chance, language))
    pages = list(route(scope).pages)
    chance.shuffle(pages)
    again = scope.after({key: value for key, value in scope.document.items() if is_roster(scope, key)})
    for page in [*pages, *route(scope).pages]:
        sent: dict[str, list[str]] = typed_page(scope, page, language)
        sent["confirmed"] = [str(check) for check in as_list(scope.document.get("confirmed"))]
        again = again.after(fill(again, page, sent, language).document)
    assert finalise(again) == finalise(scope)


def is_roster(scope: Scope, key: str) -> bool:
    item = scope.questionnaire.items.get(key)
    return item is not None and item.type == "roster"


def as_list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def haunt(scope: Scope, chance: Random) -> Document:
    """The document with answers off the route: of items, of rows, of cells, of „other“, and texts not read."""
    document: Document = dict(scope.document)
    ghosts: list[Json] = [1, "1", ["1"], {"missing": "refused"}, {"K01": {"n": 3}}, [{"id": "r9", "n_now": 4}], None]
    raw: dict[str, Json] = {}
    for item in scope.questionnaire.items.values():
        if not scope.is_visible(item.id):
            document[item.id] = chance.choice(ghosts)
            document[item.id + OTHER] = chance.choice(HOSTILE)
            raw[item.id] = raw[f"{item.id}.r1.n"] = "zwölf"
        elif isinstance(item, Matrix | Grid) and isinstance(stored := document.get(item.id) or {}, dict):
            asked = {row.code for row in scope.rows(item)}
            away = [code.code for code in item.rows.codes.codes if code.code not in asked]
            document[item.id] = {**stored, **{row: chance.choice(ghosts) for row in [*away, "no-such-row"]}}
            raw |= {f"{item.id}.no-such-row.{column.id}": "zwölf" for column in item.columns}
    return {**document, "raw": raw, "strange": "key"}


PROPERTIES = (
    every_page_can_be_left,
    a_complete_walk_can_be_handed_in,
    what_a_form_shows_is_what_is_stored,
    the_route_follows_from_the_answers_alone,
    pages_can_be_saved_in_any_order,
)


@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda part: part.__name__)
@walks(FEW)
def test_a_few_walks(name: str, holds: Callable[..., None], chance: Random, language: str) -> None:
    holds(name, chance, language)


@pytest.mark.long
@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda part: part.__name__)
@walks(MANY)
def test_thousands_of_walks(name: str, holds: Callable[..., None], chance: Random, language: str) -> None:
    holds(name, chance, language)


def visited(name: str, people: int) -> Iterator[tuple[set[str], set[str], set[str]]]:
    for number in range(people):
        scope = complete(questionnaire(name), Respondent(Random(number)))
        cells = {
            f"{item.id}.{column}"
            for item in scope.questionnaire.items.values()
            for row in _rows(scope.answer(item.id))
            for column in row
        }
        yield set(route(scope).pages), set(route(scope).items), cells


def _rows(answer: Json) -> list[dict[str, Json]]:
    rows = answer.values() if isinstance(answer, dict) else answer if isinstance(answer, list) else ()
    return [row for row in rows if isinstance(row, dict)]


@pytest.mark.parametrize("name", ALL)
def test_every_page_item_and_column_is_reached_by_somebody(name: str) -> None:
    asked = questionnaire(name)
    pages, items, cells = (set[str]().union(*parts) for parts in zip(*visited(name, 20), strict=True))
    assert pages == {page.id for page in asked.pages}
    assert items == set(asked.items)
    assert cells >= {f"{item.id}.{column.id}" for item in asked.items.values() for column in item.columns}
