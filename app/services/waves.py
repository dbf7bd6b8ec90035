"""Waves: made, dated, opened, extended, closed, archived. The one place that knows what may follow what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import Select, select

from app.database import AnySession
from app.models import Role, Wave, WaveQuestionnaire, WaveState, now
from app.services.accounts import EMAIL
from app.services.refusals import Refused, Unknown
from exports.dates import HERE

GRACE: Final = timedelta(minutes=10)
"""Who is writing when the wave closes can still finish."""

SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RESERVED: Final = frozenset({"neu"})
"""Words that stand where a short name stands in an address of staff."""
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100

_NEXT: Final = {
    WaveState.DRAFT: WaveState.OPEN,
    WaveState.OPEN: WaveState.CLOSED,
    WaveState.CLOSED: WaveState.ARCHIVED,
}
STATE_WORDS: Final = {
    WaveState.DRAFT: "im Entwurf",
    WaveState.OPEN: "geöffnet",
    WaveState.CLOSED: "geschlossen",
    WaveState.ARCHIVED: "archiviert",
}


class Phase(StrEnum):
    """What a wave is for somebody who wants to answer."""

    NOT_YET = "not_yet"
    OPEN = "open"
    GRACE = "grace"  # who has begun may finish
    OVER = "over"


@dataclass(frozen=True, slots=True)
class NewWave:
    """What staff decide about a wave before it exists; ``title`` maps ``de`` (and ``en``, ``fr``) to text."""

    slug: str
    title: dict[str, str]
    reference_year: int
    target_year: int
    opens_on: date | None = None
    closes_at: datetime | None = None
    is_invented: bool = False
    contact_phone: str = ""
    contact_mail: str = ""
    min_contributors: int = 3
    min_pairs: int = 5
    p_percent: int = 10


def create(session: AnySession, new: NewWave) -> Wave:
    """Add a wave in state draft; raises Refused when a value cannot be."""
    _check(new)
    if session.scalar(select(Wave.id).where(Wave.slug == new.slug)) is not None:
        raise Refused(f"Eine Erhebungswelle „{new.slug}“ gibt es schon.")
    wave = Wave(**{name: getattr(new, name) for name in NewWave.__dataclass_fields__})
    session.add(wave)
    session.flush()
    return wave


def find(session: AnySession, slug: str) -> Wave:
    """The wave with this short name as it is stored now; raises Unknown."""
    return _find(session, slug, select(Wave))


def hold(session: AnySession, slug: str) -> Wave:
    """The wave, held until the transaction ends: what is decided on its state stays true. Raises Unknown.

    SQLite has but one writer; PostgreSQL lets a second one wait here.
    """
    return _find(session, slug, select(Wave).with_for_update(key_share=True))


def _find(session: AnySession, slug: str, query: Select[Wave]) -> Wave:
    fresh = query.where(Wave.slug == slug).execution_options(populate_existing=True)
    wave = session.scalar(fresh) if SLUG.fullmatch(slug) else None
    if wave is None:
        raise Unknown(f"Eine Erhebungswelle „{slug}“ gibt es nicht.")
    return wave


def all_waves(session: AnySession) -> list[Wave]:
    """All waves, the newest first."""
    return list(session.scalars(select(Wave).order_by(Wave.id.desc())))


def set_dates(session: AnySession, wave: Wave, opens_on: date | None, closes_at: datetime | None) -> None:
    """Date a draft; raises Refused once it is open (then it can only be extended)."""
    if wave.state is not WaveState.DRAFT:
        raise Refused("Die Termine lassen sich nur im Entwurf ändern. Danach können Sie die Frist verlängern.")
    _check_dates(opens_on, closes_at)
    wave.opens_on, wave.closes_at = opens_on, closes_at
    session.flush()


def open_wave(session: AnySession, wave: Wave, at: datetime | None = None) -> None:
    """Open a draft; needs a deadline in the future and a questionnaire of each role."""
    moment = at or now()
    _require(wave, WaveState.OPEN)
    missing = {Role.COMPANY, Role.WORKS_COUNCIL} - _roles_with_questionnaire(session, wave)
    if missing:
        raise Refused("Es fehlt noch ein Fragebogen. Beide Rollen brauchen einen, bevor die Welle öffnet.")
    if wave.closes_at is None:
        raise Refused("Es fehlt noch der Tag, an dem die Frist endet.")
    if wave.closes_at <= moment:
        raise Refused("Die Frist liegt in der Vergangenheit. Bitte ändern Sie zuerst die Termine.")
    wave.state, wave.opened_at = WaveState.OPEN, moment
    session.flush()


def extend(session: AnySession, wave: Wave, closes_at: datetime, at: datetime | None = None) -> None:
    """Move the deadline of an open wave to a later moment."""
    if wave.state is not WaveState.OPEN:
        raise Refused("Nur eine geöffnete Erhebungswelle lässt sich verlängern.")
    if closes_at <= (at or now()):
        raise Refused("Die neue Frist liegt in der Vergangenheit.")
    if wave.closes_at is not None and closes_at <= wave.closes_at:
        raise Refused("Die neue Frist muss später enden als die bisherige. Verkürzen geht nicht.")
    wave.closes_at = closes_at
    session.flush()


def close(session: AnySession, wave: Wave, at: datetime | None = None) -> None:
    """Close an open wave for good; who is writing has ten minutes' grace."""
    _require(wave, WaveState.CLOSED)
    wave.state, wave.closed_at = WaveState.CLOSED, at or now()
    session.flush()


