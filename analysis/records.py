"""Rectangular data of one role of a snapshot: arrays with one row per variable and one column per response.

A variable that is not asked for is never read. Responses are in the same order everywhere (by case).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analysis.columns import MISSING
from analysis.domains import UNKNOWN, Domains, Flags, Floats, Ints, Names
from analysis.draw import Draw
from analysis.layout import Layout, Variable
from analysis.parameters import WEIGHTS, parameters
from analysis.sampling import Limits, sample
from analysis.snapshot import Snapshot
from analysis.weights import Sample
from surveys.codelists import Code, CodeList

Codes = NDArray[np.int16]
"""Places in a code list; -1 where there is no answer."""

NONE = -1
BREAKDOWNS = ("size_group", "sector_group")
DISTRICT = "kreis"
"""What tables are broken down by where a plan asks for it."""
SMALLEST_DOMAIN = 10
"""A category of a breakdown needs so many contributors, or it is merged with others, or there is no breakdown: of
fewer, hardly a share could be published, and what is hidden in one category costs another one too."""

COMPANY, EMPLOYEES = "company", "emp_total"
SCOPE, OUTSIDE = "unit_scope", "3"
"""Answers that cover sites elsewhere stay out of head counts until they are corrected."""


class Population:
    """Who stands behind each row: its contributor and its place in each breakdown, whose codes are ``codes``."""

    def __init__(
        self,
        contributor: Ints,
        names: Callable[[], Names],
        places: Mapping[str, Ints],
        codes: Mapping[str, CodeList],
        draw: Draw | None = None,
    ) -> None:
        self._draw = draw
        self._contributor = contributor
        self._names = names
        self._places = places
        self._codes = codes
        self._known: dict[str, Domains] = {}
        self._kept: Flags | None = None

    @cached_property
    def total(self) -> Domains:
        """Everybody as one domain."""
        return self.within([()], np.zeros(len(self._contributor), dtype=np.int64))

    def by(self, breakdown: str) -> Domains:
        """The domains of a breakdown."""
        if breakdown not in self._known:
            codes = [(code.code,) for code in self._codes[breakdown].codes]
            self._known[breakdown] = self.within(codes, self._places[breakdown])
        return self._known[breakdown]

    @property
    def breakdowns(self) -> tuple[str, ...]:
        """The breakdowns whose categories are large enough."""
        return tuple(self._codes)

    def codes(self, breakdown: str) -> CodeList:
        """The categories of a breakdown."""
        return self._codes[breakdown]

    def within(self, codes: Sequence[tuple[str, ...]], places: Ints) -> Domains:
        """Domains of one's own: ``places`` is the place of each row in ``codes``, or ``UNKNOWN``."""
        if self._kept is not None:
            places = np.where(self._kept, places, UNKNOWN)
        return Domains(codes, self._contributor, places, self._names, self._draw)

    def places(self, breakdown: str) -> Ints:
        """The place of each row in a breakdown, or ``UNKNOWN``."""
        return self._places[breakdown]

    def contributors(self, kept: Flags) -> int:
        """How many stand behind the rows that are ``kept``."""
        return int(np.count_nonzero(np.bincount(self._contributor[kept])))

    def only(self, kept: Flags) -> Population:
        """The same, but none of the rows that are not ``kept`` is in any domain."""
        part = self._again()
        part._kept = kept
        return part

    def also(self, breakdown: str, codes: CodeList, places: Ints) -> Population:
        """The same with one more breakdown."""
        wider = self._again()
        wider._places, wider._codes = {**self._places, breakdown: places}, {**self._codes, breakdown: codes}
        return wider

    def _again(self) -> Population:
        again = copy(self)
        again._known = {}
        again.__dict__.pop("total", None)
        return again

    def take(self, rows: Ints) -> Population:
        """The population behind other rows, given the response each belongs to."""
        places = {name: place[rows] for name, place in self._places.items()}
        draw = self._draw.take(rows) if self._draw else None
        taken = Population(self._contributor[rows], self._names, places, self._codes, draw)
        taken._kept = None if self._kept is None else self._kept[rows]
        return taken


class _Arrays:
    """Columns of one Parquet file as arrays."""

    def __init__(self, source: pl.LazyFrame) -> None:
        self._source = source

    def _read(self, expressions: Sequence[pl.Expr]) -> pl.DataFrame:
        return self._source.select(expressions).collect()

    def codes(self, names: Sequence[str]) -> Codes:
        """Places in the code lists of these variables, (names, responses)."""
        numbers = [pl.col(name).to_physical().cast(pl.Int16).fill_null(NONE) for name in names]
        return self._read(numbers).to_numpy().T.astype(np.int16, copy=False)

    def flags(self, names: Sequence[str]) -> Flags:
        """Which were chosen, (names, responses); what was not answered is false."""
        chosen: Flags = self._read([pl.col(name).fill_null(value=False) for name in names]).to_numpy().T
        return chosen

    def numbers(self, names: Sequence[str]) -> Floats:
        """Numbers, (names, responses); NaN where there is none."""
        return self._read([pl.col(name).cast(pl.Float64) for name in names]).to_numpy().T

    def kinds(self, names: Sequence[str]) -> Codes:
        """Why there is no value, as place in ``Missing``, (names, responses); -1 where there is one."""
        return self.codes([name + MISSING for name in names])


