"""The extensions, made once and bound to an application in ``create_app``."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from app.database import configure, guard
from app.models import Base

_as_json = partial(json.dumps, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class Database(SQLAlchemy):
    """Flask-SQLAlchemy with our JSON and our way to open SQLite."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Any:
        engine = super()._make_engine(bind_key, {"json_serializer": _as_json, **options}, app)
        configure(engine)
        return engine


db = Database(metadata=Base.metadata, session_options={"expire_on_commit": False})
guard(db.session)
csrf = CSRFProtect()
