"""What was published before: every release that somebody outside may have read is audited together with a new one.

What was printed stays known, withdrawn or not, and what was hidden stays hidden. Where other data changed a printed
number, the change is a number of its own: who knows both releases can subtract them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from analysis.change import told
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
    extra: frozenset[str] = frozenset()

    @staticmethod
    def of(snapshot: Snapshot, extra: frozenset[str] = frozenset()) -> Counted:
        """All tables and the participation; ``extra`` are breakdowns of the main items beside the usual ones."""
        fieldworks = [fieldwork(snapshot, role) for role in snapshot.roles]
        return Counted(snapshot, tabulate(snapshot, extra), fieldworks, extra)

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
    before: dict[str, list[Earlier]] = {}
    for one in earlier:
        before.setdefault(one.snapshot.id, []).append(one)
    for snapshot_id, known in before.items():
        era = "" if snapshot_id == new.snapshot.id else snapshot_id + _END
        if era:
            Counted.of(known[0].snapshot, new.extra).link(system, rules, era)
            system.connect(era)
        printed = {figure for one in known for figure in printed_figures(one.release)}
        _decide(system, printed, {name for one in known for name in _shown(one.release)}, era)
        told += _told(system, printed, era, limits) if era else ()
    return tuple(dict.fromkeys(told))


_END = ":"
"""What ends the name of an era; no table has it in its own."""


def _shown(release: Release) -> Iterator[str]:
    """The tables that a release shows, and its participation."""
    yield from (table.id for table in release.tables)
    yield from (participation.figures(one.role) for one in release.participation)


def _decide(system: System, printed: set[FigureName], shown: set[str], era: str) -> None:
    """What was printed of these data is known; what was hidden in tables that were shown stays hidden, now too.

    What no plan showed is not known of these data, but nobody has decided that it is to stay hidden.
    """
    mine = [name for name in system.figures if name[0].startswith(era) and bool(era) == (_END in name[0])]
    for table, key in mine:
        bare = (table.removeprefix(era), key)
        if bare in printed:
            system.publish((table, key))
            continue
        if era:
            system.keep_hidden((table, key))
        if bare[0] in shown:
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
        yield from told(table)
    for one in release.participation:
        name = participation.figures(one.role)
        for key in participation.TOTALS:
            if not isinstance(getattr(one, key), Suppressed):
                yield name, key
        yield from ((name, cell.key[0]) for cell in one.by_stratum if _is_printed(cell))


def _is_printed(cell: Cell) -> bool:
    return not isinstance(cell.value, Suppressed)
