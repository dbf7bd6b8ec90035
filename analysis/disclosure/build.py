"""From a snapshot to a release: every table counted, all of them protected together, attacked, and sealed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from analysis.disclosure.cells.program import Unsolved
from analysis.disclosure.cells.relations import Flags
from analysis.disclosure.ledger import Counted, Earlier, enter, primary_rules, printed_figures, told_as, words_of
from analysis.disclosure.report import participation, primary
from analysis.disclosure.report.system import System
from analysis.disclosure.seal import seal
from analysis.disclosure.suppression.joint import hide, scene
from analysis.disclosure.suppression.problem import Problem
from analysis.release import NO_PLAN, Chapter, Measure, Plan, Release, Rules, Suppressed, Table, WaveFacts
from analysis.snapshot import Snapshot
from analysis.tables import ChapterTables

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


def build(
    snapshot: Snapshot,
    wave: WaveFacts,
    rules: Rules,
    frozen_at: str,
    plan: Plan = NO_PLAN,
    *,
    earlier: Sequence[Earlier] = (),
    step: Step = lambda _done, _words: None,
) -> Release:
    """The release of a snapshot under ``rules``; ``frozen_at`` is the moment its data are of, in ISO 8601.

    ``earlier`` are the releases that somebody may have read. The same snapshot, facts, rules and earlier releases give
    the same id. Raises ``Refusal`` when no pattern is safe.
    """
    step(0.0, "Antworten auszählen")
    counted = Counted.of(snapshot)
    chapters = counted.chapters
    try:
        hidden, record = _protected(counted, earlier, rules, step)
    except Refusal as problem:
        raise Refusal(problem.cells, problem.why, told_as(counted)) from None
    step(0.9, "Veröffentlichung schreiben")
    tables = [_tables(chapter, hidden, rules) for chapter in chapters]
    every = tuple(table for chapter in tables for table in chapter)
    return seal(
        state="built",
        wave=wave,
        snapshot=snapshot.id,
        questionnaires={role: one.hash for role, one in snapshot.questionnaires.items()},
        rules=rules,
        participation=tuple(one.protected(_keys(hidden, participation.figures(one.role))) for one in counted.fieldwork),
        chapters=tuple(
            Chapter(one.id, one.role, one.title, tuple(table.id for table in mine))
            for one, mine in zip(chapters, tables, strict=True)
        ),
        tables=every,
        frozen_at=frozen_at,
        plan=plan,
        facts=_facts(every) | {"is_provisional": int(snapshot.is_provisional)},
        audit=record,
    )


Names = frozenset[tuple[str, Any]]
"""Figures by table and key."""


def _protected(
    counted: Counted, earlier: Sequence[Earlier], rules: Rules, step: Step
) -> tuple[Names, dict[str, int | str]]:
    """What is hidden beside earlier releases, and the record of the attacks on it; raises ``Refusal``."""
    step(0.1, "Tabellen verbinden")
    system = System()
    told = enter(system, counted, earlier, rules)
    if told:
        raise Refusal(told, _CHANGED)
    problem = system.problem(primary_rules(rules))
    if earlier:
        problem = problem.as_far_as_possible()
    step(0.2, "Zahlen verbergen, die zu viel verraten")
    why = _BESIDE if earlier else _UNSAFE
    hidden = _hidden(system, problem, rules, why)
    names = frozenset(name for name, number in system.figures.items() if hidden[number])
    _require_printed_before(names, system, earlier)
    step(0.6, "Als Außenstehende und als Beteiligte angreifen")
    return names, _attacked(system, problem, hidden, (rules, why))


def _hidden(system: System, problem: Problem, rules: Rules, why: str) -> Flags:
    try:
        return hide(system, problem, primary_rules(rules))
    except Unsolved:
        raise Refusal(_named(system, _hopeless(problem)), why) from None


def _attacked(system: System, problem: Problem, hidden: Flags, asked: tuple[Rules, str]) -> dict[str, int | str]:
    """The record of the attacks on what would be printed; raises ``Refusal`` when one of them succeeds."""
    rules, why = asked
    public = scene(system, problem, problem.knowledge(hidden))
    outside = public.seen_from_outside()
    found = outside.is_below_level.copy()
    found[[breach.cell for breach in public.breaches(primary_rules(rules))]] = True
    computed = hidden & ~problem.given_away(~outside.is_exact)
    if found.any() or computed.any():
        raise Refusal(_named(system, computed | problem.given_away(found)), why)
    return {
        "verdict": "pass",
        "exactly_recoverable": int(computed.sum()),
        "below_level": int(found.sum()),
        "totals": len(problem.values),
        "equations": len(problem.relations),
    }


def _hopeless(problem: Problem) -> Flags:
    """The figures that tell too much even when nothing more is printed."""
    everything = np.ones(len(problem.costs), dtype=bool)
    short = np.zeros(len(problem.values), dtype=bool)
    short[problem.short(problem.reach(everything))] = True
    return problem.given_away(short)


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
    return found


def _keys(hidden: Names, table: str) -> frozenset[Any]:
    """The keys of a table's hidden figures."""
    return frozenset(key for name, key in hidden if name == table)


def _facts(tables: Sequence[Table]) -> dict[str, int]:
    """How much is published: of all cells, and of those of tables with one dimension only."""
    whole = [table for table in tables if len(table.dimensions) < 2]
    return {
        "cells": _count(tables),
        "cells_published": _count(tables, is_published=True),
        "one_way_cells": _count(whole),
        "one_way_cells_published": _count(whole, is_published=True),
    }


def _count(tables: Iterable[Table], *, is_published: bool = False) -> int:
    cells = (cell for table in tables for cell in table.cells if cell.value is not None)
    return sum(not (is_published and isinstance(cell.value, Suppressed)) for cell in cells)
