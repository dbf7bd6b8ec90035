"""How far two sides agree, beside other formulas; and that a printed rate tells nobody's pair of answers."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.agreement import crossed, jaccard, kappa, keeps_secret, ranks

ANSWERS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30)


def crossing(pairs: list[tuple[int, int]], codes: int) -> np.ndarray:
    table = np.zeros((codes, codes), dtype=np.int64)
    for ours, theirs in pairs:
        table[ours, theirs] += 1
    return table


def test_kappa_of_a_table_that_is_known_everywhere() -> None:
    """45, 15, 25, 15: observed 0.60, by chance 0.54, κ = 0.1304."""
    assert kappa(np.array([[45, 15], [25, 15]])) == pytest.approx(0.130435, abs=1e-6)


@given(ANSWERS)
def test_kappa_is_that_of_counting_one_by_one(pairs: list[tuple[int, int]]) -> None:
    """Scott's and Cohen's way by hand: disagreements seen and those of all pairs of a company with any council."""
    seen = sum(ours != theirs for ours, theirs in pairs) / len(pairs)
    by_chance = sum(ours != theirs for (ours, _), (_, theirs) in itertools.product(pairs, pairs)) / len(pairs) ** 2
    found = kappa(crossing(pairs, 4))
    if by_chance == 0:
        assert math.isnan(found)
    else:
        assert found == pytest.approx(1 - seen / by_chance)


@given(st.lists(st.tuples(st.sets(st.integers(0, 4)), st.sets(st.integers(0, 4))), min_size=1, max_size=12))
def test_jaccard_is_that_of_sets(pairs: list[tuple[set[int], set[int]]]) -> None:
    flags = [np.array([[code in pair[side] for pair in pairs] for code in range(5)]) for side in (0, 1)]
    for found, (ours, theirs) in zip(jaccard(*flags), pairs, strict=True):
        if ours | theirs:
            assert found == pytest.approx(len(ours & theirs) / len(ours | theirs))
        else:
            assert math.isnan(found)


@given(st.lists(st.integers(-5, 5).map(float), min_size=1, max_size=12))
def test_ranks_are_those_of_scipy(values: list[float]) -> None:
    assert ranks(values) == stats.rankdata([-value for value in values], method="average").tolist()


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 5)), min_size=1, max_size=25))
def test_a_crossing_counts_pairs_contributors_and_the_rest(rows: list[tuple[int, int, int]]) -> None:
    ours, theirs, who = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    pairs, contributors, rest = crossed(ours, theirs, 3, who)
    for i, j in itertools.product(range(3), repeat=2):
        sites = sorted(Counter(one[2] for one in rows if one[:2] == (i, j)).values())
        assert (pairs[i, j], contributors[i, j]) == (sum(sites), len(sites))
        assert rest[i, j] == sum(sites[:-2])


# --- what a rate of agreement tells --------------------------------------------------------------------


def alike(table: np.ndarray) -> np.ndarray:
    """Every table of whole numbers with the same margins and the same sum of the diagonal (m, k, k), by trying all."""
    codes, rows, columns = len(table), table.sum(axis=1), table.sum(axis=0)
    free = [range(min(rows[i], columns[j]) + 1) for i, j in itertools.product(range(codes - 1), repeat=2)]
    inner = np.array(np.meshgrid(*free, indexing="ij")).reshape(codes - 1, codes - 1, -1).transpose(2, 0, 1)
    last = np.concatenate([inner, rows[:-1, None] - inner.sum(axis=2, keepdims=True)], axis=2)
    whole = np.concatenate([last, columns - last.sum(axis=1, keepdims=True)], axis=1)
    is_one = (whole >= 0).all(axis=(1, 2)) & (np.trace(whole, axis1=1, axis2=2) == np.trace(table))
    found: np.ndarray = whole[is_one]
    return found


def single(table: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A crossing in which every pair is a contributor of its own."""
    return table, table, np.maximum(table - 2, 0)


SMALL = st.lists(st.integers(0, 5), min_size=4, max_size=4).map(lambda cells: np.array(cells).reshape(2, 2))
FEW_OR_MORE = st.sampled_from([1, 2, 4, 4, 5, 5, 6])
THREE = st.lists(FEW_OR_MORE, min_size=9, max_size=9).map(lambda cells: np.array(cells).reshape(3, 3))


@given(SMALL)
def test_of_two_answers_everything_follows_so_every_cell_needs_three(table: np.ndarray) -> None:
    assert len(alike(table)) == 1
    assert keeps_secret(*single(table)) == bool((table >= 3).all())


@settings(max_examples=100, deadline=None)
@given(THREE.filter(lambda table: keeps_secret(*single(table))))
def test_no_cell_of_one_or_two_can_be_computed_where_a_rate_is_told(table: np.ndarray) -> None:
    """Whoever knows both margins and the rate, and that counts are whole, is left with one more and one less."""
    tables = alike(table)
    for i, j in itertools.product(range(3), repeat=2):
        if table[i, j] < 3:
            assert tables[:, i, j].max() > table[i, j]
            assert table[i, j] == 0 or tables[:, i, j].min() < table[i, j]


@settings(max_examples=12, deadline=None)
@given(THREE.filter(lambda table: keeps_secret(*single(table)) and (table < 3).any()))
def test_nor_by_any_two_who_took_part(table: np.ndarray) -> None:
    """Two that know their own answers take themselves out of the table; what is left of others stays open."""
    cells = list(itertools.product(range(3), repeat=2))
    for first, second in itertools.combinations_with_replacement(cells, 2):
        left = table.copy()
        left[first] -= 1
        left[second] -= 1
        if (left < 0).any():
            continue
        tables = alike(left)
        for cell in cells:
            if 0 < table[cell] < 3 and left[cell] > 0:
                seen = tables[:, cell[0], cell[1]]
                assert seen.min() < left[cell] < seen.max()


def test_a_crossing_with_room_may_be_told() -> None:
    table = np.array([[9, 5, 1], [4, 12, 6], [2, 5, 8]])
    assert keeps_secret(*single(table))


def test_two_sites_of_one_enterprise_are_one_who_gave_them() -> None:
    table = np.full((2, 2), 4)
    assert keeps_secret(*single(table))
    assert not keeps_secret(table, np.array([[4, 4], [4, 2]]), np.array([[2, 2], [2, 0]]))


def test_margins_alone_leave_every_cell_open_by_the_least_of_four_counts() -> None:
    """The bounds of a cell are max(0, r + c − n) and min(r, c) (Fréchet); both are apart by min(r, c, n − r, n − c)."""
    for n, r, c in itertools.product(range(1, 14), repeat=3):
        if r <= n and c <= n:
            assert min(r, c) - max(0, r + c - n) == min(r, c, n - r, n - c)
