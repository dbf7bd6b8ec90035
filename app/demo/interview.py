"""Answers to a whole questionnaire, item by item along the route."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.demo.draws import Model, defaults, model, within_limits
from app.demo.tables import tree
from app.demo.views import View
from surveys.checks import check_all
from surveys.codelists import Missing
from surveys.context import Context
from surveys.items.registry import Choice, Consent, Grid, Item, Matrix, Multi, Note, Rank, TextItem
from surveys.model import Questionnaire
from surveys.problems import CONFIRMED, OTHER, Document, Json, Level, Problem, missing
from surveys.scope import Scope

TEXT_SHARES: Mapping[str, float] = {"pref_course": 0.2, "comment": 0.15}


@dataclass
class Interview:
    """One side of one establishment at its questionnaire; ``document`` grows with every answer.

    ``employees`` is the head count as this side knows it, ``asked`` the item whose figures are wanted.
    """

    questionnaire: Questionnaire
    context: Context
    view: View
    employees: int
    document: Document = field(default_factory=dict)
    asked: Item = field(init=False)

    @property
    def scope(self) -> Scope:
        """The answers so far."""
        return Scope(self.questionnaire, self.document, self.context)


Figure = Callable[[Interview], Json]
"""Answers one item that hangs together with others by numbers; None leaves it open."""


class BadAnswer(Exception):
    """The generator made an answer that the questionnaire refuses: a fault of the generator."""


def answer_all(interview: Interview, figures: Mapping[str, Figure], pages: int | None = None) -> Document:
    """Answer everything that is asked on the first ``pages`` pages (None: on all); returns raw answers."""
    for page in interview.questionnaire.pages[:pages]:
        for item in page.items:
            if isinstance(item, Note | Consent) or not interview.scope.is_visible(item.id):
                continue
            answer = _answer(interview, item, figures)
            if answer is not None:
                interview.document[item.id] = answer
                _specify(interview, item, answer)
    return interview.document


def confirmed(interview: Interview) -> Document:
    """The answers with every soft check that asks back confirmed; raises BadAnswer when a hard one stands against them.

    Open questions are no fault here: whoever breaks off leaves them.
    """
    problems = check_all(interview.scope)
    faults = [problem for problem in problems if problem.level is Level.HARD and not problem.is_gap]
    if faults:
        raise BadAnswer(f"{interview.view.unit.reference} {interview.view.role}: {_in_words(faults)}")
    soft: list[Json] = [*sorted({problem.check or "" for problem in problems if problem.level is Level.SOFT})]
    return {**interview.document, CONFIRMED: soft} if soft else interview.document


def _in_words(problems: list[Problem]) -> str:
    return "; ".join(f"{problem.place} {problem.check or problem.message.code}" for problem in problems)


def _answer(interview: Interview, item: Item, figures: Mapping[str, Figure]) -> Json:
    if item.id in figures:
        interview.asked = item
        return figures[item.id](interview)
    if isinstance(item, TextItem):
        return _text(interview, item)
    if isinstance(item, Rank):
        return _rank(interview, item)
    if isinstance(item, Matrix):
        return _matrix(interview, item)
    if isinstance(item, Grid):
        return _grid(interview, item)
    return _or_missing(interview, item, item.id)


def _or_missing(interview: Interview, item: Item, name: str, *, is_required: bool | None = None) -> Json:
    """An answer of a single or multi item or column, or why there is none."""
    known = _model(interview, name)
    why = no_answer(interview, item, known, is_required=bool(item.required) if is_required is None else is_required)
    if why is not None:
        return why or None
    codes = [code.code for code in interview.scope.options(item)]
    if isinstance(item, Multi):
        return [*within_limits(item, _ticked(interview, item, name, codes))]
    if known.kind == "steps":
        return known.step(interview.view, name, "every", codes)
    return known.choice(interview.view, name, codes)


def _ticked(interview: Interview, item: Multi, name: str, codes: list[str]) -> list[str]:
    ticked = _model(interview, name).ticks(interview.view, name, [c for c in codes if c not in item.exclusive])
    lowest = _model(interview, name).level(interview.view, name, ticked[0])
    # Who ticks nothing with any conviction chooses „none of these“.
    return list(item.exclusive) if item.exclusive and lowest < -0.3 else ticked


def no_answer(interview: Interview, item: Item, known: Model | None, *, is_required: bool) -> dict[str, Json] | None:
    """None when the item is answered; else a missing kind, or an empty map for a question that is skipped."""
    chances = defaults()
    view = interview.view
    if Missing.DONT_KNOW in item.missing and view.chance(known.dont_know if known else chances["dont_know"]):
        return {"missing": Missing.DONT_KNOW.value}
    if Missing.REFUSED in item.missing and view.chance(known.refused if known else chances["refused"]):
        return {"missing": Missing.REFUSED.value}
    return {} if not is_required and view.chance(known.skip if known else chances["skip"]) else None


def _model(interview: Interview, name: str) -> Model:
    found = model(interview.view.role, name)
    if found is None:
        raise BadAnswer(f"no words in items.toml for {name}")
    return found


def _rank(interview: Interview, item: Rank) -> Json:
    """The drivers with the strongest answers; the hidden strength decides between equal ones."""
    strengths = interview.document.get("drv")
    given = strengths if isinstance(strengths, dict) else {}
    options = [code.code for code in interview.scope.options(item)]
    view = interview.view
    order = sorted(options, key=lambda code: (str(given.get(code)), view.traits[code]), reverse=True)
    return [*order[: item.places]]


def _matrix(interview: Interview, item: Matrix) -> Json:
    known = _model(interview, item.id)
    codes = [code.code for code in item.choices.codes]
    cells: dict[str, Json] = {}
    for row in interview.scope.rows(item):
        why = no_answer(interview, item, known, is_required=bool(item.required))
        if why is None:
            cells[row.code] = known.step(interview.view, item.id, row.code, codes)
        elif why:
            cells[row.code] = why
    return cells or None


def _grid(interview: Interview, item: Grid) -> Json:
    """A grid of choices, cell by cell; a column that is not asked in a row stays empty."""
    table: dict[str, Json] = {}
    for row in interview.scope.rows(item):
        cells: dict[str, Json] = {}
        for column in item.columns:
            scope = interview.scope
            if column in scope.columns(item, row.code, cells):
                is_required = scope.is_required(column, item, row.code, cells)
                value = _or_missing(interview, column, f"{item.id}.{column.id}", is_required=is_required)
                if value is not None:
                    cells[column.id] = value
        if cells:
            table[row.code] = cells
    return table or None


def _text(interview: Interview, item: TextItem) -> Json:
    if not interview.view.chance(TEXT_SHARES.get(item.id, 0.0)):
        return None
    return _one_of(interview, item.id)


def _one_of(interview: Interview, name: str) -> str:
    texts: list[str] = tree("texts")[name]
    return texts[int(interview.view.generator.integers(len(texts)))]


def _specify(interview: Interview, item: Item, answer: Json) -> None:
    """The text of „other, please specify“."""
    chosen = answer if isinstance(answer, list) else [answer]
    if isinstance(item, Choice) and any(code in chosen for code in item.other):
        interview.document[item.id + OTHER] = _one_of(interview, item.id + OTHER)


def unknown() -> Json:
    """„Weiß nicht“."""
    return missing(Missing.DONT_KNOW.value)
