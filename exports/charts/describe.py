"""Alternative texts: what a chart shows, said with its numbers."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from exports.charts.layout import Look
from exports.pdf.text import shortened

MOST_NAMED: Final = 12
LONGEST: Final = 600
"""Of a title or a label; who listens to more has forgotten what the number is about."""


class Named(NamedTuple):
    """A value of the chart with the words that name it; None is hidden."""

    label: str
    value: float | None
    text: str


def describe(kind: str, title: str, values: Sequence[Named], look: Look) -> str:
    """Kind, title, and all values; with more than twelve the extremes and how many are hidden."""
    shown = [each for each in values if each.value is not None]
    start = f"{look.word(kind)}{look.apart}: {shortened(title, LONGEST)}."
    if not shown:
        return f"{start} {look.word('none_shown', count=len(values))}."
    if len(values) <= MOST_NAMED:
        return f"{start} {f'{look.apart}; '.join(_said(each, look) for each in values)}."
    highest = max(shown, key=lambda each: each.value or 0.0)
    lowest = min(shown, key=lambda each: each.value or 0.0)
    parts = [look.word("extremes", high=_said(highest, look), low=_said(lowest, look))]
    if len(shown) < len(values):
        parts.append(look.word("some_hidden", count=len(values) - len(shown)))
    return f"{start} {'. '.join(parts)}."


def _said(each: Named, look: Look) -> str:
    return f"{shortened(each.label, LONGEST)} {look.hidden if each.value is None else each.text}"
