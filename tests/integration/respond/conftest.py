"""A small questionnaire in the field, on SQLite and on PostgreSQL."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.respondents import Field, open_field

OpenField = Callable[..., Field]


@pytest.fixture
def in_field(app: Flask) -> OpenField:
    """Opens a wave with a questionnaire of ``tests/questionnaires``."""

    def open_it(questionnaire: str, establishments: int = 1) -> Field:
        return open_field(app, questionnaire, establishments)

    return open_it
