"""Which colour a role has, and which text can be read on it."""

from typing import Final, NamedTuple

WHITE: Final = "#FFFFFF"
INK: Final = "#16242E"


class Paint(NamedTuple):
    """Fill and, where a shape has one, outline; hexadecimal colours."""

    fill: str
    stroke: str | None = None


ROLES: Final[dict[str, Paint]] = {
    "ink": Paint(INK),
    "quiet": Paint("#4B5963"),
    "rule": Paint("#C5CED5"),
    "axis": Paint("#4B5963"),
    "track": Paint("#E6ECEF"),
    "joint": Paint("#8795A0"),
    "whisker": Paint(INK),
    "halo": Paint(WHITE),
    "bar": Paint("#5E98A6"),
    "bar-strong": Paint("#005F73"),
    "hidden": Paint("#F6F8F9", "#C5CED5"),
    "series-1": Paint("#005F73", WHITE),
    "series-2": Paint("#BB4A00", WHITE),
    "series-3": Paint("#4B5963", WHITE),
    "heat-1": Paint("#EDF5F7", "#C5CED5"),
    "heat-2": Paint("#C3DFE6"),
    "heat-3": Paint("#86BDCB"),
    "heat-4": Paint("#56A3B6"),
    "heat-5": Paint("#005F73"),
    "heat-6": Paint("#00333F"),
    "part-1": Paint("#00333F", WHITE),
    "part-2": Paint("#005F73", WHITE),
    "part-3": Paint("#56A3B6", WHITE),
    "part-4": Paint("#86BDCB", WHITE),
    "part-5": Paint("#C3DFE6", WHITE),
    "part-6": Paint("#DCE2E6", WHITE),
    "part-7": Paint("#EDF5F7", "#C5CED5"),
    "white": Paint(WHITE),
}
PARTS: Final = tuple(f"part-{number}" for number in range(1, 8))
TONES: Final[dict[int, tuple[str, ...]]] = {
    2: ("part-2", "part-5"),
    3: ("part-1", "part-3", "part-5"),
    4: ("part-1", "part-2", "part-3", "part-5"),
}
"""Of few parts those that can be told apart best."""
HEAT: Final = tuple(f"heat-{number}" for number in range(1, 7))
READABLE: Final = 4.5


def text_role(fill: str) -> str:
    """Role of the text on a fill: dark where that can be read, else white."""
    return "ink" if contrast(INK, ROLES[fill].fill) >= READABLE else "white"


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours (WCAG 2.1, 1.4.3)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
