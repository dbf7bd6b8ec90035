"""Weights stand for the frame: stratum by stratum, class by class, margin by margin."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.weights import (
    Design,
    Unweightable,
    designed,
    merged_strata,
    poststratified,
    raked,
    response_factors,
    trimmed,
)


def test_an_answer_stands_for_as_many_establishments_as_its_stratum_has_for_each_answer() -> None:
    design = designed([0, 0, 0, 1, 1], [908, 344])

    assert design.weights == pytest.approx([302.6667, 302.6667, 302.6667, 172, 172], abs=1e-4)
    assert design.weights.sum() == pytest.approx(908 + 344)


@pytest.mark.parametrize(
    ("strata", "population", "code"),
    [([0, 0], [10, 5], "nobody_answered"), ([0, 0, 1], [10, 0], "more_answers")],
)
def test_a_stratum_that_cannot_be_weighted_is_named(strata: list[int], population: list[int], code: str) -> None:
    with pytest.raises(Unweightable) as refused:
        designed(strata, population, ["B-E/10-49", "B-E/50-249"])

    assert refused.value.args == (code, "B-E/50-249")


CHAINS = [["B/S", "B/M", "B/L"], ["G/S", "G/M", "G/L"]]


@pytest.mark.parametrize(
    ("answers", "merged"),
    [
        # enough everywhere
        ((3, 4, 5, 3, 3, 3), ["B/S", "B/M", "B/L", "G/S", "G/M", "G/L"]),
        # a thin one goes with the next larger size class
        ((2, 4, 5, 3, 3, 3), ["B/S+B/M", "B/S+B/M", "B/L", "G/S", "G/M", "G/L"]),
        # the last one with the one before
        ((3, 4, 2, 3, 3, 3), ["B/S", "B/M+B/L", "B/M+B/L", "G/S", "G/M", "G/L"]),
        # a group that is thin as a whole stays one
        ((3, 3, 3, 1, 0, 1), ["B/S", "B/M", "B/L", "G/S+G/M+G/L", "G/S+G/M+G/L", "G/S+G/M+G/L"]),
    ],
)
def test_thin_strata_are_merged_with_their_neighbours(answers: tuple[int, ...], merged: list[str]) -> None:
    strata = [stratum for chain in CHAINS for stratum in chain]

    found = merged_strata(dict(zip(strata, answers, strict=True)), CHAINS)

    assert ["+".join(found[stratum]) for stratum in strata] == merged


def test_a_group_of_which_nobody_answered_is_named() -> None:
    with pytest.raises(Unweightable) as refused:
        merged_strata({"B/S": 5, "B/M": 5, "B/L": 5}, CHAINS)

    assert refused.value.args == ("nobody_answered", "G/S + G/M + G/L")


def test_those_who_answered_stand_for_those_of_their_class_who_did_not() -> None:
    factors = response_factors([2, 2, 2, 5, 5], [0, 0, 0, 1, 1], [True, True, False, True, False])

    assert factors == pytest.approx([1.5, 1.5, 0, 2, 0])


def test_employees_as_size_give_the_ratio_weight() -> None:
    employees = [40.0, 22, 30, 120, 200, 15, 25, 20]
    design = designed([0, 0, 0, 1, 1, 2, 2, 2], [908, 344, 1_461])

    ratio = poststratified(design, design.strata, [15_819, 29_966, 23_936], employees)

    assert ratio.weights[[0, 3, 5]] == pytest.approx([171.9457, 93.6437, 398.9333], abs=1e-4)


@given(st.integers(0, 10_000), st.booleans())
def test_raked_weights_meet_every_margin(seed: int, by_employees: bool) -> None:
    random = np.random.default_rng(seed)
    size = np.ceil(random.lognormal(3, 1, 60)) if by_employees else np.ones(60)
    first, second = (random.permutation(np.arange(60) % groups) for groups in (3, 4))
    design = Design(first, np.full(3, 1_000.0), random.uniform(5, 50, 60))
    truth = random.uniform(5, 50, 60)
    totals = [np.bincount(margin, truth * size) for margin in (first, second)]

    weights = raked(design, [first, second], totals, size if by_employees else None).weights

    for margin, total in zip((first, second), totals, strict=True):
        assert np.bincount(margin, weights * size) == pytest.approx(total, rel=1e-11)


@pytest.mark.parametrize(
    ("totals", "refusal"),
    [
        (([100, 50], [80, 60]), ("margins_differ", "150 ≠ 140")),
        (([100, 50], [75, 50, 25]), ("nobody_answered", "Saarpfalz")),
    ],
)
def test_margins_that_cannot_be_met_are_refused(totals: tuple[list[int], list[int]], refusal: tuple[str, str]) -> None:
    margins = [[0, 0, 1, 1], [0, 1, 0, 1]]
    design = designed([0, 0, 0, 0], [150])

    with pytest.raises(Unweightable) as refused:
        raked(design, margins, totals, names=[["B", "G"], ["Saarbrücken", "Saarlouis", "Saarpfalz"]])

    assert refused.value.args == refusal


def test_a_weight_far_above_the_median_is_cut_and_the_sum_stays() -> None:
    design = Design(np.zeros(6, dtype=np.int64), np.array([300.0]), np.array([10.0, 10, 12, 14, 16, 200]))

    weights = trimmed(design).weights

    assert weights[-1] == pytest.approx(5 * 13)
    assert weights.sum() == pytest.approx(design.weights.sum())
    assert np.diff(weights[:5] / design.weights[:5]) == pytest.approx(0)


def test_weights_near_the_median_stay_as_they_are() -> None:
    design = Design(np.zeros(4, dtype=np.int64), np.array([50.0]), np.array([10.0, 12, 14, 40]))

    assert trimmed(design).weights.tolist() == design.weights.tolist()
