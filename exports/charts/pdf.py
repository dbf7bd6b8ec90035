"""Charts in the PDF: a figure with its alternative text, drawn from the chart's primitives."""

from reportlab.lib.colors import HexColor

from exports.charts.palette import ROLES
from exports.charts.primitives import Chart, Circle, Line, Primitive, Rect, Text
from exports.pdf.flowables import Figure
from exports.pdf.fonts import FACES, width
from exports.pdf.tagged import TaggedCanvas


def figure(chart: Chart, *, where: str = "", lang: str | None = None) -> Figure:
    """The chart as a flowable; `where` is added to its alternative text ("Alle Werte: Tabelle A4.")."""
    alt = f"{chart.description} {where}".strip()

    def paint(canvas: TaggedCanvas) -> None:
        for each in chart.primitives:
            _draw(canvas, each, chart.height)

    return Figure((chart.width, chart.height), alt, paint, lang=lang)


def _draw(canvas: TaggedCanvas, mark: Primitive, height: float) -> None:
    paint = ROLES[mark.role]
    canvas.setFillColor(HexColor(paint.fill))
    if isinstance(mark, Text):
        _draw_text(canvas, mark, height)
        return
    if isinstance(mark, Line):
        canvas.setStrokeColor(HexColor(paint.fill))
        canvas.setLineWidth(mark.thickness)
        canvas.line(mark.x1, height - mark.y1, mark.x2, height - mark.y2)
        return
    has_stroke = paint.stroke is not None
    if paint.stroke is not None:
        canvas.setStrokeColor(HexColor(paint.stroke))
        canvas.setLineWidth(0.8)
    if isinstance(mark, Rect):
        bottom = height - mark.y - mark.height
        canvas.rect(mark.x, bottom, mark.width, mark.height, stroke=int(has_stroke), fill=1)
    elif isinstance(mark, Circle):
        canvas.circle(mark.x, height - mark.y, mark.radius, stroke=int(has_stroke), fill=1)


def _draw_text(canvas: TaggedCanvas, mark: Text, height: float) -> None:
    room = width(mark.text, mark.weight, mark.size)
    x = mark.x - {"start": 0.0, "middle": room / 2, "end": room}[mark.anchor]
    canvas.setFont(FACES[mark.weight], mark.size)
    # the space keeps words apart for programs that read a figure's text instead of its alternative
    canvas.drawString(x, height - mark.y, mark.text + " ")
