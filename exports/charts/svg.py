"""Charts on a page: SVG that scales to its container and needs neither script nor inline style."""

from typing import Final
from xml.sax.saxutils import escape, quoteattr

from exports.charts.palette import ROLES
from exports.charts.primitives import Chart, Circle, Line, Primitive, Rect, Text
from exports.pdf.text import one_line

WEIGHTS: Final = {"regular": 400, "light": 300, "semibold": 600, "bold": 700, "italic": 400}


def svg(chart: Chart, prefix: str, where: str = "") -> str:
    """The chart as an SVG element. `prefix` makes its ids unique on the page (letters, digits, -), `where` is added
    to its description ("Alle Werte: Tabelle A4.").

    Raises ValueError for a prefix that is no id. Colours are attributes, so the picture is right
    without a style sheet; classes (`chart-bar`, `chart-ink`, …) let one change them.
    """
    if not prefix.replace("-", "").isalnum() or not prefix[0].isalpha():
        raise ValueError(f"not usable as an id: {prefix!r}")
    title, description = f"{prefix}-title", f"{prefix}-desc"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" lang={quoteattr(chart.language)} '
        f'viewBox="0 0 {_n(chart.width)} {_n(chart.height)}" width="100%" '
        f'aria-labelledby="{title} {description}">'
    )
    parts = [
        head,
        f'<title id="{title}">{escape(one_line(chart.title))}</title>',
        f'<desc id="{description}">{escape(one_line(f"{chart.description} {where}"))}</desc>',
        *(_mark(each) for each in chart.primitives),
        "</svg>",
    ]
    return "\n".join(parts)


def _mark(mark: Primitive) -> str:
    paint = ROLES[mark.role]
    if isinstance(mark, Text):
        return _text(mark, paint.fill)
    shared = f'class="chart-{mark.role}"'
    if isinstance(mark, Line):
        ends = f'x1="{_n(mark.x1)}" y1="{_n(mark.y1)}" x2="{_n(mark.x2)}" y2="{_n(mark.y2)}"'
        return f'<line {shared} {ends} stroke="{paint.fill}" stroke-width="{_n(mark.thickness)}"/>'
    look = f'fill="{paint.fill}"'
    if paint.stroke is not None:
        look += f' stroke="{paint.stroke}" stroke-width="0.8"'
    if isinstance(mark, Circle):
        return f'<circle {shared} cx="{_n(mark.x)}" cy="{_n(mark.y)}" r="{_n(mark.radius)}" {look}/>'
    return _rect(mark, f"{shared} {look}")


def _rect(mark: Rect, look: str) -> str:
    place = f'x="{_n(mark.x)}" y="{_n(mark.y)}" width="{_n(mark.width)}" height="{_n(mark.height)}"'
    return f"<rect {place} {look}/>"


def _text(mark: Text, fill: str) -> str:
    attributes = [
        f'class="chart-text chart-{mark.role}"',
        f'x="{_n(mark.x)}" y="{_n(mark.y)}" font-size="{_n(mark.size)}" fill="{fill}"',
    ]
    if mark.anchor != "start":
        attributes.append(f'text-anchor="{mark.anchor}"')
    if WEIGHTS[mark.weight] != WEIGHTS["regular"]:
        attributes.append(f'font-weight="{WEIGHTS[mark.weight]}"')
    if mark.weight == "italic":
        attributes.append('font-style="italic"')
    return f"<text {' '.join(attributes)}>{escape(mark.text)}</text>"


def _n(value: float) -> str:
    """A coordinate with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
