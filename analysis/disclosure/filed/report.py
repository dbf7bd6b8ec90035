"""The report, printed or as a page: tables cell by cell, charts by alternative texts and rows, prose by its labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from analysis.disclosure.filed.annex import Grid
from analysis.disclosure.filed.annex import compare as compare_grids
from analysis.disclosure.filed.difference import Difference, read
from analysis.disclosure.filed.drawings import Drawing
from analysis.disclosure.filed.fieldwork import overview, response_lengths, strata, strata_texts
from analysis.disclosure.filed.figures import is_published, part_text, share
from analysis.disclosure.filed.inks import meant
from analysis.disclosure.filed.order import Entry, language_of
from analysis.disclosure.filed.pairs import Joint, announced
from analysis.disclosure.filed.pairs import compare as compare_pairs
from analysis.disclosure.filed.plan import Expected
from analysis.disclosure.filed.prose import Prose
from analysis.disclosure.filed.words import Words
from analysis.release import Printed, Table

NAME: Final = re.compile(r"(?<![\w-])A\d+(?:-\d+)?\b")
CAPTION: Final = re.compile(r"^\S+ (A\d+(?:-\d+)?) ?:")
DRAWN: Final = re.compile(r"^\S+ (\d+)\.(\d+) ?: ")
HEADING: Final = re.compile(r"^(\d+)(?:\.(\d+))? ")
PLACE: Final = re.compile(r"(head )?(\d+)/(\d+)")
CLAIMS: Final = {"2", "1", "sRGB IEC61966-2.1", "Part of ISO 14289 the file conforms to"}
"""Parts of the standards that the file claims, and its colours."""
CLAIMED: Final = {"packet part", "packet description", "/Info"}
NAMED: Final = {"title", "info /Title"}
"""Where a page, on it after its stamp, and a file in print say what they are called."""
TIMES: Final = {"/CreationDate", "/ModDate", "CreateDate", "ModifyDate"}
LONGEST: Final = 80
PAIRS: Final = "pairs"
MARKS: Final = ("rect", "line", "circle", "other")
OF_PAGE: Final = {'"Source Sans 3"', '"Source Sans Pro"', "width=device-width, initial-scale=1"}
"""What the style sheet and the head of a page say with numbers."""
CLASSES: Final = re.compile(r"chart-([a-z]+-\d)")


@dataclass(slots=True)
class _Block:
    """An element of the file with what stands in it."""

    name: str
    kind: str
    pieces: list[Printed] = field(default_factory=list)

    def text(self, place: str) -> str:
        """All pieces of a place."""
        return " ".join(piece.text for piece in self.pieces if piece.place == place)


def compare(printed: Sequence[Printed], words: Words) -> Iterator[Difference]:
    """Every block of the report, then what stands outside of the blocks."""
    blocks: dict[str, _Block] = {}
    others: list[Printed] = []
    for piece in printed:
        kind, _, _ = piece.block.partition(" ")
        if kind in ("page", "metadata"):
            others.append(piece)
        else:
            blocks.setdefault(piece.block, _Block(piece.block, kind)).pieces.append(piece)
    yield from _Report(list(blocks.values()), words).compare()
    headings = {read(block.text("text")) for block in blocks.values() if block.kind.startswith("H")}
    for piece in others:
        yield from _outside(piece, headings, words)


class _Report:
    """The blocks of the report in the order of reading."""

    def __init__(self, blocks: Sequence[_Block], words: Words) -> None:
        self.blocks, self.words, self.prose = blocks, words, Prose(words)
        self.entries = {one.name: one for entry in words.entries for one in (entry, *entry.alone())}
        self.grids: dict[str, list[Grid]] = {}
        self.joints: list[tuple[Joint, str, Grid]] = []
        """Grids that hold several tables of pairs, with their captions."""
        self.below: list[tuple[Entry, list[Grid]]] = []
        """Tables below their charts."""
        self.drawn: Sequence[str] = ()
        """The tables that the last chart shows, until the next headline."""
        self.announced: Entry | Joint | None = None
        self.expected = Expected(words)
        self.is_annex = words.has_annex and not self.expected.annex
        self.headings = {read(block.text("text")) for block in blocks if block.kind.startswith("H")}
        self.chapter, self.section, self.figure, self.plain, self.page = "0", 0, 0, 0, 0

    def compare(self) -> Iterator[Difference]:
        """Block after block; at the end the tables, one after another."""
        current: Entry | Joint | None = None
        names: Sequence[str] = ()
        for place, block in enumerate(self.blocks):
            if block.kind.startswith("H"):
                current, names, self.drawn = None, (), ()
            elif block.kind == "Table":
                current = self._entry(block, current)
            elif block.kind == "Caption":
                current, names, self.drawn = None, self._names(place), ()
            yield from self._block(block, current, names)
        yield from self.expected.compare([(block.kind, block.text("text")) for block in self.blocks])
        yield from self._below()
        yield from self._annex()

    def _entry(self, block: _Block, current: Entry | Joint | None) -> Entry | Joint | None:
        """Which figures a table is about: its caption says it, or it goes on from the table before."""
        said = read(block.text("caption"))
        if self.is_annex and (joint := announced(said, self.words.entries)):
            self.announced = joint
            return joint
        found = CAPTION.match(said)
        entry = self.entries.get(found[1]) if found else None if said else current
        if found and isinstance(entry, Entry) and (entry.name in self.drawn or not self.is_annex):
            self.below.append((entry, []))
        self.announced = entry if found else None
        return entry

    def _block(self, block: _Block, current: Entry | Joint | None, names: Sequence[str]) -> Iterator[Difference]:
        if block.kind.startswith("H"):
            return self._heading(block)
        if block.kind == "Table":
            return self._table(block, current)
        if block.kind == "Caption":
            return self._caption(block, names)
        if block.kind == "Figure":
            return self._drawn(block)
        if block.kind == "P" and self.announced is not None:
            about, self.announced = self.announced, None
            return self._about(block, about)
        return self._said(block, names)

    def _below(self) -> Iterator[Difference]:
        """A table below its chart is the whole, the whole with its groups, or the part that a block asks for."""
        for entry, grids in self.below:
            possible = (entry, replace(entry, parts=()), *self.expected.parts(entry))
            if all(any(compare_grids(each, grids, self._language(each))) for each in possible):
                yield from compare_grids(entry, grids, self._language(entry))

    def _annex(self) -> Iterator[Difference]:
        """Every table that has answers, in order, cell by cell."""
        if self.words.has_annex and list(self.grids) != [each.name for each in self.words.entries if _has_table(each)]:
            yield Difference("annex", "tables", str(len(self.grids)), "every table with answers, in order")
        for name, grids in self.grids.items():
            entry = self.entries[name]
            if grids:
                yield from compare_grids(entry, grids, self._language(entry))
        for joint, caption, grid in self.joints:
            yield from compare_pairs(joint, caption, grid, self._language(*joint.entries))

    def _language(self, *entries: Entry) -> str:
        tables = [table for entry in entries for table in (entry.table, *entry.parts)]
        return language_of(tables, self.words.language)

    def _names(self, start: int) -> list[str]:
        """The tables that the figure below a caption names."""
        for block in self.blocks[start + 1 :]:
            if block.kind in ("Caption", "Table") or block.kind.startswith("H"):
                return []
            if block.kind == "Figure":
                return NAME.findall(block.text("alt").rpartition(". ")[2])
        return []

    # --- words ---------------------------------------------------------------------------------------------

    def _heading(self, block: _Block) -> Iterator[Difference]:
        """A heading with its number: the next one of its chapter, or the first."""
        text = read(block.text("text"))
        found = HEADING.match(text)
        self.is_annex |= self.words.has_annex and text.endswith(self.expected.annex)
        if found and found[2] is None:
            self.chapter, self.section, self.figure = found[1], 0, 0
        elif found:
            self.section += 1
        if found and (found[2] or "0", found[1]) == (str(self.section), self.chapter):
            text = text[found.end() :]
        if not self.expected.knows("H", text):
            yield from self.prose.check(block.name, "text", text)
        yield from self._spoken(block, ("text",))

    def _caption(self, block: _Block, names: Sequence[str]) -> Iterator[Difference]:
        """The headline of a figure, whose number is the next one of its chapter."""
        text = read(block.text("text"))
        found = DRAWN.match(text)
        self.figure += 1
        if not found or found.groups() != (self.chapter, str(self.figure)):
            yield Difference(block.name, "number", text[:20], f"{self.chapter}.{self.figure}")
        if not self.expected.knows("Caption", text):
            yield from self.prose.check(block.name, "text", text[found.end() :] if found else text, names)
        yield from self._spoken(block, ("text",))

    def _about(self, block: _Block, about: Entry | Joint) -> Iterator[Difference]:
        """What a table of the annex shows, and how many gave no answer: number by number."""
        entries = about.entries if isinstance(about, Joint) else (about,)
        texts = (text for entry in entries for text in missing(entry.table, self._language(*entries)))
        expected = [read(text) for text in texts]
        found = [read(number) for number in self.words.left(block.text("text"))]
        if found != expected:
            yield Difference(block.name, "text", " ".join(found), " ".join(expected))
        yield from self._spoken(block, ("text",))

    def _said(self, block: _Block, names: Sequence[str]) -> Iterator[Difference]:
        """A paragraph, an item of a list, or a line of the contents with its page."""
        text = read(block.text("text"))
        if block.kind == "TOCI":
            yield from self._listed(block, text)
        elif not self.expected.knows(block.kind, text):
            named = [name for name in NAME.findall(text) if name in self.entries]
            yield from self.prose.check(block.name, "text", text, named or names)
        yield from self._spoken(block, ("text",))

    def _listed(self, block: _Block, text: str) -> Iterator[Difference]:
        """A line of the contents: a heading, on paper with a page that never goes back."""
        if text in self.headings:
            return
        title, _, page = text.rpartition(" ")
        if title not in self.headings or not page.isdigit() or int(page) < self.page:
            yield Difference(block.name, "text", text, "a heading and its page")
        self.page = int(page) if page.isdigit() else self.page

    def _spoken(self, block: _Block, seen: Sequence[str]) -> Iterator[Difference]:
        """Alternative and actual texts, and links, where the text itself has been read."""
        for piece in block.pieces:
            if piece.place not in seen and read(piece.text) not in self.headings:
                yield from (Difference(block.name, piece.place, each, "") for each in self.words.left(piece.text))

    # --- figures and tables --------------------------------------------------------------------------------

    def _drawn(self, block: _Block) -> Iterator[Difference]:
        alt = block.text("alt")
        names = [name for name in NAME.findall(alt.rpartition(". ")[2]) if name in self.entries]
        pieces = meant(_pieces(block))
        if self.drawn and list(self.drawn) != names:  # the same figure for wide and for narrow screens
            yield Difference(block.name, "alt", " ".join(names), " ".join(self.drawn))
        self.drawn = names
        yield from _classes(block, pieces)
        if names:
            scope = self.prose.scope(names)
            yield from (
                Difference(block.name, "alt", each, "") for each in scope.unexplained(read(alt), is_strict=True)
            )
            yield from self._chart(block, names, pieces)
        else:
            given = strata_texts(self.words)
            for place, text in (("alt", alt), ("drawn", " ".join(line for kind, line in pieces if kind == "text"))):
                yield from self._response(block, place, read(text), given)
            yield from response_lengths(block.name, pieces, self.words.release.participation)
        yield from self._spoken(block, ("alt", "drawn", "@class", *MARKS))

    def _chart(self, block: _Block, names: Sequence[str], pieces: Sequence[tuple[str, str]]) -> Iterator[Difference]:
        """A chart of tables with their groups, or where the plan has such blocks of one group beside all."""
        entries = [self.entries[name] for name in names]
        whole = [table for entry in entries for _, table in entry.named()]
        sides = list(self.expected.sides(entries[0])) if len(entries) == 1 and whole[0].dimensions else []
        for tables in sides:
            if not any(Drawing(block.name, tables, self.prose, names).compare(pieces)):
                return
        yield from Drawing(block.name, whole, self.prose, names).compare(pieces)

    def _response(self, block: _Block, place: str, text: str, given: Sequence[str]) -> Iterator[Difference]:
        """Response by stratum: „53 % (9 von 17)“ after its stratum."""
        hidden = sum(each.endswith("•") for each in given)
        left = text
        for said in sorted(given, key=len, reverse=True):
            left = left.replace(said, "¤")
        left = re.sub(
            r"\b(\d+) (?=nicht ausgewiesen|not published|sans valeur publiée)",
            lambda found: "" if int(found[1]) <= hidden else found[0],
            left,
        )
        yield from (Difference(block.name, place, number, "") for number in self.words.left(left))

    def _table(self, block: _Block, entry: Entry | Joint | None) -> Iterator[Difference]:
        head, lines, over = _laid(block)
        if isinstance(entry, Joint):
            yield from self._joint(entry, block.text("caption"), Grid(block.name, head, lines, over))
        elif entry is not None:
            is_below = self.below and (entry.name in self.drawn or not self.is_annex)
            grids = self.below[-1][1] if is_below else self.grids.setdefault(entry.name, [])
            grids.append(Grid(block.name, head, lines))
            for piece in block.pieces:
                if piece.place == "caption" or piece.place.startswith("head"):
                    yield from self.prose.check(block.name, piece.place, piece.text, [entry.name])
        elif block.text("caption"):
            self.plain += 1
            yield from self._fieldwork(block, lines)
        else:
            for piece in block.pieces:
                yield from (Difference(block.name, piece.place, each, "") for each in self.words.left(piece.text))
        if entry is not None or block.text("caption"):
            places = [piece.place for piece in block.pieces if piece.place == "caption" or PLACE.fullmatch(piece.place)]
            yield from self._spoken(block, places)

    def _joint(self, joint: Joint, caption: str, grid: Grid) -> Iterator[Difference]:
        """A grid of several tables, which no other one may hold."""
        if again := [name for name in joint.names if name in self.grids]:
            yield Difference(grid.block, "caption", " ".join(again), "every table once")
        self.grids |= {name: [] for name in joint.names}
        self.joints.append((joint, caption, grid))

    def _fieldwork(self, block: _Block, lines: Sequence[dict[int, str]]) -> Iterator[Difference]:
        """Who answered: by role, then by stratum."""
        expected = overview(self.words) if self.plain == 1 else strata(self.words)
        found = [[read(text) for _, text in sorted(line.items())] for line in lines]
        for number, line in enumerate(found, start=1):
            given = [read(text) for text in expected[number - 1]] if number <= len(expected) else []
            if line[1:] != given[1:] or (given[:1] != [""] and line[:1] != given[:1]):
                yield Difference(block.name, f"{number}", " ".join(line), " ".join(given))
        if len(found) < len(expected):
            yield Difference(block.name, "lines", str(len(found)), str(len(expected)))


def _laid(block: _Block) -> tuple[dict[int, str], tuple[dict[int, str], ...], dict[int, str]]:
    """The last line of heads, the lines below, and the line of heads before the last, by column."""
    heads: dict[int, dict[int, str]] = {}
    lines: dict[int, dict[int, str]] = {}
    for piece in block.pieces:
        found = PLACE.fullmatch(piece.place)
        if found:
            target = heads if found[1] else lines
            target.setdefault(int(found[2]), {})[int(found[3])] = piece.text
    over, head = [{}, {}, *(heads[number] for number in sorted(heads))][-2:]
    return head, tuple(lines[number] for number in sorted(lines)), over


def _pieces(block: _Block) -> list[tuple[str, str]]:
    """Lines of text and marks of a figure in the order of drawing."""
    made = []
    for piece in block.pieces:
        if piece.place == "drawn":
            made += [("text", line) for line in piece.text.split("\n") if line.strip()]
        elif piece.place in MARKS:
            made.append((piece.place, piece.text))
    return made


def _classes(block: _Block, pieces: Sequence[tuple[str, str]]) -> Iterator[Difference]:
    """The numbered classes of marks on a page are those of their colours."""
    found = [piece.text for piece in block.pieces if piece.place == "@class"]
    roles = [text.partition(" ")[0] for kind, text in pieces if kind in MARKS]
    expected = [f"chart-{role}" for role in roles if CLASSES.fullmatch(f"chart-{role}")]
    if found and found != expected:
        yield Difference(block.name, "@class", " ".join(found)[:LONGEST], " ".join(expected)[:LONGEST])


def missing(table: Table, language: str) -> list[str]:
    """How many of those asked gave no answer, in order."""
    shown = [share(float(cell.value)) for cell in table.missing if is_published(cell)]  # type: ignore[arg-type]
    return [part_text(value, language, is_short=False) for value in shown]


def _has_table(entry: Entry) -> bool:
    """Whether anybody answered and, of one role, anything of it is published."""
    tables = (entry.table, *entry.parts)
    is_told = any(is_published(cell) for table in tables for cell in (*table.cells, *table.missing))
    is_answered = any(cell.value is not None for cell in entry.table.cells)
    return is_answered and (is_told or entry.table.role == PAIRS)


def _outside(piece: Printed, headings: set[str], words: Words) -> Iterator[Difference]:
    """Decoration with the page's number, bookmarks, and what the file says of itself."""
    text, place = read(piece.text), piece.place
    if piece.block.startswith("page "):
        number = piece.block.removeprefix("page ")
        if place != "Artifact":
            yield Difference(piece.block, place, text, "")
            return
        text = " ".join(line for line in piece.text.split("\n") if line.strip() != number)
    elif place == "/Title" and text in headings:
        return
    elif place in NAMED and text != words.name and not text.endswith(f" · {words.name}"):
        yield Difference(piece.block, place, text[:LONGEST], words.name)
        return
    elif place in ("stream", "script"):
        yield Difference(piece.block, place, text[:LONGEST], "")
        return
    elif _is_time(piece, words) or (place in CLAIMED and text in CLAIMS) or text in OF_PAGE:
        return
    yield from (Difference(piece.block, place, number, "") for number in words.left(text))


def _is_time(piece: Printed, words: Words) -> bool:
    built = datetime.fromisoformat(words.release.frozen_at).astimezone(UTC)
    times = {built.strftime("D:%Y%m%d%H%M%S+00'00'"), built.strftime("%Y-%m-%dT%H:%M:%S+00:00")}
    return piece.place.rpartition(" ")[2] in TIMES and piece.text in times
