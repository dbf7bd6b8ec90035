"""Nothing is hidden besides that could stand: each figure, printed alone, would tell somebody too much."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analysis.disclosure.ledger import Counted, primary_rules
from analysis.disclosure.report.system import System
from analysis.disclosure.suppression.joint import hide, scene
from tests.unit.disclosure.invented import drawn, frozen
from tests.worked_example import RULES


@pytest.mark.parametrize(("seed", "companies"), [(0, 8), (1, 8), (3, 8), (3, 14)])
def test_every_figure_hidden_besides_is_needed(tmp_path: Path, seed: int, companies: int) -> None:
    system, rules = System(), primary_rules(RULES)
    Counted.of(frozen(tmp_path, drawn(seed, companies, companies // 2))).link(system, RULES)
    problem = system.problem(rules)

    hidden = hide(system, problem, rules)

    assert not list(scene(system, problem, problem.knowledge(hidden)).breaches(rules))
    besides = np.flatnonzero(hidden & ~problem.is_forced).tolist()
    for figure in besides:
        fewer = hidden.copy()
        fewer[figure] = False
        assert any(scene(system, problem, problem.knowledge(fewer)).breaches(rules)), figure
    assert besides
