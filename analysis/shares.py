"""Shares and counts of a stratified sample from numbers of answers alone.

Answers of a stratum weigh the same where weights were not fitted, so that no answer has to be looked at. All take
``base`` and ``yes`` (figures, D, H): how many of each stratum answered, and said yes. All give (figures · D,).
"""

from __future__ import annotations

import numpy as np

from analysis.estimate import Estimates, Form, of_shares, spread, with_interval
from analysis.weights import Design, Floats, Ints


def counted_shares(design: Design, base: Ints, yes: Ints) -> Estimates:
    """What ``estimate.shares`` says of each figure."""
    base, yes, weights = _stacked(design, base, yes)
    whole = base @ weights
    value = np.divide(yes @ weights, whole, out=np.full_like(whole, np.nan), where=whole > 0)
    rate, each = np.nan_to_num(value)[:, None], weights / np.where(whole > 0, whole, 1.0)[:, None]
    error = _error(design, (yes, base - yes, design.answers - base), (each * (1 - rate), -each * rate))
    return of_shares(design, value, np.where(np.isnan(value), np.nan, error), base, _effective(base, weights))


def counted_totals(design: Design, base: Ints, yes: Ints) -> Estimates:
    """What ``estimate.totals`` says of each figure: how many of all would say yes."""
    base, yes, weights = _stacked(design, base, yes)
    error = _error(design, (yes, base - yes, design.answers - base), (weights, np.zeros_like(weights)))
    return with_interval(yes @ weights, error, base, _effective(base, weights), Form.AMOUNT)


def shares_of_rows(design: Design, base: Floats, yes: Floats) -> Estimates:
    """The same of answers with several rows each, from sums over answers: ratios of rows with yes and of all rows.

    ``base`` (3, D, H) are the answers, their rows, and the squares of each one's number of rows; ``yes``
    (figures, 3, D, H) the rows with yes, the squares of each answer's number of them, and the products of both numbers.
    """
    (answers, rows, squares), (said, squared, products) = base, yes.swapaxes(0, 1)
    weights = _weights(design)
    whole = rows @ weights
    value = np.divide(said @ weights, whole, out=np.full(said.shape[:2], np.nan), where=whole > 0)
    rate, each = np.nan_to_num(value)[..., None], weights / np.where(whole > 0, whole, 1.0)[:, None]
    centre = each * (said - rate * rows)
    spread_out = each**2 * (squared - 2 * rate * products + rate**2 * squares)
    left = spread_out - centre**2 / np.maximum(design.answers, 1)
    error = np.sqrt(np.where(left > _NOTHING * spread_out, left, 0.0) @ spread(design))
    error = np.where(np.isnan(value), np.nan, error).reshape(-1)
    figures = len(yes)
    effective = np.tile(_effective(answers, weights), figures)
    return of_shares(design, value.reshape(-1), error, np.tile(answers.astype(np.int64), (figures, 1)), effective)


_NOTHING = 1e-12
"""What rounding may leave of squares that cancel each other."""


def _weights(design: Design) -> Floats:
    """What each answer of a stratum stands for (H,)."""
    weights: Floats = design.population / np.maximum(design.answers, 1)
    return weights


def _stacked(design: Design, base: Ints, yes: Ints) -> tuple[Ints, Ints, Floats]:
    """Both as (figures · D, H), and the weights of the strata (H,)."""
    base, yes = (counts.reshape(-1, len(design.population)) for counts in (base, yes))
    return base, yes, _weights(design)


def _error(design: Design, counts: tuple[Ints, Ints, Ints], amounts: tuple[Floats, Floats]) -> Floats:
    """The standard error where so many say yes, no, and nothing; ``amounts`` are what those who answer carry."""
    (yes, no, others), (said, denied) = counts, amounts
    centre = (yes * said + no * denied) / np.maximum(design.answers, 1)
    squares = yes * (said - centre) ** 2 + no * (denied - centre) ** 2 + others * centre**2
    error: Floats = np.sqrt(squares @ spread(design))
    return error


def _effective(base: Ints, weights: Floats) -> Floats:
    whole, squares = base @ weights, base @ weights**2
    return np.divide(whole**2, squares, out=np.zeros_like(whole), where=squares > 0)
