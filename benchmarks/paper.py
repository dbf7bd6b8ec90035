"""A report of 21 pages in a process of its own: ``python -m benchmarks.paper FILE`` writes it and prints what it took.

The release is invented: lists, matrices of statements, breakdowns and single numbers, one figure in seven hidden. The
process loads what printing needs and nothing else, so that its memory is that of the writer.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pikepdf

from analysis.disclosure.seal import seal
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
    WaveFacts,
)
from benchmarks.figures import Figure, peak
from exports.pdf import report

HIDDEN = Suppressed(Reason.PROTECTED)
LISTS, MATRICES, NUMBERS = 9, 6, 1
"""Questions of each kind; lists and matrices have a figure each."""
SCALE = ("gar nicht", "eher nicht", "teils, teils", "eher ja", "voll und ganz")
GROUPS = ("Insgesamt", "Bis 49 Beschäftigte", "50 bis 249 Beschäftigte", "Ab 250 Beschäftigte")
WORDS = ("Weiterbildung", "Beschäftigte", "Umschulung", "Anlagen", "Energie", "Daten", "Sprache", "Führung")


def measure(folder: Path) -> Iterator[Figure]:
    """Seconds and memory of the report, first drawing in its process."""
    path = folder / "paper.pdf"
    command = [sys.executable, "-m", "benchmarks.paper", str(path)]
    made = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
    drawn = _counted(path)
    name = f"PDF of {drawn['pages']} pages, {drawn['charts']} charts and {drawn['tables']} tables"
    note = f"{made['seconds']:.2f} s by the clock, {path.stat().st_size / 1e6:.1f} MB"
    yield Figure(f"{name}: release to bytes", made["cpu"], "s CPU", 1.5, note=note)
    yield Figure(f"{name}: memory at its peak", made["peak"], "MB", 80.0)


def _counted(path: Path) -> dict[str, int]:
    with pikepdf.open(path) as pdf:
        tags = [str(each.get("/S", "")) for each in pdf.objects if isinstance(each, pikepdf.Dictionary)]
        return {"pages": len(pdf.pages), "charts": tags.count("/Figure"), "tables": tags.count("/Table")}


# --- the release ---------------------------------------------------------------------------------------


def invented() -> Release:
    """A release of one chapter a question; the same numbers each time."""
    chance = random.Random(7)
    chapters = [list(_question(number, chance)) for number in range(LISTS + MATRICES + NUMBERS)]
    wave = WaveFacts("messung", {"de": "Messung"}, 2025, 2030, "2026-05-04", "2026-06-12", True, False)
    strata = _dimension("stratum", [f"Wirtschaftszweig {number}, Größe {number % 3}" for number in range(12)])
    cells = tuple(Cell((each.code,), 30 + place, 60 + place) for place, each in enumerate(strata.categories))
    return seal(
        state="approved",
        wave=wave,
        snapshot="5" * 64,
        questionnaires={"company": "c" * 64},
        rules=Rules(3, 5, 10),
        participation=(Participation("company", 44_144, 800, 500, 420, cells, strata),),
        chapters=tuple(
            Chapter(tables[0].section, "company", {"de": f"Abschnitt {tables[0].section}"}, tuple(t.id for t in tables))
            for tables in chapters
        ),
        tables=tuple(table for tables in chapters for table in tables),
        frozen_at="2026-07-01T12:00:00+00:00",
        facts={"cells": 9, "cells_published": 7, "one_way_cells": 5, "one_way_cells_published": 4},
    )


def _question(number: int, chance: random.Random) -> Iterator[Table]:
    """The tables of one question."""
    answers = _dimension("answer", [f"{_some(chance, 4)} {place}" for place in range(9)])
    if number < LISTS:
        yield _table(number, "share", [answers], chance)
        groups = _dimension("size_group", GROUPS, first="total")
        yield _table(number, "share.size_group", [answers, groups], chance)
    elif number < LISTS + MATRICES:
        rows = _dimension("row", [_some(chance, 7) for _ in range(7)])
        yield _table(number, "share", [rows, _dimension("answer", SCALE, partition=True)], chance)
    else:
        yield _table(number, "sum", [], chance, measure=Measure.SUM)


def _some(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))


def _dimension(name: str, labels: Sequence[str], *, partition: bool = False, first: str = "0") -> Dimension:
    codes = [first, *map(str, range(1, len(labels)))]
    categories = tuple(Category(code, {"de": label}) for code, label in zip(codes, labels, strict=True))
    return Dimension(name, {"de": name.title()}, categories, partition=partition)


def _table(
    number: int, kind: str, dimensions: Sequence[Dimension], chance: random.Random, measure: Measure = Measure.SHARE
) -> Table:
    keys: list[tuple[str, ...]] = [()]
    for dimension in dimensions:
        keys = [(*key, each.code) for key in keys for each in dimension.categories]
    return Table(
        id=f"company.q{number}.{kind}",
        section=chr(ord("a") + number),
        variable=f"q{number}",
        number=f"K-{number}",
        role="company",
        measure=measure,
        title={"de": f"Wie steht es um {_some(chance, 6)}?"},
        base={"de": "Betriebe, die geantwortet haben"},
        unit={"de": "Beschäftigte" if measure is Measure.SUM else "%"},
        figure={"de": "Anteil"},
        dimensions=tuple(dimensions),
        cells=tuple(_cell(key, chance) for key in keys),
    )


def _cell(key: tuple[str, ...], chance: random.Random) -> Cell:
    if key and chance.random() < 1 / 7:
        return Cell(key, HIDDEN, HIDDEN)
    return Cell(key, chance.randint(5, 40) / 100 if key else float(chance.randint(100, 9_000)), chance.randint(40, 400))


def main() -> None:
    """Write the report and say what it took."""
    release = invented()
    begin, used = time.perf_counter(), time.process_time()
    content = report.render(release)
    seconds, cpu = time.perf_counter() - begin, time.process_time() - used
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak": peak()}))
    Path(sys.argv[1]).write_bytes(content)


if __name__ == "__main__":
    main()
