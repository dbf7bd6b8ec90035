"""A file that a command writes is whole, or it is not there."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.cli_files import write_whole


@contextmanager
def _little_room(size: int) -> Iterator[None]:
    """No file of this process grows beyond ``size`` bytes: writing ends as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("earlier", [None, b"an earlier report"])
def test_without_room_for_all_of_it_nothing_is_changed(tmp_path: Path, earlier: bytes | None) -> None:
    path = tmp_path / "bericht.pdf"
    if earlier:
        path.write_bytes(earlier)
    with _little_room(1_000), pytest.raises(OSError, match="too large") as refused:
        write_whole(path, b"x" * 5_000)
    assert refused.value.filename == str(path)
    assert list(tmp_path.iterdir()) == ([path] if earlier else [])
    assert not earlier or path.read_bytes() == earlier


def test_with_room_the_file_is_there_and_replaces_an_earlier_one(tmp_path: Path) -> None:
    path = tmp_path / "bericht.pdf"
    for content in (b"first", b"second"):
        write_whole(path, content)
        assert {each: each.read_bytes() for each in tmp_path.iterdir()} == {path: content}


def test_a_device_is_not_replaced() -> None:
    write_whole(Path("/dev/null"), b"x")
    assert Path("/dev/null").is_char_device()
