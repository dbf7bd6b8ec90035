"""A figure stands with its interval and its mark, and says no more than it knows: tiles, bars, both sides, nearly 0."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from analysis.disclosure.files import differences
from analysis.disclosure.report.primary import as_printed
from analysis.release import (
    Block,
    BlockKind,
    Cell,
    Measure,
    Plan,
    PlanChapter,
    Printed,
    Query,
    Release,
    Suppressed,
    Sure,
    Table,
)
from exports import xlsx
from exports.charts.primitives import Chart, Line, Rect
from exports.charts.tables import chart_of, pair_of
from exports.numbers import part
from exports.pdf.text import plain
from exports.readback import read
from exports.report.chapters import Entry, Topic
from exports.report.figures import sides_of, sublines
from exports.report.findings import finding, found_in
from exports.report.plan import story
from exports.report.voice import Voice
from exports.story import Element, Figures, Heading, Paragraph, Tiles
from exports.values import of_house, value_text
from tests.unit.exports.releases import HIDDEN, Figure, dimension, release, shares, table
from tests.writers import REPORTS

GERMAN = Voice("de", "de")
LISTED: dict[str, Figure] = {"a": 0.62, "b": 0.41, "c": HIDDEN, "d": 0.2, "e": 0.02, "f": 0.0}
COUNCILS: dict[str, Figure] = {"a": 0.5, "b": 0.7, "c": 0.3, "d": 0.1, "e": HIDDEN, "f": 0.4}


def drawn(one: Table, *, marks: str = "") -> Table:
    """The table with an interval from four fifths to six fifths of each value; marks by cell, else B."""
    cells = [
        cell if isinstance(cell.value, Suppressed | None) else replace(cell, sure=_sure(cell.value, mark))
        for cell, mark in zip(one.cells, marks.ljust(len(one.cells), "B"), strict=True)
    ]
    return replace(one, cells=tuple(cells))


def _sure(value: float, mark: str) -> Sure:
    return Sure(round(value * 0.8, 2), round(value * 1.2 + 0.01, 2), 0.1, mark)


def estimated() -> Table:
    return drawn(shares(LISTED), marks="BBBC//")


def councils() -> Table:
    return shares(COUNCILS, role="works_council")


def planned(blocks: Sequence[Block], tables: Sequence[Table]) -> Release:
    chapter = PlanChapter({"de": "Was gebraucht wird"}, tuple(blocks))
    plan = Plan("kurz", {"de": "Kurzfassung"}, {"de": "Auf wenigen Seiten"}, (chapter,), has_contents=False)
    return release(list(tables), plan=plan)


def bars() -> Release:
    return planned([Block(BlockKind.CHART, queries=(Query("all", "company.item.share"),))], [estimated()])


def both() -> Release:
    queries = Query("ours", "company.item.share"), Query("theirs", "works_council.item.share")
    return planned([Block(BlockKind.COMPARISON, queries=queries)], [estimated(), councils()])


def key_figures() -> Release:
    queries = tuple(Query(code, "company.item.share", (code,)) for code in "adef")
    return planned([Block(BlockKind.KEY_FIGURES, queries=queries)], [estimated()])


def wrong(made: Release, file_format: str, change: Callable[[Printed], Printed | None]) -> bool:
    """Whether a file is refused in which pieces are changed, or left out; every change must change something."""
    printed = list(read(file_format, REPORTS[file_format](made, "de")))
    assert differences(made, printed, file_format, "de") == ()
    changed = [other for piece in printed if (other := change(piece)) is not None]
    assert changed != printed
    return bool(differences(made, changed, file_format, "de"))


# --- intervals on bars -----------------------------------------------------------------------------------


def whiskers(chart: Chart, role: str = "whisker") -> list[Line]:
    return [mark for mark in chart.primitives if isinstance(mark, Line) and mark.role == role]


def test_a_bar_has_its_interval_on_it_and_its_value_behind_it() -> None:
    one = estimated()
    chart = chart_of(one)
    assert chart is not None
    boxes = [mark for mark in chart.primitives if isinstance(mark, Rect) and mark.role.startswith("bar")]
    lines = whiskers(chart)
    unit = boxes[0].width / 62
    ends = [cell.sure.between for cell in one.cells if cell.sure and cell.sure.between]
    assert len(lines) == 3 * len(ends) == len(whiskers(chart, "halo"))  # the hidden bar has none
    for line, end in zip(lines[::3], ends, strict=True):
        assert line.x1 == pytest.approx(boxes[0].x + unit * 100 * end[0])
        assert line.x2 == pytest.approx(boxes[0].x + unit * 100 * end[1])
    values = {text.text: text for text in chart.texts}
    assert values["62\u00a0%"].x > lines[0].x2
    assert values["2\u00a0%\u00a0/"].x > lines[9].x2  # too uncertain, and nearly nothing too
    assert "<\u00a01\u00a0%\u00a0/" in values
    assert "Antwort a 62\u00a0% (von 50 bis 75)" in chart.description
    assert "Antwort f unter\u00a01\u00a0%\u00a0/ (von 0 bis 1)" in chart.description


def test_what_is_counted_has_no_interval() -> None:
    chart = chart_of(shares(LISTED))
    assert chart is not None
    assert not whiskers(chart)


def moved(piece: Printed) -> Printed:
    """The first stroke on a bar of which the interval's end is three points further."""
    colours = ("#16242E", "whisker")
    parts = piece.text.split(" ")
    if piece.place != "line" or not any(colour in piece.text for colour in colours):
        return piece
    return piece._replace(text=" ".join([*parts[:4], f"{float(parts[4]) + 3:.2f}", *parts[5:]]))


