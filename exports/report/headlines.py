"""What stands over a chart: its topic in a few words, and what is known of it beyond chance.

Where chance may have made the largest value, a headline names those that are ahead of all others together, or the topic
alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from analysis.release import Cell, Table
from exports.cells import PAIRS, is_unsure, is_weak, published
from exports.messages import CATALOGUE
from exports.pdf.text import Content, Span, bold
from exports.report.chapters import Topic
from exports.report.claims import are_apart, leads_nothing
from exports.report.findings import Finding, found_in, is_contrast, with_unit, with_value
from exports.report.references import MARK
from exports.report.voice import Voice, is_of_respondents
from exports.values import value_text

MOST_AHEAD: Final = 3
LONGEST: Final = 190
MOST_IN_SHORT: Final = 4
ALTERNATIVES: Final = 2
COUNCIL: Final = "works_council"
NO_RANKING: Final = ("roster.sum", "train_n.sum", "train_n.need.training_rates")
"""Figures whose rows are parts of one another: the largest of them is the whole."""


def headline(topic: Topic, voice: Voice) -> str | None:
    """The topic with what is sure of it; None for a question without a name in which nothing is."""
    name, said = topic_name(topic, voice), _said(topic, voice)
    if name is None or said is None:
        return name or (said and said[:1].upper() + said[1:])
    whole = voice.say("headline.named", topic=name, finding=said)
    return whole if len(whole) <= LONGEST else name


def has_finding(topic: Topic, voice: Voice) -> bool:
    """Whether anything of a topic is sure enough for a headline."""
    return _said(topic, voice) is not None


def in_short(topics: Sequence[Topic], document: Voice) -> list[Content]:
    """What is sure of the first topics of which anything is, each with its name before it."""
    made: list[Content] = []
    for topic in topics:
        voice = document.about(entry.table for entry in topic.shown)
        name, said = topic_name(topic, voice), _said(topic, voice)
        if name and said and len(made) < MOST_IN_SHORT:
            before, _, after = voice.say("headline.named", topic=name, finding=MARK).partition(MARK)
            whole = f"{said}{after}{_of_others(topic, voice)}."
            made.append((Span(before, bold(before).weight, voice.tag), Span(whole, lang=voice.tag)))
    return made


def _of_others(topic: Topic, voice: Voice) -> str:
    """What n counts, where that is not who answered: no base stands below a sentence."""
    table = topic.entries[0].table
    return "" if is_of_respondents(table) else f", {voice.counts_of(table)}"


def topic_name(topic: Topic, voice: Voice) -> str | None:
    """The topic in a few words, with whose view it is; None for a question that has no name here."""
    table = topic.entries[0].table
    name = table.id.removeprefix(f"{table.role}.").replace(".", "_")
    variable = table.variable.replace(".", "_")
    own = _known(f"{table.role}_{name}", f"{table.role}_{variable}")
    code = own or _known(name, variable)
    if code is None:
        return None
    words = voice.say(f"topic.{code}")
    if table.role == PAIRS:
        return voice.say("headline.of_pairs", topic=words)
    if table.role == COUNCIL and own is None:
        return voice.say("headline.of_role", topic=words, role=voice.role(table.role))
    return words


def _known(*codes: str) -> str | None:
    """The first of the codes that the catalogue has."""
    known = CATALOGUE.entries("de")
    return next((code for code in codes if f"topic.{code}" in known), None)


def _said(topic: Topic, voice: Voice) -> str | None:
    """What is sure of a topic, to follow its name."""
    table = topic.entries[0].table
    if table.id.removeprefix(f"{table.role}.") in NO_RANKING:
        return None
    if not topic.is_pair and is_yes_or_no(table):
        return _of_two(table, voice)
    found = found_in(topic, voice)
    if found is None:
        return None
    if found.is_sure:
        return found.words(voice, "headline", is_quoted=True)
    if any(len(entry.table.dimensions) > 1 for entry in topic.entries):
        return None
    return _of_sides(found, topic, voice) if topic.is_shared else _in_front(found, table, voice)


def is_yes_or_no(table: Table) -> bool:
    """Whether a table has two answers that exclude one another."""
    is_one = len(table.dimensions) == 1 and table.dimensions[0].partition
    return is_one and len(table.dimensions[0].categories) == ALTERNATIVES


def _of_two(table: Table, voice: Voice) -> str | None:
    """How many gave the first of two answers: that says all."""
    cell = table.cell(table.dimensions[0].categories[0].code)
    is_bare = published(cell) is None or is_poor(cell) or leads_nothing(table, cell)
    return None if is_bare else _named(cell, table, voice)


def _in_front(found: Finding, table: Table, voice: Voice) -> str | None:
    """Two or three that are ahead of all others, though not of one another."""
    first = [] if table.dimensions[0].partition else ahead(table)
    if not first:
        return None
    text = voice.say("headline.front", list=listed(first, table, voice))
    return voice.say("finding.among", finding=text) if found.is_among else text


def _of_sides(found: Finding, topic: Topic, voice: Voice) -> str | None:
    """Those that are ahead of all others on either side."""
    tables = [entry.table for entry in topic.entries]
    ours, theirs = map(ahead, tables)
    codes = [[cell.key[0] for cell in side] for side in (ours, theirs)]
    if not ours or not theirs or not is_contrast(*codes):
        return None
    named = {"first": listed(ours, tables[0], voice), "second": listed(theirs, tables[1], voice)}
    text = voice.say(f"headline.each_{found.code.rpartition('_')[2]}", **named)
    return voice.say("finding.among", finding=text) if found.is_among else text


def ahead(table: Table) -> list[Cell]:
    """The fewest that are ahead of all others; none where they are many, or one of them is no headline."""
    shown = ranked(table)
    for count in range(1, MOST_AHEAD + 1):
        if count < len(shown) - 1 and are_apart(table, shown[:count], shown[count:]):
            first = shown[:count]
            return [] if any(is_poor(cell) or leads_nothing(table, cell) for cell in first) else first
    return []


def ranked(table: Table) -> list[Cell]:
    """The published cells, the largest first."""
    return sorted((each for each in table.cells if published(each) is not None), key=_value, reverse=True)


def _value(cell: Cell) -> float:
    return published(cell) or 0.0


def is_poor(cell: Cell) -> bool:
    """Whether a value is not sure enough for a headline."""
    return is_weak(cell) or is_unsure(cell)


def _named(cell: Cell, table: Table, voice: Voice) -> str:
    labels = {each.code: voice.words(each.label) for each in table.dimensions[0].categories}
    label = voice.say("words.quoted", text=labels[cell.key[0]])
    value = with_unit(table, value_text(table, cell.value, voice.language), voice)
    return with_value(label, value, voice)


def listed(cells: Sequence[Cell], table: Table, voice: Voice) -> str:
    """„a, b und c“."""
    *first, last = [_named(cell, table, voice) for cell in cells]
    return voice.say("words.and").join((", ".join(first), last)) if first else last
