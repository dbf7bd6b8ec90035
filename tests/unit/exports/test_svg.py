"""SVG for pages: valid, named for screen readers, without style or script, unique ids."""

import re
from xml.etree import ElementTree as ET

import pytest

from exports.charts import SCREEN, Bar, Chart, Look, ranked_bars
from exports.charts.primitives import DataTable, Rect
from exports.charts.svg import svg
from exports.charts.zoom import NARROW, zoomed
from tests.unit.exports.documents import charts

SVG = "{http://www.w3.org/2000/svg}"
CHARTS = charts(Look(stretch=SCREEN))


def root(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own output


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.title)
def test_it_is_an_image_with_a_name_and_a_description(chart: Chart) -> None:
    element = root(svg(chart, "fig1"))
    assert element.get("role") == "img"
    assert element.get("aria-labelledby") == "fig1-title fig1-desc"
    assert element.findtext(f"{SVG}title") == chart.title
    assert element.findtext(f"{SVG}desc") == chart.description
    assert (element.get("viewBox") or "").startswith(f"0 0 {chart.width:g} ")
    assert element.get("width") == "100%"


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.title)
def test_a_strict_policy_lets_it_through(chart: Chart) -> None:
    text = svg(chart, "fig1")
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href|<\?xml|<!", text)


def test_two_charts_on_one_page_share_no_id() -> None:
    ids = [re.findall(r'\bid="([^"]+)"', svg(chart, f"fig{number}")) for number, chart in enumerate(CHARTS)]
    flat = [each for group in ids for each in group]
    assert len(flat) == len(set(flat)) == 2 * len(CHARTS)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.title)
def test_the_same_words_stand_in_both_renderers(chart: Chart) -> None:
    drawn = [each.text or "" for each in root(svg(chart, "a")).iter(f"{SVG}text")]
    assert drawn == [each.text for each in chart.texts]


def test_texts_keep_their_anchor_so_that_any_font_fits() -> None:
    element = root(svg(CHARTS[0], "a"))
    anchors = {each.get("text-anchor") for each in element.iter(f"{SVG}text")}
    assert anchors == {None, "middle", "end"}


def test_markup_in_labels_stays_text() -> None:
    chart = ranked_bars("<svg onload=x>", [Bar('"><script>', 5)], Look())
    element = root(svg(chart, "a"))
    assert {each.tag for each in element.iter()} <= {
        f"{SVG}{n}" for n in ("svg", "title", "desc", "text", "rect", "line")
    }
    assert element.findtext(f"{SVG}title") == "<svg onload=x>"


@pytest.mark.parametrize("prefix", ["1a", 'a"b', "a b"])
def test_a_prefix_that_is_no_id_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="id"):
        svg(CHARTS[0], prefix)


@pytest.mark.parametrize("chart", charts(Look(stretch=SCREEN * NARROW)), ids=lambda chart: chart.title)
def test_letters_can_be_read_on_a_narrow_screen_and_stay_in_the_picture(chart: Chart) -> None:
    made = zoomed(chart)
    screen = 343  # what a telephone of 375 pixels leaves

    assert min(text.size for text in made.texts) * screen / made.width >= 9
    for text in made.texts:
        left, top, right, bottom = text.box()
        assert left >= -0.5, text
        assert right <= made.width + 0.5, text
        assert top >= -1, text
        assert bottom <= made.height + 1, text
    assert [text.text for text in made.texts] == [text.text for text in chart.texts]


def test_marks_grow_on_their_spot() -> None:
    marks = (Rect(10, 20, 6, 6, "series-2"), Rect(40, 20, 9, 9, "part-1"), Rect(60, 20, 30, 11, "bar"))

    square, swatch, bar = zoomed(Chart("", "", 100, 50, marks, DataTable((), ()))).primitives

    assert square == Rect(13 - 3 * NARROW, 23 * NARROW - 3 * NARROW, 6 * NARROW, 6 * NARROW, "series-2")
    assert swatch == Rect(40, 24.5 * NARROW - 4.5, 9, 9, "part-1")
    assert bar == Rect(60, 20 * NARROW, 30, 11 * NARROW, "bar")
