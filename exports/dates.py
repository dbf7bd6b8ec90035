"""How a day and a moment are printed, by the clock of the Saarland."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

HERE: Final = ZoneInfo("Europe/Berlin")
MOMENTS: Final = {
    "de": "d. MMMM yyyy, HH:mm 'Uhr'",
    "en": "d MMMM yyyy, HH:mm",
    "fr": "d MMMM yyyy 'à' HH'h'mm",
}


LOCALES: Final = {"en": "en_GB"}
"""English is British: „31 August 2026“."""


def long_date(at: datetime, language: str) -> str:
    """„3. März 2026“. Raises ValueError for a time without zone."""
    return str(format_date(_here(at), format="long", locale=LOCALES.get(language, language)))


def moment(at: datetime, language: str) -> str:
    """„3. März 2026, 14:20 Uhr“. Raises ValueError for a time without zone."""
    return str(format_datetime(_here(at), MOMENTS.get(language, MOMENTS["de"]), locale=language))


def _here(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a time without zone has no clock")
    return at.astimezone(HERE)
