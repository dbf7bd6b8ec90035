"""What an attacker can find out: for each hidden cell the interval that everything published leaves open.

The audit knows what the public knows: relations, published numbers, rules. It takes nothing from the part that
chooses what to hide. A cell's interval follows from two linear programmes (Handbook on Statistical Disclosure
Control, chapter 4); most are spared, because the solution of one shows how far many other cells can move.
"""

from __future__ import annotations

import numpy as np

from analysis.disclosure.cells.program import PRIMAL, Program, Unsolved, columns
from analysis.disclosure.cells.relations import TOLERANCE, Bounds, Flags, Floats, Ints, Relations, ordered
from analysis.disclosure.cells.same import Merged, merged

_MOST_PASSES = 50
_ROUNDING = 1e-14
"""More than the last bits of a sum, as part of its terms."""

_STEP = 2.0**-24
"""Amounts of a report are quarters times weights in steps of 2⁻²², or tenths of them: between two steps is none."""

_LAST_BITS = 1e-9
"""Bounds of other amounts as near as this are one number; less than a programme takes for the same."""

_BULK_ROUNDS = 12
_BULK_LEAST = 4


def intervals(relations: Relations, known: Bounds, goal: Bounds | None = None) -> Bounds:
    """The values each cell can take, given what is ``known`` of all of them.

    With a ``goal`` a cell is followed only until both ends of its goal are shown to be possible, so that the
    answer may be narrower than the truth beyond it; cells whose goal is inside what is known from the start (an
    empty interval) are not looked at. Raises ``Unsolved`` when no values fit what is known.
    """
    known = narrowed(relations, known)
    free = np.flatnonzero(known.is_open)
    low, high = known.low.copy(), known.high.copy()
    if goal is None:
        goal = Bounds(np.full(len(low), -np.inf), np.full(len(high), np.inf))
    among, rows = relations.among(known.is_open)
    fixed = np.where(known.is_open, 0.0, known.low)
    same = merged(among, -relations.sums(fixed)[rows], free, len(low))
    limits = same.bounds(free, Bounds(low[free], high[free]))
    found = _reach(same, limits, _wanted(same, free, Bounds(goal.low[free], goal.high[free])))
    low[free], high[free] = ordered(*(same.values(free, end) for end in (found.low, found.high)))
    return Bounds(low, high)


def _wanted(same: Merged, cells: Ints, goal: Bounds) -> Bounds:
    """How far keepers are to be followed: as far as one of their cells; an empty interval where none is."""
    kept = cells[goal.low < goal.high]
    low, high = np.full(len(same.keepers), np.inf), np.full(len(same.keepers), -np.inf)
    for end in (goal.low, goal.high):
        asked = (end[goal.low < goal.high] - same.offset[kept]) / same.factor[kept]
        np.minimum.at(low, same.keeper[kept], asked)
        np.maximum.at(high, same.keeper[kept], asked)
    return Bounds(low, high)


def _reach(same: Merged, limits: Bounds, goal: Bounds) -> Bounds:
    """How far keepers can be moved towards their goal, part by part of what hangs together."""
    low, high = limits.low.copy(), limits.high.copy()
    count = len(low)
    component = same.relations.components(count)
    for label in np.unique(component):
        cells = np.flatnonzero(component == label)
        is_wanted = goal.low[cells] < goal.high[cells]
        if is_wanted.any():
            part, rows = same.relations.among(component == label)
            inside = Bounds(limits.low[cells], limits.high[cells])
            attack = _attack(part.renumbered(columns(cells, count)), inside, same.sides[rows])
            low[cells], high[cells] = attack.reach(Bounds(goal.low[cells], goal.high[cells]), is_wanted)
    return Bounds(low, high)


def _attack(relations: Relations, limits: Bounds, sides: Floats) -> _Attack:
    """The attack on one part. What rounding leaves of sums of large numbers may be more than a programme tolerates."""
    try:
        return _Attack(Program(relations, limits, (sides, sides), PRIMAL), limits)
    except Unsolved:
        slack = TOLERANCE / 2 * np.maximum(1.0, np.abs(sides))
        return _Attack(Program(relations, limits, (sides - slack, sides + slack), PRIMAL), limits)


def narrowed(relations: Relations, known: Bounds) -> Bounds:
    """``known`` with what each equation says by itself: a part is at most the whole less the least of the others.

    Raises ``Unsolved`` when that leaves nothing of a cell.
    """
    low, high = known.low.copy(), known.high.copy()
    for _pass in range(_MOST_PASSES if len(relations) else 0):
        tighter = _narrow_once(relations, low, high)
        is_higher, is_lower = tighter.low > low + TOLERANCE, tighter.high < high - TOLERANCE
        # Less is not worth it: what comes nearer to one number for ever must stay wide enough for a programme.
        low, high = np.where(is_higher, tighter.low, low), np.where(is_lower, tighter.high, high)
        if not (is_higher | is_lower).any():
            break
    if (low - high > 10 * TOLERANCE * np.maximum(1.0, np.abs(high))).any():
        raise Unsolved("what is known contradicts itself")
    return _met(relations, Bounds(low, high), known)


