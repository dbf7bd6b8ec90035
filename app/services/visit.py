"""What a request of a respondent needs to know, read in one SELECT: wave, assignment, draft."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import and_, bindparam, select

from app.database import AnySession
from app.models import (
    Assignment,
    Disposition,
    FrameEntry,
    Response,
    ResponseEvent,
    Role,
    Wave,
    now,
)
from app.services.questionnaires import load
from app.services.waves import Phase, accepts_answers, phase
from surveys.context import Context
from surveys.model import Questionnaire
from surveys.problems import Document
from surveys.scope import Scope

SUBMIT, REOPEN, SAVE, QUIET, REMOVE = "submit", "reopen", "save", "quiet", "remove"
"""Kinds of events."""


@dataclass(frozen=True)
class Visit:
    """One respondent's state. ``version`` counts the saves; ``last_event`` is the kind of the latest one."""

    assignment_id: int
    role: Role
    is_trial: bool
    disposition: Disposition
    wave: Wave
    frame: dict[str, str | int]
    response_id: int
    version: int
    document: Document
    reference: str
    language: str
    started_at: datetime
    updated_at: datetime
    last_event: str | None
    last_page: str | None
    questionnaire: Questionnaire

    @property
    def is_handed_in(self) -> bool:
        """Whether the draft stands as it was submitted; a reopened one does not."""
        return self.last_event == SUBMIT

    @property
    def is_begun(self) -> bool:
        """Whether anything was ever saved."""
        return self.version > 0

    @cached_property
    def context(self) -> Context:
        """Years of the wave and facts of the frame, for rules and texts."""
        years = {"ZJ": self.wave.target_year, "BJ": self.wave.reference_year}
        return Context(wave=years, frame=self.frame)

    @cached_property
    def scope(self) -> Scope:
        """The answers as the engine sees them."""
        return Scope(self.questionnaire, self.document, self.context)

    def phase(self) -> Phase:
        """What the wave is now for this respondent."""
        return phase(self.wave, now(), is_trial=self.is_trial)

    def accepts_answers(self) -> bool:
        """Whether an answer that arrives now is stored."""
        return accepts_answers(self.wave, now(), is_trial=self.is_trial)

    def after(self, document: Document, *, at: datetime, event: str, page: str) -> Visit:
        """The visit after a save."""
        version = self.version + 1
        return replace(self, document=document, version=version, updated_at=at, last_event=event, last_page=page)


_COLUMNS: dict[str, Any] = {
    "assignment_id": Assignment.id,
    "role": Assignment.role,
    "is_trial": Assignment.is_trial,
    "disposition": Assignment.disposition,
    "wave": Wave,
    "response_id": Response.id,
    "version": Response.version,
    "document": Response.document,
    "reference": Response.reference,
    "language": Response.language,
    "started_at": Response.started_at,
    "updated_at": Response.updated_at,
    "last_event": ResponseEvent.kind,
    "last_page": ResponseEvent.page,
}
_FRAME: dict[str, Any] = {
    "size_class": FrameEntry.size_class,
    "employees": FrameEntry.employees,
    "wz": FrameEntry.wz,
    "kreis": FrameEntry.kreis,
}
_VISIT = (
    select(*_COLUMNS.values(), *_FRAME.values(), Response.version_hash)
    .select_from(Assignment)
    .join(Wave, Wave.id == Assignment.wave_id)
    .join(Response, Response.assignment_id == Assignment.id)
    .outerjoin(
        FrameEntry,
        and_(
            FrameEntry.wave_id == Assignment.wave_id,
            FrameEntry.establishment_id == Assignment.establishment_id,
        ),
    )
    .outerjoin(
        ResponseEvent,
        and_(ResponseEvent.response_id == Response.id, ResponseEvent.version == Response.version),
    )
    .where(Assignment.id == bindparam("assignment_id"))
)


def load_visit(session: AnySession, assignment_id: int) -> Visit | None:
    """The state of one respondent; None when nothing was opened yet."""
    row = session.execute(_VISIT, {"assignment_id": assignment_id}).one_or_none()
    if row is None:
        return None
    own, frame = len(_COLUMNS), len(_COLUMNS) + len(_FRAME)
    values: dict[str, Any] = dict(zip(_COLUMNS, row[:own], strict=True))
    facts = zip(_FRAME, row[own:frame], strict=True)
    return Visit(
        **values,
        frame={name: value for name, value in facts if value is not None},
        questionnaire=load(session, row[frame]),
    )
