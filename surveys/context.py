"""What is known besides the answers: the values of the wave and what the frame says about the establishment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FRAME_LISTS: Mapping[str, str | None] = {
    "size_class": "groessenklassen",
    "employees": None,
    "wz": "wz2008",
    "kreis": "kreise_saarland",
}
"""What rules and prefills may read of the frame, and the code list of each (None for a number)."""

DISTRICT_SIGNS: Mapping[str, str] = {
    "10041": "SB",
    "10042": "MZG",
    "10043": "NK",
    "10044": "SLS",
    "10045": "HOM",
    "10046": "WND",
}
"""Districts by their number plates, for places too narrow for names; a code of digits would look like a figure."""

WAVE_VALUES = ("ZJ", "BJ")
"""Target year and reference year, as the texts name them."""


@dataclass(frozen=True, slots=True)
class Context:
    """``wave``: names as in the texts (``ZJ``, ``BJ``) to numbers; ``frame``: see ``FRAME_LISTS``."""

    wave: Mapping[str, int] = field(default_factory=dict)
    frame: Mapping[str, str | int] = field(default_factory=dict)


NO_CONTEXT = Context()
