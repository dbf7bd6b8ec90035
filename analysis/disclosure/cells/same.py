"""Cells that are the same but for a factor and a constant, because an equation has only the two: solved as one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.disclosure.cells.program import Unsolved
from analysis.disclosure.cells.relations import TOLERANCE, Bounds, Floats, Ints, Relations, ordered, summed

_NOTHING = 1e-9
"""Coefficients this small are what is left of a sum that is zero."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Equations over representatives: a cell is ``factor`` times its ``keeper`` plus ``offset``.

    ``keepers`` are cells; ``relations`` number them from 0, as ``keeper`` does (-1: not among the cells), and row r
    adds up to ``sides[r]``.
    """

    relations: Relations
    sides: Floats
    keepers: Ints
    keeper: Ints
    factor: Floats
    offset: Floats

    def bounds(self, cells: Ints, limits: Bounds, *, is_change: bool = False) -> Bounds:
        """What limits of cells (one element each, in their order), or of their changes, say of their keepers."""
        count, place = len(self.keepers), self.keeper[cells]
        low, high = np.full(count, -np.inf), np.full(count, np.inf)
        offset = 0.0 if is_change else self.offset[cells]
        ends = ordered(*((end - offset) / self.factor[cells] for end in (limits.low, limits.high)))
        np.maximum.at(low, place, ends[0])
        np.minimum.at(high, place, ends[1])
        # Limits that cross by the last bits are one number.
        middle = (low + high) / 2
        return Bounds(np.where(low > high, middle, low), np.where(low > high, middle, high))

    def values(self, cells: Ints, values: Floats) -> Floats:
        """The values of cells, given those of their keepers."""
        found: Floats = self.factor[cells] * values[self.keeper[cells]] + self.offset[cells]
        return found


def merged(relations: Relations, sides: Floats, cells: Ints, count: int) -> Merged:
    """``cells`` (of 0 to ``count`` - 1) merged as far as equations of two say that they are the same.

    ``relations`` name none but these. Raises ``Unsolved`` when an equation contradicts others.
    """
    above, factor, offset = np.arange(count), np.ones(count), np.zeros(count)
    while (step := _step(relations, sides, count)) is not None:
        target, times, plus = step
        offset += factor * plus[above]
        factor *= times[above]
        above = target[above]
        relations, sides = _replaced(relations, sides, step)
    keepers = np.unique(above[cells])
    place = np.full(count, -1, dtype=np.int64)
    place[keepers] = np.arange(len(keepers))
    keeper = np.full(count, -1, dtype=np.int64)
    keeper[cells] = place[above[cells]]
    return Merged(relations.renumbered(place), sides, keepers, keeper, factor, offset)


_Step = tuple[Ints, Floats, Floats]
"""For each cell the one that replaces it, with a factor and a constant."""


def _step(relations: Relations, sides: Floats, count: int) -> _Step | None:
    """Replacements by equations of two cells, none of which is touched twice; None when there is no such equation."""
    pairs = np.flatnonzero(np.diff(relations.starts) == 2)
    if not len(pairs):
        return None
    target, factor, offset = np.arange(count), np.ones(count), np.zeros(count)
    touched: set[int] = set()
    first = relations.starts[pairs]
    both = np.stack([relations.cells[first], relations.cells[first + 1]], axis=1).tolist()
    times = np.stack([relations.coefficients[first], relations.coefficients[first + 1]], axis=1).tolist()
    for (kept, gone), (ahead, behind), side in zip(both, times, sides[pairs].tolist(), strict=True):
        if kept not in touched and gone not in touched:
            touched |= {kept, gone}
            target[gone], factor[gone], offset[gone] = kept, -ahead / behind, side / behind
    return target, factor, offset


def _replaced(relations: Relations, sides: Floats, step: _Step) -> tuple[Relations, Floats]:
    target, factor, offset = step
    rows, count = relations.rows, len(target)
    constant = summed(rows, relations.coefficients * offset[relations.cells], len(relations))
    pairs, place = np.unique(rows * count + target[relations.cells], return_inverse=True)
    coefficients = summed(place, relations.coefficients * factor[relations.cells], len(pairs))
    is_left = np.abs(coefficients) > _NOTHING
    pairs, coefficients = pairs[is_left], coefficients[is_left]
    sizes = np.bincount(pairs // count, minlength=len(relations))
    rest = sides - constant
    if (np.abs(rest[sizes == 0]) > 10 * TOLERANCE * np.maximum(1.0, np.abs(sides[sizes == 0]))).any():
        raise Unsolved("what is known contradicts itself")
    starts = np.concatenate([[0], np.cumsum(sizes[sizes > 0])])
    return Relations(starts, pairs % count, coefficients), rest[sizes > 0]
