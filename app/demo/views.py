"""What an invented establishment is like, and how each of its two sides sees it."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np

from app.demo.frame import Unit
from app.demo.tables import rows

DRIVERS = ("dig", "ai", "aut", "veh", "sup", "co2", "h2", "cir", "dem", "lab", "reg", "org")
SIZE_LOADS: Mapping[str, float] = {"digital": 0.45, "training": 0.35, "funding": 0.4, "dialogue": 0.05}
"""How much larger establishments have more of a trait."""
OWN_ERROR: Mapping[str, float] = {"company": 0.35, "works_council": 0.45}
"""Standard deviation of a side's error about each trait; the traits themselves have about 1."""
KNOWN_TO_ALL = frozenset({"size", "council", "public"})
COUNCIL_SEES_MORE: Mapping[str, float] = {"pressure": 0.25, "training": -0.3, "growth": -0.2, "dialogue": -0.2}

_NORMAL = NormalDist()


@dataclass(frozen=True)
class View:
    """One side of one establishment: its traits with an error of its own, and noise, half of it shared."""

    unit: Unit
    role: str
    traits: Mapping[str, float]
    key: str
    generator: np.random.Generator

    def noise(self, place: str) -> float:
        """Standard normal; two sides of one establishment have a correlation of 0.5 at the same place."""
        own = float(self.generator.standard_normal())
        return math.sqrt(0.5) * (echo(f"{self.key}/{place}") + own)

    def chance(self, share: float) -> bool:
        """True with this probability."""
        return float(self.generator.random()) < share

    def sum_of(self, loads: Mapping[str, float]) -> float:
        """The weighted sum of traits; a name that is no trait is an error."""
        return sum(weight * self.traits[name] for name, weight in loads.items())

    def between(self, low: float, high: float) -> float:
        """A number in this interval, all equally likely."""
        return float(self.generator.uniform(low, high))

    def share(self, mean: float, firmness: float = 8.0) -> float:
        """A share around ``mean``; the larger ``firmness``, the closer."""
        middle = min(max(mean, 0.01), 0.99)
        return float(self.generator.beta(middle * firmness, (1 - middle) * firmness))


def view(unit: Unit, role: str, seed: int) -> View:
    """How ``role`` sees an establishment; the same seed gives the same view."""
    key = f"{seed}/{unit.reference}"
    traits = _traits(unit, key)
    spread = OWN_ERROR[role]
    number = int(unit.reference[1:])
    generator = np.random.default_rng([seed, 3, number, 0 if role == "company" else 1])
    seen = {
        name: value if name in KNOWN_TO_ALL else value + spread * float(generator.standard_normal())
        for name, value in traits.items()
    }
    if role == "works_council":
        seen |= {name: seen[name] + more for name, more in COUNCIL_SEES_MORE.items()}
    return View(unit, role, seen, key, generator)


def echo(place: str) -> float:
    """A standard normal number that depends on the place alone."""
    digest = hashlib.blake2b(place.encode(), digest_size=8).digest()
    return _NORMAL.inv_cdf((int.from_bytes(digest, "big") + 0.5) / 2**64)


def _traits(unit: Unit, key: str) -> dict[str, float]:
    profile = profiles()[unit.profile]
    size = (math.log(max(unit.employees, 1)) - 2.2) / 1.8
    traits = {"size": size, "council": 1.0 if unit.has_council else -0.5, "public": profile["public"]}
    traits["pressure"] = 0.9 * echo(f"{key}:pressure")
    for name, load in SIZE_LOADS.items():
        traits[name] = load * size + 0.8 * echo(f"{key}:{name}")
    traits["growth"] = 0.9 * echo(f"{key}:growth") - 0.2 * profile["veh"]
    traits["auto"] = profile["auto"] + 0.7 * echo(f"{key}:auto")
    for driver in DRIVERS:
        traits[driver] = profile[driver] + 0.4 * traits["pressure"] + 0.6 * echo(f"{key}:{driver}")
    for driver in ("dig", "ai", "aut", "co2", "reg"):
        traits[driver] += 0.15 * size
    return traits


@cache
def profiles() -> Mapping[str, Mapping[str, float]]:
    """The numbers of each profile."""
    return {
        row["profile"]: {name: float(value) for name, value in row.items() if name != "profile"}
        for row in rows("profiles")
    }
