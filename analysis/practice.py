"""Training by requirement level and agreements on funding: figures of several variables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from analysis.domains import Domains, Floats
from analysis.draw import Stands
from analysis.fold import means, ratios, shares
from analysis.joined import joined, looked_up
from analysis.parameters import NEED_THRESHOLD, parameters
from analysis.records import EMPLOYEES, Records
from analysis.release import Category, Dimension
from analysis.sheets import NOT_ASKED, Sheet, Subject, dimension
from analysis.tallies import Tally
from analysis.words import words
from surveys.codelists import CodeList

LEVELS = "kldb2010_anforderungsniveau"
LOWEST, HIGHEST = "1", "4"
"""Requirement levels whose training is compared: helpers and highly complex work."""

OFTEN = ("2", "3")
"""Codes of ``freq4``: regularly, often."""

TOTAL = "total"
ROSTER, REACHES_THRESHOLD = "roster", "flag82a"


# --- training by requirement level ---------------------------------------------------------------------


def training_rates(records: Records, subject: Subject, _occupations: CodeList | None) -> Iterable[Sheet]:
    """N11: participants of the employees, in total and by level, and the rate of helpers for that of experts.

    The employees of a level are those of the groups that the establishment named.
    """
    child = records.child(subject.variable)
    rows = child.variable.rows
    if TOTAL not in rows or EMPLOYEES not in records.layout.items:
        return
    staff = _staff_by_level(records)
    levels = dimension("level", records.list(LEVELS), [row for row in rows if row in staff]).categories
    codes = [TOTAL, *(category.code for category in levels)]
    places = [rows.index(code) for code in codes]
    taught = np.where(records.counts_heads, child.wide_numbers("n"), np.nan)[places]
    heads = np.array([records.number(EMPLOYEES), *(staff[code] for code in codes[1:])])
    base = ~np.isnan(taught) & ~np.isnan(heads)
    keys = [(code,) for code in codes]
    level = Dimension("level", words("dimension.level"), (Category(TOTAL, words("category.total")), *levels))
    about = replace(subject, base=words("base.trained"), is_main=False)
    kinds = child.wide_kinds("n")[places]
    about = replace(about, kinds=kinds, kind_keys=tuple(codes))
    yield joined(
        about, "training_rates", "rate", (level,), lambda d: ratios(keys, taught, heads, base, d, is_share=True)
    )
    if {LOWEST, HIGHEST} <= set(codes):
        ends = [codes.index(code) for code in (LOWEST, HIGHEST)]
        first, second = kinds[[ends[0]]], kinds[[ends[1]]]
        why = np.where(first >= 0, first, second)
        both = replace(about, base=words("base.trained_both"), kinds=why, kind_keys=(TOTAL,))
        yield _inequality(both, taught[ends], heads[ends])


def _staff_by_level(records: Records) -> Mapping[str, Floats]:
    """Employees of each level in the groups a response names; NaN where it names none or no number."""
    if ROSTER not in records.layout.items:
        return {}
    child = records.child(ROSTER)
    columns = {column.id: column.codes for column in child.variable.columns}
    if not {"level", "n_now"} <= set(columns):
        return {}
    levels, numbers = child.codes(["level"])[0], child.numbers(["n_now"])[0]
    staff = {}
    for place, code in enumerate(columns["level"]):
        named = child.cells.response[levels == place]
        heads = np.full(len(records), np.nan)
        heads[named] = 0.0
        np.add.at(heads, named, numbers[levels == place])
        staff[code] = heads
    return staff


def _inequality(subject: Subject, taught: Floats, heads: Floats) -> Sheet:
    """The rate of the first row divided by that of the second, of responses that know both.

    A quotient of two rates is one of two sums when the first is counted as if both levels had as many employees.
    That holds for all responses together, so the table is not broken down. With one rate it gives the other away,
    so it gives away what either does.
    """
    given = ~np.isnan(taught + heads)
    known = given[[0]] & given[[1]]

    def fold(domains: Domains) -> list[Tally]:
        employees = domains.weighted(np.where(known, heads, 0.0), Stands.EMPLOYEES).sum(axis=1)
        weighted = taught[[0]] * (employees[1] / employees[0] if known.any() else 1.0)
        [tally] = ratios([()], weighted, taught[[1]], known, domains)
        rates = ratios([(LOWEST,), (HIGHEST,)], taught, heads, known.repeat(2, axis=0), domains, is_share=True)
        return [replace(tally, parts=tuple(part for rate in rates for part in rate.parts))]

    return replace(joined(subject, "inequality", "times", (), fold), is_whole=True)


def frequency_gap(records: Records, subject: Subject, _occupations: CodeList | None) -> Iterable[Sheet]:
    """By how many percentage points more helpers than highly complex work take part at least regularly."""
    variable = records.layout.items[subject.variable]
    if not {LOWEST, HIGHEST} <= set(variable.rows):
        return
    places = records.codes([f"{variable.id}.{row}" for row in (LOWEST, HIGHEST)])
    often = looked_up(places, variable.codes, dict.fromkeys(OFTEN, 100.0), other=0.0)
    gap = often[[0]] - often[[1]]
    both = replace(subject, base=words("base.both_levels"))
    yield joined(
        both, "frequency_gap", "difference", (), lambda d: means([()], gap, ~np.isnan(gap), d, (-100.0, 100.0))
    )


# --- shares of some of those who answered --------------------------------------------------------------


def funding_agreement(records: Records, subject: Subject, _occupations: CodeList | None) -> Iterable[Sheet]:
    """Agreements on the qualification allowance in establishments that reach the threshold of § 82a SGB III."""
    known = parameters(NEED_THRESHOLD, records.snapshot.wave)
    if REACHES_THRESHOLD not in records.layout.computed or known is None:
        return
    codes = records.layout.items[subject.variable].codes
    reaches = records.numbers([REACHES_THRESHOLD]) == 1
    given = records.codes([subject.variable])
    answered = (given >= 0) & reaches
    flags = (given == np.arange(len(codes))[:, None]) & answered
    keys = [(code,) for code in codes]
    answers = dimension("answer", records.list("bv_status"), codes, partition=True)
    kinds = np.where(reaches, records.kinds([subject.variable]), NOT_ASKED)
    above = replace(subject, base=known.noted(words("base.above_threshold")), is_main=False, kinds=kinds)
    yield joined(above, "agreement", "share", (answers,), lambda d: shares(keys, flags, answered, d))
