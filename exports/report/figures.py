"""Figures of a chapter: headline, what is shown, the chart, and what the signs in it mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from analysis.release import Measure, Table
from exports.cells import (
    LEAST_OF_GROUP,
    PAIRS,
    WEAK,
    cell_text,
    count,
    has_few_answers,
    is_breakdown,
    is_comparison,
    is_empty,
    is_mostly_hidden,
    is_unsure,
    is_weak,
    present_groups,
    published,
)
from exports.charts.layout import DOT
from exports.charts.primitives import Chart, Line
from exports.charts.tables import (
    MOST_GROUP_ROWS,
    chart_of,
    groups_of,
    is_cut,
    is_matrix,
    left_out,
    legends_of,
    ordered_pair,
    pair_of,
    shown_pair,
    shown_part,
)
from exports.pdf.text import Span, plain, shortened
from exports.report.chapters import Entry, Part, Topic
from exports.report.grids import tabulation
from exports.report.headlines import has_finding, headline, is_yes_or_no, topic_name
from exports.report.references import MARK, referring
from exports.report.rows import MOST_BARS, fitting, usual_rows
from exports.report.voice import Voice, begun
from exports.story import Element, Figure, Figures, Paragraph, Tabulation, Tile, Tiles
from exports.sure import is_estimated, line
from exports.values import TOTAL

LEAST_GROUPS: Final = 6
"""The total and five groups; what fewer groups say stands in the annex."""
LONGEST_TITLE: Final = 160
LEAST_USABLE: Final = 3
"""Fewer values that are sure enough make no figure, unless one of them is a finding."""


BRACKETED: Final = re.compile(r"\([−<>\d.,\s%]+\)(?:\s?/)?")
"""A value that rests on few answers, as charts print it."""
UNCERTAIN: Final = re.compile(r"(?:\(?[−<>\d.,\s%]+\)?\s?)?/")
"""A value that is too uncertain for conclusions, or its sign alone where there is no room for it."""


class Title(NamedTuple):
    """What stands over a chart: the headline, and the sentences that say what is shown."""

    headline: str
    lines: Sequence[str]


def figures(part: Part, chapter: str, first: int, voice: Voice) -> tuple[list[Element], int]:
    """All figures of a part of a chapter, numbered from ``first``, and how many they are.

    Before them stands what only the annex shows: after them it could come to stand alone on a page.
    """
    singles = [entry for topic in part.topics for entry in topic.entries if _is_number(topic)]
    drawn = [figure for entry in (*singles, *part.grouped) for figure in of_groups(entry, voice)]
    unseen: list[Entry] = []
    vague: list[Entry] = []
    for topic in part.topics:
        if _is_number(topic):
            continue
        if _is_vague(topic, voice):
            vague += topic.entries
            continue
        made = list(_topic(topic, voice))
        unseen += [] if made else topic.entries
        drawn += made
    there = [entry for entry in singles if published(entry.table.cells[0]) is not None]
    alone = [entry for entry in unseen if entry.table.role != PAIRS]
    hidden = [*(entry for entry in singles if entry not in there), *(entry for entry in alone if not entry.is_told)]
    unsure = [entry for entry in there if is_unsure(entry.table.cells[0])]
    made_of = [
        *key_figures([entry for entry in there if entry not in unsure], voice),
        *_listed("report.unsure_singles", unsure, voice),
        *_listed("report.unsure_figures", vague, voice),
        *_listed("report.hidden_singles", hidden, voice),
        *_listed("report.only_annex", [entry for entry in alone if entry.is_told], voice),
        *([Figures(tuple(drawn), chapter, first)] if drawn else []),
    ]
    return made_of, len(drawn)


def _is_number(topic: Topic) -> bool:
    """Whether one number says all: a single one, or how many said yes."""
    return topic.entries[0].is_single or (not topic.is_pair and is_yes_or_no(topic.entries[0].table))


def _is_vague(topic: Topic, voice: Voice) -> bool:
    """Whether nearly all that a chart could show is too uncertain for conclusions."""
    shown = [cell for entry in topic.entries for cell in entry.table.cells if published(cell) is not None]
    usable = sum(not is_unsure(cell) for cell in shown)
    return usable < min(LEAST_USABLE, len(shown)) and not has_finding(topic, voice)


def key_figures(entries: Sequence[Entry], document: Voice) -> Iterator[Element]:
    """Single numbers as a row of tiles."""
    if entries:
        voice = document.about(entry.table for entry in entries)
        yield Tiles(tuple(_key_figure(entry, voice) for entry in entries), voice.tag)
        if any(is_weak(cell) for entry in entries for cell in entry.table.cells):
            yield Paragraph(voice.say("report.weak", limit=str(WEAK)), "note", voice.tag)


def _key_figure(entry: Entry, voice: Voice) -> Tile:
    table = entry.table
    cell = table.cells[0]
    value = cell_text(table, cell, voice.language)
    title = shortened(topic_name(Topic((entry,)), voice) or voice.title(table), LONGEST_TITLE)
    title, figure_ = _ended(title), voice.words(table.figure)
    said = {
        "title": _told(title, table, voice) if table.dimensions else title,
        "figure": "" if table.dimensions or title.startswith(figure_) else figure_,
        "unit": "" if table.dimensions else voice.unit(table),
        "count": voice.counts_of(table),
    }
    code = "report.single_unit" if said["unit"] else "report.single" if said["figure"] else "report.single_plain"
    return Tile(value, referring(code, voice, {"name": entry}, **said), line(table, cell, voice.language))


def _told(title: str, table: Table, voice: Voice) -> str:
    """A topic or a question with the answer whose share is given."""
    answer = voice.say("words.quoted", text=voice.words(table.dimensions[0].categories[0].label))
    return voice.say("report.told", topic=title[:-1], answer=answer) if title[-1] == "." else f"{title} {answer}"


def _ended(title: str) -> str:
    return title if title[-1:] in ".?!…" else f"{title}."


def _topic(topic: Topic, document: Voice) -> Iterator[Figure]:
    """The figure of a topic, and one of its groups."""
    tables = [entry.table for entry in topic.entries]
    voice = document.about(entry.table for entry in topic.shown)
    most = usual_rows(topic)
    if topic.is_pair:
        sides = sides_of(topic, voice)
        chart = pair_of(tables[0], tables[1], sides, voice.language, most_rows=most, stretch=voice.stretch)
    else:
        chart = single_chart(topic, voice, most=most)
    if chart is not None:
        said = headline(topic, voice)
        lines = sublines(topic, voice, has_question=said is not None, most=most)
        yield drawn(Title(said or _name(topic, voice), lines), chart, topic.shown, voice)
    if not topic.is_pair:
        yield from of_groups(topic.entries[0], document)


def single_chart(topic: Topic, voice: Voice, view: str = "", *, most: int) -> Chart | None:
    """The chart of a topic of one entry, both sides of pairs with their differences."""
    table, apart = topic.entries[0].table, topic.apart
    return chart_of(
        table,
        voice.language,
        view,
        most_bars=most,
        stretch=voice.stretch,
        difference=apart.table if apart is not None else None,
    )


def sides_of(topic: Topic, voice: Voice) -> tuple[str, str]:
    """What the two figures of a pair are called: the roles, or the columns („Niveau und Umfang: Niveau heute“)."""
    first, second = (entry.table for entry in topic.entries)
    if topic.is_shared:
        are = [is_estimated(table) for table in (first, second)]
        ours, theirs = (
            voice.side(table, is_estimated=own, has_estimate=any(are))
            for table, own in zip((first, second), are, strict=True)
        )
        return ours, theirs
    names = [voice.words(table.title).rpartition(": ")[2] for table in (first, second)]
    return names[0], names[1]


def sublines(
    topic: Topic, voice: Voice, *, has_question: bool, most: int, sides: tuple[str, str] | None = None
) -> list[str]:
    """Which question, which figure of it, who answered, and what a chart of ``most`` rows leaves out."""
    table = topic.entries[0].table
    lines = [*_question(table.number, _name(topic, voice) if has_question else "", voice), *_figure_of(table, voice)]
    if topic.is_pair:
        other, names = topic.entries[1].table, sides or sides_of(topic, voice)
        counts = map(voice.counts, shown_pair(table, other, most))
        said = (f"{side}{voice.apart}: {count}" for side, count in zip(names, counts, strict=True))
        lines.append(f"{voice.apart}; ".join(said) + ".")
        if len(ordered_pair(table, other)) > most:
            lines.append(voice.say("report.largest_pair", count=str(most)))
        return lines
    lines.append(_base(shown_part(table, most), voice))
    if topic.apart is not None:
        lines.append(_apart(table, topic.apart.table, voice))
    if is_cut(table, most):
        lines.append(voice.say("report.whole_rows"))
    if left_out(table, most):
        lines.append(voice.say(f"report.{_largest(table)}", count=str(most)))
    if _has_uneven_totals(table):
        lines.append(voice.say("report.uneven_totals"))
    rows = sum(cell.key[-1:] == (TOTAL,) and not is_empty(cell) for cell in table.cells)
    return lines + _of_matrix([table], rows, most, voice)


def _has_uneven_totals(table: Table) -> bool:
    """Whether totals of several numbers, today's and a later one, have unequal n: their difference is no change."""
    is_of_columns = table.measure is Measure.SUM and any(each.id == "column" for each in table.dimensions)
    return is_of_columns and len({count(cell) for cell in table.cells} - {None}) > 1


