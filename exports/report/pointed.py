"""What the first page points out, as a person would say it, and only as far as the intervals go.

„Am häufigsten“ is said of what is ahead of all others beyond chance, „oft“ of the largest values else. A share is put
into words by the largest plain part of a whole that lies below its interval: „mehr als ein Viertel“. Where a list
stops before a value that is as good as the last one named, it says so.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from analysis.release import Cell, Table
from exports.cells import is_hidden, range_of
from exports.report.chapters import Topic
from exports.report.claims import is_apart, leads_nothing
from exports.report.headlines import ahead, is_poor, listed, ranked
from exports.report.voice import Voice

MOST_ON_A_SIDE: Final = 2
MOST_ALONE: Final = 3
PARTS: Final = {
    "three_quarters": Fraction(3, 4),
    "two_thirds": Fraction(2, 3),
    "half": Fraction(1, 2),
    "third": Fraction(1, 3),
    "quarter": Fraction(1, 4),
    "fifth": Fraction(1, 5),
    "tenth": Fraction(1, 10),
}


def pointed(topic: Topic, code: str, voice: Voice) -> str | None:
    """The largest values of each side in a sentence, as the words ``code`` have it; None for too few values."""
    tables = [entry.table for entry in topic.entries]
    if any(len(table.dimensions) > 1 for table in tables):
        return None
    said = [_side(table, code, MOST_ON_A_SIDE if topic.is_shared else MOST_ALONE, voice) for table in tables]
    if None in said:
        return None
    text = f"{voice.apart}; ".join(filter(None, said))
    return text[:1].upper() + text[1:]


def _side(table: Table, code: str, count: int, voice: Voice) -> str | None:
    who = voice.say(f"pointed.{table.role}")
    first = ahead(table)
    if 0 < len(first) <= count:
        text = voice.say(f"pointed.{code}_most", who=who, list=listed(first, table, voice))
        return voice.say("finding.among", finding=text) if any(map(is_hidden, table.cells)) else text
    sure = [cell for cell in ranked(table) if not is_poor(cell)]
    shown, following = sure[:count], sure[count : count + 1]
    if len(shown) < count or any(leads_nothing(table, cell) for cell in shown):
        return None
    is_alike = any(not is_apart(table, shown[-1], cell) for cell in following)
    return voice.say(f"pointed.{code}{'_more' if is_alike else ''}", who=who, list=listed(shown, table, voice))


def more_than(cell: Cell, voice: Voice) -> str | None:
    """The part of a whole that a share is surely larger than („einem Viertel“); None for a small one."""
    low = range_of(cell)[0]
    return next((voice.say(f"pointed.{name}") for name, part in PARTS.items() if low > part), None)
