"""Rows of answers drawn with their response, and intervals as they are printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import estimate
from analysis.domains import Domains
from analysis.draw import Draw, Stands, coarse, coarse_quantile, outward
from analysis.fold import counts, means, medians, ratios, shares, sums
from analysis.release import Sure
from analysis.student import quantile_of
from analysis.tallies import Tally
from analysis.weights import Floats, Ints, Sample, designed

Made: TypeAlias = Callable[..., list[Tally]]


def _draw(response: Ints | None = None) -> Draw:
    design = designed([0] * 4 + [1] * 8, [40, 200])
    return Draw(Sample(design, design), np.arange(12) if response is None else response)


def _domains(draw: Draw, domain: Ints, codes: int) -> Domains:
    names = [(str(code),) for code in range(codes)]
    return Domains(names, draw.response, domain, draw=draw)


def _all_in_one() -> Domains:
    return _domains(_draw(), np.zeros(12, dtype=np.int64), 1)


def test_rows_of_one_response_are_one_draw() -> None:
    """A roster of two rows in one occupation says as much as one row with their sum."""
    rows = np.array([0, 0, *range(1, 12)])
    amounts = np.array([[3.0, 4, 1, 2, 5, 9, 2, 1, 0, 3, 3, 1, 0]])
    together = np.array([[7.0, 1, 2, 5, 9, 2, 1, 0, 3, 3, 1, 0]])
    base = np.ones((1, 13), dtype=bool)

    [apart] = sums([()], amounts, base, _domains(_draw(rows), np.zeros(13, dtype=np.int64), 1))
    [joint] = sums([()], together, base[:, :12], _domains(_draw(), np.zeros(12, dtype=np.int64), 1))

    assert apart.sure == joint.sure is not None
    assert joint.sure.between is not None
    assert apart.value == pytest.approx(joint.value)


def test_the_answers_are_counted_and_their_shares_estimated() -> None:
    yes = np.array([[True, True, *[False] * 9, True]])

    [tally] = shares([()], yes, np.ones((1, 12), dtype=bool), _domains(_draw(), np.zeros(12, dtype=np.int64), 1))

    assert tally.value == pytest.approx((2 * 10 + 25) / 240)
    assert tally.n == 12
    assert tally.parts[0].contributors == 3


def test_of_a_part_of_a_whole_no_interval_ends_above_all_of_it() -> None:
    whole = np.array([[10.0, 12, 9, 11, 40, 8, 10, 9, 90, 12, 11, 10]])
    part = np.array([[10.0, 12, 1, 11, 40, 8, 0, 9, 90, 2, 11, 0]])
    asked = [()], part, whole, np.ones((1, 12), dtype=bool), _all_in_one()

    [as_part], [as_ratio] = ratios(*asked, is_share=True), ratios(*asked)

    [low, high], [lower, higher] = ((one.sure and one.sure.between) or (0.0, 0.0) for one in (as_part, as_ratio))
    assert low == lower
    assert higher > high == 1.0


@pytest.mark.parametrize("made", [shares, counts, means, medians])
def test_what_the_heaviest_answer_of_each_domain_stands_for(made: Made) -> None:
    """One of the first stratum stands for 10, one of the second for 25."""
    values, base = np.array([[*[True, False] * 6]]), np.array([[*[True] * 10, False, False]])
    given_ = values & base if made in (shares, counts) else values.astype(float)

    found = made([()], given_, base, _domains(_draw(), np.array([0, 0, 0, 1, 1, *[1] * 5, 2, 2]), 3))

    assert [tally.heaviest for tally in found] == pytest.approx([10, 25, 0])


def test_a_category_without_answers_has_no_interval() -> None:
    values = np.ones((1, 12))

    tallies = sums([()], values, values > 0, _domains(_draw(), np.zeros(12, dtype=np.int64), 3))

    assert [tally.sure is None for tally in tallies] == [False, True, True]


@pytest.mark.parametrize("answers", [3, 9, 10, 12])
@pytest.mark.parametrize("made", [sums, shares])
def test_of_fewer_than_ten_answers_only_a_mark_is_told(made: Made, answers: int) -> None:
    """Student's t of one degree of freedom would make of some hundreds an interval up to millions."""
    given = np.array([[1.0, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1]])
    values = given > 0 if made is shares else 100 * given
    base = np.array([[0, 11, 1, 10, 2, 9, 3, 8, 4, 7, 5, 6]]).argsort() < answers

    [tally] = made([()], values & base if made is shares else values * base, base, _all_in_one())

    assert tally.sure is not None
    assert (tally.sure.quality == "/") >= (answers < 10)
    assert (tally.sure.between is None) == (answers < 10)
    assert tally.sure.variation > 0


