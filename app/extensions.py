"""The extensions, made once and bound to an application in ``create_app``."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import msgspec
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from app.database import configure, guard
from app.models import Base

_JSON = {
    "json_serializer": partial(json.dumps, ensure_ascii=False, separators=(",", ":"), allow_nan=False),
    "json_deserializer": msgspec.json.decode,  # freezing a wave reads a hundred thousand documents
}


class Database(SQLAlchemy):
    """Flask-SQLAlchemy with our JSON and our way to open SQLite."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Any:
        # The text of an error goes to the log; the values of a statement are answers and contact data.
        options = {"hide_parameters": True, **_JSON, **options}
        engine = super()._make_engine(bind_key, options, app)
        configure(engine)
        return engine


db = Database(metadata=Base.metadata, session_options={"expire_on_commit": False})
guard(db.session)
csrf = CSRFProtect()
