"""One question at a time: the own answer, and what is released of all and of the own groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from analysis.release import Cell as Figure
from analysis.release import Table
from exports.cells import is_hidden, is_unsure, is_weak
from exports.charts.dots import Scale
from exports.charts.marks import Marked, Series, Shape, marks
from exports.messages import Phrase, merged, plain
from exports.numbers import base, number
from exports.returns.figures import GROUPS, Figures, counts, place, value_cell
from exports.returns.own import Own
from exports.returns.parts import Cell, Grid, Paragraph, Part, picture
from exports.returns.questions import Question
from exports.returns.say import Voice, apart
from exports.values import TOTAL
from surveys.items.registry import Choice, Matrix
from surveys.items.registry import Grid as AskedGrid
from surveys.words import Words

Found = tuple[Table, Figure] | None

MOST_OPTIONS: Final = 14
"""Of a longer list only what was chosen and what others chose most often is shown."""
CLEARLY: Final = 1.0
"""Points on a scale from which an own answer is said to lie above or below the mean of all."""
MOST_NAMED: Final = 5
SHAPES: Final[dict[str, Shape]] = {TOTAL: "all", "sector_group": "square", "size_group": "ring"}


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its words, the own answer, and the figures by column. ``at`` is the own place on a scale."""

    label: Phrase
    own: Cell
    found: dict[str, Found]
    at: float | None = None
    number: str = ""


