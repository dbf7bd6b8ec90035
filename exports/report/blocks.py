"""Blocks of a plan: texts with values, key figures, charts, tables, comparisons of two sides or of a group with all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from analysis.release import Block, BlockKind, Cell, Query, Table
from exports.cells import cell_text, is_breakdown, is_empty, is_unsure, published
from exports.charts.primitives import Chart
from exports.charts.tables import chart_of, pair_of
from exports.report.chapters import Entry, Topic
from exports.report.figures import Title, drawn, sides_of, single_chart, sublines
from exports.report.grids import tabulation
from exports.report.headlines import headline
from exports.report.named import Named
from exports.report.references import referring
from exports.report.rows import usual_rows
from exports.report.voice import Voice, speaking
from exports.story import Element, Figure, Figures, Heading, Paragraph, Tabulation, Tabulations, Tile, Tiles
from exports.sure import line
from exports.values import TOTAL

LEAST_SHOWN: Final = 2
"""Fewer values are no chart."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """What the blocks of a plan are made of: the figures by the ids of their tables, the values that texts name."""

    entries: Mapping[str, Entry]
    named: Named
    voice: Voice

    def tell(self, block: Block) -> list[Element]:
        """The elements of a block; its figures have no numbers yet (chapter „“)."""
        kinds: Mapping[BlockKind, Callable[[Block], Iterator[Element]]] = {
            BlockKind.TEXT: self._text,
            BlockKind.KEY_FIGURES: self._key_figures,
            BlockKind.TABLE: self._table,
        }
        return list(kinds.get(block.kind, self._chart)(block))

    def _title(self, block: Block) -> Iterator[Heading]:
        title, lang = self.named.headline(block, self.voice)
        if title:
            yield Heading(title, 2, is_listed=False, lang=lang)

    def _text(self, block: Block) -> Iterator[Element]:
        text, lang = self.named.text(block, self.voice)
        if text:
            yield from self._title(block)
            yield Paragraph(text, lang=lang)

    def _voice(self, block: Block, entries: Sequence[Entry]) -> Voice:
        """The voice for a block: its own words and those of its tables are in one language."""
        voice = self.voice.about(entry.table for entry in entries)
        own = speaking([block.title, block.otherwise, *(query.label for query in block.queries)], voice.language)
        return replace(voice, language=own.language)

    def _found(self, block: Block) -> list[tuple[Query, Entry]]:
        """The queries whose tables the release has."""
        return [(query, self.entries[query.table]) for query in block.queries if query.table in self.entries]

    # --- key figures ---------------------------------------------------------------------------------------

    def _key_figures(self, block: Block) -> Iterator[Element]:
        found = self._found(block)
        voice = self._voice(block, [entry for _, entry in found])
        tiles = [tile for query, entry in found if (tile := self._tile(query, entry, voice))]
        if not found:
            return
        yield from self._title(block)
        if tiles:
            yield Tiles(tuple(tiles), voice.tag)
        for code, is_meant in (("report.hidden_singles", _is_unpublished), ("report.unsure_singles", is_unsure)):
            listed = [self._label(query, entry, voice) for query, entry in found if self._is(query, is_meant)]
            if listed:
                yield Paragraph(voice.say(code, list=f"{voice.apart}; ".join(listed)), "subline", voice.tag)

    def _is(self, query: Query, is_meant: Callable[[Cell], bool]) -> bool:
        found = self.named.cell(query)
        return found is not None and is_meant(found[1])

    def _tile(self, query: Query, entry: Entry, voice: Voice) -> Tile | None:
        found = self.named.cell(query)
        if found is None or published(found[1]) is None or is_unsure(found[1]):
            return None
        table, cell = found
        said = {"title": self._label(query, entry, voice), "count": voice.counts_of(replace(table, cells=(cell,)))}
        text = referring("report.single_plain", voice, {"name": entry}, **said)
        return Tile(cell_text(table, cell, voice.language), text, line(table, cell, voice.language))

    def _label(self, query: Query, entry: Entry, voice: Voice) -> str:
        """The words under a value: those of the plan, else the question and the categories."""
        if query.label:
            return voice.words(query.label)
        names = [
            voice.words(each.label)
            for dimension, code in zip(entry.table.dimensions, query.key, strict=True)
            for each in dimension.categories
            if each.code == code
        ]
        return ": ".join(filter(None, [voice.title(entry.table).rstrip("."), ", ".join(names)]))

    # --- tables --------------------------------------------------------------------------------------------

    def _table(self, block: Block) -> Iterator[Element]:
        for query, entry in self._found(block):
            if all(map(_is_unpublished, _meant(entry.table, query))):
                yield self._silent(block, [(query, entry)])
                continue
            yield from self._title(block)
            yield Tabulations((self._tabulation(query, entry),))

    def _tabulation(self, query: Query, entry: Entry) -> Tabulation:
        made = tabulation(replace(entry, table=part_of(entry.table, query), parts=()), self.voice.language)
        return replace(made, places=()) if self.voice.has_annex else made

    def _silent(self, block: Block, found: Sequence[tuple[Query, Entry]]) -> Paragraph:
        """That nothing may be shown, and why."""
        voice = self._voice(block, [entry for _, entry in found])
        title = self.named.headline(block, voice)[0] or voice.title(found[0][1].table)
        is_unanswered = all(is_empty(cell) for query, entry in found for cell in _meant(entry.table, query))
        code = "report.block_nobody" if is_unanswered else "report.block_hidden"
        return Paragraph(voice.say(code, title=title), lang=voice.tag)

    # --- charts --------------------------------------------------------------------------------------------

    def _chart(self, block: Block) -> Iterator[Element]:
        found = self._found(block)
        if not found:
            return
        shown = [(query, entry) for query, entry in found if _says(entry.table, query)]
        if not shown:
            yield self._silent(block, found)
            return
        figure = self._figure(block, shown)
        if figure is not None:
            yield Figures((figure,), "", 1)
            return
        yield from self._title(block)
        yield Tabulations(tuple(self._tabulation(replace(query, most=0), entry) for query, entry in shown))

    def _figure(self, block: Block, shown: Sequence[tuple[Query, Entry]]) -> Figure | None:
        voice = self._voice(block, [entry for _, entry in shown])
        query, entry = shown[0]
        apart = shown[1][1] if len(shown) > 1 and _is_difference(shown[1][1].table, entry.table) else None
        if len(shown) > 1 and apart is None:
            topic = Topic(tuple(each for _, each in shown[:2]))
            return self._pair(block, topic, query.most or usual_rows(topic), voice)
        if query.group:
            return self._group(block, query, entry, voice)
        topic = Topic((entry,), apart)
        most = query.most or usual_rows(topic)
        chart = single_chart(topic, voice, block.view, most=most)
        return None if chart is None else self._drawn(block, topic, chart, most, voice)

    def _pair(self, block: Block, topic: Topic, most: int, voice: Voice) -> Figure | None:
        first, second = (entry.table for entry in topic.entries)
        chart = pair_of(first, second, sides_of(topic, voice), voice.language, most_rows=most, stretch=voice.stretch)
        return None if chart is None else self._drawn(block, topic, chart, most, voice)

    def _drawn(self, block: Block, topic: Topic, chart: Chart, most: int, voice: Voice) -> Figure:
        said = self.named.headline(block, voice)[0] or headline(topic, voice)
        lines = sublines(topic, voice, has_question=said is not None, most=most)
        return drawn(Title(said or voice.title(topic.entries[0].table), lines), chart, topic.shown, voice)

    def _group(self, block: Block, query: Query, entry: Entry, voice: Voice) -> Figure | None:
        """A group beside all: the total stands first."""
        table = part_of(entry.table, replace(query, most=0))
        names = {each.code: voice.words(each.label) for each in table.dimensions[-1].categories}
        if query.group not in names:
            return None
        both = (
            [_as_list(table)] if len(table.dimensions) == 1 else [slice_of(table, TOTAL), slice_of(table, query.group)]
        )
        topic, sides = Topic(tuple(replace(entry, table=each) for each in both)), (names[TOTAL], names[query.group])
        most = query.most or usual_rows(topic)
        if len(both) == 1:
            chart = chart_of(both[0], voice.language, stretch=voice.stretch)
        else:
            chart = pair_of(both[0], both[1], sides, voice.language, most_rows=most, stretch=voice.stretch)
        if chart is None:
            return None
        headline = self.named.headline(block, voice)[0] or voice.title(table)
        lines = sublines(topic, voice, has_question=True, most=most, sides=sides)
        figure = drawn(Title(headline, lines), chart, topic.entries[:1], voice)
        return replace(figure, tables=(self._tabulation(replace(query, most=0), entry),) if voice.is_page else ())


def _is_unpublished(cell: Cell) -> bool:
    return published(cell) is None


def _is_difference(table: Table, views: Table) -> bool:
    """Whether a table says by how much both sides of another one differ."""
    return table.id == f"{views.id}.difference"


def _as_list(table: Table) -> Table:
    """Groups as categories like others: two of them are no breakdown."""
    return replace(table, dimensions=(*table.dimensions[:-1], replace(table.dimensions[-1], id="group")))


def _says(table: Table, query: Query) -> bool:
    """Whether a chart has something to show; one of a group beside all must show something of the group."""
    shown = sum(published(cell) is not None for cell in part_of(table, query).cells)
    return shown >= LEAST_SHOWN and not all(map(_is_unpublished, _meant(table, query)))


def _meant(table: Table, query: Query) -> Sequence[Cell]:
    """The cells that a query is about: of a group beside all those of the group."""
    cells = part_of(table, query).cells
    return [cell for cell in cells if cell.key[-1] == query.group] if query.group and is_breakdown(table) else cells


def part_of(table: Table, query: Query) -> Table:
    """The rows and the groups of a table that a query asks for: the first ones, the total and one group."""
    dimensions = list(table.dimensions)
    if query.group and is_breakdown(table):
        kept = tuple(each for each in dimensions[-1].categories if each.code in (TOTAL, query.group))
        dimensions[-1] = replace(dimensions[-1], categories=kept)
    if query.most and dimensions and not (query.group and len(dimensions) == 1):
        dimensions[0] = replace(dimensions[0], categories=dimensions[0].categories[: query.most])
    codes = [{each.code for each in dimension.categories} for dimension in dimensions]
    cells = tuple(cell for cell in table.cells if all(code in own for code, own in zip(cell.key, codes, strict=True)))
    return replace(table, dimensions=tuple(dimensions), cells=cells)


def slice_of(table: Table, group: str) -> Table:
    """What a breakdown says of one group, as a table without groups."""
    cells = tuple(replace(cell, key=cell.key[:-1]) for cell in table.cells if cell.key[-1] == group)
    return replace(table, dimensions=table.dimensions[:-1], cells=cells)
