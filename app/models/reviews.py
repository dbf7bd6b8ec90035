"""What a person decided about a free text before it may be in a file."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, now


class TextReview(Base):
    """The last decision about one text of a wave; never the text itself.

    ``text_key`` is the hash of the text with its place, so that a decision outlasts freezing anew, and a text that
    was changed is a new one. ``code`` is what the text was coded as.
    """

    __tablename__ = "text_review"
    __table_args__ = (UniqueConstraint("wave_id", "text_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"), index=True)
    text_key: Mapped[str] = mapped_column(String(64))
    is_released: Mapped[bool]
    code: Mapped[str] = mapped_column(String(40), default="")
    decided_at: Mapped[datetime] = mapped_column(default=now)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
