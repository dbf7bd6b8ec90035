"""Every template parses, and imports only what it uses."""

from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.contract.tree import ROOT, project_files

TEMPLATES = [path for path in project_files() if "templates" in path.parts and path.suffix == ".html"]


def _parse(path: Path) -> nodes.Template:
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    return environment.parse((ROOT / path).read_text(encoding="utf-8"), filename=str(path))


def test_there_are_templates() -> None:
    assert TEMPLATES


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_a_template_parses_and_uses_what_it_imports(path: Path) -> None:
    template = _parse(path)
    imported: set[str] = set()
    for node in template.find_all((nodes.FromImport, nodes.Import)):
        if isinstance(node, nodes.FromImport):
            imported |= {name if isinstance(name, str) else name[1] for name in node.names}
        elif isinstance(node, nodes.Import):
            imported.add(node.target)
    used = {node.name for node in template.find_all(nodes.Name) if node.ctx == "load"}
    assert imported <= used, f"imported and not used: {sorted(imported - used)}"
