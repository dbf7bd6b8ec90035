"""From a snapshot to a release: every table counted, all of them protected together, attacked, and sealed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from analysis.change import changes, is_of_two_waves, unbroken
from analysis.disclosure.cells.program import Unsolved
from analysis.disclosure.cells.relations import Flags
from analysis.disclosure.ledger import Counted, Earlier, enter, primary_rules, printed_figures, told_as, words_of
from analysis.disclosure.report import participation, primary
from analysis.disclosure.report.system import System
from analysis.disclosure.seal import seal
from analysis.disclosure.suppression.joint import hide, scene
from analysis.disclosure.suppression.problem import Problem
from analysis.plan import BREAKDOWNS, completed, extra_breakdowns, shown
from analysis.plan_file import usual
from analysis.release import (
    COMPARED_WITH,
    Chapter,
    Measure,
    Plan,
    Release,
    Rules,
    Suppressed,
    Table,
    Texts,
    WaveFacts,
)
from analysis.sides import PAIRS, paired
from analysis.snapshot import Snapshot
from analysis.tables import ChapterTables
from analysis.tallies import shortened

Step = Callable[[float, str], None]
"""Called with how much is done, from 0 to 1, and the name of the step that begins."""


class Refusal(ValueError):
    """No pattern makes these tables safe; ``cells`` are the figures at fault, by the ids and keys of their tables.

    ``told_as`` are the words for people of each; what has none was counted from other data and is left out.
    """

    def __init__(self, cells: tuple[str, ...], why: str, told_as: Mapping[str, str] | None = None) -> None:
        self.cells, self.why = cells, why
        words = [told_as[cell] for cell in cells if cell in told_as] if told_as is not None else list(cells)
        more = f" und {len(words) - _NAMED} weitere" if len(words) > _NAMED else ""
        super().__init__(f"{why}: {'; '.join(words[:_NAMED])}{more}.")


_NAMED = 5
"""So many figures at fault are named in the sentence; all of them are in ``cells``."""


_BESIDE = (
    "Neben dem, was schon veröffentlicht ist, lassen sich diese Zahlen nicht so schützen, dass niemand sie errechnen "
    "kann. Es hilft, mit denselben Regeln zu veröffentlichen wie vorher"
)
_UNSAFE = (
    "Diese Zahlen lassen sich nicht so schützen, dass niemand sie errechnen kann. Es hilft, Gruppen zusammenzufassen "
    "oder weniger fein zu gliedern"
)
_CHANGED = (
    "Diese Zahlen sind schon veröffentlicht und haben sich durch neue Daten geändert. Wer beide Veröffentlichungen "
    "vergleicht, erführe die Antworten der wenigen, die dazugekommen sind oder etwas geändert haben. Die frühere "
    "Veröffentlichung bleibt gültig; die neuen Antworten zählen in der nächsten Erhebungswelle"
)
_TAKEN_BACK = (
    "Diese Zahlen sind schon veröffentlicht und müssten jetzt verborgen werden. Was veröffentlicht ist, lässt sich "
    "nicht zurücknehmen; es hilft, mit denselben Regeln und Daten zu veröffentlichen wie vorher"
)


Names = frozenset[tuple[str, Any]]
"""Figures by table and key."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a release is to say: the facts of its wave, its rules, the moment its data are of (ISO 8601), its plan."""

    wave: WaveFacts
    rules: Rules
    frozen_at: str
    plan: Plan = field(default_factory=usual)


def build(
    snapshot: Snapshot,
    order: Order,
    *,
    earlier: Sequence[Earlier] = (),
    before: Earlier | None = None,
    step: Step = lambda _done, _words: None,
) -> Release:
    """The release of a snapshot that was ordered.

    ``earlier`` are the releases that somebody may have read, ``before`` is the one of the wave before, with which this
    one is compared. The same snapshot, order and earlier releases give the
    same id. Raises ``Refusal`` when no pattern is safe.
    """
    return protect(snapshot, order.rules, (order.plan,), earlier=earlier, before=before, step=step).release(order)


def protect(
    snapshot: Snapshot,
    rules: Rules,
    plans: Iterable[Plan],
    *,
    earlier: Sequence[Earlier] = (),
    before: Earlier | None = None,
    step: Step = lambda _done, _words: None,
) -> Protected:
    """Everything that may be printed of a snapshot: all tables together, so that every plan hides the same.

    ``plans`` say only what tables are broken down by beside the usual; ``before`` is the wave before. Raises
    ``Refusal`` when no pattern is safe.
    """
    step(0.0, "Antworten auszählen")
    extra = frozenset().union(*map(extra_breakdowns, (*plans, *(one.release.plan for one in earlier))))
    counted = Counted.of(snapshot, extra)
    try:
        hidden, record = _protected(counted, earlier, rules, step)
    except Refusal as problem:
        raise Refusal(problem.cells, problem.why, told_as(counted)) from None
    step(0.9, "Veröffentlichung schreiben")
    tables = [table for chapter in counted.chapters for table in _tables(chapter, hidden, rules)]
    tables += _changes(tables, snapshot, before) if before else ()
    return Protected(counted, rules, {table.id: table for table in tables}, hidden, record, before)


