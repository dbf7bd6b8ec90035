"""Estimates by domain: totals, means, shares, ratios and medians, with what chance may have done to them.

A domain is a group of establishments for which a figure is wanted; each answer is in one domain or in none. Variances
are those of linearised estimates of a stratified sample without replacement (Särndal, Swensson, Wretman 1992, 5.5 and
5.8), of residuals where weights were fitted to known totals (Deville, Särndal 1992).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.distribution import Distribution
from analysis.student import quantile_of
from analysis.weights import Design, Fit, Floats, Ints, Unweightable

FEWEST_ANSWERS = 10
_PASSES = 10
"""So often the residuals of raked weights are taken in turn, as in R's ``survey`` (Lumley 2010, chapter 7)."""


class Quality(StrEnum):
    """How far a figure can be trusted, by its coefficient of variation."""

    GOOD = "A"  # below 10 %
    FAIR = "B"  # below 20 %
    WEAK = "C"  # below 30 %
    NONE = "/"  # 30 % and more, or fewer than 10 answers


class Form(StrEnum):
    """What an interval looks like."""

    EVEN = "even"  # as far down as up
    AMOUNT = "amount"  # never below zero
    SHARE = "share"  # from 0 to 1


_BELOW = ((0.10, Quality.GOOD), (0.20, Quality.FAIR), (0.30, Quality.WEAK))


@dataclass(frozen=True, slots=True)
class Estimates:
    """Figures of D domains, each array (D,): NaN where a domain has nothing to estimate from.

    ``error`` is the standard error, ``low`` and ``high`` the 95 % confidence interval, ``n`` the answers, ``effective``
    how many answers of equal weight would say as much (Kish 1965: square of the sum of weights over sum of squares).
    ``quantile`` and ``form`` say how the interval is made of value and error.
    """

    value: Floats
    error: Floats
    low: Floats
    high: Floats
    n: Ints
    effective: Floats
    quantile: Floats
    form: Form

    def with_variation(self, variation: Floats) -> Estimates:
        """The same with other coefficients of variation (D,), where there is chance at all."""
        error = variation * np.abs(self.value)
        low, high = _ends(self.value, error, self.quantile, self.form)
        is_sure = ~(error > 0)
        return replace(self, error=error, low=np.where(is_sure, self.low, low), high=np.where(is_sure, self.high, high))

    @property
    def variation(self) -> Floats:
        """Coefficients of variation (D,): standard error over the value's size."""
        size = np.abs(self.value)
        return np.divide(self.error, size, out=np.full_like(size, np.nan), where=size > 0)

    @property
    def quality(self) -> list[Quality]:
        """The quality mark of each domain."""
        return [_quality(one, int(n)) for one, n in zip(self.variation, self.n, strict=True)]


def _quality(variation: float, n: int) -> Quality:
    if n >= FEWEST_ANSWERS:
        for limit, mark in _BELOW:
            if variation < limit:
                return mark
    return Quality.NONE


def totals(
    design: Design, values: ArrayLike, domains: ArrayLike | None = None, answers: Ints | None = None
) -> Estimates:
    """Sums of weighted values (Horvitz and Thompson 1952).

    ``values`` (n,) with NaN where there is no answer; ``domains`` (n,) numbers of domains, -1 for none. Where an answer
    has a value in several domains, there are as many values as that, and ``answers`` are the number of each one's.
    """
    taken = _taken(design, domains, values, answers=answers)
    given = taken.of(values)
    value = taken.sums(taken.weights * given)
    error = np.sqrt(_variance(design, given, taken))
    return _with_interval(taken, value, error, is_amount=_is_amount(values))


def means(
    design: Design, values: ArrayLike, domains: ArrayLike | None = None, answers: Ints | None = None
) -> Estimates:
    """Weighted means (Hájek 1971): the ratio of a total and the establishments it stands for. As for ``totals``."""
    taken = _taken(design, domains, values, answers=answers)
    value, error = _ratio(design, taken, taken.of(values), np.ones(len(taken.rows)))
    return _with_interval(taken, value, error, is_amount=_is_amount(values))


