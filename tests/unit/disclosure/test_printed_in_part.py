"""Everything is protected together and a plan prints a part: the same is hidden, whatever is shown before or beside."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.disclosure.build import Order, Protected, Refusal, build, protect
from analysis.disclosure.ledger import Earlier, printed_figures
from analysis.plan_file import usual
from analysis.release import NO_PLAN, Block, BlockKind, Plan, PlanChapter, Query, Release, Suppressed
from analysis.snapshot import Snapshot, write_snapshot
from tests.unit.disclosure import invented
from tests.worked_example import BUILT_AT, FACTS, RULES

DISTRICTS = ("10041", "10042", "10043", "10044", "10045", "10046")
"""Each needs ten companies, or nothing is broken down by districts."""


def plan_of(*tables: str) -> Plan:
    """A plan that shows these tables."""
    blocks = tuple(Block(BlockKind.TABLE, queries=(Query(f"v{n}", table),)) for n, table in enumerate(tables))
    return Plan(id="part", title={"de": "Teil"}, subtitle={}, chapters=(PlanChapter({"de": "Zahlen"}, blocks),))


PART = plan_of("company.topics.share", "company.need.sum.sector_group")


def _order(plan: Plan) -> Order:
    return Order(replace(FACTS, slug="invented"), RULES, BUILT_AT, plan)


def _answers(*, late: bool, companies: int) -> list[invented.Answer]:
    found = invented.drawn(3, companies=companies)
    return found if late else found[:-1]


def _wave(root: Path, *, late: bool = False, districts: bool = False) -> Snapshot:
    content = invented.content(_answers(late=late, companies=90 if districts else 60))
    if districts:
        cases = {
            role: [replace(one, kreis=DISTRICTS[n % 6]) for n, one in enumerate(some)]
            for role, some in content.cases.items()
        }
        content = replace(content, cases=cases)
    return write_snapshot(root, content)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return _wave(tmp_path_factory.mktemp("wave"))


@pytest.fixture(scope="module")
def protected(snapshot: Snapshot) -> Protected:
    return protect(snapshot, RULES, [usual(), PART])


def _shown(release: Release) -> set[tuple[str, tuple[str, ...]]]:
    return {
        (table.id, cell.key)
        for table in release.tables
        for cell in table.cells
        if not isinstance(cell.value, Suppressed)
    }


def test_every_plan_hides_the_same_and_has_an_id_of_its_own(protected: Protected) -> None:
    whole, part, bare = (protected.release(_order(plan)) for plan in (usual(), PART, NO_PLAN))
    assert [table.id for table in part.tables] == ["company.need.sum.sector_group", "company.topics.share"]
    assert all(table == whole.table(table.id) for table in part.tables)
    assert whole.tables == bare.tables
    assert len({whole.id, part.id, bare.id}) == 3
    assert part.participation == whole.participation
    assert part.audit == whole.audit
    # Facts count what is printed.
    cells = [cell for table in part.tables for cell in table.cells if cell.value is not None]
    assert part.facts["cells"] == len(cells)
    assert part.facts["cells_published"] == sum(not isinstance(cell.value, Suppressed) for cell in cells)
    assert len(part.tables) < len(whole.tables)


def test_a_section_without_shown_tables_is_none_and_one_that_is_shown_is_whole(protected: Protected) -> None:
    part = protected.release(_order(PART))
    assert {table for chapter in part.chapters for table in chapter.tables} == {table.id for table in part.tables}
    assert {chapter.role for chapter in part.chapters} == {"company"}
    section = part.chapters[0].id
    block = Block(BlockKind.SECTION, section=section)
    shown = protected.release(_order(Plan("s", {}, {}, (PlanChapter({}, (block,)),))))
    whole = protected.release(_order(NO_PLAN))
    assert shown.chapters == tuple(one for one in whole.chapters if one.id == section)


def test_rules_are_those_the_tables_were_protected_by(protected: Protected) -> None:
    with pytest.raises(ValueError, match="other rules"):
        protected.release(replace(_order(PART), rules=replace(RULES, p_percent=20)))


def test_what_a_summary_left_out_can_be_printed_later(snapshot: Snapshot, protected: Protected) -> None:
    part, whole = (protected.release(_order(plan)) for plan in (PART, usual()))
    later = build(snapshot, _order(usual()), earlier=[Earlier(part, snapshot)])
    assert set(printed_figures(part)) <= set(printed_figures(later))
    for table in part.tables:
        assert later.table(table.id) == table
    # What nobody had seen is not taken for hidden: nearly all of it comes out.
    assert len(_shown(later)) > 0.9 * len(_shown(whole))


def test_a_summary_beside_its_report_is_the_same_as_alone(snapshot: Snapshot, protected: Protected) -> None:
    whole = protected.release(_order(usual()))
    later = build(snapshot, _order(PART), earlier=[Earlier(whole, snapshot)])
    assert later.id == protected.release(_order(PART)).id


def test_two_parts_and_what_both_showed_stay(snapshot: Snapshot, protected: Protected) -> None:
    other = plan_of("company.trains.share", "company.need.sum.size_group")
    known = [Earlier(protected.release(_order(plan)), snapshot) for plan in (PART, other)]
    later = build(snapshot, _order(usual()), earlier=known)
    for one in known:
        assert all(later.table(table.id) == table for table in one.release.tables)


def test_after_a_late_answer_only_what_was_printed_is_in_the_way(protected: Protected, tmp_path: Path) -> None:
    late = _wave(tmp_path, late=True)
    assert late.id != protected.counted.snapshot.id
    # Only the councils' last answer is new, and the part printed nothing of councils but how many took part.
    before = Earlier(protected.release(_order(PART)), protected.counted.snapshot)
    with pytest.raises(Refusal) as refused:
        build(late, _order(usual()), earlier=[before])
    assert not any(cell.startswith("works_council.topics") for cell in refused.value.cells)


def test_districts_enter_the_system_when_a_plan_asks(tmp_path: Path) -> None:
    wave = _wave(tmp_path, districts=True)
    plan = plan_of("company.trains.share.kreis", "company.need.sum.kreis")
    made = build(wave, _order(plan))
    table = made.table("company.trains.share.kreis")
    assert [one.code for one in table.dimensions[-1].categories] == ["total", *DISTRICTS]
    assert made.audit["verdict"] == "pass"
    assert _shown(made)
    plain = protect(wave, RULES, [usual()])
    assert not any(name.endswith(".kreis") for name in plain.tables)
    assert int(made.audit["totals"]) > int(plain.audit["totals"])
    # Whoever reads the report knows the districts by then: they are in its system, and not in its tables.
    later = build(wave, _order(usual()), earlier=[Earlier(made, wave)])
    assert not any(table.id.endswith(".kreis") for table in later.tables)
    assert int(later.audit["totals"]) == int(made.audit["totals"])
