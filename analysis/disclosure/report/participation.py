"""Who took part, counted from the fieldwork: an answer too, and protected like one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl

from analysis.disclosure.report.filters import Where
from analysis.disclosure.report.primary import broken_rule
from analysis.disclosure.report.system import Kind, System
from analysis.records import BREAKDOWNS, contributor_numbers
from analysis.release import Category, Cell, Dimension, Measure, Participation, Reason, Rules, Suppressed, Texts
from analysis.snapshot import Snapshot
from analysis.tallies import Contributions, Part, Tally
from analysis.words import words
from surveys.codelists import side_by_side

COMPANY = "company"
"""The role that the frame counts."""

INVITED, SUBMITTED, STARTED = "invited", "submitted", "started"
TOTALS = {INVITED: "Eingeladene", STARTED: "begonnen", SUBMITTED: "abgegeben"}
"""The counts that are no stratum's, with their words for people."""

_IN, _OUT, _BETWEEN, _ALL = "in", "out", "between", "all"
_CHEAPEST, _CHEAP = 0.25, 0.5
"""What hiding costs of counts that no other figure needs: less than anything else."""


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """The counts of one role before protection, by key: ``submitted``, ``started`` and each stratum.

    A tally's base are the invited, its parts those who did and those who did not.
    """

    role: str
    frame: int
    tallies: Mapping[str, Tally]
    strata: Dimension

    def broken(self, rules: Rules) -> frozenset[str]:
        """The counts that must not be printed, whatever else is."""
        return frozenset(
            key for key, tally in self.tallies.items() if tally.base.total and broken_rule(tally, Measure.SHARE, rules)
        )

    def protected(self, hidden: frozenset[str]) -> Participation:
        """What is printed, with these counts hidden."""
        return Participation(
            role=self.role,
            frame=Suppressed(Reason.PROTECTED) if INVITED in hidden else self.frame,
            invited=Suppressed(Reason.PROTECTED) if INVITED in hidden else int(self.tallies[SUBMITTED].base.total),
            started=self._count(STARTED, hidden),
            submitted=self._count(SUBMITTED, hidden),
            by_stratum=tuple(self._cell(category.code, hidden) for category in self.strata.categories),
            strata=self.strata,
        )

    def _count(self, key: str, hidden: frozenset[str]) -> int | Suppressed:
        return Suppressed(Reason.PROTECTED) if key in hidden else int(self.tallies[key].value or 0)

    def _cell(self, stratum: str, hidden: frozenset[str]) -> Cell:
        count = self._count(stratum, hidden)
        return Cell((stratum,), count, count if isinstance(count, Suppressed) else self.tallies[stratum].n)


def fieldwork(snapshot: Snapshot, role: str) -> Fieldwork:
    """The counts of the fieldwork of one role."""
    rows = snapshot.scan("fieldwork").filter(pl.col("role") == role).collect()
    by_stratum = _in_order(rows, snapshot)
    tallies = {STARTED: _tally(rows, STARTED), SUBMITTED: _tally(rows, SUBMITTED)}
    tallies |= {stratum: _tally(part, SUBMITTED) for stratum, part in by_stratum.items()}
    return Fieldwork(role, _frame(snapshot, role), tallies, _strata(list(by_stratum), snapshot))


def link(system: System, counts: Fieldwork, snapshot: Snapshot, rules: Rules, era: str = "") -> None:
    """Put the counts into the system: figures are named by ``participation.<role>`` and their key.

    ``era`` goes before the names of what was counted from other data.
    """
    linked = _Linked(system, counts.role, era)
    broken = counts.broken(rules)
    if not counts.tallies[SUBMITTED].base.total:
        return
    linked.whole(counts.tallies[SUBMITTED], counts.tallies[STARTED])
    for category in counts.strata.categories:
        tally = counts.tallies[category.code]
        if tally.base.total:
            linked.stratum(category.code, _where(category.code, snapshot), tally, is_forced=category.code in broken)
    linked.add_up(_groups(counts, snapshot))


def figures(role: str) -> str:
    """The first part of the names of these figures."""
    return f"participation.{role}"


