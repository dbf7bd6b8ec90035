"""Which competence fields are needed, for whom and how soon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from app.demo.tables import pairs, rows
from app.demo.views import View

OPEN_FIELD = "K90"
THRESHOLD = 0.75
MOST = 8

_Weights = tuple[float, Mapping[str, float], Mapping[str, float]]


def field_scores(view: View, occasion: str) -> dict[str, float]:
    """How much each field is needed on the hidden line; ``occasion`` names a question, so that noise differs."""
    return {
        field: base
        + 0.8 * view.sum_of(drivers)
        + profiles.get(view.unit.profile, 0.0)
        + 0.3 * view.traits["pressure"]
        + 0.5 * view.noise(f"{occasion}/{field}")
        for field, (base, drivers, profiles) in _fields().items()
    }


def most_needed(scores: Mapping[str, float], count: int) -> list[str]:
    """The ``count`` fields with the highest scores, in the order of the list."""
    best = set(sorted(scores, key=lambda field: -scores[field])[:count])
    return [field for field in scores if field in best]


def chosen_fields(view: View, named: Iterable[str]) -> list[str]:
    """The fields of the main question: what is needed enough, with those named for groups of employees."""
    scores = field_scores(view, "fields")
    for field in named:
        scores[field] += 0.7
    needed = [field for field in scores if scores[field] > THRESHOLD]
    chosen = most_needed({field: scores[field] for field in needed}, MOST)
    if chosen and len(chosen) < MOST and view.chance(0.03):
        chosen.append(OPEN_FIELD)
    return chosen or ["none"]


def urgency(view: View, place: str) -> str:
    """A code of the list ``urgency``; more pressure, sooner."""
    level = 0.5 * view.traits["pressure"] + 0.8 * view.noise(place)
    return "1" if level > 0.55 else "2" if level > -0.8 else "3"


@cache
def _fields() -> Mapping[str, _Weights]:
    return {row["field"]: (float(row["base"]), pairs(row["drivers"]), pairs(row["profiles"])) for row in rows("fields")}
