"""Releases one after the other: how fast a new table is attacked together with all that were out before it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from analysis.disclosure.cells.lattice import Hierarchy
from analysis.disclosure.linked.crossing import Records, Release, Table
from analysis.disclosure.linked.protect import Verdict, audit, protect
from analysis.disclosure.rules import PrimaryRules
from benchmarks.figures import Figure, timed

SEED = 7
FIRMS = 8_000
MEASURES = 16
BESIDE = 4
"""Of the measures so many have a second table, with another dimension: it hangs together with the first."""


def measure() -> Iterator[Figure]:
    """A ledger of 20 releases of 1,050 cells each, the last of them attacked with the others."""
    records, rules = _records(), PrimaryRules()
    tables = [Table(f"size {name}", ("division", "region", "size"), name) for name in records.measures]
    tables += [Table(f"form {name}", ("division", "region", "form"), name) for name in [*records.measures][:BESIDE]]
    releases: list[Release] = []
    seconds = 0.0
    for table in tables:
        seconds, made = timed(partial(protect, records, [table], rules, releases))
        releases += made
    yield Figure(f"release {len(tables)} of 1,050 cells: protect beside the others", seconds, "s CPU")
    seconds, verdict = timed(lambda: audit(releases[-1:], releases[:-1]))
    yield Figure(f"{len(tables)} releases: joint audit of a new one", seconds, "s CPU", 10.0)
    every = [verdict, *_verdicts(releases[:-1])]
    yield _sum(every, "exactly recoverable", [one.exactly_known for one in every])
    yield _sum(every, "below their level", [one.below_level + one.breaches for one in every])


def _verdicts(releases: list[Release]) -> Iterator[Verdict]:
    for number, release in enumerate(releases):
        yield audit([release], releases[:number])


def _sum(every: list[Verdict], what: str, counts: list[int]) -> Figure:
    return Figure(f"{len(every)} releases, each with those before: {what}", float(sum(counts)), "cells", 0.0)


def _records() -> Records:
    """Firms of a seed, each with one record."""
    generator = np.random.default_rng(SEED)
    groups = np.sort(np.concatenate([np.arange(5), generator.integers(0, 5, 19)]))
    division = {f"g{group}": "" for group in range(5)} | {f"c{n}": f"g{group}" for n, group in enumerate(groups)}
    dimensions = {
        "division": Hierarchy.of(division),
        "region": Hierarchy.flat([f"r{number}" for number in range(6)]),
        "size": Hierarchy.flat(list("smlx")),
        "form": Hierarchy.flat(list("abcd")),
    }
    codes = {}
    for name, hierarchy in dimensions.items():
        leaves = np.array([place for place in range(1, len(hierarchy.codes)) if place not in hierarchy.parents])
        chances = generator.permutation(1 / np.arange(1, len(leaves) + 1))
        codes[name] = leaves[generator.choice(len(leaves), FIRMS, p=chances / chances.sum())]
    sizes = np.exp(generator.normal(1.8, 1.4, FIRMS))
    measures = {f"m{number}": np.ceil(sizes * generator.random(FIRMS)) for number in range(MEASURES)}
    return Records(dimensions, codes, np.arange(FIRMS), np.arange(FIRMS), measures)
