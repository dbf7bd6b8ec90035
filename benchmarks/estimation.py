"""Estimation: totals of many variables by many domains, with their intervals, as a large wave needs them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analysis.estimate import totals
from analysis.weights import designed, poststratified
from benchmarks.figures import Figure, timed

ANSWERS, DOMAINS, VARIABLES, STRATA = 100_000, 528, 50, 16
GOAL = 3.0


def measure() -> Iterator[Figure]:
    """The ratio weight by employees, then one variable after another."""
    random = np.random.default_rng(4)
    strata, domains = random.integers(0, STRATA, ANSWERS), random.integers(0, DOMAINS, ANSWERS)
    employees = random.lognormal(3, 1, ANSWERS)
    design = designed(strata, np.bincount(strata) * 3)
    ratio = poststratified(design, strata, np.bincount(strata, employees) * 3, employees)
    values = random.lognormal(1, 1, (VARIABLES, ANSWERS))
    used, _ = timed(lambda: [totals(ratio, row, domains) for row in values])
    yield Figure(
        f"totals with intervals: {ANSWERS:,} answers, {DOMAINS} domains, {VARIABLES} variables", used, "s CPU", GOAL
    )