def _largest(table: Table) -> str:
    """Which rows of a long table are drawn."""
    if is_comparison(table):
        return "largest_pair"
    is_signed = any((published(cell) or 0.0) < 0 for cell in table.cells)
    return "largest_change" if is_signed else "largest"


def _apart(table: Table, difference: Table, voice: Voice) -> str:
    """What the column at the right of both sides is."""
    first, second = (voice.words(each.label) for each in table.dimensions[-1].categories)
    unit = voice.unit(difference)
    return voice.say("report.apart", first=first, second=second, unit=f", {unit}" if unit else "")


def _figure_of(table: Table, voice: Voice) -> Iterator[str]:
    """What of the question is shown, unless it is plainly how many gave an answer."""
    if table.measure is Measure.SHARE and any(dimension.id == "answer" for dimension in table.dimensions):
        return
    figure_, unit = voice.words(table.figure), voice.unit(table) if table.measure is Measure.MEAN else ""
    if figure_:
        yield voice.say("report.shown_unit" if unit else "report.shown", figure=figure_, unit=unit)


def _base(table: Table, voice: Voice) -> str:
    return voice.say("report.base", base=begun(voice.words(table.base)), count=voice.counts(table))


def _name(topic: Topic, voice: Voice) -> str:
    """The question; of two columns of a grid what they have in common."""
    title = voice.title(topic.entries[0].table)
    # French has a protected space before its colon
    return title.rpartition(": ")[0].rstrip() or title if topic.is_pair and not topic.is_shared else title


