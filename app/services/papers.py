"""The papers of a respondent: the blank questionnaire, and the receipt with one's own answers."""

from __future__ import annotations

from werkzeug.exceptions import NotFound

from app.services.submit import Receipt
from app.services.visit import Visit


def blank(visit: Visit, language: str) -> bytes:
    """The questionnaire as PDF/UA in ``language``."""
    raise NotFound(language)


def receipt(visit: Visit, found: Receipt, language: str) -> bytes:
    """The answers of a submission as PDF/UA in ``language``."""
    raise NotFound(language)
