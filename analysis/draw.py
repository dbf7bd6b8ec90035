"""How rows of answers were drawn: what each stands for, and what chance may have done to figures made of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis import estimate
from analysis.estimate import Estimates, Form, Quality
from analysis.release import Sure
from analysis.shares import counted_shares, counted_totals
from analysis.weights import Design, Floats, Ints, Sample

Place: TypeAlias = tuple[int, int]
"""Number of a figure and number of a domain."""

Estimator: TypeAlias = Callable[..., Estimates]


class Stands(StrEnum):
    """What a response stands for: establishments in shares and means of answers, employees in sums of people."""

    ESTABLISHMENTS = "establishments"
    EMPLOYEES = "employees"


_STEP = 2.0**-22
"""Totals are compared with each other as equations, which rounding must not break."""


def nothing_to_chance(_place: Place) -> None:
    """Where all there is was counted, and nothing estimated."""


@dataclass(frozen=True)
class Draw:
    """The sample of responses, and the response of each row (m,)."""

    sample: Sample
    response: Ints

    def weights(self, of: Stands) -> Floats:
        """What each row stands for (m,), in steps of 2⁻²²: sums of whole numbers times weights are then exact."""
        return self._weights[of]

    @cached_property
    def _weights(self) -> Mapping[Stands, Floats]:
        return {of: np.round(self._design(of).weights[self.response] / _STEP) * _STEP for of in Stands}

    def counted(self, flags: NDArray[np.bool_], domain: Ints, count: int) -> Ints:
        """How many rows have each flag (figures, m), by domain and stratum: (figures, ``count``, H)."""
        design = self.sample.establishments
        places = count * len(design.population)
        at = np.where(domain < 0, count, domain) * len(design.population) + design.strata[self.response]
        counts = [np.bincount(at[np.flatnonzero(row)], minlength=places)[:places] for row in flags]
        return np.array(counts, dtype=np.int64).reshape(len(flags), count, -1)

    def standing(self, counts: Ints) -> Floats:
        """How many establishments stand behind counts by stratum, (…, H)."""
        standing: Floats = counts @ self._of_strata
        return standing

    def heaviest(self, counts: Ints) -> Floats:
        """The most that one establishment of those counted by stratum, (…, H), stands for; 0 where there is none."""
        heaviest: Floats = np.where(counts > 0, self._of_strata, 0.0).max(axis=-1, initial=0.0)
        return heaviest

    @cached_property
    def _of_strata(self) -> Floats:
        """What each establishment of a stratum stands for (H,)."""
        design = self.sample.establishments
        weights: Floats = np.round(design.population / np.maximum(design.answers, 1) / _STEP) * _STEP
        return weights

    def of_counts(self, estimator: Estimator, base: Ints, yes: Ints) -> Callable[[Place], Sure | None]:
        """What chance may have done to shares or counts, by their place; of responses only. Both (figures, D, H)."""
        counted = counted_shares if estimator is estimate.shares else counted_totals
        found, count = _sures(counted(self.sample.establishments, base, yes)), base.shape[1]
        return lambda place: found[place[0] * count + place[1]]

    def take(self, rows: Ints) -> Draw:
        """The same for other rows, given the row here of each."""
        return Draw(self.sample, self.response[rows])

    def estimates(
        self, estimator: Estimator, of: Stands, domain: Ints, count: int, values: Iterable[Sequence[Floats]]
    ) -> Callable[[Place], Sure | None]:
        """What chance may have done to figures, by their place.

        ``values`` are for each figure one or two arrays (m,) for the estimator, NaN where there is no answer;
        ``domain`` (m,) numbers of ``count`` domains, negative for none.
        """
        design = self._design(of)
        if self.is_whole:
            exact = [estimator(design, *rows, domain) for rows in values]
        else:
            parts = self._parts(domain)
            exact = [self._of_rows(design, estimator, parts, rows) for rows in values]
        found = [_sures(_padded(each, count)) for each in exact]
        return lambda place: found[place[0]][place[1]]

    @cached_property
    def is_whole(self) -> bool:
        """Whether the rows are the responses themselves, and not rows that belong to some of them."""
        return len(self.response) == len(self.sample.establishments.strata)

    def _design(self, of: Stands) -> Design:
        return self.sample.establishments if of is Stands.ESTABLISHMENTS else self.sample.employees

    def _parts(self, domain: Ints) -> list[tuple[Ints, Ints | None]]:
        """Rows that are estimated together, with the domain of each response: one by one where it may have several."""
        own = np.full(len(self.sample.establishments.strata), -1)
        own[self.response] = domain
        if (own[self.response] == domain).all():
            return [(np.flatnonzero(domain >= 0), own)]
        return [(np.flatnonzero(domain == number), None) for number in range(int(domain.max(initial=0)) + 1)]

    def _of_rows(
        self,
        design: Design,
        estimator: Estimator,
        parts: Sequence[tuple[Ints, Ints | None]],
        values: Sequence[Floats],
    ) -> Estimates:
        """Rows of a response are drawn together: added up for each of them, and a mean becomes a ratio."""
        adjusted = _ADDED_UP.get(estimator, estimator)
        form = Form.SHARE if estimator is estimate.shares else None
        taken = 2 if adjusted is estimate.ratios else 1
        found = [adjusted(design, *self._added(design, rows, values)[:taken], own) for rows, own in parts]
        joined = {name: np.concatenate([getattr(one, name) for one in found]) for name in _ARRAYS}
        # What may be negative in one domain may be so in all of them.
        least = Form.EVEN if any(one.form is Form.EVEN for one in found) else found[0].form
        return Estimates(**joined, form=form or least)

    def _added(self, design: Design, rows: Ints, values: Sequence[Floats]) -> list[Floats]:
        """Sums over the rows of each response (n,), then, of one array, how many rows; NaN where there are none."""
        for given in values:
            rows = rows[~np.isnan(given[rows])]
        response, size = self.response[rows], len(design.strata)
        count = np.bincount(response, minlength=size)
        sums = [np.bincount(response, given[rows], minlength=size) for given in values]
        return [np.where(count > 0, given, np.nan) for given in (*sums, count.astype(np.float64))]


_ADDED_UP: Mapping[Estimator, Estimator] = {estimate.means: estimate.ratios, estimate.shares: estimate.ratios}


def within(sure: Callable[[Place], Sure | None], scale: tuple[float, float] | None) -> Callable[[Place], Sure | None]:
    """The same with no end of an interval off the ``scale``, where no value can be."""
    if scale is None:
        return sure
    low, high = scale

    def clipped(place: Place) -> Sure | None:
        found = sure(place)
        ends = found and found.between
        return replace(found, low=max(ends[0], low), high=min(ends[1], high)) if found and ends else found

    return clipped


def _padded(found: Estimates, count: int) -> Estimates:
    """As many domains as there are categories; the last ones may have no answer."""
    lacking = count - len(found.value)
    if not lacking:
        return found
    filled = {name: np.append(getattr(found, name), np.zeros(lacking)) for name in _ARRAYS}
    return Estimates(**filled, form=found.form)


_ARRAYS = tuple(name for name in Estimates.__slots__ if name != "form")

_STEPS = np.array([1.0, 1.4, 2.0, 3.0, 4.0, 5.5, 7.5, 10.0])
"""Within a power of ten. What chance may have done is told in these steps only: where one contributor makes most of it,
the error is as good as its answer, and it must not come out within the p % of the rule."""


def coarse(variation: Floats) -> Floats:
    """Coefficients of variation rounded up to the next step, each a third more than the one before; 0 stays 0."""
    is_some = variation > 0
    power = 10.0 ** np.floor(np.log10(np.where(is_some, variation, 1.0)))
    place = np.searchsorted(_STEPS, np.where(is_some, variation, 1.0) / power * (1 - _LAST_BITS))
    return np.where(is_some, _STEPS[np.minimum(place, len(_STEPS) - 1)] * power, 0.0)


_LAST_BITS = 1e-12

_QUANTILES = estimate.quantile_of(np.array([100.0, 30.0, 10.0, 5.0, 3.0, 2.0, 1.0]))
"""Exact degrees of freedom would tell, beside n, from how many strata the answers are."""


def coarse_quantile(exact: Floats) -> Floats:
    """Student's quantiles rounded up to those of a few degrees of freedom."""
    place = np.searchsorted(_QUANTILES, exact * (1 - _LAST_BITS))
    return np.asarray(_QUANTILES[np.minimum(place, len(_QUANTILES) - 1)])


