"""Distributions as stacked bars: answers on a scale around its middle, or parts of a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from exports.charts.describe import Named, describe
from exports.charts.layout import DOT, SMALL, Look, labels, legend
from exports.charts.palette import DIVERGING, PARTS, text_role
from exports.charts.primitives import Chart, DataTable, Primitive, Rect, Text

ROW: Final = 16.5
BAR: Final = 12.5
HIDDEN_PART: Final = 16.0
GAP: Final = 10.0


@dataclass(frozen=True, slots=True)
class Parts:
    """A row: the share of each category in percent, None where hidden, and its n."""

    label: str
    values: tuple[float | None, ...]
    n: int | None = None


def distribution(
    title: str, rows: Sequence[Parts], categories: Sequence[str], look: Look, *, is_diverging: bool = False
) -> Chart:
    """Stacked bars; a diverging scale (2 to 5 answers) is centred on its middle.

    A hidden part is a pale box of fixed width. Raises ValueError when a row does not have one value
    a category, or for more categories than there are colours (7).
    """
    roles = _roles(len(categories), is_diverging=is_diverging)
    if any(len(row.values) != len(roles) for row in rows):
        raise ValueError("each row needs one value for each category")
    column = labels([row.label for row in rows], look, ROW)
    left = column.room + GAP
    made, head = legend(list(zip(roles, categories, strict=True)), left, look)
    has_counts = any(row.n is not None for row in rows)
    room_counts = max((look.room(look.count(row.n), SMALL) for row in rows), default=0) + 10
    right = look.width - (room_counts if has_counts else 0)
    start = head + (10 if has_counts else 4)
    tops = column.tops(start)
    scale = _Scale(rows, left, right, is_diverging=is_diverging)
    if has_counts:
        made.append(Text(look.width, start - 2, "n", SMALL, "end", role="quiet"))
    for place, row in enumerate(rows):
        middle = (tops[place] + tops[place + 1]) / 2
        made += column.draw(place, middle)
        made += _draw_row(row, roles, scale, middle, look)
        if has_counts:
            made.append(Text(look.width, middle + 2.7, look.count(row.n), SMALL, "end", role="quiet"))
    table = _table(rows, categories, look)
    description = describe("stacked", title, _named(rows, categories, look), look)
    return Chart(title, description, look.width, tops[-1] + 2, tuple(made), table, look.language)


def _roles(count: int, *, is_diverging: bool) -> tuple[str, ...]:
    if is_diverging and count in DIVERGING:
        return DIVERGING[count]
    if count > len(PARTS):
        raise ValueError(f"{count} categories, but a stacked bar can show {len(PARTS)}")
    return PARTS[:count]


class _Scale:
    """Percent to points, and where a row begins so that its middle lies on the common one."""

    def __init__(self, rows: Sequence[Parts], left: float, right: float, *, is_diverging: bool) -> None:
        self.is_diverging = is_diverging
        hidden = max((sum(value is None for value in row.values) for row in rows), default=0)
        room = right - left - hidden * HIDDEN_PART
        if is_diverging:
            reach = max((max(_halves(row)) for row in rows), default=0) or 1
            self.unit = room / (2 * reach)
            self.middle = left + hidden * HIDDEN_PART / 2 + reach * self.unit
        else:
            self.unit = room / max([100.0, *(sum(_shown(row)) for row in rows)])
            self.middle = left

    def start(self, row: Parts) -> float:
        """Left edge of the first part."""
        if not self.is_diverging:
            return self.middle
        before = row.values[: len(row.values) // 2]
        hidden = sum(value is None for value in before) * HIDDEN_PART
        return self.middle - _halves(row)[0] * self.unit - hidden


def _halves(row: Parts) -> tuple[float, float]:
    """What lies before and after the middle of the scale; a middle category counts half each."""
    half, has_middle = divmod(len(row.values), 2)
    between = (row.values[half] or 0.0) / 2 if has_middle else 0.0
    before = sum(value or 0.0 for value in row.values[:half])
    after = sum(value or 0.0 for value in row.values[half + has_middle :])
    return before + between, after + between


def _shown(row: Parts) -> list[float]:
    return [value for value in row.values if value is not None]


def _draw_row(row: Parts, roles: Sequence[str], scale: _Scale, middle: float, look: Look) -> list[Primitive]:
    made: list[Primitive] = []
    x, top = scale.start(row), middle - BAR / 2
    for value, role in zip(row.values, roles, strict=True):
        if value is None:
            made.append(Rect(x, top, HIDDEN_PART, BAR, "hidden"))
            dot = Text(x + HIDDEN_PART / 2, middle + 3, DOT, 9, "middle", "bold", "quiet", "hidden")
            made.append(dot)
            x += HIDDEN_PART
            continue
        length = value * scale.unit
        made.append(Rect(x, top, length, BAR, role))
        made += _part_text(x, length, middle, look.bare(value), role, look)
        x += length
    return made


def _part_text(x: float, length: float, middle: float, text: str, role: str, look: Look) -> list[Primitive]:
    for size in (8.5, SMALL):
        if look.room(text, size, "semibold") + 2 <= length:
            return [Text(x + length / 2, middle + size * 0.34, text, size, "middle", "semibold", text_role(role), role)]
    return []


def _named(rows: Sequence[Parts], categories: Sequence[str], look: Look) -> list[Named]:
    return [
        Named(f"{row.label}, {category}{look.apart}:", value, "" if value is None else look.said(value))
        for row in rows
        for category, value in zip(categories, row.values, strict=True)
    ]


def _table(rows: Sequence[Parts], categories: Sequence[str], look: Look) -> DataTable:
    has_counts = any(row.n is not None for row in rows)
    body = []
    for row in rows:
        cells = [DOT if value is None else look.value(value) for value in row.values]
        body.append((row.label, *cells, *([look.count(row.n)] if has_counts else [])))
    head = (look.word("label"), *categories, *(["n"] if has_counts else []))
    return DataTable(head, tuple(body))
