"""Somebody who has the JSON of a release and nothing else: reads it, subtracts, and asks scipy what else follows.

Nothing here comes from the code that protects. A quantity is a name with the part of the wave it is about; every
figure that is printed is an equation between quantities, and so is what everybody knows of questions and groups.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from tests.unit.disclosure.invented import COMPANY, LEADING, MERGED, SCORES, Answer

Where: TypeAlias = frozenset[tuple[str, str]]
Quantity: TypeAlias = tuple[str, str, str, Where]
"""Role, what is added up, of which item (and answer), and where."""

Terms: TypeAlias = Mapping[Quantity, float]
Floats: TypeAlias = NDArray[np.float64]

TOTAL, ROUTED_ITEM, FILTER = "total", "strength", "trains"
SINGLE = {"trains": ("1", "2", "3", "4"), "strength": ("0", "1", "2", "3")}
SLACK = 1e-4
"""Nine decimals of a share or a quotient, times what it is a share of."""


class Reader:
    """The equations that a release gives to whoever reads the tables that are ``wanted``.

    ``filters`` are the roles whose way through the questions the reader knows.
    """

    def __init__(
        self,
        tree: Mapping[str, Any],
        wanted: Callable[[str], bool] = lambda _table: True,
        filters: Collection[str] = (COMPANY,),
    ) -> None:
        self._filters = filters
        self.quantities: dict[Quantity, int] = {}
        self._rows: list[tuple[Terms, float]] = []
        for table in tree["tables"]:
            if wanted(table["id"]):
                self._read(table)
        for counts in tree["participation"]:
            if wanted(f"{counts['role']}.participation"):
                self._take_part(counts)
        self._know()

    def _name(self, quantity: Quantity) -> int:
        return self.quantities.setdefault(quantity, len(self.quantities))

    def _note(self, terms: Terms, value: float = 0.0) -> None:
        for quantity in terms:
            self._name(quantity)
        self._rows.append((terms, value))

    # --- what is printed -------------------------------------------------------------------------------

    def _read(self, table: Mapping[str, Any]) -> None:
        role, item, word = table["id"].split(".")[:3]
        names = [dimension["id"] for dimension in table["dimensions"]]
        for dimension in table["dimensions"]:
            if dimension["id"] != "answer":
                self._groups(role, table, dimension)
        for cell in table["cells"]:
            key = dict(zip(names, cell["key"], strict=True))
            answer = key.pop("answer", "")
            where = frozenset(pair for pair in key.items() if pair[1] != TOTAL)
            self._figure((role, item, word), answer, where, cell)

    def _figure(self, table: tuple[str, str, str], answer: str, where: Where, cell: Mapping[str, Any]) -> None:
        role, item, word = table
        base = _base(role, item, where)
        main, terms = _said(table, answer, where)
        for quantity in (base, *main, *terms):
            self._name(quantity)
        if isinstance(cell["value"], dict) or cell["value"] is None:
            return
        self._note({base: 1.0}, cell["n"])
        if word == "share_of_employees":
            self._note({(role, "sum", "need", where): 1.0, (role, "sum", "emp_total", where): -cell["value"]})
        else:
            times = 1.0 if word == "sum" else float(cell["n"])
            self._note(terms, cell["value"] * times)

    def _take_part(self, counts: Mapping[str, Any]) -> None:
        role = counts["role"]
        every: list[Where] = []
        for cell in counts["by_stratum"]:
            sector, size = cell["key"][0].split("/")
            where = frozenset({("sector_group", sector), ("size_group", size)})
            every.append(where)
            self._took_part(role, where, cell["value"], cell["n"])
        self._took_part(role, frozenset(), counts["submitted"], counts["invited"])
        nowhere: Where = frozenset()
        begun, between, rest = ((role, kind, "", nowhere) for kind in ("begun", "between", "not begun"))
        self._note({(role, "n", "", nowhere): 1.0, between: 1.0, begun: -1.0})
        self._note({begun: 1.0, rest: 1.0, (role, "invited", "", nowhere): -1.0})
        if not isinstance(counts["started"], dict):
            self._note({begun: 1.0}, counts["started"])
        for kind in ("n", "out", "invited"):
            self._sums(role, kind, every)

    def _took_part(self, role: str, where: Where, submitted: Any, invited: Any) -> None:
        inside, outside, both = ((role, kind, "", where) for kind in ("n", "out", "invited"))
        self._note({inside: 1.0, outside: 1.0, both: -1.0})
        for quantity, count in ((inside, submitted), (both, invited)):
            if not isinstance(count, dict):
                self._note({quantity: 1.0}, count)

    # --- what everybody knows --------------------------------------------------------------------------

    def _sums(self, role: str, kind: str, strata: Iterable[Where]) -> None:
        """Strata make sectors, sizes, and what these are merged into, and the whole."""
        listed = list(strata)
        self._note({(role, kind, "", where): 1.0 for where in listed} | {(role, kind, "", frozenset()): -1.0})
        pairs = {pair for where in listed for pair in where}
        wider = {(name, group) for name, code in pairs for group, codes in MERGED.items() if code in codes}
        for name, group in sorted(pairs | wider):
            codes = MERGED.get(group, {group})
            inside = [where for where in listed if any((name, code) in where for code in codes)]
            whole = (role, kind, "", frozenset({(name, group)}))
            self._note({(role, kind, "", where): 1.0 for where in inside} | {whole: -1.0})

    def _groups(self, role: str, table: Mapping[str, Any], dimension: Mapping[str, Any]) -> None:
        """The groups of a breakdown make the whole, for everything that the table is about."""
        _role, item, word = table["id"].split(".")[:3]
        groups = [one["code"] for one in dimension["categories"] if one["code"] != TOTAL]
        answers = [
            one["code"] for other in table["dimensions"] if other["id"] == "answer" for one in other["categories"]
        ]
        nowhere: Where = frozenset()
        for answer in answers or [""]:
            main, _terms = _said((role, item, word), answer, nowhere)
            for quantity in {_base(role, item, nowhere), *main}:
                parts = {(*quantity[:3], frozenset({(dimension["id"], group)})): 1.0 for group in groups}
                self._note({**parts, quantity: -1.0})

    def _know(self) -> None:
        """Both sides of shares, answers that exclude one another, points, and who was asked."""
        for role, kind, item, where in list(self.quantities):
            if kind == "yes":
                no, base = (role, "no", item, where), _base(role, item.partition("=")[0], where)
                self._note({(role, "yes", item, where): 1.0, no: 1.0, base: -1.0})
            if kind == "points":
                self._points(role, where)
        for role, item, where in {(q[0], q[2].partition("=")[0], q[3]) for q in self.quantities if q[1] == "yes"}:
            if item in SINGLE:
                answers = {(role, "yes", f"{item}={code}", where): 1.0 for code in SINGLE[item]}
                self._note({**answers, _base(role, item, where): -1.0})
            if item == FILTER and role in self._filters:
                self._filter(role, where)
        for role, where in {(q[0], q[3]) for q in self.quantities if q[1:3] == ("sum", "need")}:
            self._note({(role, kind, item, where): factor for kind, item, factor in _REST})

    def _points(self, role: str, where: Where) -> None:
        reached = (role, "points", ROUTED_ITEM, where)
        asked = _base(role, ROUTED_ITEM, where)
        self._note({reached: 1.0, (role, "left", ROUTED_ITEM, where): 1.0, asked: -3.0})
        codes = {(role, "yes", f"{ROUTED_ITEM}={code}", where): -float(score) for code, score in SCORES.items()}
        self._note({reached: 1.0, **codes})

    def _filter(self, role: str, where: Where) -> None:
        """Who gave one of the leading answers was asked the next question, nobody else."""
        asked, everybody = _base(role, ROUTED_ITEM, where), _base(role, FILTER, where)
        if asked in self.quantities:
            self._note({(role, "yes", f"{FILTER}={code}", where): 1.0 for code in LEADING[role]} | {asked: -1.0})
            self._note({asked: 1.0, (role, "outside", ROUTED_ITEM, where): 1.0, everybody: -1.0})

    # --- what follows ----------------------------------------------------------------------------------

    def limits(self, own: Mapping[Quantity, float], fixed: Mapping[Quantity, float]) -> Solver:
        """The quantities for somebody who gave ``own`` to them and knows those ``fixed``."""
        low = np.zeros(len(self.quantities))
        high = np.full(len(self.quantities), np.inf)
        for quantity, amount in own.items():
            low[self.quantities[quantity]] = amount
        for quantity, value in fixed.items():
            low[self.quantities[quantity]] = high[self.quantities[quantity]] = value
        matrix = np.zeros((len(self._rows), len(self.quantities)))
        for row, (terms, _value) in zip(matrix, self._rows, strict=True):
            for quantity, factor in terms.items():
                row[self.quantities[quantity]] += factor
        return Solver(matrix, np.array([value for _terms, value in self._rows]), low, high)


_REST = (("sum", "need", 1.0), ("rest", "need", 1.0), ("sum", "emp_total", -1.0))


class Solver:
    """The lowest and the highest value of a quantity: by subtraction where that is enough, else by a programme."""

    def __init__(self, matrix: Floats, values: Floats, low: Floats, high: Floats) -> None:
        self._known = np.where(low == high, low, np.nan)
        self._subtract(matrix, values)
        is_open = np.isnan(self._known)
        self._matrix = matrix
        self._left = values - matrix[:, ~is_open] @ self._known[~is_open]
        self._bounds = np.stack([low, high], axis=1)
        pattern = csr_matrix(((matrix != 0) & is_open).astype(np.float64))
        _count, self._part = connected_components(pattern.T @ pattern, directed=False)

    def _subtract(self, matrix: Floats, values: Floats) -> None:
        """An equation with one quantity left tells it."""
        is_there = matrix != 0
        while True:
            single = np.flatnonzero((is_there & np.isnan(self._known)).sum(axis=1) == 1)
            for row in single.tolist():
                for place in np.flatnonzero(is_there[row] & np.isnan(self._known)).tolist():
                    others = matrix[row] @ np.nan_to_num(self._known)
                    self._known[place] = (values[row] - others) / matrix[row, place]
            if not len(single):
                return

    def interval(self, place: int) -> tuple[float, float]:
        """Between which limits a quantity lies."""
        if not np.isnan(self._known[place]):
            return float(self._known[place]), float(self._known[place])
        inside = np.flatnonzero((self._part == self._part[place]) & np.isnan(self._known))
        matrix = self._matrix[:, inside]
        rows = np.flatnonzero((matrix != 0).any(axis=1))
        matrix, left = matrix[rows], self._left[rows]
        costs = (inside == place).astype(np.float64)
        ends = []
        for sign in (1.0, -1.0):
            found = linprog(
                sign * costs,
                np.concatenate([matrix, -matrix]),
                np.concatenate([left + SLACK, SLACK - left]),
                bounds=self._bounds[inside],
                method="highs-ds",
            )
            assert found.status in (0, 3, 4), found.message
            ends.append(sign * found.fun if found.status == 0 else -sign * np.inf)
        return ends[0], ends[1]


def _base(role: str, item: str, where: Where) -> Quantity:
    """Everybody answers every question that everybody is asked."""
    return (role, "asked", item, where) if item == ROUTED_ITEM else (role, "n", "", where)


def _said(table: tuple[str, str, str], answer: str, where: Where) -> tuple[list[Quantity], Terms]:
    """The quantities that a figure is about, and what its value, times its base, is the sum of."""
    role, item, word = table
    if word == "share":
        yes = (role, "yes", f"{item}={answer}", where)
        return [yes], {yes: 1.0}
    if word == "top2":
        best = {(role, "yes", f"{item}={code}", where): 1.0 for code in ("2", "3")}
        return list(best), best
    if word == "mean":
        points = (role, "points", item, where)
        return [points], {points: 1.0}
    if word == "share_of_employees":
        return [(role, "sum", one, where) for one in ("need", "emp_total")], {}
    return [(role, "sum", item, where)], {(role, "sum", item, where): 1.0}


# --- the truth -----------------------------------------------------------------------------------------


def given(quantity: Quantity, answers: Iterable[Answer], silent: Iterable[tuple[str, str]] = ()) -> dict[str, float]:
    """Who gave how much to a quantity."""
    role, kind, item, where = quantity
    found: dict[str, float] = {}
    for one in answers:
        if one.role == role and _is_in(where, one.sector, one.size, one.kreis):
            amount = _amount(kind, item, one.said)
            if amount:
                found[one.who] = found.get(one.who, 0.0) + amount
    if role == COMPANY and kind in ("out", "invited", "not begun"):
        found |= {f"q{n}": 1.0 for n, place in enumerate(silent) if _is_in(where, *place)}
    return found


def _is_in(where: Where, sector: str, size: str, kreis: str = "") -> bool:
    place = {"sector_group": sector, "size_group": size, "kreis": kreis}
    return all(place[name] in MERGED.get(group, {group}) for name, group in where)


def _amount(kind: str, item: str, said: Mapping[str, Any]) -> float:
    name, _, code = item.partition("=")
    answer = said.get(name)
    if kind in ("yes", "no"):
        is_said = code in answer if isinstance(answer, list) else answer == code
        return float(answer is not None and is_said == (kind == "yes"))
    if kind in ("points", "left"):
        score = 0 if answer is None else SCORES[answer]
        return float(score if kind == "points" or answer is None else 3 - score)
    if kind == "rest":
        return float(said["emp_total"] - said["need"])
    if kind == "sum":
        return float(said[name])
    of_all = {"n": 1.0, "invited": 1.0, "begun": 1.0, "out": 0.0, "not begun": 0.0, "between": 0.0}
    return {**of_all, "asked": float(answer is not None), "outside": float(answer is None)}[kind]


def level(amounts: Iterable[float], minimum: int, p_percent: float) -> float:
    """How far a total must stay open; 0 for a safe one, also for one that nobody is in."""
    first, second, *_ = [*sorted(amounts, reverse=True), 0.0, 0.0]
    listed = [one for one in amounts if one]
    short = p_percent / 100 * first - (sum(listed) - first - second)
    if not listed or (len(listed) >= minimum and short <= 1e-9):
        return 0.0
    return max(short, 1.0)


class Truth:
    """What a wave really says, to be held against what a reader finds out."""

    def __init__(self, answers: list[Answer], silent: list[tuple[str, str]]) -> None:
        self._answers, self._silent = answers, silent
        self._given: dict[Quantity, dict[str, float]] = {}

    def given(self, quantity: Quantity) -> dict[str, float]:
        """Who gave how much."""
        if quantity not in self._given:
            self._given[quantity] = given(quantity, self._answers, self._silent)
        return self._given[quantity]

    def secrets(self, reader: Reader) -> Iterator[tuple[Quantity, float, float]]:
        """The quantities that nobody may find out, with their values and levels."""
        for quantity in reader.quantities:
            amounts = list(self.given(quantity).values())
            if needed := level(amounts, 3, 10):
                yield quantity, sum(amounts), needed

    def found_out(self, reader: Reader, who: frozenset[str] = frozenset()) -> list[tuple[Quantity, str]]:
        """What outsiders, or some contributors together, learn: exactly, or nearer than its level."""
        members = {one: self.given(one) for one in reader.quantities}
        own = {one: sum(amounts.get(name, 0.0) for name in who) for one, amounts in members.items()}
        fixed = {one: sum(amounts.values()) for one, amounts in members.items() if amounts and set(amounts) <= who}
        solver = reader.limits(own, fixed)
        found = []
        for quantity, value, needed in self.secrets(reader):
            if quantity in fixed:
                continue
            rest = [amount for name, amount in members[quantity].items() if name not in who]
            short = 0.1 * max(rest) - (sum(rest) - max(rest))
            up = needed if len(rest) == len(members[quantity]) else min(needed, max(short, 1.0))
            low, high = solver.interval(reader.quantities[quantity])
            assert low - 0.1 <= value <= high + 0.1, (quantity, low, value, high)
            if high - low < 0.5:
                found.append((quantity, "exact"))
            elif high < value + up - 0.1 or low > value - min(up, sum(rest)) + 0.1:
                found.append((quantity, "near"))
        return found

    def coalitions(self, reader: Reader) -> list[frozenset[str]]:
        """Who is alone in a quantity, alone or with one other, and the two largest of each that nobody may find out."""
        found: dict[frozenset[str], None] = {}
        for quantity, _value, _needed in self.secrets(reader):
            largest = sorted(self.given(quantity).items(), key=lambda one: (-one[1], one[0]))[:2]
            found[frozenset(who for who, _amount in largest)] = None
        return list(found)

    def known_to_be_nobody(self, reader: Reader) -> list[Quantity]:
        """The sides of shares that nobody took, where that cannot be hidden from outsiders."""
        solver = reader.limits({}, {})
        empty = [one for one in reader.quantities if one[1] in ("yes", "no") and not self.given(one)]
        asked = [one for one in empty if self.given(_base(one[0], one[2].partition("=")[0], one[3]))]
        return [one for one in asked if solver.interval(reader.quantities[one])[1] < 0.9]
