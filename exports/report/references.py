"""References from the text to the tables of the annex."""

from __future__ import annotations

from typing import Final

from exports.messages import say
from exports.pdf.text import Span, reference
from exports.report.chapters import Entry
from exports.report.voice import Voice
from surveys.messages import Message

MARK: Final = "\ufffc"
"""Stands around the name of a table until the sentence is made; no text has it."""


def place_of(entry: Entry, voice: Voice) -> str:
    """The place of an entry in the annex: „Tabelle A12“, which a screen reader says of the link.

    It is in the document's language, whichever language the blocks are in that name it.
    """
    return say(Message("report.table_place", {"name": entry.name}), voice.document)


def referring(code: str, voice: Voice, names: dict[str, Entry], **params: str) -> tuple[Span, ...]:
    """The words ``code``, in which the ``names`` of entries are links to their tables of the annex."""
    marked = {name: f"{MARK}{entry.name}{MARK}" for name, entry in names.items()}
    by_name = {entry.name: entry for entry in names.values()}
    parts = voice.say(code, **params, **marked).split(MARK)
    return tuple(
        reference(part, place_of(by_name[part], voice)) if number % 2 and voice.has_annex else Span(part)
        for number, part in enumerate(parts)
    )
