"""Tables of pairs as they are printed: both sides beside one another, and what follows from the numbers printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from analysis.agreement import ranks
from analysis.release import Cell, Dimension, Measure, Reason, Suppressed, Table, Texts
from analysis.words import words

PAIRS, VIEW, WAVE = "pairs", "view", "wave"
COMPARED = (VIEW, WAVE)
"""Last dimensions of tables that set two beside one another."""

COMPANY, COUNCIL = "company", "works_council"
WORDS = ("share", "mean", "top2", "borda")
"""Names of figures that both sides have each."""

AGREEMENT, KAPPA, JACCARD = "agreement", "kappa", "jaccard"
TOGETHER = (AGREEMENT, KAPPA, JACCARD)
"""Names of figures that are made of both sides' answers at once."""


def paired(tables: Sequence[Table]) -> list[Table]:
    """Protected tables of pairs with both sides in one, and what follows from the numbers printed in them.

    A figure of both sides' answers is hidden where one of the totals it was made of is. What follows is left out where
    nothing of it is printed.
    """
    sides: dict[str, list[Table]] = {}
    for table in tables:
        sides.setdefault(table.id, []).append(table)
    found = [_joined(some) for some in sides.values()]
    by_id = {table.id: table for table in found}
    made: list[Table] = []
    for table in found:
        if is_view(table):
            made.append(table)
        follows = (_difference(table), _rank_difference(table)) if is_view(table) else (_as_told(table, by_id),)
        made += [one for one in follows if one is not None and _says_something(one)]
    return made


def _says_something(table: Table) -> bool:
    return any(isinstance(cell.value, float) for cell in table.cells)


def is_together(table: Table) -> bool:
    """Whether the figures of a table of pairs are made of both sides' answers at once."""
    return table.role == PAIRS and table.id.rpartition(".")[2] in TOGETHER


def is_view(table: Table) -> bool:
    """Whether a table has both sides of pairs in its columns."""
    return bool(table.dimensions) and table.dimensions[-1].id == VIEW


def _joined(some: Sequence[Table]) -> Table:
    if len(some) == 1:
        return some[0]
    view = some[0].dimensions[-1]
    categories = tuple(category for one in some for category in one.dimensions[-1].categories)
    sides = Dimension(VIEW, view.label, categories)
    cells = [cell for one in zip(*(one.cells for one in some), strict=True) for cell in one]
    return replace(some[0], dimensions=(*some[0].dimensions[:-1], sides), cells=tuple(cells))


_HIDDEN = Suppressed(Reason.PROTECTED)


def _as_told(table: Table, tables: Mapping[str, Table]) -> Table:
    """Agreement, kappa and likeness where what they are made of is printed."""
    if not is_together(table):
        return table
    name = table.id.rpartition(".")[2]
    stem = table.id.removesuffix(name)
    margins = [cell for word in WORDS if (one := tables.get(stem + word)) is not None for cell in one.cells]
    cells = []
    for cell in table.cells:
        mine = [one for one in margins if one.key[: len(cell.key)] == cell.key]
        hidden = [isinstance(one.value, Suppressed) for one in mine]
        is_told = not all(hidden) if name == JACCARD else not any(hidden)
        cells.append(cell if is_told and mine else replace(cell, value=_HIDDEN, n=_HIDDEN))
    return replace(table, cells=tuple(cells))


def _sides_of(table: Table) -> Iterator[tuple[Cell, Cell]]:
    """The cells of both sides of each row, the company's first."""
    cells = {cell.key: cell for cell in table.cells}
    ours, theirs = (category.code for category in table.dimensions[-1].categories)
    for cell in table.cells:
        if cell.key[-1] == ours:
            yield cell, cells[(*cell.key[:-1], theirs)]


def unit_of_difference(table: Table) -> Texts:
    """What a difference of two values counts: points of a scale no longer lie between its ends."""
    if table.measure is Measure.SHARE:
        return words("unit.percentage_points")
    is_of_points = table.scale is not None and table.scale[1] > 1
    return words("unit.points") if is_of_points else table.unit


def _difference(table: Table) -> Table | None:
    """The company's printed figure less that of the works council: of shares in percentage points."""
    if table.measure not in (Measure.SHARE, Measure.MEAN):
        return None
    factor, decimals = (100, 0) if table.measure is Measure.SHARE else (1, table.decimals)
    unit = unit_of_difference(table)
    cells = []
    for ours, theirs in _sides_of(table):
        value = _less(ours.value, theirs.value)
        shown = round(factor * value, decimals) + 0.0 if isinstance(value, float) else value
        cells.append(Cell(ours.key[:-1], shown, _HIDDEN if isinstance(value, Suppressed) else ours.n))
    return replace(
        table,
        id=f"{table.id}.difference",
        measure=Measure.POINTS if table.measure is Measure.SHARE else table.measure,
        unit=unit,
        figure=words("figure.less", figure=table.figure),
        dimensions=table.dimensions[:-1],
        cells=tuple(cells),
        scale=None,
    )


def _less(ours: float | Suppressed | None, theirs: float | Suppressed | None) -> float | Suppressed | None:
    if isinstance(ours, Suppressed) or isinstance(theirs, Suppressed):
        return _HIDDEN
    return None if ours is None or theirs is None else ours - theirs


_RANKED = 3
"""Fewer codes have no order worth a rank."""


def _rank_difference(table: Table) -> Table | None:
    """The company's rank of each code less that of the works council, among those printed on both sides.

    Only of lists of which several may be named or which were ranked; from the printed figures alone.
    """
    answers = table.dimensions[0]
    if len(table.dimensions) != 2 or answers.partition or answers.id != "answer":
        return None
    sides = [(ours, theirs, _less(ours.value, theirs.value)) for ours, theirs in _sides_of(table)]
    shown = [(ours, theirs) for ours, theirs, both in sides if isinstance(both, float)]
    if len(shown) < _RANKED:
        return None
    first, second = (ranks([float(pair[side].value) for pair in shown]) for side in (0, 1))  # type: ignore[arg-type]
    found = {pair[0].key: ours - theirs for pair, ours, theirs in zip(shown, first, second, strict=True)}
    cells = [
        Cell(ours.key[:-1], found.get(ours.key, both), ours.n if ours.key in found or both is None else _HIDDEN)
        for ours, _theirs, both in sides
    ]
    return replace(
        table,
        id=f"{table.id}.rank_difference",
        measure=Measure.MEAN,
        unit=words("unit.ranks"),
        figure=words("figure.rank_difference"),
        dimensions=table.dimensions[:-1],
        cells=tuple(cells),
        scale=None,
    )
