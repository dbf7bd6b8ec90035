"""From a snapshot to a release: every table counted, all of them protected together, attacked, and sealed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from analysis.disclosure import linkage, participation, primary
from analysis.disclosure.joint import audit, hide
from analysis.disclosure.participation import Fieldwork, fieldwork
from analysis.disclosure.program import Unsolved
from analysis.disclosure.relations import Flags
from analysis.disclosure.rules import PrimaryRules
from analysis.disclosure.seal import seal
from analysis.disclosure.system import System
from analysis.release import Chapter, Measure, Release, Rules, Suppressed, Table, WaveFacts
from analysis.snapshot import Snapshot
from analysis.tables import ChapterTables, tabulate

Step = Callable[[float, str], None]
"""Called with how much is done, from 0 to 1, and the name of the step that begins."""


class Refusal(ValueError):
    """No pattern makes these tables safe; ``cells`` are the figures at fault, by the ids and keys of their tables."""

    def __init__(self, cells: tuple[str, ...]) -> None:
        self.cells = cells
        super().__init__(
            f"Diese Zahlen lassen sich nicht so schützen, dass niemand sie errechnen kann: {'; '.join(cells[:5])}"
            f"{' …' if len(cells) > 5 else ''}. Es hilft, Gruppen zusammenzufassen oder weniger fein zu gliedern."
        )


def build(
    snapshot: Snapshot, wave: WaveFacts, rules: Rules, built_at: str, *, step: Step = lambda _done, _words: None
) -> Release:
    """The release of a snapshot under ``rules``; ``built_at`` is a moment in ISO 8601.

    The same snapshot, facts and rules give the same id. Raises ``Refusal`` when no pattern is safe.
    """
    step(0.0, "Antworten auszählen")
    chapters = tabulate(snapshot)
    counts = [fieldwork(snapshot, role) for role in snapshot.roles]
    step(0.1, "Tabellen verbinden")
    system = _linked(snapshot, chapters, counts, rules)
    hidden, record = _protected(system, rules, step)
    step(0.9, "Veröffentlichung schreiben")
    tables = [_tables(chapter, hidden, rules) for chapter in chapters]
    every = tuple(table for chapter in tables for table in chapter)
    return seal(
        state="built",
        wave=wave,
        snapshot=snapshot.id,
        questionnaires={role: one.hash for role, one in snapshot.questionnaires.items()},
        rules=rules,
        participation=tuple(one.protected(_keys(hidden, participation.figures(one.role))) for one in counts),
        chapters=tuple(
            Chapter(one.id, one.role, one.title, tuple(table.id for table in mine))
            for one, mine in zip(chapters, tables, strict=True)
        ),
        tables=every,
        built_at=built_at,
        facts=_facts(every) | {"is_provisional": int(snapshot.is_provisional)},
        audit=record,
    )


def _linked(snapshot: Snapshot, chapters: Sequence[ChapterTables], counts: Iterable[Fieldwork], rules: Rules) -> System:
    """All tables and the participation as one system of cells."""
    system = System()
    linkage.link(system, [tabulation for chapter in chapters for tabulation in chapter.tables], rules)
    for one in counts:
        participation.link(system, one, snapshot, rules)
    return system


Names = frozenset[tuple[str, Any]]
"""Figures by table and key."""


def _protected(system: System, rules: Rules, step: Step) -> tuple[Names, Mapping[str, int | str]]:
    """What is hidden, and the record of the attacks on it; raises ``Refusal`` when one of them succeeds."""
    step(0.2, "Zahlen verbergen, die zu viel verraten")
    limits = PrimaryRules(rules.min_contributors, rules.p_percent)
    problem = system.problem(limits)
    try:
        hidden = hide(system, problem, limits)
    except Unsolved:
        raise Refusal(_named(system, problem.is_forced)) from None
    step(0.6, "Als Außenstehende und als Beteiligte angreifen")
    found = np.zeros(len(problem.values), dtype=bool)
    found[[breach.cell for breach in audit(system, problem, hidden, limits)]] = True
    if found.any():
        raise Refusal(_named(system, problem.given_away(found)))
    record: dict[str, int | str] = {
        "verdict": "pass",
        "totals": len(problem.values),
        "equations": len(problem.relations),
        "protected_totals": int((problem.level_up > 0).sum()),
        "hidden_by_rule": int(problem.is_forced.sum()),
        "hidden_besides": int(hidden.sum() - problem.is_forced.sum()),
    }
    return frozenset(name for name, number in system.figures.items() if hidden[number]), record


def _named(system: System, figures: Flags) -> tuple[str, ...]:
    """The figures as table and key."""
    names = [name for name, number in system.figures.items() if figures[number]]
    return tuple(f"{table} [{key if isinstance(key, str) else ', '.join(key)}]" for table, key in names)


def _tables(chapter: ChapterTables, hidden: Names, rules: Rules) -> list[Table]:
    """The tables of a chapter with what is hidden; a median stands only where the total of the same answers does."""
    keys = {one.head.id: _keys(hidden, one.head.id) for one in chapter.tables}
    found = []
    for one in chapter.tables:
        mine = keys[one.head.id] | primary.hidden(one, rules)
        if one.head.measure is Measure.MEDIAN:
            mine = mine.union(*(keys.get(one.head.id.replace(".median", name), ()) for name in (".sum", ".mean")))
        found.append(primary.protect(one, rules, mine))
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
