"""From one number a response to one figure a domain, with what disclosure control must know of it.

All functions take arrays with one row per figure and one column per response, and give the tallies of each
domain. Nothing here loops over responses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.tallies import Part, Tally

Key: TypeAlias = tuple[str, ...]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Ints: TypeAlias = NDArray[np.int64]

UNKNOWN = -1
"""The number of a response whose domain is not known: it counts in the total only."""


class Domains:
    """The responses in the order of their domain, and in it those of contributors with several of them last.

    ``contributor`` and ``domain`` have one number per response, ``domain`` from 0 to ``len(codes) - 1`` or
    ``UNKNOWN``. A domain's code is what it adds to the key of its cells: nothing for the total. Most
    contributors give one answer; only the others have to be brought together.
    """

    def __init__(self, codes: Sequence[Key], contributor: Ints, domain: Ints) -> None:
        self.codes = tuple(codes)
        known = np.flatnonzero(domain != UNKNOWN)
        pairs = domain[known] * (int(contributor.max(initial=0)) + 1) + contributor[known]
        _, place, counts = np.unique(pairs, return_inverse=True, return_counts=True)
        is_many = counts[place] > 1
        order = np.lexsort((pairs, is_many, domain[known]))
        self._order = known[order]
        self._is_whole = len(self._order) == len(domain) and bool((np.diff(self._order) > 0).all())
        where, pairs = domain[self._order], pairs[order]
        self._many = np.flatnonzero(is_many[order])
        starts = np.flatnonzero(np.diff(pairs[self._many], prepend=-1))
        self._starts = starts
        edges = np.arange(len(self.codes) + 1)
        self.rows = _slices(np.searchsorted(where, edges))
        self._many_rows = _slices(np.searchsorted(where[self._many], edges))
        self._many_parts = _slices(np.searchsorted(where[self._many][starts], edges))

    def arrange(self, values: NDArray[Any]) -> NDArray[Any]:
        """The columns of ``values`` in the order of ``rows``."""
        return values if self._is_whole else np.take(values, self._order, axis=1)

    def several(self, arranged: NDArray[Any], combine: np.ufunc) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
        """For each domain: the answers of contributors with several, and the same brought together."""
        many = arranged[:, self._many]
        parts = combine.reduceat(many, self._starts, axis=1) if len(self._starts) else many
        for rows, of_parts in zip(self._many_rows, self._many_parts, strict=True):
            yield many[:, rows], parts[:, of_parts]

    def per_contributor(self, arranged: Floats) -> Iterator[Floats]:
        """For each domain the sums of its contributors."""
        for rows, (many, parts) in zip(self.rows, self.several(arranged, np.add), strict=True):
            single = arranged[:, rows.start : rows.stop - many.shape[1]]
            yield np.concatenate([single, parts], axis=1) if parts.size else single


def _slices(edges: NDArray[np.intp]) -> list[slice]:
    return [slice(int(start), int(end)) for start, end in pairwise(edges)]


def _counts(flags: Flags) -> list[int]:
    return [int(np.count_nonzero(row)) for row in flags]


def _per_domain(columns: Sequence[Sequence[int]]) -> Ints:
    """(figures, domains) of one list of figures per domain."""
    return np.array(columns, dtype=np.int64).T


@dataclass(frozen=True, slots=True)
class _Count:
    """Answers and contributors, (figures, domains)."""

    answers: Ints
    contributors: Ints

    def repeat(self, figures: int) -> _Count:
        """The same for several figures in a row, until there are ``figures``."""
        times = figures // len(self.answers)
        return _Count(self.answers.repeat(times, axis=0), self.contributors.repeat(times, axis=0))


def _count(flags: Flags, domains: Domains) -> _Count:
    arranged = domains.arrange(flags)
    answers = _per_domain([_counts(arranged[:, rows]) for rows in domains.rows])
    return _Count(answers, answers - _repeated(arranged, domains))


def _repeated(arranged: Flags, domains: Domains) -> Ints:
    """How many true answers come from a contributor who is counted already."""
    pairs = domains.several(arranged, np.logical_or)
    return _per_domain([np.subtract(_counts(many), _counts(parts)).tolist() for many, parts in pairs])


@dataclass(frozen=True, slots=True)
class _Total:
    """Sums, (figures, domains), with who gave how much."""

    sums: Floats
    contributors: Ints
    largest: Floats
    second: Floats

    def part(self, at: tuple[int, int]) -> Part:
        return Part(int(self.contributors[at]), float(self.sums[at]), float(self.largest[at]), float(self.second[at]))


def _two_largest(values: Floats) -> tuple[Floats, Floats]:
    count = values.shape[1]
    if count < 2:
        zero = np.zeros(len(values))
        return (values[:, 0] if count else zero), zero
    top = np.partition(values, count - 2, axis=1)
    return top[:, -1], top[:, -2]


def _total(values: Floats, domains: Domains) -> _Total:
    """Totals of non-negative ``values``; a contributor who gives nothing is none."""
    parts = list(domains.per_contributor(domains.arrange(values)))
    tops = [_two_largest(part) for part in parts]
    return _Total(
        sums=np.array([part.sum(axis=1) for part in parts]).T,
        contributors=_per_domain([_counts(part > 0) for part in parts]),
        largest=np.array([largest for largest, _ in tops]).T,
        second=np.array([second for _, second in tops]).T,
    )


def _cells(keys: Sequence[Key], domains: Domains) -> Iterator[tuple[Key, tuple[int, int]]]:
    """Each cell's key (figure, then domain) and its place."""
    for figure, key in enumerate(keys):
        for domain, code in enumerate(domains.codes):
            yield (*key, *code), (figure, domain)


