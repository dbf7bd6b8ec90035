"""Complementary suppression: how fast tables are protected and attacked, and how much is hidden for it.

Invented firms: sizes log-normal, one with 3 % of the total, uneven divisions; all from one seed.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from analysis.disclosure.audit.insiders import Insiders, breaches
from analysis.disclosure.audit.intervals import intervals
from analysis.disclosure.audit.proof import Proof
from analysis.disclosure.cells.lattice import Hierarchy, Parts, spread, totals
from analysis.disclosure.cells.relations import Flags, Floats, Ints
from analysis.disclosure.rules import PrimaryRules
from analysis.disclosure.suppression.exact import cheapest, cost
from analysis.disclosure.suppression.problem import Problem
from analysis.disclosure.suppression.protect import by_value, heuristic, protect, table_problem
from analysis.disclosure.suppression.repair import repaired_inside
from benchmarks import linked
from benchmarks.figures import Figure, timed

SEED = 7
RULES = PrimaryRules(minimum=3, p_percent=10)
EXACT = 1e-4
UNIT = "s CPU"


@dataclass(frozen=True, slots=True)
class Shape:
    """A table to measure: (codes, groups above them) of each dimension; no groups: flat."""

    name: str
    dimensions: tuple[tuple[int, int], ...]
    firms: int
    ratio_goal: float | None = None
    protect_goal: float | None = None


SHAPES = (
    Shape("20 x 12, one hierarchy", ((20, 5), (12, 0)), 1_500, 1.05),
    Shape("40 x 12, one hierarchy", ((40, 10), (12, 0)), 4_000, 1.10, 2.0),
)
LARGE = Shape("88 x 6 x 6, one hierarchy", ((88, 21), (6, 0), (6, 0)), 8_000, None, 60.0)
OUTSIDE_GOAL, INSIDE_GOAL = 5.0, 60.0


def measure() -> Iterator[Figure]:
    """Each shape protected, then attacked; then releases one after the other, and a file of a million rows."""
    for shape in SHAPES:
        dimensions, places, rows = _firms(shape)
        seconds, done = timed(partial(protect, dimensions, places, rows, RULES))
        note = _note(done.totals.value, done.is_primary, done.is_hidden)
        yield Figure(f"{shape.name}: protect, attacks included", seconds, UNIT, shape.protect_goal, note=note)
        problem = table_problem(done.dimensions, done.totals, RULES, by_value)
        yield _against_optimum(shape, problem)
        yield from _attacks(shape, problem, done.is_hidden, spread(dimensions, places, rows))
    yield from _large(LARGE)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Figure("suppression: memory at its peak", peak, "MB", 1024.0)
    yield from linked.measure()
    yield from _file()


def _against_optimum(shape: Shape, problem: Problem) -> Figure:
    """What the heuristic costs, of the least that is possible; both against outsiders."""
    found = heuristic(problem)
    seconds, best = timed(lambda: cheapest(problem, found))
    ratio = cost(problem, found) / (best.bound or np.nan)
    proved = "proved" if cost(problem, best.hidden) <= (best.bound or 0.0) + 1e-6 else "bound"
    what = f"{shape.name}: loss of the heuristic, of the least possible"
    note = f"least {best.bound:,.0f}, {proved} in {seconds:.1f} s, seed {SEED}, highspy {version('highspy')}"
    return Figure(what, ratio, "x", shape.ratio_goal, note=note)


def _attacks(shape: Shape, problem: Problem, hidden: Flags, parts: Parts) -> Iterator[Figure]:
    known = problem.knowledge(hidden)
    seconds, left_open = timed(lambda: intervals(problem.relations, known))
    yield Figure(f"{shape.name}: audit of outsiders", seconds, UNIT, OUTSIDE_GOAL)
    insiders = Insiders(parts, len(problem.values))

    def attack() -> int:
        proof = Proof(problem.relations, problem.values, known, problem.goals)
        return len(proof.missing) + sum(1 for _breach in breaches(proof, insiders, RULES))

    seconds, found = timed(attack)
    note = f"{len(insiders.coalitions(known.is_open))} coalitions"
    yield Figure(f"{shape.name}: audit of insiders", seconds, UNIT, INSIDE_GOAL, note=note)
    is_exact = hidden & problem.limits.is_open & (left_open.high - left_open.low < EXACT)
    near = len(problem.short(left_open)) + found
    yield Figure(f"{shape.name}: exactly recoverable", float(is_exact.sum()), "cells", 0.0)
    yield Figure(f"{shape.name}: below their level", float(near), "cells", 0.0, note="outsiders and insiders")


def _large(shape: Shape) -> Iterator[Figure]:
    dimensions, places, rows = _firms(shape)
    parts, count = spread(dimensions, places, rows), int(np.prod([len(one.codes) for one in dimensions]))
    found = totals(parts, count)
    problem = table_problem(dimensions, found, RULES, by_value)
    seconds, outside = timed(lambda: heuristic(problem))
    note = _note(found.value, problem.is_forced, outside)
    yield Figure(f"{shape.name}: protect from outsiders", seconds, UNIT, shape.protect_goal, note=note)
    seconds, _left_open = timed(lambda: intervals(problem.relations, problem.knowledge(outside)))
    yield Figure(f"{shape.name}: audit of outsiders, hidden from these only", seconds, UNIT, OUTSIDE_GOAL)
    seconds, hidden = timed(lambda: repaired_inside(problem, outside, Insiders(parts, count), RULES))
    note = _note(found.value, problem.is_forced, hidden)
    yield Figure(f"{shape.name}: protect from insiders too", seconds, UNIT, shape.protect_goal, note=note)
    yield from _attacks(shape, problem, hidden, parts)


def _file() -> Iterator[Figure]:
    """The command on a file of many rows, in a process of its own."""
    dimensions, places, rows = _firms(Shape("file", ((40, 10), (12, 0), (4, 0)), 1_000_000))
    names = ("division", "region", "size")
    columns = {name: np.array(one.codes)[place] for name, one, place in zip(names, dimensions, places, strict=True)}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        holding = np.random.default_rng(SEED).integers(0, 700_000, len(rows.amount))
        pl.DataFrame({**columns, "employees": rows.amount, "holding": holding}).write_csv(path)
        words = [str(path), "--by", ",".join(names), "--value", "employees", "--contributor", "holding"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "analysis.disclosure", "protect", *words, "--json", str(path) + ".json"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    yield Figure("CSV of 1,000,000 rows, 3 dimensions: protect", after.ru_utime - before.ru_utime, UNIT)
    yield Figure("CSV of 1,000,000 rows: memory at its peak", after.ru_maxrss / 1024, "MB")


def _note(value: Floats, is_primary: Flags, is_hidden: Flags) -> str:
    secondary = is_hidden & ~is_primary
    return f"{int(is_primary.sum())} primary, {int(secondary.sum())} secondary, {value[secondary].sum():,.0f} lost"


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
