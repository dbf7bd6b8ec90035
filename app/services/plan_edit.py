"""What staff do to a plan on screen: add, change, move and remove chapters and blocks, as steps from plan to plan."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from analysis.plan import ALL, names_in, stands_for_all, words_of
from analysis.release import Block, BlockKind, Plan, PlanChapter
from app.services.refusals import Refused

Part = TypeVar("Part")
GONE: Final = "Dieses Kapitel oder diesen Block gibt es nicht mehr. Bitte laden Sie die Seite neu."
LAST: Final = "Ein Plan hat mindestens ein Kapitel, und jedes Kapitel mindestens einen Block."
NEEDED: Final = (
    "{place} nennt den Wert „{name}“ aus dem Block, der sich ändern soll. Bitte ändern Sie zuerst dort Text, Titel "
    "oder Aussage, oder entfernen Sie zuerst jenen Block."
)


class Needed(Refused):
    """Values that would go are named in other blocks; ``places`` are these (chapter, block), each with what to do."""

    def __init__(self, places: Mapping[tuple[int, int], str]) -> None:
        self.places = dict(places)
        super().__init__("\n".join(places.values()))


def with_head(plan: Plan, title: Mapping[str, str], subtitle: Mapping[str, str], *, has_contents: bool) -> Plan:
    """The plan with another title."""
    return replace(plan, title=dict(title), subtitle=dict(subtitle), has_contents=has_contents)


def with_title(plan: Plan, number: int, title: Mapping[str, str], *, is_numbered: bool) -> Plan:
    """The plan with another title of a chapter."""
    return _chapter(plan, number, lambda one: replace(one, title=dict(title), is_numbered=is_numbered))


def with_chapter(plan: Plan, title: Mapping[str, str], text: Mapping[str, str], *, is_numbered: bool) -> Plan:
    """The plan with one more chapter at its end, which begins with a text."""
    first = Block(BlockKind.TEXT, text=dict(text))
    return replace(plan, chapters=(*plan.chapters, PlanChapter(dict(title), (first,), is_numbered)))


def with_block(plan: Plan, number: int, place: int, block: Block) -> Plan:
    """The plan with another block, or with a new one at the end of a chapter; raises Refused, Needed."""

    def changed(chapter: PlanChapter) -> PlanChapter:
        if place == len(chapter.blocks) + 1:
            return replace(chapter, blocks=(*chapter.blocks, block))
        return replace(chapter, blocks=_with(chapter.blocks, place, block))

    made = _chapter(plan, number, changed)
    _require_unneeded(plan, made, {(number, place)})
    return made


def with_sections(plan: Plan) -> Plan:
    """The plan with a chapter for each section at its end, unless it has them."""
    if any(map(stands_for_all, plan.chapters)):
        raise Refused("Alle Abschnitte stehen schon in diesem Plan.")
    return replace(plan, chapters=(*plan.chapters, PlanChapter({}, (Block(BlockKind.SECTION, section=ALL),))))


def stepped(plan: Plan, act: str, number: int, place: int = 0) -> Plan:
    """The plan after ``up``, ``down`` or ``remove`` of a chapter, or of a block in it. Raises Refused, Needed."""
    if place:
        made = _chapter(plan, number, lambda one: replace(one, blocks=_stepped(one.blocks, act, place)))
        _require_unneeded(plan, made, {(number, place)})
        return made
    made = replace(plan, chapters=_stepped(plan.chapters, act, number))
    blocks = plan.chapters[number - 1].blocks
    _require_unneeded(plan, made, {(number, each) for each in range(1, len(blocks) + 1)})
    return made


def _require_unneeded(before: Plan, after: Plan, changed: Collection[tuple[int, int]]) -> None:
    """Raise Needed where blocks beside the changed ones name values that are no longer there, by their old numbers."""
    gone = set(before.queries) - set(after.queries)
    places = {}
    for number, chapter in enumerate(before.chapters, start=1):
        for place, block in enumerate(chapter.blocks, start=1):
            names = sorted(gone & set(names_in(block))) if (number, place) not in changed else []
            if names:
                places[number, place] = NEEDED.format(place=words_of((number, place)), name="“, „".join(names))
    if places:
        raise Needed(places)


def _stepped(parts: Sequence[Part], act: str, number: int) -> tuple[Part, ...]:
    listed, index = list(parts), number - 1
    if not 0 <= index < len(listed):
        raise Refused(GONE)
    if act == "remove":
        if len(listed) == 1:
            raise Refused(LAST)
        del listed[index]
        return tuple(listed)
    other = index - 1 if act == "up" else index + 1
    if 0 <= other < len(listed):
        listed[index], listed[other] = listed[other], listed[index]
    return tuple(listed)


def _chapter(plan: Plan, number: int, how: Callable[[PlanChapter], PlanChapter]) -> Plan:
    if not 0 < number <= len(plan.chapters):
        raise Refused(GONE)
    return replace(plan, chapters=_with(plan.chapters, number, how(plan.chapters[number - 1])))


def _with(parts: Sequence[Part], number: int, part: Part) -> tuple[Part, ...]:
    if not 0 < number <= len(parts):
        raise Refused(GONE)
    return (*parts[: number - 1], part, *parts[number:])
