"""Joint courses: where establishments that want them need the same competence field (N13 of the concept)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from analysis.domains import Domains, Flags, Key
from analysis.fold import counts, shares, sums
from analysis.joined import joined
from analysis.records import Child, Records
from analysis.release import Category, Dimension
from analysis.sheets import NOT_ASKED, Sheet, Subject, dimension
from analysis.tallies import Tally
from analysis.words import words
from surveys.codelists import CodeList

YES = "1"
TOTAL = "total"
DISTRICT, FIELDS, ROWS = "ags_kreis", "fields", "cmp"


def joint_courses(records: Records, subject: Subject, _occupations: CodeList | None) -> Iterable[Sheet]:
    """Interest in joint courses by district, and of those interested how many need which competence field."""
    if DISTRICT not in records.layout.items:
        return
    given = records.codes([subject.variable])
    answered, is_yes = given >= 0, given == records.layout.items[subject.variable].codes.index(YES)
    districts = _Districts(records)
    subject = replace(subject, is_main=False)

    def interest(everybody: Domains) -> list[Tally]:
        return districts.folded([()], everybody, lambda keys, domains: shares(keys, is_yes, answered, domains))

    yield replace(joined(subject, "interest", "share", (districts.dimension,), interest), is_whole=True)
    if FIELDS in records.layout.items and ROWS in records.layout.items:
        yield from _pools(records, replace(subject, base=words("base.interested")), is_yes, districts)


def _pools(records: Records, subject: Subject, is_yes: Flags, districts: _Districts) -> Iterable[Sheet]:
    """Establishments and their places by field and district; only those with interest are asked, so to say."""
    child = records.child(ROWS)
    codes = child.variable.rows
    keys = [(code,) for code in codes]
    kinds = np.where(is_yes, records.kinds([FIELDS]), NOT_ASKED)
    base = is_yes & (kinds < 0)
    named = records.flags([f"{FIELDS}.{code}" for code in codes]) & base
    fields = dimension("field", records.list("competence_fields"), codes)
    needed = joined(
        replace(subject, kinds=kinds),
        "pool_establishments",
        "establishments",
        (replace(fields, id="answer"), districts.dimension),
        lambda d: districts.folded(keys, d, lambda some, domains: counts(some, named, base, domains)),
    )
    yield replace(needed, is_whole=True)
    if any(column.id == "n" for column in child.variable.columns):
        yield _places(records, child, subject, is_yes, districts)


def _places(records: Records, child: Child, subject: Subject, is_yes: Flags, districts: _Districts) -> Sheet:
    codes = child.variable.rows
    keys = [(code,) for code in codes]
    places = np.where(records.counts_heads & is_yes, child.wide_numbers("n"), np.nan)
    kinds = np.where(is_yes, child.wide_kinds("n"), NOT_ASKED)
    given = ~np.isnan(places)
    wanted = joined(
        replace(subject, kinds=kinds, kind_keys=codes),
        "pool_places",
        "places",
        (dimension("field", records.list("competence_fields"), codes), districts.dimension),
        lambda d: districts.folded(keys, d, lambda some, domains: sums(some, places, given, domains)),
    )
    return replace(wanted, is_whole=True)


class _Districts:
    """The districts that establishments say they are in, and all of them together."""

    def __init__(self, records: Records) -> None:
        codes = records.layout.items[DISTRICT].codes
        places = records.codes([DISTRICT])[0].astype(np.int64)
        self._domains = records.population.within([(code,) for code in codes], places)
        named = dimension("district", records.list("kreise_saarland"), codes).categories
        total = Category(TOTAL, words("category.total"))
        self.dimension = Dimension("district", words("dimension.district"), (total, *named), partition=True)

    def folded(
        self, keys: Sequence[Key], everybody: Domains, fold: Callable[[Sequence[Key], Domains], list[Tally]]
    ) -> list[Tally]:
        """For each figure the total, then its districts."""
        total, parts = fold([(*key, TOTAL) for key in keys], everybody), fold(keys, self._domains)
        count = len(self._domains.codes)
        return [
            tally for place, whole in enumerate(total) for tally in (whole, *parts[place * count : (place + 1) * count])
        ]