def without_lines(piece: Printed) -> Printed | None:
    return None if piece.place == "line" and ("#16242E" in piece.text or "#FFFFFF" in piece.text) else piece


def without_rims(piece: Printed) -> Printed | None:
    return None if piece.place == "line" and "#FFFFFF" in piece.text else piece


@pytest.mark.parametrize("change", [moved, without_lines, without_rims])
@pytest.mark.parametrize("file_format", REPORTS)
def test_another_interval_on_a_bar_is_found(file_format: str, change: Callable[[Printed], Printed | None]) -> None:
    assert wrong(bars(), file_format, change)


@pytest.mark.parametrize("file_format", REPORTS)
def test_a_bar_without_its_mark_is_found(file_format: str) -> None:
    def unmarked(piece: Printed) -> Printed:
        return piece._replace(text=re.sub(r"2\s%\s/", "2 %", piece.text)) if piece.place == "drawn" else piece

    assert wrong(bars(), file_format, unmarked)


# --- both sides ------------------------------------------------------------------------------------------


def test_of_two_sides_it_is_said_what_is_estimated_and_what_is_counted() -> None:
    topic = Topic((Entry("A1", estimated()), Entry("A2", councils())))
    for language, names in {
        "de": ("Betriebe (hochgerechnet)", "Antwortende Betriebsräte (gezählt)"),
        "en": ("Establishments (extrapolated)", "Works councils that answered (counted)"),
        "fr": ("Établissements (extrapolés)", "Comités d’entreprise ayant répondu (comptés)"),
    }.items():
        assert sides_of(topic, Voice(language, language)) == names  # type: ignore[arg-type]
    counted = Topic((Entry("A1", shares(LISTED)), Entry("A2", councils())))
    assert sides_of(counted, GERMAN) == ("Betriebe", "Betriebsräte")
    assert (found := found_in(topic, GERMAN)) is not None
    assert "antwortenden Betriebsräten" in found.words(GERMAN)


def test_an_estimate_has_its_interval_and_is_not_joined_to_what_is_counted() -> None:
    chart = pair_of(estimated(), councils(), ("hier", "da"))
    assert chart is not None
    assert not whiskers(chart, "joint")
    assert not whiskers(chart, "series-2")
    assert len(whiskers(chart, "series-1")) == 3 * 5
    counted = pair_of(shares(LISTED), councils(), ("hier", "da"))
    assert counted is not None
    assert len(whiskers(counted, "joint")) == 4
    assert not whiskers(counted, "series-1")


def test_intervals_of_two_estimates_do_not_lie_on_one_another() -> None:
    chart = pair_of(estimated(), drawn(councils()), ("hier", "da"))
    assert chart is not None
    heights = [{line.y1 for line in whiskers(chart, f"series-{side}")[::3]} for side in (1, 2)]
    assert heights[0].isdisjoint(heights[1])


