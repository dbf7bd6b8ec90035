"""The statistical units and the register they are drawn from."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Establishment(Base):
    """A statistical unit that lasts over waves; ``reference`` is its number in the frame's source."""

    __tablename__ = "establishment"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    enterprise_id: Mapped[str | None] = mapped_column(String(40), index=True)


class FrameEntry(Base):
    """What the frame of one wave says about an establishment."""

    __tablename__ = "frame_entry"
    __table_args__ = (
        CheckConstraint("employees >= 0", name="employees_not_negative"),
        Index(None, "wave_id", "stratum"),
    )

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), primary_key=True, index=True)
    stratum: Mapped[str] = mapped_column(String(40))
    sector_group: Mapped[str] = mapped_column(String(20))
    wz: Mapped[str] = mapped_column(String(10))
    wz_version: Mapped[str] = mapped_column(String(10))
    kreis: Mapped[str] = mapped_column(String(10))
    size_class: Mapped[str] = mapped_column(String(10))
    employees: Mapped[int]
    has_works_council: Mapped[bool | None]
    is_sampled: Mapped[bool] = mapped_column(default=False)


class FrameTotal(Base):
    """N and E of one stratum with their source."""

    __tablename__ = "frame_total"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"), primary_key=True)
    stratum: Mapped[str] = mapped_column(String(40), primary_key=True)
    establishments: Mapped[int]
    employees: Mapped[int]
    reference_date: Mapped[date]
    source: Mapped[str] = mapped_column(String(300))
