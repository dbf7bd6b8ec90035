"""Which questions are compared, by topic, and how: a list of its own, for not every figure says something to all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["same", "point", "choices", "scale", "levels", "states"]
"""How an answer is set beside the others.

``same``: how many gave the same answer. ``point``: the own place on a scale and the mean. ``choices``: how many chose
each option. ``scale``: the mean of each row on the scale. ``levels``: the same for the levels of competence fields.
``states``: how many gave the same answer in each row.
"""


@dataclass(frozen=True, slots=True)
class Question:
    """An item or computed value, and how it is compared."""

    item: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Rate:
    """A number of one's own over another (or alone), and the table that has the same of all.

    ``table`` is named without its role, ``key`` is the figure in it. ``percent`` numbers are shares.
    """

    id: str
    above: str
    below: str
    table: str
    key: tuple[str, ...] = ()
    percent: bool = True


@dataclass(frozen=True, slots=True)
class Topic:
    """A heading of the comparison with its questions; its words are ``topic.<id>``."""

    id: str
    questions: tuple[Question, ...]
    rates: tuple[Rate, ...] = ()


def _all(kind: Kind, items: str) -> tuple[Question, ...]:
    return tuple(Question(item, kind) for item in items.split())


COMPANY: Final = (
    Topic("change", (*_all("same", "emp_trend"), *_all("scale", "drv"))),
    Topic(
        "need",
        (*_all("same", "quali_share_class"), *_all("choices", "fields"), *_all("levels", "cmp")),
        (Rate("quali", "quali_total", "emp_total", "quali_total.share_of_employees"),),
    ),
    Topic(
        "training",
        (*_all("same", "train_any budget worktime"), *_all("choices", "needs_method formats instruments")),
        (
            Rate("participants", "train_n.total.n", "emp_total", "train_n.need.training_rates", ("total",)),
            Rate("hours", "train_hours", "train_n.total.n", "train_hours.ratio.train_n.total.n", percent=False),
            Rate("budget", "budget_amount", "", "budget_amount.median", percent=False),
        ),
    ),
    Topic("barriers", _all("scale", "bar")),
    Topic("offers", (*_all("choices", "pref_formats pref_daytime"), *_all("states", "fund"))),
    Topic(
        "together",
        (*_all("point", "agree"), *_all("same", "pool"), *_all("scale", "inv"), *_all("choices", "support")),
    ),
)
COUNCIL: Final = (
    Topic("change", (*_all("same", "emp_trend"), *_all("scale", "drv"), *_all("choices", "risk"))),
    Topic("need", (*_all("same", "quali_share"), *_all("choices", "fields"), *_all("levels", "cmp"))),
    Topic(
        "training",
        (
            *_all("same", "train_any worktime"),
            *_all("choices", "needs_method instruments"),
            *_all("scale", "train_freq"),
        ),
    ),
    Topic("barriers", (*_all("scale", "bar"), *_all("choices", "emp_bar"))),
    Topic("offers", (*_all("choices", "pref_formats pref_daytime"), *_all("states", "fund"))),
    Topic("together", (*_all("point", "agree"), *_all("scale", "inv"), *_all("choices", "rights br_support"))),
)
TOPICS: Final[Mapping[str, tuple[Topic, ...]]] = {"company": COMPANY, "works_council": COUNCIL}
"""The topics by role."""
