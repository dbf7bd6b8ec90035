"""Headlines out of published figures: what is largest, and never more than the figures say.

A value that rests on few answers, or is too uncertain, makes no headline. Where a value is hidden it could be the
largest, so the headline then speaks of published values only. Values that print alike are named together; three or
more that print alike are no finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.release import Category, Cell, Measure, Table
from exports.cells import is_hidden, is_unsure, is_weak, published
from exports.numbers import signed
from exports.report.chapters import CHANGES, Topic, is_beyond_chance
from exports.report.claims import are_apart, leads_nothing
from exports.report.voice import Voice
from exports.values import TOTAL, value_text

MOST_LEADERS = 2
CODES = {Measure.MEAN: "highest_mean", Measure.SUM: "highest_sum", Measure.BORDA: "most_points"}


@dataclass(frozen=True, slots=True)
class Leader:
    """The one or two categories with the largest published value."""

    labels: tuple[str, ...]
    value: str
    is_among: bool
    is_sure: bool = True

    def words(self, voice: Voice, *, is_quoted: bool = False) -> str:
        """„KI (41 %)“ or „KI und Daten (je 41 %)“."""
        labels = [voice.say("words.quoted", text=label) if is_quoted else label for label in self.labels]
        if len(labels) == 1:
            return with_value(labels[0], self.value, voice)
        return voice.say("finding.two", first=labels[0], second=labels[1], value=self.value)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a topic points out: the code of its words with their parts.

    ``is_among`` where it holds among the published values only, ``is_sure`` where chance did not make it.
    """

    code: str
    parts: dict[str, str | Leader]
    is_among: bool = False
    is_sure: bool = True

    def words(self, voice: Voice, room: str = "finding", *, is_quoted: bool = False) -> str:
        """The sentence (``finding``), or what follows the name of its topic (``headline``)."""
        quoted = is_quoted or self.code == "most_answer"
        said = {
            name: part.words(voice, is_quoted=quoted) if isinstance(part, Leader) else part
            for name, part in self.parts.items()
        }
        text = voice.say(f"{room}.{self.code}", **said)
        return voice.say("finding.among", finding=text) if self.is_among else text


def with_value(label: str, value: str, voice: Voice) -> str:
    """A value in brackets; after a label that ends with brackets of its own without them."""
    return voice.say("finding.one_after" if label.endswith(")") else "finding.one", label=label, value=value)


def finding(topic: Topic, voice: Voice) -> str | None:
    """What a topic says in a sentence; None when there is nothing to point out."""
    found = found_in(topic, voice)
    if found is None:
        return None
    text = found.words(voice)
    if found.is_sure:
        return text
    return None if topic.is_shared else voice.say("finding.unsure", finding=text)


def found_in(topic: Topic, voice: Voice) -> Finding | None:
    """What a topic points out, sure or not."""
    tables = [entry.table for entry in topic.entries]
    if topic.is_pair and not topic.is_shared:
        return None
    if topic.is_shared:
        return _of_both(tables[0], tables[1], voice)
    table = tables[0]
    if len(table.dimensions) == 1:
        return _of_one(table, voice)
    if len(table.dimensions) == 2 and table.measure is Measure.SHARE and table.dimensions[1].partition:
        return _of_answers(table, voice)
    return None


def _of_one(table: Table, voice: Voice) -> Finding | None:
    if table.id.startswith(CHANGES):
        return _of_waves(table, voice)
    values = [value for value in map(published, table.cells) if value is not None]
    if any(value < 0 for value in values):
        return _of_changes(table, voice)
    found = leader(table, table.dimensions[0].categories, list(table.cells), voice)
    return None if found is None else Finding(_code(table), {"leader": found}, found.is_among, found.is_sure)


def _code(table: Table) -> str:
    if table.measure is not Measure.SHARE:
        return CODES.get(table.measure, "highest_share")
    dimension = table.dimensions[0]
    if dimension.id != "answer":
        return "highest_share"
    return "most_answer" if dimension.partition else "most_named"


