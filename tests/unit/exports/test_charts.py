"""Charts: the numbers drawn are the numbers given, nothing overlaps, everything can be read."""

import itertools
import re
from collections.abc import Callable

import pytest

from exports.charts import (
    SCREEN,
    Bar,
    Chart,
    Column,
    Dots,
    HeatRow,
    Look,
    Parts,
    Point,
    Response,
    Scale,
    distribution,
    dot_plot,
    heat_matrix,
    ranked_bars,
    response_bars,
    time_columns,
)
from exports.charts.layout import wrap
from exports.charts.palette import READABLE, ROLES, contrast
from exports.charts.primitives import Circle, Line, Rect, Text
from exports.charts.tall import heightened
from exports.pdf.packing import LOWEST, TALLEST
from tests.unit.exports.documents import LONG, charts

LOOKS = [Look(), Look("en"), Look("fr"), Look(stretch=SCREEN), Look(width=330)]
ALL = [pytest.param(chart, id=f"{at}-{chart.title}") for at, look in enumerate(LOOKS) for chart in charts(look)]


def bars(chart: Chart, *roles: str) -> list[Rect]:
    return [each for each in chart.primitives if isinstance(each, Rect) and each.role in roles]


def values(chart: Chart) -> list[str]:
    return [each.text for each in chart.texts if each.weight in ("bold", "semibold")]


@pytest.mark.parametrize("chart", ALL)
def test_no_two_texts_overlap(chart: Chart) -> None:
    for first, second in itertools.combinations(chart.texts, 2):
        a, b = first.box(), second.box()
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 0.3 or b[3] <= a[1] + 0.3
        assert apart, (first.text, second.text)


@pytest.mark.parametrize("chart", ALL)
def test_nothing_is_cut_at_the_edges(chart: Chart) -> None:
    for each in chart.texts:
        left, top, right, bottom = each.box()
        assert left >= -0.1, each.text
        assert right <= chart.width + 0.1, each.text
        assert top >= -0.1, each.text
        assert bottom <= chart.height + 0.1, each.text
    for box in chart.primitives:
        if isinstance(box, Rect):
            assert min(box.x, box.y) >= 0
            assert box.x + box.width <= chart.width + 0.1
            assert box.y + box.height <= chart.height + 0.1


@pytest.mark.parametrize("chart", ALL)
def test_every_text_can_be_read_on_what_is_under_it(chart: Chart) -> None:
    for each in chart.texts:
        under = ROLES[each.on].fill if each.on else "#FFFFFF"
        assert contrast(ROLES[each.role].fill, under) >= READABLE, each


@pytest.mark.parametrize("chart", ALL)
def test_text_over_a_filled_box_says_so(chart: Chart) -> None:
    """The contrast test believes `on`; here it is checked against the boxes themselves."""
    boxes = [each for each in chart.primitives if isinstance(each, Rect)]
    for text in chart.texts:
        left, top, right, bottom = text.box()
        under = [b for b in boxes if b.x < right and left < b.x + b.width and b.y < bottom and top < b.y + b.height]
        assert {each.role for each in under} <= {text.on}, text


@pytest.mark.parametrize("chart", ALL)
def test_long_labels_are_wrapped_and_complete(chart: Chart) -> None:
    if any(LONG in row[0] for row in chart.table.rows):
        drawn = "".join(each.text for each in chart.texts).replace(" ", "")
        assert LONG.replace(" ", "") in drawn


@pytest.mark.parametrize("chart", ALL)
def test_the_alternative_text_says_something_with_numbers(chart: Chart) -> None:
    assert chart.title in chart.description
    assert len(chart.description) > 40
    assert re.search(r"\d", chart.description)


