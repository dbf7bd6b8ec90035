"""Fields and parts of bars say what rests on few answers and what is too uncertain, and both is read back."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest

from analysis.disclosure.files import differences
from analysis.release import Cell, Printed, Release, Suppressed, Sure, Table
from exports.charts import SCREEN, Chart, HeatRow, Look, Parts, distribution, heat_matrix, ranked_bars
from exports.charts.bars import Bar
from exports.charts.layout import Sign
from exports.charts.palette import READABLE, ROLES, contrast
from exports.charts.primitives import Line, Rect
from exports.charts.tables import chart_of
from exports.charts.zoom import NARROW
from exports.readback import read
from tests.unit.exports.releases import HIDDEN, Figure, dimension, release, table
from tests.writers import REPORTS

SIZES = ("0-9", "10-19", "20-49", "50-99", "100-249", "250+")
GROUPS = {"total": "Insgesamt", **{size: f"{size} Beschäftigte" for size in SIZES}}
WEAK, UNSURE = "250+", "100-249"
"""A group of 25 answers, and one of which each value is too uncertain."""


def marked(cell: Cell) -> Cell:
    """An estimate; in one group too uncertain, in another of few answers, and of the category „a“ both."""
    if isinstance(cell.value, Suppressed | None):
        return cell
    group, is_both = cell.key[-1], cell.key[-1] == WEAK and cell.key[0] == "a"
    quality = "/" if group == UNSURE or is_both else "B"
    return replace(cell, sure=Sure(cell.value / 2, cell.value * 1.2, 0.1, quality))


def by_groups(values: dict[str, Figure], *, partition: bool) -> Table:
    groups = dimension(GROUPS, "size_group", partition=True)
    answers = dimension({code: f"Antwort {code}" for code in values}, partition=partition)
    cells: dict[tuple[str, ...], Figure] = {(code, group): value for code, value in values.items() for group in GROUPS}
    counts = {key: 25 if key[-1] == WEAK else 100 for key in cells}
    made = table(cells, [answers, groups], id="company.item.share.size_group", n=counts)
    return replace(made, cells=tuple(map(marked, made.cells)))


def broken_down(values: dict[str, Figure], *, partition: bool) -> tuple[Release, Chart]:
    """A release of a list with its breakdown, and the chart of the breakdown."""
    parts = by_groups(values, partition=partition)
    totals = tuple(replace(cell, key=cell.key[:1]) for cell in parts.cells if cell.key[-1] == "total")
    whole = replace(parts, id="company.item.share", dimensions=parts.dimensions[:1], cells=totals)
    chart = chart_of(parts)
    assert chart is not None
    return release([whole, parts]), chart


def matrix() -> tuple[Release, Chart]:
    return broken_down({"a": 0.62, "b": 0.41, "c": HIDDEN, "d": 0.2}, partition=False)


def stacked() -> tuple[Release, Chart]:
    return broken_down({"a": 0.52, "b": 0.44, "c": 0.04}, partition=True)


def printed(chart: Chart) -> list[str]:
    return [text.text.replace("\u00a0", " ") for text in chart.texts if text.weight in ("bold", "semibold")]


def test_fields_say_what_rests_on_few_answers_and_what_is_too_uncertain() -> None:
    _, chart = matrix()

    assert printed(chart)[3:7] == ["62", "62", "62 /", "(62) /"]
    assert printed(chart)[10:14] == ["41", "41", "41 /", "(41)"]
    assert printed(chart)[21:] == ["•"] * 7
    assert not any(re.search("[(][^)]*[A-Za-z]", text.text) for text in chart.texts), "no brackets but those of values"
    row = HeatRow("a", (62, 41), (Sign(is_unsure=True), Sign()))
    assert "a, x: 62\u00a0%\u00a0/; a, y: 41\u00a0%." in heat_matrix("T", [row], "xy", Look()).description


def test_parts_of_bars_say_it_too_and_where_there_is_no_room_the_sign_alone() -> None:
    _, chart = stacked()

    assert printed(chart)[:3] == ["52", "44", "4"]
    assert printed(chart)[15:] == ["52 /", "44 /", "4 /", "(52) /", "(44)", "(4)"]
    [narrow] = (distribution("T", [Parts("a", (98, 2), None, (Sign(), Sign(is_unsure=True)))], "xy", Look()),)
    assert printed(narrow) == ["98", "/"]


def test_a_bar_of_few_answers_stands_in_brackets() -> None:
    chart = ranked_bars("T", [Bar("a", 40, 25, is_weak=True), Bar("b", 20, 30)], Look())

    assert printed(chart) == ["(40 %)", "20 %"]


@pytest.mark.parametrize("make", [matrix, stacked])
@pytest.mark.parametrize("language", ["de", "en", "fr"])
@pytest.mark.parametrize("file_format", REPORTS)
def test_signs_are_explained_below_the_figure_and_read_back(make: object, language: str, file_format: str) -> None:
    made, _ = matrix() if make is matrix else stacked()
    pieces = list(read(file_format, REPORTS[file_format](made, language)))
    text = " ".join(" ".join(piece.text.split()) for piece in pieces)

    assert differences(made, pieces, file_format, language) == ()
    assert "( ) geringe Fallzahl, n unter 30. / zu unsicher für Schlüsse." in text  # the figure is in German alone


@pytest.mark.parametrize("make", [matrix, stacked])
@pytest.mark.parametrize("file_format", REPORTS)
@pytest.mark.parametrize(
    ("pattern", "instead"),
    [
        (r"^(\d+)[\u00a0 ]?/ ?$", r"\1"),
        (r"^\((\d+)\)[\u00a0 ]?/ ?$", r"(\1)"),
        (r"^\((\d+)\) ?$", r"\1"),
        (r"^(62|52) ?$", r"\1 /"),
    ],
)
def test_a_sign_too_few_or_too_many_is_found(make: object, file_format: str, pattern: str, instead: str) -> None:
    made, _ = matrix() if make is matrix else stacked()
    pieces = list(read(file_format, REPORTS[file_format](made, "de")))
    changed = [_changed(piece, pattern, instead) for piece in pieces]

    assert changed != pieces
    assert differences(made, changed, file_format, "de")


@pytest.mark.parametrize("file_format", REPORTS)
def test_an_uncertain_part_that_says_nothing_is_found(file_format: str) -> None:
    made, _ = stacked()
    pieces = list(read(file_format, REPORTS[file_format](made, "de")))
    changed = [_changed(piece, r"^4\d?[\u00a0 ]?/ ?$", "") for piece in pieces]

    assert changed != pieces
    assert differences(made, changed, file_format, "de")


def _changed(piece: Printed, pattern: str, instead: str) -> Printed:
    return (
        piece._replace(text=re.sub(pattern, instead, piece.text, flags=re.MULTILINE))
        if piece.place == "drawn"
        else piece
    )


@pytest.mark.parametrize("stretch", [1.0, SCREEN, SCREEN * NARROW])
def test_values_with_signs_stay_on_their_fields(stretch: float) -> None:
    signs = (Sign(), Sign(is_weak=True), Sign(is_unsure=True), Sign(is_weak=True, is_unsure=True))
    rows = [HeatRow("Nachhaltigkeitsberichterstattung und noch mehr", (1.0, 20.0, 40.0, 99.0) * 2, signs * 2)]
    look = Look(stretch=stretch)
    chart = heat_matrix("T", rows, list("stuvwxyz"), look)
    fields = [mark for mark in chart.primitives if isinstance(mark, Rect) and not mark.is_sign]
    texts = [text for text in chart.texts if text.on]
    for field, text in zip(fields, texts, strict=True):
        assert look.room(text.text, text.size, text.weight) <= field.width, text.text


# --- tones and ends of bars ------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "least"), [(2, 4.5), (3, 2.0), (4, 1.8)])
def test_tones_of_few_parts_are_far_apart(count: int, least: float) -> None:
    chart = distribution("T", [Parts("a", (100 / count,) * count)], "wxyz"[:count], Look())
    tones = [mark.role for mark in chart.primitives if isinstance(mark, Rect) and not mark.is_sign]

    assert len(tones) == count
    assert all(contrast(ROLES[one].fill, ROLES[two].fill) >= least for one, two in itertools.pairwise(tones))
    assert all(contrast(ROLES[text.role].fill, ROLES[text.on].fill) >= READABLE for text in chart.texts if text.on)


def test_bars_end_together_whatever_their_rounded_parts_add_up_to() -> None:
    rows = [Parts("a", (33, 33, 33)), Parts("b", (34, 34, 33)), Parts("c", (50, 30, 20)), Parts("d", (97, None, None))]
    chart = distribution("T", rows, "xyz", Look())
    parts = [mark for mark in chart.primitives if isinstance(mark, Rect) and not mark.is_sign]
    ends = [sum(part.width for part in parts[at : at + 3]) for at in (0, 3, 6)]

    assert ends == pytest.approx([ends[0]] * 3)
    assert parts[9].width == pytest.approx(ends[0] * 0.97)  # what is hidden fills nothing up
    assert max(part.x + part.width for part in parts) <= chart.width


def test_bars_have_most_of_the_width_beside_long_labels_and_hidden_parts() -> None:
    label = "Eigene Anlagen für erneuerbare Energie, Wärmerückgewinnung und Speicher"
    rows = [Parts(label, (90, 5, 5), 100), Parts("b", (None, None, None)), Parts("c", (97, None, None), 100)]
    chart = distribution("T", rows, "xyz", Look())
    parts = [mark for mark in chart.primitives if isinstance(mark, Rect) and not mark.is_sign]

    assert sum(part.width for part in parts[:3]) >= chart.width / 2


# --- ends of axes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["", "dots"])
def test_no_chart_of_shares_goes_beyond_all(view: str) -> None:
    one = table({("a",): 0.83, ("b",): 0.4}, [dimension({"a": "Viele", "b": "Wenige"})])
    cells = tuple(replace(cell, sure=Sure(0.3, 1.0, 0.1, "B")) for cell in one.cells)
    chart = chart_of(replace(one, cells=cells), "de", view)
    assert chart is not None
    lines = [mark for mark in chart.primitives if isinstance(mark, Line)]
    if view:
        ticks = [text.text for text in chart.texts if text.anchor == "middle" and text.role == "quiet"]
        assert ticks[-1] == "100"
        assert max(line.x2 for line in lines) == max(line.x1 for line in lines if line.role == "rule")
    else:
        [bar, *_] = [mark for mark in chart.primitives if isinstance(mark, Rect) and mark.role.startswith("bar")]
        furthest = max(line.x2 for line in lines if line.role == "whisker")
        assert furthest - bar.x == pytest.approx(bar.width / 0.83)
