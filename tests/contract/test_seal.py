"""Only disclosure control makes a release: nobody else names the seal, or calls ``seal`` outside of tests."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.contract.tree import ROOMS, parsed, python_files

HOME = Path("analysis/disclosure")


def _names(path: Path) -> set[str]:
    tree = parsed(path)
    imported = {
        f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return imported | attributes


def test_the_seal_is_handed_over_by_disclosure_control_alone() -> None:
    users = {path for path in python_files() if {"analysis.release.SEAL", "SEAL"} & _names(path)}

    assert users == {HOME / "seal.py"}


def test_a_release_is_built_in_one_place() -> None:
    callers = {path for path in python_files(*ROOMS) if "analysis.disclosure.seal.seal" in _names(path)}

    assert callers == {HOME / "build.py"}
