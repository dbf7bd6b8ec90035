"""The report for the network as PDF. ``render`` is all there is to call; what stands in it is in ``exports.report``."""

from __future__ import annotations

from datetime import datetime

from analysis.release import Release
from exports.pdf.document import PUBLISHER, PdfDocument
from exports.pdf.pages import Running
from exports.pdf.story import cover, flowables
from exports.report.method import SHORT_ID
from exports.report.plan import story
from exports.report.voice import TAGS, Voice, voice_for
from exports.story import Story


def render(release: Release, language: str = "de") -> bytes:
    """The report: PDF/UA-1 and PDF/A-2a; the same release gives the same bytes.

    Raises TypeError for anything but a release: only protected tables can be printed. Raises ValueError for a
    language that the report does not speak.
    """
    voice = voice_for(release, language)
    told = story(release, language)
    return _document(release, told, voice).render(flowables(told.elements))


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
