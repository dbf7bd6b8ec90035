"""Anybody's table as CSV: read strictly, with an error that names the line."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from analysis.disclosure.cells.lattice import TOTAL, BadHierarchy, Hierarchy
from analysis.disclosure.cells.relations import Floats, Ints

MOST = 1e12
"""The largest value: of larger ones a sum would lose what makes the difference of one."""


class BadInput(ValueError):
    """What is wrong with a file or an option, in words for the terminal."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what; ``contributor`` and ``weight`` may be missing."""

    by: tuple[str, ...]
    value: str
    contributor: str | None = None
    weight: str | None = None


def read(path: Path, names: Sequence[str], *, gaps: str = "") -> pl.DataFrame:
    """The named columns of a CSV as texts, no cell empty but those of the column ``gaps``. Raises ``BadInput``."""
    _require_different(f"{path}: die Spalte „%s“ ist für zweierlei angegeben", names)
    if not path.is_file():
        raise BadInput(f"{path}: diese Datei gibt es nicht")
    _require_commas(path, names)
    try:
        frame = pl.read_csv(path, infer_schema=False, encoding="utf8", null_values=[""])
    except (OSError, pl.exceptions.PolarsError) as problem:
        _require_even(path)
        raise BadInput(f"{path}: nicht lesbar als CSV in UTF-8 ({str(problem).splitlines()[0]})") from problem
    _require_different(f"{path}:1: die Spalte „%s“ steht zweimal da", _header(path))
    frame = frame.rename({name: name.strip().removeprefix("\ufeff") for name in frame.columns})
    for name in names:
        if name not in frame.columns:
            raise BadInput(f"{path}: die Spalte „{name}“ fehlt; vorhanden sind {', '.join(frame.columns)}")
    frame = _without_blank_end(frame.select(pl.col(name).str.strip_chars().replace("", None) for name in names))
    if frame.is_empty():
        raise BadInput(f"{path}: keine Zeile unter der Kopfzeile")
    _require_full(path, frame.drop(gaps, strict=False))
    return frame


def _without_blank_end(frame: pl.DataFrame) -> pl.DataFrame:
    """Many programs end a file with an empty line or two; one between others is somebody's mistake, and stays."""
    is_written = frame.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    written = is_written.arg_true().to_list()
    return frame.head(written[-1] + 1) if written else frame.clear()


def _require_commas(path: Path, names: Sequence[str]) -> None:
    """Say so when another sign separates the columns, as programs for tables write it in German."""
    header = _header(path)
    for sign, words in ((";", "Semikolon"), ("\t", "Tabulator")):
        if len(header) < len(names) and sign in "".join(header):
            raise BadInput(
                f"{path}:1: die Spalten sind mit {words} getrennt; erwartet wird ein Komma „,“ (und in Zahlen ein "
                "Dezimalpunkt). Bitte speichern Sie die Datei als CSV mit Komma."
            )


def _require_even(path: Path) -> None:
    """Name the first line that has more fields than there are columns, as a decimal comma makes them."""
    with path.open(encoding="utf-8", newline="", errors="replace") as file:
        lines = csv.reader(file)
        columns = len(next(lines, []))
        for line in lines:
            if len(line) > columns:
                raise BadInput(
                    f"{path}:{lines.line_num}: {len(line)} Felder statt {columns}. Ein Komma trennt Felder; vor "
                    "Nachkommastellen steht ein Punkt."
                )


def _require_full(path: Path, frame: pl.DataFrame) -> None:
    for name in frame.columns:
        empty = frame[name].is_null()
        if empty.any():
            raise BadInput(f"{path}:{int(empty.arg_max() or 0) + 2}: „{name}“ ist leer")


def _header(path: Path) -> list[str]:
    """The names of the columns as they are there; the reader would give a second one another name."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [name.strip() for name in next(csv.reader(file), [])]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise BadInput(f"{path}: nicht lesbar als CSV in UTF-8 ({problem})") from problem


def _require_different(words: str, names: Sequence[str]) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise BadInput(words % name)


def numbers(path: Path, texts: pl.Series) -> Floats:
    """Numbers with a decimal point, not negative and finite. Raises ``BadInput`` naming the first that is none."""
    found = texts.cast(pl.Float64, strict=False)
    wrong = found.is_null() | ~found.is_finite() | (found < 0) | (found > MOST)
    wrong = wrong.fill_null(value=True)
    if wrong.any():
        place = int(wrong.arg_max() or 0)
        raise BadInput(
            f"{path}:{place + 2}: „{texts[place]}“ in „{texts.name}“ ist keine Zahl von 0 bis {MOST:.0e} (Dezimalpunkt)"
        )
    values: Floats = found.to_numpy().astype(np.float64)
    return values


def hierarchy(path: Path) -> Hierarchy:
    """A hierarchy from a CSV with the columns ``code`` and ``parent``; an empty parent is the margin."""
    _require_commas(path, ("code", "parent"))
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise BadInput(f"{path}: nicht lesbar als CSV in UTF-8 ({problem})") from problem
    parents: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, row in enumerate(rows, start=2):
        code, parent = (row.get("code") or "").strip(), (row.get("parent") or "").strip()
        if line == len(rows) + 1 and not any(str(text or "").strip() for text in row.values()):
            break  # many programs end a file so
        if not code:
            raise BadInput(f"{path}:{line}: „code“ fehlt; nötig sind die Spalten code und parent")
        if code in parents:
            raise BadInput(f"{path}:{line}: der Code „{code}“ steht zweimal da")
        parents[code], lines[code] = parent, line
    try:
        return Hierarchy.of(parents)
    except BadHierarchy as problem:
        raise BadInput(f"{path}:{lines[problem.code]}: {problem}") from problem


def dimensions(frame: pl.DataFrame, by: Sequence[str], given: Mapping[str, Hierarchy]) -> tuple[Hierarchy, ...]:
    """The hierarchy of each dimension: as given, else all codes that occur, side by side."""
    flat = {name: sorted(set(frame[name].unique()) - {TOTAL}) for name in by if name not in given}
    return tuple(given[name] if name in given else Hierarchy.flat(flat[name]) for name in by)


def places(path: Path, texts: pl.Series, dimension: Hierarchy, *, is_leaf: bool) -> Ints:
    """The place of each code. Raises ``BadInput`` at a code that is not there, or not at the lowest level."""
    known = {code: place for place, code in enumerate(dimension.codes)}
    if is_leaf:
        above = {dimension.codes[parent] for parent in dimension.parents if parent >= 0}
        known = {code: place for code, place in known.items() if code not in above}
    found = texts.replace_strict(list(known), list(known.values()), default=-1, return_dtype=pl.Int64).to_numpy()
    if (found < 0).any():
        row = int(np.flatnonzero(found < 0)[0])
        why = "steht nicht auf der untersten Ebene der Hierarchie" if texts[row] in dimension.codes else "ist unbekannt"
        raise BadInput(f"{path}:{row + 2}: „{texts[row]}“ in „{texts.name}“ {why}")
    result: Ints = found.astype(np.int64)
    return result
