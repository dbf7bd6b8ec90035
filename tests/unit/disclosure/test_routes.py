"""What the rules of the questionnaires say about who was asked a question."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.disclosure.report import linkage
from analysis.disclosure.report.filters import NOWHERE
from analysis.disclosure.report.routes import Lead, Route, Routes
from analysis.disclosure.report.system import System
from analysis.disclosure.rules import PrimaryRules
from analysis.snapshot import Snapshot
from analysis.tables import tabulate
from tests import worked_example
from tests.questionnaires_for_tests import real
from tests.unit.disclosure.invented import COMPANY, Answer, drawn, frozen
from tests.worked_example import RULES

WAYS = Routes.of([real("company"), real("works-council")]).ways


@pytest.mark.parametrize(
    ("name", "leads"),
    [
        ("company.budget_amount", {Lead("budget", frozenset("1"))}),
        ("company.no_train", {Lead("train_any", frozenset("2"))}),
        # the condition of the section holds for each of its questions
        ("company.agree", {Lead("representation", frozenset("123"))}),
        # a row of a matrix, by the score of its answers
        ("company.portal_sat", {Lead("sources", frozenset("2"), row="portal")}),
        # rows are the codes of an earlier answer; a column asks for what stands in the same row
        ("company.gap", {Lead("fields")}),
        ("company.gap.mismatch", {Lead("gap.fit", frozenset("23"), is_same_row=True)}),
        # numbers, several answers and computed values say nothing that a choice says by itself
        ("company.emp_class", set()),
        ("company.fund_bar", set()),
        ("company.strategy", set()),
        ("company.bv82a", set()),
    ],
)
def test_what_leads_to_a_question(name: str, leads: set[Lead]) -> None:
    assert set(WAYS[name].leads) == leads


def test_codes_below_a_section_of_a_list_lead_with_it() -> None:
    [lead] = WAYS["company.auto_dep_engine"].leads

    assert (lead.item, "10" in lead.codes, "45" in lead.codes, "47" in lead.codes) == ("wz_division", True, True, False)


def test_the_condition_of_an_item_and_that_of_its_column_make_the_route() -> None:
    routes = Routes({"r.gap": Route("a", (Lead("x"),)), "r.gap.fit": Route("b", (Lead("y"),))})

    assert routes.to("r", "gap", "fit") == Route("a b", (Lead("x", is_enough=False), Lead("y")))
    assert routes.to("r", "gap", "need") == Route("a", (Lead("x"),))
    assert routes.to("r", "other", "") == Route()


def _asked_by_chance(answers: list[Answer]) -> list[Answer]:
    """Companies of which those that were asked the scale, and no others, chose a topic: by chance, not by rule."""
    mine = [one for one in answers if one.role == COMPANY]
    topics = [["a"] if one.said["trains"] == "1" else ["b"] for one in mine]
    return [replace(one, said={**one.said, "topics": some}) for one, some in zip(mine, topics, strict=True)]


def _linked(snapshot: Snapshot) -> System:
    system = System()
    tables = [table for chapter in tabulate(snapshot) for table in chapter.tables]
    linkage.link(system, tables, Routes.of(snapshot.questionnaires.values()), RULES)
    return system


def test_who_chose_a_field_is_in_the_base_of_each_column_in_each_group(tmp_path: Path) -> None:
    """The worked example five times: field and level of need, broken down by size."""
    system = _linked(worked_example.snapshot(tmp_path, worked_example.TIMES))

    rows = _rows(system)
    for where in (NOWHERE, *(frozenset({("size_group", size)}) for size in ("0-49", "50+"))):
        chosen = system.known(("company.fields.share", where | {("answer", worked_example.FIELD)}, "0"))
        base = system.known(("company.cmp.need.mean", where | {("row", worked_example.FIELD)}, "base"))
        if where == NOWHERE or base is not None:
            assert {chosen, base} in rows


def _rows(system: System) -> list[set[int | None]]:
    relations = system.problem(PrimaryRules(RULES.min_contributors, RULES.p_percent)).relations
    ends = zip(relations.starts[:-1].tolist(), relations.starts[1:].tolist(), strict=True)
    return [set(relations.cells[start:end].tolist()) for start, end in ends]


def test_an_answer_that_by_chance_the_same_people_gave_leads_nowhere(tmp_path: Path) -> None:
    system = _linked(frozen(tmp_path, _asked_by_chance(drawn(1))))

    def cell(quantity: str, side: str, *where: tuple[str, str]) -> int:
        found = system.known((f"company.{quantity}", frozenset(where) or NOWHERE, side))
        assert found is not None
        return found

    base = cell("strength.share", "base")
    led, by_chance = cell("trains.share", "0", ("answer", "1")), cell("topics.share", "0", ("answer", "a"))
    assert system.values[base] == system.values[led] == system.values[by_chance]
    rows = _rows(system)
    assert {led, base} in rows
    assert not [row for row in rows if {by_chance, base} <= row]
