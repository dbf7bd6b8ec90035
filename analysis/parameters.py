"""Numbers that tables need and nobody answers: settings of the survey and limits of the law, each with its date."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from analysis.content import Wave
from analysis.release import Texts
from analysis.words import words

HOURS, EMPLOYER_SHARES, NEED_THRESHOLD, WEIGHTS = "hours_class", "sgb3_82", "sgb3_82a", "weights"
"""Hours a person for each class; employer's share of course costs; share in need that § 82a SGB III asks for; the
fewest answers of a stratum and how many times the median is too heavy."""

REFERENCE_DAY = (6, 30)
"""Employees are counted on 30 June of the reference year, so the law of that day applies."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """A set of numbers that holds from a day on; the keys are codes of a list or the least number of employees."""

    kind: str
    valid_from: date
    source: str
    is_confirmed: bool
    values: Mapping[str, float]

    @property
    def note(self) -> Texts:
        """Which set it is, for the reader of a table."""
        pattern = words("parameters.date")
        day = {language: self.valid_from.strftime(form) for language, form in pattern.items()}
        numbers = ", ".join(f"{value:g}" for value in self.values.values())
        note = words(f"parameters.{self.kind}", date=day, values=numbers)
        return note if self.is_confirmed else words("parameters.unconfirmed", note=note)

    def noted(self, base: Texts) -> Texts:
        """The words of a base, and behind them the note."""
        return words("parameters.noted", base=base, note=self.note)


def parameters(kind: str, wave: Wave) -> Parameters | None:
    """The set of a kind that held on the reference day of a wave; None before the first one."""
    day = date(wave.reference_year, *REFERENCE_DAY)
    known = [one for one in _sets() if one.kind == kind and one.valid_from <= day]
    return max(known, key=lambda one: one.valid_from, default=None)


@cache
def _sets() -> tuple[Parameters, ...]:
    text = Path(__file__).with_name("parameters.toml").read_text(encoding="utf-8")
    return tuple(_read(kind, facts) for kind, some in tomllib.loads(text).items() for facts in some)


def _read(kind: str, facts: Mapping[str, Any]) -> Parameters:
    values = {key: float(value) for key, value in facts["values"].items()}
    return Parameters(kind, facts["valid_from"], facts["source"], facts.get("confirmed", True), values)
