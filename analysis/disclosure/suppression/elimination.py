"""Publish figure after figure, the dearest first, as long as no sensitive cell becomes a combination of them.

Method: Langsrud, *Secondary Cell Suppression by Gaussian Elimination* (Privacy in Statistical Databases 2024),
here on the equations instead of the inner cells: every cell is written as a combination of independent ones, and
publishing a cell takes one of these away. Counted modulo a prime, so that nothing is rounded. It keeps cells from
being computed, not from being narrowed down: a start for ``repair``, not an end.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np

from analysis.disclosure.cells.relations import Flags, Floats, Relations
from analysis.disclosure.suppression.problem import Problem

Vector: TypeAlias = dict[int, int]
"""A combination of independent cells: coefficients other than zero, modulo ``PRIME``."""

PRIME = 2_147_483_629
_FRACTIONS = 2**20


def eliminated(problem: Problem) -> Flags:
    """The figures to hide, so that no hidden cell can be computed from those printed."""
    cost = problem.prices(np.zeros(len(problem.costs), dtype=bool))
    written = _independent(problem.relations, cost)
    space = _Space(_written(cell, written) for cell in np.flatnonzero(problem.level_up > 0).tolist())
    cells_of = _cells_of(problem)
    hidden = problem.is_forced.copy()
    for figure in np.lexsort((np.arange(len(hidden)), -problem.costs)).tolist():
        vectors = [_written(cell, written) for cell in cells_of.get(figure, ())]
        if not hidden[figure] and not space.take(vectors):
            hidden[figure] = True
    return hidden


def _cells_of(problem: Problem) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for figure, cell in zip(problem.figure.tolist(), problem.cell.tolist(), strict=True):
        found.setdefault(figure, []).append(cell)
    return found


def _written(cell: int, written: dict[int, Vector]) -> Vector:
    return dict(written[cell]) if cell in written else {cell: 1}


def _independent(relations: Relations, cost: Floats) -> dict[int, Vector]:
    """Each dependent cell as a combination of independent ones; of an equation the cheapest cell becomes dependent."""
    price = cost.tolist()
    written: dict[int, Vector] = {}
    users: dict[int, set[int]] = {}
    for row in _rows(relations):
        rest: Vector = {}
        for cell, factor in row:
            _add(rest, _written(cell, written), factor)
        if not rest:
            continue
        pivot = min(rest, key=lambda cell: (price[cell], cell))
        inverse = pow(-rest.pop(pivot), -1, PRIME)
        definition = {cell: value * inverse % PRIME for cell, value in rest.items()}
        written[pivot] = definition
        for user in users.pop(pivot, set()):
            if factor := written[user].pop(pivot, 0):
                _add(written[user], definition, factor)
                for cell in definition:
                    users.setdefault(cell, set()).add(user)
        for cell in definition:
            users.setdefault(cell, set()).add(pivot)
    return written


def _rows(relations: Relations) -> Iterable[list[tuple[int, int]]]:
    factors = np.round(relations.coefficients * _FRACTIONS).astype(np.int64) % PRIME
    for start, end in zip(relations.starts[:-1].tolist(), relations.starts[1:].tolist(), strict=True):
        yield list(zip(relations.cells[start:end].tolist(), factors[start:end].tolist(), strict=True))


def _add(vector: Vector, other: Vector, factor: int) -> None:
    for cell, value in other.items():
        total = (vector.get(cell, 0) + factor * value) % PRIME
        if total:
            vector[cell] = total
        else:
            vector.pop(cell, None)


class _Space:
    """What the published cells span, and the sensitive ones modulo that."""

    def __init__(self, sensitive: Iterable[Vector]) -> None:
        self._sensitive = [vector for vector in sensitive if vector]
        self._replaced: dict[int, Vector] = {}
        self._holders: dict[int, set[int]] = {}
        for number, vector in enumerate(self._sensitive):
            for cell in vector:
                self._holders.setdefault(cell, set()).add(number)

    def take(self, vectors: list[Vector]) -> bool:
        """Publish cells together; False, and nothing done, when a sensitive one could then be computed."""
        undo: list[tuple[int, Vector]] = []
        for vector in vectors:
            reduced = self._reduce(vector)
            if not reduced:
                continue
            pivot = min(reduced, key=lambda cell: (len(self._holders.get(cell, ())), cell))
            inverse = pow(reduced[pivot], -1, PRIME)
            unit = {cell: value * inverse % PRIME for cell, value in reduced.items()}
            holders = sorted(self._holders.get(pivot, ()))
            if any(self._is_multiple(number, unit, pivot) for number in holders):
                self._restore(undo)
                return False
            for number in holders:
                undo.append((number, dict(self._sensitive[number])))
                self._subtract(number, unit, self._sensitive[number][pivot])
            del unit[pivot]
            self._replaced[pivot] = {cell: PRIME - value for cell, value in unit.items()}
            undo.append((-1, {pivot: 1}))
        return True

    def _reduce(self, vector: Vector) -> Vector:
        while found := [cell for cell in vector if cell in self._replaced]:
            for cell in found:
                if factor := vector.pop(cell, 0):
                    _add(vector, self._replaced[cell], factor)
        return vector

    def _is_multiple(self, number: int, unit: Vector, pivot: int) -> bool:
        vector = self._sensitive[number]
        factor = vector[pivot]
        return len(vector) == len(unit) and all(
            vector.get(cell, 0) == factor * value % PRIME for cell, value in unit.items()
        )

    def _subtract(self, number: int, unit: Vector, factor: int) -> None:
        vector = self._sensitive[number]
        _add(vector, unit, PRIME - factor)
        for cell in unit:
            if cell in vector:
                self._holders.setdefault(cell, set()).add(number)
            else:
                self._holders[cell].discard(number)

    def _restore(self, undo: list[tuple[int, Vector]]) -> None:
        for number, vector in reversed(undo):
            if number < 0:
                [pivot] = vector
                del self._replaced[pivot]
                continue
            for cell in self._sensitive[number]:
                self._holders[cell].discard(number)
            self._sensitive[number] = vector
            for cell in vector:
                self._holders.setdefault(cell, set()).add(number)
