"""Charts: the numbers printed in them by row, and the lengths of what is drawn.

Charts are drawn from printed values, so a bar is as long as its number says, within the two decimals of a coordinate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from analysis.disclosure.filed.difference import Difference, read
from analysis.disclosure.filed.fields import check_fields
from analysis.disclosure.filed.figures import (
    HIDDEN,
    UNSURE,
    count_text,
    drawn_text,
    is_published,
    is_unsure,
    rounded,
    value_text,
)
from analysis.disclosure.filed.marks import SWATCH, Row, bare, decimal, drawn, follows, packed, row_unit, spaced
from analysis.disclosure.filed.order import GROUPS, TOTAL, cells_of
from analysis.disclosure.filed.prose import Prose, names_of
from analysis.disclosure.filed.slopes import Beside, Slopes, is_slopes
from analysis.disclosure.filed.whiskers import Known, Span, check_bar, check_dot, ends_of, lines_of, on_bar
from analysis.disclosure.filed.words import NUMBER
from analysis.release import Cell, Table
from analysis.sides import COMPARED

FIGURE: Final = re.compile(r"\(?(?:[<>] )?[+−]?\d[\d., ]*(?: ?%)?\)?(?: ?/)?|[•/]")
NOTES: Final = {
    *(
        "nicht ausgewiesen",
        "not published",
        "non publié",
        "• nicht ausgewiesen",
        "• not published",
        "• non publié",
        "n",
    ),
}
HIDDEN_WIDTHS: Final = {"bar": 34.0, "part": 12.0}
"""What is hidden is drawn as a box of one width."""
CLOSE: Final = 0.03  # points: coordinates have two decimals, and a row adds up several of them
LONGEST_ROW: Final = 60
TONES: Final = {2: (2, 5), 3: (1, 3, 5), 4: (1, 2, 3, 5)}
"""Which of the tones bars of two to four parts have."""
ROOM_OF_SIGN: Final = 10.0
"""Points in which the sign of an uncertain value has room on any screen."""
MOST_LINES: Final = 40
"""Of a label of 400 letters on a narrow screen."""
LEGEND: Final = re.compile(
    rf"(?:unter|below|moins de) ({NUMBER})|({NUMBER}) (?:bis unter|to below|à) ({NUMBER})|(?:ab|from|dès) ({NUMBER})"
)
"""From which value on a field has its colour."""
SHARES: Final = tuple(map(Decimal, (15, 30, 45, 60, 75)))

Piece = tuple[str, str]


class Drawing:
    """A chart of one or more tables."""

    def __init__(self, block: str, tables: Sequence[Table], prose: Prose, names: Sequence[str]) -> None:
        self.block, self.tables, self.prose, self.names = block, tables, prose, names
        self.languages = prose.words.languages
        self.has_counts = False
        self.widest = 2 if any(table.dimensions and table.dimensions[-1].id in COMPARED for table in tables) else 1
        """Figures after which a figure may be a label."""
        self.known: dict[str, list[tuple[Table, int, str]]] = {}
        for table in tables:
            for place, dimension in enumerate(table.dimensions):
                for category in () if dimension.id in COMPARED else dimension.categories:  # these have no rows
                    for name in {packed(each) for each in names_of(dimension, category, self.languages)} - {""}:
                        self.known.setdefault(name, []).append((table, place, category.code))

    def compare(self, pieces: Sequence[Piece]) -> Iterator[Difference]:
        """Texts („text“) and marks („rect“ …) of the chart, in the order of drawing."""
        self.has_counts = any(text.strip() == "n" for kind, text in pieces if kind == "text")
        head, rows = self._rows(pieces)
        yield from self._legend((head, *rows))
        yield from self._head(head)
        for row in rows:
            yield from self._figures(row)
        yield from self._lengths(rows, head)

    # --- reading -------------------------------------------------------------------------------------------

    def _rows(self, pieces: Sequence[Piece]) -> tuple[Row, list[Row]]:
        """What stands before the first row, and the rows: a label, then its figures and marks."""
        rows = [Row("")]
        place = 0
        while place < len(pieces):
            kind, text = pieces[place]
            lines = 1
            if kind != "text":
                rows[-1].marks.append([kind, *text.split()])
            elif len(rows) == 1 and place and _is_mark_of_side(pieces[place - 1]):
                rows[0].marks.append(["words", read(text)])  # the name of a side; a row may have the same
            elif label := self._label(pieces, place, rows[-1]):
                lines = label[1]
                rows.append(Row(label[0]))
            else:
                self._said(read(text), rows[-1])
            place += lines
        return rows[0], rows[1:]

    def _label(self, pieces: Sequence[Piece], start: int, last: Row) -> tuple[str, int] | None:
        """The longest label that begins here, and over how many lines; a figure alone is one only between rows."""
        joined, found = "", None
        for lines, (kind, text) in enumerate(pieces[start : start + MOST_LINES], start=1):
            if kind != "text":
                break
            joined += packed(text)
            is_free = lines > 1 or not FIGURE.fullmatch(read(text)) or not last.label or len(last.figures) > self.widest
            if joined in self.known and is_free:
                found = joined, lines
        return found

    def _said(self, text: str, row: Row) -> None:
        """A figure, a note, or other words."""
        if FIGURE.fullmatch(text):
            row.add(text)
        elif text in NOTES:
            if text.startswith(HIDDEN):
                row.add(HIDDEN)
        elif text:
            row.marks.append(["words", text])

    # --- what is printed -----------------------------------------------------------------------------------

    def _legend(self, rows: Sequence[Row]) -> Iterator[Difference]:
        """Limits of colours: those of shares, or four even steps between the least and the largest figure."""
        found: list[Decimal] = []
        for row in rows:
            for mark in [mark for mark in row.marks if mark[0] == "words"]:
                if limits := LEGEND.fullmatch(mark[1]):
                    found += [decimal(limit) for limit in limits.groups() if limit]
                    row.marks.remove(mark)
        if not found:
            return
        shown = [float(decimal(text)) for row in rows for text in row.figures if text not in (HIDDEN, UNSURE)]
        low, high = min(shown, default=0.0), max(shown, default=0.0)
        steps = sorted({round(low + (high - low) * part / 5, 1) for part in range(1, 5)})
        for limits_ in (SHARES, tuple(Decimal(repr(step)) for step in steps)):
            if found == sorted([*limits_, *limits_]):
                return
        yield Difference(self.block, "legend", " ".join(map(str, found)), " ".join(map(str, steps)))

    def _head(self, head: Row) -> Iterator[Difference]:
        """The numbers of an axis go up by equal steps; words hold no figures."""
        for mark in head.marks:
            if mark[0] == "words":
                yield from self.prose.check(self.block, "head", mark[1], self.names)
        ticks = [decimal(text) for text in head.figures]
        steps = {round(float(after - before), 6) for before, after in pairwise(ticks)}
        if len(steps) > 1 or len(ticks) == 1:
            yield Difference(self.block, "axis", " ".join(head.figures), "equal steps")

    def _figures(self, row: Row) -> Iterator[Difference]:
        """The figures of a row are, in order, some of those that the tables give its label."""
        for mark in row.marks:
            if mark[0] == "words":
                yield from self.prose.check(self.block, row.label, mark[1], self.names)
        figures = [spaced(text) for text in row.figures if text != UNSURE]
        if not figures or any(follows(figures, given) for given in self._given(row.label)):
            return
        expected = " | ".join(" ".join(given[:LONGEST_ROW]) for given in self._given(row.label))
        yield Difference(self.block, row.label, " ".join(row.figures), expected)

    def _given(self, label: str) -> Iterator[list[str]]:
        """What the tables give a label: values of its cells, with n after each or after all; of two tables both."""
        together: list[Cell] = []
        for table, place, code in self.known[label]:
            cells = [cell for cell in table.cells if cell.key[place] == code]
            together += cells
            for language in self.languages:
                values = [read(drawn(drawn_text(table, cell, language))) for cell in cells]
                counts = [read(count_text(cell, language)) for cell in cells]
                after = [read(_common(cells, language))]
                yield [*values, *after]
                yield [bare(value) for value in values] + after
                yield [text for pair in zip(values, counts, strict=True) for text in pair]
        whole = [each for each in self.known[label] if each[0].dimensions[-1].id not in GROUPS]
        broken = [each for each in self.known[label] if each[0].dimensions[-1].id in GROUPS]
        for known in (whole, *([each for each in broken if each[0].role == role] for role in _roles(broken))):
            for language in self.languages:
                yield (beside := _beside(known, language))
                yield list(map(bare, beside))

    # --- what is drawn -------------------------------------------------------------------------------------

    def _lengths(self, rows: Sequence[Row], head: Row) -> Iterator[Difference]:
        """Bars, parts and dots against the published values; other marks must be of a known kind."""
        marks = [mark for row in (head, *rows) for mark in row.marks if mark[0] != "words"]
        if not marks:
            return
        if any(mark[0] == "other" for mark in marks):
            yield Difference(self.block, "mark", "unknown", "")
        roles = {mark[1] for mark in marks}
        if roles & {"bar", "bar-strong"}:
            yield from self._bars(rows)
        elif any(role.startswith("part-") for role in roles):
            yield from self._parts(rows)
        elif "series-1" in roles:
            yield from self._dots(rows, head)
        elif any(role.startswith("heat-") for role in roles):
            yield from check_fields(self.block, rows)
        elif "hidden" in roles:
            yield Difference(self.block, "mark", "hidden", "a chart with values")

    def _of_side(self, label: str, side: int) -> list[str]:
        """What one side of pairs says of a label."""
        return [
            read(drawn_text(table, cell, language))
            for table, place, code in self.known[label]
            for cell in table.cells
            if table.dimensions[-1].id in COMPARED
            and cell.key[place] == code
            and cell.key[-1] == table.dimensions[-1].categories[side].code
            for language in self.languages
        ]

    def _apart(self, label: str) -> list[str]:
        """What stands beside both sides of a label: the values of a table of their differences."""
        return [
            read(value_text(table, cell, language))
            for table, place, code in self.known[label]
            for cell in table.cells
            if cell.key[place] == code and table.dimensions[-1].id not in COMPARED
            for language in self.languages
        ]

    def _bars(self, rows: Sequence[Row]) -> Iterator[Difference]:
        """One box a row: as long as the value says, or the one of what is hidden."""
        found = []
        for row in rows:
            boxes = [mark for mark in row.marks if mark[0] == "rect"]
            if not row.figures:
                continue
            if row.figures[0] == HIDDEN:
                yield from self._hidden(row, boxes, "bar")
            elif len(boxes) != 1 or not boxes[0][1].startswith("bar"):
                yield Difference(self.block, row.label, f"{len(boxes)} boxes", "1 bar")
            else:
                found.append((row.label, float(boxes[0][4]), float(decimal(row.figures[0]))))
                found += on_bar(row.label, row.marks, float(boxes[0][2]), self._ends(row))
                yield from check_bar(self.block, row.label, row.marks, self._ends(row))
        yield from self._scaled(found)

    def _ends(self, row: Row, side: int = 0) -> list[Span]:
        return ends_of(self.known[row.label], self.tables, side)

    def _hidden(self, row: Row, boxes: Sequence[list[str]], kind: str) -> Iterator[Difference]:
        """What is hidden has a box that says nothing."""
        widths = [float(box[4]) for box in boxes]
        if [box[1] for box in boxes] != ["hidden"] or widths != [HIDDEN_WIDTHS[kind]]:
            yield Difference(self.block, row.label, f"boxes {widths}", f"the box of {HIDDEN}")

    def _scaled(self, found: Sequence[tuple[str, float, float]]) -> Iterator[Difference]:
        """Lengths are one multiple of the values."""
        most = max(found, key=lambda each: each[2], default=("", 0.0, 0.0))
        unit = most[1] / most[2] if most[2] else 0.0
        for label, length, value in found:
            if abs(length - unit * value) > CLOSE * 2:
                yield Difference(self.block, label, f"length {length}", f"length {unit * value:.2f}")

    def _parts(self, rows: Sequence[Row]) -> Iterator[Difference]:
        """A box for each answer: as long as its share, of one width where it is hidden."""
        found = []
        for row in rows:
            boxes = [mark for mark in row.marks if mark[0] == "rect" and tuple(mark[4:6]) != SWATCH]
            if not boxes:
                continue
            table, cells = self._answers(row)
            if len(cells) != len(boxes):
                yield Difference(self.block, row.label, f"{len(boxes)} boxes", f"{len(cells)} boxes")
                continue
            values = [float(rounded(table, cell.value)) if is_published(cell) else 0.0 for cell in cells]  # type: ignore[arg-type]
            unit = row_unit(values, is_whole=all(cell.value is None or is_published(cell) for cell in cells))
            tones = TONES.get(len(cells), range(1, len(cells) + 1))
            for number, (cell, box, tone) in enumerate(zip(cells, boxes, tones, strict=True), start=1):
                yield from self._on_part(row, number, table, cell, float(box[4]))
                if cell.value is not None and not is_published(cell):
                    yield from self._hidden(row, [box], "part")
                elif box[1] != f"part-{tone}":
                    yield Difference(self.block, row.label, box[1], f"part-{tone}")
                else:
                    found.append((f"{row.label} {number}", float(box[4]), values[number - 1] * unit))
        yield from self._scaled(found)

    def _on_part(self, row: Row, number: int, table: Table, cell: Cell, room: float) -> Iterator[Difference]:
        """What stands on a part: its value with its signs, the sign alone where there is little room, or nothing."""
        wanted = {bare(read(drawn_text(table, cell, language))) for language in self.languages}
        found = row.on(number)
        if self.has_counts and number == row.boxes[-1]:
            found = found[:-1]  # n stands behind the last part
        if room < ROOM_OF_SIGN or not is_unsure(cell):
            wanted.add("")
        if is_unsure(cell):
            wanted.add(UNSURE)
        if " ".join(found) not in wanted:
            yield Difference(self.block, row.label, " ".join(found), " | ".join(sorted(wanted)))

    def _answers(self, row: Row) -> tuple[Table, list[Cell]]:
        """The cells of a stacked row with their table: its answers are in the other dimension."""
        for table, place, code in self.known[row.label]:
            if len(table.dimensions) == 2 and table.dimensions[1 - place].partition:
                cells = cells_of(table)
                answers = table.dimensions[1 - place].categories
                return table, [cells[(code, each.code) if place == 0 else (each.code, code)] for each in answers]
        return self.tables[0], []

    def _dots(self, rows: Sequence[Row], head: Row) -> Iterator[Difference]:
        """A dot stands where the axis says; what is hidden has none."""
        if is_slopes(head.marks):
            beside = [Beside(row.label, row.figures, row.marks) for row in rows]
            yield from Slopes(self.block, head.marks, decimal, self._of_side, self._apart).compare(beside)
            return
        rules = [float(mark[2]) for mark in head.marks if mark[0] == "line" and mark[1] == "rule"]
        ticks = [float(decimal(text)) for text in head.figures]
        if len(rules) < 2 or len(ticks) < 2:
            yield Difference(self.block, "axis", f"{len(rules)} rules", "2 rules or more")
            return
        unit = (rules[-1] - rules[0]) / (ticks[-1] - ticks[0])
        sides = sorted({mark[1] for row in rows for mark in row.marks if mark[1].startswith("series-")})
        axis = rules[0] - ticks[0] * unit, unit
        for row in rows:
            for role, text in zip(sides, row.figures, strict=False):
                at = None if text == HIDDEN else rules[0] + (float(decimal(text)) - ticks[0]) * unit
                found = [_middle(mark) for mark in row.marks if mark[1] == role and mark[0] != "line"]
                if len(found) != (at is not None) or any(abs(each - (at or 0.0)) > CLOSE for each in found):
                    yield Difference(self.block, row.label, f"{role} at {found}", HIDDEN if at is None else f"{at:.2f}")
            yield from self._joint(row)
            for side, role in enumerate(sides):
                lines, frame = lines_of(row.marks, role), (axis, (rules[0], rules[-1]))
                yield from check_dot(self.block, row.label, lines, self._ends(row, side), frame)

    def _joint(self, row: Row) -> Iterator[Difference]:
        """Only two dots are joined, from the one to the other."""
        dots = sorted(_middle(mark) for mark in row.marks if _is_of_series(mark) and mark[0] != "line")
        for mark in row.marks:
            is_joint = mark[0] == "line" and not _is_of_series(mark)
            ends = sorted(map(float, mark[2:6:2])) if is_joint else dots
            if len(ends) != len(dots) or any(abs(end - dot) > CLOSE for end, dot in zip(ends, dots, strict=True)):
                yield Difference(self.block, row.label, f"a line {ends}", f"dots {dots}")


def _roles(known: Known) -> Iterator[str]:
    yield from dict.fromkeys(table.role for table, _, _ in known)


def _beside(known: Known, language: str) -> list[str]:
    """What several tables give a label: of both sides the values, of breakdowns all groups beside one total."""
    found = [
        (cell.key[-1] != TOTAL, number, read(drawn_text(table, cell, language)))
        for number, (table, place, code) in enumerate(known)
        for cell in table.cells
        if cell.key[place] == code and (cell.key[-1] != TOTAL or not number)
    ]
    return [text for _, _, text in sorted(found, key=lambda each: each[:2])]


def _is_mark_of_side(piece: Piece) -> bool:
    kind, text = piece
    return kind != "text" and text.startswith("series-")


def _is_of_series(mark: Sequence[str]) -> bool:
    return mark[1].startswith("series-")


def _middle(mark: Sequence[str]) -> float:
    """Where a dot stands, round or square."""
    return float(mark[2]) + (float(mark[4]) / 2 if mark[0] == "rect" else 0.0)


def _common(cells: Sequence[Cell], language: str) -> str:
    """The n of a row of answers: hidden with any of its parts, else the largest."""
    there = [cell for cell in cells if cell.value is not None]
    if not there or not all(map(is_published, there)):
        return HIDDEN
    return max((count_text(cell, language) for cell in there), key=decimal)
