"""A release as one page of HTML that needs nothing else: no script, no style sheet, no network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis.release import Cell, Participation, Release, Suppressed, Table
from exports.cells import WEAK, cell_text, is_breakdown, is_empty
from exports.charts import SCREEN
from exports.charts.svg import svg
from exports.charts.tables import chart_of
from exports.dates import long_date
from exports.grid import Named, grid, missing, parts
from exports.numbers import share
from exports.pdf.document import PUBLISHER
from exports.report.method import SHORT_ID, draft, facts, field_period, passages, stamp
from exports.report.voice import TAGS, Voice, of_tables, speaking, voice_for
from exports.values import EMPTY, HIDDEN, count_text, words

PAGES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Figures:
    """A table on the page: its words, its chart, and lines of texts."""

    name: str
    tag: str | None
    number: str
    title: str
    about: str
    group: str
    chart: Markup | None
    heads: tuple[str, ...]
    columns: tuple[str, ...]
    lines: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    missing: str


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter with its tables."""

    id: str
    title: str
    tag: str | None
    figures: tuple[Figures, ...]


def render(release: Release, language: str = "de") -> bytes:
    """The page in UTF-8; the same release and language give the same bytes.

    Raises TypeError for anything but a release, ValueError for a language that the report does not speak.
    """
    voice = voice_for(release, language)
    own = speaking([release.wave.title], voice.language)
    page = PAGES.get_template("report.html").render(
        say=voice.say,
        tag=TAGS[voice.language],
        title=own.words(release.wave.title),
        title_tag=own.tag,
        publisher=PUBLISHER,
        identifier=release.id[:SHORT_ID],
        stamp=stamp(release, voice),
        draft=draft(release, voice),
        lines=list(_cover(release, voice)),
        signs=_signs(voice),
        overview=[_overview(one, voice) for one in release.participation],
        strata=[_strata(one, voice) for one in release.participation],
        sections=list(_sections(release, voice)),
        passages=passages(release, voice),
        facts=facts(release, voice),
        hidden=HIDDEN,
    )
    return page.encode()


def _cover(release: Release, voice: Voice) -> Iterator[str]:
    """For which years, when it was asked, and which state of the data this is."""
    roles = {one.role for one in release.participation}
    yield voice.say("report.subtitle" if len(roles) > 1 else "report.subtitle_one", year=str(release.wave.target_year))
    yield voice.say("report.field", period=field_period(release, voice))
    code = "report.data_state_provisional" if release.facts.get("is_provisional") else "report.data_state"
    day = long_date(datetime.fromisoformat(release.frozen_at), voice.language)
    yield voice.say(code, date=day, id=release.id[:SHORT_ID])
    if release.wave.invented:
        yield voice.say("report.invented")


def _signs(voice: Voice) -> list[str]:
    return [voice.say("report.hidden"), voice.say("report.weak", limit=str(WEAK)), voice.say("report.empty")]


# --- participation -------------------------------------------------------------------------------------


def _overview(one: Participation, voice: Voice) -> tuple[str, list[str]]:
    counts = (one.invited, one.started, one.submitted)
    return voice.role(one.role), [count_text(each, voice.language) for each in counts]


def _strata(one: Participation, voice: Voice) -> tuple[str, list[tuple[str, list[str]]]]:
    """By stratum: invited and submitted."""
    labels = {each.code: voice.words(each.label) for each in one.strata.categories}
    return voice.role(one.role), [(labels[cell.key[0]], _counts(cell, voice)) for cell in one.by_stratum]


def _counts(cell: Cell, voice: Voice) -> list[str]:
    if isinstance(cell.value, Suppressed) or isinstance(cell.n, Suppressed):
        return [HIDDEN, HIDDEN]
    return [EMPTY, EMPTY] if cell.value is None else [voice.number(cell.n), voice.number(cell.value)]


# --- figures -------------------------------------------------------------------------------------------


def _sections(release: Release, voice: Voice) -> Iterator[Section]:
    for number, part in enumerate(parts(release), start=1):
        own = speaking([part.title], voice.language)
        figures = tuple(_figures(named, voice) for named in part.tables)
        yield Section(f"k{number}", own.words(part.title), own.tag, figures)


def _figures(named: Named, document: Voice) -> Figures:
    table = named.table
    voice = of_tables([table], document.language)
    laid = grid(table, voice)
    title = voice.words(table.title)
    about = [voice.role(table.role), voice.words(table.figure), voice.unit(table), voice.words(table.base)]
    group = words(table.dimensions[-1].label, voice.language) if is_breakdown(table) else ""
    chart = chart_of(table, voice.language, stretch=SCREEN)
    unanswered = "; ".join(f"{said} {_share(cell, voice)}" for said, cell in missing(table, voice))
    return Figures(
        name=named.name,
        tag=voice.tag,
        number=table.number,
        title=f"{table.number} {title}" if table.number else title,
        about=" ".join(filter(None, [". ".join(filter(None, about)) + ".", voice.left_out(table)])),
        group=voice.say("report.by_group", dimension=group) if group else "",
        chart=Markup(svg(chart, f"c-{named.name}")) if chart else None,  # noqa: S704 - it escapes its texts
        heads=laid.heads,
        columns=laid.columns,
        lines=tuple(
            (line.labels, tuple(text for cell in line.cells for text in _pair(table, cell, voice)))
            for line in laid.lines
        ),
        missing=voice.say("report.missing", list=unanswered) if unanswered else "",
    )


def _pair(table: Table, cell: Cell, voice: Voice) -> tuple[str, str]:
    """A value and its n."""
    if is_empty(cell):
        return EMPTY, EMPTY
    if isinstance(cell.value, Suppressed) or isinstance(cell.n, Suppressed):
        return HIDDEN, HIDDEN
    return cell_text(table, cell, voice.language), voice.number(cell.n)


def _share(cell: Cell, voice: Voice) -> str:
    known = None if isinstance(cell.value, Suppressed) else cell.value
    return HIDDEN if known is None else share(known, voice.language)