class _Linked:
    """The cells of the counts of one role."""

    def __init__(self, system: System, role: str, era: str) -> None:
        self._system, self._role = system, role
        self._table = era + figures(role)

    def whole(self, submitted: Tally, started: Tally) -> None:
        """Who was invited, has started and has submitted, each a figure of its own.

        How many submitted is the n of every question that all were asked, so that what is left of those invited or of
        those who started must be kept by hiding these two, which nothing else gives away.
        """
        nowhere: Where = frozenset()
        taken, out = (self._cell(nowhere, side, part) for side, part in zip((_IN, _OUT), submitted.parts, strict=True))
        begun, rest, between = (
            self._cell(nowhere, side, part)
            for side, part in zip((STARTED, "not started", _BETWEEN), started.parts, strict=True)
        )
        invited = self._cell(nowhere, _ALL, submitted.base)
        self._system.equation([(taken, 1.0), (out, 1.0), (invited, -1.0)])
        self._system.equation([(taken, 1.0), (between, 1.0), (begun, -1.0)])
        self._system.equation([(begun, 1.0), (rest, 1.0), (invited, -1.0)])
        self._figure(SUBMITTED, [taken], 1.0 + submitted.base.contributors)
        self._figure(STARTED, [begun, *self._nobody(rest, between)], _CHEAP)
        self._figure(INVITED, [invited, *self._nobody(out)], _CHEAPEST)

    def stratum(self, key: str, where: Where, tally: Tally, *, is_forced: bool) -> None:
        """Those who submitted, those who did not, and both together: one figure, printed or hidden as a whole."""
        inside, outside = tally.parts
        cells = [self._cell(where, _IN, inside), self._cell(where, _OUT, outside), self._cell(where, _ALL, tally.base)]
        self._system.equation([(cells[0], 1.0), (cells[1], 1.0), (cells[2], -1.0)])
        name = self._table, key
        self._system.figure(name, cells, 1.0 + tally.base.contributors, is_forced=is_forced)

    def add_up(self, groups: Mapping[Where, Sequence[Where]]) -> None:
        """Strata make groups, groups the whole."""
        for whole, parts in groups.items():
            for side in (_IN, _OUT, _ALL):
                named = (self._system.known((self._table, part, side)) for part in parts)
                cells = [cell for cell in named if cell is not None]
                if cells:
                    terms = [(cell, 1.0) for cell in cells]
                    self._system.addition((self._table, whole, side), self._whole(whole, side, cells), terms)

    def _whole(self, where: Where, side: str, parts: Sequence[int]) -> int:
        found = self._system.known((self._table, where, side))
        return self._cell(where, side, self._system.sum_of(parts)) if found is None else found

    def _cell(self, where: Where, side: str, part: Part) -> int:
        kind = Kind.ASKED if side == _IN else Kind.OTHER
        return self._system.cell((self._table, where, side), part, kind, (self._role, where))

    def _figure(self, key: str, cells: Sequence[int], cost: float) -> None:
        """What nobody is in, though somebody could be, tells everybody's answer: it must not be known to be nobody."""
        is_forced = any(not self._system.parts[cell].contributors for cell in cells)
        self._system.figure((self._table, key), cells, cost, is_forced=is_forced)

    def _nobody(self, *cells: int) -> list[int]:
        return [cell for cell in cells if not self._system.parts[cell].contributors]


def _groups(counts: Fieldwork, snapshot: Snapshot) -> dict[Where, list[Where]]:
    """What each group of strata consists of: sectors and sizes of strata, merged groups of these, all of all."""
    found: dict[Where, list[Where]] = {}
    for category in counts.strata.categories:
        where = _where(category.code, snapshot)
        for pair in sorted(where) if len(where) > 1 else ():
            found.setdefault(frozenset({pair}), []).append(where)
        found.setdefault(frozenset(), []).append(where)
    merged: dict[Where, list[Where]] = {}
    for group in found:
        for name, code in group:
            known = snapshot.breakdown(name).by_code.get(code) if name in BREAKDOWNS else None
            for wider in known.merge.split() if known is not None and known.merge else ():
                merged.setdefault(frozenset({(name, wider)}), []).append(group)
    return found | merged


def _where(key: str, snapshot: Snapshot) -> Where:
    """The sector and size of a stratum whose code says them."""
    pairs = list(zip(("sector_group", "size_group"), key.partition("/")[::2], strict=True))
    is_known = all(code in snapshot.breakdown(name).by_code for name, code in pairs)
    return frozenset(pairs) if is_known else frozenset({("stratum", key)})


def _tally(rows: pl.DataFrame, what: str) -> Tally:
    """How many of the invited submitted, or started: with those who did not, and those in between."""
    sums = rows.group_by("contributor", maintain_order=True).agg(pl.col("invited", "started", "submitted").sum())
    who = contributor_numbers(sums["contributor"])
    invited, started, submitted = (sums[name].to_numpy() for name in ("invited", "started", "submitted"))
    counts = (
        [submitted, invited - submitted] if what == SUBMITTED else [started, invited - started, started - submitted]
    )
    parts = tuple(_part(who, count) for count in counts)
    return Tally(
        key=(what,),
        value=parts[0].total,
        base=_part(who, invited),
        outside=Part.of(()),
        parts=parts,
        is_uniform=any(not part.total for part in parts),
    )


def _part(who: np.ndarray[tuple[int], np.dtype[np.uint64]], counts: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Part:
    given = Contributions.of(who, counts.astype(np.float64))
    return Part.of(given.amounts.tolist(), lambda: given)


def _frame(snapshot: Snapshot, role: str) -> int:
    """Establishments of the frame; how many of them have a works council is not known."""
    establishments = snapshot.scan("frame").select(pl.col("establishments").sum()).collect().item()
    return int(establishments or 0) if role == COMPANY else 0


def _in_order(rows: pl.DataFrame, snapshot: Snapshot) -> dict[str, pl.DataFrame]:
    """The rows of each stratum, as sectors and sizes are listed; unknown ones first."""
    sectors, sizes = (snapshot.breakdown(name).codes for name in ("sector_group", "size_group"))
    order = {f"{sector.code}/{size.code}": place for place, (sector, size) in enumerate(product(sectors, sizes))}
    found = {str(name): part for (name,), part in rows.group_by("stratum")}
    return {name: found[name] for name in sorted(found, key=lambda name: (order.get(name, -1), name))}


def _strata(strata: Sequence[str], snapshot: Snapshot) -> Dimension:
    """The strata with the words of their sector and size."""
    categories = tuple(Category(stratum, _stratum_words(stratum, snapshot)) for stratum in strata)
    return Dimension("stratum", words("dimension.stratum"), categories, partition=True)


def _stratum_words(stratum: str, snapshot: Snapshot) -> Texts:
    labels = list(_labels(stratum, snapshot))
    if len(labels) < 2:
        return {"de": stratum}
    return {language: side_by_side(labels, language) for language in labels[0]}


def _labels(stratum: str, snapshot: Snapshot) -> Iterator[Texts]:
    for name, code in zip(("sector_group", "size_group"), stratum.partition("/")[::2], strict=True):
        codes = snapshot.breakdown(name).by_code
        if code in codes:
            yield codes[code].label
