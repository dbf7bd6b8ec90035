"""Small releases for the tests of files: tables by hand, sealed as disclosure control seals them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

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

HIDDEN = Suppressed(Reason.PROTECTED)
Figure = float | None | Suppressed
BASES = {"company": "Betriebe, die geantwortet haben", "works_council": "Gremien, die geantwortet haben"}


def categories(labels: Mapping[str, str]) -> tuple[Category, ...]:
    """Categories by code, with German labels."""
    return tuple(Category(code, {"de": label}) for code, label in labels.items())


def dimension(labels: Mapping[str, str], name: str = "answer", *, partition: bool = False) -> Dimension:
    """A dimension with these categories."""
    return Dimension(name, {"de": name.title()}, categories(labels), partition=partition)


def cell(key: Sequence[str], value: Figure, n: int = 100) -> Cell:
    """A cell; a hidden one has no n."""
    if isinstance(value, Suppressed):
        return Cell(tuple(key), value, value)
    return Cell(tuple(key), value, 0 if value is None else n)


def table(values: Mapping[tuple[str, ...], Figure], dimensions: Sequence[Dimension] = (), **changes: Any) -> Table:
    """A table of shares of the companies; ``n`` holds for every published cell unless it is a mapping."""
    n = changes.pop("n", 100)
    counts = n if isinstance(n, Mapping) else dict.fromkeys(values, n)
    role = changes.get("role", "company")
    fields: dict[str, Any] = {
        "id": f"{role}.item.share",
        "section": "a",
        "variable": "item",
        "number": "K-A1",
        "role": role,
        "measure": Measure.SHARE,
        "title": {"de": "Was wird gebraucht?"},
        "base": {"de": BASES[role]},
        "unit": {"de": "%"},
        "figure": {"de": "Anteil"},
        "dimensions": tuple(dimensions),
        "cells": tuple(cell(key, value, counts[key]) for key, value in values.items()),
    }
    return Table(**(fields | changes))


def shares(values: Mapping[str, Figure], *, partition: bool = False, **changes: Any) -> Table:
    """A table of one dimension; labels are the codes in quotation marks of nobody: „Antwort x“."""
    labels = {code: f"Antwort {code}" for code in values}
    return table(
        {(code,): value for code, value in values.items()}, [dimension(labels, partition=partition)], **changes
    )


def participation(
    role: str = "company",
    submitted: int | Suppressed = 100,
    started: int | Suppressed = 120,
    invited: int | Suppressed = 200,
) -> Participation:
    """200 invited in three strata, of which one is hidden; the frame is hidden with those invited."""
    strata = dimension({"s1": "Industrie, klein", "s2": "Handel, groß", "s3": "Bau, mittel"}, "stratum", partition=True)
    cells = (Cell(("s1",), 60, 110), Cell(("s2",), HIDDEN, HIDDEN), Cell(("s3",), None, 0))
    frame = invited if isinstance(invited, Suppressed) else 44_144
    return Participation(role, frame, invited, started, submitted, cells, strata)


def release(tables: Sequence[Table], **changes: Any) -> Release:
    """A release with a chapter for each section and role of the tables."""
    sections = dict.fromkeys((each.section, each.role) for each in tables)
    chapters = tuple(
        Chapter(
            section,
            role,
            {"de": f"Abschnitt {section.upper()}"},
            tuple(each.id for each in tables if (each.section, each.role) == (section, role)),
        )
        for section, role in sections
    )
    wave = WaveFacts("w1", {"de": "Welle 1"}, 2025, 2030, "2026-05-04", "2026-06-12", invented=True, extrapolated=False)
    fields: dict[str, Any] = {
        "state": "built",
        "wave": wave,
        "snapshot": "5" * 64,
        "questionnaires": {"company": "c" * 64},
        "rules": Rules(min_contributors=3, min_pairs=5, p_percent=10),
        "participation": (participation(),),
        "chapters": chapters,
        "tables": tuple(tables),
        "frozen_at": "2026-07-01T12:00:00+00:00",
        "facts": {"cells": 9, "cells_published": 7, "one_way_cells": 5, "one_way_cells_published": 4},
    }
    return seal(**(fields | changes))
