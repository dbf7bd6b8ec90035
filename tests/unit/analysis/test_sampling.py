"""From the frame of a wave to weights: thin strata, answers that count no heads, and fits that go too far."""

from __future__ import annotations

import logging

import numpy as np
import pytest

from analysis.content import Stratum
from analysis.sampling import Limits, sample
from analysis.weights import Sample, Unweightable

SIZES = ("S", "M", "L")
NAN = float("nan")


def _frame(**known: tuple[int, int]) -> list[Stratum]:
    return [Stratum(name.replace("_", "/"), *numbers, "2026-01-01", "erfunden") for name, numbers in known.items()]


def _sample(
    answers: dict[str, list[float]], frame: list[Stratum], limits: Limits | None = None
) -> tuple[Sample, list[str]]:
    strata = [stratum for stratum, employees in answers.items() for _one in employees]
    employees = np.array([one for given in answers.values() for one in given])
    return sample(strata, employees, frame, SIZES, limits or Limits()), strata


def test_strata_with_few_answers_go_together_and_the_log_names_them(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="analysis.sampling"):
        found, _strata = _sample({"B/S": [20, 30, 40], "B/M": [90, 80], "B/L": [300] * 4}, FRAME)

    # 344 of M and 60 of L with six answers
    assert found.establishments.weights == pytest.approx([300] * 3 + [404 / 6] * 6)
    assert [record.getMessage() for record in caplog.records] == [
        "strata with few answers are weighted together: B/M + B/L"
    ]


FRAME = _frame(B_S=(900, 27_000), B_M=(344, 30_000), B_L=(60, 20_000))


def test_how_many_are_few_is_a_setting() -> None:
    found, _strata = _sample({"B/S": [20] * 3, "B/M": [90, 80], "B/L": [300] * 4}, FRAME, Limits(fewest=2))

    assert found.establishments.weights == pytest.approx([300] * 3 + [172] * 2 + [15] * 4)


def test_employees_of_the_frame_are_those_the_answers_stand_for() -> None:
    employees: dict[str, list[float]] = {"B/S": [20, NAN, 40], "B/M": [90, 80, 70], "B/L": [300, 500, 0, NAN]}
    found, strata = _sample(employees, FRAME)

    weights = dict(zip(strata, found.employees.weights.tolist(), strict=True))
    # who did not say counts as the mean of the others; who stands for no employees leaves them to the others
    assert weights == pytest.approx({"B/S": 27_000 / 90, "B/M": 30_000 / 240, "B/L": 20_000 / 1_200})


def test_thin_strata_go_together_with_the_same_size_of_another_sector() -> None:
    """Two large establishments must not stand for the small ones of their sector: their weight would give them away."""
    frame = _frame(
        B_S=(900, 9_000), B_L=(60, 20_000), F_S=(600, 6_000), F_L=(3, 900), G_S=(300, 3_000), G_L=(21, 6_300)
    )
    few = {"B/S": 3, "B/L": 40, "F/S": 6, "F/L": 2, "G/S": 5, "G/L": 10}

    found, strata = _sample({stratum: [20.0] * count for stratum, count in few.items()}, frame)

    weights = dict(zip(strata, found.establishments.weights.tolist(), strict=True))
    assert weights == pytest.approx({"B/S": 300, "B/L": 1.5, "F/S": 100, "F/L": 2, "G/S": 60, "G/L": 2})


def test_a_size_that_nobody_of_any_sector_has_goes_with_the_next_smaller_one() -> None:
    frame = _frame(B_S=(90, 900), F_S=(60, 600), B_M=(8, 900), F_M=(7, 800), B_L=(3, 4_000), F_L=(2, 900))

    found, _strata = _sample({"B/S": [9.0] * 3, "F/S": [9.0] * 3, "B/M": [90.0] * 2, "F/M": [90.0] * 2}, frame)

    assert found.establishments.weights == pytest.approx([30] * 3 + [20] * 3 + [20 / 4] * 4)


def test_a_sector_of_which_nobody_answered_is_refused_by_name() -> None:
    with pytest.raises(Unweightable) as refused:
        _sample({"B/S": [20] * 3, "B/M": [90] * 3}, _frame(B_S=(900, 27_000), B_M=(90, 9_000), G_S=(9, 90)))

    assert refused.value.args == ("nobody_answered", "G")


def test_one_answer_for_several_is_refused_by_name() -> None:
    with pytest.raises(Unweightable) as refused:
        _sample({"B/S": [20]}, _frame(B_S=(900, 27_000), B_M=(9, 900)))

    assert refused.value.args == ("one_answer", "B/S + B/M")


def test_a_stratum_whose_employees_nobody_stands_for_is_refused_by_name() -> None:
    with pytest.raises(Unweightable) as refused:
        _sample({"B/S": [20] * 3, "B/M": [0, 0, 0], "B/L": [300] * 4}, FRAME)

    assert refused.value.args == ("nobody_answered", "B/M")


def test_weights_that_differ_on_purpose_are_not_cut() -> None:
    """Small establishments are asked rarely: their weights are 200 times those of large ones, and right."""
    frame = _frame(B_S=(3_000, 9_000), B_M=(300, 30_000), B_L=(60, 60_000))
    found, _strata = _sample({"B/S": [3] * 4, "B/M": [100] * 10, "B/L": [1_000] * 15}, frame)

    assert found.establishments.weights.max() == 750
    assert found.employees.weights.max() == pytest.approx(750)


def test_what_fitting_made_too_heavy_is_cut_and_all_employees_stay() -> None:
    """In one stratum answers have a tenth of the employees that the frame knows there."""
    frame = _frame(B_S=(300, 9_000), B_M=(300, 30_000), B_L=(60, 60_000))
    answers: dict[str, list[float]] = {"B/S": [3] * 4, "B/M": [100] * 10, "B/L": [1_000] * 15}

    found, _strata = _sample(answers, frame)
    loose, _strata = _sample(answers, frame, Limits(heaviest=100.0))

    sizes = np.array([one for given in answers.values() for one in given])
    assert loose.employees.weights[0] == pytest.approx(9_000 / 12)
    assert found.employees.weights[0] == pytest.approx(75 * 5)
    assert (found.employees.weights * sizes).sum() == pytest.approx(99_000)
    assert found.employees.weights[4:] == pytest.approx(loose.employees.weights[4:] * (99_000 - 4_500) / 90_000)
