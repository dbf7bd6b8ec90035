"""Estimates and what chance may have done to them, against published results and independent formulas."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from analysis.estimate import Estimates, Form, Quality, means, medians, ratios, shares, totals, wilson
from analysis.student import quantile_of
from analysis.weights import Design, Floats, Ints, Unweightable, designed, poststratified, raked

DATA = Path(__file__).parents[2] / "data" / "estimation"
EXPECTED: Mapping[str, Any] = json.loads((DATA / "expected_survey_4.1.1.json").read_text())
ROWS = list(csv.DictReader((DATA / "apistrat.csv").read_text().splitlines()))
EXACT, ITERATED = 1e-12, 1e-8


def _numbers(name: str) -> Floats:
    return np.array([float(row[name]) for row in ROWS])


def _groups(name: str) -> tuple[list[str], Ints]:
    names, number = np.unique([row[name] for row in ROWS], return_inverse=True)
    return names.tolist(), number


def _design() -> Design:
    names, strata = _groups("stype")
    schools = {row["stype"]: float(row["fpc"]) for row in ROWS}
    # the published weights have single precision
    return replace(designed(strata, [schools[name] for name in names]), weights=_numbers("pw"))


def _known(name: str) -> tuple[Ints, list[float]]:
    names, number = _groups(name)
    return number, [EXPECTED["margins"][name][one] for one in names]


def _poststratified() -> Design:
    return poststratified(_design(), *_known("sch.wide"))


def _raked() -> Design:
    margins, known = zip(*(_known(name) for name in ("stype", "sch.wide", "comp.imp")), strict=True)
    return raked(_design(), margins, known)


@pytest.mark.parametrize(
    ("name", "make", "precision"),
    [
        ("mean_fpc", lambda: means(_design(), _numbers("api00")), EXACT),
        ("total_fpc", lambda: totals(_design(), _numbers("enroll")), EXACT),
        ("domain_mean", lambda: means(_design(), _numbers("api00"), _groups("sch.wide")[1]), EXACT),
        ("domain_total", lambda: totals(_design(), _numbers("enroll"), _groups("sch.wide")[1]), EXACT),
        ("ratio", lambda: ratios(_design(), _numbers("api00"), _numbers("api99")), EXACT),
        ("ps_mean", lambda: means(_poststratified(), _numbers("api00")), EXACT),
        ("ps_total", lambda: totals(_poststratified(), _numbers("enroll")), EXACT),
        ("rake_mean", lambda: means(_raked(), _numbers("api00")), ITERATED),
        ("rake_total", lambda: totals(_raked(), _numbers("enroll")), ITERATED),
    ],
)
def test_estimates_are_those_of_the_survey_package(name: str, make: Callable[[], Estimates], precision: float) -> None:
    found = make()

    assert found.value == pytest.approx(np.atleast_1d(EXPECTED[name]["est"]), rel=precision)
    assert found.error == pytest.approx(np.atleast_1d(EXPECTED[name]["se"]), rel=precision)


@pytest.mark.parametrize(("place", "answer"), [(0, 0), (1, 1)])
def test_shares_are_those_of_the_survey_package(place: int, answer: int) -> None:
    found = shares(_design(), _groups("comp.imp")[1] == answer)

    assert found.value[0] == pytest.approx(EXPECTED["prop"]["est"][place], rel=EXACT)
    assert found.error[0] == pytest.approx(EXPECTED["prop"]["se"][place], rel=EXACT)


def test_raked_weights_are_those_of_the_survey_package() -> None:
    assert _raked().weights == pytest.approx(np.array(EXPECTED["rake_w"]), rel=ITERATED)


def _by_hand(design: Design, linear: Floats) -> float:
    """The textbook's variance of a total, stratum by stratum."""
    whole = 0.0
    for stratum, known in enumerate(design.population):
        given = (design.weights * linear)[design.strata == stratum]
        whole += (1 - len(given) / known) * len(given) * float(np.var(given, ddof=1))
    return whole


@given(st.integers(0, 10_000))
def test_variances_of_domains_are_those_of_values_that_are_zero_elsewhere(seed: int) -> None:
    random = np.random.default_rng(seed)
    strata = np.arange(40) % 4
    design = designed(strata, random.integers(10, 60, 4))
    size, domains = random.lognormal(size=40), random.integers(-1, 3, 40)
    values = np.where(random.random(40) < 0.1, np.nan, random.normal(5, 3, 40))
    fitted = poststratified(design, strata, np.bincount(strata, size) * 7, size)

    found, again = totals(design, values, domains), totals(fitted, values, domains)

    for domain in range(int(domains.max()) + 1):
        own = np.where(domains == domain, np.nan_to_num(values), 0.0)
        rest = own - size * (np.bincount(strata, own) / np.bincount(strata, size))[strata]
        assert found.error[domain] ** 2 == pytest.approx(_by_hand(design, own), rel=1e-9)
        assert again.error[domain] ** 2 == pytest.approx(_by_hand(fitted, rest), rel=1e-9)