def shares(keys: Sequence[Key], yes: Flags, base: Flags, domains: Domains) -> list[Tally]:
    """The share of ``yes`` in ``base``. It gives away the count of both yes and no.

    ``yes`` is true in the base only. ``base`` may have fewer figures: each then stands for several in a row.
    """
    asked = _count(base, domains).repeat(len(keys))
    said = _count(yes, domains)
    denied_rows = asked.answers - said.answers
    denied = denied_rows - _repeated(domains.arrange(base.repeat(len(keys) // len(base), axis=0) & ~yes), domains)
    tallies = []
    for key, at in _cells(keys, domains):
        n, agreed = int(asked.answers[at]), int(said.answers[at])
        parts = (Part.of_count(int(said.contributors[at])), Part.of_count(int(denied[at])))
        value = agreed / n if n else None
        tallies.append(Tally(key, value, n, int(asked.contributors[at]), parts, agreed in (0, n)))
    return tallies


def sums(keys: Sequence[Key], values: Floats, base: Flags, domains: Domains) -> list[Tally]:
    """The sum of ``values`` (not negative) over ``base``."""
    asked = _count(base, domains)
    total = _total(np.where(base, values, 0.0), domains)
    tallies = []
    for key, at in _cells(keys, domains):
        n, value = int(asked.answers[at]), float(total.sums[at])
        contributors = int(asked.contributors[at])
        parts = (total.part(at),)
        tallies.append(Tally(key, value if n else None, n, contributors, parts, value == 0))
    return tallies


def means(keys: Sequence[Key], values: Floats, base: Flags, domains: Domains) -> list[Tally]:
    """The mean of ``values`` over ``base``; with n it gives away their sum."""
    asked = _count(base, domains)
    filled = np.where(base, values, 0.0)
    total = _total(np.abs(filled), domains)
    signed = _reduced(domains.arrange(filled), domains, lambda part: part.sum(axis=1))
    arranged = domains.arrange(np.where(base, values, np.nan))
    low = _reduced(arranged, domains, lambda part: np.fmin.reduce(part, axis=1, initial=np.inf))
    high = _reduced(arranged, domains, lambda part: np.fmax.reduce(part, axis=1, initial=-np.inf))
    tallies = []
    for key, at in _cells(keys, domains):
        n = int(asked.answers[at])
        value = float(signed[at]) / n if n else None
        is_uniform = bool(low[at] == high[at])
        tallies.append(Tally(key, value, n, int(asked.contributors[at]), (total.part(at),), is_uniform))
    return tallies


def _reduced(arranged: Floats, domains: Domains, reduce: Callable[[Floats], Floats]) -> Floats:
    """(figures, domains) of a reduction of each domain's part."""
    return np.array([reduce(arranged[:, rows]) for rows in domains.rows]).T


def ratios(keys: Sequence[Key], above: Floats, below: Floats, base: Flags, domains: Domains) -> list[Tally]:
    """Sum of ``above`` divided by the sum of ``below`` over ``base``: each gives the other away."""
    asked = _count(base, domains)
    numerator = _total(np.where(base, above, 0.0), domains)
    denominator = _total(np.where(base, below, 0.0), domains)
    differs = _count(base & (above != below), domains)
    tallies = []
    for key, at in _cells(keys, domains):
        whole = float(denominator.sums[at])
        value = float(numerator.sums[at]) / whole if whole else None
        parts = (numerator.part(at), denominator.part(at))
        is_uniform = value == 0 or not differs.answers[at]
        n = int(asked.answers[at])
        tallies.append(Tally(key, value, n, int(asked.contributors[at]), parts, bool(is_uniform)))
    return tallies


def medians(keys: Sequence[Key], values: Floats, base: Flags, domains: Domains) -> list[Tally]:
    """The median of ``values`` over ``base``, rounded to two significant digits: so it is nobody's answer."""
    asked = _count(base, domains)
    arranged = domains.arrange(np.where(base, values, np.nan))
    middles = [[_median(row) for row in arranged[:, rows]] for rows in domains.rows]
    tallies = []
    for key, at in _cells(keys, domains):
        n, (figure, domain) = int(asked.answers[at]), at
        value = two_digits(middles[domain][figure]) if n else None
        tallies.append(Tally(key, value, n, int(asked.contributors[at]), (), False))
    return tallies


def _median(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else 0.0


def two_digits(value: float) -> float:
    """``value`` rounded to two significant digits: 1234 → 1200."""
    return float(f"{value:.1e}")
