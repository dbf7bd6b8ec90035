"""What quantities of several variables have in common: the same amount over two bases, differences, sums of columns.

Most of what figures share follows from their categories and filters. What is here follows from what they mean, and
has to be added to when a table is made of several variables (``need.py``, ``practice.py``, ``sheets.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from analysis.disclosure.report.filters import WHOLE, Where
from analysis.disclosure.report.system import System

FIRST, SECOND, BASE = "0", "1", "base"


@dataclass(frozen=True, slots=True)
class Term:
    """A side of a quantity, its factor, and how its place follows from that of the first term.

    ``renamed`` dimensions have another name there, those ``without`` none; ``added`` pairs stand in its place besides;
    ``is_whole``: without any of those dimensions.
    """

    quantity: str
    side: str = FIRST
    factor: float = 1.0
    renamed: Mapping[str, str] = field(default_factory=dict)
    added: Where = frozenset()
    without: frozenset[str] = frozenset()
    is_whole: bool = False

    def at(self, where: Where) -> Where:
        """The place of this term where the first one is at ``where``."""
        if self.is_whole:
            return self.added
        kept = ((name, code) for name, code in where if name not in self.without)
        return frozenset((self.renamed.get(name, name), code) for name, code in kept) | self.added


Identity = tuple[Term, ...]


def _column(name: str) -> Where:
    return frozenset({("column", name)})


def _of_roster(roster: str, column: str) -> Term:
    return Term(f"company.{roster}.sum", added=_column(column), is_whole=True)


def _total_row() -> Where:
    return frozenset({("row", "total")})


_POOLS, _POOL_PLACES = "company.pool.need.pool_establishments", "company.pool.need.pool_places"
_ANSWERS = frozenset({"answer"})
_YES: Where = frozenset({("answer", "1")})

WITHIN: tuple[Identity, ...] = (
    *(
        identity
        for item in ("quali_total", "retire_n")
        for identity in (
            (Term(f"company.{item}.share_of_employees"), Term(f"company.{item}.sum")),
            (Term(f"company.{item}.share_of_employees", SECOND), Term("company.emp_total.sum")),
        )
    ),
    (Term("company.emp_struct.share_of_employees", SECOND), Term("company.emp_total.sum", is_whole=True)),
    (Term("company.emp_target.need.of_today", SECOND), Term("company.emp_total.sum")),
    (Term("company.emp_target.need.of_today"), Term("company.emp_target.sum")),
    (Term("company.train_n.need.training_rates"), Term("company.train_n.sum", renamed={"level": "row"})),
    *((Term(f"company.{item}.sum"), Term("company.emp_total.sum")) for item in ("quali_total", "retire_n")),
    (Term("company.emp_struct.sum"), Term("company.emp_total.sum", is_whole=True)),
    *((Term(f"company.quali_total_{some}.sum"), Term("company.quali_total.sum")) for some in ("h120", "reskill")),
    (Term("company.gap.need.unmet"), Term("company.cmp.need.places")),
    (Term("company.cmp.need.urgent"), Term("company.cmp.need.places")),
    (
        Term("company.quali_total_h120.potential", is_whole=True),
        Term("company.quali_total_h120.sum", is_whole=True),
    ),
    (Term("company.train_n.sum", added=_total_row(), is_whole=True), Term("company.emp_total.sum", is_whole=True)),
    *(
        identity
        for roster in ("roster", "roster_short")
        for identity in (
            (_of_roster(roster, "n_now"), Term("company.emp_total.sum", is_whole=True)),
            (_of_roster(roster, "n_up"), _of_roster(roster, "n_now")),
            (_of_roster(roster, "n_re"), _of_roster(roster, "n_now")),
            (Term(f"company.{roster}.need", is_whole=True), Term("company.quali_total.sum", is_whole=True)),
        )
    ),
    (Term("company.roster.reskill", SECOND), Term("company.roster.need")),
    (Term("company.roster.reskill", is_whole=True), _of_roster("roster", "n_re")),
    (Term(_POOLS), Term("company.fields.share")),
    (Term(_POOLS, WHOLE, without=_ANSWERS), Term("company.pool.need.interest", without=_ANSWERS)),
    (Term(_POOL_PLACES), Term("company.cmp.need.places")),
    (Term(_POOL_PLACES, BASE), Term("company.cmp.need.places", BASE)),
    (Term(_POOL_PLACES, BASE), Term(_POOLS, renamed={"field": "answer"})),
)
"""Amounts of some of those who make a total: the rest is a total of the others, which a reader finds by subtraction."""

EQUAL: tuple[Identity, ...] = (
    # the district that is named and that of the frame, where they are the same
    *(
        (
            Term("company.pool.need.interest", side),
            Term("company.pool.share", side, -1.0, renamed={"district": "kreis"}, added=_YES),
        )
        for side in (FIRST, SECOND)
    ),
    (
        Term("company.pool.need.interest", WHOLE),
        Term("company.pool.share", WHOLE, -1.0, renamed={"district": "kreis"}),
    ),
    (
        Term("company.emp_target.need.of_today"),
        Term("company.emp_target.need.of_today", SECOND, -1.0),
        Term("company.emp_target.need.net_change", factor=-1.0),
    ),
    *(
        (
            Term(f"{role}.cmp.need.gap_index", factor=4.0),
            Term(f"{role}.cmp.need.gap_index", WHOLE, -4.0),
            Term(f"{role}.cmp.need.mean", factor=-1.0, renamed={"field": "row"}),
            Term(f"{role}.cmp.now.mean", renamed={"field": "row"}),
        )
        for role in ("company", "works_council")
    ),
    *(
        (
            Term(f"company.{roster}.change", factor=-1.0, is_whole=True),
            Term(f"company.{roster}.sum", added=_column("n_target"), is_whole=True),
            Term(f"company.{roster}.sum", factor=-1.0, added=_column("n_now"), is_whole=True),
        )
        for roster in ("roster", "roster_short")
    ),
    *(
        (
            Term(f"company.{roster}.need", factor=-1.0, is_whole=True),
            Term(f"company.{roster}.sum", added=_column("n_up"), is_whole=True),
            Term(f"company.{roster}.sum", added=_column("n_re"), is_whole=True),
        )
        for roster in ("roster", "roster_short")
    ),
    *(
        (
            Term(f"company.{roster}.need", BASE, is_whole=True),
            Term(f"company.{roster}.sum", BASE, -1.0, added=_column(column), is_whole=True),
        )
        for roster in ("roster", "roster_short")
        for column in ("n_now", "n_up", "n_re")
    ),
)
"""What adds up to nothing, where all of it is of the same people."""

LEVELS = tuple(frozenset({("row", level)}) for level in "1234")
PARTS = ("company.train_n.sum", frozenset({("row", "total")}), LEVELS)
"""Participants of each requirement level, and all of them."""


def connect(system: System, places: Mapping[str, set[Where]], era: str) -> None:
    """Add what holds between the quantities that are there, at all their ``places``."""
    for identity in WITHIN:
        for _where, cells in _cells(system, identity, places, era):
            part, whole = cells
            if part != whole:
                system.addition(("within", part, whole), whole, [(part, 1.0)])
    for identity in EQUAL:
        for _where, cells in _cells(system, identity, places, era):
            terms = [(cell, term.factor) for term, cell in zip(identity, cells, strict=True)]
            if abs(sum(factor * system.values[cell] for cell, factor in terms)) < _NOTHING:
                system.equation(terms)
    _levels(system, era)


_NOTHING = 1e-6


def _cells(
    system: System, identity: Identity, places: Mapping[str, set[Where]], era: str
) -> Iterator[tuple[Where, list[int]]]:
    for where in sorted(places.get(era + identity[0].quantity, ()), key=sorted):
        names = ((era + term.quantity, term.at(where), term.side) for term in identity)
        cells = [cell for name in names if (cell := system.known(name)) is not None]
        if len(cells) == len(identity):
            yield where, cells


def _levels(system: System, era: str) -> None:
    quantity, total, levels = PARTS
    whole = system.known((era + quantity, frozenset(), FIRST))
    whole = system.known((era + quantity, total, FIRST)) if whole is None else whole
    parts = [cell for level in levels if (cell := system.known((era + quantity, level, FIRST))) is not None]
    if whole is not None and parts:
        system.addition(("levels", era), whole, [(cell, 1.0) for cell in parts])
