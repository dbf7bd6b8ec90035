"""What goes into a snapshot: the responses of a wave, and what is known of its frame and fieldwork."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.codelists import Row, library_rows
from surveys.model import Questionnaire

CODE_LISTS = (
    "size_groups",
    "sector_groups",
    "merged_groups",
    "groessenklassen",
    "competence_fields",
    "level5",
    "hours_class",
    "emp_share6",
    "bv_status",
    "kreise_saarland",
    "kldb2010_anforderungsniveau",
)
"""Lists of the library that tables need for themselves; those of the questions are in the questionnaires."""


def code_lists() -> dict[str, Sequence[Row]]:
    """The rows of these lists as they are now."""
    return {name: library_rows(name) or [] for name in CODE_LISTS}


@dataclass(frozen=True, slots=True)
class Case:
    """One submitted response. ``case``, ``establishment`` and ``contributor`` are random or keyed numbers.

    ``contributor`` is the enterprise, else the establishment. The facts of the frame are its codes. The document
    is the text of its JSON, which is then read only as far as there are columns for it, or a mapping read already.
    """

    case: str
    establishment: str
    contributor: str
    version: str
    language: str
    submitted_on: str
    stratum: str
    sector_group: str
    size_class: str
    kreis: str
    wz: str
    document: Any


@dataclass(frozen=True, slots=True)
class Stratum:
    """What the frame says about a stratum: N and E (None when no totals are loaded)."""

    stratum: str
    establishments: int | None = None
    employees: int | None = None
    reference_date: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """How many assignments of a role, stratum and contributor were invited, have started and have submitted."""

    role: str
    stratum: str
    contributor: str
    invited: int
    started: int
    submitted: int


@dataclass(frozen=True, slots=True)
class Wave:
    """The facts of the wave that texts and rules need.

    ``is_random_sample`` says that establishments were drawn at random from the frame, so that those who answered can
    stand for all.
    """

    slug: str
    reference_year: int
    target_year: int
    is_random_sample: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into a snapshot. ``cases`` gives each role's responses in any order, once each."""

    wave: Wave
    is_provisional: bool
    questionnaires: Mapping[str, Sequence[Questionnaire]]
    cases: Mapping[str, Iterable[Case]]
    frame: Sequence[Stratum] = ()
    fieldwork: Sequence[Fieldwork] = ()
    code_lists: Mapping[str, Sequence[Row]] = field(default_factory=code_lists)
    on_batch: Callable[[int], None] = lambda _count: None
