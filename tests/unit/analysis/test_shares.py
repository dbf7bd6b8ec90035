"""Estimates from numbers of answers alone are those that are made answer by answer."""

from __future__ import annotations

import numpy as np
import pytest

from analysis import estimate
from analysis.draw import Draw, within
from analysis.estimate import Estimates
from analysis.release import Sure
from analysis.shares import counted_shares, counted_totals
from analysis.weights import Sample, designed, poststratified

STRATA, DOMAINS, FIGURES = 4, 3, 5
FIELDS = [name for name in Estimates.__slots__ if name != "form"]


@pytest.mark.parametrize(
    ("counted", "answer_by_answer"), [(counted_shares, estimate.shares), (counted_totals, estimate.totals)]
)
@pytest.mark.parametrize("seed", range(5))
def test_counts_say_what_answers_do(counted, answer_by_answer, seed: int) -> None:  # type: ignore[no-untyped-def]
    draw = np.random.default_rng(seed)
    strata = np.concatenate([np.arange(STRATA).repeat(3), draw.integers(0, STRATA, 200)])
    answers = np.bincount(strata)
    # The last stratum was asked wholly, and nobody of it left anything to chance.
    design = designed(strata, [*(answers[:-1] * 3), answers[-1]])
    domain = draw.integers(-1, DOMAINS, len(strata))
    base = draw.random((FIGURES, len(strata))) < [[0.9], [0.5], [0.1], [1.0], [0.7]]
    yes = base & (draw.random(base.shape) < [[0.5], [0.1], [0.5], [1.0], [0.0]])
    sample = Draw(Sample(design, design), np.arange(len(strata)))

    found = counted(design, *(sample.counted(flags, domain, DOMAINS) for flags in (base, yes)))

    for figure in range(FIGURES):
        exact = answer_by_answer(design, np.where(base[figure], yes[figure], np.nan), domain)
        for name in FIELDS:
            part = getattr(found, name).reshape(FIGURES, DOMAINS)[figure]
            assert part == pytest.approx(getattr(exact, name), abs=1e-12, nan_ok=True), (figure, name)
        assert found.form == exact.form


def test_shares_are_refused_where_answers_of_a_stratum_weigh_differently() -> None:
    design = designed([0, 0, 1, 1], [4.0, 8.0])

    with pytest.raises(ValueError, match="strata"):
        Sample(poststratified(design, [0, 1, 0, 1], [5.0, 7.0]), design)


def test_an_interval_of_a_mean_does_not_leave_the_scale() -> None:
    wild = Sure(-3.0, 23.0, 1.0, "/")

    assert within(lambda _place: wild, (0.0, 4.0))((0, 0)) == Sure(0.0, 4.0, 1.0, "/")
    assert within(lambda _place: wild, None)((0, 0)) == wild
    assert within(lambda _place: None, (0.0, 4.0))((0, 0)) is None
