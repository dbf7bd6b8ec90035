"""Participation as the report shows it: by role, and by stratum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from analysis.disclosure.filed.difference import Difference, read
from analysis.disclosure.filed.figures import EMPTY, HIDDEN, count_text, is_published, number_text, percent_text
from analysis.disclosure.filed.order import words as said
from analysis.disclosure.filed.words import Words
from analysis.release import Cell, Participation, Suppressed

DRAWN: Final = ("track", "bar-strong", "hidden")
HIDDEN_WIDTH: Final = 34.0
CLOSE: Final = 0.03
LONGEST: Final = 120
OF: Final = {"de": "von", "en": "of", "fr": "sur"}


def overview(words: Words) -> list[list[str]]:
    """A line for each role, its name left empty: invited, began, answered, and the part that answered."""
    made = []
    for one in words.release.participation:
        counts = [_count(count, words.language) for count in (one.invited, one.started, one.submitted)]
        made.append(["", *counts, _share(one, words.language)])
    return made


def strata(words: Words) -> list[list[str]]:
    """A line for each stratum that anybody of a role was invited in: label, and for each role the three figures.

    Where a label is German only, all lines are.
    """
    release = words.release
    labels = {each.code: each.label for one in release.participation for each in one.strata.categories}
    known = [{cell.key[0]: cell for cell in one.by_stratum} for one in release.participation]
    there = [code for code in labels if any(code in cells and cells[code].value is not None for cells in known)]
    language = words.language if all(words.language in labels[code] for code in there) else "de"
    return [
        [said(labels[code], language), *(text for cells in known for text in _figures(cells.get(code), language))]
        for code in there
    ]


def strata_texts(words: Words) -> list[str]:
    """What a chart of the response says of a stratum: „Handel, klein 53 % (9 von 17)“, „53 % (9 von 17)“."""
    return [text for one in words.release.participation for each in words.languages for text in _response(one, each)]


def _response(one: Participation, language: str) -> Iterator[str]:
    labels = {each.code: said(each.label, language) for each in one.strata.categories}
    for cell in one.by_stratum:
        if is_published(cell):
            value, n = float(cell.value), int(cell.n)  # type: ignore[arg-type]  # it is published
            counts = f"({number_text(round(value), language)} {OF[language]} {_count(n, language)})"
            text = f"{_rate(value, n, language)} {counts}"
            yield from (read(f"{labels[cell.key[0]]} {text}"), read(text))
        elif cell.value is not None:
            yield f"{labels[cell.key[0]]} {HIDDEN}"


def response_lengths(
    block: str, pieces: Sequence[tuple[str, str]], participation: Sequence[Participation]
) -> Iterator[Difference]:
    """A track with a bar on it for each stratum, as long as its part of those invited; of a hidden one a box."""
    marks = [[kind, *text.split()] for kind, text in pieces if kind != "text"]
    if not any(_is_drawn(marks, one) for one in participation):
        found = " ".join(f"{mark[1]} {mark[-2]}" for mark in marks)
        yield Difference(block, "lengths", found[:LONGEST], "the response of each stratum")


def _is_drawn(marks: Sequence[Sequence[str]], one: Participation) -> bool:
    roles: list[str] = []
    ratios: list[float] = []
    for cell in one.by_stratum:
        if is_published(cell):
            roles += ["track", "bar-strong"]
            ratios.append(float(cell.value) / int(cell.n))  # type: ignore[arg-type]  # it is published
        elif cell.value is not None:
            roles.append("hidden")
    if [mark[1] for mark in marks] != roles or any(mark[0] != "rect" for mark in marks):
        return False
    tracks, bars, boxes = ([float(mark[4]) for mark in marks if mark[1] == role] for role in DRAWN)
    is_even = len(set(tracks)) < 2 and set(boxes) <= {HIDDEN_WIDTH}
    return is_even and all(
        abs(bar - track * ratio) <= CLOSE for track, bar, ratio in zip(tracks, bars, ratios, strict=True)
    )


def _figures(cell: Cell | None, language: str) -> list[str]:
    if cell is None or cell.value is None:
        return [EMPTY] * 3
    if not is_published(cell):
        return [HIDDEN] * 3
    value, n = float(cell.value), int(cell.n)  # type: ignore[arg-type]  # it is published
    return [count_text(cell, language), number_text(round(value), language), _rate(value, n, language)]


def _count(count: int | Suppressed, language: str) -> str:
    return HIDDEN if isinstance(count, Suppressed) else number_text(count, language)


def _share(one: Participation, language: str) -> str:
    if isinstance(one.submitted, Suppressed) or isinstance(one.invited, Suppressed):
        return HIDDEN
    return _rate(one.submitted, one.invited, language)


def _rate(submitted: float, invited: int, language: str) -> str:
    if not invited:
        return EMPTY
    rate = Decimal(repr(100 * submitted / invited)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return percent_text(rate, language)
