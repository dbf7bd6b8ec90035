"""An invented register of 44,144 establishments whose margins are exactly those of the synthetic frame.

Each of the 16 cells (sector group × size group) gets its number of establishments and of employees. Divisions
and districts are spread by the weights in ``data/divisions.csv`` and ``data/districts.csv`` (rule in
``data/README.md``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.demo.tables import rows

LARGEST = 6_000
"""No invented establishment has more employees."""
SMALLEST_WITH_COUNCIL = 5
EMPTY_SHARE = 0.05
"""Units of the smallest class that a register counts although nobody works there."""
SIZE_GROUPS: Mapping[str, tuple[int, int]] = {
    "0-9": (0, 9),
    "10-49": (10, 49),
    "50-249": (50, 249),
    "250+": (250, LARGEST),
}
INDUSTRY = frozenset({"B-E", "F"})
COUNCIL_SHARES: Mapping[int, float] = {5: 0.04, 10: 0.08, 20: 0.16, 50: 0.42, 100: 0.62, 250: 0.88, 500: 0.95}
"""From this many employees on, the share with a works council (invented, shaped as surveys find it)."""
SITE_SHARES: Mapping[int, float] = {0: 0.02, 10: 0.08, 50: 0.20, 250: 0.25}
"""From this many employees on, the share of establishments that belong to an enterprise with several sites."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the margins."""

    sector_group: str
    size_group: str
    establishments: int
    employees: int

    @property
    def stratum(self) -> str:
        """The code of the stratum."""
        return f"{self.sector_group}/{self.size_group}"


@dataclass(frozen=True, slots=True)
class Unit:
    """An invented establishment. ``enterprise`` is set when it is one of several sites."""

    reference: str
    name: str
    sector_group: str
    size_group: str
    division: str
    profile: str
    kreis: str
    employees: int
    has_council: bool
    enterprise: str = ""

    @property
    def stratum(self) -> str:
        """The code of the stratum."""
        return f"{self.sector_group}/{self.size_group}"


@cache
def cells() -> tuple[Cell, ...]:
    """The 16 cells of the synthetic frame."""
    return tuple(
        Cell(
            row["sector_group"],
            row["size_class"],
            int(row["establishments_synthetic"]),
            int(row["employees_calibrated"]),
        )
        for row in rows("frame_saarland_SYNTHETIC")
    )


def draw_frame(seed: int) -> tuple[Unit, ...]:
    """The whole register; the same seed gives the same one."""
    generator = np.random.default_rng([seed, 1])
    parts = [_Part(cell, generator) for cell in cells()]
    sizes = np.concatenate([part.sizes for part in parts])
    divisions = [division for part in parts for division in part.divisions]
    enterprises = _enterprises(sizes, divisions, generator)
    profiles = {row["division"]: row["profile"] for row in rows("divisions")}
    council = _council(sizes, [profiles[division] for division in divisions], generator)
    units: list[Unit] = []
    for part in parts:
        for size, division, kreis in zip(part.sizes, part.divisions, part.districts, strict=True):
            number = len(units)
            units.append(
                Unit(
                    reference=f"D{number + 1:05}",
                    name=f"Musterbetrieb {number + 1:05} (erfunden)",
                    sector_group=part.cell.sector_group,
                    size_group=part.cell.size_group,
                    division=division,
                    profile=profiles[division],
                    kreis=kreis,
                    employees=int(size),
                    has_council=bool(council[number]),
                    enterprise=enterprises[number],
                )
            )
    return tuple(units)


class _Part:
    """The establishments of one cell: sizes, divisions and districts, in random order."""

    def __init__(self, cell: Cell, generator: np.random.Generator) -> None:
        self.cell = cell
        self.sizes = sizes_of(cell, generator)
        step = list(SIZE_GROUPS).index(cell.size_group)
        kinds = [row for row in rows("divisions") if row["sector_group"] == cell.sector_group]
        weights = [float(row["weight"]) * float(row["tilt"]) ** step for row in kinds]
        counts = whole_shares(weights, cell.establishments)
        self.divisions = list(generator.permutation(np.repeat([row["division"] for row in kinds], counts)).tolist())
        places = rows("districts")
        is_industry = cell.sector_group in INDUSTRY
        pull = [float(row["weight"]) * (float(row["industry"]) if is_industry else 1) for row in places]
        counts = whole_shares(pull, cell.establishments)
        self.districts = list(generator.permutation(np.repeat([row["kreis"] for row in places], counts)).tolist())


