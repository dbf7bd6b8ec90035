"""What the templates of a page are filled with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from markupsafe import Markup, escape

from app.extensions import db
from app.filters import clock
from app.forms.answers import cell_facts
from app.forms.build import Sheet, build, build_row
from app.forms.fields import AnswerField
from app.i18n import language
from app.respond.door import mark_of, sent_version
from app.services.consents import typed_consents
from app.services.visit import Visit
from surveys.items.registry import Consent, Grid, Matrix, Roster
from surveys.items.tables import as_rows
from surveys.messages import Param, template
from surveys.model import Page, Section
from surveys.present import typed_page
from surveys.problems import Level, Problem
from surveys.scope import Scope
from surveys.texts import Text, format_number
from surveys.words import Speaker


@dataclass(frozen=True)
class View:
    """A page to be drawn: the problems to show, what was typed if it is not what is stored, a word on top.

    ``typed`` is a whole form of which nothing was stored; of ``contacts`` only the consents were not.
    """

    visit: Visit
    page: Page
    problems: Sequence[Problem] = ()
    typed: Mapping[str, Sequence[str]] | None = None
    contacts: Mapping[str, Sequence[str]] | None = None
    new_items: frozenset[str] = frozenset()
    notice: str = ""
    back: str = ""
    row_id: str = ""


def page_context(view: View) -> dict[str, Any]:
    """Everything ``page.html`` shows."""
    sheet = sheet_of(view)
    fields = build(view.page.items, sheet)
    return {
        "fields": fields,
        "shown": " ".join(part.name for part in fields if part.is_shown) or "-",
        **frame(view),
    }


def row_context(view: View, item: Roster) -> dict[str, Any]:
    """Everything ``row.html`` shows."""
    rows = as_rows(view.visit.scope.stored(item))
    number = next((n for n, row in enumerate(rows, 1) if row["id"] == view.row_id), len(rows) + 1)
    return {
        "fields": build_row(item, view.row_id, sheet_of(view)),
        "one": view.visit.scope.text(item.one, language())[0],
        "row_number": number,
        "row_id": view.row_id,
        "is_new": number > len(rows),
        **frame(view),
    }


def roster_context(view: View, item: Roster) -> dict[str, Any]:
    """Everything ``roster.html`` shows: a card a row."""
    speaker = Speaker(view.visit.scope, language())
    rows = as_rows(view.visit.scope.stored(item))
    return {
        **page_context(view),
        "cards": [_card(view, item, speaker, row, number) for number, row in enumerate(rows, 1)],
        "one": view.visit.scope.text(item.one, language())[0],
        "is_full": len(rows) >= item.max,
    }


def _is_asked(scope: Scope, section: Section) -> bool:
    return any(scope.is_page_visible(page.id) for page in section.pages)


def frame(view: View) -> dict[str, Any]:
    """What stands around the fields of a page: section, title, summaries, hidden fields."""
    questionnaire, code = view.visit.questionnaire, language()
    section = questionnaire.section_of(view.page.id)
    asked_sections = [each for each in questionnaire.sections if each is section or _is_asked(view.visit.scope, each)]
    section_title, section_lang = view.visit.scope.text(section.title, code)
    title, title_lang = view.visit.scope.text(view.page.title, code)
    hard = [p for p in view.problems if p.level is Level.HARD and p.item not in view.new_items]
    soft = [p for p in view.problems if p.level is Level.SOFT]
    new = [p for p in view.problems if p.level is Level.HARD and p.item in view.new_items]
    return {
        "page": view.page,
        "title": title,
        "title_lang": "" if title_lang == code else title_lang,
        "section_number": asked_sections.index(section) + 1,
        "section_total": len(asked_sections),
        "section_title": section_title,
        "section_lang": "" if section_lang == code else section_lang,
        "saved": clock(view.visit.updated_at) if view.visit.is_begun else "",
        "errors": links_of(view, hard),
        "asked": links_of(view, soft),
        "added": links_of(view, new),
        "notice_text": view.notice,
        "version": _version(view),
        "whose": mark_of(view.visit),
        "back": view.back,
    }


def sheet_of(view: View) -> Sheet:
    """The fields' content: what was typed, else what is stored; and the problems by place."""
    hard = [p for p in view.problems if p.level is Level.HARD and p.item not in view.new_items]
    asks: dict[str, list[tuple[str, str]]] = {}
    for problem in view.problems:
        if problem.level is Level.SOFT:
            asks.setdefault(_spot(view, problem), []).append((problem.check or "", spoken(view, problem)))
    problems = {_spot(view, problem): spoken(view, problem) for problem in reversed(hard)}
    return Sheet(view.visit.scope, language(), _texts(view), problems, asks)


