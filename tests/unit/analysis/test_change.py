"""Wave against wave: from printed figures alone, only of questions that did not break, and claimed only when sure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.stats import binomtest

from analysis.change import changes, interval_of_change, is_change, told, unbroken
from analysis.disclosure.files import differences
from analysis.disclosure.report.primary import as_printed
from analysis.release import Measure, Release, Suppressed, Sure, Table
from exports import csv, html, json, xlsx
from exports.pdf import report
from exports.readback import read
from exports.report.chapters import chapters, is_beyond_chance
from exports.report.findings import finding
from exports.report.voice import voice_for
from exports.values import value_text
from surveys.load import load_text
from surveys.model import Questionnaire
from tests.unit.exports.releases import HIDDEN, release, shares, table

WRITERS = {"csv": csv.render, "html": html.render, "json": json.render, "pdf": report.render, "xlsx": xlsx.render}

YEARS = (2025, 2027)
KEPT = {("company", "item")}

QUESTIONS = """format: bedarf/1
id: company
role: company
title.de: Erfunden
title.en: Invented
languages: de en
lists:
  skala:
    scored: yes
    options:
    - 0 = Gar nicht | Not at all
    - 1 = Stark | Much
sections:
- id: a
  title.de: Abschnitt
  title.en: Section
  pages:
  - id: p
    title.de: Seite
    title.en: Page
    items:
    - id: first
      number: K-A1
      type: single
      list: skala
      label.de: Wie stark bis {ZJ}?
      label.en: How much by {ZJ}?
      aggregate: share
    - id: second
      number: K-A2
      type: integer
      label.de: Wie viele?
      label.en: How many?
      aggregate: sum
