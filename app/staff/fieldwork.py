"""A wave at a glance: who was asked, who answered, by role, stratum and day."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from app.extensions import db
from app.security import ANALYST, CONTACTS, MANAGER, staff_required
from app.services import monitor, strata, waves
from app.services.monitor import Fieldwork
from app.staff.blueprint import SIDE_WORDS, blueprint, show_wave
from app.staff.pictures import Draw, picture
from exports.charts import Chart, Column, Look, time_columns
from exports.charts.bars import Response, response_bars


@blueprint.get("/wellen/<slug>/auf-einen-blick")
@staff_required(MANAGER, ANALYST, CONTACTS)
def glance(slug: str) -> str:
    """The fieldwork in numbers and charts."""
    wave = waves.find(db.session, slug)
    fieldwork = monitor.look(db.session, wave)
    charts = [(title, picture(draw, f"plot-{number}")) for number, (title, draw) in enumerate(_charts(fieldwork))]
    return show_wave("glance.html", slug, wave=wave, fieldwork=fieldwork, charts=charts)


def _charts(fieldwork: Fieldwork) -> Iterator[tuple[str, Draw]]:
    """Response by stratum and submissions by day, for each role that was asked: a title, and what draws it."""
    for role, counts in fieldwork.by_role.items():
        if not counts.invited:
            continue
        side = SIDE_WORDS[role]
        rows = [
            Response(strata.label_of(stratum), 100 * (of_role.rate or 0), of_role.submitted, of_role.invited)
            for stratum, roles in fieldwork.by_stratum.items()
            if (of_role := roles.get(role))
        ]
        title = f"Rücklauf nach Schicht: {side}"
        yield title, partial(_rates, title, rows)
        columns = [Column(f"{day.day:%d.%m.}", day.submitted) for day in fieldwork.days[role]]
        if columns:
            title = f"Abgegeben nach Tagen: {side}"
            yield title, partial(_days, title, columns)


def _rates(title: str, rows: list[Response], stretch: float) -> Chart:
    return response_bars(title, rows, Look(stretch=stretch))


def _days(title: str, columns: list[Column], stretch: float) -> Chart:
    return time_columns(title, columns, Look(unit="", stretch=stretch), axis="Antworten")
