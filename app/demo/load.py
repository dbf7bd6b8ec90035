"""The whole demo in the order of a real survey: accounts, frame, field period, snapshot, release; then an open wave."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select

from app.database import AnySession, writing
from app.demo import waves as invented
from app.demo.answers import answers
from app.demo.fieldwork import COMPLETE, PARTIAL, STARTED, Course, courses, period
from app.demo.frame import Unit, draw_frame
from app.demo.sample import draw_sample
from app.demo.tables import tree
from app.demo.walk import fill_pages
from app.models import Role, User, UserRole, Wave, now
from app.services import accounts, approval, freeze, intake, plans, publish, questionnaires, verification, waves
from app.services.refusals import Refused
from app.services.shelf import Shelf
from surveys.model import Questionnaire
from surveys.problems import Document

Say = Callable[[str], None]
"""Told in words what comes now."""
LATEST_STOP = {PARTIAL: 18, STARTED: 3}
"""Whoever breaks off does so on one of the first pages, at the latest on this one."""
_BATCH = 100
_MOST_FINDINGS = 5
_PUBLISHED = ("bericht", "kurzfassung")
"""The plans of the releases that go out."""


@dataclass(frozen=True)
class Plan:
    """What to invent: how many are asked, how many of them answer, and the seed of it all."""

    establishments: int
    response_rate: float
    seed: int
    pepper: str
    data_dir: Path


@dataclass(frozen=True)
class Loaded:
    """What was loaded, for the terminal."""

    answered: Mapping[str, int]
    pairs: int
    snapshot_id: str
    release_id: str
    release_state: str
    held_back: Sequence[str]
    """Why releases did not go out, a line each; empty when all did."""


class AlreadyLoaded(Refused):
    """The waves of the demo are there already."""


def is_loaded(session: AnySession) -> bool:
    """Whether the demo is there as a whole: its last step opens the second wave."""
    facts = tree("fieldwork")["open"]
    return session.scalar(select(Wave.id).where(Wave.slug == facts["slug"], Wave.opened_at.is_not(None))) is not None


def load(session: AnySession, plan: Plan, say: Say) -> Loaded:
    """Load the demo; what an interrupted attempt left behind is replaced.

    The same plan gives the same data, whatever the day. Raises AlreadyLoaded, and Refused when a real wave has
    the short name of one of the demo.
    """
    _refuse_real_waves(session)
    if is_loaded(session):
        raise AlreadyLoaded("Die Vorführwellen „demo“ und „demo-offen“ sind schon geladen.")
    freeze.require_room(_place(plan))
    say("Auswahlgrundlage erfinden und einlesen, Einladungen erzeugen")
    units = draw_frame(plan.seed)
    sampled = draw_sample(units, plan.establishments, plan.seed)
    with writing(session):
        _remove_rest(session)
        _add_accounts(session)
        wave = _prepare(session, plan, units, sampled)
    asked = [unit for unit in units if unit.reference in sampled]
    planned = courses(asked, plan.response_rate, plan.seed)
    _answer(session, wave, planned, plan, say)
    with writing(session):
        invented.set_back(session, planned, invented.assignments(session, wave))
        invented.give_fixed_links(session, wave, planned, plan.pepper)
        ended = waves.find(session, wave.slug)
        ended.closes_at = period().closes
        waves.close(session, ended, period().closes)
    snapshot_id, release_ids = _publish(session, wave.slug, plan, say)
    held_back = [line for release_id in release_ids for line in _let_out(session, release_id, say)]
    say("Offene Welle zum Ausfüllen anlegen")
    with writing(session):
        _open_second(session, plan, units)
    state = publish.STATE_WORDS[publish.find(session, release_ids[0]).state]
    return Loaded(*_answered(planned), snapshot_id, release_ids[0], state, held_back)


def _refuse_real_waves(session: AnySession) -> None:
    real = session.scalars(select(Wave.slug).where(Wave.slug.in_(_slugs()), Wave.is_invented.is_(False)))
    for slug in real:
        raise Refused(f"Die Erhebungswelle „{slug}“ ist nicht erfunden. Die Vorführung ersetzt nur erfundene Wellen.")


def _remove_rest(session: AnySession) -> None:
    """Drop the waves of an attempt that was interrupted, with all that hangs on them; never a real one."""
    session.execute(delete(Wave).where(Wave.slug.in_(_slugs()), Wave.is_invented.is_(True)))


def _slugs() -> list[str]:
    return [tree("fieldwork")[name]["slug"] for name in ("closed", "open")]


def _add_accounts(session: AnySession) -> None:
    facts = tree("fieldwork")["accounts"]
    for role in UserRole:
        email, name, _rights = facts[role]
        if session.scalar(select(User.id).where(User.email == email)) is None:
            accounts.create(session, email, name, facts["password"], role)


def _prepare(session: AnySession, plan: Plan, units: Sequence[Unit], sampled: frozenset[str]) -> Wave:
    field = period()
    # Answers are taken only by a wave that is open now; its deadline is set back with everything else.
    wave = invented.make_wave(session, "closed", field.opens.date(), now() + timedelta(days=1))
    invented.load_frame(session, wave, units, sampled)
    invented.invite_all(session, wave, plan.pepper)
    waves.open_wave(session, wave, field.opens)
    return wave


def _answer(session: AnySession, wave: Wave, planned: Sequence[Course], plan: Plan, say: Say) -> None:
    """Hand in the answers of those who finish, and walk some pages with those who break off."""
    instruments = {str(role): _instrument(session, wave, role) for role in Role}
    years = {"ZJ": wave.target_year, "BJ": wave.reference_year}
    finished = [course for course in planned if course.outcome == COMPLETE]
    for start in range(0, len(finished), _BATCH):
        batch = finished[start : start + _BATCH]
        say(f"Antworten einlesen: {start + 1} bis {start + len(batch)} von {len(finished)}")
        taken = intake.Taken()
        intake.take(session, wave, _lines(batch, instruments, plan.seed, years), taken)
        if taken.refused:
            raise ValueError(f"{len(taken.refused)} invented answers were refused, the first: {taken.refused[0]}")
    say("Abgebrochene Fragebögen ausfüllen")
    numbers = invented.assignments(session, wave)
    for course in planned:
        if course.outcome in LATEST_STOP:
            pages = _stop(course)
            given = answers(instruments[course.role], course.unit, plan.seed, years, pages)
            number = numbers[course.unit.reference, course.role]
            fill_pages(session, number, given, course.language, pages)


def _instrument(session: AnySession, wave: Wave, role: Role) -> Questionnaire:
    return questionnaires.load(session, questionnaires.current(session, wave.id, role))


def _stop(course: Course) -> int:
    """The number of pages that somebody who breaks off still answers."""
    latest = LATEST_STOP[course.outcome]
    return 1 + int(course.unit.reference[1:]) % latest


def _lines(
    batch: Iterable[Course], instruments: Mapping[str, Questionnaire], seed: int, years: Mapping[str, int]
) -> Iterator[str]:
    """Finished answers as the lines of an import file."""
    for course in batch:
        given: Document = answers(instruments[course.role], course.unit, seed, years)
        line = {"establishment": course.unit.reference, "role": course.role, "answers": given}
        yield json.dumps(line, ensure_ascii=False)


def _place(plan: Plan) -> freeze.Place:
    return freeze.Place(plan.data_dir / "snapshots", plan.pepper)


def _publish(session: AnySession, slug: str, plan: Plan, say: Say) -> tuple[str, list[str]]:
    """Freeze the wave, build report and summary the day after its end; the ids of all that."""
    say("Antworten einfrieren")
    at = _published_at()
    wave = waves.find(session, slug)
    frozen = freeze.write(session, wave, _place(plan), at)
    with writing(session):
        freeze.store(session, waves.find(session, slug), frozen, at)
    chosen = [plans.find(session, name).outline.chosen({}) for name in _PUBLISHED]
    plans.tables_of(frozen, Shelf(plan.data_dir / "files"))
    say("Veröffentlichungen bauen und schützen")
    made = publish.make_all(session, waves.find(session, slug), chosen)
    with writing(session):
        lead = _account(session, UserRole.MANAGER)
        ended = waves.find(session, slug)
        # The list of releases shows the last one first: the report, which is built last.
        times = [at - timedelta(minutes=number) for number in range(len(made))]
        found = [publish.keep(session, ended, one, when, lead).id for one, when in zip(made, times, strict=True)]
    return frozen.id, found


def _published_at() -> datetime:
    return period().closes + timedelta(days=1)


def _let_out(session: AnySession, release_id: str, say: Say) -> list[str]:
    """Verify a release and approve it as two people would, a day apart; lines about what must stay a draft."""
    row, at = publish.find(session, release_id), _published_at()
    if problem := approval.why_never(row):
        return [f"{release_id}: {problem}"]
    done = verification.verify(session, row, lambda _done, words: say(words))
    with writing(session):
        is_verified = verification.settle(session, done, at + timedelta(hours=2), _account(session, UserRole.MANAGER))
    if is_verified:
        with writing(session):
            approval.approve(session, release_id, at + timedelta(days=1), _account(session, UserRole.ANALYST))
        return []
    count = f"{release_id}: Abweichungen zwischen Dateien und Veröffentlichung: {len(done.findings)}"
    return [count, *(finding.line for finding in done.findings[:_MOST_FINDINGS])]


def _account(session: AnySession, role: UserRole) -> int:
    """The number of the demo's account with this role."""
    return accounts.by_email(session, tree("fieldwork")["accounts"][role][0]).id


def _open_second(session: AnySession, plan: Plan, units: Sequence[Unit]) -> None:
    """The wave that a newcomer fills out: a few establishments, the first one with the printed codes."""
    facts = tree("fieldwork")["open"]
    opens, closes = invented.open_wave_dates()
    wave = invented.make_wave(session, "open", opens, closes)
    fitting = [unit for unit in units if unit.stratum == facts["stratum"] and unit.has_council]
    chosen = fitting[: facts["establishments"]]
    invented.load_frame(session, wave, chosen, frozenset(unit.reference for unit in chosen))
    invented.invite_all(session, wave, plan.pepper)
    waves.open_wave(session, wave)
    invented.give_fixed_codes(session, wave, chosen[0].reference, plan.pepper)


def _answered(planned: Sequence[Course]) -> tuple[Mapping[str, int], int]:
    """How many of each role handed in, and how many pairs that makes."""
    finished = {
        str(role): {course.unit.reference for course in planned if (course.role, course.outcome) == (role, COMPLETE)}
        for role in Role
    }
    pairs = len(finished["company"] & finished["works_council"])
    return {role: len(some) for role, some in finished.items()}, pairs
