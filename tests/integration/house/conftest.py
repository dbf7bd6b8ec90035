"""A house with everybody in it."""

import pytest
from flask import Flask

from tests.accounts import make_everyone


@pytest.fixture
def house(app: Flask) -> Flask:
    """The application with an account of every role."""
    make_everyone(app)
    return app
