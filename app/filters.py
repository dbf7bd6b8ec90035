"""Template filters: one value in the words of the reader's language."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import cast

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal
from flask import Flask

from app.i18n import gettext as _
from app.i18n import language
from exports import numbers
from exports.dates import HERE


def long_date(value: date | datetime | None) -> str:
    """„3. März 2026“; a moment counts by the clock of the Saarland."""
    if value is None:
        return "–"
    return format_date(_local(value), format="long", locale=language())


def moment(value: datetime | None) -> str:
    """„3. März 2026, 14:20“ by the clock of the Saarland."""
    if value is None:
        return "–"
    day = "d." if language() == "de" else "d"
    return format_datetime(_local(value), f"{day} MMMM yyyy, HH:mm", locale=language())


def deadline(value: datetime) -> str:
    """„20. Dezember 2026, 24 Uhr“ for a deadline at midnight: it ends a day, and does not begin the next."""
    local = value.astimezone(HERE)
    if local.time() != time():
        return moment(value)
    return _("%(date)s, 24\u00a0Uhr") % {"date": long_date(local.date() - timedelta(days=1))}


def clock(value: datetime) -> str:
    """„14:20“ by the clock of the Saarland."""
    return format_time(value, "HH:mm", tzinfo=HERE, locale=language())


def number(value: float | int | None, places: int = 0) -> str:
    """„1.250“ or „12,5“; a dash when there is none."""
    if value is None:
        return "–"
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(value, format=pattern, locale=language())


def percent(value: float | None, places: int = 0) -> str:
    """A share (0 to 1) as „38 %“, rounded as in every file."""
    if value is None:
        return "–"
    return numbers.share(value, cast(numbers.Language, language()), places)


def size(octets: int) -> str:
    """Bytes as „2,4 MB“ or „310 kB“, as programs that save files count them."""
    if octets >= 999_500:
        return f"{number(octets / 1e6, 1)}\u00a0MB"
    return f"{number(max(octets, 1_000) / 1e3)}\u00a0kB"


def register(app: Flask) -> None:
    """Make the filters known to the templates."""
    for function in (long_date, moment, deadline, clock, number, percent, size):
        app.add_template_filter(function)


def _local(value: date) -> date:
    return value.astimezone(HERE) if isinstance(value, datetime) else value
