"""Whom the invented wave asks: the large ones all, the rest by Neyman allocation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.demo.frame import Unit

LARGE = "250+"
AT_LEAST = 2


@dataclass(frozen=True, slots=True)
class Layer:
    """A stratum of the frame: establishments and the standard deviation of their employees."""

    stratum: str
    size: int
    spread: float


def draw_sample(units: Sequence[Unit], wanted: int, seed: int) -> frozenset[str]:
    """References of ``wanted`` establishments.

    All with 250 and more employees (at most half of the sample), the rest by Neyman allocation on the number of
    employees, which is known for all and stands for how much establishments of a stratum differ.
    """
    generator = np.random.default_rng([seed, 2])
    by_stratum: dict[str, list[str]] = {}
    for unit in units:
        by_stratum.setdefault(unit.stratum, []).append(unit.reference)
    counts = allocate(layers(units), wanted)
    return frozenset(
        str(reference)
        for stratum, references in sorted(by_stratum.items())
        for reference in generator.choice(references, size=counts[stratum], replace=False)
    )


def layers(units: Sequence[Unit]) -> list[Layer]:
    """The strata of a frame in order of their names."""
    sizes: dict[str, list[int]] = {}
    for unit in units:
        sizes.setdefault(unit.stratum, []).append(unit.employees)
    return [Layer(name, len(some), float(np.std(some))) for name, some in sorted(sizes.items())]


def allocate(strata: Sequence[Layer], wanted: int) -> Mapping[str, int]:
    """How many of each stratum are asked; adds up to ``wanted`` (or to all there are)."""
    large = [layer for layer in strata if layer.stratum.endswith(LARGE)]
    small = [layer for layer in strata if not layer.stratum.endswith(LARGE)]
    certain = min(sum(layer.size for layer in large), wanted // 2)
    asked = dict(_spread([(layer, float(layer.size)) for layer in large], certain))
    asked |= _spread([(layer, layer.size * layer.spread) for layer in small], wanted - certain)
    return asked


def _spread(weighted: Sequence[tuple[Layer, float]], total: int) -> Mapping[str, int]:
    """Whole numbers proportional to the weights (n_h ∝ N_h · S_h), none over N_h, at least two where that fits.

    Establishments are given out one by one to whoever lacks most of its share, so the sum is always right.
    """
    total = min(total, sum(layer.size for layer, _ in weighted))
    least = min(AT_LEAST, total // max(len(weighted), 1))
    counts = {layer.stratum: min(least, layer.size) for layer, _ in weighted}
    while (given := sum(counts.values())) < total:
        open_ones = [(layer, weight) for layer, weight in weighted if counts[layer.stratum] < layer.size]
        scale = (total - given + sum(counts[layer.stratum] for layer, _ in open_ones)) / (
            sum(w for _, w in open_ones) or 1
        )
        layer, _ = max(open_ones, key=lambda one: (one[1] * scale - counts[one[0].stratum], one[0].stratum))
        counts[layer.stratum] += 1
    return counts
