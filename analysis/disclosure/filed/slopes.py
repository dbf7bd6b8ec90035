"""Charts of two scales side by side: marks at the heights that their printed values say, joined by row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from analysis.disclosure.filed.difference import Difference

CLOSE: Final = 0.05
"""Points: coordinates have two decimals."""

Mark = Sequence[str]


class Beside(NamedTuple):
    """What stands beside one mark: its label, the figures printed, the marks drawn."""

    label: str
    figures: Sequence[str]
    marks: Sequence[Mark]


class _Dot(NamedTuple):
    label: str
    side: int
    height: float
    value: float


def is_slopes(head: Sequence[Mark]) -> bool:
    """Whether what stands before the first row are two scales without numbers."""
    return [mark[:2] for mark in head if mark[0] == "line"] == [["line", "axis"]] * 2


@dataclass(frozen=True, slots=True)
class Slopes:
    """A chart of two scales: ``number`` reads a printed value, ``said`` gives what a side (0, 1) says of a label.

    At the right the difference of both may follow, as ``apart`` gives it for a label.
    """

    block: str
    head: Sequence[Mark]
    number: Callable[[str], Decimal]
    said: Callable[[str, int], Collection[str]]
    apart: Callable[[str], Collection[str]]

    def compare(self, rows: Sequence[Beside]) -> Iterator[Difference]:
        """What stands beside the marks, and where they stand."""
        dots: list[_Dot] = []
        for row in rows:
            found = [mark for mark in row.marks if mark[1].startswith("series-")]
            if len(found) != 1 or not row.figures:
                yield self._wrong(row.label, f"{len(found)} marks", f"one for {list(row.figures)}")
            else:
                side = int(found[0][1].removeprefix("series-")) - 1
                beside = row.figures[1:]
                if beside and (side == 0 or len(beside) > 1 or beside[0] not in self.apart(row.label)):
                    yield self._wrong(row.label, " ".join(beside), " | ".join(self.apart(row.label)))
                if row.figures[0] not in self.said(row.label, side):
                    yield self._wrong(row.label, row.figures[0], " | ".join(self.said(row.label, side)))
                dots.append(_Dot(row.label, side, _height(found[0]), float(self.number(row.figures[0]))))
        yield from self._straight(dots)
        yield from self._joined(rows, dots)

    def _straight(self, dots: Sequence[_Dot]) -> Iterator[Difference]:
        """All marks have one scale, on which more is nearer to its upper end, where it begins."""
        scale = next(mark for mark in self.head if mark[0] == "line")
        upwards = -1 if float(scale[5]) > float(scale[3]) else 1
        low, high = (pick(dots, key=lambda dot: dot.value, default=_Dot("", 0, 0.0, 0.0)) for pick in (min, max))
        steep = (high.height - low.height) / (high.value - low.value) if high.value > low.value else upwards
        for dot in dots:
            wanted = low.height + steep * (dot.value - low.value)
            if steep * upwards <= 0 or abs(dot.height - wanted) > CLOSE:
                yield self._wrong(dot.label, f"at {dot.height}", f"at {wanted:.2f}")

    def _joined(self, rows: Sequence[Beside], dots: Sequence[_Dot]) -> Iterator[Difference]:
        """A line joins both marks of a row and no others."""
        heights = {(dot.label, dot.side): dot.height for dot in dots}
        for row in rows:
            for mark in row.marks:
                if mark[:2] == ["line", "joint"]:
                    ends = [float(mark[3]), float(mark[5])]
                    wanted = [heights.get((row.label, side)) for side in (0, 1)]
                    if any(want is None or abs(end - want) > CLOSE for end, want in zip(ends, wanted, strict=True)):
                        yield self._wrong(row.label, f"a line {ends}", f"marks {wanted}")

    def _wrong(self, place: str, found: str, expected: str) -> Difference:
        return Difference(self.block, place, found, expected)


def _height(mark: Mark) -> float:
    """Where a mark stands, round or square."""
    return float(mark[3]) + (float(mark[5]) / 2 if mark[0] == "rect" else 0.0)
