"""A release told as its plan says: chapter by chapter, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from analysis.release import NO_PLAN, Block, BlockKind, Plan, PlanChapter, Release
from exports.cells import PAIRS
from exports.report.blocks import Blocks
from exports.report.chapters import BOTH, Chapter, Part, chapters
from exports.report.cover import cover
from exports.report.figures import figures
from exports.report.grids import annex, legends, signs
from exports.report.headlines import in_short
from exports.report.highlights import highlights
from exports.report.method import brief, glossary, imprint, method, stamp
from exports.report.named import Named
from exports.report.participation import overview, response
from exports.report.voice import Voice, speaking, voice_for
from exports.story import Box, Break, Bullets, Contents, Element, Figures, Heading, Paragraph, Story

LEAST_IN_SHORT: Final = 2
"""A single sentence stands over its chart."""
ROOM_OF_CHAPTER: Final = 0.3
"""A chapter begins on the page of the one before it when so much of that page is left."""
OWN_TITLES: Final = {
    BlockKind.HIGHLIGHTS: "highlights.title",
    BlockKind.PARTICIPATION: "participation.title",
    BlockKind.METHOD: "method.title",
    BlockKind.GLOSSARY: "glossary.title",
    BlockKind.ANNEX: "report.annex",
    BlockKind.IMPRINT: "imprint.title",
}
OF_ANSWERS: Final = {
    *(BlockKind.SECTION, BlockKind.ANNEX, BlockKind.KEY_FIGURES),
    *(BlockKind.CHART, BlockKind.TABLE, BlockKind.COMPARISON),
}
"""What says nothing where nobody answered."""
NO_CHAPTER: Final = "0"
"""Figures of chapters without a number go on with the numbers of the one before."""
UNNUMBERED: Final = {BlockKind.HIGHLIGHTS, BlockKind.IMPRINT}
OF_THE_END: Final = {BlockKind.GLOSSARY, BlockKind.ANNEX, BlockKind.IMPRINT}
BRIEF: Final = "box"
"""The view of a block that is to be short."""


def story(release: Release, language: str, *, is_page: bool = False, is_narrow: bool = False) -> Story:
    """The report of a release in one language, for paper or for a page, a narrow one too.

    Raises TypeError for anything but a release: only protected tables can be printed. Raises ValueError for a
    language that the report does not speak.
    """
    voice = voice_for(release, language)
    plan = plan_of(release)
    has_annex = any(block.kind is BlockKind.ANNEX for chapter in plan.chapters for block in chapter.blocks)
    teller = _Teller(release, plan, replace(voice, has_annex=has_annex, is_page=is_page, is_narrow=is_narrow))
    return Story(cover(release, voice), tuple(teller.tell()), stamp(release, voice))


def plan_of(release: Release) -> Plan:
    """The plan of a release; of one without a plan everything, section by section."""
    if release.plan.chapters:
        return release.plan
    before = (BlockKind.HIGHLIGHTS, BlockKind.PARTICIPATION)
    after = (BlockKind.METHOD, BlockKind.GLOSSARY, BlockKind.IMPRINT, BlockKind.ANNEX)
    sections = dict.fromkeys(section.id for section in release.chapters)
    blocks = [
        *map(Block, before),
        *(Block(BlockKind.SECTION, section=section) for section in sections),
        *map(Block, after),
    ]
    made = tuple(PlanChapter({}, (block,), block.kind not in UNNUMBERED) for block in blocks)
    return replace(NO_PLAN, chapters=made)


def _is_page(chapter: PlanChapter) -> bool:
    """Whether a chapter is a page of its own."""
    return any(block.kind is BlockKind.HIGHLIGHTS for block in chapter.blocks)


def _together(told: Sequence[Element]) -> Iterator[Element]:
    """Figures that follow one another as one run."""
    for is_run, run in groupby(told, key=lambda each: isinstance(each, Figures)):
        if is_run:
            figures = [each for each in run if isinstance(each, Figures)]
            yield replace(figures[0], figures=tuple(one for each in figures for one in each.figures))
        else:
            yield from run


class _Teller:
    """Tells block after block, and counts chapters, their parts and their figures."""

    def __init__(self, release: Release, plan: Plan, voice: Voice) -> None:
        self.release, self.plan, self.voice = release, plan, voice
        found = chapters(release)
        # of nobody there is one sentence to say, not one in each chapter
        self.sections = found if any(entry.is_answered for each in found for entry in each.entries) else []
        self.number, self.part, self.figure = NO_CHAPTER, 0, 0
        entries = (entry for section in found for entry in section.entries)
        by_table = {one.table.id: one for entry in entries for one in (entry, *entry.alone(has_annex=voice.has_annex))}
        self.blocks = Blocks(by_table, Named(release, plan), voice)
        self.kinds: Mapping[BlockKind, Callable[[Block], Iterator[Element]]] = {
            BlockKind.HIGHLIGHTS: lambda _: highlights(self.release, self.sections, self.voice),
            BlockKind.PARTICIPATION: self._participation,
            BlockKind.SECTION: self._section,
            BlockKind.METHOD: lambda block: (brief if block.view == BRIEF else method)(self.release, self.voice),
            BlockKind.GLOSSARY: lambda _: iter([glossary(self.voice)]),
            BlockKind.ANNEX: lambda _: self._annex(),
            BlockKind.IMPRINT: lambda _: iter([imprint(self.release, self.voice)]),
        }

    def tell(self) -> Iterator[Element]:
        """Every chapter that has something to say."""
        count = 0
        for place, chapter in enumerate(self.plan.chapters):
            if not self.sections and self._is_of_answers(chapter):
                continue
            if chapter.is_numbered:
                count += 1
                self.number, self.part, self.figure = str(count), 0, 0
            told: list[Element] = [self._heading(chapter)]
            for block in chapter.blocks:
                told += [*self._own_heading(block, is_first=block is chapter.blocks[0]), *self.block(block)]
            yield from self._breaks(place, chapter, told)
            yield from _together(told)

    def _is_of_answers(self, chapter: PlanChapter) -> bool:
        """Whether a chapter has but figures and words that lead to them.

        That there are none is what the page of findings says; without one each chapter says it for itself.
        """
        kinds = {block.kind for block in chapter.blocks}
        is_said = any(map(_is_page, self.plan.chapters)) or kinds == {BlockKind.ANNEX}
        return is_said and bool(kinds & OF_ANSWERS) and kinds <= {*OF_ANSWERS, BlockKind.TEXT}

    def _breaks(self, place: int, chapter: PlanChapter, told: Sequence[Element]) -> Iterator[Element]:
        """Where a chapter begins; after the first one come the contents."""
        kinds = {block.kind for block in chapter.blocks}
        if place == 1 and self.plan.has_contents:
            yield from (Break(), Contents(self.voice.say("report.contents")), Break())
        elif place and _is_page(self.plan.chapters[place - 1]):
            yield Break()
        elif place and (kinds != {BlockKind.SECTION} or any(isinstance(each, Figures) for each in told)):
            yield Break(ROOM_OF_CHAPTER)

    def _heading(self, chapter: PlanChapter) -> Heading:
        first = chapter.blocks[0] if chapter.blocks else Block(BlockKind.TEXT)
        number = self.number if chapter.is_numbered else ""
        title = chapter.title
        if first.kind is BlockKind.SECTION and not title:
            title = next((each.title for each in self.sections if each.id == first.section), {})
        if not title:
            return Heading(self.voice.say(OWN_TITLES.get(first.kind, "report.kicker")), number=number)
        own = speaking([title], self.voice.language)
        return Heading(own.words(title), number=number, lang=own.tag)

    def _own_heading(self, block: Block, *, is_first: bool) -> Iterator[Heading]:
        """Over a block that is like a chapter, its title, or what it is where others stand before it."""
        if block.kind not in OWN_TITLES:
            return
        own = speaking([block.title], self.voice.language)
        if block.title:
            yield Heading(own.words(block.title), 2, is_listed=False, lang=own.tag)
        elif not is_first and block.kind in OF_THE_END:
            yield Heading(self.voice.say(OWN_TITLES[block.kind]), 2, is_listed=False)

    def block(self, block: Block) -> Iterator[Element]:
        """What a block says."""
        if block.kind in self.kinds:
            yield from self.kinds[block.kind](block)
            return
        for element in self.blocks.tell(block):
            if isinstance(element, Figures):
                yield replace(element, chapter=self.number, first=self.figure + 1)
                self.figure += len(element.figures)
            else:
                yield element

    # --- parts that every report has -----------------------------------------------------------------------

    def _participation(self, block: Block) -> Iterator[Element]:
        yield from overview(self.release, self.voice)
        if block.view != BRIEF:
            told, count = response(self.release, self.number, self.figure + 1, self.voice)
            self.figure += count
            yield from told

    def _section(self, block: Block) -> Iterator[Element]:
        section = next((each for each in self.sections if each.id == block.section), None)
        if section is None or not section.parts:
            is_answered = section is not None and any(entry.is_answered for entry in section.entries)
            yield Paragraph(self.voice.say("report.nothing_published" if is_answered else "report.nothing"))
            return
        yield from self._in_short(section)
        for part in section.parts:
            told, count = figures(part, self.number, self.figure + 1, self.voice)
            if part.role == PAIRS and not count:
                continue  # all that may be said of these pairs stands in the annex
            self.part += 1
            yield from self._part_title(part)
            self.figure += count
            yield from told

    def _in_short(self, section: Chapter) -> Iterator[Element]:
        """What a reader in a hurry takes from a chapter."""
        topics = [topic for part in section.parts for topic in part.topics if not topic.entries[0].is_single]
        said = in_short(topics, self.voice)
        if len(said) >= LEAST_IN_SHORT:
            title = Heading(self.voice.say("report.in_short"), 2, is_listed=False)
            yield Box((title, Bullets(tuple(said), "small")))

    def _part_title(self, part: Part) -> Iterator[Element]:
        number = f"{self.number}.{self.part}"
        if part.role == BOTH:
            yield Heading(self.voice.say("role.both"), 2, number, is_listed=False)
            yield Paragraph(self.voice.say("report.both_intro"), "intro")
        else:
            yield Heading(self.voice.say(f"role.{part.role}_title"), 2, number, is_listed=False)

    def _annex(self) -> Iterator[Element]:
        voice = self.voice
        entries = [entry for section in self.sections for entry in section.entries]
        yield Paragraph(" ".join([voice.say("report.annex_intro"), *legends(entries, voice.language)]), "small")
        tables = (table for entry in entries for table in (entry.table, *entry.parts))
        if said := signs([cell for table in tables for cell in table.cells], voice):
            yield Paragraph(" ".join(said), "small")
        for section in self.sections:
            if section.entries:
                self.part += 1
                yield self._section_title(section)
                yield from annex(section.entries, voice.language)

    def _section_title(self, section: Chapter) -> Heading:
        own = speaking([section.title], self.voice.language)
        return Heading(own.words(section.title), 2, f"{self.number}.{self.part}", lang=own.tag)
