"""What import-linter cannot say: the closed list of packages that each room may use."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.tree import ROOMS, parsed, python_files

ALLOWED = {
    "surveys": {"surveys", "yaml"},
    "analysis": {"analysis", "surveys", "highspy", "msgspec", "numpy", "polars", "yaml"},
    "exports": {
        "exports", "analysis", "surveys",
        "PIL", "babel", "font_source_sans_pro", "jinja2", "markupsafe", "numpy", "pikepdf", "polars", "pyreadstat",
        "reportlab", "xlsxwriter",
    },
}  # fmt: skip


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and top-level package of each import."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module.split(".")[0]


@pytest.mark.parametrize("room", ALLOWED)
def test_a_room_uses_only_its_packages(room: str) -> None:
    allowed = ALLOWED[room] | sys.stdlib_module_names
    foreign = [
        f"{path}:{line}: {package}"
        for path in python_files(room)
        for line, package in _imports(path)
        if package not in allowed
    ]
    assert not foreign, "\n".join(foreign)


@pytest.mark.parametrize("room", ["surveys", "exports"])
def test_nothing_is_imported_for_types_alone(room: str) -> None:
    """A circle that only the type checker sees is still a circle."""
    found = [
        f"{path}:{node.lineno}"
        for path in python_files(room)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Name | ast.Attribute) and "TYPE_CHECKING" in ast.unparse(node)
    ]
    assert not found, "\n".join(found)


def test_every_module_says_what_it_is_for() -> None:
    silent = [str(path) for path in python_files(*ROOMS) if not ast.get_docstring(parsed(path)) and parsed(path).body]
    assert not silent, "\n".join(silent)
