"""What stands in front of a report: whose it is, on what, and which state of the data it shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from analysis.release import Release
from exports.dates import long_date
from exports.pdf.document import PUBLISHER
from exports.report.method import SHORT_ID, field_period, stamp, titles
from exports.report.voice import Voice, speaking
from exports.story import Cover


def cover(release: Release, voice: Voice) -> Cover:
    """What the report is called; over it its wave or what kind of report it is, and that it is a draft."""
    title, other = titles(release)
    own = speaking([title], voice.language)
    kind, marked = voice.words(other), stamp(release, voice)
    return Cover(
        title=own.words(title),
        title_lang=own.tag,
        subtitle=voice.words(release.plan.subtitle) or _subtitle(release, voice),
        kicker=" · ".join(filter(None, (kind, marked))) or voice.say("report.kicker"),
        publisher=PUBLISHER,
        lines=tuple(_lines(release, voice)),
    )


def _subtitle(release: Release, voice: Voice) -> str:
    roles = {one.role for one in release.participation}
    code = "report.subtitle" if len(roles) > 1 else "report.subtitle_one"
    return voice.say(code, year=str(release.wave.target_year))


def _lines(release: Release, voice: Voice) -> Iterator[str]:
    """When it was asked, which state of the data this is, and whether it is invented."""
    yield voice.say("report.field", period=field_period(release, voice))
    code = "report.data_state_provisional" if release.facts.get("is_provisional") else "report.data_state"
    day = long_date(datetime.fromisoformat(release.frozen_at), voice.language)
    yield voice.say(code, date=day, id=release.id[:SHORT_ID])
    if release.wave.invented:
        yield voice.say("report.invented")