def links_of(view: View, problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """A link to the control of each problem; where two say the same, each names its question."""
    said = [(_link(view, problem), spoken(view, problem), problem) for problem in problems]
    counts = Counter(words for _link_of, words, _problem in said)
    return [(link, words if counts[words] == 1 else _named(view, p, words)) for link, words, p in said]


def _link(view: View, problem: Problem) -> str:
    item = view.visit.questionnaire.items[problem.item]
    parts = problem.place.split(".")
    if isinstance(item, Roster) and len(parts) > 1 and not view.row_id:
        address = url_for("respond.row", page_id=view.page.id, row_id=parts[1], pruefen=1)
        return f"{address}#{problem.place}"
    return f"#{_spot(view, problem)}"


def spoken(view: View, problem: Problem) -> Markup:
    """The words of a problem; labels in it speak of the wave's years as the page does, each in its language."""
    said = {name: _filled(view, value) for name, value in problem.message.params.items()}
    item = view.visit.questionnaire.items[problem.item]
    if "row" in said and isinstance(item, Matrix | Grid):  # called as its heading on the page
        said["row"] = marked(*Speaker(view.visit.scope, language()).row_name(item, problem.place.split(".")[1]))
    return escape(template(problem.message.code, language())).format(**said)


def _filled(view: View, value: Param) -> str:
    if isinstance(value, Text):
        return marked(*view.visit.scope.text(value, language()))
    return value if isinstance(value, str) else format_number(value, language())


def marked(words: str, actual: str) -> Markup:
    """Words with their language where it is not the reader's."""
    return escape(words) if actual == language() else Markup('<span lang="{}">{}</span>').format(actual, words)


def _named(view: View, problem: Problem, words: Markup) -> Markup:
    item = view.visit.questionnaire.items[problem.item]
    return Markup("{} – {}").format(marked(*view.visit.scope.text(view.visit.scope.label(item), language())), words)


def _spot(view: View, problem: Problem) -> str:
    """Where a message stands: the control of its place; what belongs to no row of a grid, at the grid itself."""
    item = view.visit.questionnaire.items[problem.item]
    _item, dot, row = problem.place.partition(".")
    if isinstance(item, Grid) and dot and row not in {code.code for code in view.visit.scope.rows(item)}:
        return problem.place if "." in row else item.id
    return problem.place.removesuffix(":missing")


def _texts(view: View) -> Mapping[str, Sequence[str]]:
    if view.typed is not None:
        return view.typed
    texts: dict[str, Sequence[str]] = dict(typed_page(view.visit.scope, view.page.id, language()))
    for item in view.page.items:
        if isinstance(item, Consent) and view.contacts is not None:
            texts |= {place: given for place, given in view.contacts.items() if place.partition(".")[0] == item.id}
        elif isinstance(item, Consent):
            texts |= typed_consents(db.session, view.visit, item)
    return texts


def _version(view: View) -> int:
    """What the form is drawn from: a form of which nothing was stored stays as old as it is."""
    sent = (view.typed or {}).get("version")
    return view.visit.version if view.typed is None else sent_version("".join(sent or ()))


def _card(view: View, item: Roster, speaker: Speaker, row: Mapping[str, Any], number: int) -> dict[str, Any]:
    row_id = str(row["id"])
    place = f"{item.id}.{row_id}"
    mine = [p for p in view.problems if p.place == place or p.place.startswith(f"{place}.")]
    title = speaker.row_title(item, row, number)
    return {
        "id": place,
        "title": title.text,
        "lang": "" if title.language == speaker.language else title.language,
        "rows": cell_facts(speaker, item, row),
        "problems": [spoken(view, problem) for problem in mine],
        "edit": url_for("respond.row", page_id=view.page.id, row_id=row_id, pruefen=1 if mine else None),
        "remove": url_for("respond.remove_row", page_id=view.page.id, row_id=row_id),
    }


def shown_places(fields: Sequence[AnswerField]) -> dict[str, bool]:
    """Which fields of a page are asked, columns of tables included."""
    places: dict[str, bool] = {}
    for part in fields:
        places[part.name] = part.is_shown
        if part.shape in ("grid", "lines", "card"):
            places |= shown_places(part.fields)
    return places
