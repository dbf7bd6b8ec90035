"""Figures of a chapter: headline, what is shown, the chart, and what the signs in it mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from analysis.release import Measure, Suppressed, Table
from exports.cells import LEAST_OF_GROUP, WEAK, is_weak, published
from exports.charts.pdf import figure
from exports.charts.primitives import Chart
from exports.charts.tables import MOST_GROUP_ROWS, chart_of, groups_of, left_out, pair_of
from exports.numbers import Language
from exports.paper.kept import Kept
from exports.pdf import theme
from exports.pdf.flowables import Flowable, KeyFigure, KeyFigures, caption, paragraph
from exports.report.chapters import Entry, Part, Topic
from exports.report.findings import finding
from exports.report.voice import Voice, of_tables
from exports.values import value_text

MOST_BARS: Final = 15


class Title(NamedTuple):
    """What stands over a chart: the headline, and the sentences that say what is shown."""

    headline: str
    lines: Sequence[str]


class Numbering:
    """Counts the figures of a chapter: „3.1“, „3.2“."""

    def __init__(self, chapter: int) -> None:
        self.chapter = chapter
        self.count = 0

    def next(self) -> str:
        """The number of the next figure."""
        self.count += 1
        return f"{self.chapter}.{self.count}"


def figures(part: Part, numbering: Numbering, language: Language) -> Iterator[Flowable]:
    """All figures of a part of a chapter; at its end what only the annex shows."""
    singles = part.single()
    yield from key_figures(singles, language)
    for entry in singles:
        yield from _groups(entry, numbering, language)
    unseen: list[Entry] = []
    for topic in part.topics:
        if topic.entries[0].is_single:
            continue
        made = list(_topic(topic, numbering, language))
        unseen += [] if made else topic.entries
        yield from made
    yield from _only_in_the_annex(unseen, language)


def key_figures(entries: Sequence[Entry], language: Language) -> Iterator[Flowable]:
    """Single numbers as a row of tiles."""
    if entries:
        voice = of_tables([entry.table for entry in entries], language)
        yield KeyFigures([_key_figure(entry, voice) for entry in entries])


def _key_figure(entry: Entry, voice: Voice) -> KeyFigure:
    table = entry.table
    cell = table.cells[0]
    value = value_text(table, cell.value, voice.language)
    title = voice.title(table)
    if published(cell) is None:
        return KeyFigure(value, voice.say("report.single_hidden", title=title, name=entry.name))
    said = {
        "title": title,
        "figure": voice.words(table.figure),
        "unit": voice.unit(table),
        "count": voice.counts(table),
        "name": entry.name,
    }
    return KeyFigure(value, voice.say("report.single_unit" if said["unit"] else "report.single", **said))


def _topic(topic: Topic, numbering: Numbering, language: Language) -> Iterator[Flowable]:
    tables = [entry.table for entry in topic.entries]
    voice = of_tables(tables, language)
    if topic.is_shared:
        sides = (voice.role(tables[0].role), voice.role(tables[1].role))
        chart = pair_of(tables[0], tables[1], sides, voice.language)
    else:
        chart = chart_of(tables[0], voice.language, most_bars=MOST_BARS)
    if chart is not None:
        headline = finding(topic, voice) or voice.title(tables[0])
        yield _block(Title(headline, _sublines(topic, voice)), chart, topic.entries, numbering, voice)
    for entry in topic.entries:
        yield from _groups(entry, numbering, language)


def _sublines(topic: Topic, voice: Voice) -> list[str]:
    """Which question, which figure of it, and who answered."""
    table = topic.entries[0].table
    lines = [_question(table, voice)]
    unit = voice.unit(table) if table.measure is Measure.MEAN else ""
    said = {"figure": voice.words(table.figure)}
    lines.append(voice.say("report.shown_unit", unit=unit, **said) if unit else voice.say("report.shown", **said))
    if topic.is_shared:
        first, second = (voice.counts(entry.table) for entry in topic.entries)
        lines.append(voice.say("report.base_both", first=first, second=second))
    else:
        lines.append(voice.say("report.base", base=voice.words(table.base), count=voice.counts(table)))
        if left_out(table, MOST_BARS):
            lines.append(voice.say("report.largest", count=str(MOST_BARS)))
    return lines


def _question(table: Table, voice: Voice) -> str:
    title = voice.title(table)
    if table.number:
        title = voice.say("report.question", number=table.number, title=title)
    return title if title[-1:] in ".?!" else f"{title}."


def _groups(entry: Entry, numbering: Numbering, language: Language) -> Iterator[Flowable]:
    """The breakdowns of an entry: groups that fit into one chart together, else a chart for each."""
    if not entry.parts:
        return
    voice = of_tables([entry.table, *entry.parts], language)
    title = voice.title(entry.table)
    lines = [_question(entry.table, voice), voice.say("report.shown", figure=voice.words(entry.table.figure))]
    together = groups_of(entry.parts, voice.language)
    if together is not None:
        headline = voice.say("report.by_groups", title=title)
        yield _block(Title(headline, lines), together, (entry,), numbering, voice, parts=entry.parts)
        return
    for part in entry.parts:
        chart = chart_of(part, voice.language, most_bars=MOST_GROUP_ROWS)
        if chart is not None:
            headline = voice.say("report.by", title=title, dimension=voice.words(part.dimensions[-1].label))
            yield _block(Title(headline, lines), chart, (entry,), numbering, voice, parts=(part,))


def _block(
    title: Title,
    chart: Chart,
    entries: Sequence[Entry],
    numbering: Numbering,
    voice: Voice,
    parts: Sequence[Table] = (),
) -> Flowable:
    names = [entry.name for entry in entries]
    where = _where("report.all_values", names, voice)
    tables = parts or [entry.table for entry in entries]
    note = " ".join([*signs(tables, voice, is_chart=True), _where("report.values_in", names, voice)])
    headline = voice.say("report.figure", number=numbering.next(), title=title.headline)
    return Kept(
        [
            caption(headline, lang=voice.tag),
            paragraph(" ".join(title.lines), theme.SUBLINE, lang=voice.tag),
            figure(chart, where=where, lang=voice.tag),
            paragraph(note, theme.NOTE, lang=voice.tag),
        ]
    )


def _where(code: str, names: Sequence[str], voice: Voice) -> str:
    if len(names) > 1:
        return voice.say(f"{code}_both", first=names[0], second=names[1])
    return voice.say(code, name=names[0])


def signs(tables: Iterable[Table], voice: Voice, *, is_chart: bool = False) -> list[str]:
    """What the signs that occur in these tables mean: the dot with its classes of reasons, brackets, the dash."""
    cells = [cell for table in tables for cell in table.cells]
    reasons = {cell.value.reason for cell in cells if isinstance(cell.value, Suppressed)}
    said = []
    if reasons:
        words = ", ".join(voice.say(f"reason.{reason}") for reason in sorted(reasons))
        said.append(voice.say("report.hidden", reasons=words))
    if any(map(is_weak, cells)):
        said.append(voice.say("report.weak", limit=str(WEAK)))
    if is_chart:
        if any(table.dimensions and table.dimensions[-1].id.endswith("_group") for table in tables):
            said.append(voice.say("report.groups_left_out", limit=str(LEAST_OF_GROUP)))
    elif any(cell.value is None for cell in cells):
        said.append(voice.say("report.empty"))
    return said


def _only_in_the_annex(entries: Sequence[Entry], language: Language) -> Iterator[Flowable]:
    if not entries:
        return
    voice = of_tables([entry.table for entry in entries], language)
    listed = "; ".join(
        voice.say("report.entry", title=voice.title(entry.table).rstrip("."), name=entry.name) for entry in entries
    )
    yield paragraph(voice.say("report.only_annex", list=listed), theme.SUBLINE, lang=voice.tag)
