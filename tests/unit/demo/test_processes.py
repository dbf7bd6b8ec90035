"""The server and the worker of the demo end together, unless the worker is killed."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import psutil
import pytest

from app.demo import processes
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


@pytest.mark.parametrize("is_server", [True, False])
def test_when_the_server_ends_or_the_worker_at_once_the_other_is_stopped(
    tmp_path: Path, sleeper: str, is_server: bool
) -> None:
    short = str(tmp_path / "short.py")
    programs = (short, sleeper) if is_server else (sleeper, short)
    (tmp_path / "short.py").write_text(
        "import os,time\nwhile len(os.listdir(os.environ['PLACE'])) < 3: time.sleep(0.05)"
    )
    with pytest.raises(Ended):
        run_together(*programs, {"PLACE": str(tmp_path)})
    [number] = _numbers(tmp_path)
    assert not psutil.pid_exists(number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_both_stop_when_told_to(tmp_path: Path, sleeper: str, number: int) -> None:
    def tell() -> None:
        while len(_numbers(tmp_path)) < 2:
            time.sleep(0.05)
        os.kill(os.getpid(), number)

    Thread(target=tell, daemon=True).start()
    run_together(sleeper, sleeper, {"PLACE": str(tmp_path)})
    assert len(_numbers(tmp_path)) == 2
    assert not any(map(psutil.pid_exists, _numbers(tmp_path)))


def test_a_worker_that_is_killed_is_started_again_and_the_server_goes_on(
    tmp_path: Path, sleeper: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(processes, "TOO_SOON", 0.0)
    (tmp_path / "worker").mkdir()
    (tmp_path / "worker.py").write_text(WAITING.replace("os.environ['PLACE']", "os.environ['PLACE'],'worker'"))
    worker = tmp_path / "worker"

    def kill() -> None:
        while not (_numbers(tmp_path) and _numbers(worker)):
            time.sleep(0.05)
        os.kill(_numbers(worker)[0], signal.SIGKILL)
        while len(_numbers(worker)) < 2:
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=kill, daemon=True).start()
    run_together(sleeper, str(tmp_path / "worker.py"), {"PLACE": str(tmp_path)})
    assert len(_numbers(tmp_path)) == 1, "the same server all the time"
    assert "startet neu" in capsys.readouterr().err
    assert not any(map(psutil.pid_exists, _numbers(tmp_path) + _numbers(worker)))
