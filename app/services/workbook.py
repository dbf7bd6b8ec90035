"""The first sheet of a spreadsheet file as the text of a CSV, so that both are read by the same rules."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from python_calamine import CalamineError, CalamineWorkbook

from app.services.refusals import Refused

MOST_CELLS = 10_000_000
"""A small file can unfold to a sheet that fills the memory."""

_MAGIC = b"PK\x03\x04"
_FALSE_TRUE = ("0", "1")


def is_workbook(content: bytes) -> bool:
    """Whether the bytes of a file are those of a spreadsheet (XLSX, ODS)."""
    return content.startswith(_MAGIC)


def as_csv(content: bytes) -> str:
    """The first sheet as CSV with commas, a line for each row; raises Refused when it cannot be read."""
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except (CalamineError, IndexError) as problem:
        raise Refused("Die Datei ist keine lesbare Tabelle (XLSX).") from problem
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise Refused("Die Tabelle ist zu groß. Bitte speichern Sie sie als CSV.")
    text = io.StringIO(newline="")
    csv.writer(text).writerows(_written(row) for row in sheet.iter_rows())
    return text.getvalue()


def _written(row: Sequence[object]) -> list[str]:
    """The cells of a row; none when all are empty, so that rows at the end that somebody once touched are passed."""
    cells = [_text(value) for value in row]
    return cells if any(cells) else []


def _text(value: object) -> str:
    """A cell as a person would type it: no „.0“ behind whole numbers, no line breaks."""
    if isinstance(value, bool):
        return _FALSE_TRUE[value]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())
