"""Answers by the words of ``data/items.toml``: ordered steps, one of several, any of several."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.demo.tables import pairs, tree
from app.demo.views import View
from surveys.items.registry import Multi

_SETTINGS = frozenset({"kind", "cuts", "tendency", "noise", "dont_know", "refused", "skip"})


@dataclass(frozen=True)
class Model:
    """How one question is answered by one role."""

    kind: str
    cuts: tuple[float, ...]
    tendency: float
    noise: float
    dont_know: float
    refused: float
    skip: float
    parts: Mapping[str, tuple[float, Mapping[str, float]]]

    def level(self, view: View, place: str, part: str) -> float:
        """Where the view stands on the hidden line of a part."""
        base, loads = self.parts.get(part) or self.parts["every"]
        return base + self.tendency + view.sum_of(loads) + self.noise * view.noise(f"{place}/{part}")

    def step(self, view: View, place: str, part: str, codes: Sequence[str]) -> str:
        """One of the ordered codes."""
        if len(codes) != len(self.cuts) + 1:
            raise ValueError(f"{place}: {len(codes)} codes need {len(codes) - 1} cuts")
        return codes[bisect(self.cuts, self.level(view, place, part))]

    def choice(self, view: View, place: str, codes: Sequence[str]) -> str:
        """One of the codes."""
        return max(codes, key=lambda code: self.level(view, place, code))

    def ticks(self, view: View, place: str, codes: Sequence[str]) -> list[str]:
        """The codes that are ticked, the surest first; at least the surest one."""
        levels = {code: self.level(view, place, code) for code in codes if code in self.parts}
        order = sorted(levels, key=lambda code: -levels[code])
        return [code for code in order if levels[code] > 0] or order[:1]


@cache
def model(role: str, name: str) -> Model | None:
    """The model of an item or column (``gap.fit``) for a role; None when figures.py answers it."""
    words = _words()
    general = words["items"].get(name)
    if general is None:
        return None
    merged: dict[str, Any] = {**words["defaults"], **general, **words.get(role, {}).get(name, {})}
    return Model(
        kind=merged["kind"],
        cuts=tuple(merged.get("cuts", ())),
        tendency=merged.get("tendency", 0.0),
        noise=merged["noise"],
        dont_know=merged["dont_know"],
        refused=merged["refused"],
        skip=merged["skip"],
        parts={key: _read(value) for key, value in merged.items() if key not in _SETTINGS},
    )


def defaults() -> Mapping[str, float]:
    """The chances that hold where an item names none of its own."""
    return {str(name): float(value) for name, value in _words()["defaults"].items()}


def within_limits(item: Multi, ticked: Sequence[str]) -> list[str]:
    """The surest ones as far as the question allows, in the order of its list."""
    chosen = set(ticked[: item.max or len(ticked)])
    return [code.code for code in item.choices.codes if code.code in chosen]


@cache
def _words() -> Mapping[str, Any]:
    return tree("items")


def _read(words: str) -> tuple[float, Mapping[str, float]]:
    base, _, loads = words.partition(" ")
    return float(base), pairs(loads)
