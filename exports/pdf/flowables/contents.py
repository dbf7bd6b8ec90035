"""The table of contents: each line a link to its heading, with the page number at the right."""
# ruff: noqa: N803 - methods and arguments that reportlab names

from collections.abc import Sequence
from typing import Final

from reportlab.platypus import Flowable

from exports.pdf import theme
from exports.pdf.flowables.stack import Stack
from exports.pdf.flowables.text import Group, Text
from exports.pdf.fonts import FACES, width
from exports.pdf.tagged import Entry, TaggedCanvas, tagged

NUMBER_ROOM: Final = 34.0
LEADER: Final = " ."


class Contents(Flowable):
    """Stands in the story where the contents shall be; the document puts in the lines."""

    def __init__(self, levels: int = 2) -> None:
        super().__init__()
        self.levels = levels

    def lines(self, entries: Sequence[Entry]) -> Stack:
        """The contents for these headings."""
        shown = [entry for entry in entries if entry.level <= self.levels]
        return Stack([_Line(entry) for entry in shown], group=Group("TOC"))


class _Line(Flowable):
    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry
        self.style = theme.CONTENTS[min(entry.level, max(theme.CONTENTS))]
        self.text = Text(entry.title, self.style)
        self.spaceBefore, self.spaceAfter = self.style.spaceBefore, self.style.spaceAfter

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        self.width = aW
        self.height = self.text.wrap(aW - NUMBER_ROOM, aH)[1]
        return self.width, self.height

    def draw(self) -> None:
        canvas = tagged(self.canv)
        baseline = self.height - self.style.leading * (len(self.text.blPara.lines) - 1)
        baseline -= self.style.fontSize * 0.98
        number = str(self.entry.page)
        with canvas.element("TOCI"), canvas.element("Reference"), canvas.element("Link"):
            self.text.drawOn(canvas, 0, 0)
            canvas.setFont(self.style.fontName, self.style.fontSize)
            canvas.setFillColor(theme.INK)
            canvas.drawRightString(self.width, baseline, number)
            box = (0, 0, self.width, self.height)
            canvas.linkRect(self.entry.title, self.entry.target, box, relative=1)
        self._draw_leader(canvas, baseline, number)

    def _draw_leader(self, canvas: TaggedCanvas, baseline: float, number: str) -> None:
        size = self.style.fontSize
        lines = self.text.getActualLineWidths0()
        start = self.style.leftIndent + lines[-1] + 4
        step = width(LEADER, "regular", size)
        stop = self.width - width(number, "semibold", size) - 4
        count = max(int((stop - start) / step), 0)
        with canvas.artifact():
            canvas.setFont(FACES["regular"], size)
            canvas.setFillColor(theme.MID)
            canvas.drawRightString(stop, baseline, LEADER * count)
