"""How the tables of a report hang together: what each figure gives away, and which totals are sums of others.

Known to everybody are the categories of a dimension that add up, the two sides of a share, what means and shares of
the same answers have in common, and who was asked. All of it becomes one ``System``; no figure is looked at alone.
"""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.disclosure.report import identities
from analysis.disclosure.report.filters import ANSWER, WHOLE, Questions, Where, connect, route_to
from analysis.disclosure.report.primary import Key, hidden, is_of_nobody
from analysis.disclosure.report.routes import Routes
from analysis.disclosure.report.system import Kind, System, combined, part_of
from analysis.release import Dimension, Measure, Rules
from analysis.sides import PAIRS, VIEW
from analysis.tallies import LONGEST_COMPLETE, Part, Tabulation, Tally

TOTAL = "total"

_DIGITS = 9
"""What rounding leaves of a quotient that is the same for all."""


@dataclass(frozen=True, slots=True)
class _Figure:
    """A tally with its place."""

    where: Where
    tally: Tally


def link(system: System, tabulations: Sequence[Tabulation], routes: Routes, rules: Rules, era: str = "") -> None:
    """Put tables into the system: their figures are named by the table's id and the cell's key.

    ``routes`` are known to everybody who reads the questionnaires. ``era`` goes before the names of what was counted
    from other data.
    """
    by_quantity: dict[str, list[Tabulation]] = {}
    for one in tabulations:
        tabulation = replace(one, quantity=era + one.quantity, head=replace(one.head, id=era + one.head.id))
        by_quantity.setdefault(tabulation.quantity, []).append(tabulation)
    for quantity, together in by_quantity.items():
        linked = _Quantity(system, quantity, together, routes)
        for tabulation in together:
            linked.take(tabulation, rules)
        for tabulation in together:
            linked.add_up(tabulation)
    every = [tabulation for together in by_quantity.values() for tabulation in together]
    for tabulation in every:
        if tabulation.made_of:
            _compose(system, tabulation)
    identities.connect(system, _places(every), era)
    _pair(system, every)
    for role in dict.fromkeys(tabulation.head.role for tabulation in every):
        mine = [tabulation for tabulation in every if tabulation.head.role == role]
        connect(system, _questions(mine), routes, era + role)


