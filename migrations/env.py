"""Runs the revisions on the connection it is given (commands, tests), else on DATABASE_URL (``alembic`` itself)."""

from __future__ import annotations

import os
from typing import Literal

from alembic import context
from sqlalchemy import Connection, Enum, create_engine

from app.config import Settings, database_uri
from app.migrate import OPTIONS, prepare, require_whole
from app.models import Base
from app.models.base import UtcDateTime


def plain_type(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Our own column types by their SQL names: a revision does not import the models, which will change."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String({item.length})"
    return False


def run(connection: Connection) -> None:
    """Run the revisions on an open connection."""
    context.configure(connection=connection, target_metadata=Base.metadata, render_item=plain_type, **OPTIONS)
    with context.begin_transaction():
        context.run_migrations()
        require_whole(connection)


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = create_engine(database_uri(Settings.from_environment(os.environ).database_url))
    prepare(engine)
    with engine.begin() as own:
        run(own)