def test_what_a_fit_knows_has_no_error() -> None:
    employees = np.array([40.0, 22, 30, 120, 200, 15, 25, 20])
    design = designed([0, 0, 0, 1, 1, 2, 2, 2], [908, 344, 1_461])
    ratio = poststratified(design, design.strata, [15_819, 29_966, 23_936], employees)

    found = totals(ratio, employees)

    assert found.value[0] == pytest.approx(15_819 + 29_966 + 23_936)
    assert found.error[0] == pytest.approx(0, abs=1e-6)


def test_strata_that_were_asked_wholly_leave_nothing_to_chance() -> None:
    found = shares(designed([0, 0, 0, 0], [4]), [1, 0, 0, 1])

    assert (found.error[0], found.low[0], found.high[0]) == (0, 0.5, 0.5)


def test_one_answer_of_several_tells_nothing_of_chance() -> None:
    with pytest.raises(Unweightable) as refused:
        totals(designed([0, 0, 1], [10, 5]), [1, 2, 3])

    assert refused.value.args == ("one_answer", "1")


# --- intervals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 0.5, 0.97, 1.0])
@pytest.mark.parametrize("answers", [5.0, 37.5, 800.0])
def test_the_ends_of_wilsons_interval_are_shares_at_the_edge_of_the_score_test(share: float, answers: float) -> None:
    low, high = wilson(np.array([share]), np.array([answers]), 1.96)

    def score(true: float) -> float:
        return float((share - true) ** 2 - 1.96**2 * true * (1 - true) / answers)

    assert (score(low[0]), score(high[0])) == pytest.approx((0, 0), abs=1e-12)
    assert 0 <= low[0] <= share <= high[0] <= 1
    assert high[0] - low[0] > 0.001


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 5, 10, 30, 200])
def test_quantiles_are_students(degrees: int) -> None:
    found = quantile_of(np.array([float(degrees)]))[0]

    assert found == pytest.approx(student.ppf(0.975, degrees), rel=2e-3 if degrees < 5 else 2e-4)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)), min_size=4, max_size=40))
def test_medians_are_those_of_a_list_with_every_answer_as_often_as_its_weight(rows: list[tuple[int, int]]) -> None:
    values, weights = (np.array(column, dtype=np.float64) for column in zip(*rows, strict=True))
    design = Design(np.zeros(len(rows), dtype=np.int64), np.array([1e6]), weights)

    found = medians(design, values)

    assert found.value[0] == np.median(np.repeat(values, weights.astype(int)))
    assert found.low[0] <= found.value[0] <= found.high[0]


def test_medians_of_domains_are_those_of_each_alone() -> None:
    random = np.random.default_rng(3)
    design = designed(np.arange(90) % 3, [200, 300, 400])
    values, domains = random.lognormal(size=90), random.integers(-1, 5, 90)

    found = medians(design, values, domains)

    for domain in range(5):
        alone = medians(design, np.where(domains == domain, values, np.nan))
        assert (found.value[domain], found.low[domain], found.high[domain]) == pytest.approx(
            (alone.value[0], alone.low[0], alone.high[0]), rel=1e-12
        )


def test_marks_follow_the_coefficient_of_variation() -> None:
    found = Estimates(
        value=np.array([100.0, 100, 100, 100, 100, np.nan]),
        error=np.array([9.9, 10, 29, 30, 1, np.nan]),
        low=np.zeros(6),
        high=np.zeros(6),
        n=np.array([10, 10, 10, 10, 9, 20]),
        effective=np.zeros(6),
        quantile=np.full(6, 2.0),
        form=Form.EVEN,
    )

    assert found.quality == [Quality.GOOD, Quality.FAIR, Quality.WEAK, Quality.NONE, Quality.NONE, Quality.NONE]


def test_answers_of_unequal_weight_say_as_much_as_fewer() -> None:
    design = Design(np.zeros(5, dtype=np.int64), np.array([100.0]), np.array([1.0, 1, 1, 1, 4]))

    # (1 + 1 + 1)² / 3 and (1 + 4)² / (1 + 16)
    found = means(design, [1, 2, 3, 4, 5], [0, 0, 0, 1, 1])
    assert found.effective == pytest.approx([3, 25 / 17])


def test_a_domain_without_answers_has_no_figure() -> None:
    found = means(designed([0, 0, 0, 0], [20]), [1, 2, 3, np.nan], [0, 0, 0, 1])

    assert np.isnan(found.value[1])
    assert (found.n.tolist(), np.isnan(found.low[1])) == ([3, 0], True)


# --- the worked example -----------------------------------------------------------------------------------------

