"""Tables of some snapshots as one problem: every distinct cell once, what adds up to what, and what is printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.disclosure.audit.insiders import Insiders
from analysis.disclosure.cells.lattice import Parts, totals
from analysis.disclosure.cells.relations import Bounds, Flags, Floats, Ints, Relations, summed
from analysis.disclosure.linked.crossing import Grid, Key, Quantity, Release, States
from analysis.disclosure.rules import UNIT, PrimaryRules, gap
from analysis.disclosure.suppression.problem import Problem


@dataclass(frozen=True, slots=True)
class _Cell:
    """Who is in a cell with how much (0 for those who lack what it counts); what may be negative is ``is_net``.

    ``room``: how far it can be from 0 at most, where that is known.
    """

    name: str
    who: Ints
    amounts: Floats
    value: float
    is_net: bool = False
    is_secret: bool = True
    room: float | None = None


class Joined:
    """The cells of releases, the first of which are out already, and how all of them hang together."""

    def __init__(self, releases: Sequence[Release], earlier: int) -> None:
        snapshots = list({id(one.records): one.records for one in releases}.values())
        self._states = States(snapshots)
        self._grids = [Grid.of(release, self._states) for release in releases]
        self._earlier = earlier
        self._cells: list[_Cell] = []
        self._number: dict[object, int] = {}
        self._equations: list[Mapping[int, float]] = []
        self._of: list[dict[Quantity, Ints]] = [{} for _ in releases]
        for quantity in dict.fromkeys(one for release in releases for one in release.quantities):
            self._add(quantity)
        self._tells: dict[int, set[int]] = {}
        self._shown = [self._add_shown(number) for number in range(len(releases))]
        self._told: list[tuple[int, int, int]] = []
        self._changes()
        self._known, self._kept = self._printed_of(range(earlier)), self._kept_of(range(earlier))

    # --- cells ---------------------------------------------------------------------------------------------

    def _add(self, quantity: Quantity) -> None:
        """The cells of all tables that give away a quantity, as sums of the finest classes of records."""
        places = [number for number, grid in enumerate(self._grids) if quantity in grid.release.quantities]
        finest = np.stack([self._grids[number].finest for number in places])
        inside = np.flatnonzero((finest >= 0).any(axis=0))
        _, first, atom = np.unique(finest[:, inside], axis=1, return_index=True, return_inverse=True)
        atoms = np.full(finest.shape[1], -1, dtype=np.int64)
        atoms[inside] = atom.ravel()
        amounts = self._states.amounts(quantity)
        cell_of_atom = self._add_atoms(quantity, atoms, amounts, len(first))
        for number in places:
            self._of[number][quantity] = self._add_grid(number, quantity, (atoms, amounts), cell_of_atom)

    def _add_atoms(self, quantity: Quantity, atoms: Ints, amounts: Floats, count: int) -> Ints:
        who, inside = self._states.contributor, np.flatnonzero(atoms >= 0)
        size = int(who.max(initial=0)) + 1
        pairs, place = np.unique(atoms[inside] * size + who[inside], return_inverse=True)
        given = summed(place, amounts[inside], len(pairs))
        ends = np.searchsorted(pairs // size, np.arange(count + 1))
        found = [
            self._cell((quantity, _mark([atom])), _Cell("", pairs[a:b] % size, given[a:b], float(given[a:b].sum())))
            for atom, (a, b) in enumerate(zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True))
        ]
        return np.array(found, dtype=np.int64)

    def _add_grid(self, number: int, quantity: Quantity, classes: tuple[Ints, Floats], cell_of_atom: Ints) -> Ints:
        """The number of each cell of a table (-1: nobody is in it), with the equations between them."""
        grid, (atoms, amounts) = self._grids[number], classes
        inside = atoms >= 0
        members = grid.parts(atoms, np.ones(len(atoms)), inside)
        given = grid.parts(self._states.contributor, amounts, inside)
        every = np.arange(grid.count + 1)
        atom_ends, who_ends = np.searchsorted(members.cell, every), np.searchsorted(given.cell, every)
        found = np.full(grid.count, -1, dtype=np.int64)
        for cell in np.unique(members.cell).tolist():
            own = members.contributor[atom_ends[cell] : atom_ends[cell + 1]]
            who = slice(int(who_ends[cell]), int(who_ends[cell + 1]))
            total = float(given.amount[who].sum())
            one = _Cell(self._words(grid, cell), given.contributor[who], given.amount[who], total)
            found[cell] = self._cell((quantity, _mark(own.tolist())), one)
        for equation in grid.equations(found >= 0):
            self._equation((int(found[cell]), factor) for cell, factor in equation)
        for cell in np.unique(grid.finest[grid.finest >= 0]).tolist():
            own = cell_of_atom[members.contributor[atom_ends[cell] : atom_ends[cell + 1]]]
            self._equation([(int(found[cell]), -1.0), *((atom, 1.0) for atom in own.tolist())])
        return found

    def _words(self, grid: Grid, cell: int) -> str:
        codes = ", ".join(f"{name}={code}" for name, code in zip(grid.release.table.by, grid.key(cell), strict=True))
        return f"{grid.release.table.name}: {codes or 'alle'}"

    def _cell(self, mark: object, cell: _Cell) -> int:
        number = self._number.setdefault(mark, len(self._cells))
        if number == len(self._cells):
            self._cells.append(cell)
        elif not self._cells[number].name and cell.name:
            self._cells[number] = cell
        return number

    def _equation(self, entries: Iterable[tuple[int, float]]) -> None:
        row: dict[int, float] = {}
        for cell, factor in entries:
            row[cell] = row.get(cell, 0.0) + factor
        row = {cell: factor for cell, factor in row.items() if factor}
        if row:
            self._equations.append(row)

    # --- what is printed -----------------------------------------------------------------------------------

    def _add_shown(self, number: int) -> dict[int, int]:
        """For each cell of a table what its figure tells: the cell itself, or what is printed of it."""
        grid = self._grids[number]
        table, cells = grid.release.table, self._of[number][grid.release.quantities[0]]
        shown = {}
        for cell in np.flatnonzero(cells >= 0).tolist():
            told, unit = {int(cells[cell])}, table.rounding
            if table.decimals is not None:
                without, every = (int(self._of[number][one][cell]) for one in grid.release.quantities[1:])
                self._equation([(int(cells[cell]), 1.0), (without, 1.0), (every, -1.0)])
                told, unit = {*told, without}, self._cells[every].value / 100 / 10**table.decimals
            shown[cell] = self._printed(int(cells[cell]), unit) if unit else int(cells[cell])
            self._tells.setdefault(shown[cell], set()).update(told)
        return shown

    def _printed(self, cell: int, unit: float) -> int:
        """What is printed of a cell in multiples of a unit: its value less what rounding takes away."""
        of = self._cells[cell]
        value = float(np.round(of.value / unit) * unit)
        nobody: tuple[Ints, Floats] = (np.zeros(0, dtype=np.int64), np.zeros(0))
        mark = (cell, unit)
        printed = self._cell(("printed", mark), _Cell(of.name, *nobody, value, is_secret=False))
        rest = _Cell(of.name, *nobody, of.value - value, is_net=True, is_secret=False, room=unit / 2)
        off = self._cell(("off", mark), rest)
        self._equation([(cell, -1.0), (printed, 1.0), (off, 1.0)])
        return printed

    # --- snapshots -----------------------------------------------------------------------------------------

    def _changes(self) -> None:
        """What changed of a cell from one snapshot to another is a cell of its own: of those who changed."""
        seen: dict[object, dict[int, int]] = {}
        for number, grid in enumerate(self._grids):
            for quantity, cells in self._of[number].items():
                for cell in np.flatnonzero(cells >= 0).tolist():
                    mine = int(cells[cell])
                    others = seen.setdefault((quantity, grid.what(cell)), {})
                    for other, shown in others.items():
                        if other != mine:
                            self._told.append((shown, self._shown[number].get(cell, mine), self._change(other, mine)))
                    others.setdefault(mine, self._shown[number].get(cell, mine))

    def _change(self, before: int, after: int) -> int:
        old, new = self._cells[before], self._cells[after]
        who, place = np.unique(np.concatenate([old.who, new.who]), return_inverse=True)
        net = summed(place, np.concatenate([-old.amounts, new.amounts]), len(who))
        is_changed = np.abs(net) > _NOTHING
        cell = _Cell(f"{new.name} (Änderung)", who[is_changed], net[is_changed], new.value - old.value, is_net=True)
        number = self._cell(("change", before, after), cell)
        self._equation([(after, -1.0), (before, 1.0), (number, 1.0)])
        return number

    def changes_told(self) -> list[str]:
        """The changes that are sensitive, where one value is known already and the other is in a new table."""
        mine = {shown for number in range(self._earlier, len(self._shown)) for shown in self._shown[number].values()}
        return [
            self._cells[change].name
            for before, after, change in self._told
            if before in self._known and after in mine and self._levels[change] > 0
        ]

    # --- what is out -----------------------------------------------------------------------------------------

    def _printed_of(self, numbers: Iterable[int]) -> set[int]:
        return {
            shown for number in numbers for cell, shown in self._shown[number].items() if not self._is_dot(number, cell)
        }

    def _kept_of(self, numbers: Iterable[int]) -> set[int]:
        return {
            shown for number in numbers for cell, shown in self._shown[number].items() if self._is_dot(number, cell)
        }

    def _is_dot(self, number: int, cell: int) -> bool:
        grid = self._grids[number]
        return grid.key(cell) in grid.release.hidden

    def hidden_figures(self) -> Flags:
        """The figures that no release prints."""
        return ~np.isin(np.array(list(self._tells)), sorted(self._printed_of(range(len(self._shown)))))

    # --- the problem -----------------------------------------------------------------------------------------

    def problem(self, rules: PrimaryRules) -> Problem:
        """What is to be protected, by the strictest rules of all releases: a figure for each cell shown in any table.

        Figures printed already are among them; their cells are known from the start.
        """
        cells = self._cells
        values, is_net = np.array([one.value for one in cells]), np.array([one.is_net for one in cells])
        self._levels = level = self._gaps({rules, *(grid.release.rules for grid in self._grids)})
        most = 2 * (np.abs(values).max(initial=0.0) + level.max(initial=0.0) + 1)
        room = np.array([most if one.room is None else one.room for one in cells])
        limits = Bounds(np.where(is_net, -room, 0.0), room)
        known = np.array(sorted(self._known), dtype=np.int64)
        limits.low[known] = limits.high[known] = values[known]
        kept = self._kept | {after for before, after, _change in self._told if before in self._kept}
        forced = [shown in kept or any(level[cell] > 0 for cell in told) for shown, told in self._tells.items()]
        shown = np.array(list(self._tells), dtype=np.int64)
        self._figure = {cell: number for number, cell in enumerate(shown.tolist())}
        self.is_printed = np.isin(shown, known)
        return Problem(
            relations=Relations.of(self._equations),
            values=values,
            limits=limits,
            level_down=np.where(is_net, level, np.minimum(level, values)),
            level_up=level,
            costs=np.where(self.is_printed, most * len(shown), 1.0 + np.abs(values[shown])),
            is_forced=np.array(forced, dtype=bool) & ~self.is_printed,
            figure=np.arange(len(shown)),
            cell=shown,
        )

    def _gaps(self, rules: Iterable[PrimaryRules]) -> Floats:
        """How far an attacker must be kept from each cell; from one without contributors, so that it is not known."""
        given = [np.abs(one.amounts) for one in self._cells]
        cell = np.repeat(np.arange(len(given)), [len(one) for one in given])
        amount = np.concatenate(given) if given else np.zeros(0)
        who = np.concatenate([one.who for one in self._cells])
        gives = amount > 0
        parts = Parts(cell[gives], who[gives], amount[gives], amount[gives])
        level = np.zeros(len(given))
        for rule in rules:
            level = np.maximum(level, gap(totals(parts, len(given), rule.top), rule))
        nobody = np.bincount(parts.cell, minlength=len(given)) == 0
        is_secret = np.array([one.is_secret for one in self._cells])
        return np.where(is_secret, np.where(nobody, UNIT, level), 0.0)

    def insiders(self) -> Insiders:
        """Who is in each cell with how much; what a change is for others limits nothing, whatever one's own is.

        Attacked are those alone in any cell, and pairs of the cells that tables show.
        """
        cell = np.repeat(np.arange(len(self._cells)), [len(one.who) for one in self._cells])
        who = np.concatenate([one.who for one in self._cells])
        amount = np.concatenate([np.where(one.is_net, -_WITHOUT_END, one.amounts) for one in self._cells])
        is_shown = np.zeros(len(self._cells), dtype=bool)
        is_shown[[cell for told in self._tells.values() for cell in told]] = True
        return Insiders(Parts(cell, who, amount, amount), len(self._cells), is_shown)

    def hidden(self, number: int, hidden: Flags) -> frozenset[Key]:
        """The cells of a table whose figures are hidden."""
        shown = self._shown[number].items()
        return frozenset(self._grids[number].key(cell) for cell, told in shown if hidden[self._figure[told]])

    def name(self, cell: int) -> str:
        """A cell in words."""
        return self._cells[cell].name or "eine Differenz der Tabellen"


_NOTHING = 1e-9
_WITHOUT_END = 1e15


def _mark(atoms: Sequence[int]) -> bytes:
    return np.array(sorted(atoms), dtype=np.int64).tobytes()
