"""Results of a wave, for the eyes of the house: every item as table and chart, from the latest snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

from flask import current_app, flash, redirect, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from analysis.release import Category, Table
from app.clock import now
from app.database import writing
from app.extensions import db
from app.security import ANALYST, MANAGER, staff_required, user_id
from app.services import audit, freeze, waves
from app.services import results as service
from app.services.results import Shown
from app.staff.blueprint import blueprint, show_wave
from exports.charts import SCREEN
from exports.charts.svg import svg
from exports.charts.tables import chart_of
from exports.values import count_text, value_text

MOST_BARS = 40
BREAKDOWNS = ("size_group", "sector_group")


@dataclass(frozen=True, slots=True)
class Figure:
    """A cell on the page: value and n in words, and whether a release would hide them."""

    value: str
    n: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table on the page: heads of columns, rows of labels and figures, and its chart as SVG."""

    id: str
    title: str
    figure: str
    base: str
    unit: str
    row_heads: tuple[str, ...]
    column_heads: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[Figure, ...]], ...]
    picture: Markup | None
    by: str
    hidden: int


@blueprint.get("/wellen/<slug>/ergebnisse")
@staff_required(MANAGER, ANALYST)
def results(slug: str) -> str:
    """What there are results of, and how old the data are."""
    wave = waves.find(db.session, slug)
    row = service.latest(db.session, wave.id)
    contents = service.contents(service.open_snapshot(row)) if row else {}
    return show_wave("results.html", slug, wave=wave, snapshot=row, contents=contents)


@blueprint.get("/wellen/<slug>/ergebnisse/<any(company, works_council):role>/<item_id>")
@staff_required(MANAGER, ANALYST)
def result(slug: str, role: str, item_id: str) -> str | Response:
    """One item: true values, with a mark where a release would hide them."""
    wave = waves.find(db.session, slug)
    row = service.latest(db.session, wave.id)
    if row is None:
        return redirect(url_for("staff.results", slug=slug))
    frozen = service.open_snapshot(row)
    entry = service.entry(frozen, role, item_id)
    shown = service.tables(frozen, role, item_id, service.rules(wave))
    sheets = [_sheet(each, number) for number, each in enumerate(shown)]
    return show_wave("result.html", slug, wave=wave, snapshot=row, side=role, entry=entry, sheets=sheets)


@blueprint.post("/wellen/<slug>/ergebnisse")
@staff_required(MANAGER, ANALYST)
def freeze_wave(slug: str) -> Response:
    """Freeze the answers of a wave; all results come from there."""
    settings = current_app.extensions["settings"]
    place = freeze.Place(settings.data_dir / "snapshots", settings.code_pepper)
    at = now()
    frozen = freeze.write(db.session, waves.find(db.session, slug), place, at)
    with writing(db.session):
        row = freeze.store(db.session, waves.find(db.session, slug), frozen, at)
        audit.record(db.session, user_id(), "snapshot_taken", f"wave:{slug}", snapshot=row.id, **row.responses)
    flash("Die Antworten sind eingefroren. Alle Ergebnisse beruhen jetzt auf diesem Stand.")
    return redirect(url_for("staff.results", slug=slug))


def _sheet(shown: Shown, number: int) -> Sheet:
    table = shown.table
    *across, last = table.dimensions or (None,)
    chart = chart_of(table, "de", stretch=SCREEN, most_bars=MOST_BARS)
    columns: tuple[Category | None, ...] = (None,)
    if last is not None and across:
        columns = last.categories
    elif last is not None:
        across = [last]
    return Sheet(
        id=f"t{number}",
        title=table.title["de"],
        figure=table.figure.get("de", ""),
        base=table.base["de"],
        unit=table.unit.get("de", ""),
        row_heads=tuple(dimension.label["de"] for dimension in across),
        column_heads=tuple(category.label["de"] if category else "" for category in columns),
        rows=tuple(_rows(shown, across, columns)),
        # svg() escapes every text that it draws.
        picture=Markup(svg(chart, f"chart-{number}")) if chart else None,  # noqa: S704
        by=last.label["de"] if last is not None and last.id in BREAKDOWNS else "",
        hidden=len(shown.hidden),
    )


def _rows(shown: Shown, across: list[Any], columns: tuple[Category | None, ...]) -> Any:
    """Labels and figures of each row; a row in which nobody is at all is left out."""
    cells = {cell.key: cell for cell in shown.table.cells}
    for categories in product(*(dimension.categories for dimension in across)):
        row = [cells[_key(categories, column)] for column in columns]
        if all(cell.value is None for cell in row):
            continue
        figures = tuple(_figure(shown.table, cell, is_hidden=cell.key in shown.hidden) for cell in row)
        yield tuple(category.label["de"] for category in categories), figures


def _key(categories: tuple[Category, ...], column: Category | None) -> tuple[str, ...]:
    return tuple(category.code for category in (*categories, *([column] if column else [])))


def _figure(table: Table, cell: Any, *, is_hidden: bool) -> Figure:
    return Figure(value_text(table, cell.value), count_text(cell.n), is_hidden and cell.value is not None)
