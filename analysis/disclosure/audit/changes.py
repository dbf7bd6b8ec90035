"""Known changes of one part of a table, and what can be made of them by scaling and adding, without a programme.

Whatever satisfies the equations still does when it is scaled, and so do two changes added. Scaling keeps a change
within limits; adding takes a cell out of it that must not move.
"""

from __future__ import annotations

import numpy as np

from analysis.disclosure.cells.relations import Bounds, Flags, Floats, Ints

_NOTHING = 1e-8
"""Changes this small are what the solver leaves of zero."""

_MOST_TIMES = 10.0
"""How often a change may be taken: more would make of its last bits something that counts."""

_WITHOUT_END = 1e30
"""One divided by no room at all."""

_MOST_ROWS = 60
_MOST_PIVOTS = 6


class Changes:
    """Changes, a row each, of columns that hang together; a goal is a column and a distance.

    ``room`` is how far each column may move, down and up. ``reached`` says for each change which goals it reaches
    when it is scaled as far as there is room.
    """

    def __init__(self, room: Bounds, columns: Ints, distances: Floats, slack: Floats) -> None:
        self._room = room
        self._columns, self._distances, self._slack = columns, distances, slack
        self._rows = np.zeros((8, len(room.low)))
        self._reached = np.zeros((8, len(columns)), dtype=bool)
        self._most = np.zeros((8, 2))
        self._count = 0
        self._every = np.arange(len(columns))
        self._times = np.zeros(len(columns), dtype=np.int64)

    def add(self, rows: Floats) -> None:
        """Keep changes."""
        rows = np.where(np.abs(rows) > _NOTHING, rows, 0.0)
        count = self._count + len(rows)
        while count > len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
            self._reached = np.concatenate([self._reached, np.zeros_like(self._reached)])
            self._most = np.concatenate([self._most, np.zeros_like(self._most)])
        new = np.arange(self._count, count)
        self._rows[new] = rows
        self._see(new)
        self._count = count

    def _see(self, places: Ints) -> None:
        """How often the changes at these places can be taken, and which goals they reach then."""
        rows = self._rows[places]
        self._most[places] = _times(rows, self._room)
        self._reached[places] = self._reach(rows, self._most[places], self._every, self._distances)
        self._times += self._reached[places].sum(axis=0)

    @property
    def rows(self) -> Floats:
        """All changes kept."""
        return self._rows[: self._count]

    @property
    def lost(self) -> Ints:
        """The goals that nothing reaches."""
        return np.flatnonzero(self._times == 0)

    def narrow(self, room: Bounds, columns: Ints) -> None:
        """From now on there is less room in these columns."""
        self._room = room
        hurt = self._touching(columns)
        self._times -= self._reached[hurt].sum(axis=0)
        self._see(hurt)

    def resting_on(self, columns: Ints) -> Ints:
        """The goals that nothing reaches but changes of these columns."""
        hurt = self._touching(columns)
        lost = self._reached[hurt].sum(axis=0)
        return np.flatnonzero((lost > 0) & (self._times == lost))

    def reaching(self, goals: Ints, distances: Floats, columns: Ints, room: Bounds) -> Floats:
        """For each goal, with its distance, a change within ``room`` that reaches it; zeros where none was found.

        ``columns`` are those in which ``room`` is less than what everybody has.
        """
        found = np.zeros((len(goals), self._rows.shape[1]))
        hurt = self._touching(columns)
        pool = self._rows[hurt]
        most = np.minimum(self._most[hurt], _times(pool[:, columns], _at(room, columns)))
        self._take(found, pool, most, (goals, distances))
        width = room.high[columns] - room.low[columns]
        for column in columns[np.argsort(width, kind="stable")].tolist():
            is_open = ~found.any(axis=1)
            if not is_open.any():
                break
            mended, rest = _without(pool, column, self._columns[goals[is_open]])
            self._take(found, mended, _times(mended, room), (goals, distances))
            pool = np.concatenate([mended, rest if room.high[column] <= room.low[column] else pool])
        return found

    def _take(self, found: Floats, rows: Floats, most: Floats, asked: tuple[Ints, Floats]) -> None:
        """Note for each goal still open a row that reaches it, taken as often as it needs."""
        goals, distances = asked
        places = np.flatnonzero(~found.any(axis=1))
        if not len(rows) or not len(places):
            return
        is_reached = self._reach(rows, most, goals[places], distances[places])
        best = is_reached.argmax(axis=0)
        for number, place in enumerate(places.tolist()):
            row = best[number]
            if is_reached[row, number]:
                found[place] = rows[row] * (distances[place] / rows[row, self._columns[goals[place]]])

    def _reach(self, rows: Floats, most: Floats, goals: Ints, distances: Floats) -> Flags:
        """Which goals each row reaches, taken as often as it can be, ahead or turned round."""
        change = rows[:, self._columns[goals]] * np.sign(distances)
        far = np.maximum(change * most[:, :1], -change * most[:, 1:])
        is_far: Flags = (far >= np.abs(distances) - self._slack[goals]) & (change != 0)
        return is_far

    def _touching(self, columns: Ints) -> Ints:
        return np.flatnonzero((self._rows[: self._count, columns] != 0).any(axis=1))


def _at(bounds: Bounds, places: Ints) -> Bounds:
    return Bounds(bounds.low[places], bounds.high[places])


def _times(rows: Floats, room: Bounds) -> Floats:
    """How often each row can be taken within its room: ahead, and turned round."""
    with np.errstate(divide="ignore"):
        up, down = (np.minimum(1 / np.abs(end), _WITHOUT_END) for end in (room.high, room.low))
    used_up, used_down = rows * up, rows * down
    ahead = np.maximum(used_up.max(axis=1, initial=0.0), -used_down.min(axis=1, initial=0.0))
    back = np.maximum(used_down.max(axis=1, initial=0.0), -used_up.min(axis=1, initial=0.0))
    times: Floats = 1 / np.maximum(np.stack([ahead, back], axis=1), 1 / _MOST_TIMES)
    return times


def _without(rows: Floats, column: int, wanted: Ints) -> tuple[Floats, Floats]:
    """Sums of two rows each in which a column does not change, of those that move a wanted column; and the other rows.

    The shortest rows are taken first.
    """
    is_at = rows[:, column] != 0
    at, rest = rows[is_at], rows[~is_at]
    if len(at) < 2:
        return at[:0], rest
    at = at[np.argsort((at != 0).sum(axis=1), kind="stable")]
    is_user = (at[:, wanted] != 0).any(axis=1)
    is_user[:_MOST_PIVOTS] = True
    users, pivots = at[is_user][:_MOST_ROWS], at[:_MOST_PIVOTS]
    moved = np.flatnonzero(users.any(axis=0))
    factors = users[:, column][:, None] / pivots[:, column][None, :]
    short = users[:, None, moved] - factors[:, :, None] * pivots[None, :, moved]
    short[np.abs(short) < _NOTHING] = 0.0
    sums = np.zeros((factors.size, rows.shape[1]))
    sums[:, moved] = short.reshape(factors.size, len(moved))
    sums[:, column] = 0.0
    is_kept = (np.abs(factors).ravel() <= _MOST_TIMES) & (sums[:, wanted] != 0).any(axis=1)
    return sums[is_kept], rest
