"""A wave, however small, is released: what cannot be protected is left out, with all that could tell of it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.disclosure.build import _attacked, _problem
from analysis.disclosure.cells.program import Unsolved
from analysis.disclosure.report.system import System, part_of
from analysis.disclosure.rules import PrimaryRules
from analysis.disclosure.suppression.joint import hide
from analysis.release import Suppressed
from analysis.tallies import Contributions, Part
from tests.unit.disclosure.invented import drawn, frozen, released
from tests.worked_example import RULES

LIMITS = PrimaryRules(RULES.min_contributors, RULES.p_percent)


def of(*who: int) -> Part:
    return part_of(Contributions.of(np.array(who, dtype=np.uint64), np.ones(len(who))))


def everybody_said_yes() -> System:
    """All five who were asked said yes, and an equation says so: no pattern hides that nobody said no."""
    system = System()
    asked, yes = system.cell("asked", of(1, 2, 3, 4, 5)), system.cell("yes", of(1, 2, 3, 4, 5))
    no, besides = system.cell("no", Part.of(())), system.cell("besides", of(6, 7, 8, 9))
    whole = system.cell("whole", of(*range(1, 10)))
    system.equation([(yes, 1.0), (no, 1.0), (asked, -1.0)])
    system.equation([(yes, 1.0), (asked, -1.0)])
    system.equation([(yes, 1.0), (besides, 1.0), (whole, -1.0)])
    system.figure(("t", "share"), [yes, no, asked], 6.0, is_forced=True)
    for name, cell in (("yes", yes), ("besides", besides), ("whole", whole)):
        system.figure(("u", name), [cell], 5.0 + cell)
    return system


def test_what_no_pattern_protects_is_left_out_with_the_totals_beside_it() -> None:
    system = everybody_said_yes()
    problem = system.problem(LIMITS)
    with pytest.raises(Unsolved):
        hide(system, problem, LIMITS)
    lost = problem.lost()

    less = problem.without(lost)
    hidden = hide(system, less, LIMITS)

    assert np.flatnonzero(lost).tolist() == [system.known("no")]
    names = {name for name, figure in system.figures.items() if hidden[figure]}
    assert {("t", "share"), ("u", "yes")} < names
    assert ("u", "whole") not in names or ("u", "besides") not in names
    assert _attacked(system, less, hidden, lost, (RULES, ""))["below_level"] == 0


@pytest.mark.parametrize("printed", [(), (("u", "whole"),), (("u", "besides"),)])
def test_beside_an_earlier_release_the_same_is_left_out(printed: tuple[tuple[str, str], ...]) -> None:
    """Of a wave whose first release had only the tables t, or these and some of u: what it left out is not told now."""
    system = everybody_said_yes()
    system.keep_hidden(("t", "share"))
    for name in printed:
        system.publish(name)

    problem, lost = _problem(system, RULES, is_beside=True)
    hidden = hide(system, problem, LIMITS)

    assert np.flatnonzero(lost).tolist() == [system.known("no")]
    names = {name for name, figure in system.figures.items() if hidden[figure]}
    assert {("t", "share"), ("u", "yes")} <= names
    assert not names & set(printed), "nothing is taken back"
    assert _attacked(system, problem, hidden, lost, (RULES, ""))["below_level"] == 0


@given(st.integers(0, 10_000), st.integers(1, 9), st.integers(0, 9))
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_tiny_wave_is_released(seed: int, companies: int, councils: int) -> None:
    with TemporaryDirectory() as folder:
        release = released(frozen(Path(folder), drawn(seed, companies, councils)))

    cells = [cell for table in release.tables for cell in table.cells]
    assert release.audit["verdict"] == "pass"
    assert any(isinstance(cell.value, Suppressed) for cell in cells)
