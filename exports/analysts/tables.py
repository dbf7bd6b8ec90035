"""The tables as CSV, with numbers and with words, and as Parquet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO

import polars as pl

from exports.analysts.codebook import Codebook, Sheet
from exports.analysts.frames import harmless, words
from exports.analysts.study import FREE_TEXT
from exports.csv import SEPARATORS

Files = Mapping[str, bytes]


def file_name(codebook: Codebook, sheet: Sheet, ending: str) -> str:
    """The name of the file of one table; it says that the file is internal, and where it holds texts."""
    mark = "intern-freitexte" if sheet.name == FREE_TEXT else f"intern-{sheet.name}"
    return f"{mark}-{codebook.study.slug}{ending}"


def csv(codebook: Codebook) -> Files:
    """Each table with the numbers of all codes, and with words (``-labels``).

    Separators are those of the language's spreadsheet programs, as in the files of a release.
    """
    files: dict[str, bytes] = {}
    _, comma = SEPARATORS[codebook.language]
    for sheet in codebook.sheets:
        files[file_name(codebook, sheet, ".csv")] = as_csv(sheet.frame, codebook)
        if sheet.name != FREE_TEXT:
            labelled = words(sheet, codebook.language, comma)
            files[file_name(codebook, sheet, "-labels.csv")] = as_csv(labelled, codebook)
    return files


def as_csv(frame: pl.DataFrame, codebook: Codebook) -> bytes:
    """A frame in UTF-8 with a byte order mark; no text of it is run by a spreadsheet program."""
    separator, comma = SEPARATORS[codebook.language]
    file = BytesIO()
    frame.with_columns(harmless()).write_csv(
        file, include_bom=True, separator=separator, decimal_comma=comma == ",", line_terminator="\r\n"
    )
    return file.getvalue()


def parquet(codebook: Codebook) -> Files:
    """Each table with the numbers of all codes; what they mean stands in the file's own metadata as JSON."""
    return {file_name(codebook, sheet, ".parquet"): _parquet(codebook, sheet) for sheet in codebook.sheets}


def _parquet(codebook: Codebook, sheet: Sheet) -> bytes:
    file = BytesIO()
    meant = {
        "stamp": codebook.stamp_of(sheet),
        "snapshot": codebook.study.snapshot,
        "variables": json.dumps(meaning(sheet, codebook)),
    }
    sheet.frame.write_parquet(file, compression="zstd", metadata=meant)
    return file.getvalue()


def meaning(sheet: Sheet, codebook: Codebook) -> Mapping[str, object]:
    """Label, value labels and missing values of each variable, as plain data."""
    reasons = {str(one.value): one.label for one in codebook.missing}
    return {
        variable.name: {
            "label": variable.label,
            "values": {str(category.value): category.words for category in variable.categories},
            "missing": reasons if variable.missing is not None else {},
        }
        for variable in sheet.variables
    }
