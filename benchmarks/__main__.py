"""``python -m benchmarks``: measure and print a table for each part; with ``--write`` also into docs/performance.md."""

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
from benchmarks.figures import Figure, circumstances, machine, table

PARTS = ("engine", "pages", "surveys", "volumes", "results", "paper", "estimation", "disclosure", "analysts")
DOCUMENT = ROOT / "docs" / "performance.md"


def main() -> int:
    """Run the measurements; status 0 even where a goal is missed, because a shared machine misses some."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=PARTS, help="one part only")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    given = parser.parse_args()
    begin = time.perf_counter()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="benchmarks-")))
        parts = _parts(Databases(folder, stack), folder)
        found = {name: _measured(parts[name]) for name in PARTS if given.only in {None, name}}
    found["machine"] = machine()
    print("\n\n".join(["", *found.values(), f"{(time.perf_counter() - begin) / 60:.1f} minutes in all"]))
    if given.write:
        text = DOCUMENT.read_text(encoding="utf-8")
        for name, measured in found.items():
            text = replaced(text, name, measured)
        DOCUMENT.write_text(text, encoding="utf-8")
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


def _measured(measure: Callable[[], Iterator[Figure]]) -> str:
    """When and beside what a part was measured, and its table; a line for each figure as soon as it is there."""
    before, begin, figures = circumstances(), time.perf_counter(), []
    for figure in measure():
        print("  ".join(part for part in figure.row() if part), file=sys.stderr, flush=True)
        figures.append(figure)
    return f"{before}, took {(time.perf_counter() - begin) / 60:.1f} minutes\n\n{table(figures)}"


def replaced(text: str, name: str, measured: str) -> str:
    """The document with this between the two marks of a part; raises ValueError where it has none."""
    begin, end = f"<!-- {name}: written by python -m benchmarks --write -->", f"<!-- end of {name} -->"
    before, _, rest = text.partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise ValueError(f"the document has no marks for {name}")
    return f"{before}{begin}\n\n{measured}\n\n{end}{after}"


if __name__ == "__main__":
    sys.exit(main())
