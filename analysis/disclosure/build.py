"""From a snapshot to a release: every table counted, protected, and sealed.

Each figure is judged by itself (``primary``). What hidden figures could still be computed from the others is
not yet examined: a release built here is a draft for staff, and nothing can approve it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

import polars as pl

from analysis.disclosure.primary import broken_rule, hidden, protect
from analysis.disclosure.seal import seal
from analysis.fold import Ints
from analysis.release import (
    Category,
    Cell,
    Chapter,
    Dimension,
    Measure,
    Participation,
    Reason,
    Release,
    Rules,
    Suppressed,
    Table,
    Texts,
    WaveFacts,
)
from analysis.snapshot import Snapshot
from analysis.tables import tabulate
from analysis.tallies import Part, Tally
from analysis.words import words

COMPANY = "company"
"""The role that the frame counts."""


def build(snapshot: Snapshot, wave: WaveFacts, rules: Rules, built_at: str) -> Release:
    """The release of a snapshot under ``rules``; ``built_at`` is a moment in ISO 8601.

    The same snapshot, facts and rules give the same id.
    """
    chapters, tables = [], []
    for chapter in tabulate(snapshot):
        protected = [protect(tabulation, rules, hidden(tabulation, rules)) for tabulation in chapter.tables]
        ids = tuple(table.id for table in protected)
        chapters.append(Chapter(chapter.id, chapter.role, chapter.title, ids))
        tables += protected
    return seal(
        state="built",
        wave=wave,
        snapshot=snapshot.id,
        questionnaires={role: one.hash for role, one in snapshot.questionnaires.items()},
        rules=rules,
        participation=tuple(participation(snapshot, role, rules) for role in snapshot.roles),
        chapters=tuple(chapters),
        tables=tuple(tables),
        built_at=built_at,
        facts=_facts(tables) | {"is_provisional": int(snapshot.is_provisional)},
    )


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


# --- participation -------------------------------------------------------------------------------------


def participation(snapshot: Snapshot, role: str, rules: Rules) -> Participation:
    """The counts of the fieldwork of one role. Who took part is an answer too, and protected like one."""
    fieldwork = snapshot.scan("fieldwork").filter(pl.col("role") == role).collect()
    by_stratum = _in_order(fieldwork, snapshot)
    invited, started, submitted = (_amounts(fieldwork, name) for name in ("invited", "started", "submitted"))
    return Participation(
        role=role,
        frame=_frame(snapshot, role),
        invited=int(invited.sum()),
        started=_counted(started, (invited - started, started - submitted), rules),
        submitted=_counted(submitted, (invited - submitted,), rules),
        by_stratum=tuple(_stratum_cell(name, rows, rules) for name, rows in by_stratum.items()),
        strata=_strata(list(by_stratum), snapshot),
    )


def _frame(snapshot: Snapshot, role: str) -> int:
    """Establishments of the frame; how many of them have a works council is not known."""
    establishments = snapshot.scan("frame").select(pl.col("establishments").sum()).collect().item()
    return int(establishments or 0) if role == COMPANY else 0


def _in_order(fieldwork: pl.DataFrame, snapshot: Snapshot) -> dict[str, pl.DataFrame]:
    """The rows of each stratum, as sectors and sizes are listed; unknown ones first."""
    sectors, sizes = (snapshot.breakdown(name).codes for name in ("sector_group", "size_group"))
    order = {f"{sector.code}/{size.code}": place for place, (sector, size) in enumerate(product(sectors, sizes))}
    found = {str(name): rows for (name,), rows in fieldwork.group_by("stratum")}
    return {name: found[name] for name in sorted(found, key=lambda name: (order.get(name, -1), name))}


def _amounts(fieldwork: pl.DataFrame, name: str) -> Ints:
    """How many assignments each contributor has, all strata together."""
    counts: Ints = fieldwork.group_by("contributor", maintain_order=True).agg(pl.col(name).sum())[name].to_numpy()
    return counts


def _counted(counts: Ints, others: Sequence[Ints], rules: Rules) -> int | Suppressed:
    """A count of participants, or that it is hidden: it tells of the ``others`` too, first those it leaves out."""
    everybody = counts + others[0]
    if not everybody.any():
        return 0  # nobody was invited, so there is nobody to tell of
    sides = (Part.of(counts.tolist()), *(Part.of(other.tolist()) for other in others))
    is_uniform = any(not side.total for side in sides)
    tally = Tally((), sides[0].total, Part.of(everybody.tolist()), Part.of(()), sides, is_uniform)
    return Suppressed(Reason.PROTECTED) if broken_rule(tally, Measure.SHARE, rules) else int(sides[0].total)


def _stratum_cell(stratum: str, rows: pl.DataFrame, rules: Rules) -> Cell:
    invited, submitted = _amounts(rows, "invited"), _amounts(rows, "submitted")
    count = _counted(submitted, (invited - submitted,), rules)
    return Cell((stratum,), count, count if isinstance(count, Suppressed) else int(invited.sum()))


def _strata(strata: Sequence[str], snapshot: Snapshot) -> Dimension:
    """The strata with the words of their sector and size."""
    categories = tuple(Category(stratum, _stratum_words(stratum, snapshot)) for stratum in strata)
    return Dimension("stratum", words("dimension.stratum"), categories, partition=True)


def _stratum_words(stratum: str, snapshot: Snapshot) -> Texts:
    names = zip(("sector_group", "size_group"), stratum.partition("/")[::2], strict=True)
    labels = [snapshot.breakdown(name).by_code[code].label for name, code in names if _has(snapshot, name, code)]
    if len(labels) < 2:
        return {"de": stratum}
    return {language: ", ".join(label[language] for label in labels) for language in labels[0]}


def _has(snapshot: Snapshot, breakdown: str, code: str) -> bool:
    return code in snapshot.breakdown(breakdown).by_code
