"""Writes down who did what."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.database import AnySession
from app.models import AuditEntry


def record(session: AnySession, user_id: int | None, action: str, subject: str, **detail: str | int | bool) -> None:
    """Add an entry in the running transaction; ``user_id`` is None on the command line and where nobody is signed in.

    ``detail`` must hold neither answers nor contact data.
    """
    session.add(AuditEntry(user_id=user_id, action=action, subject=subject, detail=dict(detail)))


def entries(session: AnySession, subject: str, limit: int = 50) -> list[AuditEntry]:
    """The newest entries about ``subject``."""
    query = select(AuditEntry).where(AuditEntry.subject == subject)
    return list(session.scalars(query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(limit)))


def about_release(session: AnySession, subject: str, release_id: str, actions: Iterable[str]) -> list[AuditEntry]:
    """The entries of these actions about one release of ``subject``, the newest first."""
    query = select(AuditEntry).where(AuditEntry.subject == subject, AuditEntry.action.in_(actions))
    newest_first = session.scalars(query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()))
    return [entry for entry in newest_first if entry.detail.get("release") == release_id]
