"""A wave at a glance: who was asked, who answered, by role, stratum and day."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from app.extensions import db
from app.security import ANALYST, CONTACTS, MANAGER, staff_required
from app.services import monitor, strata, waves
from app.services.monitor import Fieldwork
from app.staff.blueprint import SIDE_WORDS, blueprint, show_wave
from exports.charts import SCREEN, Chart, Column, Look, time_columns
from exports.charts.bars import Response, response_bars
from exports.charts.svg import svg

RATES = Look(stretch=SCREEN)
COUNTS = Look(unit="", stretch=SCREEN)


@blueprint.get("/wellen/<slug>/auf-einen-blick")
@staff_required(MANAGER, ANALYST, CONTACTS)
def glance(slug: str) -> str:
    """The fieldwork in numbers and charts."""
    wave = waves.find(db.session, slug)
    fieldwork = monitor.look(db.session, wave)
    charts = [
        (chart.title, Markup(svg(chart, f"plot-{number}")))  # noqa: S704 - svg() escapes every text
        for number, chart in enumerate(_charts(fieldwork))
    ]
    return show_wave("glance.html", slug, wave=wave, fieldwork=fieldwork, charts=charts)


def _charts(fieldwork: Fieldwork) -> Iterator[Chart]:
    """Response by stratum and submissions by day, for each role that was asked."""
    for role, counts in fieldwork.by_role.items():
        if not counts.invited:
            continue
        side = SIDE_WORDS[role]
        rows = [
            Response(strata.label_of(stratum), 100 * (of_role.rate or 0), of_role.submitted, of_role.invited)
            for stratum, roles in fieldwork.by_stratum.items()
            if (of_role := roles.get(role))
        ]
        yield response_bars(f"Rücklauf nach Schicht: {side}", rows, RATES)
        columns = [Column(f"{day.day:%d.%m.}", day.submitted) for day in fieldwork.days[role]]
        if columns:
            yield time_columns(f"Abgegeben nach Tagen: {side}", columns, COUNTS, axis="Antworten")
