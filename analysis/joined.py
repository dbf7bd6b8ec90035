"""Tables that join several variables: their words, unit and kind of figure follow from their name and kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from analysis.domains import Domains, Floats
from analysis.records import Codes
from analysis.release import Dimension, Measure
from analysis.sheets import Sheet, Subject
from analysis.tallies import Tally
from analysis.words import words

_KINDS: Mapping[str, tuple[Measure, str, str]] = {
    "people": (Measure.SUM, "people", "sum"),
    "establishments": (Measure.COUNT, "establishments", "count"),
    "places": (Measure.SUM, "places", "sum"),
    "hours": (Measure.SUM, "hours", "sum"),
    "hours_range": (Measure.SUM, "hours", "range"),
    "rough_heads": (Measure.SUM, "people", "rough"),
    "change": (Measure.SUM, "people", "net"),
    "of_today": (Measure.SHARE, "share", "ratio"),
    "share": (Measure.SHARE, "share", "share"),
    "rate": (Measure.SHARE, "share", "share_of_employees"),
    "times": (Measure.RATIO, "times", "ratio"),
    "index": (Measure.MEAN, "index", "mean"),
    "difference": (Measure.MEAN, "percentage_points", "difference"),
}
"""Measure, unit and figure of each kind."""

_ROUGH = frozenset({"hours", "hours_range", "rough_heads"})
"""Kinds that are made of the middles or limits of classes."""


def joined(
    subject: Subject, name: str, kind: str, dimensions: tuple[Dimension, ...], fold: Callable[[Domains], list[Tally]]
) -> Sheet:
    """The table ``need.<name>`` beside the subject's own, with the words ``title.<name>``."""
    measure, unit, figure = _KINDS[kind]
    scale = (-1.0, 1.0) if kind == "index" else None
    changed = replace(subject, title=words(f"title.{name}"), unit=words(f"unit.{unit}"), scale=scale)
    figure_words = words(f"figure.{figure}")
    return Sheet(changed, f"need.{name}", measure, dimensions, fold, figure_words, is_rough=kind in _ROUGH)


def looked_up(places: Codes, codes: tuple[str, ...], values: Mapping[str, float], other: float = np.nan) -> Floats:
    """The number that stands for each place in ``codes``; NaN without an answer, ``other`` for other codes."""
    table = np.array([*(values.get(code, other) for code in codes), np.nan])
    found: Floats = table[places]
    return found