@pytest.mark.parametrize("file_format", REPORTS)
def test_an_interval_at_the_wrong_side_or_place_is_found(file_format: str) -> None:
    def shifted(piece: Printed) -> Printed:
        parts = piece.text.split(" ")
        if piece.place != "line" or "#005F73" not in piece.text:
            return piece
        return piece._replace(text=" ".join([*parts[:4], f"{float(parts[4]) + 3:.2f}", *parts[5:]]))

    def of_the_other(piece: Printed) -> Printed:
        return piece._replace(text=piece.text.replace("#005F73", "#BB4A00")) if piece.place == "line" else piece

    assert wrong(both(), file_format, shifted)
    assert wrong(both(), file_format, of_the_other)


def test_the_largest_rows_are_said_to_be_what_they_are_and_n_is_that_of_the_rows_shown() -> None:
    ours = shares({"a": 0.3, "b": 0.6, "c": 0.1, "d": 0.2})
    theirs = shares({"a": 0.2, "b": 0.1, "c": 0.5, "d": 0.1}, role="works_council")
    few = replace(ours, cells=tuple(replace(cell, n=50 if cell.key == ("d",) else 100) for cell in ours.cells))
    topic = Topic((Entry("A1", few), Entry("A2", theirs)))
    said = " ".join(sublines(topic, GERMAN, has_question=True, most=3))
    assert "Die 3 Zeilen mit den größten Werten, geordnet nach der ersten Seite" in said
    assert "Betriebe: n\u00a0=\u00a0100;" in said
    chart = pair_of(few, theirs, ("hier", "da"), most_rows=3)
    assert chart is not None
    assert [row[0] for row in chart.table.rows] == ["Antwort b", "Antwort a", "Antwort c"]
    alone = " ".join(sublines(Topic((Entry("A1", few),)), GERMAN, has_question=True, most=3))
    assert "n\u00a0=\u00a050" in alone  # here the row of 50 is drawn, that of the smallest value is not
    assert "Die 3 größten Werte" in alone


def test_of_changes_the_largest_either_way_are_drawn_and_it_is_said() -> None:
    changes = shares({"a": -30.0, "b": 10.0, "c": 2.0}, measure=Measure.SUM)
    said = " ".join(sublines(Topic((Entry("A1", changes),)), GERMAN, has_question=True, most=2))
    assert "Die 2 größten Werte nach oben oder unten; die übrigen stehen in der Tabelle." in said


@pytest.mark.parametrize("file_format", REPORTS)
def test_the_n_of_rows_that_are_not_shown_is_refused(file_format: str) -> None:
    many = estimated()
    few = replace(many, cells=tuple(replace(cell, n=50 if cell.key == ("e",) else 100) for cell in many.cells))
    query = Query("all", "company.item.share", most=3)
    made = planned([Block(BlockKind.CHART, queries=(query,))], [few])

    def of_all(piece: Printed) -> Printed:
        return piece._replace(text=re.sub(r"n\s=\s100\)", "n = 60 bis 100)", piece.text))

    assert wrong(made, file_format, of_all)


# --- key figures -----------------------------------------------------------------------------------------


def test_a_tile_has_its_interval_and_what_is_too_uncertain_is_none() -> None:
    elements = story(key_figures(), "de").elements
    [tiles] = [each for each in elements if isinstance(each, Tiles)]
    assert [(tile.value, tile.sure) for tile in tiles.tiles] == [
        ("62\u00a0%", "Intervall 50 bis 75\u00a0%"),
        ("20\u00a0%", "Intervall 16 bis 25\u00a0% (Güte C: grob)"),
    ]
    said = [str(each.text) for each in elements if isinstance(each, Paragraph)]
    assert any(text.startswith("Als Kennzahl zu unsicher: ") and "Antwort f" in text for text in said)


@pytest.mark.parametrize("file_format", REPORTS)
@pytest.mark.parametrize(
    ("pattern", "instead"),
    [(r"bis 75\s%", "bis 76 %"), (r"Intervall 50 bis 75\s% ", ""), (r" \(Güte C: grob\)", "")],
)
def test_another_interval_of_a_tile_is_found(file_format: str, pattern: str, instead: str) -> None:
    def changed(piece: Printed) -> Printed:
        is_tile = piece.block.startswith("P") and "Intervall" in piece.text
        return piece._replace(text=re.sub(pattern, instead, _plain(piece.text))) if is_tile else piece

    assert wrong(key_figures(), file_format, changed)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_what_is_too_uncertain_makes_no_headline_and_no_sentence() -> None:
    topic = Topic((Entry("A1", drawn(shares({"a": 0.6, "b": 0.2, "c": 0.1}), marks="/")),))
    assert finding(topic, GERMAN) is None
    block = Block(
        BlockKind.TEXT,
        text={"de": "{some} brauchen Kurse."},
        otherwise={"de": "Manche brauchen Kurse."},
        queries=(Query("some", "company.item.share", ("e",)),),
    )
    made = planned([block], [estimated()])
    said = [each.text for each in story(made, "de").elements if isinstance(each, Paragraph)]
    assert "Manche brauchen Kurse." in said
    for file_format in REPORTS:
        assert wrong(made, file_format, lambda piece: piece._replace(text=piece.text.replace("Manche", "2 %")))