def _question(number: str, title: str, voice: Voice) -> Iterator[str]:
    """„Frage K-A6: Welche …?“; without the words of the question where they stand above."""
    if number:
        title = (
            voice.say("report.question", number=number, title=title)
            if title
            else voice.say("report.asked", number=number)
        )
    if title:
        yield _ended(title)


def of_groups(entry: Entry, document: Voice) -> Iterator[Figure]:
    """The breakdowns of an entry in one figure."""
    if not entry.parts:
        return
    voice = document.about([entry.table, *entry.parts])
    rows = sum(not is_empty(cell) for cell in entry.table.cells)
    most = fitting(rows, MOST_BARS)
    chart = groups_of(entry.parts, voice.language, least=LEAST_GROUPS, stretch=voice.stretch, most_rows=most)
    if chart is None:
        return
    name, question = topic_name(Topic((entry,)), voice), voice.title(entry.table)
    asked = _question(entry.table.number, question, voice) if name else ()
    lines = [*asked, *_figure_of(entry.table, voice), _base(entry.table, voice)]
    lines += _of_matrix(entry.parts, rows, most, voice)
    over = voice.say("headline.groups", topic=name) if name else voice.say("report.by_groups", title=question)
    yield drawn(Title(over, lines), chart, (entry,), voice, entry.parts)


