"""Attacks on several tables at once: each succeeds where every table is protected by itself, and must fail here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from analysis.disclosure.linked.crossing import Key, Records, Release, Table
from analysis.disclosure.linked.protect import Refused, audit, protect
from analysis.disclosure.rules import PrimaryRules
from tests.unit.disclosure.attacker import DIMENSIONS, Attacker, changed, found_out, members, records, without

RULES = PrimaryRules()
PLACE = ("division", "region")


def _alone(data: Records, tables: Sequence[Table]) -> list[Release]:
    """Every table protected as if there were no other."""
    return [protect(data, [table], RULES)[0] for table in tables]


LEVELS = (
    Table("sections", PLACE, "employees", depth={"division": 1}),
    Table("divisions", PLACE, "employees"),
    Table("all", ("division",), "employees"),
)
FILTERS = (
    Table("middle", ("division",), "employees", where={"size": ("middle", "large")}),
    Table("large", ("division",), "employees", where={"size": ("large",)}),
)
HIDDEN_FILTER = (
    Table("every", PLACE, "employees"),
    Table("larger", PLACE, "employees", where={"size": ("middle", "large")}),
)
AROUND = (
    Table("size", ("division", "size"), "employees"),
    Table("region", PLACE, "employees", depth={"division": 1}),
    Table("both", ("region", "size"), "employees"),
)
PERCENT = (
    Table("share", PLACE, "trains", decimals=1),
    Table("base", PLACE),
    Table("count", ("division", "size"), "trains"),
)


@pytest.mark.parametrize(
    ("tables", "seed", "count", "measure"),
    [
        (LEVELS, 7, 36, "employees"),
        (FILTERS, 14, 24, "employees"),
        (HIDDEN_FILTER, 4, 24, "employees"),
        (AROUND, 31, 48, "employees"),
        (PERCENT, 1, 36, "trains"),
    ],
    ids=["two levels of a hierarchy", "overlapping filters", "a filter not shown", "three tables", "percentages, base"],
)
def test_tables_are_attacked_together(tables: tuple[Table, ...], seed: int, count: int, measure: str) -> None:
    data = records(seed, count)
    assert found_out(_alone(data, tables), measure)

    together = protect(data, tables, RULES)

    assert not found_out(together, measure)
    assert audit(together).is_safe


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["partners first", "public first"])
def test_what_partners_have_is_known_to_the_public_and_the_other_way_round(order: tuple[int, int]) -> None:
    data = records(14, 24)
    first, second = (FILTERS[place] for place in order)
    assert found_out(_alone(data, (first, second)))

    earlier = protect(data, [first], RULES)
    later = protect(data, [second], RULES, earlier)

    assert not found_out([*earlier, *later])
    assert audit(later, earlier).is_safe


# Six sites: five of them large, one small; every filter leaves one of the divisions out.
def _six(amounts: Sequence[int] = (40, 45, 50, 55, 60, 35)) -> Records:
    codes = {"division": np.array([3, 3, 3, 4, 4, 4]), "region": np.array([1, 1, 1, 1, 1, 2]), "size": np.full(6, 1)}
    return Records(DIMENSIONS, codes, np.arange(6), np.arange(6), {"employees": np.array(amounts, dtype=np.float64)})


def test_the_total_minus_all_but_one() -> None:
    data = _six()
    tables = [Table("total", (), "employees"), Table("north", (), "employees", where={"region": ("n",)})]
    alone = _alone(data, tables)
    assert [sorted(release.hidden) for release in alone] == [[], []]
    south = members(data, tables[0], ()) & ~members(data, tables[1], ())
    assert Attacker(alone).interval(data, south) == pytest.approx((35, 35))

    together = protect(data, tables, RULES)

    low, high = Attacker(together).interval(data, south)
    assert high - low > 1
    earlier = protect(data, tables[:1], RULES)
    [north] = protect(data, tables[1:], RULES, earlier)
    assert north.hidden == {()}


def test_the_table_issued_again_after_one_late_answer_is_refused() -> None:
    late = records(3, 60)
    before, table = without(late, 59), Table("t", PLACE, "employees")
    first, again = protect(before, [table], RULES)[0], protect(late, [table], RULES)[0]
    last = late.record == 59
    low, high = Attacker([first, again]).interval(late, last)
    assert high - low < 1e-3

    with pytest.raises(Refused, match="zu wenige geändert") as refused:
        protect(late, [table], RULES, [first])

    assert "t: division=total, region=total (Änderung)" in refused.value.cells
    assert "warten, bis sich mehr" in str(refused.value)


def test_one_answer_corrected_is_refused_and_enough_alike_are_not() -> None:
    data, table = records(3, 60), Table("all", (), "employees")
    first = protect(data, [table], RULES)
    with pytest.raises(Refused):
        protect(changed(data, [5], 2.0), [table], RULES, first)

    middle = np.flatnonzero((data.measures["employees"] > 9) & (data.measures["employees"] < 20))[:8]
    later = changed(data, middle.tolist(), 1.5)
    again = protect(later, [table], RULES, first)

    assert again[0].hidden == frozenset()
    assert audit(again, first).is_safe


def test_a_snapshot_in_which_nothing_changed_is_the_same_table() -> None:
    data, table = records(3, 60), Table("t", PLACE, "employees")
    first = protect(data, [table], RULES)

    again = protect(changed(data, [], 1.0), [table], RULES, first)

    assert again[0].hidden == first[0].hidden


def test_a_withdrawn_version_stays_known() -> None:
    # One enterprise in the first cell, five like each other in every other one.
    cells = [(1, 1)] + [(region, size) for region in (1, 2, 3) for size in (1, 2, 3) if region + size > 2] * 5
    region, size = np.array(cells).T
    count = len(cells)
    codes = {"division": np.full(count, 3), "region": region, "size": size}
    employees = 20.0 + np.arange(count) % 7 + 10 * ((region == 3) | (size == 3))
    data = Records(DIMENSIONS, codes, np.arange(count), np.arange(count), {"employees": employees})
    table = Table("t", ("region", "size"), "employees")
    corners = {("n", "small"), ("n", "large"), ("w", "small"), ("w", "large")}
    withdrawn = Release(data, table, frozenset(corners), RULES)
    naive = protect(data, [table], RULES)[0]
    assert audit([withdrawn]).is_safe
    assert audit([naive]).is_safe
    assert found_out([withdrawn, naive]) == [("t", ("n", "small"))] * 2

    [again] = protect(data, [table], RULES, [withdrawn])

    assert again.hidden == withdrawn.hidden
    assert not found_out([withdrawn, again])


def test_a_sole_contributor_learns_nothing_with_the_own_number() -> None:
    # South has one enterprise and west has two: hidden together, each is safe from everybody but the first.
    codes = {"division": np.full(9, 3), "region": np.array([1, 1, 1, 1, 1, 1, 2, 3, 3]), "size": np.full(9, 1)}
    employees = np.array([30.0, 31, 32, 33, 34, 35, 30, 20, 25])
    data, table = Records(DIMENSIONS, codes, np.arange(9), np.arange(9), {"employees": employees}), ("region",)
    naive = Release(data, Table("t", table, "employees"), frozenset({("s",), ("w",)}), RULES)
    west, own = np.arange(9) >= 7, np.arange(9) == 6
    low, high = Attacker([naive]).interval(data, west)
    assert high - low > 10
    assert Attacker([naive]).interval(data, west, own) == pytest.approx((45, 45), abs=1e-3)
    assert audit([naive]).breaches

    released = protect(data, [Table("t", table, "employees")], RULES)

    low, high = Attacker(released).interval(data, west, own)
    assert high - low > 10
    assert not audit(released).breaches


def test_printed_rounding_is_an_interval() -> None:
    data = _six()
    tables = [
        Table("total", (), "employees", rounding=100),
        Table("north", (), "employees", where={"region": ("n",)}, rounding=100),
    ]

    released = protect(data, tables, RULES)

    assert [release.hidden for release in released] == [frozenset(), frozenset()]
    low, high = Attacker(released).interval(data, data.codes["region"] == 2)
    assert high - low > 50


def test_where_no_pattern_is_safe_the_cells_are_named() -> None:
    data = _six()
    north = Release(data, Table("north", (), "employees", where={"region": ("n",)}), frozenset(), RULES)
    total = Release(data, Table("total", (), "employees"), frozenset(), RULES)
    assert not audit([north, total]).is_safe

    with pytest.raises(Refused, match="zusammenzulegen oder gröber") as refused:
        protect(data, [Table("regions", ("region",), "employees")], RULES, [north, total])

    assert refused.value.cells == ("regions: region=s",)


@pytest.mark.parametrize("seed", range(3))
def test_every_sensitive_cell_keeps_its_level(seed: int) -> None:
    data = records(seed, 40)

    released = protect(data, LEVELS, RULES)

    attacker = Attacker(released)
    hidden: list[tuple[Table, Key]] = [(one.table, key) for one in released for key in sorted(one.hidden)]
    assert hidden
    for table, key in hidden:
        chosen = members(data, table, key)
        amounts = sorted(data.measures["employees"][chosen].tolist(), reverse=True)
        total, rest = sum(amounts), sum(amounts[2:])
        gap = max(amounts[0] / 10 - rest, 1.0 if len(amounts) < 3 else 0.0)
        low, high = attacker.interval(data, chosen)
        assert low <= max(total - gap, 0.0) + 1e-3
        assert high >= total + gap - 1e-3
    again = protect(data, LEVELS, RULES)
    assert [one.hidden for one in again] == [one.hidden for one in released]
