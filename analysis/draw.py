"""How rows of answers were drawn: what each stands for, and what chance may have done to figures made of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis import estimate
from analysis.estimate import Estimates, Quality
from analysis.release import Sure
from analysis.shares import counted_shares, counted_totals, shares_of_rows
from analysis.student import quantile_of
from analysis.weights import Design, Floats, Ints, Sample

Place: TypeAlias = tuple[int, int]
"""Number of a figure and number of a domain."""

Estimator: TypeAlias = Callable[..., Estimates]
Flags: TypeAlias = NDArray[np.bool_]


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

    def counted(self, flags: Flags, domain: Ints, count: int) -> Ints:
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

    def of_rows(self, base: Flags, yes: Flags, domain: Ints, count: int) -> Callable[[Place], Sure | None]:
        """The same of shares of rows, several of a response: flags (…, m); a row of ``base`` serves several figures."""
        design, each = self.sample.establishments, len(yes) // len(base)
        answers = _Answers.of(self.response, domain)
        found: list[Sure | None] = []
        for number, row in enumerate(base):
            added = answers.added(design, (row, yes[number * each : (number + 1) * each]), count)
            found += _sures(shares_of_rows(design, *added))
        return lambda place: found[place[0] * count + place[1]]

    def take(self, rows: Ints) -> Draw:
        """The same for other rows, given the row here of each."""
        return Draw(self.sample, self.response[rows])

    def estimates(
        self,
        estimator: Estimator,
        of: Stands,
        domain: Ints,
        count: int,
        values: Iterable[tuple[Ints, Sequence[NDArray[Any]]]],
    ) -> Callable[[Place], Sure | None]:
        """What chance may have done to figures, by their place.

        ``values`` are for each figure the rows that it is made of, and one or two arrays of what these gave for the
        estimator; ``domain`` (m,) numbers of ``count`` domains, negative for none.
        """
        design = self._design(of)
        if self.is_whole:
            exact = [estimator(design, *given, domain[at], at) for at, given in values]
        else:
            answers = _Answers.of(self.response, domain)
            exact = [answers.estimates(design, estimator, at, given) for at, given in values]
        found = [_sures(_padded(each, count)) for each in exact]
        return lambda place: found[place[0]][place[1]]

    @cached_property
    def is_whole(self) -> bool:
        """Whether the rows are the responses themselves, and not rows that belong to some of them."""
        return np.array_equal(self.response, np.arange(len(self.sample.establishments.strata)))

    def _design(self, of: Stands) -> Design:
        return self.sample.establishments if of is Stands.ESTABLISHMENTS else self.sample.employees


@dataclass(frozen=True, slots=True)
class _Answers:
    """Rows of a response in one domain are drawn together, and are one answer there.

    ``place`` (m,) is the answer of each row, one more than there are for none; ``response`` and ``domain`` are those of
    answers.
    """

    place: Ints
    response: Ints
    domain: Ints

    @staticmethod
    def of(response: Ints, domain: Ints) -> _Answers:
        """The answers of rows (m,), each of a response and in a domain (negative for none)."""
        rows, size = np.flatnonzero(domain >= 0), int(response.max(initial=0)) + 1
        pairs, number = np.unique(domain[rows] * size + response[rows], return_inverse=True)
        place = np.full(len(domain), len(pairs))
        place[rows] = number
        return _Answers(place, pairs % size, pairs // size)

    def estimates(self, design: Design, estimator: Estimator, rows: Ints, values: Sequence[NDArray[Any]]) -> Estimates:
        """What rows gave is added up for each answer; a mean becomes a ratio."""
        adjusted: Estimator = estimate.ratios if estimator is estimate.means else estimator
        place, size = self.place[rows], len(self.response)
        count = np.bincount(place, minlength=size)[:size]
        there = np.flatnonzero(count)
        sums = [np.bincount(place, each, minlength=size)[there] for each in values]
        added = [*sums, count[there]][: 2 if adjusted is estimate.ratios else 1]
        return adjusted(design, *added, self.domain[there], self.response[there])

    def added(self, design: Design, flags: tuple[Flags, Flags], count: int) -> tuple[Floats, Floats]:
        """What ``shares_of_rows`` takes: rows of a base (m,) and of its figures (figures, m) added up by stratum."""
        size, strata = len(self.response), len(design.population)
        at = self.domain * strata + design.strata[self.response]

        def rows(flag: Flags) -> Ints:
            return np.bincount(self.place[np.flatnonzero(flag)], minlength=size)[:size]

        def sums(amounts: NDArray[Any]) -> Floats:
            added = np.bincount(at, amounts, minlength=count * strata).astype(np.float64, copy=False)
            return added.reshape(count, strata)

        whole = rows(flags[0])
        base = [sums(whole > 0), sums(whole), sums(whole**2)]
        said = [[sums(yes), sums(yes**2), sums(yes * whole)] for yes in map(rows, flags[1])]
        return np.array(base), np.array(said)


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

_QUANTILES = quantile_of(np.array([100.0, 30.0, 10.0, 5.0, 3.0, 2.0, 1.0]))
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
