"""Places, hours and their range are sums over the same classes: together they could tell what one class needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.disclosure.build import Order, build
from analysis.release import Release, Suppressed
from analysis.snapshot import write_snapshot
from surveys.codelists import code_list, library_rows
from tests import worked_example
from tests.worked_example import BUILT_AT, COMPANIES, FACTS, FIELD, RULES, Company

MIDDLES = {"1": 4.0, "2": 24.0, "3": 80.0, "4": 260.0, "5": 600.0}
"""Hours that stand for each class."""

FIGURES = ("places", "hours", "low", "high")


def _companies(classes: Sequence[str]) -> list[Company]:
    """Companies that need places in one field, of different sizes, with hours of these classes."""
    return [
        replace(COMPANIES[number % len(COMPANIES)], field=(3 + number * 7 % 11, hours, "2", "1", "3"), employees=60)
        for number, hours in enumerate(classes)
    ]


def _release(root: Path, classes: Sequence[str]) -> Release:
    cases = worked_example.cases_of(_companies(classes))
    content = worked_example.counting(
        replace(worked_example.content(), cases={"company": cases}), "emp_total", "fields", "cmp"
    )
    return build(write_snapshot(root, content), Order(FACTS, RULES, BUILT_AT))


def _printed(release: Release) -> list[str]:
    """Which of the four figures of the field are printed."""
    cells = {
        "places": release.table("company.cmp.need.places").cell(FIELD),
        "hours": release.table("company.cmp.need.hours").cell(FIELD),
        "low": release.table("company.cmp.need.hours_range").cell(FIELD, "low"),
        "high": release.table("company.cmp.need.hours_range").cell(FIELD, "high"),
    }
    return [name for name, cell in cells.items() if not isinstance(cell.value, Suppressed)]


def _told(printed: Sequence[str]) -> set[str]:
    """The classes whose places follow from these figures, by their factors alone."""
    codes = code_list("hours_class", library_rows("hours_class") or []).codes
    limits = {code.code: (float(code.low or 0), float(code.high or MIDDLES[code.code])) for code in codes}
    rows = {
        "places": [1.0] * len(codes),
        "hours": [MIDDLES[code.code] for code in codes],
        "low": [limits[code.code][0] for code in codes],
        "high": [limits[code.code][1] for code in codes],
    }
    known = np.array([rows[name] for name in printed]).reshape(-1, len(codes))
    rank = np.linalg.matrix_rank(known) if len(known) else 0
    units = np.eye(len(codes))
    told = (np.linalg.matrix_rank(np.vstack([known, unit])) == rank for unit in units)
    return {code.code for code, is_told in zip(codes, told, strict=True) if is_told}


def test_the_four_figures_together_tell_of_a_class() -> None:
    assert _told(FIGURES) == {"5"}


def test_classes_that_many_chose_are_no_secret(tmp_path: Path) -> None:
    release = _release(tmp_path, [code for code in "12345" for _company in range(8)])

    assert _printed(release) == list(FIGURES)


@pytest.mark.parametrize("alone", [1, 2])
def test_what_the_only_ones_in_a_class_need_does_not_come_out(tmp_path: Path, alone: int) -> None:
    release = _release(tmp_path, [*(code for code in "1234" for _company in range(8)), *["5"] * alone])

    assert "5" not in _told(_printed(release))
    assert "places" in _printed(release)
