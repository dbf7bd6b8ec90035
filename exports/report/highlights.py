"""The most important on one page: key figures and findings out of published figures, and how to read the report.

What is pointed out first stands in ``KEY_FIGURES`` and ``FINDINGS``; what a release lacks or hides is passed over,
and the first findings of the chapters take its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from analysis.release import Cell, Measure, Participation, Release, Suppressed, Table
from exports.cells import LEAST_OF_GROUP, WEAK, is_unsure, is_weak, published
from exports.numbers import Language
from exports.pdf.text import Content, Span, bold
from exports.report.chapters import Chapter, Topic
from exports.report.findings import finding
from exports.report.pointed import more_than, pointed
from exports.report.voice import Voice, of_tables
from exports.story import Box, Bullets, Element, Heading, Paragraph, Tile, Tiles
from exports.sure import line
from exports.values import count_text, value_text

MOST_KEY_FIGURES: Final = 4
MOST_FINDINGS: Final = 5


class Wanted(NamedTuple):
    """A cell worth a key figure: the code of its words, its table and key."""

    code: str
    table: str
    key: tuple[str, ...] = ()


KEY_FIGURES: Final = (
    Wanted("key_need_share", "company.quali_total.share_of_employees"),
    Wanted("key_need_sum", "company.quali_total.sum"),
    Wanted("key_trains", "company.train_any.share", ("1",)),
    Wanted("key_informed", "works_council.informed.top2"),
    Wanted("key_pool", "company.pool.share", ("1",)),
    Wanted("key_flag", "company.flag82a.share", ("yes",)),
    Wanted("key_budget", "company.budget.share", ("1",)),
)
LEADS: Final = (
    Wanted("lead_need_share", "company.quali_total.share_of_employees"),
    Wanted("lead_trains", "company.train_any.share", ("1",)),
)
"""Shares that the page may begin with, as parts of a whole."""
FINDINGS: Final = {
    "fields": "fields.share",
    "drivers": "drv.top2",
    "barriers": "bar.top2",
    "occupations": "roster.need.need_rows",
    "unmet": "gap.need.unmet",
    "formats": "pref_formats.share",
    "support": "support.share",
}
"""The code of the words before a finding, and the figure (without its role) that it is made of."""


def highlights(release: Release, chapters: Sequence[Chapter], voice: Voice) -> Iterator[Element]:
    """The page that most people read."""
    found = tuple(_findings(chapters, voice.language))
    if chapters:
        yield Paragraph(_lead(release, voice), "lead")
    yield Tiles(tuple(_key_figures(release, voice.language)))
    yield Heading(voice.say("highlights.findings"), 2, is_listed=False)
    if found:
        yield Bullets(found)
        if release.wave.extrapolated:
            yield Paragraph(voice.say("highlights.order"), "note")
    else:
        yield Paragraph(voice.say(f"highlights.{'no_findings' if chapters else 'no_answers'}"))
    if chapters:
        yield _reading(release, voice)


def _lead(release: Release, voice: Voice) -> str:
    """The finding that is sure of the first of ``LEADS``, and who answered, as far as that may be said."""
    tables = {table.id: table for table in release.tables}
    for wanted in LEADS:
        found = _cell(wanted, tables)
        if found and (part := more_than(found[1], voice)):
            code = f"{wanted.code}_drawn" if found[1].sure else wanted.code
            said = voice.say(f"highlights.{code}", part=part, **_years(release))
            return f"{said} {_answered(release, voice, 'answered')}".rstrip()
    return _answered(release, voice, "lead")


def _answered(release: Release, voice: Voice, room: str) -> str:
    """Who answered: in a sentence of its own (``answered``) or with what the report is about (``lead``)."""
    known = {one.role: one.submitted for one in release.participation if not isinstance(one.submitted, Suppressed)}
    said = {
        "companies": voice.number(known.get("company", 0)),
        "councils": voice.number(known.get("works_council", 0)),
        "year": str(release.wave.target_year),
    }
    answered = [role for role, count in known.items() if count]
    if not answered:
        return voice.say("highlights.lead", **said) if room == "lead" else ""
    return voice.say(f"highlights.{room}_{'both' if len(answered) > 1 else answered[0]}", **said)


# --- key figures ---------------------------------------------------------------------------------------


def _key_figures(release: Release, language: Language) -> list[Tile]:
    made = [*_wanted(release, language), *_submitted(release, Voice(language, language))]
    return made[:MOST_KEY_FIGURES]


def _wanted(release: Release, language: Language) -> Iterator[Tile]:
    voice = Voice(language, language)
    tables = {table.id: table for table in release.tables}
    for wanted in KEY_FIGURES:
        found = _cell(wanted, tables)
        if found is not None:
            table, cell = found
            code = f"{wanted.code}_drawn" if cell.sure else wanted.code
            text = voice.say(f"highlights.{code}", count=voice.counts(_only(table, wanted.key)), **_years(release))
            yield Tile(value_text(table, cell.value, voice.language), text, line(table, cell, voice.language))


def _years(release: Release) -> dict[str, str]:
    return {"year": str(release.wave.target_year), "before": str(release.wave.reference_year)}


def _cell(wanted: Wanted, tables: Mapping[str, Table]) -> tuple[Table, Cell] | None:
    """The table and the cell, if the release has it and it is sure enough."""
    table = tables.get(wanted.table)
    cell = next((cell for cell in table.cells if cell.key == wanted.key), None) if table else None
    return (table, cell) if table is not None and cell is not None and _may_lead(cell) else None


def _may_lead(cell: Cell) -> bool:
    """Whether a value is sure enough for the page that most people read."""
    return published(cell) is not None and not is_weak(cell) and not is_unsure(cell)


def _only(table: Table, key: tuple[str, ...]) -> Table:
    """The table with one of its cells."""
    return replace(table, cells=(table.cell(*key),))


def _submitted(release: Release, voice: Voice) -> Iterator[Tile]:
    for one in release.participation:
        if not isinstance(one.submitted, Suppressed) and one.invited:
            yield Tile(voice.number(one.submitted), _of_invited("key", one, voice))


# --- findings ------------------------------------------------------------------------------------------


def _findings(chapters: Sequence[Chapter], language: Language) -> Iterator[Content]:
    """Up to five: those wanted, then the first of each chapter."""
    topics = [topic for chapter in chapters for part in chapter.parts for topic in part.topics]
    said: list[Content] = []
    used: set[str] = set()
    for code, name in FINDINGS.items():
        topic = next((topic for topic in topics if _names(topic, name)), None)
        if topic is not None:
            said += _said(topic, code, language)
            used |= {entry.name for entry in topic.entries}
    for topic in topics if len(said) < 2 else ():
        if used.isdisjoint(entry.name for entry in topic.entries):
            said += _said(topic, None, language)
    yield from said[:MOST_FINDINGS]


def _names(topic: Topic, name: str) -> bool:
    table = topic.entries[0].table
    return table.id == f"{table.role}.{name}"


def _said(topic: Topic, code: str | None, language: Language) -> list[Content]:
    voice = of_tables([entry.table for entry in topic.entries], language)
    table = topic.entries[0].table
    text = pointed(topic, code, voice) if code else None
    if text is None:
        text = finding(topic, voice)
        if text and table.measure is Measure.SHARE and table.dimensions[0].id != "answer":
            text = f"{voice.words(table.figure)}{voice.apart}: {text[:1].lower()}{text[1:]}"
    if text is None:
        return []
    title = voice.say(f"highlights.{code}") if code else voice.title(table)
    return [[_in(bold(title + " "), voice), _in(Span(f"{text}."), voice)]]


def _in(span: Span, voice: Voice) -> Span:
    return Span(span.text, span.weight, lang=voice.tag)


# --- how to read ---------------------------------------------------------------------------------------


def _reading(release: Release, voice: Voice) -> Box:
    who = [*_who(release.participation, voice), voice.say("highlights.who")]
    sure = voice.say("highlights.sure", weak=str(WEAK), least=str(LEAST_OF_GROUP))
    dot = voice.say("highlights.dot", minimum=voice.number(release.rules.min_contributors))
    return Box(
        (
            Heading(voice.say("highlights.reading"), 3, is_listed=False),
            Paragraph((bold(voice.say("highlights.who_title")), " ".join(who)), "small"),
            Paragraph((bold(voice.say("highlights.sure_title")), sure), "small"),
            Paragraph((bold(voice.say("highlights.dot_title")), dot), "small"),
        )
    )


def _who(participation: Sequence[Participation], voice: Voice) -> Iterator[str]:
    for one in participation:
        if not isinstance(one.submitted, Suppressed) and one.invited:
            yield _of_invited("who", one, voice)


def _of_invited(code: str, one: Participation, voice: Voice) -> str:
    """How many of how many answered, as far as that may be said."""
    submitted = count_text(one.submitted, voice.language)
    if isinstance(one.invited, Suppressed):
        return voice.say(f"highlights.{code}_{one.role}_alone", submitted=submitted)
    return voice.say(f"highlights.{code}_{one.role}", submitted=submitted, invited=voice.number(one.invited))
