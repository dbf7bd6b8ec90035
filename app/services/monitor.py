"""The fieldwork in numbers: invited, opened, started and submitted, by role, stratum and day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, String, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.database import AnySession
from app.models import Assignment, Disposition, FrameEntry, Response, Role, Submission, Wave
from app.services import strata
from exports.dates import HERE


@dataclass(frozen=True, slots=True)
class Counts:
    """Assignments of one group (establishments or bodies); trial runs are never among them."""

    invited: int = 0
    opened: int = 0
    started: int = 0
    submitted: int = 0
    refused: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.invited + other.invited,
            self.opened + other.opened,
            self.started + other.started,
            self.submitted + other.submitted,
            self.refused + other.refused,
        )

    @property
    def rate(self) -> float | None:
        """Submitted of invited, 0 to 1; None when nobody was invited."""
        return self.submitted / self.invited if self.invited else None


@dataclass(frozen=True, slots=True)
class Day:
    """What came in on one day by the clock of the Saarland."""

    day: date
    started: int
    submitted: int


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """A wave at a glance."""

    by_role: Mapping[Role, Counts]
    by_stratum: Mapping[str, Mapping[Role, Counts]]
    days: Mapping[Role, tuple[Day, ...]]
    pairs: int


def look(session: AnySession, wave: Wave) -> Fieldwork:
    """Count the fieldwork of a wave, with four grouped queries whatever its size."""
    found = _by_stratum(session, wave)
    by_role = {role: sum((roles.get(role, Counts()) for roles in found.values()), Counts()) for role in Role}
    in_order = {name: found[name] for name in sorted(found, key=strata.place_of)}
    return Fieldwork(by_role, in_order, _days(session, wave.id), _pairs(session, wave.id))


def trials(session: AnySession, wave: Wave) -> int:
    """How many trial runs (of both roles) a wave has had."""
    query = select(func.count(Assignment.establishment_id.distinct()))
    return session.scalar(query.where(Assignment.wave_id == wave.id, Assignment.is_trial)) or 0


def _by_stratum(session: AnySession, wave: Wave) -> dict[str, dict[Role, Counts]]:
    """The counts of each stratum of the frame (empty: not in it) and role, in one query."""

    def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count().filter(condition)

    stratum = func.coalesce(FrameEntry.stratum, "")
    query = (
        select(
            stratum,
            Assignment.role,
            func.count(),
            number(Assignment.opened_at.is_not(None)),
            number(Response.id.is_not(None)),
            number(_has_submission()),
            number(Assignment.disposition == Disposition.REFUSED),
        )
        .outerjoin(
            FrameEntry,
            (FrameEntry.wave_id == Assignment.wave_id) & (FrameEntry.establishment_id == Assignment.establishment_id),
        )
        .outerjoin(Response, Response.assignment_id == Assignment.id)
        .where(Assignment.wave_id == wave.id, Assignment.is_trial.is_(False))
        .group_by(stratum, Assignment.role)
    )
    found: dict[str, dict[Role, Counts]] = {}
    for name, role, *numbers in session.execute(query):
        found.setdefault(name, {})[role] = Counts(*numbers)
    return found


def _has_submission() -> ColumnElement[bool]:
    return select(Submission.id).where(Submission.response_id == Response.id).exists()


def _days(session: AnySession, wave_id: int) -> dict[Role, tuple[Day, ...]]:
    started = _moments(session, wave_id, Response.started_at)
    submitted = _moments(session, wave_id, Submission.submitted_at)
    days: dict[Role, tuple[Day, ...]] = {}
    for role in Role:
        begun, done = started.get(role, Counter()), submitted.get(role, Counter())
        days[role] = tuple(Day(day, begun.get(day, 0), done.get(day, 0)) for day in sorted(begun.keys() | done.keys()))
    return days


def _moments(session: AnySession, wave_id: int, moment: InstrumentedAttribute[datetime]) -> dict[Role, Counter[date]]:
    """How many rows per role and local day; the database groups by hour of UTC, as all of them can."""
    hour = func.substr(cast(moment, String), 1, 13)
    query = (
        select(Assignment.role, hour, func.count())
        .join(Response, Response.assignment_id == Assignment.id)
        # Only the first: a correction is no second answer.
        .outerjoin(Submission, (Submission.response_id == Response.id) & (Submission.number == 1))
        .where(Assignment.wave_id == wave_id, Assignment.is_trial.is_(False), moment.is_not(None))
        .group_by(Assignment.role, hour)
    )
    found: dict[Role, Counter[date]] = {}
    for role, text, count in session.execute(query):
        day = datetime.strptime(text, "%Y-%m-%d %H").replace(tzinfo=UTC).astimezone(HERE).date()
        found.setdefault(role, Counter())[day] += count
    return found


def _pairs(session: AnySession, wave_id: int) -> int:
    """Establishments of which both sides have submitted."""
    both = (
        select(Assignment.establishment_id)
        .join(Response, Response.assignment_id == Assignment.id)
        .where(Assignment.wave_id == wave_id, Assignment.is_trial.is_(False), _has_submission())
        .group_by(Assignment.establishment_id)
        .having(func.count() == len(Role))
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(both)) or 0
