"""What the marks of a printed chart mean, by their colours: one colour stands for different things in each kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

Piece = tuple[str, str]
Ink = Mapping[tuple[str, ...], str]
"""Shape, fill and line, and what they mean."""

WHITE, PALE, NONE = "#FFFFFF", "#C5CED5", "none"
COMMON: Final[Ink] = {
    ("line", NONE, PALE): "rule",
    ("line", NONE, "#4B5963"): "axis",
    ("line", NONE, "#8795A0"): "joint",
    ("rect", "#F6F8F9", PALE): "hidden",
}
SHADES: Final = ("#EDF5F7", "#C3DFE6", "#86BDCB", "#56A3B6", "#005F73", "#00333F")
"""Of fields, from little to much."""
ANSWERS: Final = ("#00333F", "#005F73", "#56A3B6", "#86BDCB", "#C3DFE6", "#DCE2E6")
KINDS: Final[Sequence[Ink]] = (
    {
        ("rect", "#5E98A6", NONE): "bar",
        ("rect", "#005F73", NONE): "bar-strong",
        ("rect", "#E6ECEF", NONE): "track",
        ("line", NONE, "#16242E"): "whisker",
        ("line", NONE, WHITE): "halo",
    },
    {
        ("circle", "#005F73", WHITE): "series-1",
        ("line", NONE, "#005F73"): "series-1",
        ("rect", "#BB4A00", WHITE): "series-2",
        ("line", NONE, "#BB4A00"): "series-2",
    },
    {
        **{("rect", shade, WHITE): f"part-{number}" for number, shade in enumerate(ANSWERS, start=1)},
        ("rect", "#EDF5F7", PALE): "part-7",
    },
    {
        **{("rect", shade, NONE): f"heat-{number}" for number, shade in enumerate(SHADES, start=1)},
        ("rect", "#EDF5F7", PALE): "heat-1",
    },
)
"""Bars; dots of one or two sides; answers that share a bar; fields. A chart is of one kind."""


def meant(pieces: Iterable[Piece]) -> list[Piece]:
    """Marks with what they mean instead of their colours, as far as all of a chart are of one kind."""
    drawn = [(kind, text.split(" ", 2)) for kind, text in pieces if kind != "text"]
    inks = {(kind, *parts[:2]) for kind, parts in drawn if len(parts) > 2}
    known = next((known for kind in KINDS if inks <= (known := {**COMMON, **kind}).keys()), {})
    return [each if each[0] == "text" else _mark(each, known) for each in pieces]


def _mark(piece: Piece, known: Ink) -> Piece:
    kind, text = piece
    parts = text.split(" ", 2)
    meaning = known.get((kind, *parts[:2])) if len(parts) > 2 else None
    return (kind, f"{meaning} {parts[2]}") if meaning else ("other", text)
