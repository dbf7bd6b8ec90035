"""What plans are called, and releases in the names of files: by plan, so that the reports of six districts differ."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from app.models import StoredRelease

LONGEST: Final = 60
SHORT_ID: Final = 8
SPELT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
YEAR_WORDS: Final = {"{ZJ}": "[Zieljahr]", "{BJ}": "[Bezugsjahr]"}
MARK: Final = re.compile(r"\{[^{}]+\}")
OTHERS: Final = re.compile(r"[^a-z0-9]+")


def file_name(row: StoredRelease, language: str, file_format: str, *, wave: str = "", suffix: str = "") -> str:
    """„bedarfsradar-kurzfassung-1a2b3c4d-de.pdf“, perhaps after the wave; of releases without a plan as before."""
    title = str(row.document.get("plan", {}).get("title", {}).get("de", ""))
    parts = ("bedarfsradar", wave, _plain(title), row.id[:SHORT_ID], language)
    return "-".join(filter(None, parts)) + f"{suffix}.{file_format}"


def unfilled(text: str) -> str:
    """A text of a plan for people to read, before a group, the years of a wave and its values are put into it."""
    return MARK.sub(lambda mark: YEAR_WORDS.get(mark[0], "…"), text)


def _plain(title: str) -> str:
    """Letters and digits as every system of files takes them, joined by hyphens; cut between words."""
    letters = unicodedata.normalize("NFKD", title.lower().translate(SPELT)).encode("ascii", "ignore").decode()
    words = OTHERS.sub("-", letters).strip("-")
    return words if len(words) <= LONGEST else words[: LONGEST + 1].rpartition("-")[0] or words[:LONGEST]
