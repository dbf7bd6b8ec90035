"""The engine alone: a whole questionnaire from typed texts, page by page, as the web process does it for a save."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from app.demo.answers import answers, context_of
from app.demo.frame import Unit, draw_frame
from app.demo.waves import FILES, QUESTIONNAIRES
from benchmarks.figures import Figure
from benchmarks.many import SEED, YEARS
from surveys.fill import SHOWN, fill
from surveys.importing import read_answers
from surveys.load import load_file
from surveys.model import Questionnaire
from surveys.present import typed_page
from surveys.route import route
from surveys.scope import Scope

ROUNDS = 20


def measure() -> Iterator[Figure]:
    """CPU of reading a page and finding the next one, and of reading finished answers as a whole."""
    unit = next(unit for unit in draw_frame(SEED) if unit.has_council and 100 < unit.employees < 250)
    for file in FILES.values():
        questionnaire = load_file(QUESTIONNAIRES / file).questionnaire
        if questionnaire is None:
            raise RuntimeError(f"{file} cannot be read")
        yield from _figures(questionnaire, unit)


def _figures(questionnaire: Questionnaire, unit: Unit) -> Iterator[Figure]:
    given = answers(questionnaire, unit, SEED, YEARS)
    empty = Scope(questionnaire, {}, context_of(questionnaire, unit, YEARS))
    document, _problems = read_answers(empty, given)
    scope = empty.after(document)
    pages = {page: typed_page(scope, page, "de") for page in route(scope).pages}
    per_page = _milliseconds(partial(_all_pages, scope, pages)) / len(pages)
    yield Figure(f"engine, {questionnaire.role}: read, check and route a page", per_page, "ms CPU")
    whole = _milliseconds(partial(read_answers, empty, given))
    yield Figure(f"engine, {questionnaire.role}: read finished answers as a whole", whole, "ms CPU")


def _all_pages(scope: Scope, pages: Mapping[str, Mapping[str, list[str]]]) -> None:
    for page, typed in pages.items():
        shown = [item.id for item in scope.questionnaire.page(page).items if scope.is_visible(item.id)]
        filled = fill(scope.after(scope.document), page, {**typed, SHOWN: shown}, "de")
        route(scope.after(filled.document)).next_page(page)


def _milliseconds(step: Callable[[], object]) -> float:
    step()
    begin = time.process_time()
    for _ in range(ROUNDS):
        step()
    return (time.process_time() - begin) / ROUNDS * 1000
