"""The codebook as tagged PDF (PDF/UA-1, PDF/A-2a), in the look of the report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from exports.analysts.codebook import Codebook, Sheet
from exports.analysts.entries import Entry, parts
from exports.analysts.html import state
from exports.analysts.tables import Files
from exports.paper.sheet import TAGS
from exports.pdf import theme
from exports.pdf.document import PUBLISHER, PdfDocument
from exports.pdf.flowables import Columns, Contents, Flowable, PageBreak, Table, bullets, heading, paragraph
from exports.pdf.pages import Cover, Running

QUESTION: Final = theme.style("question", theme.HEADINGS[3], fontSize=10, leading=12.6, spaceBefore=12, spaceAfter=3)
ABOUT: Final = theme.style("about", theme.SUBLINE, keepWithNext=1)
CONDITION: Final = theme.style("condition", theme.SMALL, textColor=theme.PETROL, spaceAfter=2, keepWithNext=1)
VARIABLES: Final = Columns((1.5, 2.6, 2.4), "lll")
VALUES: Final = Columns((0.6, 1, 4.9), "lll")


def pdf(codebook: Codebook) -> Files:
    """The document; the same study and language give the same bytes."""
    title = codebook.say("file.title", title=codebook.title)
    document = PdfDocument(
        title=title,
        created=codebook.study.made_at,
        language=TAGS[codebook.language],
        subject=codebook.say("file.subject"),
        identifier=codebook.study.snapshot,
        stamp=codebook.stamp,
        running=Running(title, PUBLISHER, state(codebook), "{page}"),
        cover=Cover(title, codebook.say("file.kicker"), codebook.stamp, PUBLISHER, (state(codebook),)),
    )
    return {f"intern-codebook-{codebook.study.slug}.pdf": document.render(list(_story(codebook)))}


def _story(codebook: Codebook) -> Iterator[Flowable]:
    yield heading(codebook.say("file.contents"), is_listed=False)
    yield Contents(2)
    yield PageBreak()
    yield heading(codebook.say("file.about"))
    yield paragraph(codebook.stamp)
    yield bullets(list(codebook.notes), theme.BODY)
    yield heading(codebook.say("head.missing"), 2)
    rows = [[one.shown, one.label] for one in codebook.missing]
    yield Table(Columns((1, 5), "ll"), rows, [[codebook.say("head.value"), codebook.say("head.words")]])
    yield from chapters(codebook)


def chapters(codebook: Codebook) -> Iterator[Flowable]:
    """A chapter for each table of the files."""
    for sheet in codebook.sheets:
        yield from _sheet(sheet, codebook)


def _sheet(sheet: Sheet, codebook: Codebook) -> Iterator[Flowable]:
    yield heading(sheet.title)
    rows = codebook.say("table.height", count=sheet.frame.height)
    yield paragraph(f"{sheet.name} · {sheet.unit} · {rows}", ABOUT)
    for part in parts(sheet, codebook):
        yield heading(part.title, 2)
        for entry in part.entries:
            yield from _entry(entry, codebook)


def _entry(entry: Entry, codebook: Codebook) -> Iterator[Flowable]:
    yield heading(entry.title, 3, style=QUESTION, is_listed=False, lang=entry.tag)
    if entry.asked:
        yield paragraph(entry.asked, CONDITION, lang=entry.tag)
    head = [codebook.say(f"head.{name}") for name in ("name", "label", "spread")]
    yield Table(VARIABLES, [list(line) for line in entry.lines], [head], is_dense=True)
    if entry.values:
        head = [codebook.say(f"head.{name}") for name in ("value", "code", "words")]
        rows = [[one.shown, one.code or one.shown, one.label] for one in entry.values]
        yield Table(VALUES, rows, [head], is_dense=True)
