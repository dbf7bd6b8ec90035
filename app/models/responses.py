"""Answers: the draft, its events, the immutable submissions, and consents kept apart."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, now, one_of
from app.models.kinds import ResponseState


class Response(Base):
    """The draft of one assignment; ``version`` counts the saves and travels in the form."""

    __tablename__ = "response"
    __table_args__ = (one_of("state", ResponseState),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), unique=True)
    version_hash: Mapped[str] = mapped_column(ForeignKey("questionnaire_version.hash"), index=True)
    state: Mapped[ResponseState] = mapped_column(default=ResponseState.DRAFT)
    version: Mapped[int] = mapped_column(default=0)
    document: Mapped[Json]
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    language: Mapped[str] = mapped_column(String(2), default="de")
    started_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)


class ResponseEvent(Base):
    """One save, append-only: what changed on which page, and the version it made."""

    __tablename__ = "response_event"
    __table_args__ = (Index(None, "response_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    version: Mapped[int]
    page: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    delta: Mapped[Json]
    at: Mapped[datetime] = mapped_column(default=now)


class Submission(Base):
    """What was handed in, immutable; tables use the highest ``number`` of a response."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("response_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    number: Mapped[int]
    document: Mapped[Json]
    check_value: Mapped[str] = mapped_column(String(40))
    submitted_at: Mapped[datetime] = mapped_column(default=now)


class ContactConsent(Base):
    """A consent and the contact it names; never part of the answers."""

    __tablename__ = "contact_consent"
    __table_args__ = (UniqueConstraint("assignment_id", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(40))
    granted: Mapped[bool]
    text_version: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]
