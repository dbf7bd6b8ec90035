"""What stands against an answer: a place, a level and a message."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from surveys.codelists import Missing
from surveys.messages import Message

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Document = dict[str, Json]
"""The answers of one response, as stored: item id → answer, and the reserved keys below."""

CONFIRMED = "confirmed"
RAW = "raw"
SEEN = "seen"
COMPUTED = "computed"
RESERVED = frozenset({CONFIRMED, RAW, SEEN, COMPUTED, "row", "frame", "wave"})
_KINDS = frozenset(Missing)
OTHER = "_other"
"""Suffix of the key that holds the text of „other, please specify“."""


class Level(StrEnum):
    """Hard problems block, soft ones ask once."""

    HARD = "hard"
    SOFT = "soft"


@dataclass(frozen=True, slots=True)
class Problem:
    """``place`` is the form field (``roster.r1.n_now``); ``check`` is what a confirmation names."""

    place: str
    message: Message
    level: Level = Level.HARD
    check: str | None = None
    is_gap: bool = False

    @property
    def item(self) -> str:
        """The item the place belongs to."""
        return self.place.partition(".")[0].partition(":")[0]


def missing(kind: str) -> Json:
    """The stored form of an explicit missing kind."""
    return {"missing": kind}


def missing_kind(answer: Json) -> str | None:
    """The missing kind of a stored answer, if that is what it is."""
    if isinstance(answer, dict) and len(answer) == 1:
        kind = answer.get("missing")
        return kind if isinstance(kind, str) and kind in _KINDS else None
    return None
