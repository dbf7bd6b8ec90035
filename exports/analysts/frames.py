"""The tables of a codebook as polars frames: with numbers for statistics programs, or with words for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from exports.analysts.codebook import (
    MARK,
    MISSING_CODES,
    UNASKED,
    Category,
    Kind,
    Sheet,
    Variable,
    missing_categories,
)
from exports.numbers import Language

_TYPES = {
    Kind.CODE: pl.Int32,
    Kind.FLAG: pl.Int32,
    Kind.KEY: pl.Int64,
    Kind.WHOLE: pl.Int64,
    Kind.DECIMAL: pl.Float64,
}
FORMULA = r"\A\s*[=+\-@\t\r\n＝＋－＠]"  # noqa: RUF001 - read alike
"""A text that begins so would be a formula to a spreadsheet program."""


def numbers(variables: Iterable[Variable], frame: pl.DataFrame) -> pl.DataFrame:
    """A table of the snapshot with values and missing codes as numbers, one column a variable under its name."""
    return frame.select(_number(variable, frame.schema) for variable in variables)


def words(sheet: Sheet, language: Language, comma: str = ".") -> pl.DataFrame:
    """A table with the words of every code, and of why a number is missing; ``comma`` stands before decimals."""
    labels = {one.value: one.words for one in missing_categories(language)}
    return sheet.frame.select(_word(variable, labels, comma) for variable in sheet.variables)


def harmless() -> pl.Expr:
    """All columns of texts, with an apostrophe before what a spreadsheet program would run."""
    return pl.col(pl.String).str.replace(FORMULA, "'${0}")


def values_of(variable: Variable, schema: pl.Schema) -> Iterator[tuple[str, Category]]:
    """The codes of the snapshot's column with what each stands for."""
    kind = schema[variable.source]
    if isinstance(kind, pl.Enum):
        known = {category.code or str(category.value): category for category in variable.categories}
        reasons = {word: Category(code, "") for word, code in MISSING_CODES.items()}
        for code in kind.categories:
            yield code, known.get(code) or _reason(code, variable) or reasons[code]


def _reason(code: str, variable: Variable) -> Category | None:
    """The category of a missing kind, in a variable that holds nothing but those."""
    number = MISSING_CODES.get(code)
    return next((one for one in variable.categories if one.value == number), None)


def _number(variable: Variable, schema: pl.Schema) -> pl.Expr:
    if variable.source == MARK:
        return pl.lit(MARK).alias(variable.name)
    value = pl.col(variable.source)
    if variable.kind is Kind.CODE and isinstance(schema[variable.source], pl.Enum):
        value = _looked_up(variable.source, [category.value for _, category in values_of(variable, schema)])
    kind = _TYPES.get(variable.kind)
    if kind is not None:
        value = value.cast(kind)
    if variable.missing is not None and kind is not None:
        reason = _looked_up(variable.missing, _codes_of(schema[variable.missing]))
        value = pl.coalesce(value, reason.cast(kind), pl.lit(UNASKED, kind))
    return value.alias(variable.name)


def _looked_up(source: str, values: list[int]) -> pl.Expr:
    """The value of each code of a list, by its place in the list."""
    return pl.lit(pl.Series(values, dtype=pl.Int32)).gather(pl.col(source).to_physical())


def _codes_of(kind: pl.DataType) -> list[int]:
    """The missing codes of the words that a column of reasons can hold."""
    return [MISSING_CODES[word] for word in (kind.categories if isinstance(kind, pl.Enum) else ())]


def _word(variable: Variable, missing: Mapping[int, str], comma: str) -> pl.Expr:
    value = pl.col(variable.name)
    if variable.categories:
        labels = {**missing, **{one.value: one.words for one in variable.categories}}
        return value.replace_strict(labels, return_dtype=pl.String)
    if variable.missing is None:
        return value
    text = value.cast(pl.String).str.replace(".", comma, literal=True)
    return pl.when(value < 0).then(value.replace_strict(missing, default=None, return_dtype=pl.String)).otherwise(text)
