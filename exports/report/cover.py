"""What stands in front of a report: whose it is, on what, and which state of the data it shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from analysis.release import Release
from exports.dates import long_date
from exports.pdf.document import PUBLISHER
from exports.report.method import SHORT_ID, field_period, name_of, stamp, titles
from exports.report.voice import Voice, speaking
from exports.story import Cover


def cover(release: Release, voice: Voice) -> Cover:
    """What the report is called; over it its wave or what kind of report it is, and that it is a draft."""
    title, other = titles(release)
    own, kind, below = (speaking([texts], voice.language) for texts in (title, other, release.plan.subtitle))
    return Cover(
        name=name_of(release, voice),
        title=own.words(title),
        title_lang=own.tag,
        subtitle=below.words(release.plan.subtitle) or _subtitle(release, voice),
        subtitle_lang=below.tag,
        kicker=" · ".join(filter(None, (kind.words(other), stamp(release, kind)))) or voice.say("report.kicker"),
        kicker_lang=kind.tag,
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
