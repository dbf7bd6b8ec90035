"""Work that goes on after the page that asked for it, and the workers that do it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, now, one_of


class JobState(StrEnum):
    """The life of a job; a running one whose lease has run out waits again."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """One piece of work. ``done`` is 0 to 1; ``words`` and ``error`` are German and for the screen.

    ``once`` is the hash of kind and payload until the job has ended, so that the same work is never asked for twice.
    """

    __tablename__ = "job"
    __table_args__ = (one_of("state", JobState), Index(None, "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    payload: Mapped[Json]
    once: Mapped[str | None] = mapped_column(String(64), unique=True)
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    done: Mapped[float] = mapped_column(default=0.0)
    words: Mapped[str] = mapped_column(String(200), default="")
    result: Mapped[Json] = mapped_column(default=dict)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)


class Worker(Base):
    """A process that works off jobs; ``seen_at`` is the last time it said that it lives."""

    __tablename__ = "worker"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    seen_at: Mapped[datetime]