def test_an_estimated_total_has_the_digits_of_its_interval() -> None:
    def shown(value: float, low: float | None, high: float | None, measure: Measure = Measure.SUM) -> object:
        one = table({(): value}, measure=measure)
        return as_printed(replace(one, cells=(Cell((), value, 99, Sure(low, high, 0.1, "A")),))).cells[0].value

    assert shown(110773.4, 102000.0, 120000.0) == 111000.0
    assert shown(1412.2, -2500.0, 5400.0) == 1400.0
    assert shown(58387.0, 53900.0, 63200.0) == 58400.0
    assert shown(41.4, 32.0, 51.0) == 41.0
    assert shown(40.0, 0.0, 1200.0) == 40.0  # not zero: somebody is there
    assert shown(417.0, 0.0, 120_000.0) == 420.0
    assert shown(110773.4, None, None) == 110000.0  # of so few that there is no interval
    assert shown(7.0, 7.0, 7.0) == 7.0
    assert shown(31.69, 24.0, 42.0, Measure.RATIO) == 32.0
    # weights are known, so that whole numbers of points or establishments would follow from a sum to the last digit
    assert shown(46_142.0, 42_000.0, 51_000.0, Measure.BORDA) == 46_100.0
    assert shown(1_417.0, 900.0, 2_400.0, Measure.COUNT) == 1_400.0
    counted = table({(): 110773.4}, measure=Measure.SUM)
    assert as_printed(counted).cells[0].value == 110773.0


# --- nearly nothing, nearly all --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "language", "said", "short"),
    [
        (0, "de", "unter 1\u00a0%", "< 1\u00a0%"),
        (0, "en", "under 1%", "< 1%"),
        (0, "fr", "moins de 1\u00a0%", "< 1\u00a0%"),
        (100, "de", "über 99\u00a0%", "> 99\u00a0%"),
        (100, "en", "over 99%", "> 99%"),
        (100, "fr", "plus de 99\u00a0%", "> 99\u00a0%"),
        (1, "de", "1\u00a0%", "1\u00a0%"),
        (99, "de", "99\u00a0%", "99\u00a0%"),
    ],
)
def test_a_part_is_never_quite_nothing_or_all(value: int, language: str, said: str, short: str) -> None:
    assert _plain(part(Decimal(value), language)) == _plain(said)  # type: ignore[arg-type]
    assert _plain(part(Decimal(value), language, is_short=True)) == _plain(short)  # type: ignore[arg-type]


def test_employees_to_come_may_be_all_or_more_of_those_of_today() -> None:
    of_today = table({(): 1.0}, id="company.emp_target.need.of_today.size_group")
    assert value_text(of_today, 1.0) == "100\u00a0%"
    assert value_text(shares({"a": 1.0}), 1.0) == ">\u00a099\u00a0%"


def test_tables_of_the_house_say_nobody_and_everybody() -> None:
    one = of_house(shares({"a": 1.0, "b": 0.3, "c": 0.0}))
    assert [value_text(one, value) for value in (1.0, 0.0)] == ["100\u00a0%", "0\u00a0%"]
    chart = chart_of(one)
    assert chart is not None
    assert {"100\u00a0%", "0\u00a0%"} <= {text.text for text in chart.texts}


def nearly() -> Release:
    values: dict[tuple[str, ...], Figure] = {("a", "x"): 1.0, ("a", "y"): 0.0, ("b", "x"): 0.4, ("b", "y"): 0.6}
    axes = [dimension({"a": "Zeile a", "b": "Zeile b"}, "row"), dimension({"x": "ja", "y": "nein"})]
    fields = table(values, axes, id="company.fields.share", variable="fields")
    stacked = table(values, [axes[0], replace(axes[1], partition=True)], id="company.parts.share", variable="parts")
    return release([shares({"a": 1.0, "b": 0.3, "c": 0.0}), councils(), fields, stacked])


