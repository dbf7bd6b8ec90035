"""Reads the CSV and TOML files beside this package: what is invented stands in data, not in code."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"


@cache
def rows(name: str) -> list[dict[str, str]]:
    """The rows of ``data/<name>.csv``."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def tree(name: str) -> Mapping[str, Any]:
    """The content of ``data/<name>.toml``."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def pairs(text: str) -> dict[str, float]:
    """``"dig:0.6 org:0.2"`` as names to numbers."""
    return {name: float(number) for name, _, number in (part.partition(":") for part in text.split())}
