"""What staff do to a plan on screen: add, change, move and remove chapters and blocks, as steps from plan to plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from analysis.plan import ALL, stands_for_all
from analysis.release import Block, BlockKind, Plan, PlanChapter
from app.services.refusals import Refused

Part = TypeVar("Part")
GONE: Final = "Dieses Kapitel oder diesen Block gibt es nicht mehr. Bitte laden Sie die Seite neu."
LAST: Final = "Ein Plan hat mindestens ein Kapitel, und jedes Kapitel mindestens einen Block."


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
    """The plan with another block, or with a new one at the end of a chapter."""

    def changed(chapter: PlanChapter) -> PlanChapter:
        if place == len(chapter.blocks) + 1:
            return replace(chapter, blocks=(*chapter.blocks, block))
        return replace(chapter, blocks=_with(chapter.blocks, place, block))

    return _chapter(plan, number, changed)


def with_sections(plan: Plan) -> Plan:
    """The plan with a chapter for each section at its end, unless it has them."""
    if any(map(stands_for_all, plan.chapters)):
        raise Refused("Alle Abschnitte stehen schon in diesem Plan.")
    return replace(plan, chapters=(*plan.chapters, PlanChapter({}, (Block(BlockKind.SECTION, section=ALL),))))


def stepped(plan: Plan, act: str, number: int, place: int = 0) -> Plan:
    """The plan after ``up``, ``down`` or ``remove`` of a chapter, or of a block in it. Raises Refused."""
    if not place:
        return replace(plan, chapters=_stepped(plan.chapters, act, number))
    return _chapter(plan, number, lambda one: replace(one, blocks=_stepped(one.blocks, act, place)))


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
