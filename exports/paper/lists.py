"""The long lists at the end of a paper questionnaire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from exports.paper.columns import coded
from exports.paper.sheet import LongList, Sheet
from exports.pdf import theme
from exports.pdf.flowables import Flowable, PageBreak, heading
from surveys.codelists import Code

LIST: Final = theme.style("list", theme.HEADINGS[2], spaceBefore=12, spaceAfter=6)
GROUP: Final = theme.style("group", theme.HEADINGS[3], fontSize=9.6, leading=12, spaceBefore=6)
PART: Final = theme.style("part", theme.HEADINGS[1], fontSize=18, leading=22, spaceBefore=18, spaceAfter=5)
COLUMNS: Final = 2


def lists_at_the_end(sheet: Sheet) -> list[Flowable]:
    """All long lists, on a page of their own; nothing when there is none."""
    if not sheet.long_lists:
        return []
    made: list[Flowable] = [PageBreak(), heading(sheet.say("lists"), style=PART)]
    for entry in sheet.long_lists.values():
        made += _list(entry, sheet)
    return made


def _list(entry: LongList, sheet: Sheet) -> list[Flowable]:
    made: list[Flowable] = [heading(_title(entry, sheet), 2, style=LIST)]
    for parent, codes in _groups(entry, sheet):
        if parent is not None:
            made.append(
                heading(
                    [f"{parent.code}  ", *sheet.content((sheet.words(parent.label),))], 3, style=GROUP, is_listed=False
                )
            )
        made.append(coded([(code.code, sheet.text(code.label)) for code in codes], COLUMNS))
    return made


def _title(entry: LongList, sheet: Sheet) -> str:
    name, number = sheet.say("list", number=entry.number), entry.question.number
    if entry.item is entry.question:
        return sheet.say("list_of_question", list=name, number=number)
    return sheet.say("list_title", list=name, number=number, label=entry.item.label)


def _groups(entry: LongList, sheet: Sheet) -> list[tuple[Code | None, Sequence[Code]]]:
    """The options under the entry of the list above them, if it has one."""
    groups: dict[str, list[Code]] = {}
    for code in sheet.options(entry.item):
        groups.setdefault(code.parent or "", []).append(code)
    return [(entry.item.choices.by_code.get(parent), codes) for parent, codes in groups.items()]
