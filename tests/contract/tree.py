"""The files of the project, as the contract tests read them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("surveys", "analysis", "exports", "app")


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that git tracks or would, relative to the project."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    # A file that was deleted and not yet committed is still listed.
    return tuple(Path(name) for name in sorted(names) if name and (ROOT / name).is_file())


def python_files(*folders: str) -> list[Path]:
    """The Python files, all or those of the top-level folders named."""
    files = [path for path in project_files() if path.suffix == ".py"]
    return [path for path in files if not folders or path.parts[0] in folders]


def parsed(path: Path) -> ast.Module:
    """The syntax tree of a project file."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), str(path))
