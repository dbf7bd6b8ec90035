"""Many responses: from the database to a snapshot, from a snapshot to all tables, from a release to the PDF."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from app.config import ROOT
from app.extensions import db
from benchmarks.databases import Databases
from benchmarks.fieldwork import application
from benchmarks.figures import Figure
from benchmarks.many import AnswerSet, answer_sets, fill_wave

LARGE = 100_000
TABLE_GOALS = {10_000: 3.0, LARGE: 8.0}
PDF_SIZES = (1_000, 10_000)
PDF_GOAL = 60.0
PRINTED_GOALS = {1_000: 5.9, 10_000: 21.2}
"""What LimeSurvey 6.14 took for its statistics with charts as PDF."""
BUILD_GOAL, READ_GOAL = {1_000: 15.0}, 5.0
UNIT = "s CPU"


def measure(databases: Databases, folder: Path) -> Iterator[Figure]:
    """Snapshot at 100,000, tables at 10,000 and 100,000, PDF at 1,000 and 10,000 responses."""
    sets = answer_sets()
    paths: dict[int, str] = {}
    for size in (*PDF_SIZES, LARGE):
        found = _snapshot(databases, folder, sets, size)
        paths[size] = found["path"]
        if size == LARGE:
            yield Figure(f"snapshot of {size:,} responses", found["used"], UNIT, 20.0, note=by_clock(found))
            yield Figure(f"snapshot of {size:,} responses: memory at its peak", found["peak"], "MB", 500.0)
    for size, goal in TABLE_GOALS.items():
        made = alone("tables", paths[size])
        note = f"{made['tables']} tables, {by_clock(made)}"
        yield Figure(f"all tables of {size:,} responses", made["used"], UNIT, goal, note=note)
        yield Figure(f"all tables of {size:,} responses: memory at its peak", made["peak"], "MB")
    for size in PDF_SIZES:
        yield from _release(size, alone("release", paths[size]))


def _release(size: int, made: dict[str, Any]) -> Iterator[Figure]:
    facts, audit = made["facts"], made["audit"]
    note = f"{made['pages']} pages, {made['cpu']:.1f} s in all"
    yield Figure(
        f"PDF of {size:,} responses: CPU a page", made["drawn"] / made["pages"] * 1000, "ms", PDF_GOAL, note=note
    )
    yield Figure(f"PDF of {size:,} responses: release to bytes", made["drawn"], UNIT, PRINTED_GOALS.get(size))
    hidden = facts["cells"] - facts["cells_published"]
    note = f"{audit['totals']:,} totals, {hidden:,} of {facts['cells']:,} figures hidden"
    name = f"release of {size:,} responses: counted, protected, attacked"
    yield Figure(name, made["built"], UNIT, BUILD_GOAL.get(size), note=note)
    recoverable = f"{audit['exactly_recoverable']} exactly recoverable, {audit['below_level']} below their level"
    share = 100 * facts["one_way_cells_published"] / facts["one_way_cells"]
    yield Figure(f"release of {size:,} responses: figures without breakdown published", share, "%", note=recoverable)
    note = f"compared in {made['compared']:.1f} s CPU, {made['differences']} differences"
    yield Figure(f"release of {size:,} responses: five files read back", made["read"], UNIT, READ_GOAL, note=note)


def _snapshot(databases: Databases, folder: Path, sets: Sequence[AnswerSet], size: int) -> dict[str, Any]:
    with databases.fresh("SQLite") as database:
        app = application(database.url, folder)
        slug = fill_wave(app, sets, size)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        return alone("snapshot", database.url, str(folder), slug)


def by_clock(made: dict[str, Any]) -> str:
    """How long a step took on this machine, whatever else it did meanwhile."""
    return f"{made['seconds']:.1f} s by the clock"


def alone(*words: str) -> dict[str, Any]:
    """What a step of ``benchmarks.alone`` gave."""
    command = [sys.executable, "-m", "benchmarks.alone", *words]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result