def whole_shares(weights: Sequence[float], total: int) -> Numbers:
    """``total`` in whole parts proportional to ``weights``, by largest remainders; ties go to the first."""
    exact = np.asarray(weights, dtype=float) / float(sum(weights)) * total
    parts = np.floor(exact).astype(np.int64)
    rest = total - int(parts.sum())
    order = np.argsort(-(exact - parts), kind="stable")
    parts[order[:rest]] += 1
    return parts


def sizes_of(cell: Cell, generator: np.random.Generator) -> Numbers:
    """Employees of each establishment of a cell: many small, few large, within the class, with the cell's sum."""
    low, high = SIZE_GROUPS[cell.size_group]
    empty = round(EMPTY_SHARE * cell.establishments) if low == 0 else 0
    staffed = cell.establishments - empty
    support = np.arange(max(low, 1), high + 1)
    chances = _skewed(support, cell.employees / staffed)
    drawn = generator.choice(support, size=staffed, p=chances).astype(np.int64)
    sizes = _with_sum(drawn, cell.employees, (max(low, 1), high), generator)
    return np.asarray(generator.permutation(np.concatenate([sizes, np.zeros(empty, dtype=np.int64)])))


def _skewed(support: Numbers, mean: float) -> NDArray[np.float64]:
    """A power law on ``support`` with this mean; its exponent is found by halving an interval."""
    low, high = -6.0, 12.0
    chances = np.zeros(len(support))
    for _ in range(60):
        exponent = (low + high) / 2
        weights = (support + 1.0) ** -exponent
        chances = weights / weights.sum()
        if float(chances @ support) > mean:
            low = exponent
        else:
            high = exponent
    return chances


def _with_sum(sizes: Numbers, total: int, bounds: tuple[int, int], generator: np.random.Generator) -> Numbers:
    """Move single employees to or from random establishments until the sum is right and all stay in bounds."""
    low, high = bounds
    sizes = sizes.copy()
    while missing := total - int(sizes.sum()):
        step = 1 if missing > 0 else -1
        movable = np.flatnonzero(sizes < high if step > 0 else sizes > low)
        chosen = generator.permutation(movable)[: abs(missing)]
        sizes[chosen] += step
    return sizes


def _by_size(shares: Mapping[int, float], sizes: Numbers) -> NDArray[np.float64]:
    """The share that belongs to each size; 0 below the first limit."""
    limits = np.array(list(shares))
    values = np.array([0.0, *shares.values()])
    return np.asarray(values[np.searchsorted(limits, sizes, side="right")])


def _council(sizes: Numbers, profiles: Sequence[str], generator: np.random.Generator) -> NDArray[np.bool_]:
    """Where there is a works council: by size and branch, never below five employees."""
    factors = {row["profile"]: float(row["council"]) for row in rows("profiles")}
    chances = _by_size(COUNCIL_SHARES, sizes) * np.array([factors[profile] for profile in profiles])
    return np.asarray(generator.random(len(sizes)) < np.minimum(chances, 0.97))


def _enterprises(sizes: Numbers, divisions: Sequence[str], generator: np.random.Generator) -> list[str]:
    """Enterprises with two to five sites of one division; empty text for all others."""
    is_site = generator.random(len(sizes)) < _by_size(SITE_SHARES, sizes)
    names = [""] * len(sizes)
    number = 0
    for division in sorted(set(divisions)):
        sites = generator.permutation([i for i in np.flatnonzero(is_site).tolist() if divisions[i] == division])
        place = 0
        while len(sites) - place >= 2:
            count = int(generator.integers(2, 6))
            number += 1
            for site in sites[place : place + count]:
                names[site] = f"U{number:04}"
            place += count
    singles = {name for name in names if name and names.count(name) == 1}
    return ["" if name in singles else name for name in names]
