"""Finished answers from outside (paper, another system): read as the form reads them, stored as if handed in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any, Final, cast

from sqlalchemy import Row, Table, insert, select, update
from sqlalchemy.orm import aliased

from app.database import AnySession, writing
from app.models import (
    Assignment,
    Disposition,
    Establishment,
    FrameEntry,
    Response,
    ResponseEvent,
    ResponseState,
    Role,
    Submission,
    Wave,
    now,
)
from app.services import waves
from app.services.codes import new_reference
from app.services.merge import delta
from app.services.questionnaires import attached, load
from app.services.refusals import Refused
from app.services.submit import check_value
from app.services.visit import SUBMIT
from surveys.context import Context
from surveys.importing import read_answers
from surveys.messages import say
from surveys.model import Questionnaire
from surveys.problems import Document
from surveys.scope import Scope
from surveys.submit import finalise

LANGUAGE: Final = "de"
_responses = cast(Table, Response.__table__)
_events = cast(Table, ResponseEvent.__table__)
_submissions = cast(Table, Submission.__table__)
_BATCH: Final = 500
_MAX_LINE: Final = 1_000_000
_KEYS: Final = frozenset({"establishment", "role", "answers"})
_FACTS: Final = ("size_class", "employees", "wz", "kreis")
_ALREADY: Final = "Von Betrieb „{}“ gibt es in dieser Rolle schon Antworten."

Record = Callable[[int, int], object]
"""Told of each batch inside its transaction: how many answers are stored, how many lines refused."""


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line of which nothing was stored: its number in the file and why."""

    number: int
    reason: str

    def __str__(self) -> str:
        return f"Zeile {self.number}: {self.reason}"


