"""`PdfDocument`: the one way from a story to the bytes of a tagged, archivable file."""
# ruff: noqa: N802, N815 - methods and arguments that reportlab names

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from itertools import takewhile
from typing import Any, Final, Protocol, runtime_checkable

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
)

from exports.pdf import theme
from exports.pdf.flowables.contents import Contents
from exports.pdf.flowables.stack import Stack
from exports.pdf.flowables.text import Text
from exports.pdf.fonts import register
from exports.pdf.pages import Cover, Running, draw_band, draw_cover, draw_running, draw_stamp
from exports.pdf.tagged import LONGEST_TITLE, Entry, TaggedCanvas, tagged
from exports.pdf.text import one_line, shortened
from exports.pdf.xmp import Metadata

PUBLISHER: Final = "Arbeitskammer des Saarlandes"
PRODUCER: Final = "Bedarfsradar"
MAX_PASSES: Final = 5
LEAST_TEXT: Final = 42.0  # what has to follow a heading on its page, in points


@runtime_checkable
class Divisible(Protocol):
    """A long flowable that knows what must fit for it to begin on a page."""

    def least_height(self, width: float) -> float:
        """Height of its first piece, in points."""
        ...


class LayoutUnstable(RuntimeError):
    """Page numbers in the contents did not settle."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """What one pass found out and the next one needs."""

    entries: tuple[Entry, ...] = ()
    pages: int = 0

    def is_like(self, other: "_Layout") -> bool:
        """Whether the contents take the same room: the same headings, whatever their pages."""
        return [(each.level, each.title, each.target) for each in self.entries] == [
            (each.level, each.title, each.target) for each in other.entries
        ]


@dataclass(frozen=True)
class PdfDocument:
    """A document without its story.

    `language` is a BCP 47 tag (de-DE, en, fr), `created` a time with zone that is written into
    the file: the same input gives the same bytes. A `stamp` stands on every page as decoration;
    say it once in the story too.
    """

    title: str
    created: datetime
    language: str = "de-DE"
    subject: str = ""
    keywords: tuple[str, ...] = ()
    identifier: str = ""
    author: str = PUBLISHER
    running: Running = field(default_factory=Running)
    stamp: str | None = None
    cover: Cover | None = None

    def render(self, story: Sequence[Flowable]) -> bytes:
        """The finished file: PDF/UA-1 and PDF/A-2a.

        Raises ValueError for a time without zone or an empty title, FontsMissing without fonts.
        """
        if self.created.tzinfo is None:
            raise ValueError("the time of a file needs a time zone")
        if not one_line(self.title):
            raise ValueError("a document needs a title")
        register()
        layout = self._layout(story) if self._needs_layout(story) else _Layout()
        return self._draw(story, layout).finish()

    def pages(self, story: Sequence[Flowable]) -> int:
        """How many pages the story has, with its cover. Raises LayoutUnstable."""
        register()
        return self._layout(story).pages

    def _layout(self, story: Sequence[Flowable]) -> _Layout:
        """On which pages the headings come to stand, found on a dry canvas. Raises LayoutUnstable."""
        layout = _Layout(tuple(_foreseen(story)), 0)
        for _ in range(MAX_PASSES):
            canvas = self._draw(story, layout, is_dry=True)
            found = _Layout(tuple(canvas.headings), canvas.getPageNumber() - 1)
            if found.is_like(layout):
                return found
            layout = found
        raise LayoutUnstable(f"no stable layout after {MAX_PASSES} passes")

    def _needs_layout(self, story: Sequence[Flowable]) -> bool:
        has_contents = any(isinstance(each, Contents) for each in story)
        return has_contents or "{pages}" in self.running.page

    def _draw(self, story: Sequence[Flowable], layout: _Layout, *, is_dry: bool = False) -> TaggedCanvas:
        canvas = TaggedCanvas(self.metadata(), is_dry=is_dry)
        canvas.page_total = layout.pages
        template = _Template(BytesIO())
        template.addPageTemplates(self._page_templates())
        template._doSave = False  # drawn once or twice, saved once
        undo: list[tuple[Callable[..., None], Flowable, str]] = []
        template._multiBuildEdits = undo.append  # marks that reportlab leaves on flowables
        template.build(self._full_story(story, layout), canvasmaker=lambda *_, **__: canvas)
        for function, flowable, name in undo:
            function(flowable, name)
        return canvas

    def _full_story(self, story: Sequence[Flowable], layout: _Layout) -> list[Flowable]:
        body = [each.lines(layout.entries) if isinstance(each, Contents) else each for each in story]
        if self.cover is None:
            return body
        return [*self.cover.story(), NextPageTemplate("body"), PageBreak(), *body]

    def _page_templates(self) -> list[PageTemplate]:
        body_frame = _frame(theme.TOP)
        body = PageTemplate("body", [body_frame], onPage=self._before, onPageEnd=self._after)
        if self.cover is None:
            return [body]
        cover = PageTemplate("cover", [_frame(theme.BOTTOM)], onPage=self._before_cover)
        return [cover, body]

    def _before(self, canvas: Canvas, _template: object) -> None:
        if self.stamp:
            draw_stamp(tagged(canvas), self.stamp)

    def _after(self, canvas: Canvas, _template: object) -> None:
        draw_running(tagged(canvas), self.running)
        if self.stamp:
            draw_band(tagged(canvas), self.stamp)

    def _before_cover(self, canvas: Canvas, _template: object) -> None:
        draw_cover(tagged(canvas))
        if self.stamp:
            draw_band(tagged(canvas), self.stamp)

    def metadata(self) -> Metadata:
        """What the file says of itself, as clean single lines."""
        return Metadata(
            title=one_line(self.title),
            language=self.language,
            created=self.created,
            author=one_line(self.author),
            subject=one_line(self.subject),
            keywords=tuple(one_line(word) for word in self.keywords),
            identifier=one_line(self.identifier),
            producer=PRODUCER,
        )


class _Template(BaseDocTemplate):
    """reportlab's template; the metadata come from the canvas, so it must not set its own."""

    _doSave: bool
    _multiBuildEdits: Any

    def __init__(self, file: BytesIO) -> None:
        super().__init__(file)
        self._kept: set[int] = set()

    def handle_keepWithNext(self, flowables: list[Flowable]) -> None:
        """Keep a heading with the beginning of what follows, not with the whole of it.

        reportlab's own rule moves heading and table to a new page when the table is long.
        """
        if not flowables or id(flowables[0]) in self._kept:
            return
        chain = list(takewhile(lambda each: each.getKeepWithNext(), flowables))
        if not chain:
            return
        self._kept.update(map(id, chain))
        needed = sum(self._height(each) + each.getSpaceBefore() + each.getSpaceAfter() for each in chain)
        if len(flowables) > len(chain):
            following = flowables[len(chain)]
            needed += self._least_height(following) + following.getSpaceBefore()
        flowables.insert(0, CondPageBreak(min(needed, theme.TEXT_HEIGHT * 0.9)))

    def _height(self, flowable: Flowable) -> float:
        return flowable.wrapOn(self.canv, theme.TEXT_WIDTH, theme.TEXT_HEIGHT)[1]

    def _least_height(self, flowable: Flowable) -> float:
        if isinstance(flowable, Divisible):
            return flowable.least_height(theme.TEXT_WIDTH)
        if isinstance(flowable, Stack | Text):
            return min(self._height(flowable), LEAST_TEXT)
        return self._height(flowable)

    def handle_documentBegin(self) -> None:
        tagged(self.canv).describe()
        super().handle_documentBegin()


def _frame(top: float) -> Frame:
    height = theme.PAGE_HEIGHT - top - theme.BOTTOM
    return Frame(theme.SIDE, theme.BOTTOM, theme.TEXT_WIDTH, height, 0, 0, 0, 0)


def _foreseen(story: Sequence[Any]) -> Iterator[Entry]:
    """Headings of a story before it has pages, so that the contents have their length at once."""
    for number, text in enumerate(_headings(story), start=1):
        yield Entry(text.level, shortened(text.source, LONGEST_TITLE), 0, f"h{number}")


def _headings(story: Sequence[Any]) -> Iterator[Text]:
    for each in story:
        if isinstance(each, Text) and each.level:
            yield each
        elif isinstance(each, Stack):
            yield from _headings(each.children)
        elif isinstance(each, KeepTogether):
            yield from _headings(getattr(each, "_content", ()))