def ratios(
    design: Design,
    numerator: ArrayLike,
    denominator: ArrayLike,
    domains: ArrayLike | None = None,
    answers: Ints | None = None,
) -> Estimates:
    """Quotients of two totals, over answers that have both (Särndal et al. 1992, 5.6). As for ``totals``."""
    taken = _taken(design, domains, numerator, denominator, answers=answers)
    value, error = _ratio(design, taken, taken.of(numerator), taken.of(denominator))
    is_amount = _is_amount(numerator) and _is_amount(denominator)
    return _with_interval(taken, value, error, is_amount=is_amount)


def shares(
    design: Design, is_so: ArrayLike, domains: ArrayLike | None = None, answers: Ints | None = None
) -> Estimates:
    """Weighted shares of those for whom it ``is_so`` (n,: 1, 0, NaN for no answer), with Wilson's interval.

    The interval is Wilson's (1927) for the number of answers of a simple sample with the same variance (Dean, Pagano
    2015), with Student's t for the normal. Where all answered alike, the effective number stands for it.
    """
    taken = _taken(design, domains, is_so, answers=answers)
    value, error = _ratio(design, taken, taken.of(is_so), np.ones(len(taken.rows)))
    return of_shares(design, value, error, taken.answers, _effective(taken))


def of_shares(design: Design, value: Floats, error: Floats, answers: Ints, effective: Floats) -> Estimates:
    """Estimates of shares (D,) with this error, of so many ``answers`` (D, H), ``effective`` (D,) of equal weight."""
    quantile = quantile_of(_degrees(answers))
    low, high = _ends(value, error, quantile, Form.SHARE)
    is_mixed, is_whole = error**2 > _NOTHING * value * (1 - value), _is_census(design, answers)
    alike = wilson(value, effective, quantile)
    low, high = (
        np.where(is_whole, value, np.where(is_mixed, end, other)) for end, other in zip((low, high), alike, strict=True)
    )
    return Estimates(value, error, low, high, answers.sum(axis=1), effective, quantile, Form.SHARE)


def wilson(share: Floats, answers: Floats, quantile: Floats | float) -> tuple[Floats, Floats]:
    """Wilson's interval (1927) of a share seen among so many answers; all (D,)."""
    square = np.square(quantile)
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = (share + square / (2 * answers)) / (1 + square / answers)
        half = quantile / (1 + square / answers) * np.sqrt(share * (1 - share) / answers + square / (4 * answers**2))
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)


def medians(
    design: Design, values: ArrayLike, domains: ArrayLike | None = None, answers: Ints | None = None
) -> Estimates:
    """Weighted medians, with the interval of Woodruff (1952): that of the share below it, read off the distribution.

    The median is the least value that half of the weight does not exceed; when exactly half of it lies there, the
    middle between this value and the next. The standard error is the interval's half width over the quantile.
    """
    taken = _taken(design, domains, values, answers=answers)
    given = taken.of(values)
    found = Distribution(given, taken.weights, taken.numbers, taken.count)
    value = found.at(np.full(taken.count, 0.5))
    is_below = (given <= value[taken.numbers]).astype(np.float64)
    _share, error = _ratio(design, taken, is_below, np.ones(len(given)))
    quantile = quantile_of(_degrees(taken.answers))
    # Around one half, not around the share that lies below: where many gave the same, that share may be far above.
    low, high = (found.at(np.clip(0.5 + sign * quantile * error, 0.0, 1.0)) for sign in (-1, 1))
    form = Form.AMOUNT if _is_amount(values) else Form.EVEN
    error = (high - low) / (2 * quantile)
    return Estimates(value, error, low, high, taken.n, _effective(taken), quantile, form)


# --- which answers a figure is made of -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Taken:
    """The answers that are in a domain: ``rows`` (r,) of their values, their ``places`` (r,) among all answers,
    ``numbers`` (r,) of domains, ``weights``, and ``strata`` (r,) counted on from domain to domain.

    ``answers`` (D, H) is how many there are of each stratum.
    """

    rows: Ints
    places: Ints
    numbers: Ints
    weights: Floats
    strata: Ints
    answers: Ints

    @property
    def count(self) -> int:
        return len(self.answers)

    def of(self, values: ArrayLike) -> Floats:
        taken: Floats = np.asarray(values, dtype=np.float64)[self.rows]
        return taken

    def sums(self, amounts: Floats) -> Floats:
        return _added(self.numbers, amounts, self.count)

    @property
    def n(self) -> Ints:
        answers: Ints = self.answers.sum(axis=1)
        return answers