def _of_changes(table: Table, voice: Voice) -> Finding | None:
    shown = [(cell, value) for cell in table.cells if (value := published(cell)) is not None]
    labels = {each.code: voice.words(each.label) for each in table.dimensions[0].categories}
    (top, up), (bottom, down) = (pick(shown, key=lambda each: each[1]) for pick in (max, min))
    if up <= 0 or down >= 0 or not all(_may_lead(each) and _has_its_sign(each) for each in (top, bottom)):
        return None
    ends = [
        with_value(labels[cell.key[0]], signed(value, voice.language, table.decimals), voice)
        for cell, value in ((top, up), (bottom, down))
    ]
    return Finding("change", {"up": ends[0], "down": ends[1]}, any(map(is_hidden, table.cells)))


def _may_lead(cell: Cell) -> bool:
    """Whether a value is sure enough for a headline."""
    return not (is_weak(cell) or is_unsure(cell))


def _has_its_sign(cell: Cell) -> bool:
    """Whether chance alone cannot have made an estimate positive or negative."""
    return cell.sure is None or is_beyond_chance(cell)


def _of_waves(table: Table, voice: Voice) -> Finding | None:
    """The largest change between two waves that is more than chance."""
    sure = [cell for cell in table.cells if is_beyond_chance(cell) and _may_lead(cell)]
    if not sure:
        return None
    top, change = max(((cell, published(cell) or 0.0) for cell in sure), key=lambda each: abs(each[1]))
    labels = {each.code: voice.words(each.label) for each in table.dimensions[0].categories}
    said = with_value(labels[top.key[0]], signed(change, voice.language, table.decimals), voice)
    return Finding("since", {"change": said}, any(map(is_hidden, table.cells)))


def _of_answers(table: Table, voice: Voice) -> Finding | None:
    """Where the first answer is most frequent."""
    rows, answers = table.dimensions
    first = answers.categories[0]
    cells = [cell for cell in table.cells if cell.key[-1] == first.code]
    found = leader(table, rows.categories, cells, voice)
    if found is None:
        return None
    parts: dict[str, str | Leader] = {"answer": voice.words(first.label), "leader": found}
    return Finding("answer", parts, found.is_among, found.is_sure)


def _of_both(first: Table, second: Table, voice: Voice) -> Finding | None:
    leaders = [leader(each, each.dimensions[0].categories, list(each.cells), voice) for each in (first, second)]
    ours, theirs = leaders
    if ours is None or theirs is None:
        return None
    kind = "share" if first.measure is Measure.SHARE and first.dimensions[0].id == "answer" else "mean"
    is_among = ours.is_among or theirs.is_among
    is_sure = ours.is_sure and theirs.is_sure and is_contrast(ours.labels, theirs.labels)
    if ours.labels == theirs.labels and len(ours.labels) == 1:
        parts = {"label": ours.labels[0], "first": ours.value, "second": theirs.value}
        return Finding(f"same_{kind}", {**parts}, is_among, is_sure)
    return Finding(f"each_{kind}", {"first": ours, "second": theirs}, is_among, is_sure)


def is_contrast(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether two sides may be told beside one another: they name the same, or nothing that the other names too."""
    return set(ours) == set(theirs) or set(ours).isdisjoint(theirs)


def leader(table: Table, categories: Sequence[Category], cells: Sequence[Cell], voice: Voice) -> Leader | None:
    """The largest published value among ``cells`` (their first key is a category); None without a clear one."""
    shown = [(cell, value) for cell in cells if cell.key[0] != TOTAL and (value := published(cell)) is not None]
    if len(shown) < 2 or max(value for _, value in shown) <= 0:
        return None
    most = value_text(table, max(value for _, value in shown), voice.language, is_short=False)
    leading = [cell for cell, value in shown if value_text(table, value, voice.language, is_short=False) == most]
    if len(leading) > MOST_LEADERS or len(leading) == len(shown) or not all(map(_may_lead, leading)):
        return None
    if any(leads_nothing(table, cell) for cell in leading):
        return None
    labels = {each.code: voice.words(each.label) for each in categories}
    return Leader(
        tuple(labels[cell.key[0]] for cell in leading),
        with_unit(table, most, voice),
        any(map(is_hidden, cells)),
        are_apart(table, leading, [cell for cell, _ in shown if cell not in leading]),
    )


def with_unit(table: Table, value: str, voice: Voice) -> str:
    """A sum says of what it is."""
    unit = voice.unit(table) if table.measure is Measure.SUM else ""
    return f"{value} {unit}" if unit else value
