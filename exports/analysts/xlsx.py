"""All tables as one workbook for people: answers in words, a note in front, the codebook at the end."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Final

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from exports.analysts.codebook import Codebook, Kind, Sheet, Variable, missing_categories
from exports.analysts.frames import harmless, words
from exports.analysts.rows import entries, markup, shared
from exports.analysts.spread import NUMERIC, spreads
from exports.analysts.tables import Files
from exports.csv import FORMULA
from exports.pdf.document import PRODUCER, PUBLISHER

TEXTS: Final = "xl/sharedStrings.xml"
LONGEST_NAME: Final = 31
WIDTH: Final = 18.0
WIDE: Final = 110.0
HEAD: Final = {"bold": True, "bg_color": "#E6ECEF", "bottom": 1, "text_wrap": True, "valign": "top"}
STAMP: Final = {"bold": True, "font_color": "#BB4A00"}
PLAIN: Final = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}

Value = str | int | float | None


def xlsx(codebook: Codebook) -> Files:
    """The workbook; the same study and language give the same bytes."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True, **PLAIN}) as book:
        _Book(book, codebook).write()
    return {f"intern-{codebook.study.slug}.xlsx": _filled(file, codebook)}


def _filled(file: BytesIO, codebook: Codebook) -> bytes:
    """The workbook with the answers put below the heads of its tables, and their texts into its list of texts."""
    # the first sheet is the notes; the tables follow in their order
    parts = {f"xl/worksheets/sheet{place}.xml": sheet for place, sheet in enumerate(codebook.sheets, start=2)}
    made = BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        listed = _Texts(source.read(TEXTS))
        for part in source.infolist():
            if part.filename in parts:
                before, end, after = source.read(part).partition(b"</sheetData>")
                table = parts[part.filename]
                lines = (_sized(before, table), *_rows(table, codebook, listed), end + after)
            else:
                lines = (listed.content() if part.filename == TEXTS else source.read(part),)
            info = zipfile.ZipInfo(part.filename, part.date_time)
            info.compress_type = zipfile.ZIP_DEFLATED
            with target.open(info, "w", force_zip64=True) as written:
                written.writelines(lines)
    return made.getvalue()


class _Texts:
    """The list of all texts of the workbook, of which the sheets name places."""

    def __init__(self, content: bytes) -> None:
        self._before, self._end, self._after = content.partition(b"</sst>")
        self._count = content.count(b"<si>")
        self._added: list[bytes] = []

    def places(self, texts: pl.DataFrame) -> pl.DataFrame:
        """The place of each text, after its different ones were added."""
        found, known = shared(texts)
        begin, self._count = self._count, self._count + len(known)
        self._added.append(entries(known))
        return found.select(pl.all() + begin)

    def content(self) -> bytes:
        """The part of the file; readers do without its two counts."""
        head = re.sub(rb' (count|uniqueCount)="\d+"', b"", self._before, count=2)
        return b"".join((head, *self._added, self._end, self._after))


def _sized(content: bytes, table: Sheet) -> bytes:
    last = xl_rowcol_to_cell(table.frame.height, len(list(table.variables)) - 1)
    return re.sub(rb'<dimension ref="[^"]*"/>', f'<dimension ref="A1:{last}"/>'.encode(), content, count=1)


def _rows(table: Sheet, codebook: Codebook, listed: _Texts) -> Iterator[bytes]:
    """The answers in words; a number is one, or the words of why there is none."""
    said = words(table, codebook.language).with_columns(pl.col(pl.Date).cast(pl.String)).with_columns(harmless())
    known = table.frame.select(
        _figure(variable) for variable in table.variables if variable.kind in NUMERIC | {Kind.KEY}
    )
    return markup(listed.places(said.cast(pl.String)), known, 2)


def _figure(variable: Variable) -> pl.Expr:
    value = pl.col(variable.name)
    return value if variable.missing is None else pl.when(value >= 0).then(value)


class _Book:
    """The workbook with the formats of its cells."""

    def __init__(self, book: Workbook, codebook: Codebook) -> None:
        self.book, self.codebook = book, codebook
        self.head: Format = book.add_format(HEAD)
        self.stamp: Format = book.add_format(STAMP)
        self.wrapped: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.names: set[str] = set()

    def write(self) -> None:
        """All sheets and what the file says of itself."""
        study = self.codebook.study
        about = {"title": self.codebook.title, "author": PUBLISHER, "company": PRODUCER}
        created = study.made_at.replace(tzinfo=None)
        self.book.set_properties({**about, "subject": self.codebook.stamp, "created": created})
        self._notes()
        for sheet in self.codebook.sheets:
            self._table(sheet)
        self._meanings()

    def _sheet(self, wish: str) -> Worksheet:
        name, number = wish[:LONGEST_NAME], 1
        while name.lower() in self.names:
            number += 1
            name = f"{wish[: LONGEST_NAME - 4]}_{number}"
        self.names.add(name.lower())
        sheet = self.book.add_worksheet(name)
        sheet.set_header(f"&C{self.codebook.stamp}")
        return sheet

    def _notes(self) -> None:
        sheet = self._sheet(self.codebook.say("file.about"))
        sheet.set_column(0, 0, WIDE)
        sheet.write_string(0, 0, self.codebook.stamp, self.stamp)
        for row, note in enumerate((self.codebook.title, *self.codebook.notes), start=1):
            sheet.write_string(row, 0, note, self.wrapped)

    def _table(self, table: Sheet) -> None:
        self._heads(self._sheet(table.name), [one.name for one in table.variables])

    def _heads(self, sheet: Worksheet, names: Sequence[str]) -> None:
        sheet.set_column(0, len(names) - 1, WIDTH)
        sheet.freeze_panes(1, 1)
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, self.head)

    def _meanings(self) -> None:
        """A line for each variable, and one for each of its values."""
        say = self.codebook.say
        sheet = self._sheet(say("file.codebook"))
        self._heads(
            sheet, [say(f"head.{name}") for name in ("table", "name", "label", "value", "code", "words")] + ["n"]
        )
        rows = (row for table in self.codebook.sheets for row in _meant(table, self.codebook))
        for row, values in enumerate(rows, start=1):
            for column, value in enumerate(values):
                _put(sheet, row, column, value)


def _meant(table: Sheet, codebook: Codebook) -> Iterator[tuple[Value, ...]]:
    found = spreads(table)
    for variable in table.variables:
        spread = found[variable.name]
        yield table.name, variable.name, _safe(variable.label), None, None, None, spread.valid
        missing = missing_categories(codebook.language) if variable.missing is not None else ()
        for each in (*variable.categories, *missing):
            count = spread.counts.get(each.value, 0)
            yield table.name, variable.name, None, each.value, each.code or None, _safe(each.label), count


def _safe(text: str) -> str:
    """A text that no spreadsheet program runs."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _put(sheet: Worksheet, row: int, column: int, value: Value) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, value)
