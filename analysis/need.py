"""The need for qualification, counted for those who answered and not extrapolated (N1 to N10 of the concept).

N1 (head count in need) and N9 (§ 82a) are a sum and a share that the questionnaire asks for itself; here are
the quantities that join several variables. They stand beside the item that carries the word ``need``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np

from analysis.fold import UNKNOWN, Domains, Flags, Floats, Ints, Key, means, ratios, sums
from analysis.records import Child, Population, Records, library_list
from analysis.release import Category, Dimension, Measure
from analysis.sheets import EMPLOYEES, Sheet, Subject, dimension
from analysis.tallies import Tally
from analysis.words import words
from surveys.codelists import CodeList

HOURS = {"1": 4.0, "2": 24.0, "3": 80.0, "4": 260.0, "5": 600.0}
"""Hours a person that stand for each class of ``hours_class``."""

URGENT = "1"
UNMET = ("2", "3")
"""Codes of ``offer_fit``: partly suitable; searched, nothing found."""

EMPLOYER_SHARES = ((0, "share_0"), (50, "share_50"), (500, "share_75"))
"""Employees from which the employer bears this share of the course costs: § 82 SGB III, unconfirmed."""


def need_sheets(records: Records, subject: Subject, occupations: CodeList | None) -> list[Sheet]:
    """The quantities that belong to an item; none where a variable they need is not asked."""
    make = _MADE_BY.get(subject.variable)
    return [] if make is None else list(make(records, subject, occupations))


def _sheet(
    subject: Subject, name: str, unit: str, dimensions: tuple[Dimension, ...], fold: Callable[[Domains], list[Tally]]
) -> Sheet:
    measure, figure = _FIGURES.get(unit, (Measure.SUM, "sum"))
    scale = (-1.0, 1.0) if unit == "index" else None
    changed = replace(subject, title=words(f"title.{name}"), unit=words(f"unit.{unit}"), scale=scale)
    return Sheet(changed, f"need.{name}", measure, dimensions, fold, words(f"figure.{figure}"))


_FIGURES = {"index": (Measure.MEAN, "mean"), "share": (Measure.SHARE, "share"), "change": (Measure.SUM, "net")}


# --- competence fields ---------------------------------------------------------------------------------


def _fields(child: Child) -> tuple[tuple[Key, ...], Dimension]:
    codes = child.variable.rows
    return tuple((code,) for code in codes), dimension("field", library_list("competence_fields"), codes)


def _columns(child: Child) -> frozenset[str]:
    return frozenset(column.id for column in child.variable.columns)


def _by_field(records: Records, subject: Subject, _occupations: CodeList | None) -> Iterable[Sheet]:
    """N4 places, N5 person-hours, N6 urgent places, N7 gap index, each by competence field."""
    child = records.child(subject.variable)
    keys, fields = _fields(child)
    known = _columns(child)
    if {"now", "need"} <= known:
        gaps = (_scores(child, "need") - _scores(child, "now")) / 4
        yield _sheet(subject, "gap_index", "index", (fields,), lambda d: means(keys, gaps, ~np.isnan(gaps), d))
    if "n" not in known:
        return
    places = np.where(records.counts_heads, child.wide_numbers("n"), np.nan)
    yield _summed(subject, "places", "places", keys, fields, places)
    if "hours" in known:
        hours = places * _looked_up(child, "hours", HOURS)
        yield _summed(subject, "hours", "hours", keys, fields, hours)
    if "urgency" in known:
        is_urgent = _looked_up(child, "urgency", {URGENT: 1.0}, other=0.0)
        yield _summed(subject, "urgent", "places", keys, fields, places * is_urgent)


def _summed(subject: Subject, name: str, unit: str, keys: tuple[Key, ...], fields: Dimension, values: Floats) -> Sheet:
    return _sheet(subject, name, unit, (fields,), lambda d: sums(keys, values, ~np.isnan(values), d))


def _looked_up(child: Child, column: str, values: Mapping[str, float], other: float = np.nan) -> Floats:
    """The number that stands for each code of a column; NaN without an answer, ``other`` for other codes."""
    codes = next(one.codes for one in child.variable.columns if one.id == column)
    table = np.array([*(values.get(code, other) for code in codes), np.nan])
    looked_up: Floats = table[child.wide_codes(column)]
    return looked_up


def _scores(child: Child, column: str) -> Floats:
    levels = library_list("level5")
    return _looked_up(child, column, {code.code: float(code.score or 0) for code in levels.codes})


def _unmet(records: Records, subject: Subject, _occupations: CodeList | None) -> Iterable[Sheet]:
    """N8: places of the fields for which no fitting offer was found."""
    if "cmp" not in records.layout.items:
        return
    child, asked = records.child(subject.variable), records.child("cmp")
    if "n" not in _columns(asked) or "fit" not in _columns(child) or asked.variable.rows != child.variable.rows:
        return
    keys, fields = _fields(child)
    places = np.where(records.counts_heads, asked.wide_numbers("n"), np.nan)
    is_unmet = _looked_up(child, "fit", dict.fromkeys(UNMET, 1.0), other=0.0)
    yield _summed(subject, "unmet", "places", keys, fields, places * is_unmet)


# --- occupations ---------------------------------------------------------------------------------------


def _groups(
    child: Child, columns: list[tuple[str, CodeList]], population: Population
) -> tuple[Domains, tuple[Dimension, ...]]:
    """Rows of a roster by the codes of some columns, and the dimensions they make."""
    codes = child.codes([name for name, _ in columns]).astype(np.int64)
    place = np.zeros(codes.shape[1], dtype=np.int64)
    keys: list[Key] = [()]
    for index, (_, options) in enumerate(columns):
        place = place * len(options.codes) + codes[index]
        keys = [(*key, code.code) for key in keys for code in options.codes]
    place[(codes < 0).any(axis=0)] = UNKNOWN
    names = {"kldb": "occupation"}
    dimensions = tuple(dimension(names.get(name, name), options, partition=True) for name, options in columns)
    return population.within(keys, place), dimensions


def _by_occupation(records: Records, subject: Subject, occupations: CodeList | None) -> Iterable[Sheet]:
    """N2 need by occupation and level, N3 expected change of jobs."""
    child = records.child(subject.variable)
    if not {"n_now", "n_target", "n_up", "n_re"} <= _columns(child):
        return
    population = records.population.take(child.cells.response)
    heads = records.counts_heads[child.cells.response]
    now, target, up, re = (_kept(child, name, heads) for name in ("n_now", "n_target", "n_up", "n_re"))
    need = np.where(np.isnan(up) & np.isnan(re), np.nan, np.nan_to_num(up) + np.nan_to_num(re))
    change = target - now
    kldb = [("kldb", occupations)] if occupations is not None else []
    level = [("level", library_list("kldb2010_anforderungsniveau"))] if "level" in _columns(child) else []
    rows = replace(subject, population=population, base=words("base.rows"), is_main=False)
    for suffix, columns in (("rows", kldb), ("levels", level), ("pairs", kldb + level)):
        if not columns or (suffix == "pairs" and len(columns) < 2):
            continue
        domains, dimensions = _groups(child, columns, population)
        yield _grouped(rows, f"need_{suffix}", dimensions, domains, sums, need)
        if suffix != "pairs":
            yield _grouped(rows, f"change_{suffix}", dimensions, domains, _net, change)
    if level:
        domains, dimensions = _groups(child, level, population)
        fold = _reskilling(re, need, domains)
        yield _sheet(rows, "reskill_rows", "share", dimensions, fold)


def _kept(child: Child, column: str, heads: Flags) -> Floats:
    values: Floats = np.where(heads, child.numbers([column]), np.nan)
    return values


def _grouped(
    subject: Subject,
    name: str,
    dimensions: tuple[Dimension, ...],
    domains: Domains,
    fold: Callable[..., list[Tally]],
    values: Floats,
) -> Sheet:
    unit = "change" if fold is _net else "people"
    return _sheet(subject, name, unit, dimensions, lambda _: fold([()], values, ~np.isnan(values), domains))


def _net(keys: list[Key], values: Floats, base: Flags, domains: Domains) -> list[Tally]:
    """Sums of positive and negative numbers; each contributor's part is as large as its change."""
    tallies = means(keys, values, base, domains)
    return [replace(tally, value=None if tally.value is None else tally.value * tally.n) for tally in tallies]


