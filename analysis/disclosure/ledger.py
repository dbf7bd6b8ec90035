"""What was published before: every release that somebody outside may have read is audited together with a new one.

What was printed stays known, withdrawn or not, and what was hidden stays hidden. Where other data changed a printed
number, the change is a number of its own: who knows both releases can subtract them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from analysis.disclosure.report import linkage, participation
from analysis.disclosure.report.participation import Fieldwork, fieldwork
from analysis.disclosure.report.routes import Routes
from analysis.disclosure.report.system import FigureName, System
from analysis.disclosure.rules import PrimaryRules
from analysis.release import Cell, Release, Rules, Suppressed
from analysis.snapshot import Snapshot
from analysis.tables import ChapterTables, tabulate


@dataclass(frozen=True, slots=True)
class Earlier:
    """A release that may have been read, and the frozen data it was made of."""

    release: Release
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class Counted:
    """Everything counted of one snapshot, before protection."""

    snapshot: Snapshot
    chapters: Sequence[ChapterTables]
    fieldwork: Sequence[Fieldwork]

    @staticmethod
    def of(snapshot: Snapshot) -> Counted:
        """All tables and the participation."""
        return Counted(snapshot, tabulate(snapshot), [fieldwork(snapshot, role) for role in snapshot.roles])

    def link(self, system: System, rules: Rules, era: str = "") -> None:
        """Put everything into the system; ``era`` goes before the names of cells and figures of other data."""
        tabulations = [one for chapter in self.chapters for one in (*chapter.tables, *chapter.unseen)]
        linkage.link(system, tabulations, Routes.of(self.snapshot.questionnaires.values()), rules, era)
        for one in self.fieldwork:
            participation.link(system, one, self.snapshot, rules, era)
        for role, other in combinations(self.snapshot.roles, 2):
            system.compare(f"{era}{role}.", f"{era}{other}.", primary_rules(rules))


def enter(system: System, new: Counted, earlier: Iterable[Earlier], rules: Rules) -> tuple[str, ...]:
    """Put new tables and all that was published before into the system.

    Gives the printed figures whose change would tell too much about those who changed.
    """
    new.link(system, rules)
    limits = primary_rules(rules)
    told: list[str] = []
    seen: set[str] = {new.snapshot.id}
    for one in earlier:
        is_same = one.snapshot.id == new.snapshot.id
        era = "" if is_same else one.snapshot.id + _END
        if one.snapshot.id not in seen:
            seen.add(one.snapshot.id)
            Counted.of(one.snapshot).link(system, rules, era)
            system.connect(era)
        printed = set(printed_figures(one.release))
        _decide(system, printed, era)
        told += _told(system, printed, era, limits) if era else ()
    return tuple(dict.fromkeys(told))


_END = ":"
"""What ends the name of an era; no table has it in its own."""


def _decide(system: System, printed: set[FigureName], era: str) -> None:
    """What a release printed of its figures is known; the others stay hidden, there and in the new release."""
    mine = [name for name in system.figures if name[0].startswith(era) and bool(era) == (_END in name[0])]
    for table, key in mine:
        bare = (table.removeprefix(era), key)
        if bare in printed:
            system.publish((table, key))
        else:
            system.keep_hidden((table, key))
            system.keep_hidden(bare)


def _told(system: System, printed: set[FigureName], era: str, rules: PrimaryRules) -> Iterator[str]:
    """Figures that were printed and whose change is not safe, or that are none any more, as when groups are merged."""
    tables = {table for table, _key in system.figures}
    for table, key in sorted(printed, key=str):
        is_gone = table in tables and (table, key) not in system.figures
        if is_gone or ((table, key) in system.figures and system.tells_of_change((table, key), era, rules)):
            yield words_of((table, key))


def words_of(figure: FigureName) -> str:
    """A figure as table and key: short, and the same in every language."""
    table, key = figure
    return f"{table} [{key if isinstance(key, str) else ', '.join(key)}]"


def told_as(counted: Counted) -> Mapping[str, str]:
    """The words of every figure's short name: question and categories, as they stand in the report."""
    found = {}
    for table in (one.head for chapter in counted.chapters for one in chapter.tables):
        labels = [{each.code: each.label["de"] for each in dimension.categories} for dimension in table.dimensions]
        for keys in product(*(one.items() for one in labels)):
            name = words_of((table.id, tuple(code for code, _label in keys)))
            besides = ", ".join([table.figure["de"], *(label for _code, label in keys)])
            found[name] = f"{table.number} „{table.title['de']}“ ({besides})".lstrip()
    for one in counted.fieldwork:
        strata = {each.code: each.label["de"] for each in one.strata.categories}
        for key, label in (participation.TOTALS | strata).items():
            found[words_of((participation.figures(one.role), key))] = f"Beteiligung, {label}"
    return found


def primary_rules(rules: Rules) -> PrimaryRules:
    """The rules of a release as those of totals."""
    return PrimaryRules(rules.min_contributors, rules.p_percent)


def printed_figures(release: Release) -> Iterator[FigureName]:
    """The figures that a release prints, by table and key."""
    for table in release.tables:
        yield from ((table.id, cell.key) for cell in table.cells if _is_printed(cell))
    for one in release.participation:
        name = participation.figures(one.role)
        for key in participation.TOTALS:
            if not isinstance(getattr(one, key), Suppressed):
                yield name, key
        yield from ((name, cell.key[0]) for cell in one.by_stratum if _is_printed(cell))


def _is_printed(cell: Cell) -> bool:
    return not isinstance(cell.value, Suppressed)
