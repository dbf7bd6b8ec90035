"""Places to write on paper: a field in a line, and ruled lines for longer answers."""
# ruff: noqa: N803 - methods and arguments that reportlab names

from typing import Final

from reportlab.lib.styles import PropertySet
from reportlab.platypus import Flowable

from exports.pdf import theme
from exports.pdf.flowables.text import Group, Text
from exports.pdf.structure import Attributes
from exports.pdf.tagged import tagged
from exports.pdf.text import Content

LINE_GAP: Final = 20.0
FIELD_HEIGHT: Final = 17.0
CHARACTER: Final = 13.0
KEPT_LINES: Final = 6


class AnswerField(Flowable):
    """A field to write in, with words before ("Anzahl:") and after it ("Beschäftigte")."""

    def __init__(
        self,
        before: Content = "",
        after: Content = "",
        *,
        characters: int = 6,
        style: PropertySet = theme.BODY,
        lang: str | None = None,
    ) -> None:
        super().__init__()
        self.before, self.after = Text(before, style), Text(after, style)
        self.field = characters * CHARACTER
        self.group = Group("P", Attributes(lang=lang))
        self.spaceAfter = 6.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Width given; height of the field or of the words, whichever is more."""
        self.width, self.field = aW, min(self.field, aW * 0.6)
        room = (aW - self.field) / 2
        heights = [text.wrap(room, aH)[1] for text in (self.before, self.after)]
        self.height = max(FIELD_HEIGHT, *heights)
        return self.width, self.height

    def draw(self) -> None:
        """Words and field on one line."""
        canvas = tagged(self.canv)
        left = max(self.before.getActualLineWidths0(), default=0) if self.before.source else -6.0
        with self.group.open(canvas):
            self.before.drawOn(canvas, 0, (self.height - self.before.height) / 2)
            with canvas.artifact():
                canvas.setStrokeColor(theme.INK)
                canvas.setLineWidth(0.7)
                y = (self.height - FIELD_HEIGHT) / 2
                canvas.rect(left + 6, y, self.field, FIELD_HEIGHT)
            right = left + 12 + self.field
            self.after.drawOn(canvas, right, (self.height - self.after.height) / 2)


class AnswerLines(Flowable):
    """Ruled lines for an answer in words; decoration that goes over a page break."""

    def __init__(self, count: int = 3) -> None:
        super().__init__()
        self.count = count
        self.spaceAfter = 10.0

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        """Width given, one gap a line."""
        self.width, self.height = aW, self.count * LINE_GAP
        return self.width, self.height

    def split(self, aW: float, aH: float) -> list[Flowable]:
        """Lines that fit, and the rest."""
        fitting = int(aH // LINE_GAP)
        if self.count <= KEPT_LINES or fitting < 1:
            return []
        return [AnswerLines(fitting), AnswerLines(self.count - fitting)]

    def draw(self) -> None:
        """The lines."""
        canvas = tagged(self.canv)
        with canvas.artifact():
            canvas.setStrokeColor(theme.MID)
            canvas.setLineWidth(0.6)
            for number in range(self.count):
                canvas.line(0, number * LINE_GAP, self.width, number * LINE_GAP)
