"""What the documents promise exists: settings, links, targets of make."""

import ast
import re
from pathlib import Path

import pytest

from tests.contract.tree import ROOT, parsed, project_files

DOCUMENTS = [path for path in project_files() if path.suffix == ".md"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)")


def _settings() -> set[str]:
    """The names of environment variables that app/config.py reads."""
    tree = parsed(Path("app/config.py"))
    # The names that Flask gives the same settings are not read from the environment.
    flask = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "flask")
    inside = {id(node) for node in ast.walk(flask)}
    texts = (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside
    )
    return {text for text in texts if re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+", text)}


def test_every_setting_is_in_the_readme() -> None:
    settings = _settings()
    assert "DATABASE_URL" in settings
    assert not {name for name in settings if f"`{name}`" not in README}


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_links_lead_somewhere(path: Path) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    dead = [link for link in LINK.findall(text) if not (ROOT / path.parent / link).exists()]
    assert not dead


def test_the_readme_names_only_targets_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE))
    assert {"demo", "test"} <= named <= targets