class _Quantity:
    """The tables that break down one quantity."""

    def __init__(self, system: System, quantity: str, together: Sequence[Tabulation], routes: Routes) -> None:
        self._system, self._quantity = system, quantity
        self._role = together[0].head.role
        self._condition = route_to(routes, quantity).condition
        dimensions = (dimension for tabulation in together for dimension in tabulation.head.dimensions)
        self._domains = frozenset(one.id for one in dimensions if one.partition) - {ANSWER}
        self._incomplete: set[str] = set()
        """The dimensions of which not all categories have a line: nobody knows that the others are empty."""
        self._open: set[tuple[str, str]] = set()  # tables, and dimensions of which they do not list every category
        self._is_weighted = any(tally.weighted for tabulation in together for tally in tabulation.tallies)

    def take(self, tabulation: Tabulation, rules: Rules) -> None:
        """The cells and figures of a table, and what each figure says by itself; of nobody there is nothing to say."""
        head = tabulation.head
        if is_of_nobody(tabulation):
            return
        if tabulation.is_unseen:
            for one in _figures(tabulation):
                self._cells(one, head.measure)
            return
        unsafe = hidden(tabulation, rules)
        is_sum = head.measure is not Measure.MEDIAN
        unshown = _unshown(tabulation, unsafe)
        self._open |= {(head.id, dimension) for dimension, keys in unshown.items() if keys}
        left_out = frozenset().union(*unshown.values())
        for one in _figures(tabulation):
            if one.tally.key in left_out:
                continue
            name, is_forced = (head.id, one.tally.key), one.tally.key in unsafe
            cells, cost = self._cells(one, head.measure), 1.0 + one.tally.base.contributors
            self._system.figure(name, cells, cost, is_forced=is_forced, is_sum=is_sum)

    def add_up(self, tabulation: Tabulation) -> None:
        """The equations between the figures of a table."""
        head = tabulation.head
        for dimension in head.dimensions:
            if dimension.partition:
                for where, places in _rows(tabulation, dimension).items():
                    is_open = (head.id, dimension.id) in self._open
                    self._add_up(where, dimension.id, (places, head.measure), is_open=is_open)

    # --- one figure ------------------------------------------------------------------------------------

    def _cells(self, one: _Figure, measure: Measure) -> list[int]:
        """The cells that a figure gives away, the most telling first."""
        tally, where = one.tally, one.where
        asked = _asked(tally)
        base = self._cell(_base(where), "base", tally.base, asked)
        found, whole = [base], self._whole(where, tally, base)
        if measure is not Measure.MEDIAN:
            kind = _kind(tally, measure)
            sides = enumerate(tally.parts)
            found = [*(self._cell(where, str(side), part, kind) for side, part in sides), base]
            self._sides(found[:-1], whole, measure)
        if tally.is_routed:
            outside = self._cell(_base(where), "outside", tally.outside, asked)
            everybody = self._everybody(where, tally)
            self._system.equation([(base, 1.0), (outside, 1.0), (everybody, -1.0)])
            found.append(outside)
        return found

    def _whole(self, where: Where, tally: Tally, base: int) -> int:
        """How many the answers stand for: as many as there are, or what they are weighted with."""
        name = (self._quantity, _base(where), WHOLE)
        if tally.weighted is None:
            self._system.call(name, base)
            return base
        return self._cell(_base(where), WHOLE, tally.weighted, _asked(tally))

    def _cell(self, where: Where, side: str, part: Part, kind: Kind) -> int:
        scope: Hashable = self._scope(where)
        if kind is Kind.ROUTED:
            # Two filters may let the same people through, or let them through in one group and not in another.
            domain = _domain(where)
            scope = scope, self._condition, self._known(where - domain, side) if domain else None
        return self._system.signed((self._quantity, where, side), part, kind, scope)

    def _scope(self, where: Where) -> tuple[str, Where]:
        """Where cells of other quantities can be the same: whoever is counted has to be in the same domain."""
        return self._role, frozenset(pair for pair in where if pair[0] in self._domains)

    def _sides(self, sides: Sequence[int], whole: int, measure: Measure) -> None:
        """Both sides of a scale are as much as the answers allow; a part and what is left of it are the whole."""
        system = self._system
        if len(sides) == 2 and measure is not Measure.RATIO and system.values[whole]:
            first, second = sides
            factor = round((system.values[first] + system.values[second]) / system.values[whole], _DIGITS)
            if measure is Measure.SHARE and factor != 1.0:
                return  # a quotient of two sums, of which neither is a part of the other
            system.equation([(first, 1.0), (second, 1.0), (whole, -factor)])
        elif len(sides) % 3 == 0:
            for above, below, rest in zip(*(iter(sides),) * 3, strict=True):
                system.equation([(above, 1.0), (rest, 1.0), (below, -1.0)])

    def _everybody(self, where: Where, tally: Tally) -> int:
        group = frozenset(pair for pair in where if pair[0] in BROKEN_DOWN | {VIEW})
        name = (self._quantity, group, "everybody")
        found = self._system.known(name)
        if found is not None:
            return found
        both = combined([(1.0, tally.base.given()), (1.0, tally.outside.given())])
        return self._system.cell(name, part_of(both), Kind.ASKED, self._scope(group))

    # --- several figures -------------------------------------------------------------------------------

    def _add_up(self, where: Where, dimension: str, figures: tuple[Iterable[str], Measure], *, is_open: bool) -> None:
        """The categories of a dimension make what stands without it, of all that these figures give away.

        It ``is_open`` where nobody outside knows that those without a line are empty.
        """
        places, measure = figures
        below = [where | {(dimension, place)} for place in places]
        if dimension == ANSWER:
            self._answers(where, below, is_open=is_open)
            return
        bases = [_base(one) for one in below]
        if self._is_weighted:
            self._sum((_base(where), WHOLE, dimension), bases, is_open=is_open)
        self._sum((_base(where), "base", dimension), bases, is_open=is_open)
        if dimension != VIEW:  # who is outside of pairs answered perhaps, and only the other side did not
            self._sum((_base(where), "outside", dimension), bases, is_open=is_open)
        if measure is not Measure.MEDIAN:
            for side in range(6):
                self._sum((where, str(side), dimension), below, is_open=is_open)

    def _answers(self, where: Where, below: Sequence[Where], *, is_open: bool) -> None:
        """Everybody in the base gave one of the answers."""
        whole = self._known(where, WHOLE)
        parts = [self._known(one, "0") for one in below]
        if whole is not None:
            terms = [(cell, 1.0) for cell in parts if cell is not None]
            self._system.addition((self._quantity, where, "answers"), whole, terms, is_open=is_open)

    def _known(self, where: Where, side: str) -> int | None:
        return self._system.known((self._quantity, where, side))

    def _sum(self, place: tuple[Where, str, str], below: Sequence[Where], *, is_open: bool) -> None:
        where, side, dimension = place
        parts = [cell for one in below if (cell := self._known(one, side)) is not None]
        if not parts:
            return
        whole = self._known(where, side)
        if whole is None:
            whole = self._cell(where, side, self._system.sum_of(parts), Kind.OTHER)
        name = (self._quantity, where, side, dimension)
        self._system.addition(name, whole, [(cell, 1.0) for cell in parts], is_open=is_open)


