"""Which results of a wave there are inside the house: its latest snapshot, and the questions that it has answers to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sqlalchemy import select

from analysis import snapshot
from analysis.layout import has_results, is_counted, section_of
from analysis.release import Rules, Texts
from analysis.weights import Unweightable
from analysis.words import plain
from app.database import AnySession
from app.models import Snapshot, Wave
from app.services import strata
from app.services.refusals import Refused, Unknown
from exports.messages import say
from surveys.messages import Message
from surveys.model import Questionnaire, Section


@dataclass(frozen=True, slots=True)
class Entry:
    """One item (or computed value) that has results; ``label`` maps languages to text."""

    role: str
    id: str
    number: str
    label: Texts


@dataclass(frozen=True, slots=True)
class SectionEntries:
    """The items with results of one section."""

    title: Texts
    entries: tuple[Entry, ...]


def latest(session: AnySession, wave_id: int) -> Snapshot | None:
    """The snapshot that was taken last; None when there is none."""
    query = select(Snapshot).where(Snapshot.wave_id == wave_id).order_by(Snapshot.created_at.desc(), Snapshot.id)
    return session.scalars(query.limit(1)).first()


def rules(wave: Wave) -> Rules:
    """The disclosure rules of a wave."""
    return Rules(wave.min_contributors, wave.min_pairs, wave.p_percent)


def refused(problem: Unweightable) -> Refused:
    """That answers cannot stand for the frame, with the stratum or sector in which they do not, in its words."""
    code, group = problem.args
    what = _UNWEIGHTABLE.get(code, "passen Antworten und Auswahlgrundlage nicht zusammen.")
    return Refused(f"Die Antworten lassen sich nicht hochrechnen: Bei {strata.named(group)} {what}")


_MORE: Final = "Bitte holen Sie von dort Antworten nach, auch auf Papier, und frieren Sie danach neu ein."
_UNWEIGHTABLE: Final = {
    "nobody_answered": f"hat niemand geantwortet. {_MORE}",
    "one_answer": f"hat nur ein Betrieb geantwortet. {_MORE}",
    "more_answers": "haben mehr geantwortet, als die Auswahlgrundlage dort Betriebe hat. Bitte prüfen Sie diese.",
}


def open_snapshot(row: Snapshot) -> snapshot.Snapshot:
    """The snapshot on disk; raises Refused when its files are gone."""
    try:
        return snapshot.Snapshot(Path(row.path))
    except snapshot.SnapshotError as problem:
        raise Refused(
            "Die eingefrorenen Daten sind nicht mehr lesbar. Bitte frieren Sie die Welle neu ein."
        ) from problem


def contents(frozen: snapshot.Snapshot, words: str = "") -> Mapping[str, tuple[SectionEntries, ...]]:
    """What there are results of: for each role its sections with their items, those that hold all ``words``."""
    values = {"ZJ": frozen.wave.target_year, "BJ": frozen.wave.reference_year}
    wanted = words.casefold().split()
    found = {
        role: tuple(_section(role, one, section, values, wanted) for section in one.sections)
        for role, one in frozen.questionnaires.items()
    }
    return {role: tuple(section for section in sections if section.entries) for role, sections in found.items()}


def _section(
    role: str, one: Questionnaire, section: Section, values: Mapping[str, int], wanted: Sequence[str] = ()
) -> SectionEntries:
    items = [item for page in section.pages for item in page.items if has_results(item)]
    entries = [Entry(role, item.id, item.number, plain(item.label, values)) for item in items]
    computed = [found for found in one.computed.values() if is_counted(found) and section_of(one, found) == section.id]
    entries += [Entry(role, found.id, "", plain(found.label, values)) for found in computed]
    title = plain(section.title, values)
    return SectionEntries(title, tuple(entry for entry in _told_apart(entries) if _holds(title, entry, wanted)))


def _told_apart(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Some get a question in a shorter form: of two with the same words the second says so."""
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        words = entry.number, entry.label["de"]
        if words in seen:
            label = {
                language: say(Message("report.variant", {"title": text}), language)
                for language, text in entry.label.items()
            }
            entry = replace(entry, label=label)  # noqa: PLW2901
        seen.add(words)
        yield entry


def _holds(title: Texts, entry: Entry, wanted: Sequence[str]) -> bool:
    text = f"{title['de']} {entry.number} {entry.label.get('de', '')} {entry.id}".casefold()
    return all(word in text for word in wanted)


def entry(frozen: snapshot.Snapshot, role: str, item_id: str) -> Entry:
    """What is said about one item; raises Unknown when there are no results of it."""
    for section in contents(frozen).get(role, ()):
        for found in section.entries:
            if found.id == item_id:
                return found
    raise Unknown("Zu dieser Frage gibt es keine Ergebnisse.")
