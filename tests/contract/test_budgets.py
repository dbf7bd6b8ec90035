"""Sizes that keep a page of code readable. What is longer stands here with its reason."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.contract.tree import ROOT, parsed, python_files

FUNCTION_LINES = 40
FILE_LINES = 400
TEST_FILE_LINES = 600

# "path" or "path:function" -> why it is longer
LONGER: dict[str, str] = {}


def _written_by_hand() -> Iterator[Path]:
    """All but migrations, which are lists of steps that nobody edits again."""
    return (path for path in python_files() if path.parts[0] != "migrations")


def _long_functions() -> Iterator[tuple[str, int]]:
    """Place and lines of each function over the budget."""
    for path in _written_by_hand():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    yield f"{path}:{node.name}", lines


def _long_files() -> Iterator[tuple[str, int]]:
    """Path and lines of each file over the budget."""
    for path in _written_by_hand():
        lines = len((ROOT / path).read_text(encoding="utf-8").splitlines())
        if lines > (TEST_FILE_LINES if path.parts[0] == "tests" else FILE_LINES):
            yield str(path), lines


@pytest.mark.parametrize("found", [_long_functions, _long_files], ids=["functions", "files"])
def test_nothing_is_longer_than_its_budget(found: Callable[[], Iterator[tuple[str, int]]]) -> None:
    too_long = [f"{place}: {lines} lines" for place, lines in found() if place not in LONGER]
    assert not too_long, "\n".join(too_long)


def test_no_exception_outlives_its_reason() -> None:
    assert set(LONGER) <= {place for place, _ in (*_long_functions(), *_long_files())}
