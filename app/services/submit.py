"""Handing in: all checks again, the hidden marked, the answers frozen with a check value. Twice is once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.database import AnySession, writing
from app.models import Disposition, Response, ResponseEvent, ResponseState, Submission, now
from app.services.respond import Stale, mark, replace_document
from app.services.visit import SUBMIT, Visit, load_visit
from surveys.checks import check_all
from surveys.problems import Document, Problem
from surveys.submit import finalise

_submissions = cast(Table, Submission.__table__)
_events = cast(Table, ResponseEvent.__table__)


@dataclass(frozen=True)
class Receipt:
    """What a respondent gets for a submission."""

    reference: str
    number: int
    check_value: str
    submitted_at: datetime
    document: Document


@dataclass(frozen=True)
class Refusal:
    """Why nothing was handed in: open problems, or somebody changed the answers since the review."""

    problems: tuple[Problem, ...] = ()
    is_stale: bool = False


def submit(session: AnySession, visit: Visit, version: int, language: str) -> Receipt | Refusal:
    """Hand in the answers as they were reviewed at ``version``.

    A second submit of the same draft gets the receipt of the first, however close together they come.
    """
    if visit.is_handed_in:
        return latest_receipt(session, visit) or Refusal(is_stale=True)
    if version != visit.version:
        return Refusal(is_stale=True)
    problems = check_all(visit.scope)
    if problems:
        return Refusal(problems=problems)
    document = finalise(visit.scope)
    try:
        with writing(session):
            _freeze(session, visit, document, language)
    except (Stale, IntegrityError):
        return _after_race(session, visit)
    return latest_receipt(session, visit) or Refusal(is_stale=True)


def latest_receipt(session: AnySession, visit: Visit) -> Receipt | None:
    """The receipt of the newest submission; None when nothing was handed in yet."""
    row = session.scalars(
        select(Submission)
        .where(Submission.response_id == visit.response_id)
        .order_by(Submission.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Receipt(visit.reference, row.number, row.check_value, row.submitted_at, row.document)


def check_value(document: Document) -> str:
    """The first 16 digits of the SHA-256 of the canonical JSON, in groups: other answers, other value."""
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    digits = hashlib.sha256(canonical.encode()).hexdigest()[:16].upper()
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def _freeze(session: AnySession, visit: Visit, document: Document, language: str) -> None:
    """The draft's version makes the first of two submits win; the unique number would stop the second too."""
    replace_document(session, visit, visit.document, language)
    moment = now()
    count = select(func.count()).where(Submission.response_id == visit.response_id).scalar_subquery()
    values: dict[str, Any] = {"response_id": visit.response_id, "submitted_at": moment}
    value = check_value(document)
    session.execute(insert(_submissions).values(**values, number=count + 1, document=document, check_value=value))
    event = {"response_id": visit.response_id, "version": visit.version + 1, "page": "", "kind": SUBMIT}
    session.execute(insert(_events), {**event, "delta": {}, "at": moment})
    session.execute(update(Response).where(Response.id == visit.response_id).values(state=ResponseState.SUBMITTED))
    mark(session, visit, Disposition.COMPLETE)


def _after_race(session: AnySession, visit: Visit) -> Receipt | Refusal:
    fresh = load_visit(session, visit.assignment_id)
    receipt = latest_receipt(session, fresh) if fresh is not None and fresh.is_handed_in else None
    return receipt or Refusal(is_stale=True)