"""


def sure(made: Table, **intervals: tuple[float, float]) -> Table:
    cells = [
        replace(cell, sure=Sure(*intervals[cell.key[0]], 0.1, "A")) if cell.key[0] in intervals else cell
        for cell in made.cells
    ]
    return replace(made, cells=tuple(cells))


def change_of(now: Table, before: Table) -> Table:
    [_both, found] = changes([now], [before], KEPT, YEARS)
    assert is_change(found)
    return found


def test_newcombes_own_example() -> None:
    """56 of 70 against 48 of 80: 0.0524 to 0.3339 (Newcombe 1998, table II, method 10)."""
    wilson = [binomtest(yes, n).proportion_ci(method="wilson") for yes, n in ((56, 70), (48, 80))]
    now, before = ((share, one.low, one.high) for share, one in zip((0.8, 0.6), wilson, strict=True))
    assert interval_of_change(now, before) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_of_symmetric_intervals_variances_add_up() -> None:
    low, high = interval_of_change((10.0, 7.0, 13.0), (4.0, 0.0, 8.0))
    assert (low, high) == pytest.approx((6 - 5, 6 + 5))


def test_the_interval_of_printed_numbers_holds_the_true_change_as_often_as_it_should() -> None:
    random = np.random.default_rng(5)
    shares_, n, hits, runs = (0.3, 0.42), 120, 0, 400
    for _ in range(runs):
        found = []
        for share in shares_:
            yes = int(random.binomial(n, share))
            interval = binomtest(yes, n).proportion_ci(method="wilson")
            found.append((round(yes / n, 2), np.floor(interval.low * 100) / 100, np.ceil(interval.high * 100) / 100))
        low, high = interval_of_change(found[1], found[0])
        hits += low <= shares_[1] - shares_[0] <= high
    assert hits / runs >= 0.95


def test_a_change_of_shares_is_in_percentage_points_with_its_interval() -> None:
    now = sure(shares({"a": 0.41, "b": 0.2}), a=(0.36, 0.46))
    before = sure(shares({"a": 0.30, "b": 0.25}), a=(0.26, 0.34))
    found = change_of(now, before)
    assert found.id == "change.company.item.share.difference"
    assert found.measure is Measure.POINTS
    first, second = found.cells
    assert first.value == 11.0
    assert first.sure is not None
    assert first.sure.between is not None
    low, high = first.sure.between
    # 11 less and more than √(5² + 4²) = 6.4, half a unit of each printed share, rounded outward
    assert low <= 11 - 6.4 - 1
    assert high >= 11 + 6.4 + 1
    assert high - low < 17
    assert is_beyond_chance(first)
    assert (second.value, second.sure) == (-5.0, None)
    assert not is_beyond_chance(second)


def test_a_change_within_its_interval_is_not_claimed() -> None:
    now, before = (sure(shares({"a": value}), a=(value - 0.06, value + 0.06)) for value in (0.41, 0.38))
    [cell] = change_of(now, before).cells
    assert cell.sure is not None
    assert cell.sure.between is not None
    assert cell.sure.between[0] < 0 < cell.sure.between[1]
    assert not is_beyond_chance(cell)


def amount(value: float, low: float | None = None, high: float | None = None, **facts: Any) -> Table:
    """One number as a release holds it."""
    facts = {"measure": Measure.RATIO, "unit": {"de": "Stunden"}, "figure": {"de": "Stunden"}} | facts
    made = table({(): value}, id="company.item.figure", **facts)
    if low is None:
        return as_printed(made)
    return as_printed(replace(made, cells=(replace(made.cells[0], sure=Sure(low, high, 0.1, "B")),)))


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        (amount(15.04, 14.9, 15.2), amount(31.64, 24.0, 42.0), -17.0),  # 15,04 less 32
        (amount(31.64, 24.0, 42.0), amount(15.04, 14.9, 15.2), 17.0),
        (amount(15.04, 14.9, 15.2), amount(3.257, 3.1, 3.4), 11.78),
        (amount(15.04, 11.3, 19.8), amount(15.04, 11.3, 19.8), 0.0),
    ],
)
def test_a_change_has_no_more_digits_than_either_figure(now: Table, before: Table, change: float) -> None:
    found = change_of(now, before)
    [cell] = found.cells
    assert cell.value == change
    assert value_text(found, cell.value) == f"{change:g}".replace("-", "−").replace(".", ",")


def total(value: float, low: float, high: float) -> Table:
    return amount(value, low, high, measure=Measure.SUM, unit={"de": "Beschäftigte"})


def test_a_change_of_totals_ends_where_the_less_exact_one_does_and_holds_what_rounding_hides() -> None:
    now, before = total(110_773.0, 102_000, 120_000), total(98_723.0, 98_600, 98_800)
    assert (now.cells[0].value, before.cells[0].value) == (111_000.0, 98_720.0)
    [cell] = change_of(now, before).cells
    assert cell.value == 12_000.0
    assert cell.sure is not None
    assert cell.sure.between is not None
    low, high = cell.sure.between
    # the arms of this wave, those of the other are small beside them, and half a thousand and half a ten for rounding
    assert low <= 12_280 - 9_000 - 505
    assert high >= 12_280 + 9_000 + 505


@pytest.mark.parametrize("facts", [{"measure": Measure.MEDIAN}, {"measure": Measure.SUM, "is_rough": True}])
def test_a_change_of_figures_with_two_digits_ends_where_the_coarser_one_does(facts: dict[str, Any]) -> None:
    [cell] = change_of(amount(1234.0, **facts), amount(98.0, **facts)).cells
    assert cell.value == 1100.0


def test_a_stored_change_has_no_digit_that_is_not_printed() -> None:
    points = {"measure": Measure.MEAN, "scale": (0.0, 40.0), "unit": {}}
    found = change_of(amount(20.4, 14.0, 27.0, **points), amount(17.8, 11.0, 25.0, **points))
    [cell] = found.cells
    assert found.decimals == 0
    assert cell.value == 3.0


def test_what_either_release_hides_stays_hidden() -> None:
    now, before = shares({"a": 0.4, "b": HIDDEN, "c": 0.2}), shares({"a": 0.3, "b": 0.3, "c": HIDDEN})
    both, found = changes([now], [before], KEPT, YEARS)
    assert [isinstance(cell.value, Suppressed) for cell in found.cells] == [False, True, True]
    assert [isinstance(cell.n, Suppressed) for cell in found.cells] == [False, True, True]
    assert [cell.value for cell in both.cells] == [0.3, 0.4, 0.3, HIDDEN, HIDDEN, 0.2]
    assert [category.label["de"] for category in both.dimensions[-1].categories] == ["Erhebung 2025", "Erhebung 2027"]


def test_a_printed_change_counts_as_this_waves_figure_being_printed() -> None:
    """Whoever knows the figure of the wave before can add it up; the ledger has to know."""
    now, before = shares({"a": 0.4, "b": 0.3, "c": 0.2}), shares({"a": 0.3, "b": HIDDEN, "c": 0.2})
    both, found = changes([now], [before], KEPT, YEARS)
    assert set(told(found)) == {("company.item.share", ("a",)), ("company.item.share", ("c",))}
    assert set(told(both)) == {("company.item.share", (code,)) for code in "abc"}
    assert list(told(now)) == []


def test_every_file_says_what_the_changes_are() -> None:
    now = sure(shares({"a": 0.41, "b": 0.2, "c": HIDDEN}), a=(0.36, 0.46), b=(0.16, 0.25))
    before = sure(shares({"a": 0.30, "b": 0.25, "c": 0.2}), a=(0.26, 0.34), b=(0.2, 0.3))
    made = release([now, *changes([now], [before], KEPT, YEARS)])
    for file_format, writer in WRITERS.items():
        assert differences(made, read(file_format, writer(made, "de")), file_format, "de") == (), file_format


def test_a_report_draws_and_says_only_what_changed_by_more_than_chance() -> None:
    """Ten points up within an interval that holds zero are no headline beside five points down that are none."""
    now = sure(shares({"a": 0.5, "b": 0.25, "c": 0.3}), a=(0.2, 0.8), b=(0.24, 0.26), c=(0.2, 0.4))
    before = sure(shares({"a": 0.4, "b": 0.30, "c": 0.3}), a=(0.1, 0.7), b=(0.29, 0.31), c=(0.2, 0.4))
    made = release([now, *changes([now], [before], KEPT, YEARS)])
    assert "Am deutlichsten verändert seit der vorigen Erhebung: " in headlines(made)
    assert "(−5)" in headlines(made)
    assert "(+10)" not in headlines(made)
    unsure = sure(now, b=(0.1, 0.4))
    made = release([unsure, *changes([unsure], [before], KEPT, YEARS)])
    assert "vorigen Erhebung" not in headlines(made)
    assert not any(entry.is_variant for chapter in chapters(made) for entry in chapter.entries)


def headlines(made: Release) -> str:
    """What stands over the figures of all chapters."""
    voice = voice_for(made, "de")
    topics = [topic for chapter in chapters(made) for part in chapter.parts for topic in part.topics]
    return "; ".join(finding(topic, voice) or "" for topic in topics)


def test_nothing_is_said_where_the_question_broke_or_nothing_is_printed_twice() -> None:
    now = shares({"a": 0.4})
    assert changes([now], [now], set(), YEARS) == []
    assert changes([now], [shares({"a": HIDDEN})], KEPT, YEARS) == []
    assert changes([now], [], KEPT, YEARS) == []
    for other in (
        shares({"a": 0.4, "b": 0.1}),
        shares({"a": 0.4}, unit={"de": "Euro"}),
        shares({"a": 0.4}, base={"de": "Andere"}),
        shares({"a": 0.4}, measure=Measure.MEAN),
    ):
        assert changes([now], [other], KEPT, YEARS) == []
    pairs = table({(): 0.4}, id="pairs.item.agreement", role="company")
    assert changes([replace(pairs, role="pairs")], [replace(pairs, role="pairs")], {("pairs", "item")}, YEARS) == []


@pytest.mark.parametrize(
    ("old", "new", "broken"),
    [
        ("title.de: Abschnitt", "title.de: Teil", set()),
        ("label.de: Wie stark bis {ZJ}?", "label.de: Wie sehr bis {ZJ}?", {"first"}),
        ("- 1 = Stark", "- 1 = Sehr stark", {"first"}),
        ("- 1 = Stark | Much\n", "- 1 = Stark | Much\n    - 2 = Völlig | Wholly\n", {"first"}),
        ("type: integer\n", "type: integer\n      unit.de: Tage\n      unit.en: days\n", {"second"}),
        ("type: integer\n", "type: integer\n      when: first >= 1\n", {"second"}),
        ("type: integer", "type: decimal", {"second"}),
    ],
)
def test_an_item_breaks_with_its_words_answers_unit_or_filter(old: str, new: str, broken: set[str]) -> None:
    before, now = questionnaire(QUESTIONS), questionnaire(QUESTIONS.replace(old, new, 1))
    kept = unbroken({"company": now}, {"company": before})
    assert {"first", "second"} - {name for _role, name in kept} == broken


def questionnaire(text: str) -> Questionnaire:
    loaded = load_text(text)
    assert loaded.questionnaire is not None, loaded.problems
    return loaded.questionnaire
