"""The report for the network as PDF. ``render`` is all there is to call; what stands in it is in ``exports.report``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from analysis.release import Release
from exports.pdf.document import PUBLISHER, PdfDocument
from exports.pdf.pages import Running
from exports.pdf.story import cover, flowables
from exports.report.method import SHORT_ID
from exports.report.plan import story
from exports.report.voice import TAGS, Voice, voice_for
from exports.story import Contents, Element, Story

FEW_PAGES: Final = 8
"""So many need no list of what stands on them."""
MOST_ELEMENTS: Final = 120
"""So few pages hold no more, so that those of a long report need not be counted."""


def render(release: Release, language: str = "de") -> bytes:
    """The report: PDF/UA-1 and PDF/A-2a; the same release gives the same bytes.

    Raises TypeError for anything but a release: only protected tables can be printed. Raises ValueError for a
    language that the report does not speak.
    """
    voice = voice_for(release, language)
    told = story(release, language)
    document = _document(release, told, voice)
    return document.render(flowables(_with_contents(told.elements, document)))


def _with_contents(elements: Sequence[Element], document: PdfDocument) -> Sequence[Element]:
    """The elements, those of a short report without the contents, which would be a page for a few lines."""
    place = next((place for place, each in enumerate(elements) if isinstance(each, Contents)), len(elements))
    without = (*elements[:place], *elements[place + 2 :])  # the contents and the end of their page
    is_short = len(elements) <= MOST_ELEMENTS and document.pages(flowables(without)) <= FEW_PAGES
    return without if is_short else elements


def _document(release: Release, told: Story, voice: Voice) -> PdfDocument:
    return PdfDocument(
        title=told.cover.name,
        created=datetime.fromisoformat(release.frozen_at),
        language=TAGS[voice.language],
        subject=voice.say("report.subject"),
        identifier=release.id,
        stamp=told.stamp or None,
        running=Running(
            header_left=told.cover.title,
            header_right=voice.say("report.invented_short") if release.wave.invented else PUBLISHER,
            footer_left=f"{PUBLISHER} · {voice.say('report.running', id=release.id[:SHORT_ID])}",
            page="{page}",
        ),
        cover=cover(told.cover),
    )