def _taken(design: Design, domains: ArrayLike | None, *values: ArrayLike, answers: Ints | None = None) -> _Taken:
    first, strata = np.asarray(values[0], dtype=np.float64), len(design.population)
    numbers = np.zeros(len(first), dtype=np.int64) if domains is None else np.asarray(domains, dtype=np.int64)
    count = int(numbers.max(initial=0)) + 1
    rows = np.flatnonzero(~np.isnan(first))
    for given in values[1:]:
        rows = rows[~np.isnan(np.asarray(given, dtype=np.float64)[rows])]
    rows = rows[numbers[rows] >= 0]
    places, numbers = rows if answers is None else answers[rows], numbers[rows]
    at = numbers * strata + design.strata[places]
    counts = np.bincount(at, minlength=count * strata).reshape(count, strata)
    return _Taken(rows, places, numbers, design.weights[places], at, counts)


def _effective(taken: _Taken) -> Floats:
    squares = taken.sums(taken.weights**2)
    return np.divide(taken.sums(taken.weights) ** 2, squares, out=np.zeros_like(squares), where=squares > 0)


def _is_amount(values: ArrayLike) -> bool:
    return not (np.asarray(values, dtype=np.float64) < 0).any()


def _ratio(design: Design, taken: _Taken, above: Floats, below: Floats) -> tuple[Floats, Floats]:
    """Quotients (D,) of two amounts (r,) and their standard errors."""
    whole = taken.sums(taken.weights * below)
    value = np.divide(taken.sums(taken.weights * above), whole, out=np.full_like(whole, np.nan), where=whole != 0)
    # Each value is in one domain only, so that its linearised value is one number.
    rate, scale = np.nan_to_num(value)[taken.numbers], whole[taken.numbers]
    linear = np.divide(above - rate * below, scale, out=np.zeros_like(above), where=scale != 0)
    error = np.sqrt(_variance(design, linear, taken))
    return value, np.where(np.isnan(value), np.nan, error)


# --- what chance may have done -----------------------------------------------------------------------------


def _variance(design: Design, linear: Floats, taken: _Taken) -> Floats:
    """Variances (D,) of the weighted totals of ``linear`` (r,).

    For each domain the sum over strata of (1 - n_h/N_h) n_h/(n_h - 1) times the squared deviations from their mean of
    w·e, where e is what the fit leaves of the value. Answers outside a domain have the value 0 and only what is fitted.
    """
    if design.fit is None:
        return _unfitted(design, taken.weights * linear, taken) @ spread(design)
    places = _Places(design, taken, design.fit)
    rest = _fitted(design, design.fit, linear, places)
    first, second, number = places.others()
    amounts = taken.weights * (linear - places.size * places.of_answers(rest))
    centre = places.by_stratum(places.sums(amounts) - rest * first) / np.maximum(design.answers, 1)
    centres = centre[:, places.strata]
    inside = places.sums((amounts - places.of_answers(centres)) ** 2)
    outside = rest**2 * second + 2 * rest * first * centres + centres**2 * number
    variance: Floats = places.by_stratum(inside + outside) @ spread(design)
    return variance


def _unfitted(design: Design, amounts: Floats, taken: _Taken) -> Floats:
    """The squared deviations of weighted values (r,) from their mean over all answers of a stratum: (D, H)."""

    def sums(given: Floats) -> Floats:
        return _added(taken.strata, given, taken.answers.size).reshape(taken.answers.shape)

    centre = sums(amounts) / np.maximum(design.answers, 1)
    inside = sums((amounts - centre.reshape(-1)[taken.strata]) ** 2)
    return inside + centre**2 * (design.answers - taken.answers)


def _added(numbers: Ints, amounts: Floats, size: int) -> Floats:
    return np.bincount(numbers, amounts, minlength=size).astype(np.float64, copy=False)


def _fitted(design: Design, fit: Fit, linear: Floats, places: _Places) -> Floats:
    """What the fit explains of each domain's values, per unit of size: (D, K).

    For one margin the weighted mean of each group; for raked weights the groups' means in turn, unweighted.
    """
    rest = np.zeros((places.domains, len(places.strata)))
    is_one = len(fit.margins) == 1
    given = places.sums(places.weights * linear if is_one else linear)
    size = design.carried[0] if is_one else _added(design.cells[0], fit.size, len(places.strata))
    for _pass in range(1 if is_one else _PASSES):
        for margin in fit.margins:
            group = margin[design.cells[1]]
            within = np.eye(int(group.max()) + 1)[group]
            there = size @ within
            left = (given - rest * size) @ within
            rest += np.divide(left, there, out=np.zeros_like(left), where=there > 0)[:, group]
    return rest