def _changes(tables: Sequence[Table], snapshot: Snapshot, before: Earlier) -> list[Table]:
    """What changed since the wave before, of what did not break, from figures that both print.

    Not by groups: there are few answers in each, so that what changed in one is mostly chance.
    """
    whole = [table for table in tables if not _is_breakdown(table)]
    kept = unbroken(snapshot.questionnaires, before.snapshot.questionnaires)
    years = before.snapshot.wave.reference_year, snapshot.wave.reference_year
    return changes(whole, before.release.tables, kept, years)


@dataclass(frozen=True, slots=True)
class Protected:
    """All tables of a snapshot as they may be printed, what is hidden in them, and the record of the attacks on it.

    ``before`` is the release of an earlier wave that tables of changes compare them with.
    """

    counted: Counted
    rules: Rules
    tables: Mapping[str, Table]
    hidden: Names
    audit: Mapping[str, int | str]
    before: Earlier | None = None

    @property
    def has_changes(self) -> bool:
        """Whether anything could be compared with the earlier wave."""
        return any(map(is_of_two_waves, self.tables.values()))

    def release(self, order: Order) -> Release:
        """The release that prints what a plan shows of all this; its facts count what is printed.

        A release without a plan prints everything. Raises ValueError for an order with other rules.
        """
        if order.rules != self.rules:
            raise ValueError("these tables were protected by other rules")
        snapshot, plan = self.counted.snapshot, self._completed(order.plan)
        chapters = tuple(self._chapters(plan))
        tables = tuple(self.tables[table] for chapter in chapters for table in chapter.tables)
        return seal(
            state="built",
            wave=order.wave,
            snapshot=snapshot.id,
            questionnaires={role: one.hash for role, one in snapshot.questionnaires.items()},
            rules=self.rules,
            participation=tuple(
                one.protected(_keys(self.hidden, participation.figures(one.role))) for one in self.counted.fieldwork
            ),
            chapters=chapters,
            tables=tables,
            frozen_at=order.frozen_at,
            plan=plan,
            facts=_facts(tables) | {"is_provisional": int(snapshot.is_provisional)} | self._compared(tables),
            audit=dict(self.audit),
        )

    def _compared(self, tables: Iterable[Table]) -> dict[str, str]:
        """With which release these tables are compared; nothing where they are not."""
        is_compared = any(map(is_of_two_waves, tables))
        return {COMPARED_WITH: self.before.release.id} if self.before and is_compared else {}

    def _completed(self, plan: Plan) -> Plan:
        wave = self.counted.snapshot.wave
        titles: dict[str, Texts] = {}
        for one in self.counted.chapters:
            titles.setdefault(one.id, one.title)
        return completed(plan, titles, {"ZJ": wave.target_year, "BJ": wave.reference_year})

    def _ids(self, chapter: ChapterTables) -> tuple[str, ...]:
        """The tables of a chapter; those of pairs are not the ones that were counted, side by side."""
        places = (chapter.id, chapter.role)
        return tuple(table.id for table in self.tables.values() if (table.section, table.role) == places)

    def _chapters(self, plan: Plan) -> Iterator[Chapter]:
        """The sections with those of their tables that are shown; one without any is none, unless it is shown.

        Breakdowns that only another plan asked for are in the system, and not in this release.
        """
        foreign = tuple(f".{name}" for name in self.counted.extra - extra_breakdowns(plan))
        usual_ids = [
            tuple(table for table in self._ids(one) if not table.endswith(foreign)) for one in self.counted.chapters
        ]
        sections: dict[str, list[str]] = {}
        for one, every in zip(self.counted.chapters, usual_ids, strict=True):
            sections.setdefault(one.id, []).extend(every)
        wanted = shown(plan, sections)
        whole = {block.section for chapter in plan.chapters for block in chapter.blocks}
        for one, every in zip(self.counted.chapters, usual_ids, strict=True):
            kept = tuple(table for table in every if table in wanted) if plan.chapters else every
            if kept or one.id in whole or not plan.chapters:
                yield Chapter(one.id, one.role, one.title, kept)


