"""Frozen data, protected results and their files."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, now, one_of
from app.models.kinds import ReleaseState


class Snapshot(Base):
    """A frozen wave: directory ``path``, counts of responses by role, id the hash of the canonical values."""

    __tablename__ = "snapshot"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"), index=True)
    is_provisional: Mapped[bool]
    responses: Mapped[Json]
    created_at: Mapped[datetime] = mapped_column(default=now)
    path: Mapped[str] = mapped_column(String(500))


class StoredRelease(Base):
    """A release as JSON under its hash; never holds a hidden value.

    ``beside`` are the ids of the published releases (``{"releases": […]}``) that its audit took into account. Who
    built and verified it may be empty in rows of old; what nobody is known to have built is not approved.
    ``is_preview`` is a draft that was built to look at a plan: never verified; built otherwise, it begins anew.
    """

    __tablename__ = "release"
    __table_args__ = (one_of("state", ReleaseState),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"), index=True)
    snapshot_id: Mapped[str] = mapped_column(ForeignKey("snapshot.id"), index=True)
    state: Mapped[ReleaseState] = mapped_column(default=ReleaseState.BUILT)
    document: Mapped[Json] = mapped_column(deferred=True)
    built_at: Mapped[datetime] = mapped_column(default=now)
    built_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    is_preview: Mapped[bool] = mapped_column(default=False)
    beside: Mapped[Json] = mapped_column(default=dict)
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    withdrawn_reason: Mapped[str | None] = mapped_column(String(1000))


class ReleaseFile(Base):
    """The stored bytes of one release in one format and language; downloads serve these."""

    __tablename__ = "release_file"
    __table_args__ = (UniqueConstraint("release_id", "format", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[str] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"))
    format: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(2))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
