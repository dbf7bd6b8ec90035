"""The plans that come with the programme fit the questionnaires that come with it, whoever answered or nobody."""

from __future__ import annotations

import pytest

from analysis.content import Content, Wave
from analysis.disclosure.build import Order, build
from analysis.plan import check
from analysis.plan_file import SHIPPED, shipped
from analysis.release import BlockKind
from analysis.snapshot import Snapshot, write_snapshot
from analysis.tables import tabulate
from tests.questionnaires_for_tests import real
from tests.worked_example import BUILT_AT, FACTS, RULES

ROLES = {"company": "company", "works_council": "works-council"}
CHOICES = {"gruppe": ({"sector_group": "B-E"}, {"sector_group": "G-S"}, {"kreis": "10046"})}


@pytest.fixture(scope="module")
def nobody(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A wave that nobody has answered: its tables are all there, and empty."""
    content = Content(
        wave=Wave("niemand", 2025, 2030),
        is_provisional=False,
        questionnaires={role: [real(name)] for role, name in ROLES.items()},
        cases={role: [] for role in ROLES},
    )
    return write_snapshot(tmp_path_factory.mktemp("nobody"), content)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_plan_names_tables_that_there_are(nobody: Snapshot, name: str) -> None:
    chapters = tabulate(nobody)
    heads = [table.head for chapter in chapters for table in chapter.tables]
    assert heads
    outline = shipped(name)
    for choice in CHOICES.get(name, ({},)):
        plan = outline.chosen(choice)
        check(outline, plan, heads, [chapter.id for chapter in chapters])
        # What is broken down or paired is absent here; the table it is made of is not.
        wanted = {query.table.replace("pairs.", "company.") for query in plan.queries.values()}
        known = {head.id for head in heads}
        assert all(table in known or table.rpartition(".")[0] in known for table in wanted)


def test_the_summary_of_nobody_is_a_release(nobody: Snapshot) -> None:
    made = build(nobody, Order(FACTS, RULES, BUILT_AT, shipped("kurzfassung").chosen({})))
    wanted = {query.table for query in made.plan.queries.values()}
    assert {table.id for table in made.tables} == {table for table in wanted if not table.startswith("pairs.")}
    assert made.facts["cells_published"] == 0
    assert made.plan.chapters[1].title["de"] == "Was bis 2030 gebraucht wird"
    assert {one.role for one in made.participation} == set(ROLES)
    assert not any(block.kind is BlockKind.SECTION for chapter in made.plan.chapters for block in chapter.blocks)