def _of_matrix(parts: Sequence[Table], rows: int, most: int, voice: Voice) -> list[str]:
    """Of breakdowns in a matrix how many of its rows are drawn, and which groups the signs over its columns are."""
    if not is_breakdown(parts[0]) or not is_matrix(parts[0]):
        return []
    most = min(most, MOST_GROUP_ROWS)
    left = [voice.say("report.first", count=str(most))] if rows > most else []
    return left + legends_of(parts, voice.language)


def drawn(title: Title, chart: Chart, entries: Sequence[Entry], voice: Voice, parts: Sequence[Table] = ()) -> Figure:
    """The figure with its words."""
    tables = parts or [entry.table for entry in entries]
    signs = "".join(f"{sign} " for sign in _signs_of(chart, tables, voice))
    return Figure(
        title.headline,
        " ".join(title.lines),
        chart,
        notes=((Span(signs), *_where("report.values_in", entries, voice)),),
        where=plain(_where("report.all_values", entries, voice)),
        tables=_below(entries, voice, has_groups=bool(parts)),
        lang=voice.tag,
    )


def _has_intervals(chart: Chart) -> bool:
    """Whether lines around its marks say how sure they are."""
    return any(
        isinstance(mark, Line) and (mark.role == "whisker" or mark.role.startswith("series-"))
        for mark in chart.primitives
    )


def _below(entries: Sequence[Entry], voice: Voice, *, has_groups: bool) -> tuple[Tabulation, ...]:
    """The tables that stand below a chart on a page."""
    if not voice.is_page:
        return ()
    return tuple(tabulation(each if has_groups else replace(each, parts=()), voice.document) for each in entries)


def _where(code: str, entries: Sequence[Entry], voice: Voice) -> tuple[Span, ...]:
    if len(entries) > 1:
        return referring(f"{code}_both", voice, {"first": entries[0], "second": entries[1]})
    return referring(code, voice, {"name": entries[0]})


def _signs_of(chart: Chart, tables: Sequence[Table], voice: Voice) -> Iterator[str]:
    """What the signs that are drawn in a chart mean, and which groups it leaves out."""
    drawn = {mark.text for mark in chart.texts}
    if _has_intervals(chart):
        yield voice.say("report.intervals")
    if voice.is_drawn and tables[0].role == PAIRS:
        yield voice.say("report.pairs_counted")
    if DOT in drawn:
        yield voice.say("report.hidden")
    if any(map(BRACKETED.fullmatch, drawn)):
        yield voice.say("report.weak", limit=str(WEAK))
    if any(map(UNCERTAIN.fullmatch, drawn)):
        yield voice.say("report.unsure")
    yield from _groups_left_out(tables, voice)


def _groups_left_out(tables: Sequence[Table], voice: Voice) -> Iterator[str]:
    """Why a chart leaves out groups, where it does."""
    groups = [(table, group) for table in tables if is_breakdown(table) for group in present_groups(table)]
    reasons = {"few": has_few_answers, "hidden": is_mostly_hidden}
    found = [name for name, is_so in reasons.items() if any(is_so(*each) for each in groups)]
    if found:
        yield voice.say(f"report.groups_{'_'.join(found)}", limit=str(LEAST_OF_GROUP))


def _listed(code: str, entries: Sequence[Entry], document: Voice) -> Iterator[Element]:
    """What stands in the annex alone, with the words ``code``; what is not told there either has no reference to it."""
    if not entries:
        return
    voice = document.about(entry.table for entry in entries)
    before, _, after = voice.say(code, list=MARK).partition(MARK)
    listed: list[Span] = []
    for entry in entries:
        title = shortened(voice.title(entry.table).rstrip("."), LONGEST_TITLE)
        told = referring("report.entry", voice, {"name": entry}, title=title) if entry.is_told else (Span(title),)
        apart = " " if _is_ended(listed) else f"{voice.apart}; "
        listed += [Span(apart if listed else before), *told]
    yield Paragraph((*listed, Span(after.removeprefix(".") if _is_ended(listed) else after)), "subline", voice.tag)


def _is_ended(listed: Sequence[Span]) -> bool:
    """Whether the last of the titles ends as a sentence does."""
    return plain(listed[-1:]).endswith(("?", "!", "…"))
