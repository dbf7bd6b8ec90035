"""What an ``aggregate`` word of a questionnaire means: answers of a kind and a word give a table to be folded.

A new word is a function and a line in ``MEASURES`` for each kind of answers it makes sense for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np

from analysis.domains import Domains, Flags, Floats, Key
from analysis.fold import means, medians, ratios, shares, sums
from analysis.records import EMPLOYEES, Codes, Population
from analysis.release import Category, Dimension, Measure, Texts
from analysis.tallies import Tally
from analysis.words import words
from surveys.codelists import CodeList, Missing


@dataclass(frozen=True, slots=True)
class Subject:
    """What a table is about, and the responses behind it.

    ``kinds`` says why a value is missing, (``kind_keys``, responses); None where that is not stated.
    ``denominators`` are the numbers that a ratio divides by. ``heads`` are the responses that count in totals
    of employees. ``scale`` are the ends of the points that a mean is made of.
    """

    id: str
    section: str
    variable: str
    number: str
    role: str
    title: Texts
    base: Texts
    unit: Texts
    is_main: bool
    population: Population
    heads: Flags
    kinds: Codes | None = None
    kind_keys: tuple[str, ...] = ("total",)
    denominators: Mapping[str, Floats] = field(default_factory=dict)
    scale: tuple[float, float] | None = None

    @property
    def routed(self) -> frozenset[str]:
        """The ``kind_keys`` of which earlier answers decided who was asked."""
        if self.kinds is None:
            return frozenset()
        is_routed = (self.kinds == NOT_ASKED).any(axis=1)
        return frozenset(key for key, found in zip(self.kind_keys, is_routed, strict=True) if found)


NOT_ASKED = list(Missing).index(Missing.NOT_ASKED)
"""The place of this kind of missing answer among the kinds."""


@dataclass(frozen=True, slots=True)
class Coded:
    """One code of ``options`` for each row of the question, (keys, responses).

    ``offered`` are the codes the question offers, when they are not all of the list.
    """

    subject: Subject
    options: CodeList
    codes: Codes
    keys: tuple[Key, ...] = ((),)
    dimensions: tuple[Dimension, ...] = ()
    offered: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Several codes: each chosen or not, (keys, responses); ``base`` says who answered, (1 or rows, responses)."""

    subject: Subject
    flags: Flags
    base: Flags
    keys: tuple[Key, ...]
    dimensions: tuple[Dimension, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers, (keys, responses); NaN where there is none. ``highest`` is what nobody can exceed, where known."""

    subject: Subject
    values: Floats
    keys: tuple[Key, ...] = ((),)
    dimensions: tuple[Dimension, ...] = ()
    highest: float | None = None


View: TypeAlias = Coded | Chosen | Numbers


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table before it is folded: ``fold`` gives the tallies of any domains of the population.

    ``quantity`` names what the table breaks down, where several tables break down the same; ``made_of`` says how
    much one answer of each code adds to the parts of a figure that is made of the shares of these codes, or of the
    totals of another ``source``; ``along`` is the dimension that takes the place of the parts. What ``is_unseen`` is
    printed nowhere, but follows from what is; what ``is_rough`` is estimated from classes. What ``is_whole`` has groups
    of its own, or compares some, and cannot be broken down further.
    """

    subject: Subject
    name: str
    measure: Measure
    dimensions: tuple[Dimension, ...]
    fold: Callable[[Domains], list[Tally]] = field(repr=False)
    figure: Texts
    quantity: str = ""
    made_of: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    source: str = ""
    along: str = ""
    is_unseen: bool = False
    is_rough: bool = False
    is_whole: bool = False


def dimension(name: str, codes: CodeList, only: Sequence[str] | None = None, *, partition: bool = False) -> Dimension:
    """The dimension of a code list (or some of its codes)."""
    kept = [code for code in codes.codes if only is None or code.code in only]
    return Dimension(
        name,
        words(f"dimension.{name}"),
        tuple(Category(code.code, dict(code.label)) for code in kept),
        partition=partition,
    )


# --- codes ---------------------------------------------------------------------------------------------


def used(view: Coded) -> list[int]:
    """The places of the codes on offer, and of all that occur."""
    occurring = {int(place) for place in np.unique(view.codes) if place >= 0}
    return sorted(
        place
        for place, code in enumerate(view.options.codes)
        if place in occurring or view.offered is None or code.code in view.offered
    )


def _share_of_codes(view: Coded) -> Sheet:
    places = used(view)
    codes = [view.options.codes[place].code for place in places]
    keys = [(*key, code) for key in view.keys for code in codes]
    flags = np.concatenate([row == np.array(places, dtype=np.int16)[:, None] for row in view.codes])
    answered = view.codes >= 0
    answers = dimension("answer", view.options, codes, partition=True)
    return Sheet(
        replace(view.subject, unit=words("unit.share")),
        "share",
        Measure.SHARE,
        (*view.dimensions, answers),
        lambda domains: shares(keys, flags, answered, domains),
        words("figure.share"),
    )


def scores(view: Coded) -> Floats:
    """The score of each answer; NaN where there is none."""
    scores = [np.nan if code.score is None else float(code.score) for code in view.options.codes]
    values: Floats = np.array([*scores, np.nan])[view.codes]
    return values


def _mean_of_codes(view: Coded) -> list[Sheet]:
    known = {code.score: dict(code.label) for code in view.options.codes if code.score is not None}
    if not known:
        return []
    least, most = min(known), max(known)
    unit = words("unit.scale", low=str(least), least=known[least], high=str(most), most=known[most])
    low, high = scale = (float(least), float(most))
    mean = _mean(replace(view.subject, unit=unit, scale=scale), scores(view), view)
    scored = {code.code: float(code.score) for code in view.options.codes if code.score is not None}
    return [replace(mean, made_of={code: (score - low, high - score) for code, score in scored.items()})]


def _mean(subject: Subject, values: Floats, view: Coded | Numbers) -> Sheet:
    return Sheet(
        subject,
        "mean",
        Measure.MEAN,
        view.dimensions,
        lambda domains: means(view.keys, values, ~np.isnan(values), domains, subject.scale),
        words("figure.mean"),
    )


def _top2(view: Coded) -> list[Sheet]:
    scored = [code for code in view.options.codes if code.score is not None]
    if len(scored) < 2:
        return []
    lower, upper = sorted(scored, key=lambda code: code.score or 0)[-2:]
    named = words("figure.or", one=lower.label, two=upper.label)
    values = scores(view)
    sheet = Sheet(
        replace(view.subject, unit=words("unit.share")),
        "top2",
        Measure.SHARE,
        view.dimensions,
        lambda domains: shares(view.keys, values >= float(lower.score or 0), ~np.isnan(values), domains),
        words("figure.top2", high=named),
        made_of={code.code: (1.0, 0.0) if code in (lower, upper) else (0.0, 1.0) for code in scored},
    )
    return [sheet]


# --- several codes -------------------------------------------------------------------------------------


def _share_of_chosen(view: Chosen) -> Sheet:
    return Sheet(
        replace(view.subject, unit=words("unit.share")),
        "share",
        Measure.SHARE,
        view.dimensions,
        lambda domains: shares(view.keys, view.flags, view.base, domains),
        words("figure.share"),
    )


# --- numbers -------------------------------------------------------------------------------------------


def _counted(view: Numbers) -> Floats:
    """The values of those that count in totals of employees."""
    values: Floats = np.where(view.subject.heads, view.values, np.nan)
    return values


def _sum(view: Numbers) -> Sheet:
    values = _counted(view)
    return Sheet(
        view.subject,
        "sum",
        Measure.SUM,
        view.dimensions,
        lambda domains: sums(view.keys, values, ~np.isnan(values), domains),
        words("figure.sum"),
    )


def _borda(view: Numbers) -> Sheet:
    return Sheet(
        replace(view.subject, unit=words("unit.borda")),
        "borda",
        Measure.BORDA,
        view.dimensions,
        lambda domains: sums(view.keys, view.values, ~np.isnan(view.values), domains, view.highest),
        words("figure.borda"),
    )


def _mean_of_numbers(view: Numbers) -> Sheet:
    return _mean(view.subject, view.values, view)


def _median(view: Numbers) -> Sheet:
    return Sheet(
        view.subject,
        "median",
        Measure.MEDIAN,
        view.dimensions,
        lambda domains: medians(view.keys, view.values, ~np.isnan(view.values), domains),
        words("figure.median"),
    )


@dataclass(frozen=True, slots=True)
class Divisor:
    """What a ratio divides by: the place of the number, and the words of the quotient."""

    place: str
    measure: Measure
    unit: str
    title: str


def _quotient(view: Numbers, name: str, below: Floats, divisor: Divisor) -> Sheet:
    """The sum of a view divided by the sum of ``below`` (one number a response), over those who gave both."""
    above = _counted(view)
    base = ~np.isnan(above) & ~np.isnan(below)
    whole, is_share = np.broadcast_to(below, above.shape), divisor.measure is Measure.SHARE
    title = words(f"title.{divisor.title}", label=view.subject.title)
    subject = replace(view.subject, title=title, unit=words(f"unit.{divisor.unit}"), base=words("base.employees"))
    return Sheet(
        subject,
        name,
        divisor.measure,
        view.dimensions,
        lambda domains: ratios(view.keys, above, whole, base, domains, is_share=is_share),
        words("figure.share_of_employees" if is_share else "figure.ratio"),
    )


_OF_EMPLOYEES = Divisor(EMPLOYEES, Measure.SHARE, "share", "share_of_employees")


def _share_of_employees(view: Numbers) -> list[Sheet]:
    below = view.subject.denominators.get(EMPLOYEES)
    return [] if below is None else [_quotient(view, "share_of_employees", below, _OF_EMPLOYEES)]


RATIOS: Mapping[str, tuple[Divisor, ...]] = {
    "train_hours": (
        Divisor("train_n.total.n", Measure.RATIO, "hours_each", "hours_each"),
        Divisor(EMPLOYEES, Measure.RATIO, "hours_employee", "hours_employee"),
    ),
}
"""What the items with the word ``ratio`` are divided by."""


def _ratios(view: Numbers) -> list[Sheet]:
    item = view.subject.variable.partition(".")[0]
    return [
        _quotient(view, f"ratio.{divisor.place}", view.subject.denominators[divisor.place], divisor)
        for divisor in RATIOS.get(item, ())
        if divisor.place in view.subject.denominators
    ]


MEASURES: Mapping[tuple[type, str], Callable[[Any], Sheet | list[Sheet]]] = {
    (Coded, "share"): _share_of_codes,
    (Coded, "distribution"): _share_of_codes,
    (Coded, "mean"): _mean_of_codes,
    (Coded, "top2"): _top2,
    (Chosen, "share"): _share_of_chosen,
    (Chosen, "distribution"): _share_of_chosen,
    (Numbers, "sum"): _sum,
    (Numbers, "mean"): _mean_of_numbers,
    (Numbers, "median"): _median,
    (Numbers, "borda"): _borda,
    (Numbers, "share_of_employees"): _share_of_employees,
    (Numbers, "ratio"): _ratios,
}


def sheets(view: View, wanted: Sequence[str]) -> list[Sheet]:
    """The tables that the words of an item ask for; a word that does not fit the answers gives none."""
    found: dict[str, Sheet] = {}
    for word in wanted:
        made = MEASURES.get((type(view), word))
        result = made(view) if made is not None else []
        for sheet in result if isinstance(result, list) else [result]:
            found.setdefault(sheet.name, sheet)
    return list(found.values())
