"""Responses by domain: which are in it, who gave them, and what they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.distribution import Distribution
from analysis.draw import Draw, Estimator, Place, Stands, nothing_to_chance
from analysis.release import Sure
from analysis.tallies import Contributions

Key: TypeAlias = tuple[str, ...]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Ints: TypeAlias = NDArray[np.int64]
Names: TypeAlias = NDArray[np.uint64]

UNKNOWN = -1
"""The number of a response whose domain is not known: it counts in the total only."""


class Domains:
    """The responses in the order of their domain, and in it those of contributors with several of them last.

    ``contributor`` and ``domain`` have one number per response, ``domain`` from 0 to ``len(codes) - 1`` or
    ``UNKNOWN``. A domain's code is what it adds to the key of its cells: nothing for the total. Most
    contributors give one answer; only the others have to be brought together. ``names`` are the numbers of the
    contributors outside of these arrays, or give them. ``draw`` says how they were drawn, where figures are estimates.
    """

    def __init__(
        self,
        codes: Sequence[Key],
        contributor: Ints,
        domain: Ints,
        names: Names | Callable[[], Names] | None = None,
        draw: Draw | None = None,
    ) -> None:
        self.codes = tuple(codes)
        self.size = len(domain)
        self.draw = draw
        self._domain = domain
        self._contributor, self._names = contributor, names
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
        self._many_parts = _slices(np.searchsorted(where[self._many][starts], edges))

    @cached_property
    def _who(self) -> Names:
        """The number of each response's contributor outside; asked for by attacks, not for a figure itself."""
        if self._names is None:
            return self._contributor.astype(np.uint64)
        names = self._names() if callable(self._names) else self._names
        return names[self._contributor]

    def weighted(self, values: NDArray[Any], of: Stands) -> NDArray[Any]:
        """``values`` times what their responses stand for; the same where nothing is extrapolated."""
        return values if self.draw is None else values * self.draw.weights(of)

    def counted(self, flags: Flags) -> Ints | None:
        """How many have each of the flags, by domain and stratum of the sample; None where there is none."""
        return None if self.draw is None else self.draw.counted(flags, self._domain, len(self.codes))

    def sure(
        self, estimator: Estimator, of: Stands, base: Flags, *values: NDArray[Any]
    ) -> Callable[[Place], Sure | None]:
        """What chance may have done to each figure of ``values`` (figures, responses) over ``base``."""
        if self.draw is None:
            return nothing_to_chance
        return self.draw.estimates(estimator, of, self._domain, len(self.codes), _taken(base, values))

    def sure_of_rows(self, base: Flags, yes: Flags) -> Callable[[Place], Sure | None]:
        """The same of shares of rows, several of which may be of one response."""
        return nothing_to_chance if self.draw is None else self.draw.of_rows(base, yes, self._domain, len(self.codes))

    def given(self, values: Floats, base: Flags) -> Given:
        """The ``values`` (responses,) of one figure's ``base``, domain by domain."""
        at = np.flatnonzero(base if self._is_whole else base[self._order])
        return Given(self, at, values[self._order[at]])

    @cached_property
    def edges(self) -> Ints:
        """Where each domain begins, and the last one ends."""
        return np.array([0, *(rows.stop for rows in self.rows)])

    @cached_property
    def part(self) -> Ints:
        """The contributor of each arranged answer among those with several; none of the others."""
        part = np.full(len(self._order), UNKNOWN)
        begins = np.zeros(len(self._many), dtype=np.int64)
        begins[self._starts] = 1
        part[self._many] = np.cumsum(begins) - 1
        return part

    def weights(self, of: Stands) -> Floats | None:
        """What each arranged answer stands for; None where nothing is extrapolated."""
        return None if self.draw is None else self.draw.weights(of)[self._order]

    def contributions(self, values: NDArray[Any], domain: int) -> Contributions:
        """Who gave how much of ``values``, one a response, in a domain."""
        rows = self._order[self.rows[domain]]
        amounts = values[rows]
        kept = np.flatnonzero(amounts)
        return Contributions.of(self._who[rows[kept]], amounts[kept].astype(np.float64))

    def numbers(self, flags: Flags) -> tuple[Ints, tuple[Ints, ...]]:
        """How many of each flag there are: of contributors who gave one answer, (figures, domains), and of the others.

        The others stand one by one, domain by domain: (figures, contributors).
        """
        singles, parts = len(self.codes), len(self._starts)
        counts = [np.bincount(self._slots[np.flatnonzero(row)], minlength=singles + parts + 1) for row in flags]
        every = np.array(counts, dtype=np.int64).reshape(len(flags), -1)
        return every[:, :singles], tuple(every[:, singles:-1][:, of_parts] for of_parts in self._many_parts)

    @cached_property
    def _slots(self) -> Ints:
        """Where each response is counted: with all of its domain who gave one, for its contributor, or nowhere."""
        singles, part = len(self.codes), self.part
        slots = np.full(self.size, singles + len(self._starts))
        slots[self._order] = np.where(part == UNKNOWN, self._domain[self._order], singles + part)
        return slots


class Given:
    """One figure's answers: ``values`` (r,) in the order of domains, and ``at`` (r,) their places in it."""

    def __init__(self, domains: Domains, at: Ints, values: Floats) -> None:
        self.at, self.values = at, values
        self._domains = domains
        self._edges = np.searchsorted(at, domains.edges)

    def by_domain(self, reduce: Callable[[Floats], float], amounts: Floats) -> list[float]:
        """A reduction of the ``amounts`` (r,) of each domain."""
        return [reduce(amounts[rows]) for rows in _slices(self._edges)]

    def middles(self, weights: Floats) -> Floats:
        """The value of each domain up to which half of its weight (r,) lies; zero where nobody answered."""
        each = np.diff(self._edges)
        numbers = np.repeat(np.arange(len(each)), each)
        found = Distribution(self.values, weights, numbers, len(each))
        return np.nan_to_num(found.at(np.full(len(each), 0.5)))

    def per_contributor(self, amounts: Floats) -> Iterator[Floats]:
        """For each domain the sums of its contributors who gave something."""
        part = self._domains.part[self.at]
        for rows in _slices(self._edges):
            of_several = part[rows] != UNKNOWN
            if not of_several.any():
                yield amounts[rows]
                continue
            _parts, place = np.unique(part[rows][of_several], return_inverse=True)
            yield np.concatenate([amounts[rows][~of_several], np.bincount(place, amounts[rows][of_several])])


def _taken(base: Flags, values: Sequence[NDArray[Any]]) -> Iterator[tuple[Ints, list[NDArray[Any]]]]:
    """For each figure the responses of its base, and what they gave; a row of the base serves several in a row."""
    each = len(values[0]) // len(base)
    for number, row in enumerate(base):
        at = np.flatnonzero(row)
        for figure in range(number * each, (number + 1) * each):
            yield at, [every[figure][at] for every in values]


def _slices(edges: NDArray[np.intp]) -> list[slice]:
    return [slice(int(start), int(end)) for start, end in pairwise(edges)]
