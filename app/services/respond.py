"""What a respondent does with the draft: open it, save a page, change the roster, reopen it after a submit.

Every change is one transaction: the document, the comparison of its version in the UPDATE, and an event row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from sqlalchemy import CursorResult, Table, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.database import AnySession, writing
from app.models import Assignment, Disposition, Response, ResponseEvent, ResponseState, Wave, now
from app.services import consents, questionnaires
from app.services.codes import new_reference
from app.services.merge import Merged, delta, merge, undo
from app.services.refusals import Unknown
from app.services.visit import QUIET, REMOVE, REOPEN, SAVE, Visit, load_visit
from app.services.waves import Phase, phase
from surveys.checks import confirmed_checks
from surveys.fill import Filled, fill, fill_row, remove_row
from surveys.items.registry import Granted, Roster
from surveys.items.tables import as_rows
from surveys.problems import CONFIRMED, RAW, SEEN, Document, Json, Problem

ATTEMPTS = 8
_NOT_YET_STARTED = (Disposition.NOT_SENT, Disposition.SENT, Disposition.BOUNCED, Disposition.OPENED)

_NO_ROW: tuple[Json, Document] = (None, {})

_responses = cast(Table, Response.__table__)
_events = cast(Table, ResponseEvent.__table__)
_UPDATE = (
    update(_responses)
    .where(_responses.c.id == bindparam("response"), _responses.c.version == bindparam("read_version"))
    .values(
        document=bindparam("new_document"),
        version=_responses.c.version + 1,
        language=bindparam("new_language"),
        updated_at=bindparam("moment"),
    )
)
_EVENT = insert(_events)


class NoQuestionnaire(Exception):
    """The wave has no questionnaire for this role yet."""


class NotOpen(Exception):
    """Nobody can begin now: the wave is over, or has not opened yet."""

    def __init__(self, wave: Wave, at: Phase) -> None:
        super().__init__()
        self.wave = wave
        self.phase = at


class HandedIn(Exception):
    """The answers are handed in and not reopened: there is nothing to write on."""


class Stale(Exception):
    """Somebody else saved between reading and writing."""


class RowChanged(Exception):
    """A row is not what it was when somebody decided to remove it; nothing was removed. ``seen`` is what it was."""

    def __init__(self, visit: Visit, seen: Document) -> None:
        super().__init__()
        self.visit = visit
        self.seen = seen


class Busy(Exception):
    """Others kept saving; nothing was stored, the reader may try again."""


@dataclass(frozen=True)
class Turn:
    """What was sent from one page: typed texts by place, and the version the page was drawn from.

    ``is_quiet`` says that nobody asks yet whether the page is complete; ``is_background``, that nobody pressed a
    button at all: what is agreed to there is still being typed. After a conflict, ``mine`` and ``theirs`` name the
    items of which that version was chosen, when the stored document was the one of version ``compared``.
    """

    page_id: str
    typed: Mapping[str, Sequence[str]]
    version: int
    language: str
    row_id: str = ""
    is_quiet: bool = False
    is_background: bool = False
    mine: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()
    compared: int = -1


@dataclass(frozen=True)
class Saved:
    """The state after a turn, what stands against the page, and where another save got in between.

    With ``conflicts`` nothing was stored; ``mine`` and ``theirs`` are the documents that each choice would lead to.
    """

    visit: Visit
    problems: tuple[Problem, ...] = ()
    conflicts: tuple[str, ...] = ()
    mine: Document = field(default_factory=dict)
    theirs: Document = field(default_factory=dict)


def open_draft(session: AnySession, assignment_id: int, language: str) -> Visit:
    """The draft of an assignment; the first opening makes it and ties it to the newest questionnaire.

    Raises NoQuestionnaire and NotOpen. Two openings at once end with one draft: the database refuses the second.
    """
    visit = load_visit(session, assignment_id)
    if visit is not None:
        return visit
    try:
        with writing(session):
            _create(session, assignment_id, language)
    except IntegrityError:
        session.rollback()
    visit = load_visit(session, assignment_id)
    if visit is None:
        raise NoQuestionnaire
    return visit


def _create(session: AnySession, assignment_id: int, language: str) -> None:
    assignment = session.get_one(Assignment, assignment_id)
    wave = session.get_one(Wave, assignment.wave_id)
    at = phase(wave, now(), is_trial=assignment.is_trial)
    if at is not Phase.OPEN:
        raise NotOpen(wave, at)
    version_hash = assignment.version_hash or _newest(session, assignment)
    assignment.version_hash = version_hash
    assignment.opened_at = assignment.opened_at or now()
    if assignment.disposition in _NOT_YET_STARTED:
        assignment.disposition = Disposition.OPENED
    session.add(
        Response(
            assignment_id=assignment_id,
            version_hash=version_hash,
            state=ResponseState.DRAFT,
            document={},
            reference=new_reference(),
            language=language,
        )
    )


def _newest(session: AnySession, assignment: Assignment) -> str:
    try:
        return questionnaires.current(session, assignment.wave_id, assignment.role)
    except Unknown as error:
        raise NoQuestionnaire from error


def save(session: AnySession, visit: Visit, turn: Turn) -> Saved:
    """Store a page. Changes of others to other answers are kept; the same answer changed twice is a conflict.

    Raises Busy when others keep saving in between, and HandedIn when somebody has handed in.
    """
    for _attempt in range(ATTEMPTS):
        filled, merged = _bring_together(session, visit, turn)
        sent = {} if turn.is_background else filled.consents
        agreed = consents.changed_consents(session, visit, turn.typed, sent, turn.mine, turn.theirs)
        if merged.conflicts or agreed.conflicts:
            base = document_at(session, visit, turn.version)
            mine = merge(base, filled.document, visit.document, merged.conflicts).document
            conflicts = (*merged.conflicts, *agreed.conflicts)
            return Saved(visit, conflicts=conflicts, mine=mine, theirs=merged.document)
        try:
            after = _write(session, visit, merged.document, turn, agreed.granted)
        except Stale:
            visit = _reload_draft(session, visit)
            continue
        return Saved(after, problems=(*_current_problems(after, turn, filled), *agreed.problems))
    raise Busy


def would_change(session: AnySession, visit: Visit, turn: Turn) -> bool:
    """Whether what was sent says anything but what is stored by now; nothing is stored."""
    filled, merged = _bring_together(session, visit, turn)
    agreed = consents.changed_consents(session, visit, turn.typed, filled.consents)
    is_other = delta(visit.document, merged.document).keys() - {SEEN}
    return bool(is_other or merged.conflicts or agreed.granted or agreed.conflicts or agreed.problems)


def drop_row(session: AnySession, visit: Visit, item: Roster, row_id: str, version: int, language: str) -> Visit:
    """Remove a row of a roster as it was seen at ``version``; one that is gone stays gone.

    Raises RowChanged when it is another one by now, Busy, and HandedIn.
    """
    before = document_at(session, visit, version)
    seen = _row_in(before, item, row_id)
    for _attempt in range(ATTEMPTS):
        if _row_in(visit.document, item, row_id) not in (seen, _NO_ROW):
            raise RowChanged(visit, before)
        page_id = visit.questionnaire.page_of(item.id).id
        document = remove_row(visit.scope, item, row_id)
        try:
            return _store(session, visit, document, Change(page_id, REMOVE, language))
        except Stale:
            visit = _reload_draft(session, visit)
    raise Busy


def _row_in(document: Document, item: Roster, row_id: str) -> tuple[Json, Document]:
    """A row as it stands in a document, with the texts in it that could not be read."""
    row = next((row for row in as_rows(document.get(item.id)) if row["id"] == row_id), None)
    kept, place = document.get(RAW), f"{item.id}.{row_id}."
    unread = kept if isinstance(kept, dict) else {}
    return row, {key: text for key, text in unread.items() if key.startswith(place)}


def remember_language(session: AnySession, visit: Visit, language: str) -> None:
    """Keep the chosen language with the draft, for the next device."""
    with writing(session):
        session.execute(update(Response).where(Response.id == visit.response_id).values(language=language))


def reopen(session: AnySession, visit: Visit, language: str) -> Visit:
    """Open a submitted draft for a correction; it counts only when it is submitted again."""
    if not visit.is_handed_in:
        return visit
    try:
        return _store(session, visit, visit.document, Change("", REOPEN, language), is_forced=True)
    except Stale:
        return _reload(session, visit)


def document_at(session: AnySession, visit: Visit, version: int) -> Document:
    """The document as it was at an earlier version, from the events since; empty for a version that never was."""
    if version == visit.version:
        return visit.document
    if not 0 <= version < visit.version:
        return {}
    deltas = session.scalars(
        select(ResponseEvent.delta)
        .where(ResponseEvent.response_id == visit.response_id, ResponseEvent.version > version)
        .order_by(ResponseEvent.version.desc())
    )
    document = visit.document
    for change in deltas:
        document = undo(document, change)
    return document


@dataclass(frozen=True, slots=True)
class Change:
    """What an event row says about a save besides its delta."""

    page: str
    kind: str
    language: str


def _bring_together(session: AnySession, visit: Visit, turn: Turn) -> tuple[Filled, Merged]:
    base = document_at(session, visit, turn.version)
    filled = _fill(visit, turn, base)
    if turn.version == visit.version:
        return filled, Merged(filled.document)
    is_settled = turn.compared == visit.version
    merged = merge(base, filled.document, visit.document, turn.mine if is_settled else ())
    if not is_settled:
        return filled, merged
    open_still = tuple(item for item in merged.conflicts if item not in turn.mine | turn.theirs)
    sides = dict.fromkeys(turn.mine, filled.document) | dict.fromkeys(turn.theirs, visit.document)
    return filled, Merged(_with_confirmations_of(visit, merged.document, sides), open_still)


def _with_confirmations_of(visit: Visit, document: Document, sides: Mapping[str, Document]) -> Document:
    """A confirmation belongs to the answer it confirms: of an item that was chosen only those of its side count."""
    kept: list[Json] = []
    for key in sorted(confirmed_checks(document)):
        item = visit.questionnaire.item_of_check(key.partition("@")[0])
        if item is None or key in confirmed_checks(sides.get(item.id, document)):
            kept.append(key)
    rest = {name: value for name, value in document.items() if name != CONFIRMED}
    return {**rest, CONFIRMED: kept} if kept else rest


def _fill(visit: Visit, turn: Turn, base: Document) -> Filled:
    scope = visit.scope if base is visit.document else visit.scope.after(base)
    if not turn.row_id:
        filled = fill(scope, turn.page_id, turn.typed, turn.language)
        return _not_seen(filled, base) if turn.is_quiet and filled.problems else filled
    item = roster_on(visit, turn.page_id)
    return fill_row(scope, item, turn.row_id, turn.typed, turn.language)


def _not_seen(filled: Filled, base: Document) -> Filled:
    """A page that was left in the middle does not count as seen: nobody is told yet what is wrong with it."""
    document = {key: value for key, value in filled.document.items() if key != SEEN}
    if SEEN in base:
        document[SEEN] = base[SEEN]
    return replace(filled, document=document)


def roster_on(visit: Visit, page_id: str) -> Roster:
    """The roster that stands alone on its page; raises KeyError when there is none."""
    for item in visit.questionnaire.page(page_id).items:
        if isinstance(item, Roster) and visit.scope.is_visible(item.id):
            return item
    raise KeyError(page_id)


def _current_problems(after: Visit, turn: Turn, filled: Filled) -> tuple[Problem, ...]:
    """The problems of the page as stored: those of the turn, or of the merged document."""
    if after.document == filled.document:
        return filled.problems
    return _fill(after, turn, after.document).problems


def _write(session: AnySession, visit: Visit, document: Document, turn: Turn, granted: Mapping[str, Granted]) -> Visit:
    change = Change(turn.page_id, QUIET if turn.is_quiet else SAVE, turn.language)
    return _store(session, visit, document, change, granted=granted)


def _store(
    session: AnySession,
    visit: Visit,
    document: Document,
    change: Change,
    *,
    granted: Mapping[str, Granted] | None = None,
    is_forced: bool = False,
) -> Visit:
    """One transaction; raises Stale when the version read is not the stored one. No change, no transaction."""
    changed: dict[str, Any] = delta(visit.document, document)
    if not changed and not granted and not is_forced and visit.version:
        return visit
    moment = now()
    with writing(session):
        replace_document(session, visit, document, change.language)
        event = {"response_id": visit.response_id, "version": visit.version + 1, "page": change.page}
        session.execute(_EVENT, {**event, "kind": change.kind, "delta": changed, "at": moment})
        if visit.disposition in _NOT_YET_STARTED:
            mark(session, visit, Disposition.STARTED)
        if granted:
            consents.store_consents(session, visit, granted, change.language)
    return visit.after(document, at=moment, event=change.kind, page=change.page)


def replace_document(session: AnySession, visit: Visit, document: Document, language: str) -> None:
    """Write the document where the version is still the one that was read; raises Stale."""
    values = {"new_document": document, "new_language": language, "moment": now()}
    done = session.execute(_UPDATE, {"response": visit.response_id, "read_version": visit.version, **values})
    if cast(CursorResult[Any], done).rowcount != 1:
        raise Stale


def mark(session: AnySession, visit: Visit, disposition: Disposition) -> None:
    """Say where the assignment stands."""
    session.execute(update(Assignment).where(Assignment.id == visit.assignment_id).values(disposition=disposition))


def _reload(session: AnySession, visit: Visit) -> Visit:
    fresh = load_visit(session, visit.assignment_id)
    if fresh is None:
        raise Busy
    return fresh


def _reload_draft(session: AnySession, visit: Visit) -> Visit:
    """The draft as somebody else left it; raises HandedIn, for a save must not reopen what they handed in."""
    fresh = _reload(session, visit)
    if fresh.is_handed_in:
        raise HandedIn
    return fresh
