"""Plain frozen types of what may be printed: tables, cells, hidden values and the release that holds them.

This module imports nothing else of ``analysis``, so that ``exports`` can know a release without
being able to make one. Only ``analysis.disclosure`` constructs a ``Release``.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field
from enum import StrEnum
from typing import Any, Final, NamedTuple

Texts = Mapping[str, str]
"""Language code (``de``, ``en``, ``fr``) to text; German always exists."""


class Measure(StrEnum):
    """What the value of a cell is; the unit follows from it."""

    SHARE = "share"  # 0..1 of the base
    MEAN = "mean"  # in the scale's own unit
    SUM = "sum"  # in the item's unit
    RATIO = "ratio"  # dimensionless quotient of two sums
    MEDIAN = "median"  # in the item's unit
    BORDA = "borda"  # points: 3, 2, 1 for the three places
    COUNT = "count"  # establishments
    POINTS = "points"  # percentage points between two shares


DECIMALS: Final = dict.fromkeys(Measure, 0) | {Measure.MEAN: 1, Measure.RATIO: 2}
"""Decimals that values are printed with; of a share in percent."""


class Reason(StrEnum):
    """Why a value is hidden: one class for all rules.

    Which rule it was would say what the value is: a share that everybody gave, a count of one or two.
    """

    PROTECTED = "protected"


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A value that exists and is not printed."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Category:
    """One value of a dimension: its code and its words."""

    code: str
    label: Texts


@dataclass(frozen=True, slots=True)
class Dimension:
    """One axis of a table (answers, rows of a matrix, size class, sector group …).

    ``partition`` is true when the categories exclude one another and add up to the whole: to the category
    ``total`` where there is one, else to all answers. One that ``is_long`` holds the categories with a published cell
    only, whether there are others or not.
    """

    id: str
    label: Texts
    categories: tuple[Category, ...]
    partition: bool = False
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Sure:
    """What chance may have done to an estimate: its 95 % confidence interval, rounded outward, and what follows.

    ``variation`` is what the coefficient of variation is at most, in steps of a third and more: with an exact one the
    largest answer could be computed. ``quality`` is one of A, B, C and /. ``low`` and ``high`` are None where so few
    answered that an interval says nothing.
    """

    low: float | None
    high: float | None
    variation: float
    quality: str

    @property
    def between(self) -> tuple[float, float] | None:
        """Both ends of the interval; None where there is none."""
        return None if self.low is None or self.high is None else (self.low, self.high)


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: its key (a category code per dimension, in the order of the dimensions), value and base.

    ``value`` is the number that is printed, with no further digit (a share of 38 % is 0.38), and None for a cell that
    is empty (nobody is in it); ``n`` counts the responding establishments of the base and is hidden together with the
    value. ``sure`` stands beside a value that is estimated.
    """

    key: tuple[str, ...]
    value: float | Suppressed | None
    n: int | Suppressed
    sure: Sure | None = None

    @property
    def digits(self) -> int | None:
        """The decimals of an estimate by two digits of its interval's width, or of itself; below zero tens."""
        if self.sure is None or not isinstance(self.value, float):
            return None
        low, high = self.sure.between or (0.0, abs(self.value))
        return 1 - math.floor(math.log10(width)) if (width := round(high - low, 9)) > 0 else None


