"""An invented respondent, who answers page by page: well, badly, not at all, or with hostile fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from surveys.checks import check_page
from surveys.codelists import Code
from surveys.fill import fill, fill_row, remove_row
from surveys.items.registry import (
    Choice,
    Consent,
    Date,
    DecimalItem,
    Grid,
    Integer,
    Item,
    Matrix,
    Multi,
    Note,
    Rank,
    Roster,
    Single,
    TextItem,
)
from surveys.items.tables import as_rows
from surveys.model import Questionnaire
from surveys.present import typed_page
from surveys.problems import CONFIRMED, Document, Level, Problem
from surveys.route import route
from surveys.scope import Scope
from tests.questionnaires_for_tests import CONTEXT

Fields = dict[str, list[str]]
HEADS = (0, 1, 2, 5, 9, 10, 12, 30, 49, 60, 64, 249, 250, 800)
HOSTILE = (
    "", " ", "\x00", "\ud800", "9" * 30, "ca. 30", "ca. " * 200, "1.250", "1,250", "-5", "+3", "🙂" * 40, "' OR 1=1 --",
    "{emp_total}", "{0}", "%s", "!refused", "!dont_know", "refused", "!not_asked", "missing", "10–20", "NaN", "sNaN",
    "1e5", "Infinity", "٣", "½", "a" * 5000, "\u202e", "31.02.2026", "1.99999999999.2020", "2026-02-30", "0,125",
    "1" + " " * 2000 + "x", "../../etc", "<b>", "none", "1", "true", "null", "[]", "\r\n\t", "ﬁ", "e\u0301",
)  # fmt: skip


@dataclass
class Respondent:
    """Answers with a generator of chances; ``language`` is that of the page."""

    chance: Random
    language: str = "de"

    def is_so(self, probability: float) -> bool:
        """True as often as said."""
        return self.chance.random() < probability

    def answer(self, scope: Scope, item: Item, place: str) -> Fields:
        """The fields of one item: an answer that its type takes, a missing kind, or nothing."""
        if self.is_so(0.08):
            return {}
        if item.missing and self.is_so(0.2):
            return refuse(item, place, self.chance.choice(list(item.missing)))
        return _ANSWERS[type(item)](self, scope, item, place)

    def choose(self, scope: Scope, item: Any, place: str) -> Fields:
        options = scope.options(item)
        if not options:
            return {}
        code = self.chance.choice(options).code
        return {place: [code], **self.other(item, place, [code])}

    def tick(self, scope: Scope, item: Any, place: str) -> Fields:
        codes = [option.code for option in scope.options(item)]
        if item.exclusive and self.is_so(0.1):
            return {place: [item.exclusive[0]]}
        free = [code for code in codes if code not in item.exclusive]
        most = min(item.max or len(free), len(free), 6)
        chosen = self.chance.sample(free, self.chance.randint(min(max(item.min, 1), most), most))
        return {place: chosen, **self.other(item, place, chosen)}

    def other(self, item: Choice, place: str, codes: Sequence[str]) -> Fields:
        if not set(codes) & set(item.other):
            return {}
        return {f"{place}:other": ["x" * self.chance.randint(item.other_min, min(item.other_max, 30))]}

    def count(self, scope: Scope, item: Any, place: str) -> Fields:
        low, high = item.min or 0, item.max if item.max is not None else 50_000
        return {place: [str(min(max(self.chance.choice(HEADS), low), high))]}

    def write(self, scope: Scope, item: Any, place: str) -> Fields:
        return {place: ["Wort" * max(1, -(-item.min_length // 4))]}

    def date(self, scope: Scope, item: Any, place: str) -> Fields:
        return {place: [f"{self.chance.randint(1, 28)}.6.2026"]}

    def rank(self, scope: Scope, item: Any, place: str) -> Fields:
        codes = [option.code for option in scope.options(item)]
        chosen = self.chance.sample(codes, min(item.places, len(codes)))
        return {f"{place}.{number}": [code] for number, code in enumerate(chosen, 1)}

    def matrix(self, scope: Scope, item: Any, place: str) -> Fields:
        answers = [option.code for option in item.choices.codes] + [f"!{kind}" for kind in item.missing]
        fields = {f"{place}.{row.code}": [self.chance.choice(answers)] for row in scope.rows(item)}
        return {key: value for key, value in fields.items() if not self.is_so(0.02)} | self.rest(item, place)

    def grid(self, scope: Scope, item: Any, place: str) -> Fields:
        fields: Fields = {}
        for row in scope.rows(item):
            fields |= self.row(scope, item, f"{place}.{row.code}")
        return fields | self.rest(item, place)

    def rest(self, item: Item, place: str) -> Fields:
        return refuse(item, place, "refused") if "refused" in item.missing and self.is_so(0.5) else {}

    def row(self, scope: Scope, item: Item, place: str) -> Fields:
        """All cells of a row."""
        fields: Fields = {}
        for column in item.columns:
            fields |= self.answer(scope, column, f"{place}.{column.id}")
        return fields

    def consent(self, scope: Scope, item: Any, place: str) -> Fields:
        return {place: [item.purposes[0][0]], f"{place}.email": ["hr@example.org"]}

    def nothing(self, scope: Scope, item: Any, place: str) -> Fields:
        return {}

    def scribble(self, scope: Scope, item: Item, fields: Fields) -> Fields:
        """Hostile texts in some of the fields, and fields that were never there."""
        places = [*fields, item.id, f"{item.id}:missing", f"{item.id}:other", f"{item.id}.1", f"{item.id}.x.y.z", ""]
        places += [f"{item.id}.{row.code}" for row in scope.rows(item)[:2]]
        places += [f"{place}.{column.id}" for place in tuple(places[-2:]) for column in item.columns]
        wild = {place: self.wild() for place in self.chance.sample(places, min(4, len(places)))}
        return fields | wild

    def wild(self) -> list[str]:
        """What a browser never sends."""
        return [self.chance.choice(HOSTILE) for _ in range(self.chance.choice((0, 1, 1, 1, 2)))]


_ANSWERS: Mapping[type[Item], Callable[[Respondent, Scope, Any, str], Fields]] = {
    Single: Respondent.choose,
    Multi: Respondent.tick,
    Integer: Respondent.count,
    DecimalItem: Respondent.count,
    TextItem: Respondent.write,
    Date: Respondent.date,
    Rank: Respondent.rank,
    Matrix: Respondent.matrix,
    Grid: Respondent.grid,
    Roster: Respondent.nothing,
    Consent: Respondent.consent,
    Note: Respondent.nothing,
}


def refuse(item: Item, place: str, kind: str) -> Fields:
    """The fields of a missing kind."""
    return {place: [f"!{kind}"]} if isinstance(item, Single) else {f"{place}:missing": [kind]}


def hard(problems: Sequence[Problem]) -> list[Problem]:
    """The problems that block."""
    return [problem for problem in problems if problem.level is Level.HARD]


def new_scope(questionnaire: Questionnaire, document: Document | None = None) -> Scope:
    return Scope(questionnaire, document or {}, CONTEXT)


def send(person: Respondent, scope: Scope, page_id: str, wildness: float) -> Scope:
    """One page as the person fills it in, and what is typed into its rows."""
    shown = [item for item in scope.questionnaire.page(page_id).items if scope.is_visible(item.id)]
    fields: Fields = {"shown": [" ".join(item.id for item in shown)]} if person.is_so(0.8) else {}
    for item in shown:
        if isinstance(item, Roster):
            scope = send_rows(person, scope, item, wildness)
        mine = person.answer(scope, item, item.id)
        fields |= person.scribble(scope, item, mine) if person.is_so(wildness) else mine
    if person.is_so(wildness):
        fields[CONFIRMED] = person.wild()
    return scope.after(fill(scope, page_id, fields, person.language).document)


def send_rows(person: Respondent, scope: Scope, item: Roster, wildness: float) -> Scope:
    """Add, change and remove a few rows."""
    for _ in range(person.chance.randint(0, item.max)):
        row = f"r{person.chance.randint(1, item.max + 1)}"
        if person.is_so(0.1):
            scope = scope.after(remove_row(scope, item, row))
            continue
        fields = person.row(scope, item, f"{item.id}.{row}")
        if person.is_so(wildness):
            fields = person.scribble(scope, item, fields)
        scope = scope.after(fill_row(scope, item, row, fields, person.language).document)
    return scope


def mend(person: Respondent, scope: Scope, page_id: str) -> Scope:
    """Answer anew what was complained about; rows of a roster that were complained about are taken back."""
    problems = hard(check_page(scope, page_id))
    for problem in problems:
        item, row = scope.questionnaire.items[problem.item], problem.place.split(".")[1:2]
        if isinstance(item, Roster) and row:
            scope = scope.after(remove_row(scope, item, row[0]))
    faulty = {problem.item for problem in problems}
    typed = typed_page(scope, page_id, person.language)
    fields = {place: texts for place, texts in typed.items() if place.split(".")[0].partition(":")[0] not in faulty}
    for item_id in faulty:
        fields |= person.answer(scope, scope.questionnaire.items[item_id], item_id)
    return scope.after(fill(scope, page_id, fields, person.language).document)


def leave(scope: Scope, page_id: str) -> Scope:
    """Leave a page with as little as can be: „keine Angabe“ where it is offered, else nothing."""
    fields: Fields = {}
    for item in scope.questionnaire.page(page_id).items:
        if isinstance(item, Roster):
            for row in as_rows(scope.stored(item)):
                scope = scope.after(remove_row(scope, item, str(row["id"])))
        if "refused" in item.missing:
            fields |= refuse(item, item.id, "refused")
    filled = fill(scope, page_id, fields, "de")
    assert not hard(filled.problems), f"{page_id} cannot be left: {filled.problems}"
    return confirm(scope.after(filled.document), page_id)


def confirm(scope: Scope, page_id: str) -> Scope:
    """„Stimmt so“ to all that is asked on a page."""
    asked = [problem.check for problem in check_page(scope, page_id) if problem.level is Level.SOFT and problem.check]
    if not asked:
        return scope
    fields = typed_page(scope, page_id, "de") | {CONFIRMED: asked}
    return scope.after(fill(scope, page_id, fields, "de").document)


def walk(questionnaire: Questionnaire, person: Respondent, wildness: float = 0.0) -> Iterator[tuple[str, Scope]]:
    """The way from the first page to the last, with steps back; after each page its id and the answers so far."""
    scope = new_scope(questionnaire)
    page: str | None = route(scope).pages[0]
    while page is not None:
        scope = send(person, scope, page, wildness)
        if person.is_so(0.2):
            back = person.chance.choice(route(scope).pages)
            scope = send(person, scope, back, wildness)
        for _ in range(2):
            scope = mend(person, scope, page) if hard(check_page(scope, page)) else scope
        scope = confirm(scope, page)
        scope = leave(scope, page) if hard(check_page(scope, page)) else scope
        yield page, scope
        page = route(scope).next_page(page)


def complete(questionnaire: Questionnaire, person: Respondent, wildness: float = 0.0) -> Scope:
    """Answers that can be handed in: a whole walk, and then back to every page that is still open."""
    scope = new_scope(questionnaire)
    for _page, after in walk(questionnaire, person, wildness):
        scope = after
    for _ in range(3 * len(questionnaire.pages)):
        page = route(scope).first_open_page
        if page is None:
            return scope
        scope = confirm(scope, page) if not hard(check_page(scope, page)) else leave(scope, page)
        if page not in str(scope.document.get("seen")):
            scope = scope.after(fill(scope, page, typed_page(scope, page, "de"), "de").document)
    raise AssertionError(f"no end of open pages: {route(scope).problems}")


def codes(rows: Sequence[Code]) -> list[str]:
    """The codes of rows or options."""
    return [row.code for row in rows]
