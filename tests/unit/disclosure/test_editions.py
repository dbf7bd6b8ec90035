"""Editions side by side: what the report hides must not follow from summary, district and sector reports together.

They are published one after the other, as a house does it, and read as one by somebody with scipy (``reader``) and by
``python -m analysis.disclosure audit``.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from analysis.disclosure import build
from analysis.disclosure.__main__ import main
from analysis.disclosure.build import Order
from analysis.disclosure.ledger import Earlier
from analysis.disclosure.report import participation
from analysis.disclosure.report.participation import fieldwork
from analysis.disclosure.report.primary import hidden, protect
from analysis.disclosure.seal import seal
from analysis.plan_file import usual
from analysis.release import Block, BlockKind, Cell, Plan, PlanChapter, Query, Release, Suppressed, Table, to_tree
from analysis.snapshot import Snapshot
from analysis.tables import tabulate
from tests.unit.disclosure.invented import Answer, drawn, frozen
from tests.unit.disclosure.reader import Reader, Truth
from tests.worked_example import BUILT_AT, FACTS, RULES

DISTRICTS = ("10041", "10042", "10043", "10044", "10045", "10046")
GROUPED = ("need.sum", "trains.share", "topics.share", "strength.top2")
"""What the reports of groups show."""
NOWHERE = [("B-E", "0-9"), ("F", "10-49"), ("J-S", "250+")]
Name = tuple[str, tuple[str, ...]]


def _answers() -> list[Answer]:
    """Companies in six districts, the last ones with hardly ten enterprises; here and there one answers unlike."""
    found = drawn(3, companies=84, councils=0)
    places = [code for code, count in zip(DISTRICTS, (24, 12, 12, 12, 12, 12), strict=True) for _ in range(count)]
    return [replace(one, kreis=kreis) for one, kreis in zip(found, places, strict=True)]


def _plan(name: str, tables: Sequence[str], **choice: str) -> Plan:
    blocks = tuple(Block(BlockKind.TABLE, queries=(Query(f"v{n}", table),)) for n, table in enumerate(tables))
    return Plan(name, {"de": name}, {}, (PlanChapter({"de": "Zahlen"}, blocks),), parameters=choice)


def _plans() -> Iterator[list[Plan]]:
    """What comes out in turn: the summary, the report, a report for each district, one for a sector."""
    yield [_plan("kurzfassung", ["company.topics.share", "company.need.sum"])]
    yield [usual()]
    yield [_plan("gruppe", [f"company.{name}.kreis" for name in GROUPED], kreis=code) for code in DISTRICTS]
    yield [_plan("gruppe", [f"company.{name}.sector_group" for name in GROUPED], sector_group="B-E")]


@dataclass(frozen=True, slots=True)
class Published:
    """A wave and the editions that have come out of it, in order."""

    answers: list[Answer]
    snapshot: Snapshot
    editions: list[Release]

    @property
    def truth(self) -> Truth:
        return Truth(self.answers, NOWHERE)

    @property
    def tables(self) -> dict[str, list[Table]]:
        """All editions of each table."""
        found: dict[str, list[Table]] = {}
        for table in (table for edition in self.editions for table in edition.tables):
            found.setdefault(table.id, []).append(table)
        return found


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    answers = _answers()
    snapshot = frozen(tmp_path_factory.mktemp("wave"), answers, NOWHERE)
    made: list[Release] = []
    for plans in _plans():
        found = build.protect(snapshot, RULES, plans, earlier=[Earlier(one, snapshot) for one in made])
        made += [found.release(Order(replace(FACTS, slug="invented"), RULES, BUILT_AT, plan)) for plan in plans]
    return Published(answers, snapshot, made)


def _tree(published: Published, concealed: Mapping[str, Collection[Any]]) -> Mapping[str, Any]:
    """What all editions print together, with all digits; these figures are concealed."""
    counted = [
        one
        for chapter in tabulate(published.snapshot, frozenset({"kreis"}))
        for one in chapter.tables
        if one.head.id in published.tables
    ]
    parts = [fieldwork(published.snapshot, role) for role in published.snapshot.roles]
    return to_tree(
        seal(
            state="built",
            wave=FACTS,
            snapshot=published.snapshot.id,
            questionnaires={},
            rules=RULES,
            participation=tuple(one.protected(frozenset(concealed[participation.figures(one.role)])) for one in parts),
            chapters=(),
            tables=tuple(protect(one, RULES, concealed[one.head.id]) for one in counted),
            frozen_at=BUILT_AT,
            facts={},
        )
    )


def _concealed(published: Published) -> dict[str, set[Any]]:
    """The figures that no edition prints, of all tables that one shows, and of participation."""
    found: dict[str, set[Any]] = {}
    for name, editions in published.tables.items():
        found[name] = set.intersection(*({cell.key for cell in table.cells if _is_hidden(cell)} for table in editions))
    for counts in zip(*(edition.participation for edition in published.editions), strict=True):
        totals = {
            key for key in participation.TOTALS if all(isinstance(getattr(one, key), Suppressed) for one in counts)
        }
        strata = [{cell.key[0] for cell in one.by_stratum if _is_hidden(cell)} for one in counts]
        found[participation.figures(counts[0].role)] = totals | set.intersection(*strata)
    return found


def _is_hidden(cell: Cell) -> bool:
    return isinstance(cell.value, Suppressed)


def _one_by_one(published: Published) -> dict[str, set[Any]]:
    """What would be hidden if every figure were judged by itself."""
    counted = [one for part in tabulate(published.snapshot, frozenset({"kreis"})) for one in part.tables]
    broken = {
        participation.figures(one.role): set(one.broken(RULES))
        for one in (fieldwork(published.snapshot, role) for role in published.snapshot.roles)
    }
    return {one.head.id: set(hidden(one, RULES)) for one in counted} | broken


def test_no_edition_prints_what_another_hides_and_all_print_the_same(published: Published) -> None:
    assert len(published.editions) == 9
    assert len(published.tables["company.trains.share.kreis"]) == len(DISTRICTS)
    assert len(published.tables["company.trains.share.sector_group"]) == len(published.tables["company.need.sum"]) == 2
    for editions in published.tables.values():
        assert all(table == editions[0] for table in editions)
    assert all(edition.participation == published.editions[0].participation for edition in published.editions)


def test_all_editions_together_tell_nothing(published: Published) -> None:
    before = Reader(_tree(published, _one_by_one(published)))
    districts = [one for one, _how in published.truth.found_out(before) if any(name == "kreis" for name, _ in one[3])]
    assert districts  # figures judged one by one would give districts away

    after = Reader(_tree(published, _concealed(published)))
    assert len(list(published.truth.secrets(after))) > 50
    assert published.truth.found_out(after) == []
    assert published.truth.known_to_be_nobody(after) == []


def test_who_took_part_learns_nothing_from_them_together(published: Published) -> None:
    after = Reader(_tree(published, _concealed(published)))
    coalitions = published.truth.coalitions(after)
    assert len(coalitions) > 5
    for who in coalitions[:5]:
        assert published.truth.found_out(after, who) == [], sorted(who)


def _printed(published: Published, path: Path, only_hidden: str = "") -> int:
    """The state and the districts as the editions print them, as a table for the audit; how many are hidden.

    With ``only_hidden`` all are printed as they are counted, but for this district.
    """
    name = "company.need.sum.kreis"
    state, districts = published.tables["company.need.sum"][0], published.tables[name][0]
    values = {cell.key[0]: cell.value for cell in districts.cells} | {"total": state.cells[0].value}
    counted = {code: sum(one.said["need"] for one in published.answers if one.kreis == code) for code in DISTRICTS}
    rows = [(code, counted.get(code, value) if only_hidden else value) for code, value in values.items()]
    secret = {only_hidden} if only_hidden else {code for code, value in rows if isinstance(value, Suppressed)}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["kreis", "value", "status"])
        for code, value in rows:
            writer.writerow([code, "", "secondary"] if code in secret else [code, value, "published"])
    return len(secret)


def test_the_audit_subtracts_districts_from_the_state_in_vain(published: Published, tmp_path: Path) -> None:
    table, out = tmp_path / "kreise.csv", tmp_path / "out.json"
    words = ["audit", str(table), "--by", "kreis", "--value", "value", "--status", "status", "--json", str(out)]
    assert _printed(published, table) != 1
    assert main(words) == 0
    assert json.loads(out.read_text(encoding="utf-8"))["summary"]["exactly_known"] == 0
    assert _printed(published, table, "10046") == 1
    assert main(words) == 1
    assert json.loads(out.read_text(encoding="utf-8"))["summary"]["exactly_known"] == 1