@dataclass(frozen=True, slots=True)
class Cells:
    """Where the rows of a grid or roster belong: response (row of the role's arrays) and place of the row."""

    response: Ints
    row: Ints


class Child(_Arrays):
    """The rows of one grid or roster."""

    def __init__(self, source: pl.LazyFrame, variable: Variable, cases: pl.Series) -> None:
        super().__init__(source)
        self.variable = variable
        self._cases = cases

    @cached_property
    def cells(self) -> Cells:
        """Response and row of each row; the row of a roster is its position from 0."""
        kind = pl.col("row").to_physical() if self.variable.rows else pl.col("row").cast(pl.Int64) - 1
        frame = self._source.select("case", kind.cast(pl.Int64)).collect()
        response = frame["case"].cast(pl.Enum(self._cases)).to_physical().cast(pl.Int64)
        return Cells(response.to_numpy(), frame["row"].to_numpy())

    def wide(self, values: Floats) -> Floats:
        """A number of each row of a grid as (rows, responses); NaN where there is none."""
        wide = np.full((len(self.variable.rows), len(self._cases)), np.nan)
        wide[self.cells.row, self.cells.response] = values
        return wide

    def wide_codes(self, column: str) -> Codes:
        """A coded column of a grid as (rows, responses)."""
        wide = np.full((len(self.variable.rows), len(self._cases)), NONE, dtype=np.int16)
        wide[self.cells.row, self.cells.response] = self.codes([column])[0]
        return wide

    def wide_numbers(self, column: str) -> Floats:
        """A column of numbers of a grid as (rows, responses); NaN where there is none."""
        return self.wide(self.numbers([column])[0])

    def wide_kinds(self, column: str) -> Codes:
        """Missing kinds of a column of a grid; a row that is not there was not asked (place 0)."""
        wide = np.zeros((len(self.variable.rows), len(self._cases)), dtype=np.int16)
        wide[self.cells.row, self.cells.response] = self.kinds([column])[0]
        return wide


class Records(_Arrays):
    """The responses of one role."""

    def __init__(self, snapshot: Snapshot, role: str, extra: frozenset[str] = frozenset()) -> None:
        super().__init__(snapshot.scan(role))
        self.snapshot = snapshot
        self.role = role
        self._extra = extra
        self._children: dict[str, Child] = {}
        self.layout: Layout = snapshot.layouts[role]

    def __len__(self) -> int:
        return self.snapshot.count(self.role)

    def facts(self, names: Sequence[str]) -> pl.DataFrame:
        """What is known of the responses besides their answers: ``establishment``, ``contributor`` …"""
        return self._source.select(names).collect()

    @cached_property
    def population(self) -> Population:
        """Contributors and breakdowns of the responses."""
        facts = self._source.select("contributor", "sector_group", "size_class", DISTRICT).collect()
        codes = {name: self.snapshot.breakdown(name) for name in BREAKDOWNS}
        sizes = _size_groups(codes["size_group"], self.list("groessenklassen"))
        places = {
            "size_group": _places(facts["size_class"], sizes),
            "sector_group": _places(facts["sector_group"], _own(codes["sector_group"])),
        }
        if DISTRICT in self._extra:
            codes[DISTRICT] = self.list("kreise_saarland")
            places[DISTRICT] = _places(facts[DISTRICT], _own(codes[DISTRICT]))
        names = facts["contributor"].unique().sort()
        contributor = facts["contributor"].cast(pl.Enum(names)).to_physical().cast(pl.Int64).to_numpy()
        for name in tuple(codes):
            merged = coarsened(codes[name], self.list("merged_groups"), places[name], contributor)
            if merged is None:
                del codes[name], places[name]
            else:
                codes[name], places[name] = merged
        numbers = cache(lambda: contributor_numbers(names))
        return Population(contributor, numbers, places, codes, self._draw)

    @cached_property
    def _draw(self) -> Draw | None:
        """How companies were drawn; of how many establishments have a works council nobody knows."""
        snapshot = self.snapshot
        if self.role != COMPANY or not snapshot.is_extrapolated or not len(self):
            return None
        strata = self._source.select("stratum").collect()["stratum"].to_list()
        sizes = [code.code for code in snapshot.breakdown("size_group").codes]
        employees = self.number(EMPLOYEES) if EMPLOYEES in self.layout.items else np.full(len(self), np.nan)
        # Whose employees do not count leave it to the others to stand for those of the frame.
        employees = np.where(self.counts_heads, employees, 0.0)
        known = parameters(WEIGHTS, snapshot.wave)
        limits = Limits(int(known.values["fewest"]), known.values["heaviest"]) if known else Limits()
        return Draw(sample(strata, employees, snapshot.frame, sizes, limits), np.arange(len(self)))

    @cached_property
    def counts_heads(self) -> Flags:
        """Which responses count in totals of employees."""
        if SCOPE not in self.layout.items:
            return np.ones(len(self), dtype=bool)
        outside = pl.col(SCOPE).cast(pl.String).eq_missing(pl.lit(OUTSIDE))
        return ~self._read([outside]).to_numpy()[:, 0]

    @cached_property
    def _cases(self) -> pl.Series:
        return self._source.select("case").collect()["case"]

    @property
    def sample(self) -> Sample | None:
        """What the responses stand for; None where they are only counted. Raises Unweightable."""
        return self._draw.sample if self._draw is not None else None

    @property
    def is_drawn(self) -> bool:
        """Whether the responses are a random sample that stands for all establishments."""
        return self._draw is not None

    def of(self, population: Population) -> Records:
        """The same answers for a population of one's own: of part of the responses, or with one more breakdown."""
        part = copy(self)
        part.__dict__["population"] = population
        return part

    def list(self, list_id: str) -> CodeList:
        """A code list that tables need for themselves, as it was when the snapshot was written."""
        return self.snapshot.code_lists[list_id]

    def child(self, item: str) -> Child:
        """The rows of a grid or roster."""
        if item not in self._children:
            source = self.snapshot.scan(f"{self.role}.{item}")
            self._children[item] = Child(source, self.layout.items[item], self._cases)
        return self._children[item]

    def number(self, place: str) -> Floats:
        """One number a response: an item (``emp_total``) or a cell of a grid (``train_n.total.n``)."""
        if "." not in place:
            values: Floats = self.numbers([place])[0]
            return values
        item, row, column = place.split(".")
        child = self.child(item)
        cells: Floats = child.wide_numbers(column)[child.variable.rows.index(row)]
        return cells


