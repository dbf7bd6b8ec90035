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
from typing import Any

from pypdf import PdfReader

from analysis.disclosure.build import build
from analysis.release import Rules, WaveFacts
from analysis.snapshot import Snapshot
from analysis.tables import tabulate
from app.demo.fieldwork import period
from app.extensions import db
from app.services import freeze, publish, waves
from benchmarks.fieldwork import application


def write_snapshot(url: str, folder: str, slug: str) -> Mapping[str, Any]:
    """From stored answers to a snapshot on disk."""
    app = application(url, Path(folder))
    place = freeze.Place(Path(folder) / "snapshots", app.extensions["settings"].code_pepper)
    at = period().closes + timedelta(days=1)
    with app.app_context():
        begin = time.perf_counter()
        frozen = freeze.write(db.session, waves.find(db.session, slug), place, at)
        seconds = time.perf_counter() - begin
    return {"seconds": seconds, "path": str(frozen.path)}


def make_tables(path: str) -> Mapping[str, Any]:
    """From a snapshot to all tables of all chapters."""
    frozen = Snapshot(Path(path))
    begin = time.perf_counter()
    tables = sum(len(chapter.tables) for chapter in tabulate(frozen))
    return {"seconds": time.perf_counter() - begin, "tables": tables}


def make_pdf(path: str) -> Mapping[str, Any]:
    """From a release to the report."""
    frozen = Snapshot(Path(path))
    facts = WaveFacts(frozen.wave.slug, {"de": "Messung"}, 2025, 2030, "2026-01-01", "2026-02-01", True, False)
    release = build(frozen, facts, Rules(3, 5, 10), "2026-03-01T00:00:00+00:00")
    begin = time.process_time()
    content = publish.WRITERS["pdf"](release, "de")
    used = time.process_time() - begin
    return {"cpu": used, "pages": len(PdfReader(BytesIO(content)).pages)}


STEPS: Mapping[str, Callable[..., Mapping[str, Any]]] = {
    "snapshot": write_snapshot,
    "tables": make_tables,
    "pdf": make_pdf,
}


def main() -> None:
    """Run the step named on the command line."""
    found = STEPS[sys.argv[1]](*sys.argv[2:])
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"peak": used.ru_maxrss / 1024, "cpu": used.ru_utime + used.ru_stime, **found}))


if __name__ == "__main__":
    main()
