"""From one number a response to one figure a domain, with what disclosure control must know of it.

All functions take arrays with one row per figure and one column per response, and give the tallies of each
domain. Nothing here loops over responses.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis import estimate
from analysis.domains import Domains, Flags, Floats, Given, Ints, Key
from analysis.draw import Estimator, Place, Stands, nothing_to_chance, within
from analysis.release import Sure
from analysis.tallies import Contributions, Part, Tally

_SITES, _PEOPLE = Stands.ESTABLISHMENTS, Stands.EMPLOYEES


def _counted(flags: Flags) -> list[int]:
    return [int(np.count_nonzero(row)) for row in flags]


def _per_domain(columns: Sequence[NDArray[Any] | list[int]]) -> NDArray[Any]:
    """(figures, domains) of one list of figures per domain."""
    return np.array(columns).T


@dataclass(frozen=True, slots=True)
class _Given:
    """What responses gave to totals, (figures, responses): ``plus`` less ``minus``; a row may serve several figures.

    With a ``base`` it is the ``side`` of it. Of estimates it is multiplied by what responses stand for.
    """

    domains: Domains
    figures: int
    plus: NDArray[Any]
    minus: NDArray[Any] | None = None
    of: Stands | None = None
    base: Flags | None = None
    side: Callable[[Floats], Floats] = np.asarray

    def at(self, at: tuple[int, int]) -> Contributions:
        figure, domain = at
        values = self._row(self.plus, figure)
        if self.base is not None:
            values = np.where(self._row(self.base, figure), self.side(values), 0.0)
        if self.minus is not None:
            values = values.astype(np.int8) - self._row(self.minus, figure)
        if self.of is not None:
            values = self.domains.weighted(values, self.of)
        return self.domains.contributions(values, domain)

    def _row(self, values: NDArray[Any], figure: int) -> NDArray[Any]:
        row: NDArray[Any] = values[figure * len(values) // self.figures]
        return row


@dataclass(frozen=True, slots=True)
class _Total:
    """Sums, (figures, domains), with who gave how much."""

    sums: NDArray[Any]
    contributors: Ints
    largest: NDArray[Any]
    second: NDArray[Any]
    given: _Given

    def part(self, at: tuple[int, int]) -> Part:
        numbers = float(self.sums[at]), float(self.largest[at]), float(self.second[at])
        return Part(int(self.contributors[at]), *numbers, partial(self.given.at, at))

    def standing(self, counts: Ints, domains: Domains) -> _Total:
        """The same of the establishments that ``counts`` (figures, domains, strata) stand for."""
        if domains.draw is None:
            return self
        counts = counts.repeat(len(self.sums) // len(counts), axis=0)
        return replace(self, sums=domains.draw.standing(counts), given=replace(self.given, of=_SITES))


@dataclass(frozen=True, slots=True)
class _Counts:
    """Answers by contributor: ``ones`` are of contributors who can give but one, (figures, domains).

    ``many`` are the answers of each of the others, domain by domain (figures, contributors).
    """

    ones: Ints
    many: tuple[Ints, ...]
    given: _Given

    def less(self, other: _Counts) -> _Counts:
        """What remains without the answers of ``other``."""
        pairs = zip(self.many, other.many, strict=True)
        given = replace(self.given, minus=other.given.plus)
        return _Counts(self.ones - other.ones, tuple(mine - theirs for mine, theirs in pairs), given)

    def repeat(self, figures: int) -> _Counts:
        """The same for several figures in a row, until there are ``figures``."""
        times = figures // len(self.ones)
        many = tuple(many.repeat(times, axis=0) for many in self.many)
        return _Counts(self.ones.repeat(times, axis=0), many, replace(self.given, figures=figures))

    def total(self) -> _Total:
        """The counts as totals."""
        tops = [_two_largest(many) for many in self.many]
        largest, second = (_per_domain(column) for column in zip(*tops, strict=True))
        four = np.sort([largest, second, np.minimum(self.ones, 1), np.clip(self.ones - 1, 0, 1)], axis=0)
        sums = self.ones + _per_domain([many.sum(axis=1) for many in self.many])
        contributors = self.ones + _per_domain([_counted(many > 0) for many in self.many])
        return _Total(sums, contributors, four[-1], four[-2], self.given)


def _count(flags: Flags, domains: Domains) -> _Counts:
    return _Counts(*domains.numbers(flags), _Given(domains, len(flags), flags))


def _two_largest(values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    count = values.shape[1]
    if count < 2:
        zero = np.zeros(len(values), dtype=values.dtype)
        return (values[:, 0] if count else zero), zero
    # Row by row: partitioning takes fifty times as long.
    tops = np.array([_tops(row) for row in values], dtype=values.dtype).reshape(-1, 2)
    return tops[:, 0], tops[:, 1]


def _tops(row: NDArray[Any]) -> tuple[Any, Any]:
    """The largest and the second largest of numbers that are not negative."""
    at = int(row.argmax())
    return row[at], max(row[:at].max(initial=0), row[at + 1 :].max(initial=0))


def _totals(
    values: Floats,
    base: Flags,
    domains: Domains,
    of: Stands | None = None,
    sides: Sequence[Callable[[Floats], Floats]] = (np.asarray,),
) -> list[_Total]:
    """Totals of the sizes of each of the ``sides`` of ``values`` over ``base``, and of what they stand for.

    The two largest are what was given, whatever it stands for: weights do not make anybody's answer larger.
    """
    weights = None if of is None else domains.weights(of)
    answers, totals = [domains.given(*row) for row in zip(values, base, strict=True)], []
    for side in sides:
        found = [_total_of(given, side, weights) for given in answers]
        sums, contributors, largest, second = np.array(found).transpose(1, 0, 2)
        given = _Given(domains, len(values), values, of=of, base=base, side=side)
        totals.append(_Total(sums, contributors.astype(np.int64), largest, second, given))
    return totals


def _total_of(given: Given, side: Callable[[Floats], Floats], weights: Floats | None) -> tuple[list[float], ...]:
    """Of one figure, by domain: the sum, how many gave something, the largest and the second largest part."""
    amounts = np.abs(side(given.values))
    parts = list(given.per_contributor(amounts))
    tops = [_tops(part) if len(part) else (0.0, 0.0) for part in parts]
    sums = given.by_domain(np.sum, amounts if weights is None else amounts * weights[given.at])
    return (
        sums,
        [int(np.count_nonzero(part)) for part in parts],
        [largest for largest, _ in tops],
        [second for _, second in tops],
    )


@dataclass(frozen=True, slots=True)
class _Base:
    """Who gave the answers that figures are made of, and who did not; of estimates what the answers stand for."""

    inside: _Total
    outside: _Total
    sure: Callable[[Place], Sure | None]
    weighted: _Total | None = None
    heaviest: Floats | None = None

    def tally(self, key: Key, at: Place, value: float, totals: Sequence[_Total], *, is_uniform: bool) -> Tally:
        """The figure at a place; without answers it has no value."""
        inside = self.inside.part(at)
        return Tally(
            key=key,
            value=value if inside.total else None,
            base=inside,
            outside=self.outside.part(at),
            parts=tuple(total.part(at) for total in totals),
            is_uniform=is_uniform,
            sure=self.sure(at),
            weighted=None if self.weighted is None else self.weighted.part(at),
            heaviest=0.0 if self.heaviest is None else float(self.heaviest[at]),
        )


def _base(asked: _Counts, domains: Domains, sure: Callable[[Place], Sure | None]) -> _Base:
    everybody = _count(np.ones((1, domains.size), dtype=bool), domains)
    return _Base(asked.total(), everybody.repeat(len(asked.ones)).less(asked).total(), sure)


def _weighted_base(asked: _Counts, base: Flags, domains: Domains, sure: Callable[[Place], Sure | None]) -> _Base:
    """The base of figures about establishments, of which it matters how many of all the answers stand for."""
    return _standing(_base(asked, domains, sure), domains.counted(base), domains)


def _standing(found: _Base, counts: Ints | None, domains: Domains) -> _Base:
    if counts is None or domains.draw is None:
        return found
    heaviest = domains.draw.heaviest(counts).repeat(len(found.inside.sums) // len(counts), axis=0)
    return replace(found, weighted=found.inside.standing(counts, domains), heaviest=heaviest)


def _cells(keys: Sequence[Key], domains: Domains) -> Iterator[tuple[Key, tuple[int, int]]]:
    """Each cell's key (figure, then domain) and its place."""
    for figure, key in enumerate(keys):
        for domain, code in enumerate(domains.codes):
            yield (*key, *code), (figure, domain)


