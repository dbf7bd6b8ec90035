"""The application as tests use it, on a database of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.config import Settings
from app.extensions import db


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a migrated database, once on SQLite and once on PostgreSQL."""
    made = create_app(Settings(database_url=database_url, testing=True, data_dir=tmp_path))
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript, as far as the server can tell."""
    return app.test_client()