class _Places:
    """Sums over answers by domain and cell (D, K), where a cell shares stratum and fitted groups."""

    def __init__(self, design: Design, taken: _Taken, fit: Fit) -> None:
        cells, first = design.cells
        self._design, self.weights = design, taken.weights
        self.strata, self.domains = design.strata[first], taken.count
        self.size = fit.size[taken.places]
        self._at = taken.numbers * len(first) + cells[taken.places]
        self._within = np.eye(len(design.population))[self.strata]

    def sums(self, amounts: Floats) -> Floats:
        """Over the answers of a domain in a cell."""
        return _added(self._at, amounts, self.domains * len(self.strata)).reshape(self.domains, -1)

    def others(self) -> list[Floats]:
        """What the answers of a cell that are not in the domain carry, the squares of it, and their number."""
        carried = self.weights * self.size
        given = (carried, carried**2, np.ones_like(carried))
        return [every - self.sums(amounts) for every, amounts in zip(self._design.carried, given, strict=True)]

    def of_answers(self, table: Floats) -> Floats:
        """What stands in a table (D, K) for each answer (r,)."""
        found: Floats = table.reshape(-1)[self._at]
        return found

    def by_stratum(self, table: Floats) -> Floats:
        """Cells added up to strata: (D, H)."""
        added: Floats = table @ self._within
        return added


def spread(design: Design) -> Floats:
    """(1 - n_h/N_h) n_h/(n_h - 1) of each stratum (H,); 0 where all were asked."""
    answers, known = design.answers.astype(np.float64), design.population
    is_part = (answers > 0) & (answers < known)
    if (is_part & (answers < 2)).any():
        raise Unweightable("one_answer", str(int(np.argmax(is_part & (answers < 2)))))
    several = np.where(is_part, answers, 2.0)
    factor: Floats = np.where(is_part, (1 - several / np.where(is_part, known, 1.0)) * several / (several - 1), 0.0)
    return factor


def _degrees(answers: Ints) -> Floats:
    """Degrees of freedom (D,) of answers (D, H): how many, less the strata that they are from, at least one."""
    degrees: Floats = np.maximum(answers.sum(axis=1) - (answers > 0).sum(axis=1), 1).astype(np.float64)
    return degrees


def _is_census(design: Design, answers: Ints) -> NDArray[np.bool_]:
    """Domains (D,) all of whose strata were asked wholly: there is no chance in them."""
    of_parts: Ints = answers @ (design.answers < design.population)
    return np.asarray((of_parts == 0) & (answers.sum(axis=1) > 0))


def _with_interval(taken: _Taken, value: Floats, error: Floats, *, is_amount: bool) -> Estimates:
    form = Form.AMOUNT if is_amount else Form.EVEN
    return with_interval(value, error, taken.answers, _effective(taken), form)


def with_interval(value: Floats, error: Floats, answers: Ints, effective: Floats, form: Form) -> Estimates:
    """Estimates (D,) with this error, of so many ``answers`` (D, H), ``effective`` (D,) of equal weight."""
    n, quantile = answers.sum(axis=1), quantile_of(_degrees(answers))
    value = np.where(n > 0, value, np.nan)
    low, high = _ends(value, error, quantile, form)
    return Estimates(value, error, low, high, n, effective, quantile, form)


_NOTHING = 1e-15
"""A variance of a share that is less, relatively, is none."""


def _ends(value: Floats, error: Floats, quantile: Floats, form: Form) -> tuple[Floats, Floats]:
    """The interval of value and error: by Student's t; of an amount, which is never negative, as if its logarithm were
    normal (Burnham et al. 1987), which holds the truth more often where few give much; of a share Wilson's."""
    if form is Form.SHARE:
        spread, variance = value * (1 - value), error**2
        is_mixed = variance > _NOTHING * spread
        return wilson(value, np.where(is_mixed, spread / np.where(is_mixed, variance, 1.0), 1.0), quantile)
    if form is Form.AMOUNT:
        variation = np.divide(error, value, out=np.zeros_like(value), where=value > 0)
        factor = np.exp(quantile * np.sqrt(np.log1p(variation**2)))
        return value / factor, value * factor
    return value - quantile * error, value + quantile * error
