"""Answers that exclude one another as parts of a bar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from exports.cells import UNSURE
from exports.charts.describe import Named, describe
from exports.charts.layout import DOT, SMALL, Look, Sign, labels, legend
from exports.charts.palette import PARTS, TONES, text_role
from exports.charts.primitives import Chart, DataTable, Primitive, Rect, Text

ROW: Final = 16.5
BAR: Final = 12.5
HIDDEN_PART: Final = 12.0
GAP: Final = 10.0
WHOLE: Final = 100.0
WIDEST_LABEL: Final = 0.36
"""Of the width: the bars need most of it."""
LARGE: Final = 8.5


@dataclass(frozen=True, slots=True)
class Parts:
    """A row: the share of each category in percent, None where hidden, with its signs, and its n."""

    label: str
    values: tuple[float | None, ...]
    n: int | None = None
    signs: tuple[Sign, ...] = ()

    @property
    def fields(self) -> list[tuple[float | None, Sign]]:
        """Every value with its signs."""
        return list(zip(self.values, self.signs or (Sign(),) * len(self.values), strict=True))

    @property
    def total(self) -> float:
        """What the length of the bar stands for: 100, whatever rounded parts add up to, unless a part is hidden."""
        shown = sum(value or 0.0 for value in self.values)
        is_whole = None not in self.values and abs(shown - WHOLE) <= len(self.values) / 2
        return shown if is_whole else WHOLE


def distribution(title: str, rows: Sequence[Parts], categories: Sequence[str], look: Look) -> Chart:
    """Stacked bars; a hidden part is a pale box of fixed width.

    Raises ValueError when a row does not have one value a category, or for more categories than there are colours (7).
    """
    if len(categories) > len(PARTS):
        raise ValueError(f"{len(categories)} categories, but a stacked bar can show {len(PARTS)}")
    roles = TONES.get(len(categories), PARTS[: len(categories)])
    if any(len(row.values) != len(roles) for row in rows):
        raise ValueError("each row needs one value for each category")
    column = labels([row.label for row in rows], look, ROW, most=WIDEST_LABEL)
    left = column.room + GAP
    made, head = legend(list(zip(roles, categories, strict=True)), left, look)
    has_counts = any(row.n is not None for row in rows)
    room_counts = max((look.room(look.count(row.n), SMALL) for row in rows), default=0) + 10
    right = look.width - (room_counts if has_counts else 0)
    start = head + (10 if has_counts else 4)
    tops = column.tops(start)
    unit = _unit(rows, right - left)
    if has_counts:
        made.append(Text(look.width, start - 2, "n", SMALL, "end", role="quiet"))
    for place, row in enumerate(rows):
        middle = (tops[place] + tops[place + 1]) / 2
        made += column.draw(place, middle)
        made += _draw_row(row, roles, (left, middle), unit, look)
        if has_counts:
            made.append(Text(look.width, middle + 2.7, look.count(row.n), SMALL, "end", role="quiet"))
    table = _table(rows, categories, look)
    description = describe("stacked", title, _named(rows, categories, look), look)
    return Chart(title, description, look.width, tops[-1] + 2, tuple(made), table, look.language)


def _unit(rows: Sequence[Parts], room: float) -> float:
    """Points of a percent, so that every bar fits with the boxes of what is hidden in it."""
    units = [room / WHOLE]
    for row in rows:
        shown = sum(value for value in row.values if value is not None) * WHOLE / row.total
        if shown:
            units.append((room - row.values.count(None) * HIDDEN_PART) / shown)
    return min(units)


def _draw_row(
    row: Parts, roles: Sequence[str], at: tuple[float, float], unit: float, look: Look
) -> Iterator[Primitive]:
    """The parts from where the bar begins, around its middle."""
    x, middle = at
    top = middle - BAR / 2
    for (value, sign), role in zip(row.fields, roles, strict=True):
        if value is None:
            yield Rect(x, top, HIDDEN_PART, BAR, "hidden")
            yield Text(x + HIDDEN_PART / 2, middle + 3, DOT, 9, "middle", "bold", "quiet", "hidden")
            x += HIDDEN_PART
            continue
        length = value * WHOLE / row.total * unit
        yield Rect(x, top, length, BAR, role)
        for text, size in _texts(look.bare(value), sign):
            if look.room(text, size, "semibold") + 2 <= length:
                y = middle + size * 0.34
                yield Text(x + length / 2, y, text, size, "middle", "semibold", text_role(role), role)
                break
        x += length


def _texts(text: str, sign: Sign) -> Iterator[tuple[str, float]]:
    """What may stand on a part, the best first: where there is no room for the value of an unsure one, its sign."""
    yield sign.on(text), LARGE
    yield sign.on(text), SMALL
    if sign.is_unsure:
        yield sign.on(text, ""), SMALL
        yield UNSURE, SMALL


def _named(rows: Sequence[Parts], categories: Sequence[str], look: Look) -> list[Named]:
    return [
        Named(f"{row.label}, {category}{look.apart}:", value, "" if value is None else sign.on(look.said(value)))
        for row in rows
        for category, (value, sign) in zip(categories, row.fields, strict=True)
    ]


def _table(rows: Sequence[Parts], categories: Sequence[str], look: Look) -> DataTable:
    has_counts = any(row.n is not None for row in rows)
    body = []
    for row in rows:
        cells = [DOT if value is None else sign.on(look.value(value)) for value, sign in row.fields]
        body.append((row.label, *cells, *([look.count(row.n)] if has_counts else [])))
    head = (look.word("label"), *categories, *(["n"] if has_counts else []))
    return DataTable(head, tuple(body))