def _reskilling(re: Floats, need: Floats, domains: Domains) -> Callable[[Domains], list[Tally]]:
    base = ~np.isnan(re) & ~np.isnan(need)
    return lambda _: ratios([()], re, need, base, domains)


# --- § 82 SGB III --------------------------------------------------------------------------------------


def _potential(records: Records, subject: Subject, _occupations: CodeList | None) -> Iterable[Sheet]:
    """N10: employees with more than 120 hours by the share of the course costs that the employer bears."""
    if EMPLOYEES not in records.layout.items:
        return
    employees = records.number(EMPLOYEES)
    values = np.where(records.counts_heads, records.number(subject.variable), np.nan)[None]
    limits = [limit for limit, _ in EMPLOYER_SHARES]
    place: Ints = np.searchsorted(limits, np.nan_to_num(employees), side="right") - 1
    place[np.isnan(employees)] = UNKNOWN
    domains = records.population.within([(name,) for _, name in EMPLOYER_SHARES], place)
    categories = tuple(Category(name, words(f"category.{name}")) for _, name in EMPLOYER_SHARES)
    shares = Dimension("employer_share", words("dimension.employer_share"), categories, partition=True)
    yield _grouped(replace(subject, is_main=False), "potential", (shares,), domains, sums, values)


_Make = Callable[[Records, Subject, CodeList | None], Iterable[Sheet]]
_MADE_BY: Mapping[str, _Make] = {
    "cmp": _by_field,
    "gap": _unmet,
    "roster": _by_occupation,
    "roster_short": _by_occupation,
    "quali_total_h120": _potential,
}
