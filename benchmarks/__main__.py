"""``python -m benchmarks``: measure, and print one table; with ``--write`` also into docs/performance.md."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from app.config import ROOT
from benchmarks import analysts, disclosure, engine, estimation, pages, paper, results, surveys, volumes
from benchmarks.databases import Databases
from benchmarks.figures import Figure, machine, table

PARTS = ("engine", "pages", "surveys", "volumes", "results", "paper", "estimation", "disclosure", "analysts")
DOCUMENT = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures: written by python -m benchmarks --write -->", "<!-- end of figures -->"


def main() -> int:
    """Run the measurements; status 0 even where a goal is missed, because a shared machine misses some."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=PARTS, help="one part only")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    given = parser.parse_args()
    facts, begin = machine(), time.perf_counter()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="benchmarks-")))
        figures = list(_measured(_parts(Databases(folder, stack), folder), given.only))
    took = f"- took: {(time.perf_counter() - begin) / 60:.1f} minutes"
    text = f"{facts}\n{took}\n\n{table(figures)}"
    print(f"\n{text}")
    if given.write:
        _write(text)
    return 0


def _parts(databases: Databases, folder: Path) -> Mapping[str, Callable[[], Iterator[Figure]]]:
    return {
        "engine": engine.measure,
        "pages": partial(pages.measure, databases, folder),
        "surveys": partial(surveys.measure, databases, folder),
        "volumes": partial(volumes.measure, databases, folder),
        "paper": partial(paper.measure, folder),
        "estimation": estimation.measure,
        "disclosure": disclosure.measure,
        "results": partial(results.measure, databases, folder),
        "analysts": partial(analysts.measure, folder),
    }


def _measured(parts: Mapping[str, Callable[[], Iterator[Figure]]], only: str | None) -> Iterator[Figure]:
    """The figures of all parts (or one), with a line for each as soon as it is there."""
    for name, measure in parts.items():
        if only in {None, name}:
            for figure in measure():
                print("  ".join(part for part in figure.row() if part), file=sys.stderr, flush=True)
                yield figure


def _write(text: str) -> None:
    """Replace what stands between the two marks."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
