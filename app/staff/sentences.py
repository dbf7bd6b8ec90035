"""A figure said as a sentence, to be copied: its value, what it is about, n, and that it stays in the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from analysis.release import Cell, Dimension, Measure, Table
from app.staff.sheets import interval_text, named
from exports.cells import is_breakdown, is_unsure
from exports.numbers import NBSP, base
from exports.values import TOTAL, of_house, value_text

WHO: Final[Mapping[str, str]] = {"company": "der Betriebe", "works_council": "der Betriebsräte"}
THE: Final[Mapping[str, str]] = {
    "Mittelwert": "der Mittelwert",
    "Median": "der Median",
    "Summe": "die Summe",
    "Punktzahl": "die Punktzahl",
    "Anteil": "der Anteil",
    "Anteil an den Beschäftigten": "der Anteil an den Beschäftigten",
    "Verhältnis": "das Verhältnis",
    "Veränderung": "die Veränderung",
    "Unterschied": "der Unterschied",
    "Spanne": "die Spanne",
    "Grobe Schätzung": "die grobe Schätzung",
}
NUMBER_OF: Final = "Zahl der Betriebe"
"""A figure that says itself of whom it is."""
ANSWER, YES = "answer", "yes"
NOT_FOR_OTHERS: Final = "Nicht weitergeben: Eine Veröffentlichung würde diesen Wert verbergen."


def sentence(table: Table, cell: Cell, only: Sequence[str], *, is_hidden: bool) -> str:
    """The figure of a cell that has a value; ``only`` says what the responses are filtered to."""
    group, axes = "", list(zip(table.dimensions, cell.key, strict=True))
    if is_breakdown(table):
        dimension, code = axes.pop()
        group = "" if code == TOTAL else f"{named(dimension)}: {_label(dimension, code)}"
    notes = "; ".join(part for part in (group, *only) if part)
    who = WHO[table.role] + (f" ({notes})" if notes else "")
    answer = next((_label(dimension, code) for dimension, code in axes if dimension.id == ANSWER and code != YES), "")
    rows = [_label(dimension, code) for dimension, code in axes if dimension.id != ANSWER]
    where = "".join(f", „{row}“" for row in rows)
    value = _value(table, cell)
    figure = table.figure.get("de", "")
    is_of_them = table.measure is Measure.SHARE and table.base["de"].startswith(("Betriebe", "Gremien"))
    if is_of_them and answer:
        said = f"{value} {who} antworten „{answer}“ auf: „{table.title['de']}“{where}"
    elif is_of_them and figure.startswith("Anteil „"):
        said = f"{value} {who} antworten {figure.removeprefix('Anteil ')} auf: „{table.title['de']}“{where}"
    else:
        choice = f", „{answer}“" if answer else ""
        said = f"„{table.title['de']}“{where}{choice}: {_the(figure, who)} ist {value}"
    mark = f" {NOT_FOR_OTHERS}" if is_hidden else ""
    return f"{said} ({_about(table, cell)}).{mark}"


def _the(figure: str, who: str) -> str:
    """A figure and whose it is, as the subject of a sentence."""
    if figure == NUMBER_OF:
        return f"die {NUMBER_OF}{who.removeprefix(WHO['company'])}"
    return f"{THE.get(figure) or f'der {figure}'} {who}"


def _value(table: Table, cell: Cell) -> str:
    text = value_text(of_house(table), cell.value)
    unit = table.unit.get("de", "")
    return text if unit in ("", "%", "Anzahl") or _is_scale(unit) else f"{text}{NBSP}{unit}"


def _is_scale(unit: str) -> bool:
    """Whether a unit only says what a plain number is measured on: „Index (−1 bis 1)“, „1 = gleich“."""
    return unit.startswith("Index") or "=" in unit


def _about(table: Table, cell: Cell) -> str:
    unit = table.unit.get("de", "")
    parts = [unit.replace(" (", ", ").removesuffix(")")] if _is_scale(unit) else []
    parts += [base(cell.n)] if isinstance(cell.n, int) else []
    if cell.sure is None:
        return ", ".join((*parts, "intern", "nicht hochgerechnet"))
    interval = interval_text(table, cell)
    parts += [f"95-%-Vertrauensintervall {interval}"] if interval else []
    parts += ["zu unsicher für Schlüsse"] if is_unsure(cell) else []
    return ", ".join((*parts, "hochgerechnet", "intern"))


def _label(dimension: Dimension, code: str) -> str:
    return next(category.label["de"] for category in dimension.categories if category.code == code)
