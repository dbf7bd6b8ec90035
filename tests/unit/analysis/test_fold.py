"""Folding against the same thing said slowly: every figure and what it gives away, answer by answer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.domains import UNKNOWN, Domains
from analysis.fold import means, medians, ratios, shares, sums, two_digits
from analysis.tallies import Part, Tally

CODES = [("a",), ("b",), ("c",)]


@dataclass(frozen=True, slots=True)
class Answer:
    contributor: int
    domain: int
    value: float | None
    other: float


answers = st.lists(
    st.builds(
        Answer,
        contributor=st.integers(0, 6),
        domain=st.integers(UNKNOWN, 2),
        value=st.none() | st.integers(0, 9).map(float),
        other=st.integers(0, 20).map(float),
    ),
    max_size=40,
)


def columns(given_: list[Answer]) -> tuple[Domains, np.ndarray, np.ndarray]:
    domains = Domains(
        CODES,
        np.array([answer.contributor for answer in given_], dtype=np.int64),
        np.array([answer.domain for answer in given_], dtype=np.int64),
    )
    values = np.array([[np.nan if answer.value is None else answer.value for answer in given_]])
    return domains, values, np.array([[answer.other for answer in given_]])


def of_domain(given_: list[Answer], place: int) -> list[Answer]:
    return [answer for answer in given_ if answer.domain == place and answer.value is not None]


def part(amounts: list[tuple[int, float]]) -> Part:
    """The total of (contributor, amount), brought together by contributor."""
    together: dict[int, float] = defaultdict(float)
    for contributor, amount in amounts:
        together[contributor] += amount
    return Part.of(together.values())


def count(given_: list[Answer]) -> Part:
    """How many answers, by contributor."""
    return part([(answer.contributor, 1) for answer in given_])


def by_key(tallies: list[Tally]) -> list[Tally]:
    assert [tally.key for tally in tallies] == CODES
    return tallies


@given(answers)
def test_shares(given_: list[Answer]) -> None:
    domains, values, _ = columns(given_)

    for place, tally in enumerate(by_key(shares([()], values >= 5, ~np.isnan(values), domains))):
        inside = of_domain(given_, place)
        yes = [answer for answer in inside if (answer.value or 0) >= 5]
        no = [answer for answer in inside if (answer.value or 0) < 5]
        assert tally.n == len(inside)
        assert tally.value == (len(yes) / len(inside) if inside else None)
        assert tally.base == count(inside)
        assert tally.outside == count([one for one in given_ if one.domain == place and one.value is None])
        assert tally.parts == (count(yes), count(no))
        assert tally.is_uniform == (len(yes) in (0, len(inside)))


@given(answers)
def test_sums(given_: list[Answer]) -> None:
    domains, values, _ = columns(given_)

    for place, tally in enumerate(by_key(sums([()], values, ~np.isnan(values), domains))):
        inside = of_domain(given_, place)
        expected = part([(answer.contributor, answer.value or 0) for answer in inside])
        assert tally.value == (expected.total if inside else None)
        assert tally.parts == (expected,)
        assert tally.base == count(inside)


@given(answers)
def test_what_is_left_of_the_highest_sum_is_given_away_too(given_: list[Answer]) -> None:
    domains, values, _ = columns(given_)

    for place, tally in enumerate(by_key(sums([()], values, ~np.isnan(values), domains, highest=9))):
        inside = [(answer.contributor, answer.value or 0) for answer in of_domain(given_, place)]
        assert tally.parts == (part(inside), part([(who, 9 - points) for who, points in inside]))


@given(answers)
def test_means_on_a_scale_give_away_both_sides_of_it(given_: list[Answer]) -> None:
    domains, values, _ = columns(given_)

    for place, tally in enumerate(by_key(means([()], values, ~np.isnan(values), domains, scale=(0, 9)))):
        inside = [(answer.contributor, answer.value or 0) for answer in of_domain(given_, place)]
        assert tally.parts == (part(inside), part([(who, 9 - points) for who, points in inside]))


@given(answers)
def test_means(given_: list[Answer]) -> None:
    domains, values, _ = columns(given_)
    values = values - 4

    for place, tally in enumerate(by_key(means([()], values, ~np.isnan(values), domains))):
        inside = [(answer.contributor, (answer.value or 0) - 4) for answer in of_domain(given_, place)]
        amounts = [amount for _, amount in inside]
        assert tally.value == (pytest.approx(sum(amounts) / len(amounts)) if amounts else None)
        assert tally.parts == (part([(who, abs(amount)) for who, amount in inside]),)
        assert tally.is_uniform == (len(set(amounts)) == 1)


@given(answers)
def test_ratios(given_: list[Answer]) -> None:
    domains, values, others = columns(given_)

    for place, tally in enumerate(by_key(ratios([()], values, others, ~np.isnan(values), domains))):
        inside = of_domain(given_, place)
        above = part([(answer.contributor, answer.value or 0) for answer in inside])
        below = part([(answer.contributor, answer.other) for answer in inside])
        assert tally.value == (pytest.approx(above.total / below.total) if below.total else None)
        assert tally.parts == (above, below)


@given(answers)
def test_a_share_of_a_total_gives_away_the_rest_of_it(given_: list[Answer]) -> None:
    domains, values, others = columns(given_)
    whole = np.nan_to_num(values) + others

    for place, tally in enumerate(by_key(ratios([()], values, whole, ~np.isnan(values), domains, is_share=True))):
        inside = of_domain(given_, place)
        assert tally.parts[2] == part([(answer.contributor, answer.other) for answer in inside])


@given(answers)
def test_medians_are_nobodys_answer(given_: list[Answer]) -> None:
    domains, values, _ = columns(given_)

    for place, tally in enumerate(by_key(medians([()], values * 137, ~np.isnan(values), domains))):
        inside = [(answer.value or 0) * 137 for answer in of_domain(given_, place)]
        assert tally.value == (two_digits(median(inside)) if inside else None)
        assert tally.parts == (part([(one.contributor, (one.value or 0) * 137) for one in of_domain(given_, place)]),)


def test_one_base_may_stand_for_several_figures() -> None:
    domains = Domains([()], np.arange(4), np.zeros(4, dtype=np.int64))
    yes = np.array([[True, False, False, False], [True, True, False, False]])
    base = np.array([[True, True, True, False]])

    found = shares([("x",), ("y",)], yes, base, domains)

    assert [(tally.key, tally.value, tally.n) for tally in found] == [(("x",), 1 / 3, 3), (("y",), 2 / 3, 3)]


@pytest.mark.parametrize(("value", "rounded"), [(0, 0), (7, 7), (1234, 1200), (98_765, 99_000), (0.0456, 0.046)])
def test_two_digits(value: float, rounded: float) -> None:
    assert two_digits(value) == pytest.approx(rounded)
