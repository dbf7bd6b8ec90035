"""Shares of a stratified sample from counts alone: answers of a stratum weigh the same, so no answer is looked at."""

from __future__ import annotations

import numpy as np

from analysis.estimate import Estimates, of_shares, spread
from analysis.weights import Design, Ints


def counted_shares(design: Design, base: Ints, yes: Ints) -> Estimates:
    """``estimate.shares`` of many figures at once, (figures · D,), under a design whose weights were not fitted.

    ``base`` and ``yes`` (figures, D, H) are how many of each stratum answered, and said yes.
    """
    base, yes = (counts.reshape(-1, len(design.population)) for counts in (base, yes))
    known = np.maximum(design.answers, 1)
    weights = design.population / known
    whole = base @ weights
    value = np.divide(yes @ weights, whole, out=np.full_like(whole, np.nan), where=whole > 0)
    rate, each = np.nan_to_num(value)[:, None], weights / np.where(whole > 0, whole, 1.0)[:, None]
    said, denied = each * (1 - rate), -each * rate
    centre = (yes * said + (base - yes) * denied) / known
    inside = yes * (said - centre) ** 2 + (base - yes) * (denied - centre) ** 2
    error = np.sqrt((inside + (design.answers - base) * centre**2) @ spread(design))
    squares = base @ weights**2
    effective = np.divide(whole**2, squares, out=np.zeros_like(whole), where=squares > 0)
    return of_shares(design, value, np.where(np.isnan(value), np.nan, error), base, effective)
