"""One figure of a question at a time: as in all tables, and with filters as counted by hand over the documents."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis.content import Case
from analysis.explore import CHOICE, Ask, Filters, Source
from analysis.layout import has_results
from analysis.release import Table
from analysis.snapshot import Snapshot, write_snapshot
from analysis.tables import tabulate
from tests import worked_example

KREISE = ("10041", "10042", "10043", "10044", "10045", "10046")
SIZES = ("0-9", "10-49", "50-249", "250+")
SECTORS = ("B-E", "F", "G-I", "J-S")


def invented(count: int = 300) -> list[Case]:
    """Answers drawn at random, some missing, of enterprises with one to three establishments."""
    draw = random.Random(5)
    [first, *_] = worked_example.cases()
    made = []
    for number in range(count):
        size, sector = draw.choice(SIZES), draw.choice(SECTORS)
        document: dict[str, Any] = {
            "unit_scope": draw.choice("12"),
            "emp_total": draw.randint(1, 300),
            "train_any": draw.choice("12"),
            "budget": draw.choice("12"),
            "drv": {row: draw.choice("01234") for row in ("dig", "ai", "lab") if draw.random() < 0.8},
        }
        kept = {name: value for name, value in document.items() if draw.random() < 0.9}
        made.append(
            replace(
                first,
                case=f"{number:032x}",
                establishment=f"E{number}",
                contributor=f"C{number // draw.randint(1, 3)}",
                stratum=f"{sector}/{size}",
                sector_group=sector,
                size_class=size,
                kreis=draw.choice(KREISE),
                document=kept,
            )
        )
    return made


CASES = invented()


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    content = replace(worked_example.content(), cases={"company": CASES})
    return write_snapshot(tmp_path_factory.mktemp("explore"), content)


@pytest.fixture(scope="module")
def source(frozen: Snapshot) -> Source:
    return Source(frozen, "company")


def _cells(table: Table) -> dict[tuple[str, ...], tuple[Any, Any]]:
    return {cell.key: (cell.value, cell.n) for cell in table.cells}


def _kept(filters: Filters) -> list[Case]:
    """The cases that the filters leave, looked at one by one."""
    where: dict[str, Callable[[Case], Any]] = {
        "size_group": lambda case: case.size_class,
        "sector_group": lambda case: case.sector_group,
        "kreis": lambda case: case.kreis,
    }
    return [
        case
        for case in CASES
        if all(
            where.get(name, lambda case, name=name: case.document.get(name))(case) in codes for name, codes in filters
        )
    ]


def _share(cases: Sequence[Case], item: str, code: str) -> tuple[float | None, int]:
    given = [case.document[item] for case in cases if item in case.document]
    return (given.count(code) / len(given) if given else None), len(given)


FILTERS: list[Filters] = [
    (),
    (("size_group", frozenset({"10-49"})),),
    (("size_group", frozenset({"0-9", "50-249"})), ("kreis", frozenset({"10042"}))),
    (("budget", frozenset({"1"})),),
    (("sector_group", frozenset({"B-E"})), ("kreis", frozenset(KREISE)), ("budget", frozenset({"2"}))),
]


@pytest.mark.parametrize("filters", FILTERS)
def test_filters_leave_what_is_counted_one_by_one(source: Source, filters: Filters) -> None:
    kept = _kept(filters)

    counted = source.count(Ask("company.train_any.share", "kreis", filters))

    assert 0 < counted.responses == len(kept) <= len(CASES)
    assert counted.contributors == len({case.contributor for case in kept})
    cells = _cells(counted.table.opened())
    for code in "12":
        assert cells[code, "total"] == pytest.approx(_share(kept, "train_any", code))
        for kreis in KREISE:
            there = [case for case in kept if case.kreis == kreis]
            assert cells[code, kreis] == pytest.approx(_share(there, "train_any", code)), kreis


def test_another_question_divides_those_who_answered_it(source: Source) -> None:
    counted = source.count(Ask("company.drv.mean", "budget", (("kreis", frozenset({"10041"})),)))

    table = counted.table.opened()
    assert [axis.id for axis in table.dimensions] == ["row", CHOICE]
    cells = _cells(table)
    for code in "12":
        scores = [
            int(case.document["drv"]["dig"])
            for case in CASES
            if case.kreis == "10041" and case.document.get("budget") == code and "dig" in case.document.get("drv", {})
        ]
        assert cells["dig", code] == (pytest.approx(sum(scores) / len(scores)), len(scores))


def test_a_filter_holds_for_quantities_of_several_variables_too(tmp_path: Path) -> None:
    trade = (("sector_group", frozenset({"G-S"})),)
    source = Source(worked_example.snapshot(tmp_path, worked_example.TIMES), "company")

    places = source.count(Ask("company.cmp.need.places", "", trade)).table.opened()

    # 2 places in trade, five times; industry has the other fifty
    assert places.cell(worked_example.FIELD).value == 10


def test_nobody_is_left(source: Source) -> None:
    nobody = (("sector_group", frozenset[str]()),)

    counted = source.count(Ask("company.drv.mean", "size_group", nobody))

    assert (counted.responses, counted.contributors) == (0, 0)
    assert {cell.value for cell in counted.table.opened().cells} == {None}


def test_every_figure_alone_is_what_it_is_among_all(tmp_path: Path) -> None:
    frozen = worked_example.snapshot(tmp_path, worked_example.TIMES)
    source = Source(frozen, "company")
    tables = [table for chapter in tabulate(frozen) if chapter.role == "company" for table in chapter.tables]
    seen = 0
    for item in frozen.questionnaires["company"].items.values():
        if not has_results(item):
            continue
        every = {one.head.id: one.opened() for one in tables if one.head.id.startswith(f"company.{item.id}.")}
        by_nothing = {name for name in every if name.rpartition(".")[2] not in source.breakdowns}
        assert {table.id for table in source.figures(item.id)} == by_nothing
        for name, table in every.items():
            base, _, by = name.rpartition(".")
            ask = Ask(name) if name in by_nothing else Ask(base, by)
            assert _cells(source.count(ask).table.opened()) == _cells(table), name
            assert source.is_printed(ask.figure, ask.by)
            seen += 1
    assert seen > 100


def test_every_figure_is_broken_down_or_comes_in_total(tmp_path: Path) -> None:
    frozen = worked_example.snapshot(tmp_path, worked_example.TIMES)
    source = Source(frozen, "company")
    for item in frozen.questionnaires["company"].items.values():
        for head in source.figures(item.id) if has_results(item) else ():
            axes = [axis.id for axis in source.count(Ask(head.id, "size_group")).table.head.dimensions]
            assert axes in ([*(axis.id for axis in head.dimensions), *end] for end in ([], ["size_group"])), head.id


def test_what_a_release_does_not_break_down_is_no_block(source: Source) -> None:
    assert source.is_printed("company.drv.mean", "")
    assert not source.is_printed("company.drv.mean", "budget")


def test_what_does_not_exist_is_said(source: Source) -> None:
    for figure in ("company.nothing.share", "company.drv.nothing", "company.cmp.need.nothing", "", "company."):
        with pytest.raises(KeyError):
            source.count(Ask(figure))
    with pytest.raises(KeyError):
        source.figures("nothing")