def _met(relations: Relations, limits: Bounds, known: Bounds) -> Bounds:
    """Limits that all but meet as one number.

    It is the step between them: their middle would contradict the equations by the last bits, more than a programme
    takes for true. Beside known numbers without steps, such as quotients, it is their middle all the same.
    """
    low, high = limits.low, limits.high
    middle = np.where(high > low, np.where(np.isfinite(high - low), (low + high) / 2, 0.0), low)
    amount = _amounts(relations, middle)
    is_fixed = ~known.is_open
    is_uneven = is_fixed & (np.abs(amount - middle) > _ROUNDING * np.maximum(1.0, np.abs(middle)))
    beside = np.zeros(len(relations), dtype=bool)
    np.logical_or.at(beside, relations.rows, is_uneven[relations.cells])
    is_uneven[relations.cells[beside[relations.rows]]] = True
    near = _LAST_BITS * np.maximum(1.0, np.abs(np.where(np.isfinite(low), low, 0.0)))
    is_met = high - low <= np.where(is_uneven, near, _STEP / 2)
    one = np.where(is_fixed | is_uneven, middle, amount)
    return Bounds(np.where(is_met, one, low), np.where(is_met, one, high))


def _amounts(relations: Relations, near: Floats) -> Floats:
    """The amounts nearest to these numbers: steps, or tenths of them beside factors that are not whole."""
    step = np.full(len(near), _STEP)
    has_tenths = np.zeros(len(relations), dtype=bool)
    np.logical_or.at(has_tenths, relations.rows, relations.coefficients % 1 != 0)
    step[relations.cells[has_tenths[relations.rows]]] = _STEP / 10
    amounts: Floats = np.round(near / step) * step
    return amounts


def _narrow_once(relations: Relations, low: Floats, high: Floats) -> Bounds:
    value, cells, starts = relations.coefficients, relations.cells, relations.starts[:-1]
    ends = ordered(value * low[cells], value * high[cells])
    sizes = np.diff(relations.starts)
    others = []
    for outwards, end in zip((-1.0, 1.0), ends, strict=True):
        is_infinite = ~np.isfinite(end)
        finite = np.where(is_infinite, 0.0, end)
        total = np.repeat(np.add.reduceat(finite, starts), sizes) - finite
        # Outwards by what rounding can amount to: in a circle of equations it would grow from pass to pass.
        total += outwards * _ROUNDING * np.repeat(np.add.reduceat(np.abs(finite), starts), sizes)
        is_hindered = np.repeat(np.add.reduceat(is_infinite.astype(np.int64), starts), sizes) - is_infinite > 0
        others.append((total, is_hindered))
    (least, no_least), (most, no_most) = others
    smallest, largest = np.where(no_most, -np.inf, -most), np.where(no_least, np.inf, -least)
    limits = ordered(smallest / value, largest / value)
    tight = Bounds(np.full(len(low), -np.inf), np.full(len(high), np.inf))
    np.maximum.at(tight.low, cells, limits[0])
    np.minimum.at(tight.high, cells, limits[1])
    return tight


class _Attack:
    """How far the cells of one component can be moved."""

    def __init__(self, program: Program, limits: Bounds) -> None:
        self._program = program
        self._limits = limits
        start = program.cheapest()
        if start is None:
            raise Unsolved("a programme without costs and without end")
        self._low, self._high = start.copy(), start.copy()

    def reach(self, goal: Bounds, is_wanted: Flags) -> tuple[Floats, Floats]:
        """Lowest and highest values, followed up to ``goal`` or the limit of the programme."""
        ends = {-1: np.maximum(goal.low, self._limits.low), 1: np.minimum(goal.high, self._limits.high)}
        for sign, end in ends.items():
            self._push_together(sign, end, is_wanted)
        # All lowest ones, then all highest: each programme starts where its neighbour's ended.
        for sign, end in ends.items():
            for cell in np.flatnonzero(is_wanted):
                if self._is_short(sign, end)[cell]:
                    self._push(int(cell), sign)
        return self._low, self._high

    def _is_short(self, sign: int, end: Floats) -> Flags:
        slack = TOLERANCE * np.maximum(1.0, np.abs(np.where(np.isfinite(end), end, 0.0)))
        short: Flags = self._high < end - slack if sign > 0 else self._low > end + slack
        return short

    def _push_together(self, sign: int, end: Floats, is_wanted: Flags) -> None:
        """Move as many cells as possible at once towards their ends, as long as that saves single programmes."""
        for _round in range(_BULK_ROUNDS):
            short = is_wanted & self._is_short(sign, end) & np.isfinite(end)
            count = int(short.sum())
            if count < _BULK_LEAST:
                return
            # Nobody gains by going beyond its end, so that the others get their turn.
            beyond = np.where(short, end, self._limits.high if sign > 0 else self._limits.low)
            low, high = (self._limits.low, beyond) if sign > 0 else (beyond, self._limits.high)
            self._program.bound_all(low, high)
            distance = np.abs(end - (self._high if sign > 0 else self._low))
            self._program.cost_all(np.where(short, -sign / np.maximum(distance, TOLERANCE), 0.0))
            is_solved = self._see_cheapest()
            self._program.bound_all(self._limits.low, self._limits.high)
            self._program.cost_all(np.zeros(len(short)))
            if not is_solved or count - int((short & self._is_short(sign, end)).sum()) < _BULK_LEAST:
                return

    def _see_cheapest(self) -> bool:
        """Whether the solver found its way: where it did not, each cell is pushed by itself."""
        try:
            self._see(self._program.cheapest())
        except Unsolved:
            self._program.forget()
            return False
        return True

    def _push(self, cell: int, sign: int) -> None:
        try:
            found = self._program.extreme(cell, sign)
        except Unsolved:
            # There are values, which the start has shown. Where no method finds the last ones, the interval ends at
            # those seen so far: too narrow, so that more is hidden, and never too wide.
            self._program.cost(cell, 0.0)
            self._program.forget()
            return
        self._see(found)
        if found is None:
            (self._high if sign > 0 else self._low)[cell] = sign * np.inf

    def _see(self, values: Floats | None) -> None:
        if values is not None:
            np.minimum(self._low, values, out=self._low)
            np.maximum(self._high, values, out=self._high)
