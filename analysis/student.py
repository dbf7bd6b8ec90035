"""Student's quantiles, for intervals that hold the truth as often as is said."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from analysis.weights import Floats

CONFIDENCE = 0.95


def quantile_of(degrees: Floats) -> Floats:
    """Student's quantiles (D,) for the confidence: exact for 1 and 2 degrees, else right to 0.1 %.

    The expansion in powers of 1/degrees is Abramowitz and Stegun (1964), 26.7.5.
    """
    many = np.maximum(degrees, 3.0)
    several = _NORMAL + sum(term / many**power for power, term in enumerate(_TERMS, start=1))
    quantiles: Floats = np.where(degrees < 2, _ONE, np.where(degrees < 3, _TWO, several))
    return quantiles


_SHARE = (1 + CONFIDENCE) / 2
_NORMAL = NormalDist().inv_cdf(_SHARE)
_ONE, _TWO = np.tan(np.pi * (_SHARE - 0.5)), (2 * _SHARE - 1) / np.sqrt(2 * _SHARE * (1 - _SHARE))
_EXPANSION = (
    ((1, 0, 1, 0), 4),
    ((5, 0, 16, 0, 3, 0), 96),
    ((3, 0, 19, 0, 17, 0, -15, 0), 384),
    ((79, 0, 776, 0, 1482, 0, -1920, 0, -945, 0), 92160),
)
_TERMS = [float(np.polyval(coefficients, _NORMAL)) / scale for coefficients, scale in _EXPANSION]
