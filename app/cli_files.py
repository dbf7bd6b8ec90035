"""Files that commands write for people."""

from __future__ import annotations

from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: half a report on a full disk looks like one. An OSError names the file.

    What is no ordinary file, such as ``/dev/stdout``, takes the bytes as they come.
    """
    is_special = path.exists() and not path.is_file()
    part = path if is_special else path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(content)
        if not is_special:
            part.replace(path)
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise
    finally:
        if not is_special:
            part.unlink(missing_ok=True)
