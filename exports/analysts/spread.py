"""How often each value occurs, and the range of numbers: what a codebook says of the data themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from exports.analysts.codebook import Codebook, Kind, Sheet, Variable
from exports.numbers import number

NUMERIC = frozenset({Kind.WHOLE, Kind.DECIMAL})
Level = int | float | str | None
SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class Spread:
    """What one variable holds: counts by value (missing codes too), rows with a value, and its range."""

    counts: Mapping[int, int]
    valid: int
    missing: int
    low: Level = None
    mean: float | None = None
    high: Level = None


def spreads(sheet: Sheet) -> Mapping[str, Spread]:
    """The spread of each variable of a table by name."""
    frame = sheet.frame
    return {variable.name: _spread(frame[variable.name], variable) for variable in sheet.variables}


def _spread(series: pl.Series, variable: Variable) -> Spread:
    whole = series
    coded = {Kind.CODE, Kind.FLAG}
    if variable.missing is not None:
        series = series.filter(series >= 0)
    counts: dict[int, int] = {}
    if variable.kind in coded or variable.missing is not None:
        counted = whole if variable.kind in coded else whole.filter(whole < 0)
        counts = {int(value): count for value, count in counted.drop_nulls().value_counts().iter_rows()}
    valid = len(series) - series.null_count()
    missing = len(whole) - valid
    if not valid or variable.kind in coded | {Kind.KEY, Kind.TEXT}:
        return Spread(counts, valid, missing)
    if variable.kind is Kind.DAY:
        return Spread(counts, valid, missing, str(series.min()), None, str(series.max()))
    known = series.cast(pl.Float64).to_numpy()
    return Spread(counts, valid, missing, float(np.nanmin(known)), float(np.nanmean(known)), float(np.nanmax(known)))


def said(variable: Variable, spread: Spread, codebook: Codebook) -> str:
    """The spread of a variable in a line."""
    language = codebook.language
    parts: list[str] = []
    if variable.kind is Kind.FLAG:
        parts.append(codebook.say("spread.flag", count=spread.counts.get(1, 0)))
    elif variable.kind is Kind.CODE:
        present = [each for each in variable.categories if each.value in spread.counts]
        parts += [f"{each.shown}: {number(spread.counts[each.value], language)}" for each in present]
    elif variable.kind in NUMERIC and spread.valid:
        low, mean, high = (_figure(value, codebook) for value in (spread.low, spread.mean, spread.high))
        parts.append(codebook.say("spread.number", count=spread.valid, low=low, mean=mean, high=high))
    elif variable.kind is Kind.DAY and spread.valid:
        parts.append(codebook.say("spread.days", count=spread.valid, low=str(spread.low), high=str(spread.high)))
    elif spread.valid:
        parts.append(codebook.say("spread.texts", count=spread.valid))
    if spread.missing:
        parts.append(codebook.say("spread.missing", count=spread.missing))
    return SEPARATOR.join(parts) or codebook.say("spread.none")


def _figure(value: Level, codebook: Codebook) -> str:
    if not isinstance(value, int | float):
        return ""
    return number(value, codebook.language, 0 if float(value).is_integer() else 2)