@dataclass(frozen=True, slots=True)
class Table:
    """Figures of one variable by one or more dimensions, complete: a cell for each crossing of categories.

    The last dimension is ``size_group``, ``sector_group`` or ``kreis`` in a breakdown; its first category is ``total``.
    ``missing`` states the share of those asked who gave no answer, where it is above 10 %: the key is the
    row or column (``total`` when there is but one) and the kind of missing answer. ``figure`` says in a few
    words what the value is („Mittelwert“), where the title is the question. ``scale`` are the lowest and the
    highest value that a mean can have, where the answers are points on a scale. What ``is_rough``
    is estimated from classes and printed with two significant digits.
    """

    id: str
    section: str
    variable: str
    number: str
    role: str
    measure: Measure
    title: Texts
    base: Texts
    unit: Texts
    dimensions: tuple[Dimension, ...]
    cells: tuple[Cell, ...]
    missing: tuple[Cell, ...] = ()
    figure: Texts = field(default_factory=dict)
    scale: tuple[float, float] | None = None
    is_rough: bool = False

    @property
    def decimals(self) -> int:
        """How many decimals its values are printed with, shares in percent: an index from −1 to 1 needs two.

        Estimated amounts have as many as the widest of their intervals carries: more would be false precision.
        """
        is_index = self.measure is Measure.MEAN and self.scale is not None and self.scale[1] <= 1
        usual = 2 if is_index else DECIMALS[self.measure]
        carried = [cell.digits for cell in self.cells] if self.is_amount else []
        return max(min([usual, *(digits for digits in carried if digits is not None)]), 0)

    @property
    def is_amount(self) -> bool:
        """Whether its values have a unit of their own and decimals: no points on a scale."""
        return self.measure in (Measure.MEAN, Measure.RATIO) and self.scale is None

    def cell(self, *key: str) -> Cell:
        """The cell at ``key``; raises KeyError when there is none."""
        for cell in self.cells:
            if cell.key == key:
                return cell
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Participation:
    """Counts of the fieldwork, by role: what a reader needs to judge the figures (establishments or bodies).

    ``frame`` is 0 when no frame is loaded, and hidden with ``invited``: all of it may have been invited. A cell of
    ``by_stratum`` has the submitted answers as value and the invited as n.
    """

    role: str
    frame: int | Suppressed
    invited: int | Suppressed
    started: int | Suppressed
    submitted: int | Suppressed
    by_stratum: tuple[Cell, ...]
    strata: Dimension


@dataclass(frozen=True, slots=True)
class Chapter:
    """One section of a questionnaire: its title and the ids of its tables, in the order of the items."""

    id: str
    role: str
    title: Texts
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """The disclosure rules that were applied (``model.md`` section 6 of the design; p in percent)."""

    min_contributors: int
    min_pairs: int
    p_percent: int


@dataclass(frozen=True, slots=True)
class WaveFacts:
    """What the cover and the method note say about the wave. Dates are ISO (YYYY-MM-DD)."""

    slug: str
    title: Texts
    reference_year: int
    target_year: int
    opened: str
    closed: str
    invented: bool
    extrapolated: bool


class BlockKind(StrEnum):
    """What a block of a plan is made into."""

    TEXT = "text"  # words, with values of queries in them
    KEY_FIGURES = "key_figures"  # a tile for each query that names one cell
    CHART = "chart"
    TABLE = "table"
    COMPARISON = "comparison"  # both roles side by side, or the pairs of one establishment
    HIGHLIGHTS = "highlights"  # the most important on one page
    PARTICIPATION = "participation"
    SECTION = "section"  # all figures of a section of the questionnaires
    METHOD = "method"  # in the view ``box`` in short
    GLOSSARY = "glossary"
    ANNEX = "annex"  # all tables of the release
    IMPRINT = "imprint"


