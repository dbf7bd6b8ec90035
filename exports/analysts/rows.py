"""Rows of a worksheet as the markup of XLSX, made column by column.

A cell at a time, ten thousand answers take a minute; most of it is the call for each of millions of cells. Texts stand
once in the workbook and cells name their place, as they repeat a thousandfold.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
from xlsxwriter.utility import xl_col_to_name

UNWRITABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
"""Signs that no XML can hold, not even by their number; as a pattern."""
UNKNOWN = "\ufffd"
BATCH = 300_000
"""Cells of which the markup is held at once."""


def shared(texts: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """For each text its place among the different ones, and these in order."""
    known = pl.concat([texts[name].drop_nulls() for name in texts.columns]).unique().sort()
    return texts.select(pl.all().cast(pl.Enum(known)).to_physical()), known


def entries(texts: pl.Series) -> bytes:
    """The texts as the list in the workbook has them."""
    item = pl.concat_str(pl.lit('<si><t xml:space="preserve">'), _escaped(pl.col("text")), pl.lit("</t></si>"))
    return "".join(texts.alias("text").to_frame().select(item).to_series()).encode()


def markup(places: pl.DataFrame, numbers: pl.DataFrame, first: int) -> Iterator[bytes]:
    """The rows from line ``first`` on: the number of a cell if there is one, else the place of its text, else nothing.

    ``numbers`` has those columns of ``places`` that can hold numbers, and null where a cell is a text.
    """
    height = max(1, BATCH // places.width)
    for start in range(0, places.height, height):
        said, known = (frame.slice(start, height) for frame in (places, numbers))
        line = pl.int_range(first + start, first + start + said.height, dtype=pl.Int64, eager=True).cast(pl.String)
        cells = [_cell(xl_col_to_name(place), name, known) for place, name in enumerate(said.columns)]
        row = pl.concat_str(pl.lit('<row r="'), pl.lit(line), pl.lit('">'), *cells, pl.lit("</row>"))
        yield "".join(said.with_columns(line.alias("\0line")).select(row).to_series()).encode()


def _cell(column: str, name: str, known: pl.DataFrame) -> pl.Expr:
    begin = pl.lit(f'<c r="{column}')
    text = pl.concat_str(begin, "\0line", pl.lit('" t="s"><v>'), pl.col(name).cast(pl.String), pl.lit("</v></c>"))
    if name not in known.columns:
        return pl.coalesce(text, pl.lit(""))
    number = pl.lit(known[name].cast(pl.String))
    return pl.coalesce(pl.concat_str(begin, "\0line", pl.lit('"><v>'), number, pl.lit("</v></c>")), text, pl.lit(""))


def _escaped(text: pl.Expr) -> pl.Expr:
    """A text within markup; what reads like a code of a sign stays what was written."""
    plain = text.str.replace_all("&", "&amp;", literal=True).str.replace_all("<", "&lt;", literal=True)
    plain = plain.str.replace_all(">", "&gt;", literal=True).str.replace_all(UNWRITABLE, UNKNOWN)
    return plain.str.replace_all(r"_(x[0-9A-Fa-f]{4}_)", "_x005F_${1}")
