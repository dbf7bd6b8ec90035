"""The declarative base: naming convention, column types and what every table shares."""

from __future__ import annotations

import enum
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, DateTime, Dialect, Enum, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import JSON, TypeDecorator

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Json = dict[str, Any]
"""A JSON object as it is stored: text keys, JSON values."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its zone. SQLite knows no zones: stored there as UTC without one, read back with one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without zone; give the database UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


JSON_DOCUMENT = JSON().with_variant(JSONB(), "postgresql")


def _words(kind: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in kind]


def one_of(column: str, kind: type[enum.StrEnum]) -> CheckConstraint:
    """The named CHECK that ``column`` holds a word of ``kind``."""
    words = ", ".join(f"'{word}'" for word in _words(kind))
    return CheckConstraint(f"{column} IN ({words})", name=f"{column}_known")


class Base(DeclarativeBase):
    """Base of all models."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        Json: JSON_DOCUMENT,
        enum.Enum: Enum(enum.Enum, native_enum=False, create_constraint=False, length=20, values_callable=_words),
    }


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)
