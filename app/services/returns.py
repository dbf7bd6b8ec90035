"""What participants get back: a comparison with approved releases of their wave, and the sheet of a works council.

The comparison asks for the tables of one's own role and for one's own place in the frame. Nothing here looks at the
other side of an establishment.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final

from sqlalchemy import Text, cast, select

from analysis.disclosure.seal import Damaged, from_tree
from analysis.release import Release
from app.database import AnySession
from app.models import Assignment, FrameEntry, ReleaseState, Role, StoredRelease
from app.services.submit import Receipt
from app.services.visit import Visit
from exports.returns.comparison import comparison
from exports.returns.figures import Figures
from exports.returns.need_sheet import need_sheet
from exports.returns.parts import Document
from surveys.codelists import Code, CodeList, code_list, library_rows

KEPT: Final = 8
"""Releases that a process keeps in memory for those who compare; a wave has a few."""

log = logging.getLogger(__name__)


class Standing(StrEnum):
    """Whether there are results to compare with."""

    NOT_YET = "not_yet"
    REVISED = "revised"  # what was out was taken back, and nothing else is out
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Compared:
    """How the results of a wave stand, and the comparison where there are any."""

    standing: Standing
    document: Document | None = None


def standing(session: AnySession, visit: Visit) -> Standing:
    """How the results of the respondent's wave stand; the same for everybody in it."""
    known = select(StoredRelease.state).where(StoredRelease.wave_id == visit.wave.id)
    states = set(session.scalars(known.where(StoredRelease.approved_at.is_not(None))))
    if not states:
        return Standing.NOT_YET
    return Standing.PUBLISHED if ReleaseState.APPROVED in states else Standing.REVISED


def compare(session: AnySession, visit: Visit, handed_in: Receipt, language: str) -> Compared:
    """The answers of a submission beside released figures; a release that is damaged counts as taken back."""
    found = standing(session, visit)
    if found is not Standing.PUBLISHED:
        return Compared(found)
    releases = _approved(session, visit.wave.id)
    if not releases:
        return Compared(Standing.REVISED)
    figures = Figures(visit.role.value, releases, own_groups(session, visit))
    return Compared(found, comparison(visit.scope.after(handed_in.document), figures, language))


def _approved(session: AnySession, wave_id: int) -> tuple[Release, ...]:
    """The approved releases of a wave that are what was approved, the one approved last first."""
    approved = StoredRelease.wave_id == wave_id, StoredRelease.state == ReleaseState.APPROVED
    query = select(StoredRelease.id, cast(StoredRelease.document, Text)).where(*approved)
    found = []
    for release_id, document in session.execute(query.order_by(StoredRelease.approved_at.desc(), StoredRelease.id)):
        try:
            found.append(_opened(document))
        except Damaged as problem:
            log.error("release %s is not what its id says: %s", release_id, problem)
    return tuple(found)


@lru_cache(maxsize=KEPT)
def _opened(document: str) -> Release:
    """A stored release as it was approved; raises Damaged.

    Parsing one takes longer than all the rest of a page. What is kept is found by the whole of what is stored now, so
    a release that was changed in its place is never taken for the one before.
    """
    return from_tree({**json.loads(document), "state": ReleaseState.APPROVED.value})


def own_groups(session: AnySession, visit: Visit) -> dict[str, tuple[str, ...]]:
    """The sector and size groups an establishment belongs to by its frame, each from the finest to the widest."""
    query = (
        select(FrameEntry.sector_group, FrameEntry.size_class)
        .join(Assignment, Assignment.establishment_id == FrameEntry.establishment_id)
        .where(Assignment.id == visit.assignment_id, FrameEntry.wave_id == visit.wave.id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return {}
    sector = _list("sector_groups").by_code.get(row.sector_group)
    return {"sector_group": _with_wider(sector), "size_group": _with_wider(_size_group(row.size_class))}


def _size_group(size: str) -> Code | None:
    size_class = _list("groessenklassen").by_code.get(size)
    if size_class is None or size_class.low is None:
        return None
    return _list("size_groups").class_of(size_class.low)


def _with_wider(code: Code | None) -> tuple[str, ...]:
    return () if code is None else (code.code, *(code.merge or "").split())


@cache
def _list(name: str) -> CodeList:
    return code_list(name, library_rows(name) or ())


def has_need_sheet(visit: Visit) -> bool:
    """Whether this respondent speaks for the employees and gets the sheet of its needs."""
    return visit.role is Role.WORKS_COUNCIL


def need(visit: Visit, handed_in: Receipt, language: str) -> Document:
    """The sheet of what a works council handed in, made of its own answers alone."""
    scope = visit.scope.after(handed_in.document)
    return need_sheet(scope, handed_in.submitted_at, language, is_invented=visit.wave.is_invented)
