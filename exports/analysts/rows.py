"""Rows of a worksheet as the markup of XLSX, made column by column.

A cell at a time, ten thousand answers take a minute; most of it is the call for each of millions of cells.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
from xlsxwriter.utility import xl_col_to_name

UNWRITABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
"""Signs that no XML can hold, not even by their number; as a pattern."""
UNKNOWN = "\ufffd"
BATCH = 1_000
"""Rows of which the markup is held at once."""
_TEXT = 't="inlineStr"><is><t xml:space="preserve">'


def markup(texts: pl.DataFrame, numbers: pl.DataFrame, first: int) -> Iterator[bytes]:
    """The rows from line ``first`` on: the number of a cell where there is one, else its text, else nothing.

    ``numbers`` has those columns of ``texts`` that can hold numbers, and null where a cell is a text.
    """
    for start in range(0, texts.height, BATCH):
        said, known = (frame.slice(start, BATCH) for frame in (texts, numbers))
        line = pl.int_range(first + start, first + start + said.height, dtype=pl.Int64, eager=True).cast(pl.String)
        cells = [_cell(xl_col_to_name(place), name, known) for place, name in enumerate(said.columns)]
        row = pl.concat_str(pl.lit('<row r="'), pl.lit(line), pl.lit('">'), *cells, pl.lit("</row>"))
        yield "".join(said.with_columns(line.alias("\0line")).select(row).to_series()).encode()


def _cell(column: str, name: str, known: pl.DataFrame) -> pl.Expr:
    place = pl.concat_str(pl.lit(f'<c r="{column}'), pl.col("\0line"), pl.lit('" '))
    as_text = pl.concat_str(place, pl.lit(_TEXT), _escaped(pl.col(name)), pl.lit("</t></is></c>"))
    if name not in known.columns:
        return pl.coalesce(as_text, pl.lit(""))
    number = pl.lit(known[name].cast(pl.String))
    return pl.coalesce(pl.concat_str(place, pl.lit("><v>"), number, pl.lit("</v></c>")), as_text, pl.lit(""))


def _escaped(text: pl.Expr) -> pl.Expr:
    """A text within markup; what reads like a code of a sign stays what was written."""
    plain = text.str.replace_all("&", "&amp;", literal=True).str.replace_all("<", "&lt;", literal=True)
    plain = plain.str.replace_all(">", "&gt;", literal=True).str.replace_all(UNWRITABLE, UNKNOWN)
    return plain.str.replace_all(r"_(x[0-9A-Fa-f]{4}_)", "_x005F_${1}")
