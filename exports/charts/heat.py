"""A matrix of values by row and column, coloured by class."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from exports.charts.describe import Named, describe
from exports.charts.layout import DOT, LEADING, SMALL, Look, Sign, labels, legend, wrap
from exports.charts.palette import HEAT, text_role
from exports.charts.primitives import Chart, DataTable, Primitive, Rect, Text
from exports.numbers import NBSP

ROW: Final = 15.5
GAP: Final = 8.0
HEAD_SIZE: Final = 7.8
LEAST_LABEL: Final = 0.32
"""The share of the width that labels keep, however wide the values are."""
SHARES: Final = (15.0, 30.0, 45.0, 60.0, 75.0)


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row with one value for each column, and its signs; None is hidden."""

    label: str
    values: tuple[float | None, ...]
    signs: tuple[Sign, ...] = ()

    @property
    def fields(self) -> list[tuple[float | None, Sign]]:
        """Every value with its signs."""
        return list(zip(self.values, self.signs or (Sign(),) * len(self.values), strict=True))


def heat_matrix(
    title: str, rows: Sequence[HeatRow], columns: Sequence[str], look: Look, *, classes: Sequence[float] = SHARES
) -> Chart:
    """Cells with their number; `classes` are up to five rising limits where the colour changes.

    Raises ValueError when a row does not have one value a column, or for more than five limits.
    """
    if any(len(row.values) != len(columns) for row in rows) or not columns:
        raise ValueError("each row needs one value for each column")
    if len(classes) >= len(HEAT) or list(classes) != sorted(classes):
        raise ValueError("classes are up to five rising limits")
    column = labels([row.label for row in rows], look, ROW, most=_room_of_labels(rows, look))
    left = column.room + GAP
    cell = (look.width - left) / len(columns)
    heads = [wrap(name, cell - 4, look, HEAD_SIZE) for name in columns]
    head = max(len(lines) for lines in heads) * HEAD_SIZE * LEADING + 6
    made = _draw_heads(heads, left, cell, head)
    tops = column.tops(head)
    for place, row in enumerate(rows):
        made += column.draw(place, (tops[place] + tops[place + 1]) / 2)
        for number, (value, sign) in enumerate(row.fields):
            box = (left + number * cell, tops[place], cell, tops[place + 1] - tops[place])
            made += _draw_cell(box, value, sign, classes, look)
    key, key_height = legend(_key(classes, look), left, look)
    bottom = tops[-1] + 7
    made += [_lowered(each, bottom) for each in key]
    named = [
        Named(f"{row.label}, {name}{look.apart}:", value, "" if value is None else sign.on(look.said(value)))
        for row in rows
        for name, (value, sign) in zip(columns, row.fields, strict=True)
    ]
    table = DataTable(
        (look.word("label"), *columns),
        tuple((row.label, *(_text(look.value, value, sign) for value, sign in row.fields)) for row in rows),
    )
    description = describe("matrix", title, named, look)
    return Chart(title, description, look.width, bottom + key_height, tuple(made), table, look.language)


def _draw_heads(heads: Sequence[Sequence[str]], left: float, cell: float, bottom: float) -> list[Primitive]:
    made: list[Primitive] = []
    for number, lines in enumerate(heads):
        for line, text in enumerate(lines):
            y = bottom - 5 - (len(lines) - 1 - line) * HEAD_SIZE * LEADING
            made.append(Text(left + (number + 0.5) * cell, y, text, HEAD_SIZE, "middle"))
    return made


def _draw_cell(
    box: tuple[float, float, float, float], value: float | None, sign: Sign, classes: Sequence[float], look: Look
) -> list[Primitive]:
    x, y, width, height = box
    role = "hidden" if value is None else _class(value, classes)
    colour = "quiet" if value is None else text_role(role)
    texts = [_text(look.bare, value, sign, space) for space in (NBSP, NBSP, "")]
    fitting = zip(texts, (9.0, SMALL, SMALL), strict=True)
    text, size = next((each for each in fitting if look.room(*each, "semibold") + 2 <= width), (texts[-1], SMALL))
    return [
        Rect(x + 0.7, y + 0.7, width - 1.4, height - 1.4, role),
        Text(x + width / 2, y + height / 2 + size * 0.34, text, size, "middle", "semibold", colour, role),
    ]


def _text(print_: Callable[[float], str], value: float | None, sign: Sign, space: str = NBSP) -> str:
    return DOT if value is None else sign.on(print_(value), space)


def _room_of_labels(rows: Sequence[HeatRow], look: Look) -> float:
    """The share of the width that labels may take, so that values keep room for their signs."""
    fields = [field for row in rows for field in row.fields]
    widest = max((look.room(_text(look.bare, *field, ""), SMALL, "semibold") for field in fields), default=0.0)
    columns = max((len(row.values) for row in rows), default=0)
    return max(1 - (GAP + columns * (widest + 2)) / look.width, LEAST_LABEL)


def _class(value: float, classes: Sequence[float]) -> str:
    return HEAT[sum(value >= limit for limit in classes)]


def _key(classes: Sequence[float], look: Look) -> list[tuple[str, str]]:
    """Legend: below the first limit, between two, from the last on."""
    words = {"de": ("unter", "bis unter", "ab"), "en": ("below", "to below", "from"), "fr": ("moins de", "à", "dès")}
    below, between, above = words[look.language]
    if not classes:
        return []
    texts = [f"{below} {look.number(classes[0])}"]
    for low, high in pairwise(classes):
        texts.append(f"{look.number(low)} {between} {look.number(high)}")
    texts.append(f"{above} {look.end(classes[-1])}")
    return list(zip(HEAT, texts, strict=False))


def _lowered(mark: Primitive, by: float) -> Primitive:
    if isinstance(mark, Rect | Text):
        return replace(mark, y=mark.y + by)
    raise TypeError("a legend has boxes and texts only")