def archive(session: AnySession, wave: Wave) -> None:
    """Put a closed wave away; nothing of it can be changed any more."""
    _require(wave, WaveState.ARCHIVED)
    wave.state = WaveState.ARCHIVED
    session.flush()


def phase(wave: Wave, at: datetime, *, is_trial: bool = False) -> Phase:
    """What the wave is at a moment for a respondent; a trial run is open as long as the wave is not closed."""
    if is_trial:
        return Phase.OPEN if wave.state in {WaveState.DRAFT, WaveState.OPEN} else Phase.OVER
    if wave.state is WaveState.DRAFT:
        return Phase.NOT_YET
    end = ends_at(wave)
    if wave.state is WaveState.ARCHIVED or (end is not None and at >= end + GRACE):
        return Phase.OVER
    return Phase.OPEN if end is None or at < end else Phase.GRACE


def accepts_answers(wave: Wave, at: datetime, *, is_trial: bool = False) -> bool:
    """Whether an answer that arrives at a moment is stored."""
    return phase(wave, at, is_trial=is_trial) in {Phase.OPEN, Phase.GRACE}


def require_changeable(wave: Wave) -> None:
    """Raise Refused for an archived wave: only reading is left."""
    if wave.state is WaveState.ARCHIVED:
        raise Refused("Die Erhebungswelle ist archiviert. An ihr lässt sich nichts mehr ändern.")


def why_not(wave: Wave, wanted: str) -> str:
    """Why the next state of the wave cannot be ``wanted``; empty when it can."""
    if _NEXT.get(wave.state) == wanted:
        return ""
    return f"Die Erhebungswelle ist {STATE_WORDS[wave.state]} und lässt sich deshalb nicht {_ACTS[WaveState(wanted)]}."


def _require(wave: Wave, wanted: WaveState) -> None:
    if words := why_not(wave, wanted):
        raise Refused(words)


def ended_on(wave: Wave) -> date | None:
    """The last day of fieldwork by the clock of the Saarland; None while nobody has closed the wave."""
    end = ends_at(wave)
    return _day_that_ends(end) if end is not None and wave.closed_at is not None else None


def ends_at(wave: Wave) -> datetime | None:
    """When fieldwork ended or will end, whichever comes first: by deadline or by hand."""
    ends = [moment for moment in (wave.closes_at, wave.closed_at) if moment is not None]
    return min(ends) if ends else None


_ACTS: Final = {
    WaveState.OPEN: "öffnen",
    WaveState.CLOSED: "schließen",
    WaveState.ARCHIVED: "archivieren",
}


def _roles_with_questionnaire(session: AnySession, wave: Wave) -> set[Role]:
    query = select(WaveQuestionnaire.role).where(WaveQuestionnaire.wave_id == wave.id).distinct()
    return set(session.scalars(query))


def _check(new: NewWave) -> None:
    if not SLUG.fullmatch(new.slug) or len(new.slug) > 60:
        words = "Das Kürzel besteht aus Kleinbuchstaben, Ziffern und Bindestrichen, zum Beispiel „herbst-2026“."
        raise Refused(words, "slug")
    if new.slug in RESERVED:
        raise Refused(f"„{new.slug}“ ist vergeben. Bitte wählen Sie ein anderes Kürzel.", "slug")
    if not new.title.get("de", "").strip():
        raise Refused("Bitte geben Sie einen deutschen Titel an.", "title_de")
    if not FIRST_YEAR <= new.reference_year <= new.target_year <= LAST_YEAR:
        words = "Das Zieljahr darf nicht vor dem Bezugsjahr liegen; beide zwischen 2000 und 2100."
        raise Refused(words, "target_year")
    if new.min_contributors < 3 or new.min_pairs < 5 or new.p_percent < 10:
        raise Refused("Die Geheimhaltung darf nur strenger werden: mindestens 3 Betriebe, 5 Paare, 10\u00a0%.")
    _check_contact(new)
    _check_dates(new.opens_on, new.closes_at)


def _check_contact(new: NewWave) -> None:
    """Both stand on letters and in the footer of every page."""
    if new.contact_mail and not EMAIL.fullmatch(new.contact_mail):
        raise Refused(f"„{new.contact_mail}“ ist keine E-Mail-Adresse.", "contact_mail")
    if not new.contact_phone.isprintable():
        raise Refused("Eine Telefonnummer steht in einer Zeile.", "contact_phone")


def _check_dates(opens_on: date | None, closes_at: datetime | None) -> None:
    if closes_at is None:
        return
    if opens_on is not None and _day_that_ends(closes_at) < opens_on:
        raise Refused("Die Frist darf nicht vor dem Tag der Öffnung enden.", "last_day")
    if closes_at <= now():
        raise Refused("Die Frist liegt in der Vergangenheit.", "last_day")


def last_day(wave: Wave) -> date | None:
    """The last day on which answers are possible, by the clock of the Saarland."""
    return _day_that_ends(wave.closes_at) if wave.closes_at is not None else None


def _day_that_ends(moment: datetime) -> date:
    """The day to which a moment belongs as an end: 0 o'clock is 24 o'clock of the day before."""
    return (moment.astimezone(HERE) - timedelta(microseconds=1)).date()


def is_overdue(wave: Wave) -> bool:
    """Whether the deadline has passed and nobody has closed the wave."""
    return wave.state is WaveState.OPEN and wave.closes_at is not None and wave.closes_at <= now()