def _found(design_values: Floats) -> float:
    draw = _draw()
    return float(estimate.totals(draw.sample.establishments, design_values).value[0])


def test_weights_are_those_of_the_sample() -> None:
    assert _draw().weights(Stands.ESTABLISHMENTS).tolist() == [10] * 4 + [25] * 8
    assert _found(np.ones(12)) == 240


@given(st.floats(-1e7, 1e7), st.floats(1e-6, 1e7))
def test_rounded_ends_hold_the_interval_and_little_more(low: float, width: float) -> None:
    ends = outward(low, low + width)

    assert ends[0] <= low + 1e-9 * max(1e-9, abs(low))
    assert ends[1] >= (low + width) - 1e-9 * max(1e-9, abs(low + width))
    assert ends[1] - ends[0] <= width * 1.3 + 1e-6 * abs(low)


def test_ends_are_printed_with_two_digits_of_their_distance() -> None:
    assert outward(17_234.2, 22_196.7) == (17_200, 22_200)
    assert outward(0.24781, 0.31744) == (0.247, 0.318)
    assert outward(-3.2, 1.4) == (-3.2, 1.4)


@given(st.floats(1e-6, 1e3))
def test_steps_are_a_third_apart_and_never_below(variation: float) -> None:
    step = float(coarse(np.array([variation]))[0])
    finer = np.geomspace(step / 1.33, step, 50)[1:]

    assert variation * (1 - 1e-9) <= step <= variation * 1.51
    assert coarse(finer) == pytest.approx(step)


def test_student_is_told_in_a_few_steps_and_never_too_small() -> None:
    exact = quantile_of(np.array([1.0, 4, 11, 12, 29, 99, 5_000]))

    shown = coarse_quantile(exact)

    assert (shown >= exact * (1 - 1e-9)).all()
    assert shown == pytest.approx(quantile_of(np.array([1.0, 3, 10, 10, 10, 30, 100])))


def _told(answers: list[float]) -> tuple[float, Sure | None]:
    [tally] = sums([()], np.array([answers]), np.ones((1, 12), dtype=bool), _all_in_one())
    return float(tally.value or 0.0), tally.sure


@pytest.mark.parametrize("largest", [60.0, 600, 6_000])
def test_an_interval_does_not_tell_the_answer_that_makes_most_of_it(largest: float) -> None:
    """Who knows the design and the total computes from an exact error the answer that it is mostly made of.

    It is one of several, more than the p % of the rule apart, that tell the same, whatever the others gave.
    """
    rest = [1.0, 2, 1, 2] * 2
    printed = _told([largest, *[largest / 3] * 3, *rest])
    alike = [
        answer
        for answer in np.linspace(0.7, 1.4, 71) * largest
        for shares in ((1 / 3, 1 / 3, 1 / 3), (0.6, 0.2, 0.2))
        if _told([answer, *((2 * largest - answer) * np.array(shares)), *rest]) == printed
    ]

    assert max(alike) / min(alike) > 1.1 / 0.9


def test_a_total_of_all_but_one_group_does_not_tell_the_error_of_the_group() -> None:
    """Variances of strata add up: with exact errors the hidden one would follow from the others and the total."""
    design = designed([0] * 4 + [1] * 4, [40, 100])
    values = np.array([120.0, 2, 3, 1, 60, 50, 70, 40])
    groups = estimate.totals(design, values, [0] * 4 + [1] * 4)
    whole = estimate.totals(design, values)
    exact = float(whole.error[0] ** 2 - groups.error[1] ** 2)
    assert exact == pytest.approx(float(groups.error[0] ** 2))

    most, least = (np.array([1.0, 1 / 1.33])[:, None] * coarse(one.variation) * one.value for one in (whole, groups))
    ends = most[1, 0] ** 2 - least[0, 1] ** 2, most[0, 0] ** 2 - least[1, 1] ** 2

    assert np.sqrt(ends[1] / max(ends[0], 1e-9)) > 1.1 / 0.9


def test_losses_of_one_domain_have_an_interval_beside_gains_of_another() -> None:
    rows, domain = np.array([*range(12), 0, 1, *range(4, 12)]), np.array([0] * 12 + [1] * 10)
    changes = np.array([3.0, 4, 1, 2, 5, 9, 2, 1, 3, 0, 1, 1, -6, -2, -4, 0, 0, 0, 0, 0, 0, 0])

    given = [(np.arange(len(changes)), [changes])]
    sure = _draw(rows).estimates(estimate.totals, Stands.EMPLOYEES, domain, 2, given)((0, 1))

    assert sure is not None
    assert sure.between is not None
    low, high = sure.between
    assert low < -6 * 10 - 2 * 10 - 4 * 25 - 50
    assert high > -6 * 10 - 2 * 10 - 4 * 25 + 50
