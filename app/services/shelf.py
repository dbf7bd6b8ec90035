"""Files that are made once: the bytes of a report or of a blank questionnaire, kept in the data directory.

What is kept can be deleted at any time; it is then made anew, with the same bytes.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import mkstemp

import analysis
import exports
import surveys

MAKERS = (surveys, analysis, exports)
SOURCES = {".py", ".toml", ".yaml"}
LIBRARIES = ("reportlab", "pillow", "font-source-sans-pro")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of files named by what they were made from."""

    folder: Path

    def kept(self, make: Callable[[], bytes], *sources: str) -> bytes:
        """The bytes for these sources: as they were kept, else made now and kept.

        Two who ask at once both make them. What cannot be kept, for want of room, is handed out all the same.
        """
        path = self.folder / _edition() / sha256("\0".join(sources).encode()).hexdigest()
        try:
            return path.read_bytes()
        except OSError:
            content = make()
        try:
            _put(path, content)
        except OSError:
            log.warning("a file could not be kept", exc_info=True)
        return content


def _put(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever finds a part of it, whenever the process or the machine stops."""
    if not path.parent.is_dir():
        shutil.rmtree(path.parent.parent, ignore_errors=True)  # made by an earlier edition of the program
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@cache
def _edition() -> str:
    """What the program is that makes the files: another one makes other bytes of the same sources."""
    found = sha256(" ".join(version(name) for name in LIBRARIES).encode())
    for room in MAKERS:
        for path in sorted(Path(room.__path__[0]).rglob("*")):
            if path.suffix in SOURCES:
                found.update(path.read_bytes())
    return found.hexdigest()[:16]
