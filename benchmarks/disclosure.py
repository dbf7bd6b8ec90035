"""Complementary suppression: how fast tables are protected and attacked, and how much is hidden for it.

Invented firms: sizes log-normal, one with 3 % of the total, uneven divisions; all from one seed.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np

from analysis.disclosure.audit import intervals
from analysis.disclosure.exact import cheapest, cost
from analysis.disclosure.insiders import Insiders, breaches
from analysis.disclosure.lattice import Hierarchy, Parts, spread, totals
from analysis.disclosure.proof import Proof
from analysis.disclosure.protect import Protected, by_value, heuristic, protect, table_problem
from analysis.disclosure.relations import Flags, Floats, Ints
from analysis.disclosure.rules import PrimaryRules
from benchmarks.figures import Figure

SEED = 7
RULES = PrimaryRules(minimum=3, p_percent=10)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Shape:
    """A table to measure: (codes, groups above them) of each dimension; no groups: flat."""

    name: str
    dimensions: tuple[tuple[int, int], ...]
    firms: int
    ratio_goal: float | None = None
    protect_goal: float | None = None
    outside_goal: float | None = None


SHAPES = (
    Shape("20 x 12, one hierarchy", ((20, 5), (12, 0)), 1_500, 1.05),
    Shape("40 x 12, one hierarchy", ((40, 10), (12, 0)), 4_000, 1.10, 2.0),
)
LARGE = Shape("88 x 6 x 6, one hierarchy", ((88, 21), (6, 0), (6, 0)), 8_000, None, 60.0, 5.0)
"""Against outsiders only: to protect it from all insiders takes longer than all other measurements together."""


def measure() -> Iterator[Figure]:
    """Each shape protected, then attacked."""
    for shape in SHAPES:
        dimensions, places, rows = _firms(shape)
        seconds, done = _timed(partial(protect, dimensions, places, rows, RULES))
        yield Figure(
            f"{shape.name}: protect",
            seconds,
            "s",
            shape.protect_goal,
            note=_note(done.totals.value, done.is_primary, done.is_hidden),
        )
        yield _against_optimum(shape, done)
        yield from _attacks(shape, done, spread(dimensions, places, rows))
    yield from _large(LARGE)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Figure("suppression: memory at its peak", peak, "MB", 1024.0)


def _against_optimum(shape: Shape, done: Protected) -> Figure:
    """What the heuristic costs, of the least that is possible; both against outsiders."""
    problem = table_problem(done.dimensions, done.totals, RULES, by_value)
    found = heuristic(problem)
    seconds, best = _timed(lambda: cheapest(problem, found))
    ratio = cost(problem, found) / (best.bound or np.nan)
    proved = "proved" if cost(problem, best.hidden) <= (best.bound or 0.0) + 1e-6 else "bound"
    what = f"{shape.name}: loss of the heuristic, of the least possible"
    return Figure(what, ratio, "x", shape.ratio_goal, note=f"least {best.bound:,.0f}, {proved} in {seconds:.1f} s")


def _attacks(shape: Shape, done: Protected, parts: Parts) -> Iterator[Figure]:
    problem = table_problem(done.dimensions, done.totals, RULES, by_value)
    known = problem.knowledge(done.is_hidden)
    seconds, left_open = _timed(lambda: intervals(problem.relations, known))
    near = len(problem.short(left_open))
    yield Figure(
        f"{shape.name}: audit of outsiders", seconds, "s", shape.outside_goal, note=f"{near} below their level"
    )
    insiders = Insiders(parts, len(problem.values))

    def attack() -> int:
        proof = Proof(problem.relations, problem.values, known, problem.goals)
        return len(proof.missing) + sum(1 for _breach in breaches(proof, insiders, RULES))

    seconds, found = _timed(attack)
    note = f"{len(insiders.coalitions(known.is_open))} coalitions, {found} below their level"
    yield Figure(f"{shape.name}: audit of insiders", seconds, "s", note=note)


def _large(shape: Shape) -> Iterator[Figure]:
    dimensions, places, rows = _firms(shape)
    found = totals(spread(dimensions, places, rows), int(np.prod([len(one.codes) for one in dimensions])))
    problem = table_problem(dimensions, found, RULES, by_value)
    seconds, hidden = _timed(lambda: heuristic(problem))
    note = _note(found.value, problem.is_forced, hidden)
    yield Figure(f"{shape.name}: protect from outsiders", seconds, "s", shape.protect_goal, note=note)
    seconds, left_open = _timed(lambda: intervals(problem.relations, problem.knowledge(hidden)))
    note = f"{len(problem.short(left_open))} below their level"
    yield Figure(f"{shape.name}: audit of outsiders", seconds, "s", shape.outside_goal, note=note)


def _note(value: Floats, is_primary: Flags, is_hidden: Flags) -> str:
    secondary = is_hidden & ~is_primary
    return f"{int(is_primary.sum())} primary, {int(secondary.sum())} secondary, {value[secondary].sum():,.0f} lost"


def _timed(run: Callable[[], Result]) -> tuple[float, Result]:
    begin = time.perf_counter()
    result = run()
    return time.perf_counter() - begin, result


def _firms(shape: Shape) -> tuple[tuple[Hierarchy, ...], Ints, Parts]:
    """Firms of a seed: their codes (dimensions, firms) and what each contributes."""
    generator = np.random.default_rng(SEED)
    dimensions = tuple(_hierarchy(codes, groups, generator) for codes, groups in shape.dimensions)
    places = np.array([_codes(dimension, shape.firms, generator) for dimension in dimensions])
    sizes = np.ceil(np.exp(generator.normal(1.8, 1.4, shape.firms)))
    sizes[generator.integers(0, shape.firms)] = np.round(0.03 * sizes.sum())
    return dimensions, places, Parts(np.zeros(shape.firms, dtype=np.int64), np.arange(shape.firms), sizes, sizes)


def _hierarchy(codes: int, groups: int, generator: np.random.Generator) -> Hierarchy:
    if not groups:
        return Hierarchy.flat([f"c{code}" for code in range(codes)])
    above = np.sort(np.concatenate([np.arange(groups), generator.integers(0, groups, codes - groups)]))
    parents = {f"g{group}": "" for group in range(groups)}
    return Hierarchy.of(parents | {f"c{code}": f"g{group}" for code, group in enumerate(above.tolist())})


def _codes(dimension: Hierarchy, firms: int, generator: np.random.Generator) -> Ints:
    """A code for each firm: a few hold most of them."""
    leaves = np.array([place for place in range(1, len(dimension.codes)) if place not in dimension.parents])
    chances = generator.permutation(1 / np.arange(1, len(leaves) + 1))
    picked: Ints = leaves[generator.choice(len(leaves), firms, p=chances / chances.sum())]
    return picked