def shares(keys: Sequence[Key], yes: Flags, base: Flags, domains: Domains) -> list[Tally]:
    """The share of ``yes`` in ``base``. It gives away the counts of both yes and no.

    ``yes`` is true in the base only. ``base`` may have fewer figures: each then stands for several in a row.
    """
    asked = _count(base, domains).repeat(len(keys))
    answered, said, denied = _answered(estimate.shares, yes, base, asked, domains)
    tallies = []
    for key, at in _cells(keys, domains):
        count, rest = float(said.sums[at]), float(denied.sums[at])
        share = count / (count + rest) if count else 0.0
        tallies.append(answered.tally(key, at, share, (said, denied), is_uniform=not count or not rest))
    return tallies


def counts(keys: Sequence[Key], yes: Flags, base: Flags, domains: Domains) -> list[Tally]:
    """How many said ``yes`` of ``base``, where everybody could: it gives away those who did not. As for ``shares``."""
    asked = _count(base, domains).repeat(len(keys))
    answered, said, denied = _answered(estimate.totals, yes, base, asked, domains)
    every = ((key, at, float(said.sums[at])) for key, at in _cells(keys, domains))
    return [answered.tally(key, at, value, (said, denied), is_uniform=value == 0) for key, at, value in every]


def _answered(
    estimator: Estimator, yes: Flags, base: Flags, asked: _Counts, domains: Domains
) -> tuple[_Base, _Total, _Total]:
    """Who answered, who said yes and who did not; of estimates the establishments that they stand for."""
    agreed = _count(yes, domains)
    said, denied = agreed.total(), asked.less(agreed).total()
    whole, part = domains.counted(base), domains.counted(yes)
    if domains.draw is None or whole is None or part is None:
        return _base(asked, domains, nothing_to_chance), said, denied
    each = whole.repeat(len(part) // len(whole), axis=0)
    is_whole = domains.draw.is_whole
    sure = domains.draw.of_counts(estimator, each, part) if is_whole else domains.sure_of_rows(base, yes)
    answered = _standing(_base(asked, domains, sure), whole, domains)
    return answered, said.standing(part, domains), denied.standing(each - part, domains)


def sums(
    keys: Sequence[Key], values: Floats, base: Flags, domains: Domains, highest: float | None = None
) -> list[Tally]:
    """The sum of ``values`` (not negative, at most ``highest`` where that is known) over ``base``.

    Of points, which have a ``highest``, over establishments; else of people, places and hours.
    """
    of = _PEOPLE if highest is None else _SITES
    sure = domains.sure(estimate.totals, of, base, values)
    if highest is None:
        answered = _base(_count(base, domains), domains, sure)
    else:
        answered = _weighted_base(_count(base, domains), base, domains, sure)
    sides = (np.asarray,) if highest is None else (np.asarray, lambda row: highest - row)
    total, *rest = _totals(values, base, domains, of, sides)
    tallies = []
    for key, at in _cells(keys, domains):
        value = float(total.sums[at])
        tallies.append(answered.tally(key, at, value, (total, *rest), is_uniform=value == 0))
    return tallies


def means(
    keys: Sequence[Key], values: Floats, base: Flags, domains: Domains, scale: tuple[float, float] | None = None
) -> list[Tally]:
    """The mean of ``values`` over ``base``; with n it gives away their sum.

    On a ``scale`` everybody knows how much there could be at least and at most, so that what was reached and
    what was left are totals too: a mean just below the highest point tells that all but one gave it.
    """
    asked = _count(base, domains)
    sure = within(domains.sure(estimate.means, _SITES, base, values), scale)
    answered = _weighted_base(asked, base, domains, sure)
    signed, low, high = _summed_up(values, base, domains, _SITES)
    whole = answered.inside.sums if answered.weighted is None else answered.weighted.sums
    totals = _totals(values, base, domains, _SITES, _sides(scale))
    tallies = []
    for key, at in _cells(keys, domains):
        value = float(signed[at]) / (float(whole[at]) or 1.0)
        tallies.append(answered.tally(key, at, value, totals, is_uniform=bool(low[at] == high[at])))
    return tallies


def _summed_up(values: Floats, base: Flags, domains: Domains, of: Stands) -> Floats:
    """Sum, least and greatest of each figure and domain, (3, figures, domains)."""
    weights = domains.weights(of)
    found = []
    for row, is_in in zip(values, base, strict=True):
        given = domains.given(row, is_in)
        amounts = given.values if weights is None else given.values * weights[given.at]
        ends = (given.by_domain(reduce, given.values) for reduce in (_lowest, _highest))
        found.append([given.by_domain(np.sum, amounts), *ends])
    return np.array(found).transpose(1, 0, 2)


def _sides(scale: tuple[float, float] | None) -> tuple[Callable[[Floats], Floats], ...]:
    return (np.asarray,) if scale is None else (lambda row: row - scale[0], lambda row: scale[1] - row)


def _lowest(values: Floats) -> float:
    return float(values.min(initial=np.inf))


def _highest(values: Floats) -> float:
    return float(values.max(initial=-np.inf))


def net(keys: Sequence[Key], values: Floats, base: Flags, domains: Domains) -> list[Tally]:
    """The sum of positive and negative ``values`` over ``base``; each contributor's part is as large as its change."""
    answered = _base(_count(base, domains), domains, domains.sure(estimate.totals, _PEOPLE, base, values))
    signed, low, high = _summed_up(values, base, domains, _PEOPLE)
    [total] = _totals(values, base, domains, _PEOPLE)
    tallies = []
    for key, at in _cells(keys, domains):
        is_uniform = bool(low[at] == high[at])
        tallies.append(answered.tally(key, at, float(signed[at]), (total,), is_uniform=is_uniform))
    return tallies


def ratios(
    keys: Sequence[Key], above: Floats, below: Floats, base: Flags, domains: Domains, *, is_share: bool = False
) -> list[Tally]:
    """Sum of ``above`` divided by the sum of ``below`` over ``base``: each gives the other away.

    Where the one is a part of the other (``is_share``), what is left of it is given away too.
    """
    sure = within(domains.sure(estimate.ratios, _PEOPLE, base, above, below), (0.0, 1.0 if is_share else math.inf))
    answered = _base(_count(base, domains), domains, sure)
    amounts = (above, below, below - above) if is_share else (above, below)
    numerator, denominator, *rest = (_totals(each, base, domains, _PEOPLE)[0] for each in amounts)
    differs = _count(base & (above != below), domains).total()
    tallies = []
    for key, at in _cells(keys, domains):
        whole = float(denominator.sums[at])
        value = float(numerator.sums[at]) / whole if whole else 0.0
        is_uniform = value == 0 or not differs.sums[at]
        tally = answered.tally(key, at, value, (numerator, denominator, *rest), is_uniform=is_uniform)
        tallies.append(tally if whole else replace(tally, value=None))
    return tallies


def medians(keys: Sequence[Key], values: Floats, base: Flags, domains: Domains) -> list[Tally]:
    """The median of ``values`` over ``base``, rounded to two significant digits: so it is nobody's answer.

    A median is protected where the total of the same answers would be.
    """
    sure = domains.sure(estimate.medians, _SITES, base, values)
    answered = _weighted_base(_count(base, domains), base, domains, sure)
    [total] = _totals(values, base, domains, _SITES)
    middles = [_medians(domains.given(*row), domains.weights(_SITES)) for row in zip(values, base, strict=True)]
    tallies = []
    for key, at in _cells(keys, domains):
        figure, domain = at
        value = two_digits(middles[figure][domain])
        tallies.append(answered.tally(key, at, value, (total,), is_uniform=False))
    return tallies


def _medians(given: Given, weights: Floats | None) -> Floats:
    return given.middles(np.ones(len(given.at)) if weights is None else weights[given.at])


def two_digits(value: float) -> float:
    """``value`` rounded to two significant digits: 1234 → 1200."""
    return float(f"{value:.1e}")
