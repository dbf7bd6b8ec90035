"""Accounts, browser sessions and counted attempts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, now, one_of
from app.models.kinds import Realm, UserRole


class User(Base):
    """An account of staff or of a partner of the network; ``email`` is stored in lower case."""

    __tablename__ = "user_account"
    __table_args__ = (one_of("role", UserRole),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[UserRole]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class BrowserSession(Base):
    """A signed-in browser. The cookie holds a random token, the row only its hash: deleted row, dead cookie."""

    __tablename__ = "browser_session"
    __table_args__ = (one_of("realm", Realm),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    realm: Mapped[Realm]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"), index=True)
    data: Mapped[Json]
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Attempt(Base):
    """One failed try to enter, counted by network and by account; ``subject_hash`` is keyed, no address is stored."""

    __tablename__ = "attempt"
    __table_args__ = (Index(None, "kind", "subject_hash", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=now)