def _protected(
    counted: Counted, earlier: Sequence[Earlier], rules: Rules, step: Step
) -> tuple[Names, dict[str, int | str]]:
    """What is hidden beside earlier releases, and the record of the attacks on it; raises ``Refusal``."""
    step(0.1, "Tabellen verbinden")
    system = System()
    told = enter(system, counted, earlier, rules)
    if told:
        raise Refusal(told, _CHANGED)
    problem, lost = _problem(system, rules, is_beside=bool(earlier))
    step(0.2, "Zahlen verbergen, die zu viel verraten")
    why = _BESIDE if earlier else _UNSAFE
    try:
        hidden = hide(system, problem, primary_rules(rules))
    except Unsolved:
        # A small wave: what no pattern protects is left out, and with it all that could tell of it.
        lost |= problem.lost()
        problem = problem.without(lost)
        hidden = _hidden(system, problem, rules, why)
    names = frozenset(name for name, number in system.figures.items() if hidden[number])
    _require_printed_before(names, system, earlier)
    step(0.6, "Als Außenstehende und als Beteiligte angreifen")
    return names, _attacked(system, problem, hidden, lost, (rules, why))


def _problem(system: System, rules: Rules, *, is_beside: bool) -> tuple[Problem, Flags]:
    """What is to be protected, and the cells that no pattern protects, as far as they are left out already.

    Beside earlier releases what is known already stays known. What was left out of them because nothing protects it is
    left out again: that they may tell the rest would else be taken for their having told this.
    """
    problem = system.problem(primary_rules(rules))
    lost = np.zeros(len(problem.values), dtype=bool)
    if not is_beside or not problem.lost().any():
        return problem, lost
    lost = system.problem(primary_rules(rules), is_first=True).lost()
    return (problem.without(lost) if lost.any() else problem.as_far_as_possible()), lost


def _hidden(system: System, problem: Problem, rules: Rules, why: str) -> Flags:
    try:
        return hide(system, problem, primary_rules(rules))
    except Unsolved:
        raise Refusal(_named(system, problem.given_away(problem.lost())), why) from None


def _attacked(
    system: System, problem: Problem, hidden: Flags, lost: Flags, asked: tuple[Rules, str]
) -> dict[str, int | str]:
    """The record of the attacks on what would be printed; raises ``Refusal`` when one of them succeeds.

    What an attacker is credited with before anything is printed (``lost``) no release tells.
    """
    rules, why = asked
    public = scene(system, problem, problem.knowledge(hidden))
    outside = public.seen_from_outside()
    found = outside.is_below_level.copy()
    found[[breach.cell for breach in public.breaches(primary_rules(rules))]] = True
    computed = hidden & ~problem.given_away(~outside.is_exact | lost)
    if found.any() or computed.any():
        raise Refusal(_named(system, computed | problem.given_away(found)), why)
    return {
        "verdict": "pass",
        "exactly_recoverable": int(computed.sum()),
        "below_level": int(found.sum()),
        "totals": len(problem.values),
        "equations": len(problem.relations),
    }


def _require_printed_before(hidden: Names, system: System, earlier: Iterable[Earlier]) -> None:
    """What was printed is printed again; raises ``Refusal``."""
    before = {name for one in earlier for name in printed_figures(one.release) if name in system.figures}
    if back := sorted(before & hidden, key=str):
        raise Refusal(tuple(words_of(name) for name in back), _TAKEN_BACK)


def _named(system: System, figures: Flags) -> tuple[str, ...]:
    return tuple(words_of(name) for name, number in system.figures.items() if figures[number])


def _tables(chapter: ChapterTables, hidden: Names, rules: Rules) -> list[Table]:
    """The tables of a chapter with what is hidden; a median stands only where the total of the same answers does."""
    keys = {one.head.id: _keys(hidden, one.head.id) for one in chapter.tables}
    found = []
    for one in chapter.tables:
        mine = keys[one.head.id] | primary.hidden(one, rules)
        if one.head.measure is Measure.MEDIAN:
            mine = mine.union(*(keys.get(one.head.id.replace(".median", name), ()) for name in (".sum", ".mean")))
        found.append(primary.as_printed(primary.protect(one, rules, mine)))
    return shortened(paired(found) if chapter.role == PAIRS else found, primary.is_published)


def _keys(hidden: Names, table: str) -> frozenset[Any]:
    """The keys of a table's hidden figures."""
    return frozenset(key for name, key in hidden if name == table)


def _facts(tables: Sequence[Table]) -> dict[str, int | str]:
    """How much is published: of all cells, and of those of tables with one dimension only that are no breakdown."""
    whole = [one for one in tables if len(one.dimensions) < 2 and _is_counted(one) and not _is_breakdown(one)]
    return {
        "cells": _count(tables),
        "cells_published": _count(tables, is_published=True),
        "one_way_cells": _count(whole),
        "one_way_cells_published": _count(whole, is_published=True),
    }


def _is_breakdown(table: Table) -> bool:
    return bool(table.dimensions) and table.dimensions[-1].id in BREAKDOWNS


def _is_counted(table: Table) -> bool:
    """Whether a table holds answers of one side, and not figures of two views or waves beside one another."""
    return table.role != PAIRS and not is_of_two_waves(table)


def _count(tables: Iterable[Table], *, is_published: bool = False) -> int:
    cells = (cell for table in tables for cell in table.cells if cell.value is not None)
    return sum(not (is_published and isinstance(cell.value, Suppressed)) for cell in cells)