def _pair(system: System, tabulations: Iterable[Tabulation]) -> None:
    """Both sides of pairs have the same base, and so has what is made of both: whoever sees one n knows the others."""
    known: dict[tuple[str, Where], int] = {}
    for one in tabulations:
        if one.head.role == PAIRS:
            for figure in _figures(one):
                place = _base(figure.where)
                base = system.known((one.quantity, place, "base"))
                about = one.head.id, frozenset(pair for pair in place if pair[0] != VIEW)
                if base is not None:
                    system.equation([(known.setdefault(about, base), 1.0), (base, -1.0)])


def _compose(system: System, tabulation: Tabulation) -> None:
    """A mean and a sum of shares are made of the shares of single codes, hours of the places of each class."""
    source = tabulation.source or f"{tabulation.quantity.rpartition('.')[0]}.share"
    along = [
        category.code for one in tabulation.head.dimensions if one.id == tabulation.along for category in one.categories
    ]
    for one in _figures(tabulation):
        own = [code for name, code in one.where if name == tabulation.along]
        place = frozenset(pair for pair in one.where if pair[0] != tabulation.along)
        for side in range(len(one.tally.parts)):
            whole = system.known((tabulation.quantity, one.where, str(side)))
            totals = ((code, system.known((source, place | {(ANSWER, code)}, "0"))) for code in tabulation.made_of)
            column = along.index(own[0]) if own else side
            terms = [(cell, tabulation.made_of[code][column]) for code, cell in totals if cell is not None]
            if whole is not None and terms:
                system.addition((tabulation.quantity, one.where, side, "codes"), whole, terms)


def _questions(tabulations: Iterable[Tabulation]) -> Questions:
    """The routed questions, the choices and the domains of a role's tables."""
    found = Questions()
    for tabulation in tabulations:
        answers = [one for one in tabulation.head.dimensions if one.id == ANSWER and one.partition]
        for one in _figures(tabulation):
            domain = _domain(one.where)
            place = one.where - domain
            about = tabulation.quantity, _base(place)
            found.domains[domain] = None
            if not domain and one.tally.is_routed:
                found.routed[about] = None
            if not domain and answers and tabulation.head.measure is Measure.SHARE:
                codes = found.choices.setdefault(about, {})
                codes.update((code, None) for name, code in place if name == ANSWER)
    return found


def _places(tabulations: Iterable[Tabulation]) -> Mapping[str, set[Where]]:
    """Where there are figures of each quantity."""
    found: dict[str, set[Where]] = {}
    for tabulation in tabulations:
        found.setdefault(tabulation.quantity, set()).update(one.where for one in _figures(tabulation))
    return found


def _figures(tabulation: Tabulation) -> Iterator[_Figure]:
    names = [dimension.id for dimension in tabulation.head.dimensions]
    for tally in tabulation.tallies:
        pairs = zip(names, tally.key, strict=True)
        yield _Figure(frozenset(pair for pair in pairs if pair[1] != TOTAL), tally)


def _unshown(tabulation: Tabulation, unsafe: Container[Key]) -> Mapping[str, frozenset[Key]]:
    """For each dimension the keys of those categories of long lists that nobody is in.

    They have no line, and nobody misses them: hidden or empty looks the same.
    """
    found: dict[str, frozenset[Key]] = {}
    for place, dimension in enumerate(tabulation.head.dimensions):
        if len(dimension.categories) > LONGEST_COMPLETE:
            there = {tally.key[place] for tally in tabulation.tallies if tally.value or tally.key not in unsafe}
            empty = (tally.key for tally in tabulation.tallies if tally.key[place] not in there)
            found[dimension.id] = frozenset(empty)
    return found


def _rows(tabulation: Tabulation, dimension: Dimension) -> Mapping[Where, list[str]]:
    """For each crossing of the other dimensions the categories of this one that occur."""
    found: dict[Where, list[str]] = {}
    for one in _figures(tabulation):
        mine = [code for name, code in one.where if name == dimension.id]
        if mine:
            found.setdefault(one.where - {(dimension.id, mine[0])}, []).append(mine[0])
    return found


def _asked(tally: Tally) -> Kind:
    """What a base counts; that earlier answers led all or nobody to a question is for nobody else to know."""
    if not tally.is_routed:
        return Kind.ASKED
    return Kind.ROUTED if tally.base.total and tally.outside.total else Kind.OTHER


def _kind(tally: Tally, measure: Measure) -> Kind:
    """What the sides of a figure count: amounts, or answers and points on a scale, the same by chance only."""
    return Kind.OTHER if len(tally.parts) == 2 and measure is not Measure.RATIO else Kind.AMOUNT


def _base(where: Where) -> Where:
    """All answers to a question have the same base."""
    return frozenset(pair for pair in where if pair[0] != ANSWER)


BROKEN_DOWN = frozenset({"size_group", "sector_group", "district", "kreis"})
"""Dimensions that divide those who took part, whatever they answered."""


def _domain(where: Where) -> Where:
    return frozenset(pair for pair in where if pair[0] in BROKEN_DOWN)