def _sures(exact: Estimates) -> list[Sure | None]:
    """What is told of chance in each domain; nothing of one without answers."""
    found = replace(exact, quantile=coarse_quantile(exact.quantile)).with_variation(coarse(exact.variation))
    variation = np.nan_to_num(found.variation).tolist()
    ends = zip(found.low.tolist(), found.high.tolist(), strict=True)
    each = zip(ends, variation, exact.quality, exact.n, exact.value.tolist(), strict=True)
    return [
        _sure(between if n >= estimate.FEWEST_ANSWERS else None, chance, mark) if n and not math.isnan(value) else None
        for between, chance, mark, n, value in each
    ]


def _sure(between: tuple[float, float] | None, variation: float, mark: Quality) -> Sure:
    # Of fewer answers Student's t makes ends that are a thousand times the value.
    low, high = outward(*between) if between else (None, None)
    return Sure(low, high, round(variation, 9), mark.value)


def outward(low: float, high: float) -> tuple[float, float]:
    """The ends of an interval rounded away from each other, to two significant digits of its width."""
    if high <= low:
        return low, high
    digits = 1 - math.floor(math.log10(high - low))
    step = 10.0**-digits
    return round(math.floor(low / step) * step, max(digits, 0)), round(math.ceil(high / step) * step, max(digits, 0))