EMPLOYEES = np.array([40.0, 22, 30, 120, 200, 15, 25, 20])
NEED = np.array([10.0, 4, 12, 60, 50, 3, 5, 4])
PLACES = np.array([6.0, 0, 9, 25, 10, 2, 0, 0])
HOURS = np.array([80.0, 0, 24, 260, 80, 24, 0, 0])
IS_URGENT = np.array([1.0, 0, 0, 1, 0, 0, 0, 0])
GAP = np.array([2, np.nan, 1, 2, 1, 1, np.nan, np.nan]) / 4


def test_the_worked_example_digit_by_digit() -> None:
    counted = designed([0, 0, 0, 1, 1, 2, 2, 2], [908, 344, 1_461])
    ratio = poststratified(counted, counted.strata, [15_819, 29_966, 23_936], EMPLOYEES)

    found = {
        "N1 by establishments": totals(counted, NEED),
        "N1": totals(ratio, NEED),
        "N1 of employees": ratios(ratio, NEED, EMPLOYEES),
        "N4": totals(ratio, PLACES),
        "N5": totals(ratio, PLACES * HOURS),
        "N6": totals(ratio, PLACES * IS_URGENT),
        "naming the field": shares(counted, PLACES > 0),
        "N7": means(counted, GAP),
    }

    digits = {
        "N1 by establishments": "32633.333333",
        "N1": "19558.60",
        "N1 of employees": "0.280527",
        "N4": "6654.58",
        "N5": "822422.35",
        "N6": "3372.77",
        "naming the field": "0.529426",
        "N7": "0.332618",
    }
    assert {name: f"{one.value[0]:.{len(digits[name].partition('.')[2])}f}" for name, one in found.items()} == digits


# --- speed -----------------------------------------------------------------------------------------------------


def test_fifty_variables_of_a_hundred_thousand_answers_in_528_domains_take_less_than_three_seconds() -> None:
    random, answers = np.random.default_rng(4), 100_000
    strata, domains = random.integers(0, 16, answers), random.integers(0, 528, answers)
    employees = random.lognormal(3, 1, answers)
    design = designed(strata, np.bincount(strata) * 3)
    ratio = poststratified(design, strata, np.bincount(strata, employees) * 3, employees)
    values = random.lognormal(1, 1, (50, answers))

    begin = time.process_time()
    found = [totals(ratio, row, domains) for row in values]

    assert time.process_time() - begin < 3
    assert all(len(one.value) == 528 and np.isfinite(one.error).all() for one in found)


# --- coverage --------------------------------------------------------------------------------------------------

SITES = np.array([60, 200, 400, 900, 1_500, 120])


def _coverage(
    values: Floats, of_each: int, samples: int, what: Callable[[Design, Floats], Estimates], truth: float
) -> float:
    """How often the interval holds the truth, in so many stratified samples of so many of each stratum."""
    random = np.random.default_rng(20_301)
    strata = np.repeat(np.arange(len(SITES)), SITES)
    members = [np.flatnonzero(strata == stratum) for stratum in range(len(SITES))]
    hits = 0
    for _sample in range(samples):
        drawn = np.concatenate([random.choice(sites, of_each, replace=False) for sites in members])
        found = what(designed(strata[drawn], SITES), values[drawn])
        hits += bool(found.low[0] <= truth <= found.high[0])
    return hits / samples


@pytest.mark.parametrize(
    ("samples", "within"),
    # with 200 samples chance alone is 1.5 points
    [(200, (0.90, 0.985)), pytest.param(2_000, (0.93, 0.97), marks=pytest.mark.long)],
)
@pytest.mark.parametrize("of_each", [10, 30])
@pytest.mark.parametrize("what", [totals, means, shares])
def test_intervals_hold_the_truth_as_often_as_they_promise(
    what: Callable[[Design, Floats], Estimates], of_each: int, samples: int, within: tuple[float, float]
) -> None:
    values = np.random.default_rng(1).normal(10 + np.repeat(np.arange(6), SITES), 3)
    if what is shares:
        values = (values > np.quantile(values, 0.7)).astype(np.float64)
    truth = float(values.sum() if what is totals else values.mean())

    assert within[0] <= _coverage(values, of_each, samples, what, truth) <= within[1]


@pytest.mark.parametrize(("samples", "at_least"), [(200, 0.85), pytest.param(2_000, 0.88, marks=pytest.mark.long)])
def test_intervals_of_skewed_head_counts_hold_the_truth_nearly_as_often(samples: int, at_least: float) -> None:
    random = np.random.default_rng(2)
    strata = np.repeat(np.arange(6), SITES)
    heads = np.where(random.random(len(strata)) < 0.6, 0.0, np.round(random.lognormal(1.5 + 0.3 * strata, 1.1)))

    assert _coverage(heads, 30, samples, totals, float(heads.sum())) >= at_least
