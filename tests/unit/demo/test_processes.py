"""The server and the worker of the demo end together."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import psutil
import pytest

from app.demo.processes import Ended, run_together

WAITING = "import os,pathlib,time;pathlib.Path(os.environ['PLACE'],str(os.getpid())).touch();time.sleep(60)"


@pytest.fixture
def sleeper(tmp_path: Path) -> str:
    """A program that notes its number and then waits for a minute."""
    (tmp_path / "sleeper.py").write_text(WAITING)
    return str(tmp_path / "sleeper.py")


@pytest.fixture(autouse=True)
def _own_signals() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def _numbers(place: Path) -> list[int]:
    return [int(path.name) for path in place.iterdir() if path.name.isdigit()]


def test_when_one_ends_the_other_is_stopped(tmp_path: Path, sleeper: str) -> None:
    (tmp_path / "short.py").write_text(
        "import os,time\nwhile len(os.listdir(os.environ['PLACE'])) < 3: time.sleep(0.05)"
    )
    with pytest.raises(Ended):
        run_together((sleeper, str(tmp_path / "short.py")), {"PLACE": str(tmp_path)})
    [number] = _numbers(tmp_path)
    assert not psutil.pid_exists(number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_both_stop_when_told_to(tmp_path: Path, sleeper: str, number: int) -> None:
    def tell() -> None:
        while len(_numbers(tmp_path)) < 2:
            time.sleep(0.05)
        os.kill(os.getpid(), number)

    Thread(target=tell, daemon=True).start()
    run_together((sleeper, sleeper), {"PLACE": str(tmp_path)})
    assert len(_numbers(tmp_path)) == 2
    assert not any(map(psutil.pid_exists, _numbers(tmp_path)))
