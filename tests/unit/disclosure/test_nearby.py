"""The change found near a cell is the cheapest of all: compared with a programme over everything (scipy)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from analysis.disclosure.audit.moves import Moves
from analysis.disclosure.cells.program import Unsolved
from analysis.disclosure.cells.relations import Bounds, Floats, Relations, summed

GROUPS, CODES, SIZES = 12, 6, 7
COUNT = (GROUPS + 1) * (CODES + 1) * (SIZES + 1)


def _relations() -> Relations:
    """Counts by group, code and size, with all margins: far more cells than one programme begins with."""
    cells = np.arange(COUNT).reshape(GROUPS + 1, CODES + 1, SIZES + 1)
    lines = [np.moveaxis(cells, axis, -1).reshape(-1, cells.shape[axis]).tolist() for axis in range(3)]
    return Relations.of([dict(zip(line, [-1.0] + [1.0] * len(line), strict=False)) for each in lines for line in each])


def _least(relations: Relations, cell: int, distance: float, price: Floats, room: Bounds) -> float | None:
    matrix = np.zeros((len(relations), COUNT))
    matrix[relations.rows, relations.cells] = relations.coefficients
    bounds = [*((0.0, high) for high in room.high), *((0.0, -low) for low in room.low)]
    bounds[cell + (COUNT if distance > 0 else 0)] = (0.0, 0.0)
    place = cell + (0 if distance > 0 else COUNT)
    if bounds[place][1] < abs(distance):
        return None
    bounds[place] = (abs(distance), bounds[place][1])
    found = linprog(np.tile(price, 2), A_eq=np.hstack([matrix, -matrix]), b_eq=np.zeros(len(relations)), bounds=bounds)
    return float(found.fun) if found.status == 0 else None


@pytest.mark.parametrize("share_open", [1.0, 0.6, 0.35])
def test_the_cheapest_of_all_changes_is_found_near(share_open: float) -> None:
    relations = _relations()
    generator = np.random.default_rng(round(100 * share_open))
    values = np.full(COUNT, 20.0)
    moves = Moves(relations, values, np.ones(COUNT, dtype=bool))
    solved = 0
    for cell in generator.integers(0, COUNT, 25).tolist():
        is_open = generator.random(COUNT) < share_open
        is_open[cell] = True
        wide = np.where(is_open, generator.integers(1, 20, COUNT), 0)
        room = Bounds(-wide.astype(float), 2.0 * wide)
        price = generator.random(COUNT) ** 4 * 1000
        distance = float(generator.choice([-1, 1]) * generator.integers(1, 6))
        best = _least(relations, cell, distance, price, room)
        limits = Bounds(values + room.low, values + room.high)
        if best is None:
            with pytest.raises(Unsolved):
                moves.move(np.array([cell]), np.array([distance]), price, limits)
            continue
        solved += 1
        moved = moves.move(np.array([cell]), np.array([distance]), price, limits) - values
        assert moved[cell] == pytest.approx(distance) or abs(moved[cell]) > abs(distance)
        assert np.abs(relations.sums(moved)).max() < 1e-6
        assert (moved >= room.low - 1e-6).all()
        assert (moved <= room.high + 1e-6).all()
        assert float(summed(np.zeros(COUNT, dtype=np.int64), price * np.abs(moved), 1)[0]) == pytest.approx(best)
    assert share_open < 1 or solved > 10
    assert share_open > 0.5 or solved < 25
