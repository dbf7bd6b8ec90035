"""One step in a process of its own, so that its time and its memory are its own: ``python -m benchmarks.alone STEP …``.

Prints a JSON object; ``peak`` is the largest resident memory of the process in MB, ``cpu`` its CPU in seconds.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

from pypdf import PdfReader

from analysis.disclosure.build import Order, build
from analysis.disclosure.files import differences
from analysis.release import Rules, WaveFacts
from analysis.snapshot import Snapshot
from analysis.tables import tabulate
from app.demo.fieldwork import period
from app.extensions import db
from app.services import analysts, freeze, publish, review, waves
from benchmarks import results
from benchmarks.fieldwork import application
from benchmarks.figures import peak
from exports import readback
from exports.analysts.describe import describe

Result = TypeVar("Result")


def write_snapshot(url: str, folder: str, slug: str) -> Mapping[str, Any]:
    """From stored answers to a snapshot on disk."""
    app = application(url, Path(folder))
    place = freeze.Place(Path(folder) / "snapshots", app.extensions["settings"].code_pepper)
    at = period().closes + timedelta(days=1)
    with app.app_context():
        took = Stopwatch()
        frozen = freeze.write(db.session, waves.find(db.session, slug), place, at)
        return {**took.read(), "path": str(frozen.path)}


def make_tables(path: str) -> Mapping[str, Any]:
    """From a snapshot to all tables of all chapters."""
    frozen = Snapshot(Path(path))
    took = Stopwatch()
    tables = sum(len(chapter.tables) for chapter in tabulate(frozen))
    return {**took.read(), "tables": tables}


def make_release(path: str) -> Mapping[str, Any]:
    """From a snapshot to a release, to its files in German, and back from these."""
    frozen = Snapshot(Path(path))
    facts = WaveFacts(frozen.wave.slug, {"de": "Messung"}, 2025, 2030, "2026-01-01", "2026-02-01", True, False)
    release, built = _used(lambda: build(frozen, Order(facts, Rules(3, 5, 10), "2026-03-01T00:00:00+00:00")))
    pdf, drawn = _used(lambda: publish.WRITERS["pdf"](release, "de"))
    files = {name: writer(release, "de") for name, writer in publish.WRITERS.items()}
    printed, read = _used(lambda: {name: readback.read(name, content) for name, content in files.items()})
    found, compared = _used(lambda: [differences(release, part, name, "de") for name, part in printed.items()])
    return {
        "built": built,
        "drawn": drawn,
        "pages": len(PdfReader(BytesIO(pdf)).pages),
        "read": read,
        "compared": compared,
        "differences": sum(map(len, found)),
        "facts": dict(release.facts),
        "audit": dict(release.audit),
    }


def write_for_analysts(path: str, kind: str) -> Mapping[str, Any]:
    """From a snapshot to the files for analysts in one format, in German."""
    took = Stopwatch()
    frozen = Snapshot(Path(path))
    texts = frozen.texts().clear().rename({"row": "code"}).select(review.RELEASED)
    found = analysts.study(frozen, {"de": "Messung"}, period().closes, texts, is_invented=True)
    book = describe(found, "de")
    files = analysts.WRITERS[kind](book)
    return {
        **took.read(),
        "columns": sum(len(list(sheet.variables)) for sheet in book.sheets),
        "tables": len(book.sheets),
        "megabytes": sum(map(len, files.values())) / 1e6,
    }


class Stopwatch:
    """Seconds by the clock and of CPU, all threads together, since it was made."""

    def __init__(self) -> None:
        self._clock, self._cpu = time.perf_counter(), time.process_time()

    def read(self) -> dict[str, float]:
        """Both so far."""
        return {"seconds": time.perf_counter() - self._clock, "used": time.process_time() - self._cpu}


def _used(work: Callable[[], Result]) -> tuple[Result, float]:
    begin = time.process_time()
    return work(), time.process_time() - begin


STEPS: Mapping[str, Callable[..., Mapping[str, Any]]] = {
    "snapshot": write_snapshot,
    "tables": make_tables,
    "release": make_release,
    "analysts": write_for_analysts,
    "page": results.first_page,
}


def main() -> None:
    """Run the step named on the command line."""
    found = STEPS[sys.argv[1]](*sys.argv[2:])
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"peak": peak(), "cpu": used.ru_utime + used.ru_stime, **found}))


if __name__ == "__main__":
    main()
