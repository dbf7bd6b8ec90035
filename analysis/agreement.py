"""How far two sides agree: agreement rate, Cohen's kappa, Jaccard, ranks, and what these tell of single answers.

The crossing of both sides' answers (who of those who said a was paired with b) is printed nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, permutations, product

import numpy as np
from numpy.typing import NDArray

from analysis.domains import Flags, Floats, Ints

LEAST_BEHIND = 3
"""Of fewer contributors nobody may know that they gave a certain pair of answers."""

MOST_CODES = 6
"""For longer lists there are too many changes to try."""

_DOMINATES = 0.1
"""As in the p % rule: what all but the two largest hold, of the largest."""


def kappa(crossing: NDArray[np.generic]) -> float:
    """Agreement beyond chance, from −1 to 1, of a crossing of two sides' answers (k, k) with equal codes in order.

    (p_o − p_e) / (1 − p_e), where p_o is the share on the diagonal and p_e what the two margins would give by chance
    (Cohen 1960, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20, 37–46,
    formula 1). NaN where it is not defined: nobody, or all on both sides gave the same answer.
    """
    counts = crossing.astype(np.float64)
    total = counts.sum()
    if not total:
        return float("nan")
    observed = np.trace(counts) / total
    chance = float(counts.sum(axis=1) @ counts.sum(axis=0)) / total**2
    return float((observed - chance) / (1 - chance)) if chance < 1 else float("nan")


def jaccard(first: Flags, second: Flags) -> Floats:
    """For each pair (columns) how many of the codes named by either side both named; NaN where neither named one.

    Common codes by all codes (Jaccard 1912, The distribution of the flora in the alpine
    zone, New Phytologist 11, 37–50).
    """
    both, either = (first & second).sum(axis=0), (first | second).sum(axis=0)
    found: Floats = np.divide(both, either, out=np.full(both.shape, np.nan), where=either > 0)
    return found


def ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value, 1 for the largest; equal values share the mean of their ranks (Kendall 1945, Biometrika
    33, 239–251)."""
    given = np.array(values)
    return [float((given > value).sum() + ((given == value).sum() + 1) / 2) for value in given]


def crossed(first: Ints, second: Ints, codes: int, contributor: Ints) -> tuple[Ints, Ints, Ints]:
    """The crossing of two lists of answers: pairs, contributors, and pairs without those of the two largest (k, k)."""
    cells = first * codes + second
    both, counts = np.unique(np.stack([cells, contributor]), axis=1, return_counts=True)
    found = np.zeros((3, codes * codes), dtype=np.int64)
    for cell in np.unique(both[0]).tolist():
        sites = np.sort(counts[both[0] == cell])
        found[:, cell] = sites.sum(), len(sites), sites[:-2].sum()
    pairs, contributors, rest = found.reshape(3, codes, codes)
    return pairs, contributors, rest


def keeps_secret(pairs: Ints, contributors: Ints, rest: Ints) -> bool:
    """Whether the rate of agreement may stand beside both sides' margins: it tells no cell of few contributors.

    Margins and rate are the sums of rows, columns and the diagonal. A cell of few (of nobody, too: what a side said
    would tell what the other did not say) is open when tables with the same sums have one more, and one less where
    there is one, whatever any two contributors know of themselves: other cells give up only what is left of them
    without their two largest contributors. Two answers leave nothing open, so that each cell needs enough. Only whole
    numbers are tried, so that an attacker who knows that counts are whole gains nothing.
    """
    few = ((contributors < LEAST_BEHIND) | (rest < _DOMINATES * (pairs - rest))).ravel()
    if not few.any():
        return True
    if len(pairs) > MOST_CODES:
        return False
    moves = _moves(len(pairs))
    short = moves + rest.ravel() < 0
    is_free = ~short.any(axis=1)
    up = (moves[is_free] > 0).any(axis=0)
    # The cell itself may give up all it has: it is known to nobody but those in it.
    alone = (short.sum(axis=1, keepdims=True) - short == 0) & (moves < 0) & (moves + pairs.ravel() >= 0)
    down = alone.any(axis=0) | (pairs.ravel() == 0)
    return bool((up & down)[few].all())


@lru_cache(maxsize=8)
def _moves(codes: int) -> NDArray[np.int8]:
    """Changes of a crossing (m, k²) that leave the sums of its rows, columns and diagonal as they are.

    Sums of two moves of the kind that Diaconis and Sturmfels use (1998, Algebraic algorithms for sampling from
    conditional distributions, Annals of Statistics 26, 363–397): one up at two corners of a rectangle, one down at
    the others.
    """
    simple = []
    for (i, j), (p, q) in product(combinations(range(codes), 2), permutations(range(codes), 2)):
        move = np.zeros((codes, codes), dtype=np.int8)
        move[i, p] = move[j, q] = 1
        move[i, q] = move[j, p] = -1
        simple.append(move)
    if not simple:
        return np.zeros((0, codes * codes), dtype=np.int8)
    single = np.array(simple)
    traces = np.trace(single, axis1=1, axis2=2)
    first, second = np.nonzero(np.triu(traces[:, None] + traces[None, :] == 0))
    flat = single.reshape(len(single), -1)
    every = np.concatenate([flat[traces == 0], flat[first] + flat[second]])
    found: NDArray[np.int8] = np.unique(every, axis=0)
    return found
