"""Results of a wave inside the house: true values from the latest snapshot, each marked where a release hides it.

Nothing of this is ever written to a file; what leaves the house is a release.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from analysis import snapshot
from analysis.disclosure.report.primary import hidden
from analysis.layout import has_results, is_counted, section_of
from analysis.release import Rules, Table, Texts
from analysis.tables import tabulate_item
from analysis.words import plain
from app.database import AnySession
from app.models import Snapshot, Wave
from app.services.refusals import Refused, Unknown
from surveys.model import Questionnaire, Section


@dataclass(frozen=True, slots=True)
class Shown:
    """A table with its true values; ``hidden`` are the keys of the cells that a release would hide."""

    table: Table
    hidden: frozenset[tuple[str, ...]]


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


def open_snapshot(row: Snapshot) -> snapshot.Snapshot:
    """The snapshot on disk; raises Refused when its files are gone."""
    try:
        return snapshot.Snapshot(Path(row.path))
    except snapshot.SnapshotError as problem:
        raise Refused(
            "Die eingefrorenen Daten sind nicht mehr lesbar. Bitte frieren Sie die Welle neu ein."
        ) from problem


def contents(frozen: snapshot.Snapshot) -> Mapping[str, tuple[SectionEntries, ...]]:
    """What there are results of: for each role its sections with their items."""
    values = {"ZJ": frozen.wave.target_year, "BJ": frozen.wave.reference_year}
    return {
        role: tuple(_section(role, one, section, values) for section in one.sections)
        for role, one in frozen.questionnaires.items()
    }


def _section(role: str, one: Questionnaire, section: Section, values: Mapping[str, int]) -> SectionEntries:
    items = [item for page in section.pages for item in page.items if has_results(item)]
    entries = [Entry(role, item.id, item.number, plain(item.label, values)) for item in items]
    computed = [found for found in one.computed.values() if is_counted(found) and section_of(one, found) == section.id]
    entries += [Entry(role, found.id, "", plain(found.label, values)) for found in computed]
    return SectionEntries(plain(section.title, values), tuple(entries))


def entry(frozen: snapshot.Snapshot, role: str, item_id: str) -> Entry:
    """What is said about one item; raises Unknown when there are no results of it."""
    for section in contents(frozen).get(role, ()):
        for found in section.entries:
            if found.id == item_id:
                return found
    raise Unknown("Zu dieser Frage gibt es keine Ergebnisse.")


def tables(frozen: snapshot.Snapshot, role: str, item_id: str, wave_rules: Rules) -> list[Shown]:
    """All tables of an item; raises Unknown when there is no such item."""
    try:
        found = tabulate_item(frozen, role, item_id)
    except KeyError as problem:
        raise Unknown("Zu dieser Frage gibt es keine Ergebnisse.") from problem
    return [Shown(tabulation.opened(), hidden(tabulation, wave_rules)) for tabulation in found]
