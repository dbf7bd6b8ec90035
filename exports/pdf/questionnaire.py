"""The blank questionnaire as PDF, from the same definition as the online form: to look at, to prepare, to discuss.

``render`` is all there is to call. How a question is answered on paper stands in ``exports.paper``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from exports.facts import PaperFacts
from exports.paper.contact import contact_line
from exports.paper.kept import Kept
from exports.paper.lists import PART, lists_at_the_end
from exports.paper.sheet import TAGS, Sheet, is_about_searching, lines
from exports.paper.spaces import answer_space
from exports.pdf import theme
from exports.pdf.document import PdfDocument
from exports.pdf.flowables import (
    Flowable,
    PageBreak,
    Panel,
    Table,
    bullets,
    heading,
    paragraph,
)
from exports.pdf.pages import Running
from exports.pdf.text import Content, spans
from surveys.context import Context
from surveys.items.registry import Item, Note
from surveys.model import Questionnaire, Section
from surveys.rules.parse import Rule
from surveys.scope import Scope

TITLE: Final = theme.style("title", theme.HEADINGS[1], fontSize=22, leading=26, spaceBefore=0, spaceAfter=6)
KICKER: Final = theme.style("kicker", theme.SUBLINE, fontSize=10, leading=13, textColor=theme.ORANGE, spaceAfter=3)
PREFACE: Final = theme.style("preface", theme.HEADINGS[2], fontSize=12.5, leading=16, spaceBefore=10)
QUESTION: Final = theme.style("question", theme.HEADINGS[3], fontSize=10.6, leading=14, spaceBefore=15)
CONDITION: Final = theme.style(
    "condition", theme.SMALL, textColor=theme.PETROL, fontName=theme.CAPTION.fontName, spaceAfter=2, keepWithNext=1
)
HINT: Final = theme.style("hint", theme.SMALL, textColor=theme.GREY, spaceAfter=4, keepWithNext=1)
POINT: Final = theme.style("point", theme.BODY, spaceAfter=2)
VERSION_LENGTH: Final = 12
GAP: Final = 0.4
"""A table or a long list of options is divided rather than leave more of a page empty."""


def render(questionnaire: Questionnaire, language: str, wave: Mapping[str, int], facts: PaperFacts) -> bytes:
    """The blank questionnaire: PDF/UA-1 and PDF/A-2a, same input, same bytes.

    ``wave`` has the values of the texts (``ZJ``, ``BJ``). Texts that are not translated stay German and say so.
    Raises ValueError for a time without zone.
    """
    sheet = Sheet(Scope(questionnaire, {}, Context(wave)), language)
    title = sheet.words(questionnaire.title).text
    document = PdfDocument(
        title=title,
        created=facts.created,
        language=TAGS.get(language, language),
        subject=sheet.say("subject"),
        identifier=questionnaire.hash,
        stamp=sheet.say("invented") if facts.is_invented else None,
        running=Running(
            header_left=title,
            header_right=sheet.say("kicker"),
            footer_left=sheet.say("version", version=questionnaire.hash[:VERSION_LENGTH]),
            page=sheet.say("page"),
        ),
    )
    return document.render([*_first_page(sheet, facts), PageBreak(), *_body(sheet), *lists_at_the_end(sheet)])


def _first_page(sheet: Sheet, facts: PaperFacts) -> list[Flowable]:
    questionnaire = sheet.questionnaire
    return [
        paragraph(sheet.say("kicker"), KICKER),
        heading(sheet.text(questionnaire.title), style=TITLE, is_listed=False),
        _online(sheet, facts),
        *_preface(sheet, "purpose", [paragraph(sheet.text(questionnaire.intro))] if questionnaire.intro else []),
        *_preface(sheet, "ready", _ready(sheet)),
        *_preface(sheet, "how", [bullets(_how(sheet), POINT)]),
        *_preface(sheet, "contact", contact_line(facts.contact, sheet.language)),
    ]


def _preface(sheet: Sheet, title: str, content: list[Flowable]) -> list[Flowable]:
    return [heading(sheet.say(title), 2, style=PREFACE, is_listed=False), *content] if content else []


def _online(sheet: Sheet, facts: PaperFacts) -> Flowable:
    parts: list[Flowable] = [
        heading(sheet.say("online_title"), 2, style=theme.HEADINGS[3], is_listed=False),
        paragraph(sheet.say("online"), theme.SMALL),
    ]
    minutes = sheet.questionnaire.minutes
    if minutes is not None:
        parts.append(paragraph(sheet.say("minutes", minutes=minutes), theme.SMALL))
    if facts.address:
        parts.append(paragraph(sheet.say("online_at", address=facts.address), theme.SMALL))
    return Panel(parts)


def _ready(sheet: Sheet) -> list[Flowable]:
    words = sheet.words(sheet.questionnaire.have_ready)
    points: list[Content] = [sheet.content((words._replace(text=line),)) for line in lines(words.text)]
    return [bullets(points, POINT)] if points else []


def _how(sheet: Sheet) -> list[Content]:
    """How to read the paper, as far as it has what is explained."""
    points = ["how_one", "how_many"]
    points += ["how_condition"] if any(_conditions_of(sheet.questionnaire)) else []
    points += ["how_list"] if sheet.long_lists else []
    return [sheet.say(point) for point in points]


def _conditions_of(questionnaire: Questionnaire) -> Iterator[Rule | None]:
    for section in questionnaire.sections:
        yield section.when
        for page in section.pages:
            yield page.when
            yield from (item.when for item in page.items)


def _body(sheet: Sheet) -> list[Flowable]:
    return [flowable for section in sheet.questionnaire.sections for flowable in _section(section, sheet)]


def _section(section: Section, sheet: Sheet) -> list[Flowable]:
    """A section; its heading stays with its first question."""
    title = sheet.words(section.title)
    before: list[Flowable] = [
        heading([f"{section.id.upper()}  ", *sheet.content((title,))], style=PART),
        *_condition(section.when, sheet),
    ]
    made: list[Flowable] = []
    for page in section.pages:
        for item in page.items:
            made += _question(item, sheet, before, page.when)
            before = []
    return made


def _question(item: Item, sheet: Sheet, before: Sequence[Flowable], page_rule: Rule | None) -> list[Flowable]:
    """Number and question, when it is asked, help, and the place for the answer."""
    number = f"{item.number}  " if item.number else f"{sheet.say('note')}: " if isinstance(item, Note) else ""
    made: list[Flowable] = [
        *before,
        heading([number, *spans(sheet.text(item.label))], 2, style=QUESTION, is_listed=False),
        *_condition(page_rule, sheet),
        *_condition(item.when, sheet),
        *_variants(item, sheet),
    ]
    if item.hint and not is_about_searching(item):
        made.append(paragraph(sheet.text(item.hint), HINT))
    space = answer_space(item, sheet)
    first = next((n for n, each in enumerate(space, 1) if isinstance(each, Table)), None)
    if first is None:
        return [Kept([*made, *space], widest_gap=GAP)]
    return [Kept([*made, *space[:first]], widest_gap=GAP), *(Kept([each], widest_gap=GAP) for each in space[first:])]


def _condition(rule: Rule | None, sheet: Sheet) -> list[Flowable]:
    if rule is None:
        return []
    return [paragraph(sheet.content(sheet.conditions.sentence(rule)), CONDITION)]


def _variants(item: Item, sheet: Sheet) -> list[Flowable]:
    """Other words of the question and when they hold; not those that only repeat what was answered to it."""
    made: list[Flowable] = []
    for variant in item.variants:
        if variant.label and variant.label != item.label and item.id not in variant.when.names:
            condition = sheet.content(sheet.conditions.sentence(variant.when))
            made.append(paragraph([*condition, " ", *spans(sheet.text(variant.label))], HINT))
    return made
