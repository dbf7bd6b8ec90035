"""Paragraphs, headings and captions that carry their place in the structure tree."""
# ruff: noqa: N802, N803, N815 - methods and arguments that reportlab names

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from reportlab.lib.styles import PropertySet
from reportlab.platypus import Paragraph

from exports.pdf import theme
from exports.pdf.flowables.breaks import in_pieces, measured
from exports.pdf.fonts import register
from exports.pdf.structure import NOTHING, Attributes, Shared
from exports.pdf.tagged import TaggedCanvas, tagged
from exports.pdf.text import Content, markup, one_line, plain


@dataclass(frozen=True, eq=False)
class Group:
    """An element that several flowables are drawn into, also on different pages."""

    tag: str
    attributes: Attributes = NOTHING
    shared: Shared = field(default_factory=Shared)

    def open(self, canvas: TaggedCanvas) -> Any:
        """Context in which everything drawn belongs to the group."""
        return canvas.element(self.tag, self.attributes, self.shared)


class Text(Paragraph):
    """A paragraph of content; over a page break it stays one element.

    `group` is its own element (by default a P); without one the text belongs to whatever is open.
    `within` is an element around it, such as the table of a caption.
    """

    blPara: Any

    def __init__(
        self,
        content: Content | None,
        style: PropertySet = theme.BODY,
        *,
        group: Group | None = None,
        within: Group | None = None,
        **parts: Any,
    ) -> None:
        register()
        self.source = "" if content is None else plain(content)
        if isinstance(content, str) and self.source and "\n" not in self.source:
            # most texts are cells of one look; reading them as markup would take longer than setting them
            super().__init__(None, style, frags=[_fragment(style).clone(text=self.source)], **parts)  # type: ignore[arg-type]
        else:
            super().__init__(None if content is None else markup(content), style, **parts)  # type: ignore[arg-type]  # None comes with ready fragments
        self.group = group
        self.within = within
        self.shared = Shared()
        self.level = 0
        self.anchors: Sequence[str] = ()
        self._broken_at = -1.0
        self._size = (0.0, 0.0)

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Size at this width; lines are broken once, however often a frame or table asks."""
        if self._broken_at != aW or not hasattr(self, "blPara"):
            self._size = super().wrap(aW, aH)
            self._broken_at = aW
        return self._size

    def breakLines(self, width: Any) -> Any:
        """The lines; a word that is wider than one comes apart as in charts, with a hyphen."""
        whole, pieces = self.frags, in_pieces(self.frags, width)
        if pieces is None:
            return super().breakLines(width)
        self.frags = [pieces]
        made = measured(super().breakLines(width), width)
        self.frags = whole
        return made

    def split(self, aW: float, aH: float) -> list[Any]:
        """Parts for this page and the next that know their common element."""
        parts: list[Any] = super().split(aW, aH)
        for number, part in enumerate(parts):
            part.source, part.shared = self.source, self.shared
            part.group, part.within = self.group, self.within
            part.level = self.level if number == 0 else 0
            part.anchors = self.anchors if number == 0 else ()
        return parts

    def draw(self) -> None:
        """Draw the lines inside the paragraph's element."""
        if not self.source.strip():
            return
        canvas = tagged(self.canv)
        if canvas.is_dry:
            if self.level:
                canvas.heading(one_line(self.source), self.level, self.height)
            return
        for anchor in self.anchors:
            canvas.bookmarkHorizontal(anchor, 0, self.height)
        with ExitStack() as elements:
            for group in (self.within, self.group):
                if group is not None:
                    elements.enter_context(group.open(canvas))
            if self.level:
                canvas.heading(one_line(self.source), self.level, self.height)
            elements.enter_context(canvas.reading(self.source, self.shared))
            super().draw()


@lru_cache(maxsize=128)
def _fragment(style: PropertySet) -> Any:
    """A piece of text as reportlab reads it in this style, to be copied with other words."""
    return Paragraph("x", style).frags[0]


def paragraph(
    content: Content, style: PropertySet = theme.BODY, *, lang: str | None = None, within: Group | None = None
) -> Text:
    """A paragraph; `lang` (BCP 47) where it is not in the document's language.

    `within` is the group of a table's caption that it belongs to, so that it is read before the table.
    """
    return Text(content, style, group=Group("P", Attributes(lang=lang)), within=within)


def heading(
    content: Content,
    level: int = 1,
    *,
    number: str = "",
    style: PropertySet | None = None,
    is_listed: bool = True,
    lang: str | None = None,
) -> Text:
    """A heading of level 1 to 3 with an optional number ("2.1").

    A listed one gets a bookmark and a line in the contents.
    """
    text = [f"{number} ", content] if number and isinstance(content, str) else content
    group = Group(f"H{level}", Attributes(lang=lang))
    made = Text(text, style or theme.HEADINGS[level], group=group)
    made.level = level if is_listed else 0
    return made


def caption(
    content: Content,
    style: PropertySet = theme.CAPTION,
    *,
    within: Group | None = None,
    anchors: Sequence[str] = (),
    lang: str | None = None,
) -> Text:
    """The bold line over a figure or table; `within` is the table's group, `anchors` what references name it."""
    made = Text(content, style, group=Group("Caption", Attributes(lang=lang)), within=within)
    made.anchors = anchors
    return made