@dataclass(frozen=True, slots=True)
class Query:
    """What a block asks for: a table by its id, and of it one cell, one group beside the total, or the first rows.

    Texts of the plan name what it finds: ``{name}`` is the value, ``{name.n}`` its base, ``{name.low}`` and
    ``{name.high}`` its interval. ``label`` are the words under the tile of a key figure, where they are not to follow
    from the table.
    """

    name: str
    table: str
    key: tuple[str, ...] = ()
    group: str = ""
    most: int = 0
    label: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claim:
    """That one value is greater than another, by the names of their queries: true only when their intervals say so."""

    greater: str
    than: str


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a chapter. ``title`` stands over it, or ``otherwise`` where its claim does not hold.

    A text whose values are not all published is replaced by ``otherwise`` too, or left out where there is none.
    ``view`` is the form of a chart, where it is not to follow from the table.
    """

    kind: BlockKind
    title: Texts = field(default_factory=dict)
    text: Texts = field(default_factory=dict)
    otherwise: Texts = field(default_factory=dict)
    claim: Claim | None = None
    queries: tuple[Query, ...] = ()
    view: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class PlanChapter:
    """A chapter of a report: its title, whether it has a number, and its blocks."""

    title: Texts
    blocks: tuple[Block, ...]
    is_numbered: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """What a report shows, in order. ``parameters`` are the choices it was made with (``{"sector_group": "BE"}``)."""

    id: str
    title: Texts
    subtitle: Texts
    chapters: tuple[PlanChapter, ...]
    parameters: Mapping[str, str] = field(default_factory=dict)
    has_contents: bool = True

    @property
    def queries(self) -> Mapping[str, Query]:
        """All queries by their names."""
        return {query.name: query for part in self.chapters for block in part.blocks for query in block.queries}


NO_PLAN: Final = Plan(id="", title={}, subtitle={}, chapters=())


class Printed(NamedTuple):
    """One piece of a file as a reader of the file finds it: in which block, where in the block, and what stands there.

    Blocks follow one another as in the file, and so do the pieces of a block.
    """

    block: str
    place: str
    text: str


COMPARED_WITH: Final = "before"
"""Among the facts of a release: the id of that of an earlier wave whose figures stand beside its own."""
SEAL = object()
"""Handed to ``Release`` by ``analysis.disclosure`` alone; a test looks for other users."""


class Unsealed(TypeError):
    """Somebody tried to make a release past disclosure control."""


@dataclass(frozen=True, slots=True)
class Release:
    """A frozen set of protected tables; ``id`` is the hash of its content (``content_id``).

    ``audit`` is the record of the attacks on it. ``state`` is ``built``; how far it has come since is not its own
    content. ``frozen_at`` is the moment its data are of, the only time in any file. It never holds a hidden value, its
    n or its interval. ``seal`` is ``SEAL``, which only ``analysis.disclosure`` may pass: no other part can turn an
    unprotected table into a release. Raises ``Unsealed`` without it.
    """

    id: str
    state: str
    wave: WaveFacts
    snapshot: str
    questionnaires: Mapping[str, str]
    rules: Rules
    participation: tuple[Participation, ...]
    chapters: tuple[Chapter, ...]
    tables: tuple[Table, ...]
    frozen_at: str
    plan: Plan = NO_PLAN
    facts: Mapping[str, int | float | str] = field(default_factory=dict)
    audit: Mapping[str, int | str] = field(default_factory=dict)
    seal: InitVar[object] = field(kw_only=True)

    def __post_init__(self, seal: object) -> None:
        if seal is not SEAL:
            raise Unsealed("only analysis.disclosure makes a release")

    def table(self, table_id: str) -> Table:
        """The table named ``table_id``; raises KeyError when there is none."""
        for table in self.tables:
            if table.id == table_id:
                return table
        raise KeyError(table_id)


def _plain(value: Any) -> Any:
    """``value`` as JSON knows it; a hidden value is ``{"suppressed": reason}``, and an interval is there or not."""
    if value is None or isinstance(value, str | int | float):  # nearly everything is
        return value
    if isinstance(value, Suppressed):
        return {"suppressed": value.reason.value}
    if hasattr(value, "__dataclass_fields__"):
        said = {name: _plain(getattr(value, name)) for name in value.__slots__}
        if said.get("sure", said) is None:
            del said["sure"]
        return said
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value]


def to_tree(said: Release | Table) -> dict[str, Any]:
    """A release, its id and state included, or a table as a JSON object."""
    tree: dict[str, Any] = _plain(said)
    return tree


def canonical(tree: Mapping[str, Any]) -> str:
    """``tree`` as JSON with sorted keys and without spaces; raises ValueError at NaN and infinity."""
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def content_id(tree: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of what a release says: everything but its id, its state and the time it was built."""
    said = {key: part for key, part in tree.items() if key not in ("id", "state", "frozen_at")}
    return hashlib.sha256(canonical(said).encode()).hexdigest()
