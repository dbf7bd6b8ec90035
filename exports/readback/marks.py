"""What is drawn in a PDF: rectangles, lines and circles by their colours and places, anything else as „other“."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from exports.readback.unreadable import Unreadable

OPERATORS: Final = "q Q cm rg RG g G k K cs CS sc SC scn SCN re m l c v y h n f F f* B B* b b* S s sh"
COLOURS: Final = {"rg": 0, "RG": 1, **dict.fromkeys(("g", "k", "cs", "sc", "scn"), 0)} | dict.fromkeys(
    ("G", "K", "CS", "SC", "SCN"), 1
)
"""Which of two colours an operator sets: that of areas, or that of lines."""
PATH: Final = {"re", "m", "l", "c", "v", "y", "h"}
FILLED, STROKED = {"f", "F", "f*", "B", "B*", "b", "b*"}, {"B", "B*", "b", "b*", "S", "s"}
CIRCLE: Final = ["m", "c", "c", "c", "c"]
NONE, UNKNOWN = "none", "unknown"

Mark = tuple[str, str]
"""Its kind, and its colours and numbers: fill, line; place and size of a rectangle, ends, or centre and radius."""


@dataclass(slots=True)
class Pen:
    """Colours, how much larger things are drawn than their numbers say, and the path so far.

    A figure may be made larger or smaller as a whole: lengths keep their proportions, so its own numbers are told.
    """

    colours: list[str] = field(default_factory=lambda: [UNKNOWN, UNKNOWN])
    scale: float = 1.0
    of_figure: float | None = None
    path: list[tuple[str, list[float]]] = field(default_factory=list)
    kept: list[tuple[list[str], float]] = field(default_factory=list)

    def begin(self) -> None:
        """A figure begins: the size of its first mark is that of all of them."""
        self.of_figure = None

    def step(self, operator: str, operands: Any) -> Mark | None:
        """What an operator draws; what is moved, turned, stretched or of another size than the rest is unknown."""
        if operator in PATH:
            self.path.append((operator, [float(each) for each in operands]))
        elif operator in COLOURS:
            self.colours[COLOURS[operator]] = _colour(operands) if operator in ("rg", "RG") else UNKNOWN
        elif operator in FILLED or operator in STROKED or operator == "sh":
            return self._draw(operator)
        elif operator == "cm":
            return self._resize([float(each) for each in operands])
        elif operator == "n":
            self.path = []
        else:
            self._keep(operator)
        return None

    def _resize(self, matrix: list[float]) -> Mark | None:
        factor = matrix[0]
        if matrix != [factor, 0, 0, factor, 0, 0] or factor <= 0:
            return "other", "moved"
        self.scale *= factor
        return None

    def _keep(self, operator: str) -> None:
        if operator == "q":
            self.kept.append((list(self.colours), self.scale))
        elif operator == "Q":
            if not self.kept:
                raise Unreadable("a state ends that never began")
            self.colours, self.scale = self.kept.pop()

    def _draw(self, operator: str) -> Mark:
        if self.of_figure is None:
            self.of_figure = self.scale
        if self.scale != self.of_figure:
            return "other", "of another size"
        path, self.path = [step for step in self.path if step[0] != "h"], []
        fill = self.colours[0] if operator in FILLED else NONE
        line = self.colours[1] if operator in STROKED else NONE
        kind, numbers = _shape([name for name, _ in path], [numbers for _, numbers in path])
        return kind, " ".join([fill, line, *(f"{number:.2f}".rstrip("0").rstrip(".") for number in numbers)])


def _shape(names: list[str], numbers: list[list[float]]) -> tuple[str, list[float]]:
    if names == ["re"]:
        return "rect", numbers[0]
    if names == ["m", "l"]:
        return "line", [*numbers[0], *numbers[1]]
    if names == CIRCLE:
        across, up = ([each[place] for each in numbers] for place in (-2, -1))
        ends = max(across), min(across), max(up), min(up)
        return "circle", [(ends[0] + ends[1]) / 2, (ends[2] + ends[3]) / 2, (ends[0] - ends[1]) / 2]
    return "other", []


def _colour(parts: Any) -> str:
    return "#" + "".join(f"{round(255 * float(part)):02X}" for part in parts)
