"""The tables of one question or computed value, before protection."""

from __future__ import annotations

from analysis.snapshot import Snapshot
from analysis.tables import tabulate
from analysis.tallies import Tabulation


def tables_of(snapshot: Snapshot, role: str, item: str) -> list[Tabulation]:
    """Those of a role whose id begins with the item."""
    every = (table for chapter in tabulate(snapshot) if chapter.role == role for table in chapter.tables)
    return [table for table in every if table.head.id.startswith(f"{role}.{item}.")]
