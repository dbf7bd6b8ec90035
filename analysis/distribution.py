"""Where the middle of weighted answers lies."""

from __future__ import annotations

import numpy as np

from analysis.weights import Floats, Ints


class Distribution:
    """The values of each domain in order, with the share of weight up to each.

    ``values``, ``weights`` and ``numbers`` of domains are (r,); there are ``count`` domains.
    """

    def __init__(self, values: Floats, weights: Floats, numbers: Ints, count: int) -> None:
        order = np.lexsort((values, numbers))
        self._domain, self._values = numbers[order], values[order]
        each = np.bincount(self._domain, minlength=count)
        self._ends = np.cumsum(each)
        whole = np.bincount(numbers, weights, minlength=count)
        upto = np.cumsum(weights[order])
        before = np.append(0.0, upto)[self._ends - each]
        # One number a place that rises over all domains, so that one search finds the place in each.
        self._risen = self._domain + np.clip((upto - before[self._domain]) / whole[self._domain], 0.0, 1.0)

    def at(self, share: Floats) -> Floats:
        """The value of each domain (D,) up to which this share of its weight lies; between two the middle."""
        count = len(self._ends)
        starts = np.append(0, self._ends[:-1])
        wanted = np.arange(count) + share
        low = np.searchsorted(self._risen, wanted - _SAME)
        high = np.searchsorted(self._risen, wanted + _SAME)
        is_there = self._ends > starts
        last = np.maximum(self._ends - 1, 0)
        values = np.append(self._values, np.nan)
        low, high = (np.clip(place, starts, last) for place in (low, high))
        return np.where(is_there, (values[low] + values[high]) / 2, np.nan)


_SAME = 1e-12
"""Shares of weight that differ by less are the same."""
