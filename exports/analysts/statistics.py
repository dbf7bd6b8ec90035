"""The tables for SPSS and Stata, with labels of variables and values and with the kinds of missing values.

SPSS has the missing codes as a range that is user-missing, Stata has extended missing values in their place. Both
programs cut long labels; the codebook has them whole.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

import polars as pl
import pyreadstat
from pyreadstat.pyclasses import MissingRange

from exports.analysts.codebook import MISSING_CODES, Codebook, Kind, Sheet, Variable, missing_categories
from exports.analysts.tables import Files, file_name

SPSS_LABEL, SPSS_VALUE, SPSS_FILE, SPSS_NOTE = 255, 120, 64, 80
"""Bytes of a variable's label, a value's label, the file's label, a line of its notes."""
SPSS_TEXT: Final = 32_767
"""Bytes of a text; a sign has up to four."""
STATA_LABEL, STATA_FILE = 80, 80
"""Characters of a variable's label and the file's label."""
LETTERS: Final = dict(zip(MISSING_CODES.values(), "abcde", strict=True))
"""Stata's extended missing value of each missing code."""
USER_MISSING: Final[MissingRange] = {
    "lo": float(min(MISSING_CODES.values())),
    "hi": float(max(MISSING_CODES.values())),
}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def sav(codebook: Codebook) -> Files:
    """Each table as an SPSS file."""
    return {file_name(codebook, sheet, ".sav"): _sav(codebook, sheet) for sheet in codebook.sheets}


def dta(codebook: Codebook) -> Files:
    """Each table as a Stata file (from Stata 14)."""
    return {file_name(codebook, sheet, ".dta"): _dta(codebook, sheet) for sheet in codebook.sheets}


def cut(text: str, longest: int) -> str:
    """The text in at most so many bytes of UTF-8; what was cut ends in „…“."""
    if len(text.encode()) <= longest:
        return text
    kept = text.encode()[: longest - len("…".encode())].decode(errors="ignore")
    return kept.rstrip() + "…"


def _sav(codebook: Codebook, sheet: Sheet) -> bytes:
    variables = list(sheet.variables)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.sav"
        pyreadstat.write_sav(
            sheet.frame.with_columns(_short_enough()),
            path,
            file_label=cut(codebook.stamp_of(sheet), SPSS_FILE),
            column_labels={one.name: cut(one.label, SPSS_LABEL) for one in variables},
            note=[cut(line, SPSS_NOTE) for line in (codebook.stamp_of(sheet), sheet.title, sheet.unit)],
            row_compress=True,
            variable_value_labels=_value_labels(variables, codebook.language),
            missing_ranges={one.name: [USER_MISSING] for one in variables if one.missing is not None},
            variable_measure={one.name: _measure(one) for one in variables},
        )
        content = bytearray(path.read_bytes())
    at = codebook.study.made_at
    # The header has the moment of writing; ours is the data's own, so that the same data give the same bytes.
    content[92:109] = f"{at.day:02} {_MONTHS[at.month - 1]} {at:%y%H:%M:%S}".encode()
    return bytes(content)


def _short_enough() -> pl.Expr:
    """All columns of texts, cut where SPSS has no room for them; the other formats have them whole."""
    text = pl.col(pl.String)
    kept = text.str.head(SPSS_TEXT // 4 - 1) + "…"
    return pl.when(text.str.len_bytes() > SPSS_TEXT).then(kept).otherwise(text).name.keep()


def _value_labels(variables: list[Variable], language: str) -> dict[str, dict[int | float, str]]:
    missing = {one.value: one.label for one in missing_categories(language)}
    found: dict[str, dict[int | float, str]] = {}
    for one in variables:
        labels = {each.value: cut(each.words, SPSS_VALUE) for each in one.categories}
        labels |= missing if one.missing is not None else {}
        kind = float if one.kind is Kind.DECIMAL else int  # the writer wants the type of the column
        if labels:
            found[one.name] = {kind(value): text for value, text in labels.items()}
    return found


def _measure(variable: Variable) -> str:
    return "scale" if variable.kind in {Kind.WHOLE, Kind.DECIMAL, Kind.DAY} else "nominal"


def _dta(codebook: Codebook, sheet: Sheet) -> bytes:
    variables = list(sheet.variables)
    frame = sheet.frame
    with_missing = [one.name for one in variables if one.missing is not None]
    frame = frame.with_columns(_lettered(frame[name]) for name in with_missing)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.dta"
        pyreadstat.write_dta(
            frame,
            path,
            file_label=codebook.stamp_of(sheet)[:STATA_FILE],
            column_labels={one.name: one.label[:STATA_LABEL] for one in variables},
            variable_value_labels=_stata_labels(variables, codebook.language),  # type: ignore[arg-type] # letters too
            missing_user_values={name: list(LETTERS.values()) for name in with_missing},
        )
        content = path.read_bytes()
    return _stamped(content, codebook)


def _lettered(series: pl.Series) -> pl.Series:
    """Numbers with letters in place of the missing codes."""
    return pl.Series(series.name, [LETTERS.get(value, value) for value in series.to_list()], dtype=pl.Object)


def _stata_labels(variables: list[Variable], language: str) -> dict[str, dict[int | str, str]]:
    missing: dict[int | str, str] = {LETTERS[one.value]: one.label for one in missing_categories(language)}
    found: dict[str, dict[int | str, str]] = {}
    for one in variables:
        labels: dict[int | str, str] = {each.value: each.words for each in one.categories}
        if one.missing is not None:
            labels |= missing
        if labels:
            found[one.name] = labels
    return found


def _stamped(content: bytes, codebook: Codebook) -> bytes:
    """The file with the data's own time in place of the moment of writing."""
    before, mark, rest = content.partition(b"<timestamp>")
    at = codebook.study.made_at
    time = f"{at.day:02} {_MONTHS[at.month - 1]} {at:%Y %H:%M}".encode()
    length = rest[0]
    return before + mark + rest[:1] + time[:length].ljust(length) + rest[1 + length :] if mark else content
