"""All item types. A new one is a class and one line in ``ITEM_TYPES``."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.items.base import Check, Item, Parsed, RowSource, Situation, Typed, Variant
from surveys.items.choice import Choice, Multi, Rank, Single
from surveys.items.consent import Consent, Granted
from surveys.items.tables import Columned, Grid, Matrix, Roster
from surveys.items.typed import Date, DecimalItem, Integer, Note, TextItem

ITEM_TYPES: Mapping[str, type[Item]] = {
    kind.type: kind
    for kind in (Single, Multi, Integer, DecimalItem, TextItem, Date, Matrix, Grid, Roster, Rank, Consent, Note)
}
COLUMN_TYPES = frozenset({"single", "multi", "integer", "decimal", "text", "date"})
"""The types a column of a grid or roster can have."""

__all__ = [
    "COLUMN_TYPES",
    "ITEM_TYPES",
    "Check",
    "Choice",
    "Columned",
    "Consent",
    "Date",
    "DecimalItem",
    "Granted",
    "Grid",
    "Integer",
    "Item",
    "Matrix",
    "Multi",
    "Note",
    "Parsed",
    "Rank",
    "Roster",
    "RowSource",
    "Single",
    "Situation",
    "TextItem",
    "Typed",
    "Variant",
]