@dataclass(slots=True)
class Taken:
    """What came of an import."""

    stored: int = 0
    refused: list[RefusedLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    reference: str
    role: Role
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Unit:
    """An establishment in one role: its row of the frame, its assignment if it has one, whether it has begun."""

    row: Row[Any]
    assignment_id: int | None
    has_response: bool


@dataclass(frozen=True, slots=True)
class _Ready:
    """A line that may be stored: whose it is, the draft it makes, and the frozen answers."""

    number: int
    reference: str
    establishment_id: int
    assignment_id: int | None
    role: Role
    version_hash: str
    draft: Document
    final: Document


class _BadLine(ValueError):
    """Why a line cannot be taken, for the screen."""


def take(session: AnySession, wave: Wave, lines: Iterable[str], taken: Taken, record: Record | None = None) -> None:
    """Store the answers of JSON lines (``{"establishment": …, "role": …, "answers": {…}}``), counted in ``taken``.

    Each line passes parser, route and checks of the form; one with any problem is refused as a whole. Lines are
    stored in batches, each in a transaction that ``record`` is part of: whatever is raised on the way, ``taken``
    tells what is stored. Raises Refused when the wave is not open (any more).

    Only who was invited can have answered. Where nobody has a code yet, the whole sample counts as invited, and
    an establishment gets its assignment here.
    """
    slug = wave.slug
    _require_open(wave)
    instruments = {use.role: load(session, version.hash) for use, version in reversed(attached(session, wave))}
    has_codes = _has_codes(session, wave.id)
    for batch in _batches(enumerate(lines, start=1)):
        found = Taken()
        ready = list(_prepare(session, wave, batch, instruments, found, has_codes))
        with writing(session):
            _require_open(waves.hold(session, slug))
            ready = list(_still_free(session, wave.id, ready, found))
            _store(session, wave.id, ready)
            if record is not None:
                record(len(ready), len(found.refused))
        taken.stored += len(ready)
        taken.refused += sorted(found.refused, key=lambda line: line.number)


def _require_open(wave: Wave) -> None:
    """The minutes after the end are for those who are writing; who imports is not."""
    if waves.phase(wave, now()) is not waves.Phase.OPEN:
        raise Refused("Antworten nimmt nur eine geöffnete Erhebungswelle an, deren Frist noch nicht abgelaufen ist.")


def _has_codes(session: AnySession, wave_id: int) -> bool:
    """Whether anybody was invited by a code, so that who has none was left out on purpose."""
    query = select(Assignment.id).where(
        Assignment.wave_id == wave_id, Assignment.is_trial.is_(False), Assignment.code_hash.is_not(None)
    )
    return session.scalar(query.limit(1)) is not None


def _batches(numbered: Iterator[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    while batch := list(islice(numbered, _BATCH)):
        yield batch


def _prepare(
    session: AnySession,
    wave: Wave,
    batch: Sequence[tuple[int, str]],
    instruments: Mapping[Role, Questionnaire],
    taken: Taken,
    has_codes: bool,
) -> Iterator[_Ready]:
    read = list(_read(batch, taken))
    units = _units(session, wave.id, {line.reference for line in read})
    seen: set[tuple[str, Role]] = set()
    for line in read:
        try:
            if (line.reference, line.role) in seen:
                raise _BadLine("Dieser Betrieb steht mit dieser Rolle schon in einer früheren Zeile.")
            unit = _require_asked(line, units.get((line.reference, line.role)), has_codes)
            ready = _check(line, wave, unit, instruments.get(line.role))
        except _BadLine as problem:
            taken.refused.append(RefusedLine(line.number, str(problem)))
            continue
        seen.add((line.reference, line.role))
        yield ready


def _read(batch: Iterable[tuple[int, str]], taken: Taken) -> Iterator[_Line]:
    for number, text in batch:
        if not text.strip():
            continue
        try:
            yield _parse(number, text)
        except _BadLine as problem:
            taken.refused.append(RefusedLine(number, str(problem)))


def _parse(number: int, text: str) -> _Line:
    if len(text) > _MAX_LINE:
        raise _BadLine("Die Zeile ist länger als eine Million Zeichen.")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise _BadLine("Die Zeile ist kein gültiges JSON.") from None
    if not isinstance(value, dict) or set(value) != _KEYS:
        raise _BadLine("Erwartet wird ein Objekt mit establishment, role und answers.")
    if not isinstance(value["establishment"], str | int):
        raise _BadLine("establishment muss die Nummer des Betriebs sein.")
    if not isinstance(value["role"], str) or value["role"] not in set(Role):
        raise _BadLine("role muss company oder works_council sein.")
    if not isinstance(value["answers"], dict):
        raise _BadLine("answers muss ein Objekt sein.")
    return _Line(number, str(value["establishment"]), Role(value["role"]), value["answers"])


def _units(session: AnySession, wave_id: int, references: set[str]) -> dict[tuple[str, Role], _Unit]:
    """The establishments that are in the frame, by reference and role."""
    known = {text for text in references if "\x00" not in text and text.isprintable()}
    own = aliased(Assignment)
    found: dict[tuple[str, Role], _Unit] = {}
    for role in Role:
        query = (
            select(
                Establishment.id,
                Establishment.reference,
                FrameEntry.is_sampled,
                own.id.label("assignment_id"),
                Response.id.label("response_id"),
                *(getattr(FrameEntry, name) for name in _FACTS),
            )
            .join(FrameEntry, (FrameEntry.establishment_id == Establishment.id) & (FrameEntry.wave_id == wave_id))
            .outerjoin(own, (own.establishment_id == Establishment.id) & (own.wave_id == wave_id) & (own.role == role))
            .outerjoin(Response, Response.assignment_id == own.id)
            .where(Establishment.reference.in_(known))
        )
        for row in session.execute(query):
            found[row.reference, role] = _Unit(row, row.assignment_id, row.response_id is not None)
    return found


def _require_asked(line: _Line, unit: _Unit | None, has_codes: bool) -> _Unit:
    if unit is None:
        raise _BadLine(f"Betrieb „{line.reference[:40]}“ steht nicht in der Auswahlgrundlage.")
    if unit.assignment_id is None and has_codes:
        raise _BadLine(f"Betrieb „{line.reference}“ ist in dieser Rolle nicht eingeladen.")
    if unit.assignment_id is None and not unit.row.is_sampled:
        raise _BadLine(f"Betrieb „{line.reference}“ gehört nicht zur Stichprobe.")
    if unit.has_response:
        raise _BadLine(_ALREADY.format(line.reference))
    return unit


def _check(line: _Line, wave: Wave, unit: _Unit, questionnaire: Questionnaire | None) -> _Ready:
    if questionnaire is None:
        raise _BadLine("Dieser Rolle ist noch kein Fragebogen zugeordnet.")
    row = unit.row
    facts = {name: value for name in _FACTS if (value := getattr(row, name)) is not None}
    context = Context({"ZJ": wave.target_year, "BJ": wave.reference_year}, facts)
    scope = Scope(questionnaire, {}, context)
    document, problems = read_answers(scope, line.answers)
    if problems:
        raise _BadLine("; ".join(f"{found.place}: {say(found.message, LANGUAGE)}" for found in problems[:5]))
    final = finalise(scope.after(document))
    return _Ready(
        number=line.number,
        reference=line.reference,
        establishment_id=row.id,
        assignment_id=unit.assignment_id,
        role=line.role,
        version_hash=questionnaire.hash,
        draft=document,
        final=final,
    )


def _still_free(session: AnySession, wave_id: int, batch: Sequence[_Ready], taken: Taken) -> Iterator[_Ready]:
    """Those that nobody began while they were checked, with the assignment they have by now."""
    own = select(Assignment.establishment_id, Assignment.role, Assignment.id, Response.id.label("response_id"))
    query = own.outerjoin(Response, Response.assignment_id == Assignment.id).where(
        Assignment.wave_id == wave_id, Assignment.establishment_id.in_({ready.establishment_id for ready in batch})
    )
    begun = {(row.establishment_id, Role(row.role)): row for row in session.execute(query)}
    for ready in batch:
        row = begun.get((ready.establishment_id, ready.role))
        if row is not None and row.response_id is not None:
            taken.refused.append(RefusedLine(ready.number, _ALREADY.format(ready.reference)))
        else:
            yield replace(ready, assignment_id=row.id if row is not None else None)


def _store(session: AnySession, wave_id: int, batch: Sequence[_Ready]) -> None:
    """Write assignments, drafts, events and submissions of a batch, a statement each."""
    if not batch:
        return
    moment = now()
    ids = _assignments(session, wave_id, batch)
    owners = [ids[ready.establishment_id, ready.role] for ready in batch]
    drafts = [_draft(owner, ready, moment) for owner, ready in zip(owners, batch, strict=True)]
    session.execute(insert(_responses), drafts)
    query = select(Response.assignment_id, Response.id).where(Response.assignment_id.in_(owners))
    numbers = {row.assignment_id: row.id for row in session.execute(query)}
    stored = [(numbers[owner], ready) for owner, ready in zip(owners, batch, strict=True)]
    session.execute(insert(_events), [_event(number, ready, moment) for number, ready in stored])
    session.execute(insert(_submissions), [_submission(number, ready, moment) for number, ready in stored])


def _draft(owner: int, ready: _Ready, moment: datetime) -> dict[str, Any]:
    return {
        "assignment_id": owner,
        "version_hash": ready.version_hash,
        "state": ResponseState.SUBMITTED,
        "version": 1,
        "document": ready.draft,
        "reference": new_reference(),
        "language": LANGUAGE,
        "started_at": moment,
        "updated_at": moment,
    }


def _event(number: int, ready: _Ready, moment: datetime) -> dict[str, Any]:
    change = delta({}, ready.draft)
    return {"response_id": number, "version": 1, "page": "", "kind": SUBMIT, "delta": change, "at": moment}


def _submission(number: int, ready: _Ready, moment: datetime) -> dict[str, Any]:
    return {
        "response_id": number,
        "number": 1,
        "document": ready.final,
        "check_value": check_value(ready.final),
        "submitted_at": moment,
    }


def _assignments(session: AnySession, wave_id: int, batch: Sequence[_Ready]) -> dict[tuple[int, Role], int]:
    """The assignment of each answer, marked complete; made where nobody was invited."""
    moment = now()
    known = [ready.assignment_id for ready in batch if ready.assignment_id is not None]
    if known:
        session.execute(update(Assignment).where(Assignment.id.in_(known)).values(disposition=Disposition.COMPLETE))
    new = [
        {
            "wave_id": wave_id,
            "establishment_id": ready.establishment_id,
            "role": ready.role,
            "is_trial": False,
            "disposition": Disposition.COMPLETE,
            "language": LANGUAGE,
            "version_hash": ready.version_hash,
            "invited_at": moment,
            "opened_at": moment,
        }
        for ready in batch
        if ready.assignment_id is None
    ]
    if new:
        session.execute(insert(cast(Table, Assignment.__table__)), new)
    query = select(Assignment.establishment_id, Assignment.role, Assignment.id).where(
        Assignment.wave_id == wave_id,
        Assignment.establishment_id.in_({ready.establishment_id for ready in batch}),
    )
    return {(row.establishment_id, row.role): row.id for row in session.execute(query)}