@pytest.mark.parametrize("language", ["de", "en", "fr"])
@pytest.mark.parametrize("file_format", REPORTS)
def test_files_say_nearly_nothing_and_nearly_all(file_format: str, language: str) -> None:
    made = nearly()
    printed = read(file_format, REPORTS[file_format](made, language))
    assert differences(made, printed, file_format, language) == ()
    texts = [_plain(piece.text) for piece in read(file_format, REPORTS[file_format](made, language))]
    assert not [text for text in texts if re.search(r"(?<![\d<>])(?<![<>] )\b(?:0|100) ?%", text)]


@pytest.mark.parametrize("file_format", REPORTS)
@pytest.mark.parametrize(("pattern", "instead"), [(r"<\s1\s%", "1 %"), (r">\s99\s%", "99 %"), (r"über\s99\s%", "99 %")])
def test_nearly_is_read_back(file_format: str, pattern: str, instead: str) -> None:
    assert wrong(nearly(), file_format, lambda piece: piece._replace(text=re.sub(pattern, instead, piece.text)))


def test_a_workbook_shows_what_its_rounded_numbers_mean() -> None:
    one = shares({"a": 1.0, "b": 0.3, "c": 0.0})
    few = replace(one, id="company.few.share", cells=tuple(replace(cell, n=12) for cell in one.cells))
    content = xlsx.render(release([one, few]), "de")
    assert differences(release([one, few]), read("xlsx", content), "xlsx", "de") == ()
    book = openpyxl.load_workbook(BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if "%" in cell.number_format]
    shown = {(cell.value, cell.number_format) for cell in cells}
    assert (0, '[=0]"< 1 %";[=1]"> 99 %";0 %') in shown
    assert (1, '[=0]"(< 1 %)";[=1]"(> 99 %)";(0 %)') in shown
    wrong_format = BytesIO()
    next(cell for cell in cells if cell.value == 0).number_format = '[=0]"5 %";0 %'
    book.save(wrong_format)
    found = differences(release([one, few]), read("xlsx", wrong_format.getvalue()), "xlsx", "de")
    assert any("5 %" in each.found for each in found)


def test_no_mark_of_a_chart_covers_a_number() -> None:
    for chart in (chart_of(estimated()), pair_of(estimated(), councils(), ("hier", "da"))):
        assert chart is not None
        boxes = [text.box() for text in chart.texts]
        for number, one in enumerate(boxes):
            assert not any(_overlap(one, other) for other in boxes[number + 1 :])


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_a_report_of_estimates_names_its_lines() -> None:
    [figures] = [each for each in story(bars(), "de").elements if isinstance(each, Figures)]
    assert "Strich: 95-%-Vertrauensintervall." in str(figures.figures[0].notes)
    assert "/ zu unsicher für Schlüsse." in str(figures.figures[0].notes)


# --- what is no chart ------------------------------------------------------------------------------------


def elements(one: Table) -> list[Element]:
    made = release([one])
    for file_format, write in REPORTS.items():
        assert differences(made, list(read(file_format, write(made, "de"))), file_format, "de") == ()
    told = list(story(made, "de").elements)
    return told[next(place for place, each in enumerate(told) if isinstance(each, Heading) and each.number == "2") :]


def test_how_many_said_yes_is_one_figure_and_no_chart_of_two_bars() -> None:
    told = elements(drawn(shares({"a": 0.43, "b": 0.57}, partition=True)))

    [tiles] = [each for each in told if isinstance(each, Tiles)]
    assert [tile.value for tile in tiles.tiles] == ["43\u00a0%"]
    assert plain(tiles.tiles[0].text).startswith(
        "Was wird gebraucht? „Antwort a“ (n = 100)".replace("n = ", "n\u00a0=\u00a0")
    )
    assert not [each for each in told if isinstance(each, Figures)]


@pytest.mark.parametrize(("marks", "is_drawn"), [("BB//", False), ("BBB/", True)])
def test_values_that_are_too_uncertain_make_no_chart(marks: str, *, is_drawn: bool) -> None:
    told = elements(drawn(shares({"a": 0.3, "b": 0.29, "c": 0.28, "d": 0.27}), marks=marks))

    said = [each for each in told if isinstance(each, Paragraph) and "zu unsicher für eine Abbildung" in str(each.text)]
    assert [bool(said), any(isinstance(each, Figures) for each in told)] == [not is_drawn, is_drawn]
