"""Free texts: a person reads each, gives it a code, and releases it for the files of the house or holds it back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import polars as pl
from sqlalchemy import select

from analysis.snapshot import Snapshot
from app.database import AnySession
from app.models import TextReview
from app.services.refusals import Unknown
from surveys.model import Questionnaire
from surveys.problems import OTHER

RELEASED: Final = ("role", "case", "variable", "code", "text")
"""The columns of the texts that may be in a file."""


class Standing(StrEnum):
    """What was decided about a text."""

    OPEN = "open"
    RELEASED = "released"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Written:
    """One free text with its question, and what was decided about it; ``case`` is the random name of its response."""

    key: str
    role: str
    case: str
    variable: str
    number: str
    question: str
    text: str
    standing: Standing
    code: str


def texts(session: AnySession, wave_id: int, frozen: Snapshot) -> list[Written]:
    """All texts of a snapshot, question by question."""
    decided = {row.text_key: row for row in session.scalars(select(TextReview).where(TextReview.wave_id == wave_id))}
    found = frozen.texts().sort("role", "variable", "case", "row")
    return [_written(row, decided, frozen) for row in found.iter_rows(named=True)]


def counts(written: list[Written]) -> Mapping[Standing, int]:
    """How many texts stand where."""
    return {standing: sum(one.standing is standing for one in written) for standing in Standing}


def decide(
    session: AnySession, wave_id: int, frozen: Snapshot, key: str, decision: tuple[bool, str], by: tuple[int, datetime]
) -> Written:
    """Release a text or hold it back, with its code; ``by`` says who and when. Call inside ``writing``.

    Raises Unknown for a key that is none of this snapshot's texts.
    """
    known = {one.key: one for one in texts(session, wave_id, frozen)}
    if key not in known:
        raise Unknown("Diesen Text gibt es in den eingefrorenen Daten nicht.")
    row = session.scalar(select(TextReview).where(TextReview.wave_id == wave_id, TextReview.text_key == key))
    if row is None:
        row = TextReview(wave_id=wave_id, text_key=key)
        session.add(row)
    row.is_released, row.code = decision
    row.decided_by, row.decided_at = by
    return known[key]


def released(session: AnySession, wave_id: int, frozen: Snapshot) -> pl.DataFrame:
    """The texts that a person released, with their codes (columns ``RELEASED``)."""
    found = [one for one in texts(session, wave_id, frozen) if one.standing is Standing.RELEASED]
    rows = [(one.role, one.case, one.variable, one.code, one.text) for one in found]
    return pl.DataFrame(rows, schema=dict.fromkeys(RELEASED, pl.String), orient="row")


def _written(row: Mapping[str, str], decided: Mapping[str, TextReview], frozen: Snapshot) -> Written:
    place = [row[name] for name in ("role", "case", "variable", "row", "text")]
    key = hashlib.sha256(json.dumps(place, ensure_ascii=False).encode()).hexdigest()
    review = decided.get(key)
    standing = Standing.OPEN
    if review is not None:
        standing = Standing.RELEASED if review.is_released else Standing.HELD
    number, question = _question(frozen.versions[row["role"]], row["variable"])
    code = review.code if review else ""
    return Written(key, row["role"], row["case"], row["variable"], number, question, row["text"], standing, code)


def _question(versions: tuple[Questionnaire, ...], variable: str) -> tuple[str, str]:
    """Number and German words of the question that a text answers."""
    for version in reversed(versions):
        item = version.items.get(variable) or version.items.get(variable.removesuffix(OTHER))
        if item is not None:
            return item.number, item.label.in_("de")
    return "", variable