def test_bars_are_ranked_and_as_long_as_their_values() -> None:
    rows = [Bar("b", 20, 11), Bar("a", 40, 22), Bar("c", 10, 33)]
    chart = ranked_bars("Titel", rows, Look())
    assert values(chart) == ["40\u00a0%", "20\u00a0%", "10\u00a0%"]
    lengths = [each.width for each in bars(chart, "bar", "bar-strong")]
    assert lengths == pytest.approx([lengths[0], lengths[0] / 2, lengths[0] / 4])
    assert [each.text for each in chart.texts if each.anchor == "end" and each.role == "quiet"] == [
        "n", "22", "11", "33",
    ]  # fmt: skip


def test_a_hidden_bar_shows_neither_length_nor_order_nor_n() -> None:
    rows = [Bar("Zuletzt", None, 2), Bar("Mitte", 30, 100), Bar("Anfang", None, 1)]
    chart = ranked_bars("Titel", rows, Look())
    assert [row[0] for row in chart.table.rows] == ["Mitte", "Anfang", "Zuletzt"]
    assert {each.width for each in bars(chart, "hidden")} == {34.0}
    assert len(bars(chart, "bar", "bar-strong")) == 1
    assert chart.table.rows[1:] == (("Anfang", "•", "•"), ("Zuletzt", "•", "•"))
    assert sum(each.text == "nicht ausgewiesen" for each in chart.texts) == 2


def test_a_chart_with_everything_hidden_has_no_scale_to_learn_from() -> None:
    hidden = [ranked_bars("T", [Bar("a", None), Bar("b", None)], Look()) for _ in range(2)]
    assert hidden[0] == hidden[1]
    assert "ausgewiesene Werte: 0 von 2" in hidden[0].description


def test_hidden_places_do_not_depend_on_the_hidden_value() -> None:
    """Charts get no hidden number; whatever stands beside None in the input must not show either."""
    few, many = (ranked_bars("T", [Bar("a", None, n, n < 30), Bar("b", 5, 9)], Look()) for n in (1, 400))
    assert few == many
    one = dot_plot("T", [Dots("a", (Point(None, 10, 20, 5),))], ["B"], Look())
    other = dot_plot("T", [Dots("a", (Point(None, 60, 90, 900),))], ["B"], Look())
    assert one.primitives == other.primitives
    assert one.description == other.description


def test_stacked_parts_are_drawn_to_scale_and_add_up() -> None:
    chart = distribution("T", [Parts("a", (10, 20, 30, 40))], ["w", "x", "y", "z"], Look())
    parts = bars(chart, "part-1", "part-2", "part-3", "part-5")[4:]
    assert [each.width / parts[0].width for each in parts] == pytest.approx([1, 2, 3, 4])
    for left, right in itertools.pairwise(parts):
        assert left.x + left.width == pytest.approx(right.x)
    assert values(chart) == ["10", "20", "30", "40"]


def test_dots_stand_where_their_value_is() -> None:
    rows = [Dots("a", (Point(0),)), Dots("b", (Point(50, 25, 75),)), Dots("c", (Point(100),))]
    chart = dot_plot("T", rows, ["B"], Look())
    zero, half, full = (each.x for each in chart.primitives if isinstance(each, Circle))
    assert half - zero == pytest.approx(full - half)
    whisker = next(each for each in chart.primitives if isinstance(each, Line) and each.thickness == 1.6)
    assert (whisker.x1 - zero) / (full - zero) == pytest.approx(0.25)
    assert (whisker.x2 - zero) / (full - zero) == pytest.approx(0.75)


@pytest.mark.parametrize("step", [50_000.0, 25_000.0, 10_000.0])
def test_numbers_of_an_axis_stand_at_equal_steps_even_where_not_all_fit(step: float) -> None:
    scale = Scale(-1_200_000.0, 300_000.0, step)
    chart = dot_plot("T", [Dots("W" * 30, (Point(-1_150_000.0),))], ["B"], Look(unit=""), scale=scale)
    texts = [each for each in chart.primitives if isinstance(each, Text) and each.role == "quiet"]
    numbers = [float(each.text.replace("−", "-").replace(".", "")) for each in texts if each.anchor == "middle"]
    assert len(numbers) > 2
    assert len({after - before for before, after in itertools.pairwise(numbers)}) == 1