class Beside:
    """Own answers beside figures."""

    def __init__(self, own: Own, figures: Figures, voice: Voice) -> None:
        self.own, self.figures, self.voice = own, figures, voice
        self.printed: list[tuple[Table, Figure]] = []
        """All figures that came to stand in a table."""

    # -- what was answered and what is published ---------------------------------------------------------------

    def found(self, name: str, key: tuple[str, ...]) -> dict[str, Found]:
        """A figure for all and for the own groups; nothing where the release has no such figure."""
        every = {column: self.figures.figure(name, column, key) for column in self.figures.columns(name)}
        return every if every.get(TOTAL) is not None else {}

    def is_unanswered(self, question: Question) -> bool:
        """Whether a question has figures, and no answer of one's own."""
        name, kind = question.item, question.kind
        if self.own.item(name) is None:
            return False
        if kind in ("same", "point"):
            return self.own.code(name) is None
        if kind == "choices":
            return self.own.chosen(name) is None
        return not (self.own.rows(name) or self.own.cells(name))

    def same(self, name: str) -> Line | None:
        """How many gave the same answer."""
        code = self.own.code(name)
        found = self.found(f"{name}.share", (code,)) if code is not None else {}
        if not found or code is None:
            return None
        return Line(self.own.question(name), Cell((self.own.label(name, code),)), found, number=self.own.number(name))

    def point(self, name: str) -> Line | None:
        """The own place on a scale and the mean of all."""
        code = self.own.code(name)
        score = self.own.score(name, code)
        found = self.found(f"{name}.mean", ()) if score is not None else {}
        if not found or score is None or code is None:
            return None
        own = self._scored(self.own.label(name, code), score)
        return Line(self.own.question(name), own, found, number=self.own.number(name))

    def _scored(self, label: Words, score: float) -> Cell:
        """An answer with its points („Stark (3)“)."""
        return Cell(merged([label, Words(f" ({number(score, self.voice.language)})", self.voice.language)]))

    # -- questions with a table of their own -------------------------------------------------------------------

    def choices(self, name: str) -> Sequence[Part]:
        """Each option: whether it was chosen, and by how many others."""
        item, chosen = self.own.item(name), self.own.chosen(name)
        if not isinstance(item, Choice) or chosen is None:
            return ()
        lines = []
        for code, label in self.own.options(item):
            if found := self.found(f"{name}.share", (code,)):
                is_own = code in chosen
                word = self.voice.say("compare.yes" if is_own else "compare.no")
                lines.append(Line((label,), Cell(word, is_strong=is_own), found, at=1.0 if is_own else 0.0))
        ranked = sorted(lines, key=lambda line: (-(line.at or 0), -_rank(line)))
        shown = ranked[:MOST_OPTIONS]
        made = list(self._table(f"compare.choices_{self.figures.role}", "compare.option", shown))
        cut = [Paragraph(self.voice.say("compare.cut"), "note")] if len(shown) < len(ranked) else []
        return [*made, *cut]

    def scale(self, name: str) -> Sequence[Part]:
        """Each row of a matrix: the own place on the scale, and the means."""
        item = self.own.item(name)
        if not isinstance(item, Matrix):
            return ()
        titles = self.own.titles(item)
        lines = []
        for row, code in self.own.rows(name).items():
            score, found = self.own.score(name, code), self.found(f"{name}.mean", (row,))
            if score is not None and found:
                own = self._scored(self.own.label(name, code), score)
                lines.append(Line((titles[row],), own, found, score))
        lines.sort(key=lambda line: (-(line.at or 0), -_rank(line)))
        said = [*self._differences(lines), *self._picture(plain(self.own.question(name)), lines)]
        return [*said, *self._table("compare.means", "compare.row", lines)]

    def states(self, name: str) -> Sequence[Part]:
        """Each row of a matrix: the own answer, and how many gave the same one."""
        item = self.own.item(name)
        if not isinstance(item, Matrix):
            return ()
        titles = self.own.titles(item)
        lines = [
            Line((titles[row],), Cell((self.own.label(name, code),)), found)
            for row, code in self.own.rows(name).items()
            if (found := self.found(f"{name}.share", (row, code)))
        ]
        return list(self._table(f"compare.same_{self.figures.role}", "compare.row", lines))

    def levels(self, name: str) -> Sequence[Part]:
        """The own competence fields: level today and level needed, each beside the means."""
        item = self.own.item(name)
        if not isinstance(item, AskedGrid):
            return ()
        made: list[Part] = []
        for column in ("need", "now"):
            lines = list(self._levels(name, item, column))
            if column == "need" and (drawn := list(self._picture(self.voice.text("compare.levels_need"), lines))):
                made += [Paragraph(self.voice.say("compare.levels_drawn"), "intro"), *drawn]
            made += self._table(f"compare.levels_{column}", "compare.field", lines)
        return made

    def _levels(self, name: str, item: AskedGrid, column: str) -> Iterator[Line]:
        titles = self.own.titles(item)
        for row, cells in self.own.cells(name).items():
            score = self.own.score(name, cells.get(column), column)
            found = self.found(f"{name}.{column}.mean", (row,))
            if score is not None and found:
                label = self.own.speaker.code(self.own.list(name, column), cells[column])
                yield Line((titles[row],), self._scored(label, score), found, score)

    # -- how it is shown ---------------------------------------------------------------------------------------

    def columns(self, lines: Sequence[Line]) -> tuple[str, ...]:
        """The columns that any of the lines has."""
        return tuple(column for column in (TOTAL, *GROUPS) if any(column in line.found for line in lines))

    def heads(self, columns: Sequence[str]) -> list[Phrase]:
        """The heads of the columns of figures."""
        return [self.voice.say("compare.all" if column == TOTAL else f"compare.{column}") for column in columns]

    def grid(self, caption: Phrase, head: tuple[Phrase, ...], lines: Sequence[Line], columns: Sequence[str]) -> Grid:
        """Lines of questions, each figure with its base."""
        rows = tuple(self._row(line, columns, has_base=True) for line in lines)
        return Grid(caption, head, rows, _shares(columns), "ll" + "r" * len(columns))

    def _table(self, caption: str, first: str, lines: Sequence[Line]) -> Iterator[Part]:
        """Lines of one question; the bases stand below."""
        if not lines:
            return
        columns = self.columns(lines)
        head = (self.voice.say(first), self.voice.say("compare.own"), *self.heads(columns))
        rows = tuple(self._row(line, columns) for line in lines)
        yield Grid(self.voice.say(caption), head, rows, _shares(columns), "ll" + "r" * len(columns))
        yield from self.notes(lines, columns)

    def _row(self, line: Line, columns: Sequence[str], *, has_base: bool = False) -> tuple[Cell, ...]:
        found = [line.found.get(column) for column in columns]
        self.printed += filter(None, found)
        figures = [value_cell(each, self.voice, has_base=has_base) for each in found]
        return Cell(line.label, line.number, line.own.is_strong), line.own, *figures

    def notes(self, lines: Sequence[Line], columns: Sequence[str], *, has_base: bool = False) -> Iterator[Part]:
        """How many answered, and what the signs mean that stand in the table."""
        said = [] if has_base else [self._bases(lines, columns)]
        cells = [line.found.get(column) for line in lines for column in columns]
        if any(found is not None and is_hidden(found[1]) for found in cells):
            said.append(self.voice.say("sign.hidden"))
        if any(found is not None and is_weak(found[1]) for found in cells):
            said.append(self.voice.say("sign.weak"))
        if any(found is not None and is_unsure(found[1]) for found in cells):
            said.append(self.voice.say("sign.unsure"))
        if any(found is None or found[1].value is None for found in cells):
            said.append(self.voice.say("sign.none"))
        if any(found is not None and found[1].sure is not None and found[1].sure.between for found in cells):
            said.append(self.voice.say("sign.interval"))
        if text := [part for phrase in said for part in (*phrase, *self.voice.plain(" "))][:-1]:
            yield Paragraph(tuple(text), "note")

    def _bases(self, lines: Sequence[Line], columns: Sequence[str]) -> Phrase:
        heads, space = [plain(head) for head in self.heads(columns)], apart(self.voice.language)
        said = []
        for column, head in zip(columns, heads, strict=True):
            if known := counts(line.found.get(column) for line in lines):
                low, high = known
                more = "" if low == high else f"–{number(high, self.voice.language)}"
                said.append(f"{head}{space}: {base(low, self.voice.language)}{more}")
        return self.voice.plain(f"{space}; ".join(said) + ".") if said else ()

    def _differences(self, lines: Sequence[Line]) -> Iterator[Part]:
        """What is clearly above or below the mean of all, in words."""
        for word, sign in (("above", 1), ("below", -1)):
            far = [line.label for line in lines if _is_far(line, sign)]
            if far:
                yield Paragraph(self.voice.say(f"compare.{word}", rows=self.voice.series(far[:MOST_NAMED])), "intro")

    def _picture(self, title: str, lines: Sequence[Line]) -> Iterator[Part]:
        table = next((found[0] for line in lines for found in line.found.values() if found is not None), None)
        if table is None or table.scale is None or len(lines) < 2:
            return
        columns = self.columns(lines)
        names = [plain(head) for head in self.heads(columns)]
        series = [Series(self.voice.text("compare.own"), "own")]
        series += [Series(name, SHAPES[column]) for column, name in zip(columns, names, strict=True)]
        values = [(line.at, *(place(line.found.get(column)) for column in columns)) for line in lines]
        rows = [Marked(plain(line.label), own) for line, own in zip(lines, values, strict=True)]
        scale = Scale(*table.scale, 1.0)
        yield picture(partial(marks, title, rows, series, scale=scale), self.voice.language, table.decimals)
        if any(found is not None and is_unsure(found[1]) for line in lines for found in line.found.values()):
            yield Paragraph(self.voice.say("compare.not_drawn"), "note")


def _rank(line: Line) -> float:
    value = place(line.found.get(TOTAL))
    return -1.0 if value is None else value


def _is_far(line: Line, sign: int) -> bool:
    found = line.found.get(TOTAL)
    mean = place(found)
    if found is None or mean is None or line.at is None or is_weak(found[1]):
        return False
    return (line.at - mean) * sign >= CLEARLY


def _shares(columns: Sequence[str]) -> tuple[float, ...]:
    return (2.2, 1.2, *(0.85 for _ in columns))
