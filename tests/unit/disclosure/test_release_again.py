"""The same wave is the same release, whatever the process: nothing hangs on the order in which sets are walked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
BUILT = """
import hashlib, sys
from pathlib import Path
from analysis.disclosure.ledger import Counted, primary_rules
from analysis.disclosure.report.system import System
from tests.unit.disclosure.invented import drawn, frozen, released
from tests.worked_example import RULES
snapshot, system = frozen(Path(sys.argv[1]), drawn(1), [("B-E", "0-9"), ("F", "10-49")]), System()
Counted.of(snapshot).link(system, RULES)
print(hashlib.sha256(system.problem(primary_rules(RULES)).relations.cells.tobytes()).hexdigest())
print(released(snapshot).id)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return _built(tmp_path_factory.mktemp("first"), {"PYTHONHASHSEED": "1"})


@pytest.mark.parametrize(
    "changed", [{"PYTHONHASHSEED": "0"}, {"PYTHONHASHSEED": "2"}, {"OMP_NUM_THREADS": "1"}], ids=str
)
def test_another_process_builds_the_same(tmp_path: Path, built: list[str], changed: dict[str, str]) -> None:
    assert _built(tmp_path, changed) == built
    assert [len(one) for one in built] == [64, 64]


def _built(root: Path, changed: dict[str, str]) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", BUILT, str(root)],
        cwd=ROOT,
        env={**os.environ, **changed},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()
