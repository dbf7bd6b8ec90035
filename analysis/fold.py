"""From one number a response to one figure a domain, with what disclosure control must know of it.

All functions take arrays with one row per response and one column per figure, and give the tallies of each
domain. Nothing here loops over responses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

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
    """The responses in the order of (domain, contributor), so that a contributor's answers lie together.

    ``contributor`` and ``domain`` have one number per response, ``domain`` from 0 to ``len(codes) - 1`` or
    ``UNKNOWN``. A domain's code is what it adds to the key of its cells: nothing for the total.
    """

    def __init__(self, codes: Sequence[Key], contributor: Ints, domain: Ints) -> None:
        known = np.flatnonzero(domain != UNKNOWN)
        self.codes = tuple(codes)
        self.order = known[np.lexsort((contributor[known], domain[known]))]
        where, who = domain[self.order], contributor[self.order]
        is_first = np.ones(len(self.order), dtype=bool)
        is_first[1:] = (where[1:] != where[:-1]) | (who[1:] != who[:-1])
        self._starts = np.flatnonzero(is_first)
        edges = np.arange(len(self.codes) + 1)
        self._rows = np.searchsorted(where, edges)
        self._contributors = np.searchsorted(where[self._starts], edges)

    def per_contributor(self, ordered: Floats) -> Floats:
        """The sums of ``ordered`` (in the order of ``order``) per domain and contributor."""
        if len(self._starts) == len(self.order):
            return ordered
        sums: Floats = np.add.reduceat(ordered, self._starts, axis=0)
        return sums

    def any_per_contributor(self, ordered: Flags) -> Flags:
        """Whether any answer of a contributor is true, in the order of ``per_contributor``."""
        if len(self._starts) == len(self.order):
            return ordered
        any_: Flags = np.logical_or.reduceat(ordered, self._starts, axis=0)
        return any_

    def rows(self) -> Iterator[slice]:
        """The rows of each domain, in the order of ``codes``."""
        return (slice(int(start), int(end)) for start, end in pairwise(self._rows))

    def contributors(self) -> Iterator[slice]:
        """The rows of ``per_contributor`` of each domain, in the order of ``codes``."""
        return (slice(int(start), int(end)) for start, end in pairwise(self._contributors))


@dataclass(frozen=True, slots=True)
class _Total:
    """Sums per domain (rows) and figure (columns), with who gave how much."""

    sums: Floats
    contributors: Ints
    largest: Floats
    second: Floats

    def part(self, at: tuple[int, int]) -> Part:
        return Part(int(self.contributors[at]), float(self.sums[at]), float(self.largest[at]), float(self.second[at]))


def _two_largest(values: Floats) -> tuple[Floats, Floats]:
    if len(values) < 2:
        zero = np.zeros(values.shape[1])
        return (values[0] if len(values) else zero), zero
    top = np.partition(values, len(values) - 2, axis=0)[-2:]
    return top[1], top[0]


def _total(values: Floats, domains: Domains) -> _Total:
    """Totals of non-negative ``values``; a contributor who gives nothing is none."""
    given = domains.per_contributor(values[domains.order])
    parts = [given[rows] for rows in domains.contributors()]
    tops = [_two_largest(part) for part in parts]
    return _Total(
        sums=np.stack([part.sum(axis=0) for part in parts]),
        contributors=np.stack([np.count_nonzero(part, axis=0) for part in parts]),
        largest=np.stack([largest for largest, _ in tops]),
        second=np.stack([second for _, second in tops]),
    )


@dataclass(frozen=True, slots=True)
class _Count:
    """Answers and contributors per domain (rows) and figure (columns)."""

    answers: Ints
    contributors: Ints


def _count(flags: Flags, domains: Domains) -> _Count:
    ordered = flags[domains.order]
    given = domains.any_per_contributor(ordered)
    return _Count(
        answers=np.stack([np.count_nonzero(ordered[rows], axis=0) for rows in domains.rows()]),
        contributors=np.stack([np.count_nonzero(given[rows], axis=0) for rows in domains.contributors()]),
    )


def _cells(keys: Sequence[Key], domains: Domains) -> Iterator[tuple[Key, tuple[int, int]]]:
    """Each cell's key (figure, then domain) and its place (domain, figure)."""
    for figure, key in enumerate(keys):
        for domain, code in enumerate(domains.codes):
            yield (*key, *code), (domain, figure)


def shares(keys: Sequence[Key], yes: Flags, base: Flags, domains: Domains) -> list[Tally]:
    """The share of ``yes`` in ``base``. It gives away the count of both yes and no."""
    asked = _count(base, domains)
    said = _count(yes & base, domains)
    denied = _count(~yes & base, domains)
    tallies = []
    for key, at in _cells(keys, domains):
        n, agreed = int(asked.answers[at]), int(said.answers[at])
        parts = tuple(Part.of_count(int(side.contributors[at])) for side in (said, denied))
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
        tallies.append(Tally(key, value if n else None, n, contributors, (total.part(at),), value == 0))
    return tallies


def means(keys: Sequence[Key], values: Floats, base: Flags, domains: Domains) -> list[Tally]:
    """The mean of ``values`` over ``base``; with n it gives away their sum."""
    asked = _count(base, domains)
    filled = np.where(base, values, 0.0)
    total = _total(np.abs(filled), domains)
    ordered, inside = filled[domains.order], base[domains.order]
    signed = np.stack([ordered[rows].sum(axis=0) for rows in domains.rows()])
    low = _extremes(np.where(inside, ordered, np.inf), domains, np.minimum)
    high = _extremes(np.where(inside, ordered, -np.inf), domains, np.maximum)
    tallies = []
    for key, at in _cells(keys, domains):
        n = int(asked.answers[at])
        value = float(signed[at]) / n if n else None
        is_uniform = bool(low[at] == high[at])
        tallies.append(Tally(key, value, n, int(asked.contributors[at]), (total.part(at),), is_uniform))
    return tallies


def _extremes(ordered: Floats, domains: Domains, pick: np.ufunc) -> Floats:
    start = np.inf if pick is np.minimum else -np.inf
    return np.stack([pick.reduce(ordered[rows], axis=0, initial=start) for rows in domains.rows()])


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
    ordered = np.where(base, values, np.nan)[domains.order]
    middles = [_median(ordered[rows]) for rows in domains.rows()]
    tallies = []
    for key, at in _cells(keys, domains):
        n, (domain, figure) = int(asked.answers[at]), at
        value = two_digits(middles[domain][figure]) if n else None
        tallies.append(Tally(key, value, n, int(asked.contributors[at]), (), False))
    return tallies


def _median(values: Floats) -> list[float]:
    columns = (column[~np.isnan(column)] for column in values.T)
    return [float(np.median(column)) if len(column) else 0.0 for column in columns]


def two_digits(value: float) -> float:
    """``value`` rounded to two significant digits: 1234 → 1200."""
    return float(f"{value:.1e}")
