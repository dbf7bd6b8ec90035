"""Primary suppression: each rule once at its edge, and what holds for all tables."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure.report.primary import Rule, broken_rule, hidden, is_dominated, is_published, protect
from analysis.disclosure.seal import Damaged, from_tree, seal
from analysis.release import (
    Category,
    Dimension,
    Measure,
    Reason,
    Release,
    Rules,
    Suppressed,
    Table,
    Unsealed,
    WaveFacts,
    to_tree,
)
from analysis.tallies import Part, Tabulation, Tally, shortened

RULES = Rules(min_contributors=3, min_pairs=5, p_percent=10)
WAVE = WaveFacts("w", {"de": "Welle"}, 2025, 2030, "2026-01-01", "2026-02-01", invented=True, extrapolated=False)


def ones(count: int) -> Part:
    return Part.of([1] * count)


def total(*amounts: float) -> Tally:
    """A sum of these contributions, one contributor each."""
    return Tally((), sum(amounts), ones(len(amounts)), ones(0), (Part.of(amounts),), not any(amounts))


def share(yes: int, no: int, outside: int = 0) -> Tally:
    count = yes + no
    return Tally((), yes / max(count, 1), ones(count), ones(outside), (ones(yes), ones(no)), not yes or not no)


def table(measure: Measure, tallies: list[Tally]) -> Tabulation:
    keyed = [replace(tally, key=(str(place),)) for place, tally in enumerate(tallies)]
    categories = tuple(Category(tally.key[0], {"de": tally.key[0]}) for tally in keyed)
    head = Table(
        id="t",
        section="a",
        variable="v",
        number="",
        role="company",
        measure=measure,
        title={"de": "Titel"},
        base={"de": "Basis"},
        unit={"de": "Einheit"},
        dimensions=(Dimension("row", {"de": "Zeile"}, categories),),
        cells=(),
    )
    return Tabulation(head, tuple(keyed))


def protected(tabulation: Tabulation, rules: Rules = RULES) -> Table:
    """The table with nothing hidden but what must be by itself."""
    return protect(tabulation, rules, hidden(tabulation, rules))


def sealed(tabulation: Tabulation, rules: Rules = RULES) -> Release:
    return seal(
        state="built",
        wave=WAVE,
        snapshot="0" * 64,
        questionnaires={},
        rules=rules,
        participation=(),
        chapters=(),
        tables=(protected(tabulation, rules),),
        frozen_at="2026-03-01T00:00:00+00:00",
        facts={},
    )


@pytest.mark.parametrize(
    ("tally", "expected"),
    [
        (total(10, 10), Rule.CONTRIBUTORS),
        (total(10, 10, 10), None),
        (total(10, 10, 0), Rule.CONTRIBUTORS),  # who gives nothing is no contributor
        (total(0, 0, 0), Rule.ONE_SIDED),
        (total(100, 50, 9), Rule.DOMINANCE),  # 9 is less than 10 % of 100
        (total(100, 50, 10), None),
        (share(3, 3), None),
        (share(2, 9), Rule.CONTRIBUTORS),
        (share(9, 2), Rule.CONTRIBUTORS),  # the two who said no
        (share(9, 0), Rule.ONE_SIDED),
        (share(0, 9), Rule.ONE_SIDED),
        (share(1, 1), Rule.CONTRIBUTORS),
    ],
)
def test_each_rule_at_its_edge(tally: Tally, expected: Rule | None) -> None:
    assert broken_rule(tally, Measure.SUM, RULES) is expected


def test_a_category_without_anybody_is_hidden_where_somebody_took_part() -> None:
    empty = replace(share(0, 0), value=None)
    assert broken_rule(empty, Measure.SHARE, RULES) is None

    assert hidden(table(Measure.SHARE, [share(5, 5), empty]), RULES) == {("1",)}
    # Nobody answered: a secret only where earlier answers decided who was asked.
    unasked = replace(share(0, 0, 4), value=None)
    assert hidden(table(Measure.SHARE, [replace(unasked, is_routed=True)]), RULES) == {("0",)}
    assert hidden(table(Measure.SHARE, [unasked]), RULES) == frozenset()
    assert hidden(table(Measure.SHARE, [empty, empty]), RULES) == frozenset()


@pytest.mark.parametrize(
    ("outside", "expected"), [(0, Rule.ONE_SIDED), (1, Rule.CONTRIBUTORS), (2, Rule.CONTRIBUTORS), (3, None)]
)
def test_a_base_that_an_answer_decides_is_the_count_of_that_answer(outside: int, expected: Rule | None) -> None:
    tally = share(5, 5, outside)

    assert broken_rule(replace(tally, is_routed=True), Measure.SHARE, RULES) is expected
    assert broken_rule(tally, Measure.SHARE, RULES) is None


def test_sites_of_one_enterprise_may_dominate_a_count() -> None:
    yes, no = Part.of([40, 1, 1]), ones(9)

    assert broken_rule(Tally((), 42 / 51, ones(51), ones(0), (yes, no), False), Measure.SHARE, RULES) is Rule.DOMINANCE


def weighed(yes: float, no: float, heaviest: float) -> Tally:
    """A share of twelve answers, six on each side, that stand for so many; one of them for as many as ``heaviest``."""
    said, denied = (replace(ones(6), total=amount) for amount in (yes, no))
    whole = replace(ones(12), total=yes + no)
    return Tally((), yes / (yes + no), ones(12), ones(0), (said, denied), False, weighted=whole, heaviest=heaviest)


@pytest.mark.parametrize(
    ("tally", "expected"),
    [
        (weighed(449, 1700, 449), None),
        (weighed(448, 1700, 449), Rule.WEIGHT),  # the heaviest answer was no
        (weighed(1700, 448, 449), Rule.WEIGHT),  # it was yes
        (replace(weighed(448, 1700, 449), weighted=None), None),
    ],
)
def test_no_answer_may_weigh_more_than_one_side(tally: Tally, expected: Rule | None) -> None:
    assert broken_rule(tally, Measure.SHARE, RULES) is expected


@pytest.mark.parametrize("measure", [Measure.SHARE, Measure.MEAN, Measure.MEDIAN])
@pytest.mark.parametrize(("heaviest", "expected"), [(400, None), (401, Rule.WEIGHT)])
def test_answers_stand_for_as_much_as_three_of_the_heaviest(
    measure: Measure, heaviest: float, expected: Rule | None
) -> None:
    """Who has one of the two heaviest would know the other."""
    assert broken_rule(weighed(500, 700, heaviest), measure, RULES) is expected


def test_a_mean_just_below_the_highest_point_tells_who_did_not_give_it() -> None:
    reached, left = Part.of([4] * 9 + [3]), Part.of([1])

    assert (
        broken_rule(Tally((), 4.9, ones(10), ones(0), (reached, left), False), Measure.MEAN, RULES) is Rule.CONTRIBUTORS
    )


def test_of_a_long_list_only_published_categories_are_listed() -> None:
    tallies = [share(5, 5)] * 3 + [share(0, 10), share(1, 9)] * 20
    short, long = table(Measure.SHARE, tallies[:6]), table(Measure.SHARE, tallies)

    few, found = shortened([protected(short), replace(protected(long), id="long")], is_published)

    assert len(few.cells) == 6
    assert [cell.key for cell in found.cells] == [("0",), ("1",), ("2",)]
    assert [category.code for category in found.dimensions[0].categories] == ["0", "1", "2"]


@pytest.mark.parametrize(("contributors", "expected"), [(9, Rule.CONTRIBUTORS), (10, None)])
def test_a_median_needs_ten(contributors: int, expected: Rule | None) -> None:
    tally = Tally((), 42.0, ones(contributors), ones(0), (ones(contributors),), False)

    assert broken_rule(tally, Measure.MEDIAN, RULES) is expected


def test_rules_can_be_off() -> None:
    off = Rules(min_contributors=1, min_pairs=1, p_percent=0)

    assert broken_rule(total(100), Measure.SUM, off) is None
    assert not is_dominated(Part(1, 100, 100, 0), 0)


amounts = st.lists(st.integers(0, 1000).map(float), min_size=1, max_size=12).map(lambda some: total(*some))
counts = st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(any).map(lambda sides: share(*sides))
tables = st.lists(amounts | counts, min_size=1, max_size=8).map(lambda tallies: table(Measure.SUM, tallies))
all_rules = st.builds(Rules, st.integers(1, 12), st.just(5), st.integers(0, 60))


@given(tables, all_rules, st.integers(0, 5), st.integers(0, 20))
def test_a_stricter_rule_never_shows_more(tabulation: Tabulation, rules: Rules, more: int, more_p: int) -> None:
    stricter = Rules(rules.min_contributors + more, rules.min_pairs, rules.p_percent + more_p)

    assert hidden(tabulation, rules) <= hidden(tabulation, stricter)


@given(st.lists(st.lists(st.integers(0, 50), min_size=1, max_size=6), min_size=1, max_size=8), all_rules)
def test_a_release_holds_no_trace_of_hidden_figures(cells: list[list[int]], rules: Rules) -> None:
    # Every figure is a number of its own, so that finding its digits means finding the figure.
    figures = [f"{place + 1}7777{place + 1}" for place in range(len(cells))]
    tallies = [
        replace(total(*amounts_), value=float(figure), base=replace(ones(len(amounts_)), total=int(figure) + 1))
        for amounts_, figure in zip(cells, figures, strict=True)
    ]
    tabulation = table(Measure.SUM, tallies)

    # The id is a hash, which may have any digits.
    text = json.dumps(to_tree(sealed(tabulation, rules)) | {"id": ""})

    for figure, tally in zip(figures, tabulation.tallies, strict=True):
        is_hidden = tally.key in hidden(tabulation, rules)
        assert (figure in text) == (not is_hidden)
        assert (str(int(figure) + 1) in text) == (not is_hidden)


def test_a_hidden_cell_hides_its_n() -> None:
    [cell] = protected(table(Measure.SUM, [total(5)])).cells

    assert cell.value == cell.n == Suppressed(Reason.PROTECTED)


def test_what_is_hidden_for_the_sake_of_others_looks_like_what_is_hidden_by_itself() -> None:
    first, second = protect(table(Measure.SUM, [total(5, 5, 5), total(5)]), RULES, {("0",), ("1",)}).cells

    assert (first.value, first.n) == (second.value, second.n)


def test_a_small_share_of_missing_answers_is_left_out() -> None:
    two, five = replace(share(2, 9), key=("total", "refused")), replace(share(5, 9), key=("total", "dont_know"))
    tabulation = replace(table(Measure.SUM, [total(5, 5, 5)]), missing=(two, five))

    assert [cell.key for cell in protected(tabulation).missing] == [("total", "dont_know")]


def test_nobody_else_makes_a_release() -> None:
    release = sealed(table(Measure.SUM, [total(5, 5, 5)]))
    fields = {name: getattr(release, name) for name in release.__slots__}

    with pytest.raises(Unsealed):
        Release(**fields, seal=object())
    with pytest.raises((TypeError, ValueError)):
        replace(release, tables=())  # type: ignore[call-arg]


def test_a_changed_release_is_not_read() -> None:
    tree = to_tree(sealed(table(Measure.SUM, [total(5, 5, 5)])))
    tree["tables"][0]["cells"][0]["value"] = 16

    with pytest.raises(Damaged, match="changed"):
        from_tree(tree)
    with pytest.raises(Damaged, match="incomplete"):
        from_tree({})
