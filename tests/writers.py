"""What writes a release as a file, by format: all five, and the two that are read as a report."""

from __future__ import annotations

from collections.abc import Callable

from analysis.release import Release
from exports import csv, html, json, xlsx
from exports.pdf import report

Writer = Callable[[Release, str], bytes]

WRITERS: dict[str, Writer] = {
    "csv": csv.render,
    "html": html.render,
    "json": json.render,
    "pdf": report.render,
    "xlsx": xlsx.render,
}
REPORTS: dict[str, Writer] = {file_format: WRITERS[file_format] for file_format in ("html", "pdf")}
