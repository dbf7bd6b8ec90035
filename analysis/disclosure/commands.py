"""What the two commands do: CSV in, a JSON tree out. Nothing in it depends on the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from analysis.disclosure import microdata
from analysis.disclosure.audit.intervals import intervals
from analysis.disclosure.cells.lattice import Hierarchy, Parts, additions, spread, totals
from analysis.disclosure.cells.program import Unsolved
from analysis.disclosure.cells.relations import TOLERANCE, Bounds, Flags, Floats, Ints
from analysis.disclosure.microdata import BadInput, Columns
from analysis.disclosure.rules import PrimaryRules, gap
from analysis.disclosure.suppression.protect import Protected, Step, protect

MOST_CELLS = 100_000
"""Cells of a lattice beyond which the linear programmes would take hours."""

PUBLISHED, PRIMARY, SECONDARY, EMPTY = STATUS = ("published", "primary", "secondary", "empty")
Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """A CSV, what its columns are, and the files of its hierarchies."""

    path: Path
    columns: Columns
    hierarchies: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Levels:
    """How far an attacker must be kept from primary cells: a column, or percent of the value; and the unit of print."""

    column: str | None = None
    percent: float = 0.0
    rounding: float = 0.0


# --- protect -------------------------------------------------------------------------------------------


def protect_file(source: Source, rules: PrimaryRules, step: Step) -> Tree:
    """Protect and audit the table of a file of microdata. Raises ``BadInput``."""
    path, columns = source.path, source.columns
    more = [name for name in (columns.contributor, columns.weight) if name is not None]
    step("einlesen")
    frame = microdata.read(path, [*columns.by, columns.value, *more])
    dimensions = _dimensions(source, frame)
    places = np.array(
        [
            microdata.places(path, frame[name], dimension, is_leaf=True)
            for name, dimension in zip(columns.by, dimensions, strict=True)
        ]
    )
    amount = microdata.numbers(path, frame[columns.value])
    weight = microdata.numbers(path, frame[columns.weight]) if columns.weight else np.ones(len(amount))
    who = np.arange(len(amount))
    if columns.contributor:
        who = frame[columns.contributor].rank("dense").to_numpy().astype(np.int64) - 1
    rows = Parts(np.zeros(len(amount), dtype=np.int64), who, amount, amount * weight)
    widest = _widest(columns.by, dimensions, places, rows, rules) if rules.dominance else None
    if widest and widest.level > microdata.MOST:
        raise BadInput(f"{path}: {widest.words}")
    try:
        return _protected_tree(columns.by, protect(dimensions, places, rows, rules, step=step), rules)
    except Unsolved as problem:
        widest = widest or _widest(columns.by, dimensions, places, rows, rules)
        raise BadInput(f"{path}: {widest.words}") from problem


@dataclass(frozen=True, slots=True)
class _Widest:
    """The cell that must be kept farthest from its value, and what is said when no pattern can do so."""

    level: float
    words: str


def _widest(
    by: tuple[str, ...], dimensions: tuple[Hierarchy, ...], places: Ints, rows: Parts, rules: PrimaryRules
) -> _Widest:
    count = int(np.prod([len(dimension.codes) for dimension in dimensions]))
    found = totals(spread(dimensions, places, rows), count, rules.top)
    level = gap(found, rules)
    cell = int(level.argmax())
    code = list(product(*(dimension.codes for dimension in dimensions)))[cell]
    key = ", ".join(f"{name}={one}" for name, one in zip(by, code, strict=True))
    words = (
        f"kein Muster schützt diese Tabelle, auch nicht, wenn alles verborgen wird. Das Feld {key} mit der Summe "
        f"{found.value[cell]:g} müsste um {level[cell]:g} offen bleiben; so weit lässt sich neben den übrigen Werten "
        "nicht rechnen. Bitte wählen Sie eine mildere Regel oder eine größere Einheit."
    )
    return _Widest(float(level[cell]), words)


def _dimensions(source: Source, frame: Any) -> tuple[Hierarchy, ...]:
    for name in source.hierarchies.keys() - set(source.columns.by):
        raise BadInput(f"--hierarchy {name}: das ist keine Dimension; --by nennt {', '.join(source.columns.by)}")
    given = {name: microdata.hierarchy(path) for name, path in source.hierarchies.items()}
    dimensions = microdata.dimensions(frame, source.columns.by, given)
    count = int(np.prod([len(dimension.codes) for dimension in dimensions]))
    if count > MOST_CELLS:
        raise BadInput(f"{source.path}: die Tabelle hätte {count} Felder; höchstens {MOST_CELLS} sind möglich")
    return dimensions


def _protected_tree(by: tuple[str, ...], done: Protected, rules: PrimaryRules) -> Tree:
    found = done.totals
    is_empty = found.contributors == 0
    status = np.select([is_empty, done.is_primary, done.is_hidden], [EMPTY, PRIMARY, SECONDARY], PUBLISHED)
    cells = _cells(by, done.dimensions, status, found.value, done.left_open)
    for cell, contributors in zip(cells, found.contributors.tolist(), strict=True):
        cell["contributors"] = contributors
    secondary = done.is_hidden & ~done.is_primary
    return {
        "verdict": "pass" if done.is_safe else "fail",
        "summary": {
            **{name: int((status == name).sum()) for name in STATUS},
            "information_lost": float(found.value[secondary].sum()),
            "least_possible_loss": None if done.bound is None else round(done.bound, 6),
            "not_protected": len(done.short),
            "insider_breaches": done.breaches,
        },
        "rules": {
            "min_contributors": rules.minimum,
            "p_percent": rules.p_percent,
            "q_percent": rules.q_percent,
            "dominance": rules.dominance,
        },
        "at_fault": [cells[cell]["key"] for cell in done.short.tolist()],
        "cells": cells,
    }


def _cells(
    by: tuple[str, ...], dimensions: tuple[Hierarchy, ...], status: Any, value: Floats, left_open: Bounds
) -> list[Tree]:
    keys = product(*(dimension.codes for dimension in dimensions))
    columns = (status.tolist(), value.tolist(), left_open.low.tolist(), left_open.high.tolist())
    return [
        {
            "key": dict(zip(by, key, strict=True)),
            "value": _number(what),
            "status": state,
            "low": _number(low),
            "high": _number(high),
        }
        for key, state, what, low, high in zip(keys, *columns, strict=True)
    ]


def _number(value: float) -> float | None:
    """As JSON knows it: no limit is null; nine decimals are above what the last bit of a sum may change."""
    return round(value, 9) + 0.0 if np.isfinite(value) else None


# --- audit ---------------------------------------------------------------------------------------------


def audit_file(source: Source, status: str, levels: Levels, step: Step) -> Tree:
    """Attack the table of a file, margins included, each cell with its status. Raises ``BadInput``."""
    path, columns = source.path, source.columns
    step("einlesen")
    more = [levels.column] if levels.column else []
    frame = microdata.read(path, [*columns.by, columns.value, status, *more], gaps=columns.value)
    dimensions = _dimensions(source, frame)
    shape = tuple(len(dimension.codes) for dimension in dimensions)
    places = [
        microdata.places(path, frame[name], dimension, is_leaf=False)
        for name, dimension in zip(columns.by, dimensions, strict=True)
    ]
    cell = np.ravel_multi_index(tuple(places), shape)
    _require_once(path, cell)
    states = _states(path, frame[status])
    count = int(np.prod(shape))
    state, value, level = np.full(count, EMPTY, dtype="<U9"), np.zeros(count), np.zeros(count)
    state[cell], value[cell] = states, _values(path, frame[columns.value], states)
    level[cell] = _level(path, frame, value[cell], levels)
    step("angreifen")
    known = public(state, value, levels.rounding)
    try:
        left_open = intervals(additions(dimensions, state != EMPTY), known)
    except Unsolved as problem:
        raise BadInput(f"{path}: die veröffentlichten Werte widersprechen einander oder der Hierarchie") from problem
    return _attacked_tree(_cells(columns.by, dimensions, state, value, left_open), state, value, left_open, level)


def _attacked_tree(cells: list[Tree], state: Any, value: Floats, left_open: Bounds, level: Floats) -> Tree:
    is_exact, is_near = _found_out(state, value, left_open, level)
    is_unjudged = (state == PRIMARY) & np.isnan(value) & (np.isnan(level) | (level > 0)) & ~is_exact
    return {
        "verdict": "fail" if is_exact.any() or is_near.any() else "pass",
        "summary": {
            **{name: int((state == name).sum()) for name in STATUS},
            "exactly_known": int(is_exact.sum()),
            "below_level": int((is_near & ~is_exact).sum()),
            "not_judged": int(is_unjudged.sum()),
        },
        "at_fault": [cells[cell]["key"] for cell in np.flatnonzero(is_exact | is_near).tolist()],
        "cells": cells,
    }


def _values(path: Path, texts: Any, states: Any) -> Floats:
    """The values of the cells: of hidden ones not a number where the table does not tell them, of empty ones 0."""
    is_gap = texts.is_null().to_numpy()
    missing = is_gap & (states == PUBLISHED)
    if missing.any():
        line = int(np.flatnonzero(missing)[0]) + 2
        raise BadInput(f"{path}:{line}: „{texts.name}“ ist leer, aber das Feld ist {PUBLISHED}")
    values = microdata.numbers(path, texts.fill_null("0"))
    return np.where(is_gap & (states != EMPTY), np.nan, values)


def _level(path: Path, frame: Any, value: Floats, levels: Levels) -> Floats:
    """How far each cell must be kept; not a number where it hangs on a value that is not told."""
    if levels.column:
        return microdata.numbers(path, frame[levels.column])
    return value * levels.percent / 100 if levels.percent else np.zeros(len(value))


def _require_once(path: Path, cell: Any) -> None:
    _, first, counts = np.unique(cell, return_index=True, return_counts=True)
    if (counts > 1).any():
        twice = cell == cell[first[np.flatnonzero(counts > 1)[0]]]
        before, again = (int(place) + 2 for place in np.flatnonzero(twice)[:2])
        raise BadInput(f"{path}:{again}: dieses Feld steht schon in Zeile {before}")


def _states(path: Path, texts: Any) -> Any:
    states = np.array(texts.to_list())
    wrong = ~np.isin(states, STATUS)
    if wrong.any():
        place = int(np.flatnonzero(wrong)[0])
        raise BadInput(f"{path}:{place + 2}: „{states[place]}“ ist kein Status; möglich sind {', '.join(STATUS)}")
    return states


def public(state: Any, value: Floats, rounding: float) -> Bounds:
    """What everybody knows: printed values within half a unit of their rounding, nothing of hidden ones, no minus."""
    is_hidden = np.isin(state, (PRIMARY, SECONDARY))
    half = np.where(state == PUBLISHED, rounding / 2, 0.0)
    return Bounds(np.where(is_hidden, 0.0, np.maximum(value - half, 0.0)), np.where(is_hidden, np.inf, value + half))


def _found_out(state: Any, value: Floats, left_open: Bounds, level: Floats) -> tuple[Flags, Flags]:
    """Which hidden cells can be computed exactly, and which primary ones are nearer than their level.

    The second cannot be told without the true value, and is not claimed then.
    """
    scale = TOLERANCE * np.fmax(1.0, np.where(np.isnan(value), left_open.low, value))
    is_hidden: Flags = np.isin(state, (PRIMARY, SECONDARY))
    is_exact = is_hidden & (left_open.high - left_open.low <= scale)
    down, up = value - left_open.low, left_open.high - value
    is_near = (state == PRIMARY) & ((up < level - scale) | (down < np.minimum(level, value) - scale))
    return is_exact, is_near
