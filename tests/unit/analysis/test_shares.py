"""Estimates from numbers of answers alone are those that are made answer by answer."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from analysis import estimate
from analysis.draw import Draw, coarse, within
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


@pytest.mark.parametrize("seed", range(5))
def test_shares_of_rows_are_ratios_of_what_their_answers_gave(seed: int) -> None:
    draw = np.random.default_rng(seed)
    strata = np.concatenate([np.arange(STRATA).repeat(3), draw.integers(0, STRATA, 60)])
    counts = np.bincount(strata)
    design = designed(strata, [*(counts[:-1] * 3), counts[-1]])
    rows = draw.permutation(np.concatenate([np.arange(len(strata)), draw.integers(0, len(strata), 200)]))
    domain = draw.integers(-1, DOMAINS, len(rows))
    base = draw.random((1, len(rows))) < 0.8
    yes = base & (draw.random((FIGURES, len(rows))) < [[0.5], [0.1], [0.9], [0.3], [0.02]])

    sure = Draw(Sample(design, design), rows).of_rows(base, yes, domain, DOMAINS)

    for figure, place in product(range(FIGURES), range(DOMAINS)):
        kept = base[0] & (domain == place)
        said = np.bincount(rows[kept & yes[figure]], minlength=len(strata))
        every = np.bincount(rows[kept], minlength=len(strata)).astype(float)
        exact = estimate.ratios(design, said, np.where(every > 0, every, np.nan))
        found = sure((figure, place))
        assert found is not None
        assert found.variation == pytest.approx(float(np.nan_to_num(coarse(exact.variation))[0]), abs=1e-9)


def test_rows_that_all_say_the_same_leave_room_for_others_to_differ() -> None:
    """A share of nothing is not sure because nobody said yes: Wilson's interval, as for answers of one row."""
    design = designed(np.zeros(30, dtype=int), [300.0])
    rows = np.arange(30).repeat(2)
    base, yes, domain = np.ones((1, 60), dtype=bool), np.zeros((1, 60), dtype=bool), np.zeros(60, dtype=int)

    of_rows = Draw(Sample(design, design), rows).of_rows(base, yes, domain, 1)((0, 0))
    of_answers = Draw(Sample(design, design), np.arange(30)).of_counts(
        estimate.shares, np.array([[[30]]]), np.array([[[0]]])
    )((0, 0))

    assert of_rows == of_answers
    assert of_rows is not None
    assert of_rows.high is not None
    assert of_rows.high > 0.05


def test_as_many_rows_as_answers_are_not_taken_for_the_answers() -> None:
    design = designed([0] * 3, [30.0])

    assert Draw(Sample(design, design), np.arange(3)).is_whole
    assert not Draw(Sample(design, design), np.array([0, 0, 2])).is_whole


def test_shares_are_refused_where_answers_of_a_stratum_weigh_differently() -> None:
    design = designed([0, 0, 1, 1], [4.0, 8.0])

    with pytest.raises(ValueError, match="strata"):
        Sample(poststratified(design, [0, 1, 0, 1], [5.0, 7.0]), design)


def test_an_interval_of_a_mean_does_not_leave_the_scale() -> None:
    wild = Sure(-3.0, 23.0, 1.0, "/")

    assert within(lambda _place: wild, (0.0, 4.0))((0, 0)) == Sure(0.0, 4.0, 1.0, "/")
    assert within(lambda _place: wild, None)((0, 0)) == wild
    assert within(lambda _place: None, (0.0, 4.0))((0, 0)) is None
