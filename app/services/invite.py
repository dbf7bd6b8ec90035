"""Assignments and their codes: who is asked, and the list of codes that is printed once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, delete, func, insert, select

from app.database import AnySession
from app.models import (
    Assignment,
    BrowserSession,
    Disposition,
    Establishment,
    FrameEntry,
    Response,
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
    """One line of the list that is printed: whom to write to, with a code and the word of a link.

    Neither of them is stored anywhere in clear.
    """

    reference: str
    name: str
    role: Role
    code: str
    link_word: str


@dataclass(frozen=True, slots=True)
class Reissued:
    """A renewed invitation, and whether its new code opens answers that are already stored."""

    invitation: Invitation
    has_answers: bool


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
    # The id and not the short name, which may be longer than a reference.
    unit = Establishment(reference=f"probelauf-{wave.id}-{number}", name=f"Probelauf {number}")
    session.add(unit)
    session.flush()
    found: list[Invitation] = []
    for role in Role:
        found += _add(session, wave, [(unit.id, unit.reference, unit.name)], role, secret, is_trial=True)
    return found


def waiting(session: AnySession, wave: Wave) -> dict[Role, int]:
    """How many sampled establishments of each role have no assignment yet."""
    return {role: len(_not_yet_asked(session, wave, role)) for role in Role}


def reissue(
    session: AnySession, wave: Wave, reference: str, role: str, secret: str, *, may_see_answers: bool
) -> Reissued:
    """A new code for an invitation; the old code and link die, and who is signed in with them is signed out.

    A code opens the answers that are stored under it. Raises Refused where there are some and whoever asks may not
    see answers, and in a wave that is over.
    """
    _require_running(wave)
    assignment, unit = _invited(session, wave, reference, role)
    has_answers = session.scalar(select(_answers(Response.version > 0)).where(Assignment.id == assignment.id)) or False
    if has_answers and not may_see_answers:
        raise Refused(
            f"Zu „{reference}“ sind schon Antworten gespeichert, und ein neuer Code würde sie öffnen. "
            "Den Code kann deshalb nur die Befragungsleitung ersetzen."
        )
    session.execute(delete(BrowserSession).where(BrowserSession.assignment_id == assignment.id))
    renewed = _renew(assignment, unit, secret)
    session.flush()
    return Reissued(renewed, has_answers)


def _invited(session: AnySession, wave: Wave, reference: str, role: str) -> tuple[Assignment, Establishment]:
    """The invitation of an establishment; raises Unknown."""
    row = session.execute(
        select(Assignment, Establishment)
        .join(Establishment, Establishment.id == Assignment.establishment_id)
        .where(Assignment.wave_id == wave.id, Assignment.role == role, Establishment.reference == reference)
    ).one_or_none()
    if row is None:
        raise Unknown(f"Zu „{reference}“ gibt es in dieser Erhebungswelle keine solche Einladung.")
    assignment, unit = row
    return assignment, unit


def _answers(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether an assignment has a response that meets the conditions."""
    return select(Response.id).where(Response.assignment_id == Assignment.id, *conditions).exists()


def unused(session: AnySession, wave: Wave, role: str) -> int:
    """How many codes of a role ``replace_unused`` would replace."""
    return session.scalar(select(func.count()).select_from(Assignment).where(*_is_unused(wave, role))) or 0


def replace_unused(session: AnySession, wave: Wave, role: str, secret: str) -> list[Invitation]:
    """New codes for all invitations of a role with which nobody has come in; their old codes and links die.

    Answers that came on paper count as coming in: a new code would open them.
    """
    _require_running(wave)
    rows = session.execute(
        select(Assignment, Establishment)
        .join(Establishment, Establishment.id == Assignment.establishment_id)
        .where(*_is_unused(wave, role))
        .order_by(Establishment.reference)
    )
    return [_renew(assignment, unit, secret) for assignment, unit in rows]


def _is_unused(wave: Wave, role: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Assignment.wave_id == wave.id,
        Assignment.role == role,
        Assignment.is_trial.is_(False),
        Assignment.opened_at.is_(None),
        ~_answers(),
    )


def _renew(assignment: Assignment, unit: Establishment, secret: str) -> Invitation:
    code, word = codes.new_code(), codes.new_link_word()
    assignment.code_hash, assignment.link_hash = codes.code_hash(secret, code), codes.link_hash(secret, word)
    return Invitation(unit.reference, unit.name, assignment.role, code, word)


def by_code(session: AnySession, secret: str, typed: str) -> int | None:
    """The assignment that a typed code opens; None for any other text."""
    query = select(Assignment.id).where(Assignment.code_hash == codes.code_hash(secret, typed))
    return session.scalar(query)


def by_link(session: AnySession, secret: str, word: str) -> int | None:
    """The assignment that a mail link opens; None for any other word."""
    query = select(Assignment.id).where(Assignment.link_hash == codes.link_hash(secret, word))
    return session.scalar(query)


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
        code, word = codes.new_code(), codes.new_link_word()
        listed.append(Invitation(reference, name, role, code, word))
        rows.append(
            {
                "wave_id": wave.id,
                "establishment_id": number,
                "role": role,
                "is_trial": is_trial,
                "disposition": Disposition.SENT,
                "code_hash": codes.code_hash(secret, code),
                "link_hash": codes.link_hash(secret, word),
                "invited_at": moment,
            }
        )
    if rows:
        session.execute(insert(Assignment), rows)
    return listed
