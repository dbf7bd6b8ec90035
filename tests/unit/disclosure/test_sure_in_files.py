"""Intervals and marks stand beside published estimates in every file, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.disclosure.files import differences
from analysis.release import Cell, Measure, Release, Suppressed, Sure, Table
from exports import csv
from exports.charts.primitives import Line
from exports.charts.tables import chart_of
from exports.readback import read
from tests.unit.exports.releases import HIDDEN, Figure, dimension, release, table
from tests.writers import WRITERS

LABELS = {"a": "Kurse am Abend", "b": "Kurse am Morgen", "c": "Lernen am Platz", "d": "§ 82 SGB III"}
GROUPS = {"total": "Insgesamt", "0-9": "Bis 9 Beschäftigte", "10-49": "10 bis 49 Beschäftigte"}


def _estimated(cell: Cell) -> Cell:
    if cell.value is None or isinstance(cell.value, Suppressed):
        return cell
    return replace(cell, sure=Sure(round(cell.value * 0.8, 2), round(cell.value * 1.3, 2), 0.14, "B"))


def _table(made: Table) -> Table:
    return replace(made, cells=tuple(map(_estimated, made.cells)))


def _of_few(made: Table) -> Table:
    """Every second value of too few answers for an interval."""
    cells = [
        replace(cell, sure=replace(cell.sure, low=None, high=None, quality="/")) if number % 2 and cell.sure else cell
        for number, cell in enumerate(_table(made).cells)
    ]
    return replace(made, cells=tuple(cells))


@pytest.fixture(scope="module")
def made() -> Release:
    """A list, the same by groups, a total that may be negative, a mean."""
    values: dict[str, Figure] = {"a": 0.41, "b": 0.25, "c": HIDDEN, "d": 0.13}
    listed = table({(code,): value for code, value in values.items()}, [dimension(LABELS)])
    by_size: dict[tuple[str, ...], Figure] = {
        (code, group): HIDDEN if code == "c" or group == "0-9" else 0.3 for code in LABELS for group in GROUPS
    }
    broken = table(
        by_size,
        [dimension(LABELS), dimension(GROUPS, "size_group", partition=True)],
        id="company.item.share.size_group",
        n=64,
    )
    mean = table({(): 2.9}, measure=Measure.MEAN, id="company.mean.mean", scale=(0.0, 4.0), n=32, variable="mean")
    sizes = ("0-9", "10-19", "20-49", "50-99", "100-249", "250+")
    groups = dimension({"total": "Insgesamt"} | {size: f"{size} Beschäftigte" for size in sizes}, "size_group")
    one = table({(): 0.52}, id="company.one.share", variable="one")
    shares: dict[tuple[str, ...], Figure] = {("total",): 0.52, **{(size,): 0.6 for size in sizes}, ("10-19",): HIDDEN}
    by_group = table(shares, [replace(groups, partition=True)], id="company.one.share.size_group", variable="one", n=64)
    net = table({(): -1234.0}, measure=Measure.SUM, id="company.net.sum", n=32, variable="net")
    swapped = [replace(cell, sure=Sure(-2100.0, -400.0, 0.4, "/")) for cell in net.cells]
    few = [_of_few(replace(each, id=each.id.replace("one", "few"), variable="few")) for each in (one, by_group)]
    estimated = map(_table, (listed, broken, mean, one, by_group))
    return release([*estimated, replace(net, cells=tuple(swapped)), *few])


@pytest.mark.parametrize("language", ["de", "en", "fr"])
@pytest.mark.parametrize("file_format", WRITERS)
def test_every_file_says_how_sure_its_figures_are(made: Release, file_format: str, language: str) -> None:
    content = WRITERS[file_format](made, language)

    assert differences(made, read(file_format, content), file_format, language) == ()


@pytest.mark.parametrize("file_format", WRITERS)
@pytest.mark.parametrize(
    "wrong", [Sure(0.31, 0.53, 0.14, "B"), Sure(0.33, 0.54, 0.14, "B"), Sure(0.33, 0.53, 0.14, "A")]
)
def test_another_interval_or_mark_is_found(made: Release, file_format: str, wrong: Sure) -> None:
    first = made.tables[0]
    assert first.cells[0].sure == Sure(0.33, 0.53, 0.14, "B")
    cells = (replace(first.cells[0], sure=wrong), *first.cells[1:])
    other = release([replace(first, cells=cells), *made.tables[1:]])
    content = WRITERS[file_format](other, "de")

    assert differences(made, read(file_format, content), file_format, "de")


@pytest.mark.parametrize("file_format", WRITERS)
def test_an_interval_of_too_few_answers_is_found(made: Release, file_format: str) -> None:
    *others, last = made.tables
    told = [replace(cell, sure=cell.sure and replace(cell.sure, low=0.1, high=0.9)) for cell in last.cells]
    content = WRITERS[file_format](release([*others, replace(last, cells=tuple(told))]), "de")

    assert differences(made, read(file_format, content), file_format, "de")


def test_fields_of_a_line(made: Release) -> None:
    lines = csv.render(made, "de").decode().splitlines()
    head = lines[0].removeprefix("\ufeff").split(";")
    fields = [dict(zip(head, line.split(";"), strict=True)) for line in lines[1:]]
    names = ("value", "low", "high", "variation", "quality", "status")
    told = [tuple(line[name] for name in names) for line in fields if line["table"] == "company.item.share"]

    assert told[0] == ("41", "33", "53", "14", "B", "published")
    assert told[2] == ("•", "", "", "", "", "hidden")
    [mean] = [line for line in fields if line["table"] == "company.mean.mean"]
    assert (mean["value"], mean["low"], mean["high"]) == ("2,9", "2,3", "3,8")
    few = [tuple(line[name] for name in names) for line in fields if line["table"] == "company.few.share.size_group"]
    assert few[1] == ("60", "", "", "14", "/", "published")


def test_a_line_from_end_to_end_of_each_interval(made: Release) -> None:
    chart = chart_of(made.table("company.one.share.size_group"), "de")
    assert chart is not None
    strokes = [mark for mark in chart.primitives if isinstance(mark, Line) and mark.role == "series-1"]
    ends = [mark for mark in strokes if mark.x1 == mark.x2]

    assert len(strokes) == 3 * 6  # the line and a stroke at each end; nothing where the value is hidden
    assert {round(mark.x1, 1) for mark in ends} == {round(x, 1) for mark in strokes for x in (mark.x1, mark.x2)}
