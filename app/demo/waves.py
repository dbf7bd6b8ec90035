"""The two invented waves as rows of the database: frame, questionnaires, invitations, and what time it was."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from app.config import ROOT
from app.database import AnySession
from app.demo.fieldwork import COMPLETE, LATE, OPENED, PARTIAL, STARTED, Course, period
from app.demo.frame import Unit
from app.demo.tables import tree
from app.models import Assignment, Disposition, Establishment, Response, ResponseEvent, Role, Submission, Wave
from app.services import codes, frame, invite, questionnaires, waves
from exports.dates import HERE

QUESTIONNAIRES = ROOT / "surveys" / "questionnaires"
FILES: Mapping[Role, str] = {Role.COMPANY: "company.yaml", Role.WORKS_COUNCIL: "works-council.yaml"}
COLUMNS = ("establishment", "name", "wz", "kreis", "employees", "enterprise", "has_works_council", "sampled")
_DISPOSITIONS: Mapping[str, Disposition] = {
    COMPLETE: Disposition.COMPLETE,
    PARTIAL: Disposition.PARTIAL,
    STARTED: Disposition.STARTED,
    OPENED: Disposition.OPENED,
    # Who comes after the deadline has opened the letter's address and sees a kind page.
    LATE: Disposition.OPENED,
}

ENOUGH = 300
"""A smaller sample leaves strata in which nobody answers, and of these nothing can be estimated."""


def make_wave(session: AnySession, name: str, opens: date, closes: datetime) -> Wave:
    """The wave ``name`` (``closed`` or ``open``) of fieldwork.toml in state draft, with both questionnaires."""
    facts: Mapping[str, Any] = tree("fieldwork")[name]
    contact = tree("fieldwork")["contact"]
    wave = waves.create(
        session,
        waves.NewWave(
            slug=facts["slug"],
            title=dict(facts["title"]),
            reference_year=facts["reference_year"],
            target_year=facts["target_year"],
            opens_on=opens,
            closes_at=closes,
            is_invented=True,
            contact_phone=contact["phone"],
            contact_mail=contact["mail"],
        ),
    )
    for file in FILES.values():
        questionnaires.attach(session, wave, questionnaires.take_file(session, QUESTIONNAIRES / file))
    return wave


def load_frame(session: AnySession, wave: Wave, units: Iterable[Unit], sampled: frozenset[str]) -> None:
    """Give a wave its frame through the import of frames; a refused row is a fault of the generator."""
    facts = tree("fieldwork")["frame"]
    taken = frame.take(
        session,
        wave,
        frame_csv(units, sampled),
        source=facts["source"],
        reference_date=facts["reference_date"],
        is_random_sample=len(sampled) >= ENOUGH,
    )
    if taken.refused:
        raise ValueError(f"the invented frame was refused: {taken.refused[0]}")


def frame_csv(units: Iterable[Unit], sampled: frozenset[str]) -> str:
    """A frame as the CSV that staff would load."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for unit in units:
        council, asked = ("ja" if unit.has_council else "nein"), ("ja" if unit.reference in sampled else "nein")
        writer.writerow(
            (unit.reference, unit.name, unit.division, unit.kreis, unit.employees, unit.enterprise, council, asked)
        )
    return text.getvalue()


def invite_all(session: AnySession, wave: Wave, pepper: str) -> None:
    """Invite both roles of all that are sampled."""
    for role in Role:
        invite.invite(session, wave, role, pepper)


def assignments(session: AnySession, wave: Wave) -> dict[tuple[str, str], int]:
    """The assignments of a wave by reference and role."""
    query = (
        select(Establishment.reference, Assignment.role, Assignment.id)
        .join(Establishment, Establishment.id == Assignment.establishment_id)
        .where(Assignment.wave_id == wave.id)
    )
    return {(reference, str(role)): number for reference, role, number in session.execute(query)}


def set_back(session: AnySession, courses: Sequence[Course], numbers: Mapping[tuple[str, str], int]) -> None:
    """Give all rows the moments at which they would have been written."""
    moments = {numbers[course.unit.reference, course.role]: course for course in courses}
    session.execute(
        update(Assignment),
        [
            {
                "id": number,
                "disposition": _DISPOSITIONS.get(course.outcome) or Disposition(course.outcome),
                "invited_at": period().opens,
                "opened_at": course.opened_at,
            }
            for number, course in moments.items()
        ],
    )
    for response_id, assignment_id, version in session.execute(
        select(Response.id, Response.assignment_id, Response.version).where(Response.assignment_id.in_(moments))
    ).all():
        _set_back_response(session, response_id, moments[assignment_id], version)


def _set_back_response(session: AnySession, response_id: int, course: Course, version: int) -> None:
    opened, ended = course.opened_at, course.ended_at
    if opened is None or ended is None:
        return
    values = {"started_at": opened, "updated_at": ended, "language": course.language}
    session.execute(update(Response).where(Response.id == response_id).values(**values))
    session.execute(update(Submission).where(Submission.response_id == response_id).values(submitted_at=ended))
    events = select(ResponseEvent.id, ResponseEvent.version).where(ResponseEvent.response_id == response_id)
    step = (ended - opened) / max(version, 1)
    rows = [{"id": number, "at": opened + step * place} for number, place in session.execute(events)]
    if rows:
        session.execute(update(ResponseEvent), rows)


def open_wave_dates() -> tuple[date, datetime]:
    """First day and deadline of the wave that can be filled out, counted from now."""
    today = datetime.now(HERE)
    days = timedelta(days=int(tree("fieldwork")["open"]["days"]))
    return today.date(), (today + days).replace(hour=23, minute=59, second=0, microsecond=0)


def fixed_code(role: str) -> str:
    """The printed access code of a role in the open wave: the same on every machine, so only for invented waves."""
    body = str(tree("fieldwork")["open"]["codes"][role])
    return codes.show(next(body + last for last in codes.ALPHABET if codes.mistyped(body + last) is None))


def fixed_link(role: str) -> str:
    """The word in the mail link of a role in the closed wave: the same on every machine, so only for invented waves."""
    return str(tree("fieldwork")["closed"]["links"][role])


def give_fixed_links(session: AnySession, wave: Wave, planned: Sequence[Course], pepper: str) -> None:
    """Let a company and a works council that handed in come in again, both of one establishment if there is one."""
    finished = [course for course in planned if course.outcome == COMPLETE]
    sides = Counter(course.unit.reference for course in finished)
    numbers = assignments(session, wave)
    for role in map(str, Role):
        of_role = [course.unit.reference for course in finished if course.role == role]
        if of_role:
            hashed = codes.link_hash(pepper, fixed_link(role))
            one = numbers[max(of_role, key=sides.__getitem__), role]
            session.execute(update(Assignment).where(Assignment.id == one).values(link_hash=hashed))


def give_fixed_codes(session: AnySession, wave: Wave, reference: str, pepper: str) -> None:
    """Let both roles of one establishment enter with the printed codes."""
    numbers = assignments(session, wave)
    rows = [
        {"id": numbers[reference, str(role)], "code_hash": codes.code_hash(pepper, fixed_code(role))} for role in Role
    ]
    session.execute(update(Assignment), rows)