def contributor_numbers(names: Iterable[str]) -> Names:
    """A number for each contributor that follows from its name alone: the same in every role and snapshot."""
    digests = [hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names]
    return np.frombuffer(b"".join(digests), dtype=np.uint64)


def coarsened(codes: CodeList, wider: CodeList, places: Ints, contributor: Ints) -> tuple[CodeList, Ints] | None:
    """The finest categories that have ``SMALLEST_DOMAIN`` contributors each, and the place of each response in them.

    ``wider`` are the groups that codes can be merged into. None where there are no two such categories.
    """
    most: tuple[CodeList, Ints] | None = None
    for chosen in _disjoint(codes, wider):
        kept = {code.code: next((one for one in chosen if one.code in _wider(code)), code) for code in codes.codes}
        merged = CodeList(codes.id, tuple({code.code: code for code in kept.values()}.values()))
        order = _own(merged)
        place = np.array([*(order[code.code] for code in kept.values()), UNKNOWN])[places]
        counts = [np.count_nonzero(np.bincount(contributor[place == number])) for number in range(len(merged.codes))]
        is_finer = len(merged.codes) > (1 if most is None else len(most[0].codes))
        if is_finer and min(counts) >= SMALLEST_DOMAIN:
            most = merged, place
    return most


def _wider(code: Code) -> list[str]:
    return code.merge.split() if code.merge else []


def _disjoint(codes: CodeList, wider: CodeList) -> Iterator[tuple[Code, ...]]:
    """The choices of wider groups of which no two share a code, none first."""
    members = {one: {code.code for code in codes.codes if one.code in _wider(code)} for one in wider.codes}
    usable = [one for one, inside in members.items() if inside]
    for count in range(len(usable) + 1):
        for chosen in combinations(usable, count):
            if sum(len(members[one]) for one in chosen) == len(set().union(*(members[one] for one in chosen))):
                yield chosen


def _own(codes: CodeList) -> Mapping[str, int]:
    return {code.code: place for place, code in enumerate(codes.codes)}


def _size_groups(groups: CodeList, classes: CodeList) -> Mapping[str, int]:
    """The size group of each size class (and of itself)."""
    places = dict(_own(groups))
    for size_class in classes.codes:
        group = groups.class_of(size_class.low) if size_class.low is not None else None
        if group is not None:
            places[size_class.code] = places[group.code]
    return places


def _places(codes: pl.Series, places: Mapping[str, int]) -> Ints:
    known = codes.replace_strict(list(places), list(places.values()), default=UNKNOWN, return_dtype=pl.Int64)
    return known.to_numpy()
