"""Files are made once, kept whole or not at all, and made anew when the program changes."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.services import shelf as module
from app.services.shelf import Shelf

KILLED = """
import os, signal, sys
from pathlib import Path
from app.services.shelf import Shelf
os.fsync = lambda _handle: os.kill(os.getpid(), signal.SIGKILL)  # the moment before the file gets its name
Shelf(Path(sys.argv[1])).kept(lambda: b"half" * 1000, "a", "b")
"""


def never() -> bytes:
    """A maker that must not be asked."""
    raise AssertionError("made again")


def files(folder: Path) -> list[Path]:
    """Everything that lies on the shelf."""
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_is_kept_is_not_made_again(tmp_path: Path) -> None:
    assert Shelf(tmp_path / "files").kept(lambda: b"one", "a", "b") == b"one"
    assert Shelf(tmp_path / "files").kept(never, "a", "b") == b"one"


def test_other_sources_are_another_file(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "files")
    kept = [shelf.kept(lambda name=name: name.encode(), *name.split("|")) for name in ("a|b", "ab|", "a", "a|b|c")]  # type: ignore[misc]

    assert kept == [b"a|b", b"ab|", b"a", b"a|b|c"]


def test_a_process_killed_while_keeping_leaves_nothing_that_is_served(tmp_path: Path) -> None:
    folder = tmp_path / "files"

    ended = subprocess.run([sys.executable, "-c", KILLED, str(folder)], check=False, capture_output=True, timeout=60)

    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert [path.suffix for path in files(folder)] == [".part"]
    assert Shelf(folder).kept(lambda: b"whole", "a", "b") == b"whole"
    assert Shelf(folder).kept(never, "a", "b") == b"whole"


def test_another_edition_of_the_program_makes_its_own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "files"
    Shelf(folder).kept(lambda: b"old", "a")
    (next(iter(folder.iterdir())) / "left.part").write_bytes(b"half")
    monkeypatch.setattr(module, "_edition", lambda: "later")

    assert Shelf(folder).kept(lambda: b"new", "a") == b"new"
    assert [path.read_bytes() for path in files(folder)] == [b"new"]


def test_a_folder_that_cannot_be_written_to_costs_nobody_the_file(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file where the folder should be")
    shelf = Shelf(tmp_path / "files" / "folder")

    assert shelf.kept(lambda: b"one", "a") == b"one"
