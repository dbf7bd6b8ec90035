"""The need for qualification, counted for those who answered and not extrapolated (N1 to N10 of the concept).

N1 (head count in need) and N9 (§ 82a) are a sum and a share that the questionnaire asks for itself; here are
the quantities that join several variables. They stand beside the item that carries the word ``need``, and so do
those of ``practice``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

import numpy as np

from analysis.domains import UNKNOWN, Domains, Flags, Floats, Ints, Key
from analysis.fold import means, net, ratios, sums
from analysis.joined import joined, looked_up
from analysis.parameters import EMPLOYER_SHARES, HOURS, Parameters, parameters
from analysis.pooling import joint_courses
from analysis.practice import frequency_gap, funding_agreement, training_rates
from analysis.records import EMPLOYEES, Child, Codes, Population, Records
from analysis.release import Category, Dimension, Texts
from analysis.sheets import Sheet, Subject, dimension
from analysis.tallies import Tally
from analysis.words import words
from surveys.codelists import Code, CodeList

URGENT = "1"
UNMET = ("2", "3")
"""Codes of ``offer_fit``: partly suitable; searched, nothing found."""

SIZE_CLASS = "emp_class"

GAPS = (-1.0, 1.0)
"""The lowest and the highest gap index."""


def need_sheets(records: Records, subject: Subject, occupations: CodeList | None) -> Iterator[Sheet]:
    """The quantities that belong to an item, made one by one; none where a variable they need is not asked."""
    make = _MADE_BY.get(subject.variable)
    return iter(()) if make is None else iter(make(records, subject, occupations))


# --- competence fields ---------------------------------------------------------------------------------


def _fields(records: Records, child: Child) -> tuple[tuple[Key, ...], Dimension]:
    codes = child.variable.rows
    return tuple((code,) for code in codes), dimension("field", records.list("competence_fields"), codes)


def _asked(child: Child) -> Codes:
    """Whether and why the rows of a grid have no answer, by its first column."""
    return child.wide_kinds(child.variable.columns[0].id)


def _columns(child: Child) -> frozenset[str]:
    return frozenset(column.id for column in child.variable.columns)


def _by_field(records: Records, subject: Subject, _occupations: CodeList | None) -> Iterable[Sheet]:
    """N4 places, N5 person-hours, N6 urgent places, N7 gap index, each by competence field.

    Where shares are asked instead of numbers, a rough number of employees takes the place of all but the last.
    """
    child = records.child(subject.variable)
    keys, fields = _fields(records, child)
    known = _columns(child)
    # Each field is asked of those who chose it.
    subject = replace(subject, kinds=_asked(child), kind_keys=child.variable.rows)
    if {"now", "need"} <= known:

        @cache
        def gaps() -> Floats:
            return (_scores(records, child, "need") - _scores(records, child, "now")) / 4

        yield joined(
            subject, "gap_index", "index", (fields,), lambda d: means(keys, gaps(), ~np.isnan(gaps()), d, GAPS)
        )
    if "share" in known:
        yield from _rough_heads(records, subject)
    if "n" not in known:
        return
    places = np.where(records.counts_heads, child.wide_numbers("n"), np.nan)
    by_hours = dict.fromkeys(_codes(child, "hours"), (1.0,)) if "hours" in known else {}
    summed = _summed(subject, "places", "places", keys, fields, lambda: places)
    yield replace(summed, made_of=by_hours, source=f"{subject.id}.{_BY_HOURS}" if by_hours else "")
    if "hours" in known:
        yield from _hours(records, subject, places)
    if "urgency" in known:

        def urgent() -> Floats:
            return places * _looked_up(child, "urgency", {URGENT: 1.0}, other=0.0)

        yield _summed(subject, "urgent", "places", keys, fields, urgent)


def _hours(records: Records, subject: Subject, places: Floats) -> Iterable[Sheet]:
    """N5 with the hours set for each class, and between the limits of the classes."""
    known = parameters(HOURS, records.snapshot.wave)
    if known is None:
        return
    child = records.child(subject.variable)
    keys, fields = _fields(records, child)
    noted = replace(subject, base=known.noted(subject.base))

    def classed(numbers: Mapping[str, float]) -> Callable[[], Floats]:
        return lambda: places * _looked_up(child, "hours", numbers)

    hours = _summed(noted, "hours", "hours", keys, fields, classed(known.values))
    made_of = {code: (value,) for code, value in known.values.items()}
    yield replace(hours, made_of=made_of, source=f"{subject.id}.{_BY_HOURS}")
    yield _by_class(subject, _BY_HOURS, records, "hours", places)
    low, high = _limits(records.list("hours_class"), known.values)
    limits = words("base.class_limits", base=subject.base, limit=f"{max(known.values.values()):g}")
    ranged = _ranged(
        replace(subject, base=limits, is_main=False), "hours_range", records, (classed(low), classed(high))
    )
    yield replace(ranged, made_of=_both(low, high), source=f"{subject.id}.{_BY_HOURS}")


def _limits(classes: CodeList, open_end: Mapping[str, float]) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """The lowest and the highest number of each class; an open class ends at what is set for it."""
    high = {code.code: code.high if code.high is not None else open_end[code.code] for code in classes.codes}
    return {code.code: float(code.low or 0) for code in classes.codes}, {
        code: float(value) for code, value in high.items()
    }


def _rough_heads(records: Records, subject: Subject) -> Iterable[Sheet]:
    """Employees concerned: the limits of the share times the middle of the size class, where the last one is open."""
    if SIZE_CLASS not in records.layout.items:
        return
    child = records.child(subject.variable)
    size = records.layout.items[SIZE_CLASS]
    middles = {code.code: _middle(code) for code in records.list("groessenklassen").codes}
    employees = looked_up(records.codes([SIZE_CLASS])[0], size.codes, middles)
    low, high = _limits(records.list("emp_share6"), {})

    def classed(shares: Mapping[str, float]) -> Callable[[], Floats]:
        return lambda: employees * _looked_up(child, "share", shares) / 100

    rough = replace(subject, base=words("base.rough", base=subject.base), is_main=False)
    ranged = _ranged(rough, "rough_heads", records, (classed(low), classed(high)))
    percent = {code: (ends[0] / 100, ends[1] / 100) for code, ends in _both(low, high).items()}
    yield replace(ranged, made_of=percent, source=f"{subject.id}.{_BY_SHARE}")
    heads = np.broadcast_to(employees, (len(child.variable.rows), len(employees)))
    yield _by_class(rough, _BY_SHARE, records, "share", heads)


_BY_HOURS, _BY_SHARE = "need.places_by_hours", "need.employees_by_share"
"""Places and employees of each class: printed nowhere, they lie behind sums with a weight for each class."""


def _by_class(subject: Subject, name: str, records: Records, column: str, values: Floats) -> Sheet:
    """The part of ``values`` (fields, responses) in each class of a column."""
    child = records.child(subject.variable)
    classes = _codes(child, column)
    fields, dimension_of_fields = _fields(records, child)

    @cache
    def given() -> tuple[Floats, Flags]:
        answers = child.wide_codes(column)
        is_given = (answers >= 0) & ~np.isnan(values)
        parts = np.stack([np.where(answers == place, values, 0.0) for place in range(len(classes))], axis=1)
        base = is_given.repeat(len(classes), axis=0)
        return np.where(base, parts.reshape(len(base), -1), np.nan), base

    keys = tuple((*key, code) for key in fields for code in classes)
    answer = Dimension("answer", subject.title, tuple(Category(code, {"de": code}) for code in classes))
    sheet = joined(subject, "places", "places", (dimension_of_fields, answer), lambda d: sums(keys, *given(), d))
    return replace(sheet, name=name, is_unseen=True)


def _codes(child: Child, column: str) -> tuple[str, ...]:
    return next(one.codes for one in child.variable.columns if one.id == column)


def _both(low: Mapping[str, float], high: Mapping[str, float]) -> Mapping[str, tuple[float, float]]:
    return {code: (low[code], high[code]) for code in low}


def _middle(size: Code) -> float:
    low = float(size.low or 0)
    return low if size.high is None else (low + float(size.high)) / 2


def _ranged(
    subject: Subject, name: str, records: Records, bounds: tuple[Callable[[], Floats], Callable[[], Floats]]
) -> Sheet:
    """Sums by field, each with its lower and its upper bound."""
    keys, fields = _fields(records, records.child(subject.variable))
    ends = tuple(Category(code, words(f"category.{code}")) for code in ("low", "high"))
    bound = Dimension("bound", words("dimension.bound"), ends)

    @cache
    def given() -> tuple[Floats, Flags]:
        stacked: Floats = np.stack([bound() for bound in bounds], axis=1).reshape(2 * len(keys), -1)
        return stacked, ~np.isnan(stacked)

    both = [(*key, end.code) for key in keys for end in ends]
    sheet = joined(subject, name, name, (fields, bound), lambda d: sums(both, *given(), d))
    return replace(sheet, along="bound")


def _summed(
    subject: Subject, name: str, kind: str, keys: tuple[Key, ...], fields: Dimension, values: Callable[[], Floats]
) -> Sheet:
    made = cache(values)
    return joined(subject, name, kind, (fields,), lambda d: sums(keys, made(), ~np.isnan(made()), d))


def _looked_up(child: Child, column: str, values: Mapping[str, float], other: float = np.nan) -> Floats:
    return child.wide(looked_up(child.codes([column])[0], _codes(child, column), values, other))


def _scores(records: Records, child: Child, column: str) -> Floats:
    levels = records.list("level5")
    return _looked_up(child, column, {code.code: float(code.score or 0) for code in levels.codes})


def _unmet(records: Records, subject: Subject, _occupations: CodeList | None) -> Iterable[Sheet]:
    """N8: places of the fields for which no fitting offer was found."""
    if "cmp" not in records.layout.items:
        return
    child, asked = records.child(subject.variable), records.child("cmp")
    if "n" not in _columns(asked) or "fit" not in _columns(child) or asked.variable.rows != child.variable.rows:
        return
    keys, fields = _fields(records, child)
    subject = replace(subject, kinds=_asked(asked), kind_keys=asked.variable.rows)
    places = np.where(records.counts_heads, asked.wide_numbers("n"), np.nan)

    def unmet() -> Floats:
        return places * _looked_up(child, "fit", dict.fromkeys(UNMET, 1.0), other=0.0)

    yield _summed(subject, "unmet", "places", keys, fields, unmet)


# --- occupations ---------------------------------------------------------------------------------------


def _groups(
    child: Child, columns: list[tuple[str, CodeList]], population: Population
) -> tuple[Callable[[], Domains], tuple[Dimension, ...]]:
    """Rows of a roster by the codes of some columns, grouped when it is wanted, and the dimensions they make."""

    @cache
    def groups() -> Domains:
        codes = child.codes([name for name, _ in columns]).astype(np.int64)
        place = np.zeros(codes.shape[1], dtype=np.int64)
        keys: list[Key] = [()]
        for index, (_, options) in enumerate(columns):
            place = place * len(options.codes) + codes[index]
            keys = [(*key, code.code) for key in keys for code in options.codes]
        place[(codes < 0).any(axis=0)] = UNKNOWN
        return population.within(keys, place)

    names = {"kldb": "occupation"}
    return groups, tuple(dimension(names.get(name, name), options, partition=True) for name, options in columns)


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
    level = [("level", records.list("kldb2010_anforderungsniveau"))] if "level" in _columns(child) else []
    rows = replace(subject, population=population, base=words("base.rows"), is_main=False)
    for suffix, columns in (("rows", kldb), ("levels", level), ("pairs", kldb + level)):
        if not columns or (suffix == "pairs" and len(columns) < 2):
            continue
        groups, dimensions = _groups(child, columns, population)
        yield _grouped(rows, f"need_{suffix}", dimensions, groups, sums, need)
        yield _grouped(rows, f"change_{suffix}", dimensions, groups, net, change)
        if suffix == "levels":
            reskilled = joined(rows, "reskill_levels", "share", dimensions, _reskilling(re, need, groups))
            yield replace(reskilled, quantity=f"{subject.id}.reskill", is_whole=True)


def _kept(child: Child, column: str, heads: Flags) -> Floats:
    values: Floats = np.where(heads, child.numbers([column]), np.nan)
    return values


def _grouped(
    subject: Subject,
    name: str,
    dimensions: tuple[Dimension, ...],
    groups: Callable[[], Domains],
    fold: Callable[..., list[Tally]],
    values: Floats,
) -> Sheet:
    kind = "change" if fold is net else "people"
    sheet = joined(subject, name, kind, dimensions, lambda _: fold([()], values, ~np.isnan(values), groups()))
    return replace(sheet, quantity=f"{subject.id}.{name.partition('_')[0]}", is_whole=True)


def _reskilling(re: Floats, need: Floats, groups: Callable[[], Domains]) -> Callable[[Domains], list[Tally]]:
    base = ~np.isnan(re) & ~np.isnan(need)
    return lambda _: ratios([()], re, need, base, groups(), is_share=True)


# --- employees of today and of the target year ---------------------------------------------------------


def _expected(records: Records, subject: Subject, _occupations: CodeList | None) -> Iterable[Sheet]:
    """Net change of jobs, and the employees of the target year for those of today, where both are known."""
    if EMPLOYEES not in records.layout.items:
        return
    target = np.where(records.counts_heads, records.number(subject.variable), np.nan)[None]
    now = records.number(EMPLOYEES)[None]
    base = ~np.isnan(target) & ~np.isnan(now)
    both = replace(subject, base=words("base.both"))
    yield joined(both, "net_change", "change", (), lambda d: net([()], target - now, base, d))
    yield joined(both, "of_today", "of_today", (), lambda d: ratios([()], target, now, base, d))


# --- § 82 SGB III --------------------------------------------------------------------------------------


def _potential(records: Records, subject: Subject, _occupations: CodeList | None) -> Iterable[Sheet]:
    """N10: employees with more than 120 hours by the share of the course costs that the employer bears."""
    known = parameters(EMPLOYER_SHARES, records.snapshot.wave)
    if EMPLOYEES not in records.layout.items or known is None:
        return
    employees = records.number(EMPLOYEES)
    values = np.where(records.counts_heads, records.number(subject.variable), np.nan)[None]
    shares = _employer_shares(known)
    limits = [int(limit) for limit in known.values]
    place: Ints = np.searchsorted(limits, np.nan_to_num(employees), side="right") - 1
    place[np.isnan(employees)] = UNKNOWN
    domains = cache(lambda: records.population.within([(category.code,) for category in shares.categories], place))
    noted = replace(subject, base=known.noted(subject.base), is_main=False)
    yield _grouped(noted, "potential", (shares,), domains, sums, values)


def _employer_shares(known: Parameters) -> Dimension:
    """Each share with the sizes it holds for."""
    limits = [int(limit) for limit in known.values]
    ends = [*(limit - 1 for limit in limits[1:]), None]
    categories = tuple(
        Category(f"share_{percent:g}", _share_words(f"{percent:g}", low, high))
        for (low, percent), high in zip(zip(limits, known.values.values(), strict=True), ends, strict=True)
    )
    return Dimension("employer_share", words("dimension.employer_share"), categories, partition=True)


def _share_words(percent: str, low: int, high: int | None) -> Texts:
    if high is None:
        return words("category.share_from", share=percent, low=str(low))
    if low == 0:
        return words("category.share_below", share=percent, limit=str(high + 1))
    return words("category.share_between", share=percent, low=str(low), high=str(high))


_Make = Callable[[Records, Subject, CodeList | None], Iterable[Sheet]]
_MADE_BY: Mapping[str, _Make] = {
    "cmp": _by_field,
    "gap": _unmet,
    "emp_target": _expected,
    "roster": _by_occupation,
    "roster_short": _by_occupation,
    "quali_total_h120": _potential,
    "train_n": training_rates,
    "train_freq": frequency_gap,
    "bv82a": funding_agreement,
    "pool": joint_courses,
}
