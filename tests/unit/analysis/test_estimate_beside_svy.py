"""The same figures from another implementation: the package ``svy``, on random stratified samples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest
import svy

from analysis.estimate import Estimates, means, ratios, shares, totals
from analysis.weights import Design, Floats, Ints, designed, poststratified, raked

Known = dict[str | int | float | bool, int | float]

GROUPS: Known = {0: 400, 1: 500, 2: 430}
HALVES: Known = {0: 700, 1: 630}
EXACT, ITERATED = 1e-12, 1e-8


@dataclass(frozen=True)
class Drawn:
    """A sample for both: a measured amount, a size, a group of three and one of two."""

    design: Design
    amount: Floats
    size: Floats
    group: Ints
    half: Ints

    @classmethod
    def at_random(cls, seed: int) -> Drawn:
        random = np.random.default_rng(seed)
        count, strata = 150, 4
        design = designed(np.arange(count) % strata, random.integers(45, 900, strata))
        group, half = random.integers(0, 3, count), random.integers(0, 2, count)
        return cls(design, random.lognormal(2, 1, count), random.lognormal(1, 1, count), group, half)

    def theirs(self) -> svy.Sample:
        columns = {"stratum": self.design.strata, "known": self.design.population[self.design.strata]}
        columns |= {"weight": self.design.weights, "amount": self.amount, "size": self.size}
        frame = pl.DataFrame(columns | {"group": self.group, "half": self.half})
        return svy.Sample(frame, svy.Design(stratum="stratum", wgt="weight", pop_size="known"))


@pytest.fixture(params=range(3))
def drawn(request: pytest.FixtureRequest) -> Drawn:
    return Drawn.at_random(request.param)


def _agree(ours: Estimates, theirs: svy.Estimate | list[svy.Estimate], precision: float = EXACT) -> None:
    assert isinstance(theirs, svy.Estimate)
    found = theirs.estimates
    assert ours.value == pytest.approx([one.est for one in found], rel=precision)
    assert ours.error == pytest.approx([one.se for one in found], rel=precision)


def test_figures_of_domains(drawn: Drawn) -> None:
    design, theirs = drawn.design, drawn.theirs().estimation

    _agree(totals(design, drawn.amount, drawn.group), theirs.total("amount", by="group"))
    _agree(means(design, drawn.amount, drawn.group), theirs.mean("amount", by="group"))
    _agree(ratios(design, drawn.amount, drawn.size, drawn.group), theirs.ratio("amount", "size", by="group"))


def test_shares(drawn: Drawn) -> None:
    theirs = drawn.theirs().estimation.prop("group")

    assert isinstance(theirs, svy.Estimate)
    for answer, one in enumerate(theirs.estimates):
        ours = shares(drawn.design, drawn.group == answer)
        assert (ours.value[0], ours.error[0]) == pytest.approx((one.est, one.se), rel=EXACT)


def test_weights_fitted_to_groups(drawn: Drawn) -> None:
    fitted = poststratified(drawn.design, drawn.group, list(GROUPS.values()))
    theirs = drawn.theirs().weighting.poststratify(controls=GROUPS, cells="group")

    _agree(totals(fitted, drawn.amount), theirs.estimation.total("amount"))
    _agree(means(fitted, drawn.amount, drawn.half), theirs.estimation.mean("amount", by="half"))


def test_weights_fitted_to_margins(drawn: Drawn) -> None:
    fitted = raked(drawn.design, [drawn.group, drawn.half], [list(GROUPS.values()), list(HALVES.values())])
    theirs = drawn.theirs().weighting.rake(controls={"group": GROUPS, "half": HALVES}, tol=1e-12, max_iter=1_000)

    _agree(totals(fitted, drawn.amount), theirs.estimation.total("amount"), ITERATED)
    _agree(means(fitted, drawn.amount), theirs.estimation.mean("amount"), ITERATED)
