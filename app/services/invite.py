"""Assignments and their codes: who is asked, and the list of codes that is printed once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, func, insert, select

from app.database import AnySession
from app.models import (
    Assignment,
    BrowserSession,
    Disposition,
    Establishment,
    FrameEntry,
    Role,
    Wave,
    WaveState,
    now,
)
from app.services import codes
from app.services.refusals import Refused, Unknown

SMALLEST_WITH_COUNCIL: Final = 5
"""From five employees on a works council can be elected (§ 1 BetrVG)."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """One line of the list that is printed: whom to write to, and the code that is stored nowhere in clear."""

    reference: str
    name: str
    role: Role
    code: str


def invite(session: AnySession, wave: Wave, role: str, secret: str) -> list[Invitation]:
    """Give every sampled establishment that has no assignment of ``role`` one with a code.

    The codes are returned this once. Works councils are asked where the frame has one or does not know, from
    five employees on.
    """
    _require_running(wave)
    return _add(session, wave, _not_yet_asked(session, wave, Role(role)), Role(role), secret)


def start_trial(session: AnySession, wave: Wave, secret: str) -> list[Invitation]:
    """One invented establishment with a code of both roles; its answers never count."""
    _require_running(wave)
    number = 1 + (
        session.scalar(
            select(func.count(Assignment.establishment_id.distinct())).where(
                Assignment.wave_id == wave.id, Assignment.is_trial
            )
        )
        or 0
    )
    unit = Establishment(reference=f"probe-{wave.slug}-{number}"[:40], name=f"Probelauf {number}")
    session.add(unit)
    session.flush()
    found: list[Invitation] = []
    for role in Role:
        found += _add(session, wave, [(unit.id, unit.reference, unit.name)], role, secret, is_trial=True)
    return found


def waiting(session: AnySession, wave: Wave) -> dict[Role, int]:
    """How many sampled establishments of each role have no assignment yet."""
    return {role: len(_not_yet_asked(session, wave, role)) for role in Role}


def reissue(session: AnySession, wave: Wave, reference: str, role: str, secret: str) -> Invitation:
    """A new code for an invitation; the old code and link die, and who is signed in with them is signed out."""
    row = session.execute(
        select(Assignment, Establishment)
        .join(Establishment, Establishment.id == Assignment.establishment_id)
        .where(Assignment.wave_id == wave.id, Assignment.role == role, Establishment.reference == reference)
    ).one_or_none()
    if row is None:
        raise Unknown(f"Zu „{reference}“ gibt es in dieser Erhebungswelle keine solche Einladung.")
    assignment, unit = row
    session.execute(delete(BrowserSession).where(BrowserSession.assignment_id == assignment.id))
    renewed = _renew(assignment, unit, secret)
    session.flush()
    return renewed


def replace_unused(session: AnySession, wave: Wave, role: str, secret: str) -> list[Invitation]:
    """New codes for all invitations of a role with which nobody has come in; their old codes and links die."""
    _require_running(wave)
    rows = session.execute(
        select(Assignment, Establishment)
        .join(Establishment, Establishment.id == Assignment.establishment_id)
        .where(Assignment.wave_id == wave.id, Assignment.role == role)
        .where(Assignment.is_trial.is_(False), Assignment.opened_at.is_(None))
        .order_by(Establishment.reference)
    )
    return [_renew(assignment, unit, secret) for assignment, unit in rows]


def _renew(assignment: Assignment, unit: Establishment, secret: str) -> Invitation:
    code = codes.new_code()
    assignment.code_hash, assignment.link_hash = codes.code_hash(secret, code), None
    return Invitation(unit.reference, unit.name, assignment.role, code)


def by_code(session: AnySession, secret: str, typed: str) -> int | None:
    """The assignment that a typed code opens; None for any other text."""
    query = select(Assignment.id).where(Assignment.code_hash == codes.code_hash(secret, typed))
    return session.scalar(query)


def by_link(session: AnySession, secret: str, word: str) -> int | None:
    """The assignment that a mail link opens; None for any other word."""
    query = select(Assignment.id).where(Assignment.link_hash == codes.link_hash(secret, word))
    return session.scalar(query)


def new_link(session: AnySession, assignment_id: int, secret: str) -> str:
    """A fresh random word for the mail link of an assignment; an older link dies."""
    assignment = session.get(Assignment, assignment_id)
    if assignment is None:
        raise Unknown("Diese Einladung gibt es nicht.")
    word = codes.new_link_word()
    assignment.link_hash = codes.link_hash(secret, word)
    session.flush()
    return word


def _require_running(wave: Wave) -> None:
    if wave.state not in {WaveState.DRAFT, WaveState.OPEN}:
        raise Refused("Eine geschlossene Erhebungswelle lädt niemanden mehr ein.")


def _not_yet_asked(session: AnySession, wave: Wave, role: Role) -> list[tuple[int, str, str]]:
    asked = select(Assignment.establishment_id).where(Assignment.wave_id == wave.id, Assignment.role == role)
    query = (
        select(Establishment.id, Establishment.reference, Establishment.name)
        .join(FrameEntry, FrameEntry.establishment_id == Establishment.id)
        .where(FrameEntry.wave_id == wave.id, FrameEntry.is_sampled, Establishment.id.not_in(asked))
        .order_by(Establishment.reference)
    )
    if role is Role.WORKS_COUNCIL:
        query = query.where(FrameEntry.has_works_council.is_not(False), FrameEntry.employees >= SMALLEST_WITH_COUNCIL)
    return [(number, reference, name) for number, reference, name in session.execute(query)]


def _add(
    session: AnySession,
    wave: Wave,
    units: Iterable[tuple[int, str, str]],
    role: Role,
    secret: str,
    *,
    is_trial: bool = False,
) -> list[Invitation]:
    listed: list[Invitation] = []
    rows: list[dict[str, object]] = []
    moment = now()
    for number, reference, name in units:
        code = codes.new_code()
        listed.append(Invitation(reference, name, role, code))
        rows.append(
            {
                "wave_id": wave.id,
                "establishment_id": number,
                "role": role,
                "is_trial": is_trial,
                "disposition": Disposition.SENT,
                "code_hash": codes.code_hash(secret, code),
                "invited_at": moment,
            }
        )
    if rows:
        session.execute(insert(Assignment), rows)
    return listed
