"""A release as a workbook: contents, notes, participation, and a sheet for each table.

A cell holds the number that is printed and no more: a format hides digits, but whoever opens the file finds them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analysis.release import Cell, Measure, Participation, Release, Suppressed, Table
from exports.cells import is_breakdown, is_weak, published
from exports.grid import Grid, Named, Part, grid, missing, parts
from exports.numbers import rounded_value
from exports.pdf.document import PRODUCER, PUBLISHER
from exports.report.grids import signs
from exports.report.method import draft, facts, name_of, passages, stamp, titles
from exports.report.voice import Voice, of_tables, speaking, voice_for
from exports.sure import ends, is_estimated, quality
from exports.values import EMPTY, HIDDEN, is_part, rounded, rounded_share

HEADS: Final = 4
"""The row of the heads, from 0; the figures begin two rows below."""
FIRST: Final = HEADS + 2
LABEL: Final = 46.0
SHORT: Final = 24.0
FIGURE: Final = 11.0
COUNT: Final = 7.0
SURE: Final = ("files.low", "files.high", "files.quality")
"""What stands behind the value and n of an estimate."""
WIDE: Final = 110.0
PAPER_A4: Final = 9
INK, PETROL, GREY, ORANGE = "#16242E", "#005F73", "#4B5963", "#BB4A00"
FORMATS: Final = {
    "text": {"text_wrap": True, "valign": "top"},
    "title": {"bold": True, "font_size": 14, "font_color": PETROL},
    "quiet": {"font_color": GREY, "font_size": 9},
    "stamp": {"bold": True, "font_color": ORANGE},
    "link": {"font_color": PETROL, "underline": 1, "valign": "top"},
    "strong": {"bold": True, "valign": "top", "text_wrap": True},
    "head": {"bold": True, "text_wrap": True, "valign": "bottom", "bg_color": "#E6ECEF", "bottom": 1},
    "sign": {"align": "right", "font_color": GREY, "valign": "top"},
    "count": {"num_format": "#,##0", "font_color": GREY, "valign": "top"},
}


def render(release: Release, language: str = "de") -> bytes:
    """The workbook; the same release and language give the same bytes.

    Raises TypeError for anything but a release, ValueError for a language that the report does not speak.
    """
    voice = voice_for(release, language)
    file = BytesIO()
    # a text is a text: what looks like a formula, a number or an address stays what it is
    plain = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with Workbook(file, {"in_memory": True, **plain}) as book:
        _Book(book, release, voice).write()
    return file.getvalue()


class _Book:
    """The workbook with the formats of its cells."""

    def __init__(self, book: Workbook, release: Release, voice: Voice) -> None:
        self.book, self.release, self.voice = book, release, voice
        self.formats = {name: book.add_format(look) for name, look in FORMATS.items()}
        self.numbers: dict[str, Format] = {}
        named, _ = titles(release)
        self.title = speaking([named], voice.language).words(named)
        self.stamp = stamp(release, voice)
        self._percent = "0%" if voice.language == "en" else "0 %"
        sign = self._percent.removeprefix("0")
        # stored is what is rounded; shown is what that means
        self._nearly = f'[=0]"< 1{sign}";[=1]"> 99{sign}";'

    def write(self) -> None:
        """All sheets and what the file says of itself."""
        # the only time in the file is the release's own
        created = datetime.fromisoformat(self.release.frozen_at).astimezone(UTC).replace(tzinfo=None)
        about = {
            "title": name_of(self.release, self.voice),
            "author": PUBLISHER,
            "subject": self.voice.say("report.subject"),
        }
        self.book.set_properties({**about, "comments": self.stamp, "created": created, "company": PRODUCER})
        names = [self.voice.say(code) for code in ("report.contents", "files.notes", "participation.title")]
        contents, notes, fieldwork = (self._sheet(name.rstrip("?")) for name in names)
        chapters = parts(self.release)
        self._contents(contents, [notes, fieldwork], chapters)
        self._notes(notes)
        self._participation(fieldwork)
        for chapter in chapters:
            for named in chapter.tables:
                self._table(self._sheet(named.name), named, contents)

    def _sheet(self, name: str) -> Worksheet:
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(PAPER_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&L{_literal(self.title)}&R{_literal(self.stamp)}")
        sheet.set_footer(f"&L{PUBLISHER}&C&A&R&P / &N")
        sheet.hide_gridlines(2)
        return sheet

    def _contents(self, sheet: Worksheet, first: Sequence[Worksheet], chapters: Sequence[Part]) -> None:
        sheet.set_column(0, 0, COUNT + 3)
        sheet.set_column(1, 1, WIDE)
        sheet.set_column(2, 2, LABEL)
        self._top(sheet, self.title)
        row = HEADS - 1
        for other in first:
            row += 1
            self._link(sheet, row, other.get_name(), other.get_name())
        for chapter in chapters:
            row += 2
            own = speaking([chapter.title], self.voice.language)
            sheet.write_string(row, 0, own.words(chapter.title), self.formats["strong"])
            for named in chapter.tables:
                row += 1
                own = of_tables([named.table], self.voice.language)
                self._link(sheet, row, named.name, named.name)
                sheet.write_string(row, 1, _title(named, own), self.formats["text"])
                sheet.write_string(row, 2, ". ".join(_kind(named.table, own)), self.formats["text"])

    def _link(self, sheet: Worksheet, row: int, target: str, words: str) -> None:
        sheet.write_url(row, 0, f"internal:'{target}'!A1", self.formats["link"], words)

    def _top(self, sheet: Worksheet, title: str, about: str = "") -> None:
        sheet.write_string(0, 0, title, self.formats["title"])
        if about:
            sheet.write_string(1, 0, about, self.formats["quiet"])
        if self.stamp:
            sheet.write_string(2, 0, self.stamp, self.formats["stamp"])

    def _notes(self, sheet: Worksheet) -> None:
        sheet.set_column(0, 0, SHORT)
        sheet.set_column(1, 1, WIDE)
        self._top(sheet, self.voice.say("files.notes"))
        say = self.voice.say
        cells = [cell for table in self.release.tables for cell in (*table.cells, *table.missing)]
        counted = [cell for one in self.release.participation for cell in one.by_stratum]
        meant = [*signs([*cells, *counted], self.voice), say("files.rounded")]
        meant += [say("files.sure")] if any(map(is_estimated, self.release.tables)) else []
        rows = [("", sign) for sign in meant] + facts(self.release, self.voice)
        for passage in passages(self.release, self.voice):
            texts = [passage.texts[0], *passage.points, *passage.texts[1:]]
            rows += [(passage.title if number == 0 else "", text) for number, text in enumerate(texts)]
        if draft(self.release, self.voice):
            rows.append((self.stamp, draft(self.release, self.voice)))
        for row, (head, text) in enumerate(rows, start=HEADS):
            sheet.write_string(row, 0, head, self.formats["strong"])
            sheet.write_string(row, 1, text, self.formats["text"])

    # --- figures ---------------------------------------------------------------------------------------

    def _participation(self, sheet: Worksheet) -> None:
        say = self.voice.say
        self._top(sheet, say("participation.title"), say("participation.rate_note"))
        sheet.set_column(0, 0, LABEL + SHORT)
        sheet.set_column(1, 4, FIGURE)
        names = ("participation.role", "participation.invited", "participation.started", "participation.submitted")
        for column, name in enumerate(names):
            sheet.write_string(HEADS, column, say(name), self.formats["head"])
        row = FIRST
        for one in self.release.participation:
            sheet.write_string(row, 0, self.voice.role(one.role), self.formats["strong"])
            for column, count in enumerate((one.invited, one.started, one.submitted), start=1):
                self._figure(sheet, (row, column), count, "#,##0")
            row = self._strata(sheet, one, row + 1)
        sheet.freeze_panes(FIRST, 1)

    def _strata(self, sheet: Worksheet, one: Participation, row: int) -> int:
        labels = {each.code: self.voice.words(each.label) for each in one.strata.categories}
        for cell in one.by_stratum:
            sheet.write_string(row, 0, labels[cell.key[0]], self.formats["text"])
            is_hidden = isinstance(cell.value, Suppressed) or isinstance(cell.n, Suppressed)
            value, n = (HIDDEN, HIDDEN) if is_hidden else (cell.value, cell.n)
            self._figure(sheet, (row, 1), None if cell.value is None else n, "#,##0")
            self._figure(sheet, (row, 3), value, "#,##0")
            row += 1
        return row

    def _table(self, sheet: Worksheet, named: Named, contents: Worksheet) -> None:
        table = named.table
        voice = of_tables([table], self.voice.language)
        laid = grid(table, voice)
        about = ". ".join(filter(None, [*_kind(table, voice), voice.words(table.base)])) + "."
        self._top(sheet, _title(named, voice), " ".join(filter(None, [about, voice.left_out(table)])))
        self._link(sheet, 3, contents.get_name(), self.voice.say("report.contents"))
        names = ["", "n", *map(voice.say, SURE)] if is_estimated(table) else ["", "n"]
        self._heads(sheet, laid, names)
        for row, line in enumerate(laid.lines, start=FIRST):
            for column, label in enumerate(line.labels):
                sheet.write_string(row, column, label, self.formats["text"])
            for place, cell in enumerate(line.cells):
                at = row, len(laid.heads) + len(names) * place
                self._cell(sheet, at, cell, table)
                self._sure(sheet, at, cell, table)
        for row, (words, cell) in enumerate(missing(table, voice), start=FIRST + len(laid.lines) + 1):
            sheet.write_string(row, 0, words, self.formats["text"])
            known = published(cell)
            shown = None if known is None else rounded_share(known) / 100
            self._pair(sheet, (row, len(laid.heads)), cell, self._nearly + self._percent, shown)
        sheet.freeze_panes(FIRST, len(laid.heads))
        sheet.repeat_rows(HEADS, HEADS + 1)

    def _heads(self, sheet: Worksheet, laid: Grid, names: Sequence[str]) -> None:
        """A head over each value, and below it the names of what stands beside it."""
        head, labels = self.formats["head"], len(laid.heads)
        sheet.set_column(0, 0, LABEL)
        sheet.set_column(1, labels - 1, SHORT) if labels > 1 else None
        sheet.set_row(HEADS, 30 if len(laid.columns) > 1 else None)
        for column, label in enumerate(laid.heads):
            sheet.write_blank(HEADS, column, None, head)
            sheet.write_string(HEADS + 1, column, label, head)
        for place, label in enumerate(laid.columns):
            column = labels + len(names) * place
            sheet.set_column(column, column, SHORT / 2 if len(laid.columns) == 1 else FIGURE + 5)
            sheet.set_column(column + 1, column + 1, COUNT)
            sheet.write_string(HEADS, column, label, head)
            sheet.write_blank(HEADS + 1, column, None, head)
            for beside, name in enumerate(names[1:], start=column + 1):
                sheet.write_blank(HEADS, beside, None, head)
                sheet.write_string(HEADS + 1, beside, name, head)

    def _cell(self, sheet: Worksheet, at: tuple[int, int], cell: Cell, table: Table) -> None:
        value = published(cell)
        if value is None:
            return self._pair(sheet, at, cell, "", None)
        pattern = self._nearly + self._pattern(table) if is_part(table) else self._pattern(table)
        return self._pair(sheet, at, cell, pattern, _stored(table, rounded(table, value)))

    def _pattern(self, table: Table) -> str:
        if table.measure is Measure.SHARE:
            return self._percent
        return "#,##0" + ("." + "0" * table.decimals if table.decimals else "")

    def _sure(self, sheet: Worksheet, at: tuple[int, int], cell: Cell, table: Table) -> None:
        """The ends of the interval and the mark behind value and n; nothing where there is none."""
        row, column = at
        for beside, end in enumerate(ends(table, cell) or (), start=column + 2):
            self._figure(sheet, (row, beside), _stored(table, end), self._pattern(table))
        if quality(cell):
            sheet.write_string(row, column + 4, quality(cell), self.formats["sign"])

    def _pair(self, sheet: Worksheet, at: tuple[int, int], cell: Cell, pattern: str, value: Decimal | None) -> None:
        """A value with its n; both are hidden, or neither."""
        row, column = at
        if value is None or isinstance(cell.n, Suppressed):
            sign = EMPTY if cell.value is None else HIDDEN
            sheet.write_string(row, column, sign, self.formats["sign"])
            sheet.write_string(row, column + 1, sign, self.formats["sign"])
            return
        self._figure(sheet, at, value, _bracketed(pattern) if is_weak(cell) else pattern)
        sheet.write_number(row, column + 1, cell.n, self.formats["count"])

    def _figure(
        self, sheet: Worksheet, at: tuple[int, int], value: Decimal | float | Suppressed | str | None, pattern: str
    ) -> None:
        if value is None or isinstance(value, Suppressed | str):
            sheet.write_string(*at, EMPTY if value is None else HIDDEN, self.formats["sign"])
            return
        shown = float(value) if isinstance(value, Decimal) else float(rounded_value(value))
        sheet.write_number(*at, shown, self._number(pattern))

    def _number(self, pattern: str) -> Format:
        if pattern not in self.numbers:
            self.numbers[pattern] = self.book.add_format({"num_format": pattern, "valign": "top"})
        return self.numbers[pattern]


def _bracketed(pattern: str) -> str:
    """A format, each part of it in brackets."""
    *near, usual = pattern.split(";")
    return ";".join([*(re.sub(r'"(.*)"', r'"(\1)"', each) for each in near), f"({usual})"])


def _stored(table: Table, value: Decimal) -> Decimal:
    """A printed value as a workbook holds it: a percentage as a share."""
    return value / 100 if table.measure is Measure.SHARE else value


def _title(named: Named, voice: Voice) -> str:
    """Number and question, of a breakdown also by what: „K-A1 Was wird gebraucht? – nach Betriebsgröße“."""
    table = named.table
    title = " ".join(filter(None, (table.number, voice.words(table.title))))
    if named.is_variant:
        title = voice.say("report.variant", title=title)
    if is_breakdown(table):
        title += f" – {voice.say('report.by_group', dimension=voice.words(table.dimensions[-1].label))}"
    return title


def _kind(table: Table, voice: Voice) -> list[str]:
    """Who said it, what figure it is, and in what unit: tables of one question are told apart by it."""
    return list(filter(None, [voice.role(table.role), voice.words(table.figure), voice.unit(table)]))


def _literal(text: str) -> str:
    """Text for a header of a printed sheet, where „&“ begins a command."""
    return text.replace("&", "&&")
