"""From a snapshot to a release: every table counted, protected, and sealed.

Each figure is judged by itself (``primary``). What hidden figures could still be computed from the others is
not yet examined: a release built here is a draft for staff, and nothing can approve it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

import polars as pl

from analysis.disclosure.primary import broken_rule, protect
from analysis.disclosure.seal import seal
from analysis.records import breakdown_list
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
from analysis.tables import TOTAL, tabulate
from analysis.tallies import Part, Tally
from analysis.words import words


def build(snapshot: Snapshot, wave: WaveFacts, rules: Rules, built_at: str) -> Release:
    """The release of a snapshot under ``rules``; ``built_at`` is a moment in ISO 8601.

    The same snapshot, facts and rules give the same id.
    """
    chapters, tables = [], []
    for chapter in tabulate(snapshot):
        protected = [protect(tabulation, rules) for tabulation in chapter.tables]
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
    fieldwork = _in_order(snapshot.scan("fieldwork").filter(pl.col("role") == role).collect())
    frame = snapshot.scan("frame").select(pl.col("establishments").sum()).collect()
    contributors = _contributors(snapshot, role)
    invited, started = int(fieldwork["invited"].sum()), int(fieldwork["started"].sum())
    submitted = snapshot.count(role)
    return Participation(
        role=role,
        frame=int(frame.item() or 0),
        invited=invited,
        started=_counted(started, invited, started, rules),
        submitted=_counted(submitted, invited, contributors.pop(TOTAL), rules),
        by_stratum=tuple(
            _cell(row["stratum"], row["submitted"], row["invited"], contributors.get(row["stratum"], 0), rules)
            for row in fieldwork.iter_rows(named=True)
        ),
        strata=_strata(fieldwork["stratum"].to_list()),
    )


def _in_order(fieldwork: pl.DataFrame) -> pl.DataFrame:
    """The strata as sectors and sizes are listed; unknown ones first."""
    sectors, sizes = breakdown_list("sector_group").codes, breakdown_list("size_group").codes
    order = {f"{sector.code}/{size.code}": place for place, (sector, size) in enumerate(product(sectors, sizes))}
    places = [order.get(stratum, -1) for stratum in fieldwork["stratum"]]
    return fieldwork.with_columns(pl.Series("place", places, dtype=pl.Int64)).sort("place", "stratum")


def _contributors(snapshot: Snapshot, role: str) -> dict[str, int]:
    """Contributors that have submitted, in total and by stratum."""
    rows = snapshot.scan(role).select("stratum", "contributor")
    by_stratum = rows.group_by("stratum").agg(pl.col("contributor").n_unique()).collect()
    total = rows.select(pl.col("contributor").n_unique()).collect().item()
    return {TOTAL: int(total)} | dict(by_stratum.iter_rows())


def _counted(count: int, invited: int, contributors: int, rules: Rules) -> int | Suppressed:
    """A count of participants, or that it is hidden: with the invited it tells who did not take part."""
    sides = (Part.of([1] * contributors), Part.of([1] * (invited - count)))
    tally = Tally((), float(count), Part.of([1] * invited), Part.of(()), sides, count in (0, invited))
    is_hidden = bool(invited) and broken_rule(tally, Measure.SHARE, rules) is not None
    return Suppressed(Reason.PROTECTED) if is_hidden else count


def _cell(stratum: str, submitted: int, invited: int, contributors: int, rules: Rules) -> Cell:
    if invited == 0:
        return Cell((stratum,), None, 0)
    count = _counted(submitted, invited, contributors, rules)
    return Cell((stratum,), count, count if isinstance(count, Suppressed) else invited)


def _strata(strata: Sequence[str]) -> Dimension:
    """The strata with the words of their sector and size."""
    categories = tuple(Category(stratum, _stratum_words(stratum)) for stratum in strata)
    return Dimension("stratum", words("dimension.stratum"), categories, partition=True)


def _stratum_words(stratum: str) -> Texts:
    sector, _, size = stratum.partition("/")
    found = [breakdown_list("sector_group").by_code.get(sector), breakdown_list("size_group").by_code.get(size)]
    labels = [code.label for code in found if code is not None]
    if len(labels) < 2:
        return {"de": stratum}
    return {language: ", ".join(label[language] for label in labels) for language in labels[0]}
