"""What the files are made of: the tables of a snapshot and the questionnaires that asked for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from surveys.model import Questionnaire

MISSING = ":missing"
"""Suffix of the column that says why a value is not there."""
FREE_TEXT = "free_text"
"""The table of the reviewed texts."""
WEIGHTS = ("weight", "weight_employees")
"""Of establishments, and of their employees."""
WEIGHT_STRATUM = "weight_stratum"


@dataclass(frozen=True, slots=True)
class Study:
    """A frozen wave.

    ``frames`` has a table for each role (``company``) and each roster or grid (``company.roster``), as a snapshot
    stores them; ``strata`` the totals of the frame by stratum; ``weights`` by role what each response stands for
    (columns case, weight, weight_employees, weight_stratum), where the figures of that role are extrapolated; ``texts``
    the free texts that a person released (columns role, case, variable, code, text). ``questionnaires`` has all
    versions of a role, the newest last. ``years`` are the values of the texts (``ZJ``, ``BJ``), ``made_at`` the only
    time in the files.
    """

    slug: str
    title: Mapping[str, str]
    years: Mapping[str, int]
    snapshot: str
    made_at: datetime
    is_provisional: bool
    is_invented: bool
    questionnaires: Mapping[str, tuple[Questionnaire, ...]]
    frames: Mapping[str, pl.DataFrame]
    strata: pl.DataFrame
    weights: Mapping[str, pl.DataFrame]
    texts: pl.DataFrame
