"""SVG for pages: valid, named for screen readers, without style or script, unique ids."""

import re
from xml.etree import ElementTree as ET

import pytest

from exports.charts import SCREEN, Bar, Chart, Look, ranked_bars
from exports.charts.svg import svg
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
