"""The report for the network as PDF. ``render`` is all there is to call; what stands in it is in ``exports.report``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from analysis.release import Release
from exports.cells import WEAK
from exports.dates import long_date
from exports.pdf import theme
from exports.pdf.document import PUBLISHER, PdfDocument
from exports.pdf.flowables import CondPageBreak, Contents, Flowable, PageBreak, heading, paragraph
from exports.pdf.pages import Cover, Running
from exports.report.chapters import BOTH, Chapter, Part, chapters
from exports.report.figures import figures
from exports.report.grids import annex, legends
from exports.report.highlights import highlights
from exports.report.method import SHORT_ID, field_period, glossary, imprint, method, stamp
from exports.report.participation import participation
from exports.report.voice import TAGS, Voice, speaking, voice_for

FIRST_SECTION: Final = 2
TITLE: Final = theme.style("chapter", theme.HEADINGS[1], spaceBefore=26)
INTRO: Final = theme.style("intro", theme.SMALL, keepWithNext=1)
ROOM_OF_CHAPTER: Final = theme.TEXT_HEIGHT * 0.36


def render(release: Release, language: str = "de") -> bytes:
    """The report: PDF/UA-1 and PDF/A-2a; the same release gives the same bytes.

    Raises TypeError for anything but a release: only protected tables can be printed. Raises ValueError for a
    language that the report does not speak.
    """
    voice = voice_for(release, language)
    parts = chapters(release, FIRST_SECTION)
    if not any(entry.is_answered for chapter in parts for entry in chapter.entries):
        parts = []  # of nobody there is one sentence to say, not one in each chapter
    return _document(release, voice).render(_story(release, parts, voice))


def _document(release: Release, voice: Voice) -> PdfDocument:
    own = speaking([release.wave.title], voice.language)
    title = own.words(release.wave.title)
    words = stamp(release, voice)
    identifier = release.id[:SHORT_ID]
    invented = [voice.say("report.invented")] if release.wave.invented else []
    is_provisional = bool(release.facts.get("is_provisional"))
    state = voice.say(
        "report.data_state_provisional" if is_provisional else "report.data_state",
        date=long_date(datetime.fromisoformat(release.frozen_at), voice.language),
        id=identifier,
    )
    roles = {one.role for one in release.participation}
    subtitle = "report.subtitle" if len(roles) > 1 else "report.subtitle_one"
    return PdfDocument(
        title=title,
        created=datetime.fromisoformat(release.frozen_at),
        language=TAGS[voice.language],
        subject=voice.say("report.subject"),
        identifier=release.id,
        stamp=words or None,
        running=Running(
            header_left=title,
            header_right=voice.say("report.invented_short") if release.wave.invented else PUBLISHER,
            footer_left=f"{PUBLISHER} · {voice.say('report.running', id=identifier)}",
            page="{page}",
        ),
        cover=Cover(
            title=title,
            subtitle=voice.say(subtitle, year=str(release.wave.target_year)),
            kicker=words or voice.say("report.kicker"),
            publisher=PUBLISHER,
            title_lang=own.tag,
            lines=(voice.say("report.field", period=field_period(release, voice)), state, *invented),
        ),
    )


def _story(release: Release, parts: Sequence[Chapter], voice: Voice) -> list[Flowable]:
    after = FIRST_SECTION + len(parts)
    story: list[Flowable] = [
        *highlights(release, parts, voice.language),
        PageBreak(),
        heading(voice.say("report.contents"), is_listed=False),
        Contents(2),
        PageBreak(),
        *participation(release, FIRST_SECTION - 1, voice.language),
    ]
    for chapter in parts:
        story += _chapter(chapter, voice)
    story += [CondPageBreak(ROOM_OF_CHAPTER), *method(release, after, voice)]
    story += [CondPageBreak(ROOM_OF_CHAPTER), *glossary(after + 1, voice)]
    story += [PageBreak(), *_annex(parts, after + 2, voice)] if parts else []
    story += [CondPageBreak(ROOM_OF_CHAPTER), *imprint(release, after + 3 if parts else after + 2, voice)]
    return story


def _chapter(chapter: Chapter, voice: Voice) -> list[Flowable]:
    """A chapter begins on the page of the one before it when that leaves room enough."""
    own = speaking([chapter.title], voice.language)
    title = heading(own.words(chapter.title), number=str(chapter.number), style=TITLE, lang=own.tag)
    if not chapter.parts:
        is_answered = any(entry.is_answered for entry in chapter.entries)
        return [title, paragraph(voice.say("report.nothing_published" if is_answered else "report.nothing"))]
    made: list[Flowable] = []
    drawn = 0
    for place, part in enumerate(chapter.parts, start=1):
        flowables, count = figures(part, chapter.number, drawn + 1, voice.language)
        made += [*_part_title(part, f"{chapter.number}.{place}", voice), *flowables]
        drawn += count
    return [CondPageBreak(ROOM_OF_CHAPTER if drawn else 0.0), title, *made]


def _part_title(part: Part, number: str, voice: Voice) -> list[Flowable]:
    if part.role == BOTH:
        return [
            heading(voice.say("role.both"), 2, number=number, is_listed=False),
            paragraph(voice.say("report.both_intro"), INTRO),
        ]
    return [heading(voice.say(f"role.{part.role}_title"), 2, number=number, is_listed=False)]


def _annex(parts: Sequence[Chapter], number: int, voice: Voice) -> list[Flowable]:
    entries = [entry for chapter in parts for entry in chapter.entries]
    signs = [voice.say("report.hidden"), voice.say("report.weak", limit=str(WEAK)), voice.say("report.empty")]
    made: list[Flowable] = [
        heading(voice.say("report.annex"), number=str(number)),
        paragraph(" ".join([voice.say("report.annex_intro"), *legends(entries, voice.language)]), theme.SMALL),
        paragraph(" ".join(signs), theme.SMALL),
    ]
    for place, chapter in enumerate(parts, start=1):
        own = speaking([chapter.title], voice.language)
        if chapter.entries:
            made.append(heading(own.words(chapter.title), 2, number=f"{number}.{place}", lang=own.tag))
            made += annex(chapter.entries, voice.language)
    return made
