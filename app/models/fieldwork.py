"""Waves, questionnaire versions and assignments."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, now, one_of
from app.models.kinds import Disposition, Role, WaveState


class Wave(Base):
    """One collection round. ``title`` maps languages to text; the three limits may only be raised."""

    __tablename__ = "wave"
    __table_args__ = (
        one_of("state", WaveState),
        CheckConstraint("min_contributors >= 3", name="min_contributors_floor"),
        CheckConstraint("min_pairs >= 5", name="min_pairs_floor"),
        CheckConstraint("p_percent >= 10", name="p_percent_floor"),
        CheckConstraint("target_year >= reference_year", name="years_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[Json]
    reference_year: Mapped[int]
    target_year: Mapped[int]
    state: Mapped[WaveState] = mapped_column(default=WaveState.DRAFT)
    opens_on: Mapped[date | None]
    closes_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    is_invented: Mapped[bool] = mapped_column(default=False)
    is_random_sample: Mapped[bool] = mapped_column(default=False)
    min_contributors: Mapped[int] = mapped_column(default=3)
    min_pairs: Mapped[int] = mapped_column(default=5)
    p_percent: Mapped[int] = mapped_column(default=10)
    contact_phone: Mapped[str] = mapped_column(String(60), default="")
    contact_mail: Mapped[str] = mapped_column(String(254), default="")


class QuestionnaireVersion(Base):
    """An immutable questionnaire: its normalised tree under the hash of it."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (one_of("role", Role),)

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[Role]
    slug: Mapped[str] = mapped_column(String(60))
    title: Mapped[Json]
    tree: Mapped[Json] = mapped_column(deferred=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class WaveQuestionnaire(Base):
    """A version in use for one role of a wave; new responses take the one attached last."""

    __tablename__ = "wave_questionnaire"
    __table_args__ = (
        one_of("role", Role),
        UniqueConstraint("wave_id", "role", "version_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"))
    role: Mapped[Role]
    version_hash: Mapped[str] = mapped_column(ForeignKey("questionnaire_version.hash"), index=True)
    attached_at: Mapped[datetime] = mapped_column(default=now)


class Assignment(Base):
    """One role of one establishment in one wave: the access, the version, where it stands."""

    __tablename__ = "assignment"
    __table_args__ = (
        one_of("role", Role),
        one_of("disposition", Disposition),
        UniqueConstraint("wave_id", "establishment_id", "role"),
        Index(None, "establishment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"))
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"))
    role: Mapped[Role]
    is_trial: Mapped[bool] = mapped_column(default=False)
    disposition: Mapped[Disposition] = mapped_column(default=Disposition.NOT_SENT)
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    link_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    version_hash: Mapped[str | None] = mapped_column(ForeignKey("questionnaire_version.hash"), index=True)
    invited_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
