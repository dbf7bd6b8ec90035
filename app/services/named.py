"""What a release is called in the name of a file: by its plan, so that the reports of six districts differ."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from app.models import StoredRelease

LONGEST: Final = 60
SHORT_ID: Final = 8
SPELT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
OTHERS: Final = re.compile(r"[^a-z0-9]+")


def file_name(row: StoredRelease, language: str, file_format: str, *, wave: str = "", suffix: str = "") -> str:
    """„bedarfsradar-kurzfassung-1a2b3c4d-de.pdf“, perhaps after the wave; of releases without a plan as before."""
    title = str(row.document.get("plan", {}).get("title", {}).get("de", ""))
    parts = ("bedarfsradar", wave, _plain(title), row.id[:SHORT_ID], language)
    return "-".join(filter(None, parts)) + f"{suffix}.{file_format}"


def _plain(title: str) -> str:
    """Letters and digits as every system of files takes them, joined by hyphens; cut between words."""
    letters = unicodedata.normalize("NFKD", title.lower().translate(SPELT)).encode("ascii", "ignore").decode()
    words = OTHERS.sub("-", letters).strip("-")
    return words if len(words) <= LONGEST else words[: LONGEST + 1].rpartition("-")[0] or words[:LONGEST]