def test_columns_grow_with_their_count_and_hidden_ones_do_not() -> None:
    chart = time_columns("T", [Column("1.", 10), Column("2.", 20), Column("3.", None)], Look(unit=""))
    first, second = bars(chart, "bar-strong")
    assert second.height == pytest.approx(first.height * 2)
    assert bars(chart, "hidden")[0].height == 14.0


def test_cells_of_a_matrix_carry_their_number_and_class() -> None:
    chart = heat_matrix("T", [HeatRow("a", (14.9, 15, None))], ["x", "y", "z"], Look(decimals=1))
    assert values(chart) == ["14,9", "15,0", "•"]
    drawn = [each.role for each in chart.primitives if isinstance(each, Rect)][:3]
    assert drawn == ["heat-1", "heat-2", "hidden"]


def test_response_names_share_and_both_counts() -> None:
    chart = response_bars("T", [Response("a", 38, 142, 374), Response("b", None, 3, 9)], Look())
    assert values(chart)[0] == "38\u00a0% (142 von 374)"
    assert chart.table.rows[1] == ("b", "•", "9", "•")
    track, fill = bars(chart, "track")[0], bars(chart, "bar-strong")[0]
    assert fill.width / track.width == pytest.approx(0.38)


@pytest.mark.parametrize(
    "make",
    [
        lambda: ranked_bars("T", [Bar("a", -1)], Look()),
        lambda: time_columns("T", [Column("1.", -1)], Look()),
        lambda: distribution("T", [Parts("a", (1, 2))], ["x"], Look()),
        lambda: distribution("T", [Parts("a", (1,) * 8)], list("abcdefgh"), Look()),
        lambda: heat_matrix("T", [HeatRow("a", (1, 2))], ["x"], Look()),
        lambda: heat_matrix("T", [HeatRow("a", (1,))], ["x"], Look(), classes=(30, 15)),
        lambda: dot_plot("T", [Dots("a", (Point(101),))], ["B"], Look()),
        lambda: dot_plot("T", [Dots("a", (Point(1),))], ["B", "C"], Look()),
        lambda: dot_plot("T", [], [], Look()),
    ],
)
def test_rows_that_do_not_fit_the_chart_are_refused(make: Callable[[], Chart]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        make()


def test_hostile_labels_print_as_text_without_control_characters() -> None:
    chart = ranked_bars("<b>T</b>\x00", [Bar("</text><script>\u202e\ud800" + "W" * 500, 5)], Look())
    drawn = "".join(each.text for each in chart.texts)
    assert "</text><script>" in drawn
    assert not re.search("[\x00\u202e\ud800]", drawn + chart.description)


def test_many_rows_make_a_tall_chart_and_an_empty_one_still_draws() -> None:
    assert ranked_bars("T", [Bar(str(n), n) for n in range(88)], Look()).height > 1300
    assert ranked_bars("T", [], Look()).texts[0].text == ""
    assert isinstance(time_columns("T", [], Look()).primitives[0], Text)


def test_a_long_compound_comes_apart_at_its_seam() -> None:
    assert wrap("Nachhaltigkeitsberichterstattung", 110, Look()) == ["Nachhaltigkeits-", "berichterstattung"]


@pytest.mark.parametrize("factor", [LOWEST, TALLEST])
@pytest.mark.parametrize("chart", charts(Look()), ids=lambda chart: chart.title)
def test_a_taller_or_lower_chart_says_the_same_within_its_height(chart: Chart, factor: float) -> None:
    made = heightened(chart, factor)

    assert made.height == pytest.approx(factor * chart.height)
    assert [mark.text for mark in made.texts] == [mark.text for mark in chart.texts]
    assert all(mark.box()[1] >= -1 and mark.box()[3] <= made.height + 1 for mark in made.texts)
    test_no_two_texts_overlap(made)
