"""Estimated amounts have the digits of their intervals, the same ones in every file; counted ones keep theirs."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from analysis.disclosure.files import differences
from analysis.disclosure.report.primary import as_printed
from analysis.release import Measure, Release, Sure, Table
from exports import csv, html, readback, xlsx
from exports import json as json_file
from exports.pdf import report
from exports.values import value_text
from tests.unit.exports.releases import dimension, release, table

WRITERS = {"csv": csv.render, "html": html.render, "json": json_file.render, "pdf": report.render, "xlsx": xlsx.render}
HOURS: dict[str, Any] = {"measure": Measure.RATIO, "unit": {"de": "Stunden je Person"}, "figure": {"de": "Stunden"}}


def hours(value: float, low: float | None, high: float | None) -> Table:
    """Hours a person: one number with its interval, as a release holds it."""
    one = table({(): value}, id="company.hours.ratio", **HOURS)
    return as_printed(replace(one, cells=(replace(one.cells[0], sure=Sure(low, high, 0.1, "B")),)))


def printed(value: float, low: float | None, high: float | None) -> str:
    one = hours(value, low, high)
    cell = one.cells[0]
    ends = cell.sure.between if cell.sure and cell.sure.between else ()
    return " ".join(value_text(one, each) for each in (cell.value, *ends))


@pytest.mark.parametrize(
    ("value", "low", "high", "expected"),
    [
        (31.64, 24.0, 42.0, "32 24 42"),
        (15.01, 11.3, 19.8, "15,0 11,3 19,8"),
        (3.257, 3.1, 3.4, "3,26 3,10 3,40"),
        (31.46, 27.03, 36.99, "31 27 37"),  # ten wide, once its ends are rounded away from each other
        (431.6, 320.0, 550.0, "430 320 550"),
        (31.64, None, None, "32"),  # of so few that there is no interval
        (5.0, 5.0, 5.0, "5,00 5,00 5,00"),
    ],
)
def test_an_amount_has_the_digits_of_its_interval(
    value: float, low: float | None, high: float | None, expected: str
) -> None:
    assert printed(value, low, high) == expected


def test_points_on_a_scale_and_counted_amounts_keep_their_digits() -> None:
    points = table({(): 2.64}, measure=Measure.MEAN, scale=(0.0, 40.0))
    points = replace(points, cells=(replace(points.cells[0], sure=Sure(0.5, 12.5, 0.3, "/")),))

    assert as_printed(points).decimals == 1
    assert as_printed(table({(): 8.944}, measure=Measure.MEAN)).cells[0].value == 8.9
    assert as_printed(table({(): 31.647}, **HOURS)).cells[0].value == 31.65


def of_groups() -> Release:
    groups = dimension({"b": "Bau", "h": "Handel"})
    one = table({("b",): 31.64, ("h",): 8.43}, [groups], id="company.hours.ratio", **HOURS)
    sures = (Sure(24.0, 42.0, 0.2, "C"), Sure(7.1, 9.8, 0.1, "B"))
    cells = tuple(replace(cell, sure=sure) for cell, sure in zip(one.cells, sures, strict=True))
    single = replace(hours(15.01, 11.3, 19.8), id="company.all.ratio", variable="all")
    return release([single, as_printed(replace(one, cells=cells))])


@pytest.mark.parametrize("file_format", WRITERS)
def test_every_file_has_the_same_digits(file_format: str) -> None:
    made = of_groups()
    content = WRITERS[file_format](made, "de")

    pieces = readback.read(file_format, content)

    assert not differences(made, pieces, file_format, "de")
    text = json.dumps(json.loads(content)) if file_format == "json" else " ".join(piece.text for piece in pieces)
    found = set(re.findall(r"(?<![\d.,])(?:31|32|8|15)[.,]?\d*(?![\d.,])", text))
    assert found & {"32", "32.0"}
    assert not {each for each in found if each.startswith(("31", "8,", "8.4", "15,01", "15.01"))}
