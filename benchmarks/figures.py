"""What a measurement says, beside its goal, and the machine it was taken on."""

from __future__ import annotations

import os
import platform
import resource
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import psutil

GIBIBYTE = 1024**3
Result = TypeVar("Result")
PACKAGES = ("flask", "sqlalchemy", "gunicorn", "polars", "reportlab", "psycopg", "highspy")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. ``goal`` is the most (or, with ``more_is_better``, the least) that is wanted."""

    what: str
    value: float
    unit: str
    goal: float | None = None
    more_is_better: bool = False
    note: str = ""

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is reached; None without a goal."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.more_is_better else self.value <= self.goal

    def row(self) -> tuple[str, str, str, str, str]:
        """What stands in the table: measurement, figure, goal, mark, note."""
        sign = "≥" if self.more_is_better else "≤"
        goal = "" if self.goal is None else f"{sign} {self.goal:g} {self.unit}"
        mark = {None: "", True: "✓", False: "✗"}[self.is_met]
        return self.what, f"{_short(self.value)} {self.unit}", goal, mark, self.note


def timed(run: Callable[[], Result]) -> tuple[float, Result]:
    """Seconds of CPU that something took in this process, and what came of it."""
    begin = time.process_time()
    result = run()
    return time.process_time() - begin, result


def peak() -> float:
    """The largest resident memory of this process so far, in MB.

    Linux counts for a process, in ``ru_maxrss``, what its parent held when it was started; not so here.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


HEAD = ("measurement", "figure", "goal", "", "note")


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table, which reads well on a terminal too."""
    rows = [HEAD, *(figure.row() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = [
        "| " + " | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def circumstances() -> str:
    """When it is, and how busy the machine."""
    load = ", ".join(f"{number:.1f}" for number in os.getloadavg())
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load {load} (1, 5, 15 minutes)"


def machine() -> str:
    """Processor, cores, memory, system and versions, a line each."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    facts = (
        ("processor", f"{_processor()}, {psutil.cpu_count()} cores"),
        ("memory", f"{psutil.virtual_memory().total / GIBIBYTE:.0f} GiB"),
        ("system", platform.platform()),
        ("Python", f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}"),
        ("packages", packages),
    )
    return "\n".join(f"- {name}: {value}" for name, value in facts)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
