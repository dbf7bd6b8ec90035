"""The answers of one response in words: the receipt after submitting, or a draft for a meeting.

``render`` is all there is to call. Words for answers come from ``surveys.words`` alone, as on the screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from exports.dates import moment
from exports.facts import ReceiptFacts
from exports.messages import say
from exports.paper.contact import contact_line
from exports.paper.kept import Kept
from exports.paper.sheet import TAGS, content
from exports.pdf import theme
from exports.pdf.document import PdfDocument
from exports.pdf.flowables import CellLike, Columns, Flowable, Panel, Spacer, Table, fitted, heading, paragraph
from exports.pdf.pages import Running
from exports.pdf.text import Content, Span, spans
from surveys.codelists import Missing
from surveys.items.registry import Grid, Item
from surveys.messages import Message, Param
from surveys.model import Section
from surveys.problems import missing_kind
from surveys.scope import Scope
from surveys.words import Answer, Row, Speaker, Words

TITLE: Final = theme.style("receipt-title", theme.HEADINGS[1], fontSize=22, leading=26, spaceBefore=0, spaceAfter=8)
PART: Final = theme.style("receipt-part", theme.HEADINGS[1], fontSize=16, leading=20, spaceBefore=18, spaceAfter=5)
QUESTION: Final = theme.style("receipt-question", theme.HEADINGS[3], fontSize=9.8, leading=12.6, spaceBefore=9)
ROW: Final = theme.style("receipt-row", theme.HEADINGS[3], fontSize=9.4, leading=12, spaceBefore=7)
WIDTHS: Final = Columns((1.2, 1.0), "ll", row_headers=1)
FACTS: Final = Columns((1.0, 1.8), "ll", row_headers=1)
MOST_COLUMNS: Final = 5
"""A grid with more columns is printed row by row."""
SHORT_VERSION: Final = 12
GROUP: Final = 8
NOTHING: Final = "–"
ABOVE: Final = 8.0
GAP: Final = 0.2
"""A table is divided rather than leave more of a page empty."""


def render(scope: Scope, language: str, facts: ReceiptFacts) -> bytes:
    """The answers in force of ``scope`` as PDF/UA-1 and PDF/A-2a; same input, same bytes.

    Without a reference number the document is a draft and says so in its title and on every page.
    Raises ValueError for a time without zone.
    """
    receipt = _Receipt(scope, language, facts)
    title = receipt.say("draft_title" if facts.is_draft else "title")
    questionnaire = receipt.speaker.text(scope.questionnaire.title).text
    document = PdfDocument(
        title=f"{title}: {questionnaire}",
        created=facts.at,
        language=TAGS.get(language, language),
        identifier=facts.reference or facts.version,
        running=Running(
            header_left=questionnaire,
            header_right=facts.reference,
            footer_left=title,
            page=say(Message("paper.page"), language),
        ),
        stamp=receipt.stamp(),
    )
    return document.render([heading(title, style=TITLE, is_listed=False), *receipt.first_part(), *receipt.answers()])


class _Receipt:
    """The parts of one receipt."""

    def __init__(self, scope: Scope, language: str, facts: ReceiptFacts) -> None:
        self.scope = scope
        self.language = language
        self.facts = facts
        self.speaker = Speaker(scope, language)

    def say(self, code: str, **params: Param) -> str:
        """An entry of the catalogue on receipts."""
        return say(Message(f"receipt.{code}", params), self.language)

    def stamp(self) -> str | None:
        """What every page says across its head: that nothing is handed in, does not count, or is invented."""
        said = [self.say("stamp")] if self.facts.is_draft else []
        said += [self.say("trial")] if self.facts.is_trial else []
        said += [say(Message("paper.invented"), self.language)] if self.facts.is_invented else []
        return " · ".join(said) or None

    # -- what the document is ----------------------------------------------------------------------------------

    def first_part(self) -> list[Flowable]:
        """What this is, its facts, and who to ask."""
        is_draft = self.facts.is_draft
        opening: Flowable = paragraph(self.say("thanks"), theme.LEAD)
        if is_draft:
            opening = Panel([paragraph(self.say("draft"))], colour=theme.ORANGE)
        made: list[Flowable] = [
            opening,
            heading(self.say("draft_facts" if is_draft else "facts"), 2, is_listed=False),
            Table(FACTS, self._facts()),
        ]
        if self.facts.check_value:
            made.append(paragraph(self.say("check_explained"), theme.NOTE))
        made.append(paragraph(self.say("draft_left_out" if is_draft else "corrections"), theme.SMALL))
        made.append(paragraph(self.say("contact_apart"), theme.SMALL))
        contact = contact_line(self.facts.contact, self.language)
        ask: list[Flowable] = [heading(say(Message("paper.contact"), self.language), 2, is_listed=False)]
        return [*made, *(ask + contact if contact else [])]

    def _facts(self) -> list[list[CellLike]]:
        facts = self.facts
        questionnaire = self.speaker.text(self.scope.questionnaire.title)
        known: list[tuple[str, Content]] = [
            ("reference", [Span(facts.reference, "bold")] if facts.reference else ""),
            ("saved_at" if facts.is_draft else "submitted_at", moment(facts.at, self.language)),
            ("establishment", facts.establishment),
            ("questionnaire", self._content((questionnaire,))),
            ("version", facts.version[:SHORT_VERSION]),
            ("check_value", _grouped(facts.check_value)),
        ]
        return [[self.say(code), text] for code, text in known if text]

    # -- answers -----------------------------------------------------------------------------------------------

    def answers(self) -> list[Flowable]:
        """All sections that were asked; a line where there is none."""
        sections = (self._section(section) for section in self.scope.questionnaire.sections)
        made = [flowable for section in sections for flowable in section]
        return made or [paragraph(self.say("none"))]

    def _section(self, section: Section) -> list[Flowable]:
        """What was asked of a section; its heading stays with the first answers."""
        items = [item for page in section.pages for item in page.items if self._is_asked(item)]
        before: list[Flowable] = [
            heading([f"{section.id.upper()}  ", *spans(self._words(self.speaker.text(section.title)))], style=PART)
        ]
        made: list[Flowable] = []
        lines: list[list[CellLike]] = []
        for item in items:
            rows = self.speaker.rows(item)
            if not rows:
                lines.append([self._question(item), self._answer(self.speaker.answer(item))])
                continue
            made += self._table(lines, before if not made else [Spacer(0, ABOVE)])
            made += self._rows(item, rows, before if not made else [])
            lines = []
        return [*made, *self._table(lines, before if not made else [Spacer(0, ABOVE)])]

    def _is_asked(self, item: Item) -> bool:
        """On the route, and answered by the respondent here: no notes, no contact data."""
        stored = self.scope.document.get(item.id)
        is_asked = missing_kind(stored) != Missing.NOT_ASKED and self.scope.is_visible(item.id)
        return item.is_answered_by_respondent and is_asked

    def _table(self, lines: Sequence[Sequence[CellLike]], before: Sequence[Flowable]) -> list[Flowable]:
        """Questions with one answer each, below what comes before them; nothing when there are none."""
        return [*before, Table(WIDTHS, lines)] if lines else []

    def _rows(self, item: Item, rows: Sequence[Row], before: Sequence[Flowable]) -> list[Flowable]:
        """A question with rows: one table where it fits, else one for each row."""
        titles = [*before, heading(self._question(item), 2, style=QUESTION, is_listed=False)]
        if all(len(row.cells) == 1 for row in rows) and len(item.columns) < 2:
            lines = [[self._words(row.title), self._answer(row.cells[0].answer)] for row in rows]
            return [Kept([*titles, Table(WIDTHS, lines)], widest_gap=GAP)]
        if isinstance(item, Grid) and len(item.columns) <= MOST_COLUMNS:
            return [Kept([*titles, self._grid(item, rows)], widest_gap=GAP)]
        first, *rest = [self._card(number, row) for number, row in enumerate(rows, 1)]
        return [Kept([*titles, *first], widest_gap=GAP), *(Kept(card, widest_gap=GAP) for card in rest)]

    def _grid(self, item: Grid, rows: Sequence[Row]) -> Table:
        """Rows below one another, columns beside one another; a dash where a column was not asked."""
        names = [self.speaker.question(column) for column in item.columns]
        lines: list[list[CellLike]] = []
        for row in rows:
            cells = {cell.column: self._answer(cell.answer) for cell in row.cells}
            lines.append([self._words(row.title), *(cells.get(name, NOTHING) for name in names)])
        head: list[list[CellLike]] = [[self.say("row"), *(self._words(name) for name in names)]]
        return Table(fitted(lines, head, align="l" * len(head[0])), lines, head)

    def _card(self, number: int, row: Row) -> list[Flowable]:
        """One row of a roster: its name and a line for each column that was asked."""
        title: Content = [f"{number}. ", *spans(self._words(row.title))]
        lines = [[self._words(cell.column), self._answer(cell.answer)] for cell in row.cells]
        made: list[Flowable] = [heading(title, 3, style=ROW, is_listed=False)]
        return [*made, Table(WIDTHS, lines)] if lines else made

    # -- words -------------------------------------------------------------------------------------------------

    def _question(self, item: Item) -> Content:
        words = spans(self._words(self.speaker.question(item)))
        return [Span(item.number, "bold"), "  ", *words] if item.number else words

    def _answer(self, answer: Answer) -> Content:
        """Each part on a line of its own; „nicht beantwortet“ when there is none."""
        parts: list[str | Span] = []
        for words in answer or (self.speaker.nothing(),):
            parts += ["\n"] if parts else []
            parts += self._content((words,))
        return parts

    def _words(self, words: Words) -> Content:
        return self._content((words,))

    def _content(self, phrase: tuple[Words, ...]) -> list[str | Span]:
        return content(phrase, self.language)


def _grouped(value: str) -> str:
    """A long check value in groups, so that two people can compare it."""
    if len(value) <= 2 * GROUP or not value.isalnum():
        return value
    return " ".join(value[first : first + GROUP] for first in range(0, len(value), GROUP))
