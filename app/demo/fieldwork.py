"""Who of the invited answers, breaks off, refuses or comes late, and when: the plan of an invented field period."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import NormalDist
from typing import Any

import numpy as np

from app.demo.frame import SMALLEST_WITH_COUNCIL, Unit
from app.demo.tables import tree
from app.demo.views import echo, view
from exports.dates import HERE

ROLES = ("company", "works_council")
COMPLETE, PARTIAL, STARTED, OPENED, LATE = "complete", "partial", "started", "opened", "late"
_PROPENSITY: Mapping[str, float] = {"size": 0.15, "dialogue": 0.3, "training": 0.3, "public": 0.2}
_CDF = NormalDist().cdf


@dataclass(frozen=True, slots=True)
class Course:
    """What one invited role does. ``opened_at`` and ``ended_at`` are empty for those who never came."""

    unit: Unit
    role: str
    outcome: str
    language: str = "de"
    opened_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A field period; the moments have a time zone, reminders are days after the opening."""

    opens: datetime
    closes: datetime
    reminders: tuple[int, ...]


def period() -> Period:
    """The field period of the closed wave."""
    wave = tree("fieldwork")["closed"]
    return Period(
        wave["opens"].replace(tzinfo=HERE), wave["closes"].replace(tzinfo=HERE), (0, *map(int, wave["reminders"]))
    )


def courses(units: Sequence[Unit], rate: float, seed: int) -> list[Course]:
    """The course of every invited role: all companies, and works councils where there is one."""
    generator = np.random.default_rng([seed, 4])
    councils = [unit for unit in units if unit.has_council and unit.employees >= SMALLEST_WITH_COUNCIL]
    invited = {"company": units, "works_council": councils}
    rates = {"company": rate, "works_council": rate * float(tree("fieldwork")["council_factor"])}
    return [
        _course(unit, role, chance, generator, seed)
        for role in ROLES
        for unit, chance in zip(invited[role], _chances(invited[role], role, rates[role], seed), strict=True)
    ]


def _chances(units: Sequence[Unit], role: str, rate: float, seed: int) -> list[float]:
    """The probability of each to answer; their mean is ``rate``, found by halving an interval."""
    pulls = [view(unit, role, seed).sum_of(_PROPENSITY) for unit in units]
    low, high = -12.0, 12.0
    for _ in range(50):
        middle = (low + high) / 2
        if sum(_logistic(pull + middle) for pull in pulls) < rate * len(pulls):
            low = middle
        else:
            high = middle
    return [_logistic(pull + low) for pull in pulls]


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def _course(unit: Unit, role: str, chance: float, generator: np.random.Generator, seed: int) -> Course:
    luck = _CDF(echo(f"{seed}/{unit.reference}/{role}/luck"))
    opened, ended = _moments(period(), generator)
    language = "en" if generator.random() < tree("fieldwork")["languages"]["en"] else "de"
    draw = float(generator.random())
    if unit.employees == 0:
        return Course(unit, role, "out_of_scope")
    if luck < chance:
        return Course(unit, role, COMPLETE, language, opened, ended)
    outcome = _reaction(draw)
    if outcome == LATE:
        afterwards = period().closes + timedelta(hours=2 + 90 * float(generator.random()))
        return Course(unit, role, LATE, language, afterwards)
    if outcome in {PARTIAL, STARTED, OPENED}:
        return Course(unit, role, outcome, language, opened, ended)
    return Course(unit, role, outcome)


def _reaction(draw: float) -> str:
    reactions: Mapping[str, Any] = tree("fieldwork")["reactions"]
    for name, share in reactions.items():
        draw -= float(share)
        if draw < 0:
            return name
    return "sent"


def _moments(field: Period, generator: np.random.Generator) -> tuple[datetime, datetime]:
    """Opening and end of one answer: most in the days after the invitation and each reminder, in working hours."""
    push = field.reminders[int(generator.choice(len(field.reminders), p=_pushes(len(field.reminders))))]
    day = field.opens + timedelta(days=push + float(generator.exponential(3.5)))
    while day.weekday() >= 5 or day.date() >= field.closes.date():
        day += timedelta(days=1) if day.date() < field.closes.date() else timedelta(days=-4)
    opened = day.replace(hour=8, minute=0) + timedelta(minutes=float(generator.uniform(0, 500)))
    opened = opened.replace(microsecond=0)
    return opened, opened + timedelta(seconds=int(generator.uniform(600, 3600)))


def _pushes(count: int) -> list[float]:
    """Each reminder brings half as much as the letter before."""
    weights = [0.6**place for place in range(count)]
    return [weight / sum(weights) for weight in weights]
